"""Signatures and JWT libraries of Go: golang-jwt, lestrrat-go/jwx, go-jose; crypto/ecdsa gives r and s, or DER by SignASN1."""

from __future__ import annotations

from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.times import number_from
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, KeyText, Reference, Signature, Table, Unknown, Value, known

TOKENS = Library()
TOKENS.is_found_by_type = True
_function, _method = TOKENS.function, TOKENS.method
_TOKEN, _JWX, _JOSE = "golang-jwt token", "jwx token", "go-jose signer"
_REGISTERED = {
    "Issuer": "iss",
    "Subject": "sub",
    "Audience": "aud",
    "ExpiresAt": "exp",
    "IssuedAt": "iat",
    "NotBefore": "nbf",
    "ID": "jti",
    "Id": "jti",
}
_REGISTERED |= {"Expiry": "exp", "IssuerKey": "iss", "SubjectKey": "sub", "AudienceKey": "aud", "ExpirationKey": "exp", "IssuedAtKey": "iat"}
_SHORT = {"iss": "iss", "sub": "sub", "aud": "aud", "exp": "exp", "iat": "iat"}


# golang-jwt.


@_function("jwt.NewWithClaims", "jwt.New")
def _new(given: Given) -> Value | None:
    """Return a token of golang-jwt: its header has alg and typ, and kid only if the program sets it."""
    header = Table(entries={"alg": _algorithm(given, given.get(0)), "typ": given.known("JWT")}, span=given.span, depth=given.run.branches)
    claims = given.get(1) if given.words == "NewWithClaims" else Table(span=given.span, depth=given.run.branches)
    return Instance(kind=_TOKEN, state={"header": header, "claims": _claims(claims)}, span=given.span)


def _algorithm(given: Given, method: Value | None) -> Value:
    name = method.path.rpartition(".")[2] if isinstance(method, Reference) else ""
    return given.known(name.removeprefix("SigningMethod")) if name.startswith("SigningMethod") else Unknown(name="alg", span=given.span)


@_function("jwt.MapClaims", "MapClaims", "map[string]interface{}", "map[string]any")
def _map_claims(given: Given) -> Value | None:
    """Return claims as a mapping."""
    return given.get(0) or Table(span=given.span, depth=given.run.branches)


@_function("jwt.RegisteredClaims", "jwt.StandardClaims", "jwt.Claims")
def _registered(given: Given) -> Value | None:
    """Return claims as a struct: fields that are not set are left out of the token."""
    entries = {_REGISTERED[name]: value for name, value in given.named.items() if name in _REGISTERED}
    return Table(entries=entries, is_open=bool(given.arguments), span=given.span, depth=given.run.branches)


@_function("jwt.ClaimStrings", "jwt.Audience")
def _claim_strings(given: Given) -> Value | None:
    """Return an audience: one is written as a string, several as a list."""
    items = [*given.arguments]
    return items[0] if len(items) == 1 and not isinstance(items[0], Array) else (items[0] if items else None)


@_function("jwt.NewNumericDate", "jwt.At", "jwt.NewTime")
def _numeric_date(given: Given) -> Value | None:
    """Return a time as whole seconds."""
    value = given.get(0)
    return number_from(value, value.span) if value is not None else None


@_method(_TOKEN, "Header", "Claims")
def _part(given: Given) -> Value | None:
    """Return the header or the claims of a token, which can be changed."""
    part: Value | None = given.receiver.state["claims" if given.words == "Claims" else "header"] if isinstance(given.receiver, Instance) else None
    return part


@_method(_TOKEN, "Header=", "Claims=")
def _set_part(given: Given) -> Value | None:
    """Set the header or the claims of a token."""
    value = given.get(0)
    if isinstance(given.receiver, Instance) and isinstance(value, Table | Unknown):
        given.receiver.state["claims" if given.words.startswith("Claims") else "header"] = _claims(value)
    return value


@_method(_TOKEN, "SignedString")
def _signed_string(given: Given) -> Value | None:
    """Return the signed token, whose ES256 signatures are raw."""
    token = given.receiver
    if not isinstance(token, Instance) or not isinstance(token.state["claims"], Table) or not isinstance(token.state["header"], Table):
        return None
    return mint(given, token.state["header"], token.state["claims"], given.get(0))


