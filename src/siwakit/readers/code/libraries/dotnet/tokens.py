"""Microsoft's JWT libraries: System.IdentityModel.Tokens.Jwt and Microsoft.IdentityModel.JsonWebTokens. Both write ES256 signatures as r and s."""

from __future__ import annotations

from siwakit.readers.code.libraries.dotnet.signatures import key_of
from siwakit.readers.code.libraries.encodings import encode, object_in
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.times import DATE, number_from
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, Known, Reference, Table, Token, Unknown, Value, known, put_over, text_of

TOKENS = Library()
TOKENS.is_found_by_type = True
_function, _method = TOKENS.function, TOKENS.method
_KEY, _CREDENTIALS, _CLAIM, _HANDLER, _TOKEN, _DESCRIPTOR = (
    "security key",
    "SigningCredentials",
    "Claim",
    "jwt handler",
    "JwtSecurityToken",
    "descriptor",
)
_ALGORITHMS = {
    "EcdsaSha256": "ES256",
    "HmacSha256": "HS256",
    "RsaSha256": "RS256",
    "EcdsaSha384": "ES384",
    "EcdsaSha512": "ES512",
    "HmacSha512": "HS512",
}
_NAMES = ("iss", "sub", "aud", "exp", "iat", "nbf", "jti")
_LIFETIME = 3_600


# Keys and claims.


@_function("ECDsaSecurityKey", "SymmetricSecurityKey", "RsaSecurityKey", "JsonWebKey")
def _key(given: Given) -> Value | None:
    """Return a key; the token names it only if `KeyId` is set."""
    return Instance(kind=_KEY, state={"key": given.get(0), "kid": given.named.get("KeyId")}, span=given.span)


