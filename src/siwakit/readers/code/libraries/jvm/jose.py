"""JOSE libraries of the JVM: Nimbus JOSE+JWT, jose4j, Spring's JwtEncoder and jwt-scala. All write ES256 signatures as r and s."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import without_encodings
from siwakit.readers.code.libraries.jvm.claims import (
    algorithm_of,
    make_builder,
    one_or_all,
    part_of,
    register_claims,
    sets,
    sets_all,
    sets_named,
    with_seconds,
)
from siwakit.readers.code.libraries.jvm.members import Members, new_table, put
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.times import DATE, doubts_of, make_date, seconds_of
from siwakit.readers.code.library import Given, Meaning
from siwakit.readers.code.values import Instance, Known, Reference, Table, Token, Unknown, Value, known

JOSE = Members()
_function, _method, _static = JOSE.function, JOSE.method, JOSE.static
_HEADER, _CLAIMS, _TOKEN, _SIGNER = "nimbus header", "nimbus claims", "nimbus token", "nimbus signer"
_JOSE4J_CLAIMS, _JWS = "jose4j claims", "jose4j jws"


# Nimbus: only what is set is written. A list of one audience is written as a string.


@_function("JWSHeader.Builder", "JWSHeader", "JwsHeader.with", "JwsHeader.`with`")
def _header(given: Given) -> Value | None:
    """Return a header with its algorithm."""
    return make_builder(given, _HEADER, algorithm_of(given.get(0)) or Unknown(name="alg", span=given.span))


_method(_HEADER, "keyID", "keyId", "kid")(sets("header", "kid"))
_method(_HEADER, "customParam", "header")(sets_named("header"))


@_method(_HEADER, "type", "jwk", "contentType", "x509CertURL", "build")
def _type(given: Given) -> Value | None:
    """Set typ; other members do not matter."""
    header = part_of(given.receiver, "header")
    if header is not None and given.words == "type":
        header.entries["typ"] = given.known("JWT") if isinstance(given.get(0), Reference) else given.get(0) or given.known("JWT")
    return given.receiver


@_static("JWTClaimsSet.Builder", "JWTClaimsSet", "JwtClaimsSet.builder", "JwtClaims")
def _claims(given: Given) -> Value | None:
    """Return claims."""
    return make_builder(given, _JOSE4J_CLAIMS if given.words == "JwtClaims" else _CLAIMS)


_TIMES = {"ExpirationTime": "exp", "IssueTime": "iat", "NotBeforeTime": "nbf", "ExpiresAt": "exp", "IssuedAt": "iat", "NotBefore": "nbf"}
register_claims(JOSE, _CLAIMS, times=_TIMES, prefixes=("set", ""))
register_claims(JOSE, _JOSE4J_CLAIMS, times={"ExpirationTime": "exp", "IssuedAt": "iat", "NotBefore": "nbf"}, prefixes=("set",))
_method(_CLAIMS, "claim", "setClaim", "setCustomClaim")(sets_named("claims"))
_method(_JOSE4J_CLAIMS, "setClaim", "setStringClaim", "setNumericDate")(sets_named("claims"))
_method(_CLAIMS, "claims")(sets_all("claims"))
_method(_CLAIMS, "jwtID", "id", "setJWTID")(sets("claims", "jti"))


@_method(_CLAIMS, "audience", "setAudience")
@_method(_JOSE4J_CLAIMS, "setAudience")
def _audience(given: Given) -> Value | None:
    """Set the audience: one is written as a string, several as a list."""
    claims = part_of(given.receiver, "claims")
    if claims is not None:
        put(given, claims, "aud", one_or_all(given.arguments))
    return given.receiver


@_method(_CLAIMS, "build")
@_method(_JOSE4J_CLAIMS, "toJson", "setGeneratedJwtId", "setJwtId")
def _same(given: Given) -> Value | None:
    """Return the claims."""
    return given.receiver


@_function("SignedJWT", "JWSObject")
def _token(given: Given) -> Value | None:
    """Return a token that is not signed yet."""
    return Instance(kind=_TOKEN, state={"header": given.get(0), "claims": given.get(1)}, span=given.span)


@_function("Payload")
def _payload(given: Given) -> Value | None:
    """Return claims as a payload."""
    value = given.get(0)
    inside = without_encodings(given.run, value, "json", "bytes")
    return inside if isinstance(inside, Table) else value


_method(_CLAIMS, "toJSONObject", "toPayload")(_same)


@_function("ECDSASigner", "MACSigner", "RSASSASigner")
def _signer(given: Given) -> Value | None:
    """Return a signer with its key."""
    return Instance(kind=_SIGNER, state={"key": given.get(0)}, span=given.span)


@_method(_TOKEN, "sign")
def _sign(given: Given) -> Value | None:
    """Sign a token of Nimbus."""
    token, signer = given.receiver, given.get(0)
    if not isinstance(token, Instance):
        return None
    header, claims = part_of(token.state["header"], "header"), _claims_of(given, token.state["claims"])
    if header is None or claims is None:
        return None
    key = signer.state["key"] if isinstance(signer, Instance) and signer.kind == _SIGNER else None
    token.state["signed"] = mint(given, header, claims, key)
    return token


def _claims_of(given: Given, value: Value | None) -> Table | None:
    claims = part_of(value, "claims") or with_seconds(given, value)
    return claims if isinstance(claims, Table) else None


@_method(_TOKEN, "serialize")
def _serialize(given: Given) -> Value | None:
    """Return a signed token of Nimbus as text."""
    signed = given.receiver.state.get("signed") if isinstance(given.receiver, Instance) else None
    return signed if isinstance(signed, Token) else None


@_function("JwtEncoderParameters.from")
def _parameters(given: Given) -> Value | None:
    """Return header and claims for Spring's encoder."""
    state = {"header": given.get(0), "claims": given.get(1)} if len(given.arguments) > 1 else {"header": None, "claims": given.get(0)}
    return Instance(kind="spring parameters", state=state, span=given.span)


