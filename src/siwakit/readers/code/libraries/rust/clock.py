"""Time in Rust: the standard library, chrono and time."""

from __future__ import annotations

from siwakit.readers.code.libraries.times import (
    DATE,
    DURATION,
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
from siwakit.readers.code.values import Instance, Known, Value

CLOCK = Library()
CLOCK.is_found_by_type = True
CLOCK.operate = operate
_function, _method = CLOCK.function, CLOCK.method
# A clock with fractions shows one, so that a time that is not whole is seen.
_FRACTION = 0.25
_UNITS = {
    **dict.fromkeys(("millis", "milliseconds"), 0.001),
    **dict.fromkeys(("secs", "seconds"), 1),
    **dict.fromkeys(("mins", "minutes"), 60),
    **dict.fromkeys(("hours",), 3_600),
    **dict.fromkeys(("days",), 86_400),
    **dict.fromkeys(("weeks",), 604_800),
}


@_function("SystemTime.now", "Utc.now", "OffsetDateTime.now_utc", "Zoned.now", "Timestamp.now")
def _now(given: Given) -> Value | None:
    """Return the time now in UTC, or with its zone."""
    return make_date(given.run.now + _FRACTION, given.span)


@_function("Local.now", "OffsetDateTime.now_local")
def _now_local(given: Given) -> Value | None:
    """Return the time now in the machine's zone, which it carries until it is made naive."""
    date = make_date(given.run.now + _FRACTION, given.span)
    date.state["is_local"] = True
    return date


@_function("get_current_timestamp", "jsonwebtoken.get_current_timestamp")
def _timestamp_now(given: Given) -> Value | None:
    """Return whole seconds since 1970."""
    return given.known(given.run.now)


@_function("SystemTime.UNIX_EPOCH:", "UNIX_EPOCH:", "OffsetDateTime.UNIX_EPOCH:")
def _epoch(given: Given) -> Value | None:
    """Return the beginning of 1970."""
    return make_date(0, given.span)


@_method(DATE, "duration_since", "signed_duration_since")
def _since(given: Given) -> Value | None:
    """Return the span since another date; what is only named is the beginning of 1970."""
    start = seconds_of(given.get(0))
    end = seconds_of(given.receiver)
    return None if end is None else make_duration(end - (start or 0), given.span)


@_method(DATE, "elapsed")
def _elapsed(given: Given) -> Value | None:
    """Return the span from a date until now."""
    start = seconds_of(given.receiver)
    return None if start is None else make_duration(given.run.now + _FRACTION - start, given.span)


@_method(DURATION, "as_secs", "as_millis", "as_micros", "as_nanos", "num_seconds", "num_milliseconds", "whole_seconds", "whole_milliseconds")
def _as_whole(given: Given) -> Value | None:
    """Return a span as a whole number of units."""
    return _scaled(given, is_whole=True)


@_method(DURATION, "as_secs_f64", "as_secs_f32", "as_seconds_f64")
def _as_real(given: Given) -> Value | None:
    """Return a span as seconds with a fraction."""
    return _scaled(given, is_whole=False)


def _scaled(given: Given, *, is_whole: bool) -> Value | None:
    seconds = seconds_of(given.receiver)
    if seconds is None:
        return None
    scale = {"milli": 1_000, "micro": 1_000_000, "nanos": 1_000_000_000}
    number = seconds * next((factor for unit, factor in scale.items() if unit in given.words), 1)
    return given.known(int(number) if is_whole else number)


@_function(*(f"Duration.from_{unit}" for unit in _UNITS), *(f"Duration.{unit}" for unit in _UNITS))
def _duration(given: Given) -> Value | None:
    """Return a span of a number of units."""
    return _span(given)


@_function(*(f"TimeDelta.{way}{unit}" for unit in _UNITS for way in ("", "try_")), *(f"Duration.try_{unit}" for unit in _UNITS))
def _time_delta(given: Given) -> Value | None:
    """Return a span of chrono."""
    return _span(given)


def _span(given: Given) -> Value | None:
    number = given.number(0)
    unit = given.words.removeprefix("try_").removeprefix("from_")
    return make_duration(None if number is None else number * _UNITS[unit], given.span)


@_function("Duration.new")
def _duration_of_parts(given: Given) -> Value | None:
    """Return a span of seconds and nanoseconds."""
    return make_duration(given.number(0), given.span)


@_function("Months.new")
def _months(given: Given) -> Value | None:
    """Return a span of calendar months."""
    number = given.number(0)
    return None if number is None else make_duration(0, given.span, months=int(number))


@_method(DATE, "checked_add_signed", "checked_add", "checked_add_months", "add", "checked_sub_signed", "checked_sub")
def _add(given: Given) -> Value | None:
    """Return a date moved by a span."""
    date, span = given.receiver, given.get(0)
    return None if date is None or span is None else moved(date, span, given.span, sign=-1 if "sub" in given.words else 1)


@_method(DATE, "timestamp", "timestamp_millis", "timestamp_micros", "unix_timestamp", "unix_timestamp_nanos", "as_second", "as_millisecond")
def _timestamp(given: Given) -> Value | None:
    """Return a date as a whole number of units since 1970; fields without a zone are read as UTC."""
    scale = {"timestamp_millis": 1_000, "as_millisecond": 1_000, "timestamp_micros": 1_000_000, "unix_timestamp_nanos": 1_000_000_000}
    return number_from(given.receiver, given.span, reads=Zone.UTC, scale=scale.get(given.words, 1))


@_method(DATE, "naive_local")
def _naive_local(given: Given) -> Value | None:
    """Return the fields of a date in its own zone, which they no longer carry."""
    seconds, date = seconds_of(given.receiver), given.receiver
    if seconds is None or not isinstance(date, Instance):
        return None
    return make_date(seconds, given.span, zone=Zone.LOCAL if date.state.get("is_local") else Zone.UTC, doubts=doubts_of(date))


@_method(DATE, "and_utc")
def _and_utc(given: Given) -> Value | None:
    """Return fields without a zone as a date in UTC."""
    number = number_from(given.receiver, given.span, reads=Zone.UTC, is_whole=False)
    return make_date(number.value, given.span, doubts=number.doubts) if isinstance(number, Known) and isinstance(number.value, float | int) else None


@_method(
    DATE, "naive_utc", "with_timezone", "to_utc", "to_offset", "assume_utc", "trunc_subsecs", "round_subsecs", "and_local_timezone", "timestamp_of"
)
def _same(given: Given) -> Value | None:
    """Return the same moment."""
    seconds, date = seconds_of(given.receiver), given.receiver
    if seconds is None or zone_of(date) is Zone.LOCAL:
        return None
    return make_date(seconds, given.span, zone=Zone.UTC if given.words == "naive_utc" else Zone.CARRIED, doubts=doubts_of(date))