@_method(_KEY, "KeyId=")
def _set_key_id(given: Given) -> Value | None:
    """Set the id of a key."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["kid"] = given.get(0)
    return given.receiver


@_function("SigningCredentials", "EcdsaSigningCredentials")
def _credentials(given: Given) -> Value | None:
    """Return a key with its algorithm."""
    return Instance(kind=_CREDENTIALS, state={"key": given.get(0, "key"), "alg": algorithm_of(given, given.get(1, "algorithm"))}, span=given.span)


def algorithm_of(given: Given, value: Value | None) -> Value:
    """Return the algorithm that a constant or a string means."""
    name = value.path.rpartition(".")[2] if isinstance(value, Reference) else ""
    found = _ALGORITHMS.get(name.removesuffix("Signature")) or (name if name in _ALGORITHMS.values() else None)
    return given.known(found) if found else value if text_of(value) and value else Unknown(name="alg", span=given.span)


@_function("Claim")
def _claim(given: Given) -> Value | None:
    """Return a claim: a string, or a number if its type says so."""
    name, value, kind = claim_name(given.get(0)), given.get(1), given.get(2)
    is_number = isinstance(kind, Reference) and "Integer" in kind.path
    text = known(value)
    if is_number and isinstance(text, str) and text.isdigit() and isinstance(value, Known):
        value = Known(value=int(text), doubts=value.doubts, span=value.span)
    return Instance(kind=_CLAIM, state={"name": name, "value": value or Unknown()}, span=given.span)


def claim_name(value: Value | None) -> str | None:
    """Return the name of a claim: a string or a constant."""
    if isinstance(value, Reference):
        name = value.path.rpartition(".")[2]
        return name.lower() if name.lower() in _NAMES else "nameid" if name == "NameIdentifier" else None
    return text_of(value)


@_function("ClaimsIdentity")
def _identity(given: Given) -> Value | None:
    """Return claims."""
    first = given.get(0, "claims")
    return first if first is not None else Array(span=given.span)


@_method("Array", "AddClaim", "AddClaims")
def _add_claim(given: Given) -> Value | None:
    """Add a claim, or several."""
    value = given.get(0)
    if isinstance(given.receiver, Array) and value is not None:
        given.receiver.items += value.items if isinstance(value, Array) else [value]
    return given.receiver


def add_claims(table: Table, value: Value | None) -> None:
    """Add claims of a list or of a mapping."""
    if isinstance(value, Table):
        put_over(table, Table(entries={name: in_seconds(entry) for name, entry in value.entries.items()}, is_open=value.is_open))
    elif isinstance(value, Array):
        table.is_open = table.is_open or value.is_open
        for item in value.items:
            if isinstance(item, Instance) and item.kind == _CLAIM and item.state["name"]:
                table.entries[item.state["name"]] = item.state["value"]
            else:
                table.is_open = True
    else:
        put_over(table, value)


def in_seconds(value: Value) -> Value:
    """Return a date as seconds, and anything else as it is."""
    if isinstance(value, Instance) and value.kind == DATE:
        return number_from(value, value.span) or Unknown(span=value.span)
    return value


# Headers, payloads and tokens.


@_function("JwtHeader")
def _header(given: Given) -> Value | None:
    """Return a header of credentials: alg, typ, and kid if the key has an id."""
    table = Table(entries={"alg": given.known("none"), "typ": given.known("JWT")}, span=given.span)
    state = _state(given.get(0, "signingCredentials"), _CREDENTIALS)
    if state:
        table.entries["alg"] = state["alg"]
        key = _state(state["key"], _KEY)
        if key.get("kid") is not None:
            table.entries["kid"] = key["kid"]
        # A key that is made elsewhere may have an id.
        table.is_open = not key
    elif given.arguments and not isinstance(given.arguments[0], Table):
        table.is_open = True
        table.entries["alg"] = Unknown(name="alg", span=given.span)
    for value in given.arguments:
        put_over(table, value if isinstance(value, Table) else None)
    return table


def _state(value: Value | None, kind: str) -> dict[str, Value]:
    return value.state if isinstance(value, Instance) and value.kind == kind else {}


@_function("JwtPayload")
def _payload(given: Given) -> Value | None:
    """Return claims: of arguments, or of an initializer."""
    table = Table(span=given.span)
    if len(given.arguments) + len(given.named) > 1:
        return _fill(given, table, ("issuer", "audience", "claims", "notBefore", "expires", "issuedAt"))
    add_claims(table, given.get(0, "claims"))
    return table


def _fill(given: Given, table: Table, names: tuple[str, ...]) -> Table:
    """Add the claims that arguments with *names* stand for; those that are null are left out."""
    values = {name: given.get(index, name) for index, name in enumerate(names)}
    add_claims(table, values.get("claims") or values.get("subject"))
    for name, claim in (("issuer", "iss"), ("audience", "aud"), ("notBefore", "nbf"), ("expires", "exp"), ("issuedAt", "iat")):
        value = values.get(name)
        if value is not None and not (isinstance(value, Known) and value.value is None):
            table.entries[claim] = in_seconds(value)
    return table


def _make_token(given: Given, header: Table, claims: Table, credentials: Value | None) -> Instance:
    """Return a token, which is signed when it is written; one that nothing in the text writes is written elsewhere."""
    key = key_of(_state(_state(credentials, _CREDENTIALS).get("key"), _KEY).get("key"))
    token = Instance(kind=_TOKEN, state={"header": header, "claims": claims, "key": key}, span=given.span)
    given.run.at_end(token, lambda: _written(given, token))
    return token


def _written(given: Given, token: Instance) -> Token:
    found = token.state.get("signed")
    if not isinstance(found, Token):
        found = mint(given, token.state["header"], token.state["claims"], token.state["key"])
        token.state["signed"] = found
    return found


@_function("JwtSecurityToken")
def _security_token(given: Given) -> Value | None:
    """Return a token of a header and a payload, or of claims: iat is not added."""
    first, second = given.get(0), given.get(1)
    if isinstance(first, Table) and not given.named:
        claims = second if isinstance(second, Table) else Table(is_open=True, span=given.span)
        return _make_token(given, first, claims, None)
    claims = _fill(given, Table(span=given.span), ("issuer", "audience", "claims", "notBefore", "expires"))
    return _with_credentials(given, claims, given.get(5, "signingCredentials"))


def _with_credentials(given: Given, claims: Table, credentials: Value | None) -> Instance:
    arguments = () if credentials is None else (credentials,)
    header = _header(Given(run=given.run, arguments=arguments, named={}, receiver=None, span=credentials.span if credentials else given.span))
    return _make_token(given, header if isinstance(header, Table) else Table(is_open=True), claims, credentials)


@_method(_TOKEN, "Header", "Payload")
def _part(given: Given) -> Value | None:
    """Return the header or the claims, which can be changed."""
    part: Value | None = given.receiver.state["header" if given.words == "Header" else "claims"] if isinstance(given.receiver, Instance) else None
    return part


# Handlers.


@_function("JwtSecurityTokenHandler", "JsonWebTokenHandler")
def _handler(given: Given) -> Value | None:
    """Return a handler, which adds exp, iat and nbf unless `SetDefaultTimesOnTokenCreation` is false."""
    adds = known(given.named.get("SetDefaultTimesOnTokenCreation")) is not False
    return Instance(kind=_HANDLER, state={"adds": adds, "is_text": given.words == "JsonWebTokenHandler"}, span=given.span)


@_method(_HANDLER, "SetDefaultTimesOnTokenCreation=")
def _set_defaults(given: Given) -> Value | None:
    """Set whether times are added."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["adds"] = known(given.get(0)) is not False
    return given.receiver


