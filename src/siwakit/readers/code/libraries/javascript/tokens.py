"""JWT libraries of JavaScript that are used most: jsonwebtoken and jose."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.javascript.options import Options
from siwakit.readers.code.libraries.line_breaks import needs_lines
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Closure, Instance, KeyText, Known, Table, Unknown, Value, at, known, put_over

TOKENS = Library()
_function, _method = TOKENS.function, TOKENS.method
_SPAN = pattern(
    r"(?i)\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)?\s*"
)
_FROM_NOW = pattern(
    r"(?i)([+-])? ?([0-9]+(?:\.[0-9]+)?) ?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)(?: (ago|from now))?"
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
    payload, key, third = fields_of(given.get(0)), given.get(1), given.get(2)
    options = Options(None if isinstance(third, Closure) else third)
    if payload is None:
        return None
    claims = Table(entries=dict(payload.entries), is_open=payload.is_open or options.is_open, span=payload.span)
    algorithm = options.get("algorithm", given.known("HS256")) or Unknown(name="algorithm")
    header = Table(entries={"alg": algorithm, "typ": given.known("JWT")}, is_open=options.is_open, span=third.span if third else given.span)
    if options.has("keyid"):
        header.entries["kid"] = options.entries["keyid"]
    if options.has("header"):
        put_over(header, options.entries["header"])
    _add_registered(given, claims, options)
    needs_lines(given, key)
    return mint(given, header, claims, key)


def _add_registered(given: Given, claims: Table, options: Options) -> None:
    """Add the claims that options of jsonwebtoken stand for."""
    for option, claim in (("issuer", "iss"), ("subject", "sub"), ("audience", "aud"), ("jwtid", "jti")):
        if options.has(option):
            claims.entries[claim] = options.entries[option]
    if known(options.entries.get("noTimestamp")) is not True and "iat" not in claims.entries:
        claims.entries["iat"] = Unknown(name="iat") if claims.is_open else given.known(given.run.now)
    start = known(claims.entries.get("iat"))
    for option, claim in (("expiresIn", "exp"), ("notBefore", "nbf")):
        if options.has(option):
            claims.entries[claim] = _later(options.entries[option], start, claim)


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
    claims = Table(span=payload.span if payload else given.span)
    put_over(claims, fields_of(payload) or payload)
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
        seconds = seconds_from_now(found)
        span = value.span if value else given.span
        value = Unknown(name=claim, span=span) if seconds is None else Known(value=int(given.run.now + seconds), span=span)
    elif isinstance(value, Instance) and value.kind == "Date":
        milliseconds = value.state.get("milliseconds")
        value = Known(value=int(milliseconds / 1000), span=given.span) if milliseconds is not None else Unknown(name=claim, span=given.span)
    if isinstance(builder, Instance):
        builder.state["claims"].entries[claim] = value or default
    return builder


def seconds_from_now(text: str) -> float | None:
    """Return the seconds of a span of time as jose reads it: with a unit, and forwards unless it says otherwise."""
    match = _FROM_NOW.fullmatch(text)
    if match is None:
        return None
    seconds = round(float(match[2]) * _UNITS[match[3][0].lower()])
    return -seconds if match[1] == "-" or (match[4] or "").lower() == "ago" else seconds


@_method(_BUILDER, "sign")
def _sign_builder(given: Given) -> Value | None:
    """Return the token of jose's builder, whose ES256 signatures are raw."""
    builder = given.receiver
    if not isinstance(builder, Instance):
        return None
    return mint(given, builder.state["header"], builder.state["claims"], given.get(0))


@_function("jose.importPKCS8", "jose.importJWK", "crypto.createPrivateKey")
def _import_key(given: Given) -> Value | None:
    """Return a key as it is loaded from its text."""
    value = given.get(0)
    if isinstance(value, Table):
        value = value.entries.get("key")
    if given.words == "createPrivateKey":
        needs_lines(given, value)
    elif value is not None and value.span in given.run.habits.joined:
        # jose reads a key without its line breaks, too.
        value = at(value, given.span)
    return value if isinstance(value, KeyText | Unknown | Known) else None


TOKENS.name(SignJWT="jose.SignJWT", importPKCS8="jose.importPKCS8")
