"""JWT libraries of JavaScript: jsonwebtoken, jose, jws, jsrsasign, jwt-simple, njwt, @fastify/jwt, apple-signin-auth."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Encoded, Instance, KeyText, Known, Table, Unknown, Value, known

TOKENS = Library()
_function, _method = TOKENS.function, TOKENS.method
_SPAN = pattern(
    r"(?i)\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)?\s*"
)
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "y": 31_557_600}
_BUILDER = "jose.SignJWT"


def seconds_of(text: str) -> float | None:
    """Return the seconds of a span of time as the library `ms` reads it: without a unit they are milliseconds."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    number, unit = float(match[1]), (match[2] or "ms").lower()
    return number / 1000 if unit.startswith(("ms", "milli")) else number * _UNITS[unit[0]]


# jsonwebtoken.


@_function("jsonwebtoken.sign")
def _sign(given: Given) -> Value | None:
    """Return the token of jsonwebtoken: HS256 unless *algorithm* says otherwise, iat unless *noTimestamp*, ES256 signatures raw."""
    payload, key = given.get(0), given.get(1)
    options = given.get(2)
    choices = options if isinstance(options, Table) else Table(is_open=options is not None and not hasattr(options, "function"))
    if not isinstance(payload, Table):
        return None
    claims = Table(entries=dict(payload.entries), is_open=payload.is_open, span=payload.span)
    header = Table(
        entries={"alg": _algorithm(choices, given), "typ": given.known("JWT")}, is_open=choices.is_open, span=options.span if options else given.span
    )
    extra = choices.entries.get("header")
    if isinstance(extra, Table):
        header.entries |= extra.entries
    if "keyid" in choices.entries:
        header.entries["kid"] = choices.entries["keyid"]
    spans = _add_registered(given, claims, choices)
    return mint(given, header, claims, key, spans)


def _algorithm(options: Table, given: Given) -> Value:
    if "algorithm" in options.entries:
        return options.entries["algorithm"]
    return Unknown(name="algorithm", span=options.span) if options.is_open else given.known("HS256")


def _add_registered(given: Given, claims: Table, options: Table) -> dict[str, Span]:
    """Add the claims that options of jsonwebtoken stand for."""
    spans: dict[str, Span] = {}
    for option, claim in (("issuer", "iss"), ("subject", "sub"), ("audience", "aud"), ("jwtid", "jti")):
        if option in options.entries:
            claims.entries[claim] = options.entries[option]
    if known(options.entries.get("noTimestamp")) is not True and "iat" not in claims.entries:
        claims.entries["iat"] = given.known(given.run.now)
    start = known(claims.entries.get("iat"))
    for option, claim in (("expiresIn", "exp"), ("notBefore", "nbf")):
        if option in options.entries:
            claims.entries[claim] = _later(options.entries[option], start, claim)
    return spans


def _later(span: Value, start: object, claim: str) -> Value:
    """Return the time that lies *span* after *start*; a number is in seconds, a string has a unit."""
    found = known(span)
    seconds = seconds_of(found) if isinstance(found, str) else found
    if not isinstance(seconds, int | float) or not isinstance(start, int | float):
        return Unknown(name=claim, span=span.span)
    return Known(value=int(start + seconds), span=span.span)


# jose.


@_function("jose.SignJWT")
def _builder(given: Given) -> Value | None:
    """Return a builder of jose, with the claims that it begins with."""
    payload = given.get(0)
    claims = Table(entries=dict(payload.entries) if isinstance(payload, Table) else {}, is_open=not isinstance(payload, Table | None))
    claims.span = payload.span if payload else given.span
    return Instance(kind=_BUILDER, state={"claims": claims, "header": Table(span=given.span)}, span=given.span)


