"""Time in Dart: a DateTime is a moment, a Duration is made of named units."""

from __future__ import annotations

from datetime import UTC, datetime

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.encodings import receiver
from siwakit.readers.code.libraries.times import (
    DATE,
    DURATION,
    doubts_of,
    make_date,
    make_duration,
    moved,
    number_from,
    operate,
    seconds_of,
    with_months,
)
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Value

CLOCK = Library()
CLOCK.is_found_by_type = True
CLOCK.operate = operate
_function, _method = CLOCK.function, CLOCK.method
_UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1, "milliseconds": 0.001, "microseconds": 1e-6}
_FIELDS = ("year", "month", "day", "hour", "minute", "second")


@_function("DateTime.now", "DateTime.timestamp", "clock.now")
def _now(given: Given) -> Value | None:
    """Return the time now."""
    return make_date(given.run.now + 0.5, given.span)


@_function("DateTime.fromMillisecondsSinceEpoch")
def _from_milliseconds(given: Given) -> Value | None:
    """Return a date from milliseconds."""
    number = given.number(0)
    return None if number is None else make_date(number / 1000, given.span, doubts=doubts_of(given.get(0)))


@_function("DateTime", "DateTime.utc")
def _of_fields(given: Given) -> Value | None:
    """Return the date of its fields; a month beyond 12 lies in the next year."""
    numbers = [given.number(index) for index in range(min(len(given.arguments), len(_FIELDS)))]
    if not numbers or None in numbers:
        return None
    year, month, day, hour, minute, second = ([int(number or 0) for number in numbers] + [1, 1, 0, 0, 0][len(numbers) - 1 :])[: len(_FIELDS)]
    try:
        first = with_months(datetime(year, 1, 1, tzinfo=UTC).timestamp(), month - 1)
    except (ValueError, OverflowError):
        return None
    seconds = first + 86_400 * (day - 1) + 3_600 * hour + 60 * minute + second
    return make_date(seconds, given.span, doubts=frozenset({Doubt.CALENDAR}))


@_method(DATE, *_FIELDS)
def _field(given: Given) -> Value | None:
    """Return a field of a date, in UTC."""
    seconds = seconds_of(given.receiver)
    return None if seconds is None else given.known(getattr(datetime.fromtimestamp(seconds, UTC), given.words))


_method(DATE, "toUtc", "toLocal")(receiver)


@_method(DATE, "add", "subtract")
def _add(given: Given) -> Value | None:
    """Return a date moved by a span."""
    date, span = given.receiver, given.get(0)
    return moved(date, span, given.span, sign=1 if given.words == "add" else -1) if date is not None and span is not None else None


@_method(DATE, "difference")
def _difference(given: Given) -> Value | None:
    """Return the span between two dates."""
    date, other = given.receiver, given.get(0)
    return operate("-", (date, other), given.span) if date is not None and other is not None else None


@_method(DATE, "millisecondsSinceEpoch", "microsecondsSinceEpoch")
def _since_epoch(given: Given) -> Value | None:
    """Return a date in milliseconds or microseconds."""
    return number_from(given.receiver, given.span, scale=1000 if given.words.startswith("milli") else 1_000_000)


@_function("Duration")
def _duration(given: Given) -> Value | None:
    """Return the sum of named units."""
    numbers = [(unit, given.number(-1, unit)) for unit in _UNITS if unit in given.named]
    if any(number is None for _, number in numbers):
        return None
    return make_duration(sum(_UNITS[unit] * (number or 0) for unit, number in numbers), given.span)


@_method(DURATION, *(f"in{unit.capitalize()}" for unit in _UNITS))
def _in_units(given: Given) -> Value | None:
    """Return a span as a whole number of units."""
    return number_from(given.receiver, given.span, scale=1 / _UNITS[given.words.removeprefix("in").lower()])
