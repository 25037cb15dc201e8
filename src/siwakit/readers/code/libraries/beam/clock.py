"""Time in Elixir: system time as a number, DateTime with its zone, NaiveDateTime without one, and Timex."""

from __future__ import annotations

from siwakit.readers.code.libraries.times import (
    DATE,
    Zone,
    doubts_of,
    make_date,
    make_duration,
    moved,
    number_from,
    operate,
    seconds_of,
    zone_of,
)
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, Known, Value, known, text_of

CLOCK = Library()
CLOCK.operate = operate
_function = CLOCK.function
# A number of each unit in a second; without a unit time is in nanoseconds on most machines.
_SCALES = {"second": 1, "millisecond": 1_000, "microsecond": 1_000_000, "nanosecond": 1_000_000_000, "native": 1_000_000_000}
_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "millisecond": 0.001}
_MONTHS = {"month": 1, "year": 12}


@_function("System.system_time", "System.os_time", "os.system_time", "erlang.system_time", "System.monotonic_time")
def _system_time(given: Given) -> Value | None:
    """Return the time now as a number of units; monotonic time is not a time of day."""
    scale = _SCALES.get((given.text(0) or "native").removesuffix("s"))
    return None if scale is None or given.words == "monotonic_time" else given.known(given.run.now * scale)


@_function("Joken.current_time", "current_time")
def _current_time(given: Given) -> Value | None:
    """Return whole seconds since 1970."""
    return given.known(given.run.now)


@_function("DateTime.utc_now", "DateTime.now!", "DateTime.now", "Timex.now", "Timex.local", "Calendar.DateTime.now_utc")
def _now(given: Given) -> Value | None:
    """Return the time now with its zone."""
    return make_date(given.run.now, given.span)


@_function("NaiveDateTime.utc_now")
def _naive_now(given: Given) -> Value | None:
    """Return the time now in UTC, which the date does not carry."""
    return make_date(given.run.now, given.span, zone=Zone.UTC)


@_function("NaiveDateTime.local_now")
def _local_now(given: Given) -> Value | None:
    """Return the time now in the machine's zone, which the date does not carry."""
    return make_date(given.run.now, given.span, zone=Zone.LOCAL)


@_function("DateTime.from_naive!", "DateTime.from_naive", "Timex.to_datetime")
def _from_naive(given: Given) -> Value | None:
    """Return fields as a date in a zone, which is UTC unless another is named."""
    number = number_from(given.get(0), given.span, reads=Zone.UTC, is_whole=False)
    if not isinstance(number, Known) or not isinstance(number.value, int | float):
        return None
    return make_date(number.value, given.span, doubts=number.doubts)


@_function("DateTime.from_unix!", "DateTime.from_unix", "Timex.from_unix")
def _from_unix(given: Given) -> Value | None:
    """Return the date of a number of units."""
    number, scale = given.number(0), _SCALES.get((given.text(1) or "second").removesuffix("s"), 1)
    return None if number is None else make_date(number / scale, given.span)


@_function("DateTime.to_unix", "Timex.to_unix", "DateTime.to_unix!")
def _to_unix(given: Given) -> Value | None:
    """Return a date as a whole number of units."""
    scale = _SCALES.get((given.text(1) or "second").removesuffix("s"), 1)
    return number_from(given.get(0), given.span, reads=Zone.UTC, scale=scale)


@_function("DateTime.add", "NaiveDateTime.add", "Timex.add")
def _add(given: Given) -> Value | None:
    """Return a date moved by a number of units, which are seconds unless another is named."""
    date, number, unit = given.get(0), given.number(1), (given.text(2) or "second").removesuffix("s")
    return None if date is None or number is None or unit not in _UNITS else moved(date, make_duration(number * _UNITS[unit], given.span), given.span)


@_function("DateTime.shift", "NaiveDateTime.shift", "Timex.shift")
def _shift(given: Given) -> Value | None:
    """Return a date moved by spans that are given by name."""
    numbers = {name.removesuffix("s"): known(value) for name, value in given.named.items()}
    if not numbers or not all(isinstance(number, int) and (name in _UNITS or name in _MONTHS) for name, number in numbers.items()):
        return None
    months = sum(number * _MONTHS.get(name, 0) for name, number in numbers.items())
    date = given.get(0)
    seconds = sum(number * _UNITS.get(name, 0) for name, number in numbers.items())
    return None if date is None else moved(date, make_duration(seconds, given.span, months=months), given.span)


@_function("DateTime.truncate", "DateTime.shift_zone!", "DateTime.to_naive", "Timex.Timezone.convert", "NaiveDateTime.truncate")
def _same(given: Given) -> Value | None:
    """Return the same moment."""
    date = given.get(0)
    seconds = seconds_of(date)
    if seconds is None or not isinstance(date, Instance) or date.kind != DATE:
        return None
    zone = Zone.UTC if given.words == "to_naive" else zone_of(date)
    return make_date(seconds, given.span, zone=zone, doubts=doubts_of(date))


@_function("timer.hours", "timer.minutes", "timer.seconds")
def _timer(given: Given) -> Value | None:
    """Return a span in milliseconds, as Erlang's timers take it."""
    number = given.number(0)
    return None if number is None else given.known(int(number * _UNITS[given.words.removesuffix("s")] * 1_000))


@_function("Timex.Duration.from_days", "Timex.Duration.from_hours", "Timex.Duration.from_minutes", "Timex.Duration.from_seconds")
def _duration(given: Given) -> Value | None:
    """Return a span of Timex."""
    number, unit = given.number(0), given.words.removeprefix("from_").removesuffix("s")
    return make_duration(None if number is None else number * _UNITS[unit], given.span)


@_function("System.convert_time_unit")
def _convert(given: Given) -> Value | None:
    """Return a number of one unit in another."""
    number, start, end = given.number(0), _SCALES.get(text_of(given.get(1)) or ""), _SCALES.get(text_of(given.get(2)) or "")
    return None if number is None or start is None or end is None else given.known(int(number * end // start))
