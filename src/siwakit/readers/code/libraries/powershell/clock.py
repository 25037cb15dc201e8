"""Time in PowerShell: Get-Date is the machine's time, and New-TimeSpan the difference of two dates."""

from __future__ import annotations

from datetime import UTC, datetime

from siwakit.evidence.source import Doubt
from siwakit.patterns import pattern
from siwakit.readers.code.libraries.dotnet.clock import operate
from siwakit.readers.code.libraries.powershell.options import Options, options_of
from siwakit.readers.code.libraries.shell.words import input_of
from siwakit.readers.code.libraries.times import DATE, Zone, doubts_of, make_date, make_duration, seconds_of, zone_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, Known, Value, known, text_of

CLOCK = Library()
_function = CLOCK.function
_SWITCHES = frozenset({"asutc"})
# The first of January is the same in both orders.
_FIRST_DAY = pattern(r"(?:0?1[/.-]0?1[/.-](\d{4})|(\d{4})[/.-]0?1[/.-]0?1)(?:[ T]0?0:00(?::00)?(?:\.0+)?)?(Z?)(?: ?AM)?")
_UNITS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


@_function("Get-Date")
def _get_date(given: Given) -> Value | None:
    """Return a date, or with -UFormat %s its seconds as a string.

    Windows PowerShell (up to 5.1) counts those seconds from the machine's own midnight, PowerShell since version 6.1 from that in UTC.
    """
    options = options_of(given, _SWITCHES)
    date = _date_of(given, options)
    if date is None:
        return None
    layout = text_of(options.get("uformat"))
    if layout is None:
        return None if options.get("format") is not None or options.get("uformat") is not None else date
    seconds = seconds_of(date)
    if layout.lstrip("+") != "%s" or seconds is None:
        return None
    doubts = doubts_of(date) | (frozenset({Doubt.ZONE}) if zone_of(date) is Zone.LOCAL else frozenset())
    return Known(value=str(int(seconds)), doubts=doubts, span=given.span)


def _date_of(given: Given, options: Options) -> Value | None:
    value = options.get("date", 0) or input_of(given)
    if value is not None:
        return value if isinstance(value, Instance) and value.kind == DATE else _parsed(given, text_of(value))
    seconds = known(options.get("unixtimeseconds"))
    if isinstance(seconds, int | float):
        return make_date(seconds, given.span, zone=Zone.LOCAL)
    if {"year", "month", "day"} & options.named.keys():
        return _fields(given, options)
    return make_date(given.run.now + 0.5, given.span, zone=Zone.UTC if "asutc" in options.named else Zone.LOCAL)


def _fields(given: Given, options: Options) -> Value | None:
    year, month, day = (known(options.get(name)) for name in ("year", "month", "day"))
    if not (isinstance(year, int) and isinstance(month, int) and isinstance(day, int)):
        return None
    try:
        return make_date(datetime(year, month, day, tzinfo=UTC).timestamp(), given.span, zone=Zone.UTC)
    except (ValueError, OverflowError):
        return None


@_function("datetime", "System.DateTime", "datetime.Parse", "DateTime.Parse", "datetime.ParseExact")
def _cast(given: Given) -> Value | None:
    """Return a date of its text or fields; one that does not say its zone is taken for UTC by a difference."""
    if len(given.arguments) > 2:  # noqa: PLR2004  year, month, day
        numbers = [given.number(place) for place in range(3)]
        year, month, day = (int(number or 0) for number in numbers)
        try:
            return make_date(datetime(year, month, day, tzinfo=UTC).timestamp(), given.span, zone=Zone.UTC)
        except (ValueError, OverflowError):
            return None
    value = given.get(0)
    return value if isinstance(value, Instance) and value.kind == DATE else _parsed(given, text_of(value))


def _parsed(given: Given, text: str | None) -> Value | None:
    match = _FIRST_DAY.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    date = datetime(int(match[1] or match[2]), 1, 1, tzinfo=UTC)
    # A time with Z becomes one of the machine, and its difference to another one of the machine is right.
    return make_date(date.timestamp(), given.span, zone=Zone.LOCAL if match[3] else Zone.UTC)


@_function("New-TimeSpan")
def _span(given: Given) -> Value | None:
    """Return the time between two dates, or a span of units."""
    options = options_of(given)
    start, end = options.get("start", 0), options.get("end", 1)
    if start is None and end is None:
        numbers = {name: known(options.named.get(name)) for name in _UNITS if name in options.named}
        if not numbers or not all(isinstance(number, int | float) for number in numbers.values()):
            return None
        return make_duration(sum(_UNITS[name] * number for name, number in numbers.items()), given.span)
    now = make_date(given.run.now + 0.5, given.span, zone=Zone.LOCAL)
    return operate("-", (_as_date(given, end) or now, _as_date(given, start) or now), given.span)


def _as_date(given: Given, value: Value | None) -> Value | None:
    return value if isinstance(value, Instance) else _parsed(given, text_of(value))
