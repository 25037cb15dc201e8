"""Time in PHP: numbers of seconds, DateTime, which carries its zone, and Carbon."""

from __future__ import annotations

from siwakit.evidence.source import Doubt
from siwakit.patterns import pattern
from siwakit.readers.code.libraries.times import DATE, make_date, make_duration, moved, number_from, seconds_of
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Instance, Known, Unknown, Value, known

CLOCK = Library()
_function, _method = CLOCK.function, CLOCK.method
_OF_WORDPRESS = {"MINUTE": 60, "HOUR": 3_600, "DAY": 86_400, "WEEK": 604_800, "MONTH": 2_592_000, "YEAR": 31_536_000}
_FRACTION = 0.25
_UNITS = {"sec": 1, "second": 1, "min": 60, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "fortnight": 1_209_600}
_MONTHS = {"month": 1, "year": 12}
_STEP = pattern(r"\s*([+-]?)\s*(\d{1,6})\s*([a-z]+?)s?(?=[\s+-]|\Z)")
_PERIOD = pattern(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?")
_MUTABLE = "DateTime"


@_function(*(f"{name}_IN_SECONDS:" for name in _OF_WORDPRESS))
def _constant(given: Given) -> Value | None:
    """Return a constant of WordPress."""
    return given.known(_OF_WORDPRESS[given.words.removesuffix("_IN_SECONDS")])


@_function("time")
def _time(given: Given) -> Value | None:
    """Return whole seconds since 1970."""
    return given.known(given.run.now)


@_function("microtime", "hrtime")
def _microtime(given: Given) -> Value | None:
    """Return seconds with a fraction if the argument is true."""
    return given.known(given.run.now + _FRACTION) if known(given.get(0)) is True and given.words == "microtime" else None


@_function("strtotime")
def _strtotime(given: Given) -> Value | None:
    """Return the seconds of now moved by words, such as `+6 months`."""
    span = _span_of(given.text(0) or "")
    if span is None:
        return None
    date = moved(make_date(_start(given), given.span), make_duration(span[0], given.span, months=span[1]), given.span)
    return number_from(date, given.span)


def _start(given: Given) -> float:
    return given.number(1) or given.run.now


@_function("mktime", "gmmktime", "date", "gmdate")
def _other(given: Given) -> Value | None:
    """Return now as text: the seconds if the format asks for them, or else words that are not a number; or how far the zone is ahead of UTC."""
    form = given.text(0)
    if given.words not in {"date", "gmdate"} or form is None:
        return None
    if form == "Z":
        return Known(value=0, doubts=frozenset({Doubt.ZONE}), span=given.span) if given.words == "date" else None
    return given.known(str(given.run.now)) if form == "U" else given.known(f"date {form}") if form == "c" or "-" in form else None


@_function(
    *("DateTime", "DateTimeImmutable", "Carbon", "CarbonImmutable", "Carbon.now", "CarbonImmutable.now", "now", "Chronos.now", "Carbon.parse"),
    *("Date.now", "Carbon.create"),
)
def _now(given: Given) -> Value | None:
    """Return now, or now moved by words; Carbon and DateTime can be changed, the immutable ones return another."""
    words = given.text(0) or "now" if given.words != "create" else "?"
    span = (0.0, 0) if words == "now" or given.words == "now" else _span_of(words)
    if span is None:
        return None
    date = moved(make_date(given.run.now, given.span), make_duration(span[0], given.span, months=span[1]), given.span)
    is_mutable = given.words in {"DateTime", "Carbon"} or (given.words == "now" and "Immutable" not in repr(given.receiver))
    if isinstance(date, Instance):
        date.state["is_mutable"] = is_mutable
    return date


@_method(DATE, "modify", "add", "sub", "addRealSeconds")
def _modify(given: Given) -> Value | None:
    """Move a date by words or by an interval."""
    words, other = given.text(0), given.get(0)
    span = _span_of(words) if words else None
    duration = make_duration(span[0], given.span, months=span[1]) if span else other
    number, unit = known(other), given.text(1)
    if isinstance(number, int) and unit:
        duration = make_duration(number * _UNITS.get(unit.removesuffix("s"), 0), given.span, months=number * _MONTHS.get(unit.removesuffix("s"), 0))
    return None if duration is None else _move(given, duration, sign=-1 if given.words == "sub" else 1)


def _move(given: Given, duration: Value, *, sign: int = 1) -> Value | None:
    date = given.receiver
    result = None if date is None else moved(date, duration, given.span, sign=sign)
    if result is None or not isinstance(date, Instance) or not isinstance(result, Instance):
        if isinstance(date, Instance) and date.state.get("is_mutable"):
            date.state["seconds"] = None
        return Unknown(name="date", span=given.span)
    result.state["is_mutable"] = date.state.get("is_mutable", False)
    if date.state.get("is_mutable"):
        date.state |= result.state
        return date
    return result


def _adding(unit: str, sign: int) -> Meaning:
    def meaning(given: Given) -> Value | None:
        number = given.number(0) if given.arguments else 1
        if number is None:
            return _move(given, make_duration(None, given.span))
        duration = make_duration(number * _UNITS.get(unit, 0), given.span, months=int(number * _MONTHS.get(unit, 0)))
        return _move(given, duration, sign=sign)

    return meaning


for _unit in (*_UNITS, *_MONTHS):
    for _word, _sign in (("add", 1), ("sub", -1)):
        _method(DATE, f"{_word}{_unit.title()}", f"{_word}{_unit.title()}s", f"{_word}{_unit.title()}sNoOverflow")(_adding(_unit, _sign))


@_function("DateInterval", "CarbonInterval", "DateInterval.createFromDateString")
def _interval(given: Given) -> Value | None:
    """Return an interval from its ISO 8601 form, or from words."""
    text = given.text(0) or ""
    match = _PERIOD.fullmatch(text)
    if match is None:
        span = _span_of(text)
        return make_duration(span[0], given.span, months=span[1]) if span else None
    years, months, weeks, days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    length = 604_800 * weeks + 86_400 * days + 3_600 * hours + 60 * minutes + seconds
    return make_duration(length, given.span, months=12 * years + months)


@_method(DATE, "getTimestamp", "timestamp", "unix", "getPreciseTimestamp", "valueOf", "getTimestampMs", "timestampMs")
def _timestamp(given: Given) -> Value | None:
    """Return seconds; getTimestampMs, valueOf and getPreciseTimestamp(3) return milliseconds."""
    is_milliseconds = given.words in {"valueOf", "getTimestampMs", "timestampMs"} or (given.words == "getPreciseTimestamp" and given.number(0) == 3)  # noqa: PLR2004
    return number_from(given.receiver, given.span, scale=1000 if is_milliseconds else 1)


@_method(DATE, "format")
def _format(given: Given) -> Value | None:
    """Return a date as text: U is seconds, Uv milliseconds."""
    scale = {"U": 1, "Uv": 1000}.get(given.text(0) or "")
    number = number_from(given.receiver, given.span, scale=scale) if scale else None
    return Known(value=str(number.value), span=given.span) if isinstance(number, Known) else None


@_method(DATE, "setTimezone", "timezone", "utc", "copy", "toImmutable", "toMutable", "startOfSecond", "clone")
def _same(given: Given) -> Value | None:
    """Return the same moment."""
    seconds = seconds_of(given.receiver)
    if given.words == "copy" and seconds is not None and isinstance(given.receiver, Instance):
        return Instance(kind=DATE, state=dict(given.receiver.state), span=given.span)
    return given.receiver


def _span_of(words: str) -> tuple[float, int] | None:
    """Return the seconds and months in words such as `+1 day 2 hours`; None if there is anything else in them."""
    rest = words.strip().lower()
    if rest in {"now", ""}:
        return 0.0, 0
    seconds, months, sign = 0.0, 0, 1
    while rest:
        match = _STEP.match(rest)
        if match is None or match[3] not in _UNITS | _MONTHS:
            return None
        sign = -1 if match[1] == "-" else 1 if match[1] == "+" else sign
        seconds += sign * int(match[2]) * _UNITS.get(match[3], 0)
        months += sign * int(match[2]) * _MONTHS.get(match[3], 0)
        rest = rest[match.end() :].strip()
    return seconds, months
