"""Read the clock."""

from __future__ import annotations

import time
from functools import lru_cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def now() -> int:
    """Return the seconds since 1970-01-01 UTC."""
    return int(time.time())


def seconds() -> float:
    """Return the same with its fraction."""
    return time.time()


@lru_cache(maxsize=8)
def http_date(now: int) -> str:
    """Return *now* in the format of the Date header; implemented here because importing `email.utils` takes 20 ms."""
    year, month, day, hour, minute, second, weekday, *_ = time.gmtime(now)
    return f"{_DAYS[weekday]}, {day:02d} {_MONTHS[month - 1]} {year:04d} {hour:02d}:{minute:02d}:{second:02d} GMT"