@_method(_HANDLER, "CreateJwtSecurityToken", "CreateEncodedJwt", "CreateToken")
def _create(given: Given) -> Value | None:
    """Return a token of a descriptor, of arguments, or of a payload as text; the type JsonWebTokenHandler returns it as text."""
    first = given.get(0, "tokenDescriptor")
    payload = object_in(given.run, first)
    if isinstance(first, Instance) and first.kind == _DESCRIPTOR:
        token = _of_descriptor(given, first)
    elif payload is not None:
        token = _with_credentials(given, payload, given.get(1, "signingCredentials"))
    elif given.words == "CreateToken" and not given.named:
        return None
    else:
        claims = _fill(given, Table(span=given.span), ("issuer", "audience", "subject", "notBefore", "expires", "issuedAt"))
        token = _with_credentials(given, _with_defaults(given, claims), given.get(6, "signingCredentials"))
    is_text = given.words == "CreateEncodedJwt" or (isinstance(given.receiver, Instance) and given.receiver.state["is_text"])
    return _written(given, token) if is_text else token


def _with_defaults(given: Given, claims: Table) -> Table:
    """Add the times that a handler adds by itself."""
    if isinstance(given.receiver, Instance) and given.receiver.state["adds"]:
        for name, seconds in (("exp", _LIFETIME), ("iat", 0), ("nbf", 0)):
            claims.entries.setdefault(name, given.known(given.run.now + seconds))
    return claims


@_function("SecurityTokenDescriptor")
def _descriptor(given: Given) -> Value | None:
    """Return what a token is made of."""
    return Instance(kind=_DESCRIPTOR, state={name.lower(): value for name, value in given.named.items()}, span=given.span)


for _field in ("Issuer", "Audience", "Expires", "IssuedAt", "NotBefore", "Subject", "Claims", "SigningCredentials", "AdditionalHeaderClaims"):

    @_method(_DESCRIPTOR, f"{_field}=")
    def _set_field(given: Given) -> Value | None:
        """Set a field of a descriptor."""
        if isinstance(given.receiver, Instance) and given.arguments:
            given.receiver.state[given.words.removesuffix("=").lower()] = given.arguments[0]
        return given.receiver


def _of_descriptor(given: Given, descriptor: Instance) -> Instance:
    state: dict[str, Value] = descriptor.state
    claims = Table(span=descriptor.span)
    add_claims(claims, state.get("subject"))
    add_claims(claims, state.get("claims"))
    for field, claim in (("issuer", "iss"), ("audience", "aud"), ("notbefore", "nbf"), ("expires", "exp"), ("issuedat", "iat")):
        if field in state:
            claims.entries[claim] = in_seconds(state[field])
    token = _with_credentials(given, _with_defaults(given, claims), state.get("signingcredentials"))
    extra = state.get("additionalheaderclaims")
    put_over(token.state["header"], extra)
    return token


@_method(_HANDLER, "WriteToken")
def _write(given: Given) -> Value | None:
    """Return a token as text, signed again with its header as it is now."""
    token = given.get(0)
    return _written(given, token) if isinstance(token, Instance) and token.kind == _TOKEN else None


@_method("Table", "SerializeToJson", "Base64UrlEncode")
def _serialize(given: Given) -> Value | None:
    """Return a header or payload as JSON, or as a segment of a token."""
    json = encode("json", given.receiver, given.span)
    return json if given.words == "SerializeToJson" else encode("base64url", json, given.span)