def _claims(value: Value | None) -> Value | None:
    """Return claims whose names are those of the token; a struct of the program's own is read by the names of its fields."""
    if isinstance(value, Instance) and "scope" in value.state:
        names = value.state["scope"].names
        entries = {_REGISTERED.get(name) or _SHORT.get(name.lower(), name): field for name, field in names.items() if name != "self"}
        return Table(entries=entries, span=value.span)
    return value


@_function(
    *("jwt.ParseECPrivateKeyFromPEM", "x509.ParsePKCS8PrivateKey", "x509.ParseECPrivateKey", "jwk.ParseKey", "jwk.FromRaw", "jwk.Import"),
    *("pem.Decode", "AuthKeyFromBytes", "token.AuthKeyFromFile"),
)
def _load(given: Given) -> Value | None:
    """Return a key as it is loaded."""
    value = given.get(0)
    return value if isinstance(value, KeyText | Unknown) else Unknown(name="key", span=given.span)


# lestrrat-go/jwx.


@_function("jwt.NewBuilder")
def _jwx_builder(given: Given) -> Value | None:
    """Return a builder of jwx."""
    return Instance(kind=_JWX, state={"claims": Table(span=given.span)}, span=given.span)


@_method(_JWX, "Issuer", "Subject", "Audience", "Expiration", "IssuedAt", "NotBefore", "Claim", "Set")
def _jwx_claim(given: Given) -> Value | None:
    """Set a claim of jwx."""
    token, value = given.receiver, given.get(0)
    if not isinstance(token, Instance) or value is None:
        return token
    if given.words in {"Claim", "Set"}:
        path = value.path.rpartition(".")[2] if isinstance(value, Reference) else str(known(value))
        name, value = _REGISTERED.get(path, path), given.get(1) or Unknown()
    else:
        name = {"Expiration": "exp"}.get(given.words) or _REGISTERED[given.words]
    if isinstance(value, Array) and len(value.items) == 1:
        value = value.items[0]
    token.state["claims"].entries[name] = number_from(value, value.span) or value
    return token


@_method(_JWX, "Build")
def _jwx_build(given: Given) -> Value | None:
    """Return the token."""
    return given.receiver


@_function("jwt.Sign")
def _jwx_sign(given: Given) -> Value | None:
    """Return the signed token of jwx, with kid from the key or from the protected headers."""
    token = given.get(0)
    if not isinstance(token, Instance) or token.kind != _JWX:
        return None
    header = Table(entries={"alg": given.known("ES256"), "typ": given.known("JWT")}, is_open=True, span=given.span)
    return mint(given, header, token.state["claims"], given.get(1))


# go-jose.


@_function("jose.NewSigner")
def _jose_signer(given: Given) -> Value | None:
    """Return a signer of go-jose, with the header that its options set."""
    return Instance(kind=_JOSE, state={"key": given.get(0), "options": given.get(1)}, span=given.span)


@_function("jwt.Signed")
def _jose_builder(given: Given) -> Value | None:
    """Return a builder of go-jose; its header is not followed."""
    claims = Table(span=given.span)
    return Instance(kind="go-jose builder", state={"claims": claims}, span=given.span)


@_method("go-jose builder", "Claims")
def _jose_claims(given: Given) -> Value | None:
    """Add claims."""
    builder, value = given.receiver, _claims(given.get(0))
    if isinstance(builder, Instance) and isinstance(value, Table):
        builder.state["claims"].entries |= value.entries
    elif isinstance(builder, Instance):
        builder.state["claims"].is_open = True
    return builder


@_method("go-jose builder", "CompactSerialize", "Serialize")
def _jose_serialize(given: Given) -> Value | None:
    """Return the signed token of go-jose."""
    builder = given.receiver
    if not isinstance(builder, Instance):
        return None
    return mint(given, Table(entries={}, is_open=True, span=given.span), builder.state["claims"], None)


# crypto/ecdsa.


@_function("sha256.Sum256", "sha256.New")
def _digest(given: Given) -> Value | None:
    """Return a digest of data."""
    return Instance(kind="digest", state={"data": given.get(0)}, span=given.span)


@_function("ecdsa.SignASN1")
def _sign_asn1(given: Given) -> Value | None:
    """Return the DER signature over a digest."""
    digest = given.get(2)
    if not isinstance(digest, Instance) or digest.kind != "digest" or digest.state["data"] is None:
        return None
    return Signature(data=digest.state["data"], algorithm="ES256", is_raw=False, key=given.get(1) or Unknown(), span=given.span)
