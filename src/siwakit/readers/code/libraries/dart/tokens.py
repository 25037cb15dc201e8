"""JWT libraries of Dart: dart_jsonwebtoken and jose. Both write ES256 signatures as r and s."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import without_encodings
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.times import seconds_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, KeyText, Known, Reference, Table, Unknown, Value, known

TOKENS = Library()
TOKENS.is_found_by_type = True
_function, _method = TOKENS.function, TOKENS.method
_JWT, _BUILDER, _KEY = "dart_jsonwebtoken", "jose builder", "dart key"


@_function("ECPrivateKey", "ECPrivateKey.raw", "SecretKey", "RSAPrivateKey")
def _key(given: Given) -> Value | None:
    """Return a key as it is loaded from its text."""
    value = given.get(0)
    return value if isinstance(value, KeyText | Unknown | Known) else Unknown(name="key", span=given.span)


@_function("JWT")
def _jwt(given: Given) -> Value | None:
    """Return a token of dart_jsonwebtoken that is not signed yet."""
    names = ("header", "issuer", "subject", "audience", "jwtId")
    return Instance(kind=_JWT, state={"payload": given.get(0)} | {name: given.named.get(name) for name in names}, span=given.span)


for _name in ("header", "issuer", "subject", "audience", "payload"):

    @_method(_JWT, f"{_name}=")
    def _set(given: Given) -> Value | None:
        """Set a part of a token."""
        if isinstance(given.receiver, Instance):
            given.receiver.state[given.words.removesuffix("=")] = given.get(0)
        return given.receiver


@_function("Audience.one", "Audience")
def _audience(given: Given) -> Value | None:
    """Return an audience: one is written as a string, several as a list."""
    value = given.get(0)
    return value.items[0] if isinstance(value, Array) and len(value.items) == 1 and not value.is_open else value


@_method(_JWT, "sign", "trySign")
def _sign(given: Given) -> Value | None:
    """Return the token: HS256 unless *algorithm* says otherwise; alg and typ replace those of the header, and iat is now unless *noIssueAt*."""
    state = given.receiver.state if isinstance(given.receiver, Instance) else {}
    payload, header = state.get("payload"), state.get("header")
    if not isinstance(payload, Table):
        return None
    claims = Table(entries=dict(payload.entries), is_open=payload.is_open, span=payload.span)
    is_unclear = header is not None and not isinstance(header, Table)
    members = dict(header.entries) if isinstance(header, Table) else {}
    made = Table(entries=members, is_open=is_unclear or (isinstance(header, Table) and header.is_open), span=header.span if header else given.span)
    made.entries |= {"alg": _algorithm(given), "typ": given.known("JWT")}
    _add_registered(given, claims, state)
    return mint(given, made, claims, given.get(0))


def _algorithm(given: Given) -> Value:
    value = given.named.get("algorithm")
    if value is None:
        return given.known("HS256")
    return Known(value=value.path.rpartition(".")[2], span=value.span) if isinstance(value, Reference) else Unknown(name="alg", span=value.span)


def _add_registered(given: Given, claims: Table, state: dict[str, Value | None]) -> None:
    """Add the claims that the arguments stand for; they replace those of the payload."""
    if known(given.named.get("noIssueAt")) is not True:
        claims.entries["iat"] = given.known(given.run.now)
    for name, claim in (("expiresIn", "exp"), ("notBefore", "nbf")):
        span = given.named.get(name)
        if span is not None and not (isinstance(span, Known) and span.value is None):
            seconds = seconds_of(span)
            claims.entries[claim] = (
                Unknown(name=claim, span=span.span) if seconds is None else Known(value=int(given.run.now + seconds), span=span.span)
            )
    for name, claim in (("issuer", "iss"), ("subject", "sub"), ("audience", "aud"), ("jwtId", "jti")):
        value = state.get(name)
        if value is not None and not (isinstance(value, Known) and value.value is None):
            claims.entries[claim] = value


# jose.


@_function("JsonWebTokenClaims.fromJson")
def _claims(given: Given) -> Value | None:
    """Return claims as a mapping."""
    return given.get(0)


@_method("Table", "toJson")
def _to_json(given: Given) -> Value | None:
    """Return claims as a mapping."""
    return given.receiver


@_function("JsonWebSignatureBuilder")
def _builder(given: Given) -> Value | None:
    """Return a builder of jose without header."""
    return Instance(kind=_BUILDER, state={"header": Table(span=given.span), "payload": None, "key": None}, span=given.span)


@_method(_BUILDER, "jsonContent=", "stringContent=", "content=")
def _content(given: Given) -> Value | None:
    """Set the claims."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["payload"] = without_encodings(given.run, given.get(0), "json", "bytes")
    return given.receiver


@_method(_BUILDER, "setProtectedHeader", "mediaType=")
def _header(given: Given) -> Value | None:
    """Set a member of the header."""
    name, value = given.text(0), given.get(1)
    if isinstance(given.receiver, Instance) and name and value is not None:
        given.receiver.state["header"].entries[name] = value
    return given.receiver


@_function("JsonWebKey.fromPem", "JsonWebKey.fromJson")
def _web_key(given: Given) -> Value | None:
    """Return a key, which may have an id."""
    return Instance(kind=_KEY, state={"key": given.get(0), "kid": given.named.get("keyId"), "is_open": given.words == "fromJson"}, span=given.span)


@_method(_BUILDER, "addRecipient")
def _recipient(given: Given) -> Value | None:
    """Set the key and alg; a key that has an id may name it in the header."""
    builder, key = given.receiver, given.get(0)
    if not isinstance(builder, Instance):
        return builder
    header: Table = builder.state["header"]
    header.entries["alg"] = given.named.get("algorithm") or Unknown(name="alg", span=given.span)
    is_plain = isinstance(key, Instance) and key.kind == _KEY and key.state["kid"] is None and not key.state["is_open"]
    header.is_open = header.is_open or not is_plain
    builder.state["key"] = key.state["key"] if isinstance(key, Instance) and key.kind == _KEY else key
    return builder


@_method(_BUILDER, "build")
def _build(given: Given) -> Value | None:
    """Return the builder."""
    return given.receiver


@_method(_BUILDER, "toCompactSerialization")
def _serialize(given: Given) -> Value | None:
    """Return the token of jose."""
    state = given.receiver.state if isinstance(given.receiver, Instance) else {}
    payload = state.get("payload")
    key = state.get("key")
    return mint(given, state["header"], payload, key if isinstance(key, KeyText | Unknown | Known) else None) if isinstance(payload, Table) else None
