"""Signatures and JWT libraries of Ruby: OpenSSL writes DER; jwt, json-jwt, jose."""

from __future__ import annotations

from siwakit.apple import ISSUER
from siwakit.readers.code.libraries.encodings import encode, without_encodings
from siwakit.readers.code.libraries.line_breaks import needs_lines
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.ruby.clock import operate as operate_on_times
from siwakit.readers.code.libraries.times import DATE, number_from
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Array, Closure, Instance, KeyText, Signature, Table, Unknown, Value, put_over

TOKENS = Library()
_function, _method = TOKENS.function, TOKENS.method
_KEY, _JSON_JWT, _NUMBER = "OpenSSL key", "JSON::JWT", "number of a signature"
_TIMES = ("iat", "exp", "nbf")


@_function("JWT.encode")
def _encode(given: Given) -> Value | None:
    """Return the token of ruby-jwt: HS256 unless the third argument says otherwise; the fourth has more of the header. A time becomes text."""
    claims = given.get(0)
    if not isinstance(claims, Table):
        return None
    header = Table(entries={"alg": given.get(2) or given.known("HS256")}, span=given.span)
    extra = given.get(3) or (Table(entries=given.named, span=given.span) if given.named else None)
    put_over(header, extra)
    header.span = extra.span if isinstance(extra, Table) else header.span
    return mint(given, header, _with_times(claims), _key_of(given.get(1)))


@_function("provider", "omniauth")
@_method("Unknown", "provider", "omniauth")
def _omniauth(given: Given) -> Value | None:
    """Note the client_secret that omniauth-apple makes for each sign-in, from its settings."""
    last = given.arguments[-1] if given.arguments else None
    options = {**(last.entries if isinstance(last, Table) else {}), **given.named}
    if given.text(0) != "apple" or not {"team_id", "key_id"} <= options.keys():
        return None
    now = given.run.now
    claims = Table(span=given.span)
    claims.entries = {
        "iss": options["team_id"],
        "iat": given.known(now),
        "exp": given.known(now + 60),
        "aud": given.known(ISSUER),
        "sub": given.get(1) or Unknown(name="client_id"),
    }
    header = Table(entries={"alg": given.known("ES256"), "kid": options["key_id"]}, span=given.span)
    mint(given, header, claims, options.get("pem") or Unknown(name="pem")).is_kept = False
    return given.known(None)


@_function("JSON::JWT.new", "JSON.JWT.new")
def _json_jwt(given: Given) -> Value | None:
    """Return a token of json-jwt that is not signed yet; its header is {typ: JWT}."""
    claims = given.get(0)
    if not isinstance(claims, Table):
        claims = Table(entries=dict(given.named), span=given.span)
    header = Table(entries={"typ": given.known("JWT")}, span=given.span)
    return Instance(kind=_JSON_JWT, state={"claims": claims, "header": header}, span=given.span)


@_method(_JSON_JWT, "kid=", "alg=", "header=")
def _set_header(given: Given) -> Value | None:
    """Set a member of the header."""
    token, value = given.receiver, given.get(0)
    if isinstance(token, Instance) and value is not None:
        name = given.words.removesuffix("=") or "kid"
        if name == "header":
            put_over(token.state["header"], value)
        else:
            token.state["header"].entries[name] = value
    return value


@_method(_JSON_JWT, "header")
def _header(given: Given) -> Value | None:
    """Return the header, which can be changed."""
    header: Value | None = given.receiver.state["header"] if isinstance(given.receiver, Instance) else None
    return header


@_method(_JSON_JWT, "sign")
def _sign_json_jwt(given: Given) -> Value | None:
    """Sign a token of json-jwt: with an EC key ES256 unless another algorithm is named; raw signatures."""
    token = given.receiver
    if not isinstance(token, Instance):
        return None
    header: Table = token.state["header"]
    header.entries["alg"] = given.get(1) or given.known("ES256")
    return mint(given, header, _with_times(token.state["claims"]), _key_of(given.get(0)))


@_function("OpenSSL::PKey::EC.new", "OpenSSL.PKey.EC.new", "OpenSSL::PKey.read", "OpenSSL.PKey.read", "OpenSSL::PKey::RSA.new")
def _load(given: Given) -> Value | None:
    """Return a key of OpenSSL."""
    needs_lines(given, given.get(0))
    return Instance(kind=_KEY, state={"key": given.get(0) or Unknown()}, span=given.span)


@_method(_KEY, "sign")
def _sign(given: Given) -> Value | None:
    """Return the DER signature of OpenSSL over the second argument."""
    data, key = given.get(1), given.receiver
    if data is None or not isinstance(key, Instance):
        return None
    return Signature(data=data, algorithm="ES256", is_raw=False, key=key.state["key"], span=given.span)


