"""JWT libraries of Java: jjwt and Auth0's java-jwt. Both write ES256 signatures as r and s."""

from __future__ import annotations

from siwakit.readers.code.libraries.jvm.claims import (
    algorithm_of,
    make_builder,
    one_or_all,
    part_of,
    register_claims,
    sets,
    sets_all,
    sets_named,
)
from siwakit.readers.code.libraries.jvm.members import Members, put
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Array, Instance, KeyText, Known, Unknown, Value

TOKENS = Members()
_function, _method, _static = TOKENS.function, TOKENS.method, TOKENS.static
_JJWT, _AUTH0, _ALGORITHM, _HMAC = "jjwt builder", "java-jwt builder", "java-jwt algorithm", "hmac key"
_HEADER, _CLAIMS, _AUDIENCE = "jjwt header", "jjwt claims", "jjwt audience"


# jjwt. Dates become seconds; typ, iat and exp are never added.


@_static("Jwts.builder")
def _jjwt(given: Given) -> Value | None:
    """Return a builder of jjwt, whose tokens are not signed unless `signWith` is called."""
    return make_builder(given, _JJWT, given.known("none"))


for _kind in (_JJWT, _CLAIMS):
    register_claims(
        TOKENS, _kind, times={"Expiration": "exp", "IssuedAt": "iat", "NotBefore": "nbf"}, prefixes=("set", "") if _kind == _JJWT else ("",)
    )
# A date by its name became seconds with 0.10; before, Jackson wrote its milliseconds.
_method(_JJWT, "claim")(sets_named("claims", is_time=False))
_method(_CLAIMS, "add")(sets_named("claims", is_time=False))
_method(_JJWT, "setClaims")(sets_all("claims", is_new=True, is_time=False))
_method(_JJWT, "addClaims")(sets_all("claims", is_time=False))
_method(_JJWT, "setId", "id")(sets("claims", "jti"))
_method(_JJWT, "setHeaderParam")(sets_named("header"))
_method(_JJWT, "setHeaderParams")(sets_all("header"))
_method(_JJWT, "setHeader")(sets_all("header", is_new=True))
_method(_HEADER, "keyId", "setKeyId")(sets("header", "kid"))
_method(_HEADER, "type", "setType")(sets("header", "typ"))


def _inner(kind: str, given: Given) -> Value | None:
    return (
        Instance(kind=kind, state=given.receiver.state | {"builder": given.receiver}, span=given.span)
        if isinstance(given.receiver, Instance)
        else None
    )


@_method(_JJWT, "header")
def _header(given: Given) -> Value | None:
    """Return the builder of the header (since 0.12), which `and` leaves."""
    return _inner(_HEADER, given)


@_method(_JJWT, "audience")
def _audience(given: Given) -> Value | None:
    """Set the audience, or return its builder (since 0.12)."""
    return sets("claims", "aud")(given) if given.arguments else _inner(_AUDIENCE, given)


@_method(_JJWT, "claims")
def _claims(given: Given) -> Value | None:
    """Add claims, or return their builder (since 0.12)."""
    return sets_all("claims", is_time=False)(given) if given.arguments else _inner(_CLAIMS, given)


@_method(_HEADER, "add")
def _add_header(given: Given) -> Value | None:
    """Add one member of the header, or several."""
    return sets_named("header")(given) if len(given.arguments) > 1 else sets_all("header")(given)


@_method(_AUDIENCE, "add", "single")
def _add_audience(given: Given) -> Value | None:
    """Add an audience, which makes a list, or set a single one as a string, which ends their builder."""
    table, value = part_of(given.receiver, "claims"), given.get(0)
    if table is not None and value is not None:
        before = table.entries.get("aud")
        items = before.items if isinstance(before, Array) else []
        put(table, "aud", value if given.words == "single" or isinstance(value, Array) else Array(items=[*items, value], span=value.span))
    return given.receiver.state["builder"] if given.words == "single" and isinstance(given.receiver, Instance) else given.receiver


for _kind in (_HEADER, _CLAIMS, _AUDIENCE):

    @_method(_kind, "and", "`and`")
    def _and(given: Given) -> Value | None:
        """Return to the builder of the token."""
        builder: Value | None = given.receiver.state["builder"] if isinstance(given.receiver, Instance) else None
        return builder