@_method("", "encode")
def _encode(given: Given) -> Value | None:
    """Return the token of Spring's encoder, which takes kid from its key set if the header has none."""
    parameters = given.get(0)
    if not isinstance(parameters, Instance) or parameters.kind != "spring parameters":
        return None
    header, claims = part_of(parameters.state["header"], "header"), part_of(parameters.state["claims"], "claims")
    if claims is None:
        return None
    header = header or new_table(given)
    header.is_open = True
    return mint(given, header, claims, None)


@_method("Token", "getTokenValue")
def _token_value(given: Given) -> Value | None:
    """Return a token as text."""
    return given.receiver


# jose4j.


@_static("NumericDate.now")
def _now(given: Given) -> Value | None:
    """Return the time now."""
    return make_date(given.run.now, given.span)


@_function("NumericDate.fromSeconds", "NumericDate.fromMilliseconds")
def _numeric_date(given: Given) -> Value | None:
    """Return a time of a number of seconds or milliseconds."""
    number = given.number(0)
    scale = 1000 if given.words == "fromMilliseconds" else 1
    return None if number is None else make_date(number / scale, given.span, doubts=doubts_of(given.get(0)))


@_method(DATE, "addSeconds")
def _add_seconds(given: Given) -> Value | None:
    """Move a time of jose4j."""
    number, seconds = given.number(0), seconds_of(given.receiver)
    if isinstance(given.receiver, Instance):
        given.receiver.state["seconds"] = None if number is None or seconds is None else seconds + number
    return given.known(None)


@_method(DATE, "getValue")
def _value(given: Given) -> Value | None:
    """Return a time of jose4j in seconds."""
    seconds = seconds_of(given.receiver)
    return None if seconds is None else Known(value=int(seconds), doubts=doubts_of(given.receiver), span=given.span)


def _in_minutes(claim: str, sign: int) -> Meaning:
    def meaning(given: Given) -> Value | None:
        claims, minutes = part_of(given.receiver, "claims"), given.number(0) if given.arguments else 0
        if claims is not None:
            put(given, claims, claim, Unknown(name=claim) if minutes is None else given.known(int(given.run.now + sign * 60 * minutes)))
        return given.receiver

    return meaning


_method(_JOSE4J_CLAIMS, "setIssuedAtToNow")(_in_minutes("iat", 1))
_method(_JOSE4J_CLAIMS, "setExpirationTimeMinutesInTheFuture")(_in_minutes("exp", 1))
_method(_JOSE4J_CLAIMS, "setNotBeforeMinutesInThePast")(_in_minutes("nbf", -1))


@_static("JsonWebSignature")
def _jws(given: Given) -> Value | None:
    """Return a signature of jose4j without header."""
    return Instance(kind=_JWS, state={"header": new_table(given), "payload": None, "key": None}, span=given.span)


@_method(_JWS, "setPayload", "setKey")
def _set_part(given: Given) -> Value | None:
    """Set what is signed, or the key."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["payload" if "ayload" in given.words else "key"] = given.get(0)
    return given.receiver


_method(_JWS, "setKeyIdHeaderValue")(sets("header", "kid"))
_method(_JWS, "setHeader")(sets_named("header"))
_ALGORITHMS = {"ECDSA_USING_P256_CURVE_AND_SHA256": "ES256", "HMAC_SHA256": "HS256", "RSA_USING_SHA256": "RS256"}


@_method(_JWS, "setAlgorithmHeaderValue")
def _set_algorithm(given: Given) -> Value | None:
    """Set alg by the constant of jose4j or by its name."""
    header, value = part_of(given.receiver, "header"), given.get(0)
    name = _ALGORITHMS.get(value.path.rpartition(".")[2]) if isinstance(value, Reference) else None
    if header is not None:
        header.entries["alg"] = given.known(name) if name else value if isinstance(known(value), str) and value else Unknown(name="alg")
    return given.receiver


@_method(_JWS, "getCompactSerialization", "sign")
def _serialization(given: Given) -> Value | None:
    """Return the token of jose4j."""
    jws = given.receiver
    if not isinstance(jws, Instance):
        return None
    claims = _claims_of(given, without_encodings(given.run, jws.state["payload"], "json", "bytes"))
    header = part_of(jws, "header")
    return mint(given, header, claims, jws.state["key"]) if claims is not None and header is not None else None