@_method(_KEY, "dsa_sign_asn1")
def _sign_digest(given: Given) -> Value | None:
    """Return the DER signature of OpenSSL over a digest."""
    data, key = given.get(0), given.receiver
    if not isinstance(data, Instance) or not isinstance(key, Instance):
        return None
    return Signature(data=data.state["data"], algorithm="ES256", is_raw=False, key=key.state["key"], span=given.span)


@_function("OpenSSL::Digest::SHA256.digest", "OpenSSL.Digest.SHA256.digest", "Digest::SHA256.digest", "Digest.SHA256.digest")
def _digest(given: Given) -> Value | None:
    """Return a digest of data."""
    return Instance(kind="digest", state={"data": given.get(0)}, span=given.span)


@_function("asn1_to_raw", "JWT::JWA::Ecdsa.asn1_to_raw", "JWT.asn1_to_raw")
def _to_raw(given: Given) -> Value | None:
    """Return a DER signature as raw bytes."""
    signature = without_encodings(given.run, given.get(0), "bytes")
    if not isinstance(signature, Signature):
        return None
    return _raw(signature, given.span)


@_function("OpenSSL::ASN1.decode", "OpenSSL.ASN1.decode")
def _decode(given: Given) -> Value | None:
    """Return r and s of a DER signature."""
    signature = without_encodings(given.run, given.get(0), "bytes")
    if not isinstance(signature, Signature):
        return None
    return Array(items=[Instance(kind=_NUMBER, state={"signature": signature}, span=given.span) for _ in range(2)], span=given.span)


@_method(_NUMBER, "value", "to_s", "rjust", "to_i", "to_bn")
def _number(given: Given) -> Value | None:
    """Return r or s in another form."""
    return given.receiver


@_method("Array", "value")
def _value(given: Given) -> Value | None:
    """Return the items of a decoded sequence."""
    return given.receiver


@_method("Array", "map", "collect")
def _map(given: Given) -> Value | None:
    """Return the results of a block for each item."""
    items, block = given.receiver, given.get(0)
    if not isinstance(items, Array) or items.is_open:
        return None
    if not isinstance(block, Closure):
        return items if all(_signature_of(item) for item in items.items) else None
    return Array(items=[given.run.call_closure(block, (item,), {}, given.span) for item in items.items], span=given.span)


@_method("Array", "pack")
def _pack(given: Given) -> Value | None:
    """Return the only item in base64, or the bytes that its hexadecimal digits stand for."""
    items, form = given.receiver, given.text(0) or ""
    if not isinstance(items, Array) or items.is_open or len(items.items) != 1:
        return _join(given) if form.startswith("C") else None
    return encode("base64", items.items[0], given.span) if form.startswith("m") else items.items[0] if form in {"H*", "a*", "A*"} else None


@_method("Array", "join")
def _join(given: Given) -> Value | None:
    """Return r and s as a raw signature, and other items as one string."""
    items = given.receiver
    if not isinstance(items, Array) or items.is_open:
        return None
    signature = _signature_of(items.items[0]) if items.items else None
    if signature is not None:
        return _raw(signature, given.span)
    between = given.known(given.text(0) or "")
    return given.run.join([part for item in items.items for part in (between, item)][1:], given.span)


def _signature_of(value: Value) -> Signature | None:
    signature: Signature | None = value.state["signature"] if isinstance(value, Instance) and value.kind == _NUMBER else None
    return signature


def _raw(signature: Signature, span: Span) -> Signature:
    return Signature(data=signature.data, algorithm=signature.algorithm, is_raw=True, key=signature.key, span=span)


def operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return the raw signature that its two numbers are, one after the other; for dates, what their operators mean."""
    signature = _signature_of(operands[0])
    return _raw(signature, span) if operator == "+" and signature is not None else operate_on_times(operator, operands, span)


TOKENS.operate = operate


def _with_times(claims: Table) -> Table:
    """Return *claims* with moments as whole seconds: since version 2 ruby-jwt and json-jwt convert them."""
    entries = {
        name: number_from(value, value.span) or value if name in _TIMES and isinstance(value, Instance) and value.kind == DATE else value
        for name, value in claims.entries.items()
    }
    return Table(entries=entries, is_open=claims.is_open, span=claims.span)


def _key_of(value: Value | None) -> Value | None:
    key = value.state["key"] if isinstance(value, Instance) and value.kind == _KEY else value
    return key if isinstance(key, KeyText | Unknown) or key is None else value