@_function("Keys.hmacShaKeyFor", "Keys.secretKeyFor", "SecretKeySpec")
def _hmac_key(given: Given) -> Value | None:
    """Return a key that is a shared secret."""
    return Instance(kind=_HMAC, span=given.span)


@_method(_JJWT, "signWith")
def _sign_with(given: Given) -> Value | None:
    """Set key and algorithm: (algorithm, key) before 0.10, (key, algorithm) since; without an algorithm the key decides."""
    header = part_of(given.receiver, "header")
    if not isinstance(given.receiver, Instance) or header is None:
        return given.receiver
    algorithms = [found for value in given.arguments if (found := algorithm_of(value))]
    keys = [value for value in given.arguments if algorithm_of(value) is None]
    key = keys[0] if keys else Unknown(name="key")
    by_key = given.known("HS256") if isinstance(key, Instance) and key.kind == _HMAC else Unknown(name="alg", span=given.span)
    header.entries["alg"] = algorithms[0] if algorithms else by_key
    given.receiver.state["key"] = key
    return given.receiver


@_method(_JJWT, "compact")
def _compact(given: Given) -> Value | None:
    """Return the token."""
    header, claims = part_of(given.receiver, "header"), part_of(given.receiver, "claims")
    if header is None or claims is None or not isinstance(given.receiver, Instance):
        return None
    return mint(given, header, claims, given.receiver.state.get("key"))


@_method(_JJWT, "serializeToJsonWith", "json", "compressWith", "setPayload", "content", "provider", "base64UrlEncodeWith")
def _other(given: Given) -> Value | None:
    """Return the builder; a payload of its own text is not followed."""
    claims = part_of(given.receiver, "claims")
    if claims is not None and given.words in {"setPayload", "content"}:
        claims.is_open = True
    return given.receiver


# java-jwt.


@_static("JWT.create")
def _auth0(given: Given) -> Value | None:
    """Return a builder of java-jwt; iat and exp are never added."""
    return make_builder(given, _AUTH0)


register_claims(TOKENS, _AUTH0, times={"ExpiresAt": "exp", "IssuedAt": "iat", "NotBefore": "nbf"}, prefixes=("with",))
_method(_AUTH0, "withClaim", "withArrayClaim")(sets_named("claims"))
_method(_AUTH0, "withPayload")(sets_all("claims"))
_method(_AUTH0, "withHeader")(sets_all("header"))
_method(_AUTH0, "withKeyId")(sets("header", "kid"))
_method(_AUTH0, "withJWTId")(sets("claims", "jti"))


@_method(_AUTH0, "withAudience")
def _with_audience(given: Given) -> Value | None:
    """Set the audience: one is written as a string, several as a list."""
    claims, value = part_of(given.receiver, "claims"), one_or_all(given.arguments)
    if claims is not None:
        put(claims, "aud", value)
    return given.receiver


@_function(*(f"Algorithm.{name}{bits}" for name in ("ECDSA", "HMAC", "RSA") for bits in (256, 384, 512)), "Algorithm.none")
def _algorithm(given: Given) -> Value | None:
    """Return an algorithm with its key: the private one is the last argument. A single one may be a provider that names the key."""
    words = given.words
    name = "none" if words == "none" else f"{words[0]}S{words[-3:]}"
    key = given.arguments[-1] if given.arguments else Unknown()
    has_provider = len(given.arguments) == 1 and not isinstance(key, KeyText | Known) and name.startswith(("E", "R"))
    return Instance(kind=_ALGORITHM, state={"name": name, "key": key, "has_provider": has_provider}, span=given.span)


@_method(_AUTH0, "sign")
def _sign(given: Given) -> Value | None:
    """Return the token: alg is that of the algorithm, typ is JWT unless it is set, and a key provider may add kid."""
    header, claims, algorithm = part_of(given.receiver, "header"), part_of(given.receiver, "claims"), given.get(0)
    if header is None or claims is None:
        return None
    header.entries.setdefault("typ", given.known("JWT"))
    if not isinstance(algorithm, Instance) or algorithm.kind != _ALGORITHM:
        header.entries["alg"] = Unknown(name="alg", span=given.span)
        header.is_open = True
        return mint(given, header, claims, None)
    header.entries["alg"] = Known(value=algorithm.state["name"], span=algorithm.span)
    header.is_open = header.is_open or algorithm.state["has_provider"]
    return mint(given, header, claims, algorithm.state["key"])


TOKENS.name(SignatureAlgorithm="SignatureAlgorithm")
