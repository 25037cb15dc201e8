"""Time in .NET: a DateTime knows whether it is UTC or local, but a difference of two ignores it."""

from __future__ import annotations

from datetime import UTC, datetime

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.encodings import receiver
from siwakit.readers.code.libraries.times import (
    DATE,
    DURATION,
    Zone,
    doubts_of,
    make_date,
    make_duration,
    moved,
    number_from,
    seconds_of,
    with_months,
    zone_of,
)
from siwakit.readers.code.libraries.times import operate as operate_on_times
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Instance, Known, Value

CLOCK = Library()
CLOCK.is_found_by_type = True
_function, _method = CLOCK.function, CLOCK.method
_UNITS = {"Milliseconds": 0.001, "Seconds": 1, "Minutes": 60, "Hours": 3_600, "Days": 86_400}
_TICKS, _EPOCH_IN_TICKS = 10_000_000, 62_135_596_800 * 10_000_000


@_function(
    "DateTime.UtcNow:", "DateTimeOffset.UtcNow:", "DateTimeOffset.Now:", "TimeProvider.System.GetUtcNow", "SystemClock.Instance.GetCurrentInstant"
)
def _now(given: Given) -> Value | None:
    """Return the time now."""
    is_offset = given.words.startswith(("DateTimeOffset", "System.DateTimeOffset", "GetUtcNow", "GetCurrent"))
    return make_date(given.run.now + 0.5, given.span, zone=Zone.CARRIED if is_offset else Zone.UTC)


@_function("DateTime.Now:")
def _local_now(given: Given) -> Value | None:
    """Return the time now in the machine's zone."""
    return make_date(given.run.now + 0.5, given.span, zone=Zone.LOCAL)


@_function("DateTime.UnixEpoch:", "DateTimeOffset.UnixEpoch:")
def _epoch(given: Given) -> Value | None:
    """Return the beginning of 1970."""
    return make_date(0, given.span, zone=Zone.UTC)


@_function("DateTime")
def _date(given: Given) -> Value | None:
    """Return a date of its fields; one that does not say which zone it means is taken for UTC by a difference."""
    numbers = [number for index in range(min(len(given.arguments), 6)) if (number := given.number(index)) is not None]
    if len(numbers) < 3:  # noqa: PLR2004  year, month, day
        return None
    try:
        return make_date(datetime(*map(int, numbers), tzinfo=UTC).timestamp(), given.span, zone=Zone.UTC)  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError):
        return None


@_function("DateTimeOffset")
def _offset(given: Given) -> Value | None:
    """Return a date with its zone: that of a DateTime is what it knows itself."""
    if len(given.arguments) > 1:
        return None
    seconds = seconds_of(given.get(0))
    return None if seconds is None else make_date(seconds, given.span, doubts=doubts_of(given.get(0)))


@_function("DateTimeOffset.FromUnixTimeSeconds", "DateTimeOffset.FromUnixTimeMilliseconds")
def _from_unix(given: Given) -> Value | None:
    """Return a date from seconds or milliseconds."""
    number = given.number(0)
    scale = 1000 if given.words.endswith("Milliseconds") else 1
    return None if number is None else make_date(number / scale, given.span, doubts=doubts_of(given.get(0)))


@_method(DATE, "AddMilliseconds", "AddSeconds", "AddMinutes", "AddHours", "AddDays", "AddMonths", "AddYears", "AddTicks")
def _add(given: Given) -> Value | None:
    """Return a date moved by a number of units."""
    number, date, unit = given.number(0), given.receiver, given.words.removeprefix("Add")
    seconds = seconds_of(date)
    if number is None or date is None or seconds is None:
        return None
    if unit == "Years":
        return make_date(with_months(seconds, int(12 * number)), given.span, zone=zone_of(date), doubts=doubts_of(date))
    if unit == "Months":
        return moved(date, make_duration(0, given.span, months=int(number)), given.span)
    return moved(date, make_duration(number * _UNITS.get(unit, 1 / _TICKS), given.span), given.span)


@_method(DATE, "Add")
def _add_span(given: Given) -> Value | None:
    """Return a date moved by a span."""
    date, span = given.receiver, given.get(0)
    return moved(date, span, given.span) if date is not None and span is not None else None


@_method(DATE, "Subtract")
def _subtract(given: Given) -> Value | None:
    """Return a date moved back, or the span between two dates."""
    date, other = given.receiver, given.get(0)
    return operate("-", (date, other), given.span) if date is not None and other is not None else None


