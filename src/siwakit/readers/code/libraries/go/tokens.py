"""golang-jwt, with claims as a mapping or as a struct. Its ES256 signatures are raw."""

from __future__ import annotations

from siwakit.readers.code.libraries.line_breaks import needs_lines
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.times import number_from
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Array, Instance, KeyText, Reference, Table, Unknown, Value

TOKENS = Library()
TOKENS.is_found_by_type = True
_function, _method = TOKENS.function, TOKENS.method
_TOKEN = "golang-jwt token"
_BLOCK = "block of a PEM"
_METHODS = ("ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256")
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
_REGISTERED |= {"Expiry": "exp"}  # in go-jose


@_function("jwt.NewWithClaims", "jwt.New")
def _new(given: Given) -> Value | None:
    """Return a token of golang-jwt: its header has alg and typ, and kid only if the program sets it. Without an algorithm it is one of jwx."""
    if given.get(0) is None and not given.has_more:
        return Instance(kind="jwx token", state={"claims": Table(span=given.span)}, span=given.span)
    header = Table(entries={"alg": _algorithm(given, given.get(0)), "typ": given.known("JWT")}, span=given.span)
    claims = given.get(1) if given.words == "NewWithClaims" else Table(span=given.span)
    return Instance(kind=_TOKEN, state={"header": header, "claims": _claims(claims)}, span=given.span)


def _algorithm(given: Given, method: Value | None) -> Value:
    name = method.path.rpartition(".")[2] if isinstance(method, Reference) else ""
    return given.known(name.removeprefix("SigningMethod")) if name.startswith("SigningMethod") else Unknown(name="alg", span=given.span)


@_function("jwt.MapClaims", "MapClaims", "map[string]interface{}", "map[string]any")
def _map_claims(given: Given) -> Value | None:
    """Return claims as a mapping."""
    return given.get(0) or Table(span=given.span)


@_function("jwt.RegisteredClaims", "jwt.StandardClaims", "jwt.Claims")
def _registered(given: Given) -> Value | None:
    """Return claims as a struct: fields that are not set are left out of the token."""
    entries = {_REGISTERED[name]: value for name, value in given.named.items() if name in _REGISTERED}
    return Table(entries=entries, is_open=bool(given.arguments), span=given.span)


@_function("jwt.Token")
def _literal(given: Given) -> Value | None:
    """Return a token of golang-jwt that is written as a struct: its header is what the program says."""
    header = given.named.get("Header") or Table(span=given.span)
    return Instance(kind=_TOKEN, state={"header": header, "claims": _claims(given.named.get("Claims"))}, span=given.span)


def _algorithm_of(name: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        """Return the name of an algorithm."""
        return given.known(name)

    return meaning


for _name in _METHODS:
    _function(f"jwt.SigningMethod{_name}.Alg", f"jwt.SigningMethod{_name}.Name:")(_algorithm_of(_name))


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
    """Return claims as a mapping; a struct of the program's own has the names of its tags."""
    return fields_of(value) or value


@_function("apple.SecretParams")
def _goth_parameters(given: Given) -> Value | None:
    """Return what goth makes a client_secret of."""
    return Table(entries=dict(given.named), is_open=bool(given.arguments), span=given.span)


@_function("apple.MakeSecret")
def _goth_secret(given: Given) -> Value | None:
    """Return the client_secret of goth."""
    parts = given.table(0)
    if parts is None or parts.is_open:
        return None
    entries = parts.entries
    header = Table(entries={"alg": given.known("ES256"), "typ": given.known("JWT")}, span=parts.span)
    claims = Table(entries={"aud": given.known("https://appleid.apple.com")}, span=parts.span)
    names = {"TeamId": (claims, "iss"), "ClientId": (claims, "sub"), "KeyId": (header, "kid"), "Iat": (claims, "iat"), "Exp": (claims, "exp")}
    for setting, (table, name) in names.items():
        table.entries[name] = entries.get(setting, Unknown(name=name, span=parts.span))
    return mint(given, header, claims, entries.get("PKCS8PrivateKey"))


@_function("jwt.ParseECPrivateKeyFromPEM", "x509.ParsePKCS8PrivateKey", "x509.ParseECPrivateKey", "AuthKeyFromBytes")
def _load(given: Given) -> Value | None:
    """Return a key as it is loaded."""
    value = given.get(0)
    if given.words == "ParseECPrivateKeyFromPEM":
        needs_lines(given, value)
    return value if isinstance(value, KeyText | Unknown) else Unknown(name="key", span=given.span)


@_function("pem.Decode")
def _decode_pem(given: Given) -> Value | None:
    """Return the block of a PEM, which is found line by line."""
    needs_lines(given, given.get(0))
    return Instance(kind=_BLOCK, state={"key": given.get(0) or Unknown()}, span=given.span)


@_method(_BLOCK, "Bytes")
def _bytes_of_block(given: Given) -> Value | None:
    """Return the key in a block."""
    key: Value | None = given.receiver.state["key"] if isinstance(given.receiver, Instance) else None
    return key
