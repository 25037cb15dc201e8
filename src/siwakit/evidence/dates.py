"""Read a NumericDate, and format seconds for people."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

LEEWAY_SECONDS = 60  # OUR_ADVICE: clocks differ by seconds; a time further ahead is not clock skew
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  UTC, as the text after it says
_LAST = 253_402_300_799  # the last second of the year 9999
_FIRST = -62_135_596_800  # the first second of the year 1
# Zones are at least one and at most 14 hours from UTC, in half hours, and there are four in quarter hours: Nepal, Eucla, the Chatham Islands in
# winter and in summer.
_HALF_HOUR = 1_800
_QUARTERS = (20_700, 31_500, 45_900, 49_500)
_QUARTER_HOUR = 900
_SMALLEST_OFFSET = 3_600
WIDEST_OFFSET = 14 * 3_600
_CLOCK_ERROR = 120  # seconds by which a clock may be off in addition
_UNITS = ((31_557_600, "year", 2), (86_400, "day", 1), (3_600, "hour", 1), (60, "minute", 1))


def whole_seconds(value: object) -> int | None:
    """Return the NumericDate *value* rounded down to a second, or None if it is not a number; a boolean is not."""
    if type(value) is int:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return math.floor(value)


def is_quoted_number(value: object) -> bool:
    """Return whether *value* is text that contains a number: a NumericDate in quotes."""
    return isinstance(value, str) and value.replace(".", "", 1).isdigit()


def date_of(seconds: float) -> str:
    """Return the UTC time *seconds* after 1970; a time outside the calendar is described as such."""
    return calendar_date(seconds) or ("a date after the year 9999" if seconds > 0 else "a date before the year 1")


def calendar_date(seconds: float) -> str | None:
    """Return the UTC time *seconds* after 1970, or None if it is outside the calendar."""
    if not _FIRST <= seconds <= _LAST:
        return None
    return f"{(_EPOCH + timedelta(seconds=math.floor(seconds))).isoformat(' ')} UTC"


def span_of(seconds: float) -> str:
    """Return the duration *seconds* in the largest suitable unit: `17 days`, `12 minutes`."""
    length = abs(math.floor(seconds))
    for unit, name, least in _UNITS:
        if length // unit >= least:
            return _counted(length // unit, name)
    return _counted(length, "second")


def is_zone_offset(seconds: int) -> bool:
    """Return whether being off by *seconds* looks like a time zone: a local time that was read as UTC, or the reverse."""
    length = abs(seconds)
    off = min(abs(length - zone) for zone in (round(length / _HALF_HOUR) * _HALF_HOUR, *_QUARTERS))
    return off <= _CLOCK_ERROR and _SMALLEST_OFFSET - _CLOCK_ERROR <= length <= WIDEST_OFFSET + _CLOCK_ERROR


def zone_of(seconds: int) -> str:
    """Return the UTC offset that a deviation of *seconds* corresponds to, in hours and minutes: `5:45`."""
    minutes = round(abs(seconds) / _QUARTER_HOUR) * (_QUARTER_HOUR // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