@_method(DATE, "ToUniversalTime")
def _to_utc(given: Given) -> Value | None:
    """Return a date in UTC."""
    seconds = seconds_of(given.receiver)
    return None if seconds is None else make_date(seconds, given.span, zone=Zone.UTC, doubts=doubts_of(given.receiver))


@_method(DATE, "ToLocalTime", "LocalDateTime")
def _to_local(given: Given) -> Value | None:
    """Return a date in the machine's zone."""
    seconds = seconds_of(given.receiver)
    return None if seconds is None else make_date(seconds, given.span, zone=Zone.LOCAL, doubts=doubts_of(given.receiver))


_method(DATE, "UtcDateTime", "ToOffset")(_to_utc)
_method(DATE, "Value")(receiver)


@_method(DATE, "ToUnixTimeSeconds", "ToUnixTimeMilliseconds")
def _as_unix(given: Given) -> Value | None:
    """Return a date in seconds or milliseconds."""
    return number_from(given.receiver, given.span, scale=1000 if given.words.endswith("Milliseconds") else 1)


@_function("EpochTime.GetIntDate", "EpochTime.GetDate")
def _epoch_time(given: Given) -> Value | None:
    """Return a date in seconds, by what it knows of its zone."""
    return number_from(given.get(0), given.span)


@_method(DATE, "Ticks", "UtcTicks")
def _ticks(given: Given) -> Value | None:
    """Return a date in units of 100 nanoseconds since the year 1, in its own zone."""
    seconds, zone = seconds_of(given.receiver), zone_of(given.receiver)
    if seconds is None:
        return None
    doubts = doubts_of(given.receiver) | ({Doubt.ZONE} if zone is Zone.LOCAL else set())
    return Known(value=int(seconds * _TICKS) + _EPOCH_IN_TICKS, doubts=doubts, span=given.span)


@_function("TimeSpan.TicksPerSecond:", "TimeSpan.TicksPerMillisecond:")
def _ticks_per(given: Given) -> Value | None:
    """Return how many ticks a second or millisecond has."""
    return given.known(_TICKS if given.words.endswith("Second") and not given.words.endswith("Millisecond") else _TICKS // 1000)


# Spans.


@_function(*(f"TimeSpan.From{unit}" for unit in _UNITS))
def _span(given: Given) -> Value | None:
    """Return a span of a number of units."""
    number = given.number(0)
    return None if number is None else make_duration(number * _UNITS[given.words.removeprefix("From")], given.span)


@_function("TimeSpan")
def _span_of(given: Given) -> Value | None:
    """Return a span of hours, minutes and seconds, or of days before them."""
    numbers = [given.number(index) for index in range(len(given.arguments))]
    units = {3: (3_600, 60, 1), 4: (86_400, 3_600, 60, 1)}.get(len(numbers))
    if units is None or None in numbers:
        return None
    return make_duration(sum(unit * (number or 0) for unit, number in zip(units, numbers, strict=True)), given.span)


@_method(DURATION, "TotalSeconds", "TotalMilliseconds", "TotalMinutes", "TotalDays", "TotalHours")
def _total(given: Given) -> Value | None:
    """Return a span as a number of units, with its fraction."""
    return number_from(given.receiver, given.span, scale=1 / _UNITS[given.words.removeprefix("Total")], is_whole=False)


@_method(DURATION, "Ticks")
def _span_ticks(given: Given) -> Value | None:
    """Return a span in units of 100 nanoseconds."""
    return number_from(given.receiver, given.span, scale=_TICKS)


def operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return what an operator means for dates and spans: the difference of a local date and one of UTC is wrong by the machine's zone."""
    result = operate_on_times(operator, operands, span)
    dates = [value for value in operands if isinstance(value, Instance) and value.kind == DATE]
    if isinstance(result, Instance) and result.kind == DURATION and len(dates) > 1:
        doubts = doubts_of(dates[0]) | doubts_of(dates[1])
        is_mixed = (zone_of(dates[0]) is Zone.LOCAL) is not (zone_of(dates[1]) is Zone.LOCAL) and Zone.CARRIED not in map(zone_of, dates)
        result.state["doubts"] = doubts | ({Doubt.ZONE} if is_mixed else set())
    return result


CLOCK.operate = operate
