"""Commands that mint tokens: jwt (jwt-cli) and step."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.encodings import object_in
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.shell.words import Options, file_of, input_of, options_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Known, Table, Unknown, Value, text_of

TOKENS = Library()
_function = TOKENS.function
_JWT_OPTIONS = "alg A kid k typ t type payload P iss i sub s aud a jti nbf n secret S out o"
_JWT = frozenset(_JWT_OPTIONS.split())
_STEP_OPTIONS = "alg algorithm aud audience iss issuer sub subject exp expiration iat issued-at nbf not-before key jwks kid jti header"
_STEP = frozenset(_STEP_OPTIONS.split())
_DURATION = pattern(r"([+-]?)\s*([0-9]{1,9})\s*([a-z]+)\s*")
# As systemd has them: a month is a twelfth of a year.
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "month": 2_629_800, "y": 31_557_600}
_NAMES = {"sec": "s", "second": "s", "min": "m", "minute": "m", "hr": "h", "hour": "h", "day": "d", "week": "w", "M": "month", "year": "y"}
_HALF_AN_HOUR = 1_800


@_function("jwt")
def _jwt(given: Given) -> Value | None:
    """Return what `jwt encode` mints: HS256 without --alg, iat without --no-iat, and exp only with --exp, which takes a span of time."""
    if given.text(0) != "encode" or given.has_more:
        return None
    options = options_of(given.arguments[1:], _JWT)
    header = Table(span=given.span)
    if "no-typ" not in options.named:
        header.entries["typ"] = given.known("JWT")
    header.entries["alg"] = options.get("alg", "A") or given.known("HS256")
    if (key_id := options.get("kid", "k")) is not None:
        header.entries["kid"] = key_id
    return mint(given, header, _claims(given, options), _key(given, options.get("secret", "S")))


def _claims(given: Given, options: Options) -> Table:
    written = options.others[0] if options.others else None
    found = object_in(given.run, written) if written is not None else Table(span=given.span)
    # An item of --payload can be any claim; only the last one is an option here.
    claims = Table(entries=dict(found.entries) if found else {}, is_open=found is None or "payload" in options.named or "P" in options.named)
    claims.span = given.span
    for names, claim in ((("iss", "i"), "iss"), (("sub", "s"), "sub"), (("aud", "a"), "aud")):
        if (value := options.get(*names)) is not None:
            claims.entries[claim] = value
    if "no-iat" not in options.named:
        claims.entries.setdefault("iat", given.known(given.run.now))
    if (expires := options.get("exp", "e")) is not None:
        claims.entries["exp"] = _expiry(given, expires)
    return claims


def _expiry(given: Given, value: Value) -> Value:
    text = text_of(value)
    if text is None:
        return Known(value=given.run.now + _HALF_AN_HOUR, span=value.span) if isinstance(value, Known) and value.value is True else value
    if text.isdigit():
        return Known(value=int(text), span=value.span)
    seconds = _seconds_of(text.strip().removeprefix("+"))
    return Unknown(name="exp", span=value.span) if seconds is None else Known(value=given.run.now + seconds, span=value.span)


def _seconds_of(rest: str) -> int | None:
    """Return the length of a span of time as systemd writes it."""
    seconds = 0
    while rest:
        match = _DURATION.match(rest)
        if match is None:
            return None
        name = match[3] if match[3] in _UNITS else match[3].removesuffix("s")
        unit = _UNITS.get(_NAMES.get(name, name))
        if unit is None:
            return None
        seconds += int(match[2]) * unit * (-1 if match[1] == "-" else 1)
        rest = rest[match.end() :]
    return seconds


def _key(given: Given, secret: Value | None) -> Value | None:
    text = text_of(secret)
    return file_of(given, secret) if text is not None and text.startswith("@") else secret


@_function("step")
def _step(given: Given) -> Value | None:
    """Return what `step crypto jwt sign` mints from a payload that it reads and from options; it adds times and a kid by itself."""
    if [given.text(place) for place in range(3)] != ["crypto", "jwt", "sign"] or given.has_more:
        return None
    options = options_of(given.arguments[3:], _STEP)
    read = file_of(given, options.others[0]) if options.others and text_of(options.others[0]) != "-" else input_of(given)
    payload = object_in(given.run, read)
    claims = Table(entries=dict(payload.entries) if payload else {}, is_open=True, span=given.span)
    for names, claim in ((("iss", "issuer"), "iss"), (("sub", "subject"), "sub"), (("aud", "audience"), "aud")):
        if (value := options.get(*names)) is not None:
            claims.entries[claim] = value
    for names, claim in ((("exp", "expiration"), "exp"), (("iat", "issued-at"), "iat")):
        if (value := options.get(*names)) is not None:
            claims.entries[claim] = _whole(value)
    header = Table(is_open=True, span=given.span)
    for member, value in (("alg", options.get("alg", "algorithm")), ("kid", options.get("kid"))):
        if value is not None:
            header.entries[member] = value
    return mint(given, header, claims, file_of(given, options.get("key")))


def _whole(value: Value) -> Value:
    text = text_of(value)
    return Known(value=int(text), span=value.span) if text is not None and text.isdigit() else value
