"""JWT libraries of Rust: jsonwebtoken, jwt-simple, josekit. All write raw ES256 signatures."""

from __future__ import annotations

from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.times import DATE, DURATION, number_from, seconds_of
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Array, Instance, Known, Reference, Table, Unknown, Value, known

TOKENS = Library()
TOKENS.is_found_by_type = True
_function, _method = TOKENS.function, TOKENS.method
_ALGORITHMS = ("ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256K", "EdDSA")
_HEADER, _CLAIMS, _SIMPLE_KEY = "josekit header", "claims", "jwt-simple key"
_SIGNER, _PAYLOAD = "josekit signer", "josekit payload"
_JOSE_NAMES = {
    "set_key_id": "kid",
    "set_token_type": "typ",
    "set_algorithm": "alg",
    "set_issuer": "iss",
    "set_subject": "sub",
    "set_audience": "aud",
    "set_expires_at": "exp",
    "set_issued_at": "iat",
    "set_not_before": "nbf",
    "set_jwt_id": "jti",
}


def _constant(name: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        """Return the name of an algorithm."""
        return given.known(name)

    return meaning


for _name in _ALGORITHMS:
    _function(f"Algorithm.{_name}:")(_constant(_name))


# jsonwebtoken.


@_function("Header.new")
def _header(given: Given) -> Value | None:
    """Return a header of jsonwebtoken: typ is JWT, and kid only what the program sets."""
    return _make_header(given, given.get(0) or Unknown(name="alg"))


@_function("Header.default")
def _default_header(given: Given) -> Value | None:
    """Return the default header of jsonwebtoken, whose algorithm is HS256."""
    return _make_header(given, given.known("HS256"))


@_function("Header")
def _header_literal(given: Given) -> Value | None:
    """Return a header of jsonwebtoken that is written as a struct; what it leaves to the default is HS256 and JWT."""
    header = _make_header(given, Unknown(name="alg") if given.has_more else given.known("HS256"))
    header.entries |= {name: value for name, value in given.named.items() if known(value) is not None or not isinstance(value, Known)}
    header.is_open = given.has_more
    return header


def _make_header(given: Given, algorithm: Value) -> Table:
    return Table(entries={"typ": given.known("JWT"), "alg": _named(algorithm)}, span=given.span, depth=given.run.branches)


def _named(algorithm: Value) -> Value:
    """Return an algorithm by its name, whatever it is a member of."""
    name = algorithm.path.rpartition(".")[2] if isinstance(algorithm, Reference) else ""
    return Known(value=name, span=algorithm.span) if name in _ALGORITHMS else algorithm


@_function("encode", "jsonwebtoken.encode", "jwt.encode")
def _encode(given: Given) -> Value | None:
    """Return the token of jsonwebtoken."""
    header, claims = given.get(0), fields_of(given.get(1))
    if not isinstance(header, Table) or claims is None:
        return None
    return mint(given, header, claims, given.get(2))


@_function(
    *("EncodingKey.from_ec_pem", "EncodingKey.from_ec_der", "EncodingKey.from_secret", "EncodingKey.from_rsa_pem", "EncodingKey.from_base64_secret"),
)
def _encoding_key(given: Given) -> Value | None:
    """Return a key of jsonwebtoken as its text."""
    return given.get(0)


# jwt-simple.


@_function("Claims.create", "Claims.with_custom_claims")
def _create(given: Given) -> Value | None:
    """Return claims of jwt-simple: iat and nbf are now, exp is a span later."""
    own = given.get(0) if given.words == "with_custom_claims" else None
    span = given.get(1 if own is not None else 0)
    length = seconds_of(span)
    exp = given.known(given.run.now + int(length)) if length is not None else Unknown(name="exp", span=given.span)
    table = Table(entries={"iat": given.known(given.run.now), "exp": exp, "nbf": given.known(given.run.now)}, span=given.span)
    more = fields_of(own)
    table.entries |= more.entries if more else {}
    table.is_open = own is not None and more is None
    return Instance(kind=_CLAIMS, state={"table": table}, span=given.span)


@_method(_CLAIMS, "with_issuer", "with_subject", "with_audience", "with_audiences", "with_jwt_id", "with_nonce", "with_expiration", "invalid_before")
def _with_claim(given: Given) -> Value | None:
    """Set a claim of jwt-simple."""
    names = {
        "with_issuer": "iss",
        "with_subject": "sub",
        "with_audience": "aud",
        "with_audiences": "aud",
        "with_jwt_id": "jti",
        "with_nonce": "nonce",
    }
    return _set_claim(given, names.get(given.words, "nbf" if given.words == "invalid_before" else "exp"))


@_method(_CLAIMS, "issuer=", "subject=", "audiences=", "issued_at=", "expires_at=", "invalid_before=")
def _assign_claim(given: Given) -> Value | None:
    """Set a field of claims of jwt-simple."""
    names = {"issuer=": "iss", "subject=": "sub", "audiences=": "aud", "issued_at=": "iat", "expires_at=": "exp", "invalid_before=": "nbf"}
    return _set_claim(given, names[given.words])


def _set_claim(given: Given, name: str) -> Value | None:
    claims, value = given.receiver, given.get(0)
    if isinstance(claims, Instance) and value is not None:
        claims.state["table"].entries[name] = _as_seconds(value) if name in {"iat", "exp", "nbf"} else value
        if isinstance(value, Known) and value.value is None:
            del claims.state["table"].entries[name]
    return claims


def _as_seconds(value: Value) -> Value:
    seconds = seconds_of(value)
    return value if seconds is None else Known(value=int(seconds), span=value.span)


@_function("Clock.now_since_epoch")
def _now_since_epoch(given: Given) -> Value | None:
    """Return the span since 1970."""
    return Instance(kind=DURATION, state={"seconds": given.run.now, "months": 0}, span=given.span)


def _key_of(algorithm: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        """Return a key of jwt-simple, which belongs to an algorithm."""
        return Instance(kind=_SIMPLE_KEY, state={"alg": given.known(algorithm), "key": given.get(0), "kid": None}, span=given.span)

    return meaning


for _name in _ALGORITHMS:
    _function(*(f"{_name}KeyPair.from_{form}" for form in ("pem", "der", "bytes")))(_key_of(_name))
    _function(f"{_name}Key.from_bytes", f"{_name}Key.generate")(_key_of(_name))


@_method(_SIMPLE_KEY, "with_key_id")
def _with_key_id(given: Given) -> Value | None:
    """Return a key whose tokens have a kid."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["kid"] = given.get(0)
    return given.receiver


@_method(_SIMPLE_KEY, "sign")
def _sign_simple(given: Given) -> Value | None:
    """Return the token of jwt-simple."""
    key, claims = given.receiver, given.get(0)
    if not isinstance(key, Instance) or not isinstance(claims, Instance) or claims.kind != _CLAIMS:
        return None
    header = Table(entries={"alg": key.state["alg"], "typ": given.known("JWT")}, span=given.span)
    if key.state["kid"] is not None:
        header.entries["kid"] = key.state["kid"]
    return mint(given, header, claims.state["table"], key.state["key"])


# josekit.


@_function("JwsHeader.new", "JwtPayload.new")
def _new_set(given: Given) -> Value | None:
    """Return a header or claims of josekit, which are empty."""
    return Instance(kind=_HEADER, state={"table": Table(span=given.span, depth=given.run.branches)}, span=given.span)


@_function("JwsHeader.from_map", "JwtPayload.from_map")
def _from_map(given: Given) -> Value | None:
    """Return a header or claims of josekit from a map."""
    table = given.get(0)
    known_table = table if isinstance(table, Table) else Table(is_open=True, span=given.span)
    return Instance(kind=_HEADER, state={"table": known_table}, span=given.span)


@_method(_HEADER, *_JOSE_NAMES)
def _set_jose(given: Given) -> Value | None:
    """Set a member of a header or of claims; a time is written as seconds with a fraction, an audience of one as a string."""
    value, name = given.get(0), _JOSE_NAMES[given.words]
    if not isinstance(given.receiver, Instance) or value is None:
        return given.known(None)
    if isinstance(value, Instance) and value.kind == DATE:
        value = number_from(value, value.span, is_whole=False) or Unknown(name=name, span=value.span)
    if name == "aud" and isinstance(value, Array) and len(value.items) == 1 and not value.is_open:
        value = value.items[0]
    given.receiver.state["table"].entries[name] = value
    return given.known(None)


@_method(_HEADER, "set_claim")
def _set_jose_claim(given: Given) -> Value | None:
    """Set any member of a header or of claims."""
    name, value = given.text(0), given.get(1)
    if isinstance(given.receiver, Instance) and value is not None:
        if name:
            given.receiver.state["table"].entries[name] = value
        else:
            given.receiver.state["table"].is_open = True
    return given.known(None)


def _signer_of(algorithm: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        """Return a signer of josekit, which belongs to an algorithm."""
        return Instance(kind=_SIGNER, state={"alg": given.known(algorithm), "key": given.get(0), "kid": None}, span=given.span)

    return meaning


for _name in _ALGORITHMS:
    _function(*(f"{_name}.signer_from_{form}" for form in ("pem", "der", "jwk", "bytes")))(_signer_of(_name))


@_method(_SIGNER, "set_key_id")
def _set_signer_key_id(given: Given) -> Value | None:
    """Set the kid of a signer, which goes into the header."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["kid"] = given.get(0)
    return given.known(None)


@_function("encode_with_signer", "jwt.encode_with_signer")
def _encode_with_signer(given: Given) -> Value | None:
    """Return the token of josekit: claims first, then the header, to which the signer adds alg and its kid."""
    claims, header, signer = (given.get(index) for index in range(3))
    if not isinstance(claims, Instance) or not isinstance(header, Instance) or "table" not in claims.state or "table" not in header.state:
        return None
    state = signer.state if isinstance(signer, Instance) and signer.kind == _SIGNER else {}
    table: Table = header.state["table"]
    entries = table.entries | {"alg": state.get("alg") or Unknown(name="alg")}
    if state.get("kid") is not None:
        entries["kid"] = state["kid"]
    made = Table(entries=entries, is_open=table.is_open or not state, span=table.span)
    return mint(given, made, claims.state["table"], state.get("key"))