def _claim(claim: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        builder, value = given.receiver, given.get(0)
        if isinstance(builder, Instance) and value is not None:
            builder.state["claims"].entries[claim] = value
        return builder

    return meaning


for _name, _registered in (("setIssuer", "iss"), ("setSubject", "sub"), ("setAudience", "aud"), ("setJti", "jti")):
    _method(_BUILDER, _name)(_claim(_registered))


@_method(_BUILDER, "setProtectedHeader")
def _protected(given: Given) -> Value | None:
    """Set the header of a builder."""
    header, builder = given.get(0), given.receiver
    if isinstance(builder, Instance):
        builder.state["header"] = header if isinstance(header, Table) else Table(is_open=True, span=given.span)
    return builder


@_method(_BUILDER, "setIssuedAt")
def _issued_at(given: Given) -> Value | None:
    """Set iat: now, a number of seconds, or a span from now."""
    return _set_time(given, "iat", given.known(given.run.now))


@_method(_BUILDER, "setExpirationTime")
def _expires(given: Given) -> Value | None:
    """Set exp: a number of seconds since 1970, or a span from now."""
    return _set_time(given, "exp", Unknown(name="exp", span=given.span))


@_method(_BUILDER, "setNotBefore")
def _not_before(given: Given) -> Value | None:
    """Set nbf, as exp is set."""
    return _set_time(given, "nbf", given.known(given.run.now))


def _set_time(given: Given, claim: str, default: Value) -> Value | None:
    builder, value = given.receiver, given.get(0)
    found = known(value)
    if isinstance(found, str):
        seconds = seconds_of(found.removesuffix("from now").removeprefix("+"))
        value = Unknown(name=claim, span=given.span) if seconds is None else Known(value=int(given.run.now + seconds), span=given.span)
    elif isinstance(value, Instance) and value.kind == "Date":
        milliseconds = value.state.get("milliseconds")
        value = Known(value=int(milliseconds / 1000), span=given.span) if milliseconds is not None else Unknown(name=claim, span=given.span)
    if isinstance(builder, Instance):
        builder.state["claims"].entries[claim] = value or default
    return builder


@_method(_BUILDER, "sign")
def _sign_builder(given: Given) -> Value | None:
    """Return the token of jose's builder, whose ES256 signatures are raw."""
    builder = given.receiver
    if not isinstance(builder, Instance):
        return None
    return mint(given, builder.state["header"], builder.state["claims"], given.get(0))


@_function("jose.importPKCS8", "jose.importJWK", "jose.JWK.asKey", "crypto.createPrivateKey")
def _import_key(given: Given) -> Value | None:
    """Return a key as it is loaded from its text."""
    value = given.get(0)
    if isinstance(value, Table):
        value = value.entries.get("key")
    return value if isinstance(value, KeyText | Unknown | Known) else None


# jws and others whose arguments are an object.


@_function("jws.sign")
def _sign_jws(given: Given) -> Value | None:
    """Return the token of jws."""
    options = given.table(0)
    if options is None:
        return None
    header, payload = options.entries.get("header"), options.entries.get("payload")
    payload = payload.of if isinstance(payload, Encoded) else payload
    if not isinstance(header, Table) or not isinstance(payload, Table):
        return None
    return mint(given, header, payload, options.entries.get("privateKey") or options.entries.get("secret"))


@_function("jwt-simple.encode")
def _encode_simple(given: Given) -> Value | None:
    """Return the token of jwt-simple: HS256 unless its third argument says otherwise; the header is its fourth argument's."""
    payload, options = given.get(0), given.table(3)
    if not isinstance(payload, Table):
        return None
    header = Table(entries={"typ": given.known("JWT"), "alg": given.get(2) or given.known("HS256")}, span=given.span)
    extra = options.entries.get("header") if options else None
    if isinstance(extra, Table):
        header.entries |= extra.entries
    return mint(given, header, payload, given.get(1))


TOKENS.name(SignJWT="jose.SignJWT", importPKCS8="jose.importPKCS8", jws="jws")
