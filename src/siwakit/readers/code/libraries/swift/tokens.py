"""JWT libraries of Swift: JWTKit 4 and 5, which Vapor uses, and Kitura's SwiftJWT. All write raw signatures."""

from __future__ import annotations

from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.times import DATE, number_from
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Array, Instance, KeyText, Known, Table, Unknown, Value, known, text_of

TOKENS = Library()
TOKENS.is_found_by_type = True
_function, _method = TOKENS.function, TOKENS.method
_SIGNER, _KEYS, _JWT, _ENCODER = "JWT signer", "JWTKit keys", "SwiftJWT token", "SwiftJWT encoder"
_ALGORITHMS = ("es256", "es384", "es512", "hs256", "hs384", "hs512", "rs256", "rs384", "rs512", "ps256", "ps384", "ps512")
_OF_ADD = {"ecdsa": "ES256", "hmac": "HS256", "rsa": "RS256", "eddsa": "EdDSA", "pss": "PS256"}


# What both have: signers by algorithm, and values of claims.


def _signer_of(algorithm: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        """Return a signer of an algorithm."""
        return _make_signer(given, algorithm, given.get(0, "key", "privateKey"))

    return meaning


def _make_signer(given: Given, algorithm: str, key: Value | None) -> Instance:
    return Instance(kind=_SIGNER, state={"alg": given.known(algorithm), "key": key}, span=given.span)


for _name in _ALGORITHMS:
    _function(f".{_name}", f"JWTSigner.{_name}")(_signer_of(_name.upper()))


@_function(
    *("IssuerClaim", "SubjectClaim", "AudienceClaim", "IssuedAtClaim", "ExpirationClaim", "NotBeforeClaim", "IDClaim", "JWKIdentifier"),
    *(".init", ".string", "JWTHeaderField.string", "BoolClaim"),
)
def _claim(given: Given) -> Value | None:
    """Return the value of a claim or of a key's id."""
    values = (*given.arguments, *given.named.values())
    if len(values) == 1 and (not given.named or given.named.keys() <= {"value", "string", "stringLiteral", "fields"}):
        return values[0]
    return (
        Table(entries=dict(given.named), span=given.span)
        if given.named and given.named.keys() <= {"iss", "sub", "aud", "iat", "exp", "nbf"}
        else None
    )


@_function(
    *("ES256PrivateKey", "ECDSAKey.private", "ECDSA.PrivateKey", "ECDSA.P256.PrivateKey", "ECDSAKey", "ES256Key.private", "ES256Key"),
    *("RSAKey.private", "Insecure.RSA.PrivateKey"),
)
def _load(given: Given) -> Value | None:
    """Return a key as it is loaded from its text."""
    value = given.get(0, "pem", "backing", "parameters")
    return value if isinstance(value, KeyText | Unknown | Known) else Unknown(name="key", span=given.span)


# JWTKit.


@_function("JWTSigners", "JWTKeyCollection")
def _keys(given: Given) -> Value | None:
    """Return a collection of signers, of which the first is the default."""
    return Instance(kind=_KEYS, state={"signers": []}, span=given.span)


@_method(_KEYS, "use")
def _use(given: Given) -> Value | None:
    """Add a signer of JWTKit 4; its kid chooses it, and is in no header."""
    return _add_signer(given, given.get(0))


@_method(_KEYS, "add", "addES256", "addHS256", "addHMAC", "addRS256")
def _add(given: Given) -> Value | None:
    """Add a key of JWTKit 5; its kid chooses it, and is in no header."""
    if given.words != "add":
        return _add_signer(given, _make_signer(given, {"addHMAC": "HS256"}.get(given.words, given.words.removeprefix("add")), given.get(0, "key")))
    name = next((name for name in _OF_ADD if name in given.named), "")
    return _add_signer(given, _make_signer(given, _OF_ADD[name], given.named[name]) if name else None)


def _add_signer(given: Given, signer: Value | None) -> Value | None:
    keys = given.receiver
    if isinstance(keys, Instance):
        is_default = known(given.named.get("isDefault")) is True
        at = 0 if is_default else len(keys.state["signers"])
        keys.state["signers"].insert(at, (text_of(given.named.get("kid")), signer))
    return keys


@_method(_KEYS, "sign")
def _sign_by_collection(given: Given) -> Value | None:
    """Return the token of JWTKit: typ is JWT, alg that of the signer, and kid in the header only if it is an argument."""
    if not isinstance(given.receiver, Instance):
        return None
    signers, kid = given.receiver.state["signers"], text_of(given.named.get("kid"))
    chosen = next((signer for name, signer in signers if kid is not None and name == kid), signers[0][1] if signers else None)
    return _sign(given, given.get(0), chosen)


@_method("Unknown", "sign")
def _sign_by_request(given: Given) -> Value | None:
    """Return the token that Vapor signs by `req.jwt`, `app.jwt.signers` or `app.jwt.keys`, whose keys are added elsewhere."""
    return _sign(given, given.get(0), None) if "using" not in given.named else None


@_method(_SIGNER, "sign")
def _sign_by_signer(given: Given) -> Value | None:
    """Return the token of one signer of JWTKit 4."""
    return _sign(given, given.get(0), given.receiver)


def _sign(given: Given, payload: Value | None, signer: Value | None) -> Value | None:
    claims = _claims(payload)
    if claims is None:
        return None
    state = signer.state if isinstance(signer, Instance) and signer.kind == _SIGNER else {}
    header = Table(entries={"alg": state.get("alg") or Unknown(name="alg"), "typ": given.named.get("typ") or given.known("JWT")}, span=given.span)
    more = given.named.get("header")
    if isinstance(more, Table):
        header.entries |= more.entries
    elif more is not None:
        header.is_open = True
    if "kid" in given.named:
        header.entries["kid"] = given.named["kid"]
    return mint(given, header, claims, state.get("key"))


@_function("JWTHeader")
def _jwt_header(given: Given) -> Value | None:
    """Return more of a header, for JWTKit 5."""
    fields = given.get(0, "fields")
    return fields if isinstance(fields, Table) else Table(entries=dict(given.named), is_open=fields is not None, span=given.span)


# SwiftJWT.


@_function("Header")
def _header(given: Given) -> Value | None:
    """Return a header of SwiftJWT, which gets alg when the token is signed."""
    return Table(entries={"typ": given.known("JWT"), **given.named}, span=given.span)


@_function("JWT")
def _jwt(given: Given) -> Value | None:
    """Return a token of SwiftJWT that is not signed yet."""
    header = given.named.get("header") or Table(entries={"typ": given.known("JWT")}, span=given.span)
    return Instance(kind=_JWT, state={"header": header, "claims": given.named.get("claims") or given.named.get("payload")}, span=given.span)


@_method(_JWT, "header", "claims")
def _part(given: Given) -> Value | None:
    """Return the header or the claims of a token, which can be changed."""
    part: Value | None = given.receiver.state[given.words] if isinstance(given.receiver, Instance) else None
    return part


@_method(_JWT, "header=", "claims=")
def _set_part(given: Given) -> Value | None:
    """Set the header or the claims of a token."""
    if isinstance(given.receiver, Instance):
        given.receiver.state[given.words.removesuffix("=")] = given.get(0)
    return given.get(0)


@_method(_JWT, "sign")
def _sign_jwt(given: Given) -> Value | None:
    """Return the signed token of SwiftJWT."""
    return _sign_swift_jwt(given, given.receiver, given.named.get("using"))


@_function("JWTEncoder")
def _encoder(given: Given) -> Value | None:
    """Return an encoder of SwiftJWT with its signer."""
    return Instance(kind=_ENCODER, state={"signer": given.named.get("jwtSigner")}, span=given.span)


@_method(_ENCODER, "encodeToString", "encode")
def _encode(given: Given) -> Value | None:
    """Return the signed token of SwiftJWT."""
    return _sign_swift_jwt(given, given.get(0), given.receiver.state["signer"]) if isinstance(given.receiver, Instance) else None


def _sign_swift_jwt(given: Given, token: Value | None, signer: Value | None) -> Value | None:
    if not isinstance(token, Instance) or token.kind != _JWT:
        return None
    claims, header = _claims(token.state["claims"]), token.state["header"]
    if claims is None:
        return None
    state = signer.state if isinstance(signer, Instance) and signer.kind == _SIGNER else {}
    entries = dict(header.entries) if isinstance(header, Table) else {}
    entries["alg"] = state.get("alg") or Unknown(name="alg")
    is_open = not isinstance(header, Table)
    return mint(given, Table(entries=entries, is_open=is_open, span=header.span if header else given.span), claims, state.get("key"))


def _claims(payload: Value | None) -> Table | None:
    """Return claims as both libraries write them: dates as seconds with their fraction, and an audience of one as a string."""
    fields = fields_of(payload)
    if fields is None:
        return None
    entries = {name: _written(name, value) for name, value in fields.entries.items()}
    return Table(entries=entries, is_open=fields.is_open, span=fields.span)


def _written(name: str, value: Value) -> Value:
    if isinstance(value, Instance) and value.kind == DATE:
        return number_from(value, value.span, is_whole=False) or Unknown(name=name, span=value.span)
    if name == "aud" and isinstance(value, Array) and not value.is_open and len(value.items) == 1:
        return value.items[0]
    return value
