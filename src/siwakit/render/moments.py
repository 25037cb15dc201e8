"""Say a time the way people read it: the date in UTC, and how far from now it is."""

from __future__ import annotations

from time import gmtime, strftime

TIME_CLAIMS = frozenset({"iat", "exp", "nbf", "auth_time", "event_time"})
_LAST = 253_402_300_799  # 9999-12-31 23:59:59 UTC, where calendars end
_MILLISECONDS = 100_000_000_000  # in seconds that is the year 5138
_UNITS = ((86400, 2 * 86400, "day"), (3600, 2 * 3600, "hour"), (60, 2 * 60, "minute"), (1, 0, "second"))


def date_of(seconds: float) -> str | None:
    """Return the date and time of *seconds* since 1970 in UTC, None where no calendar has it."""
    if not 0 <= seconds <= _LAST:
        return None
    return strftime("%Y-%m-%d %H:%M:%S UTC", gmtime(seconds))


def span(seconds: float) -> str:
    """Return a length of time in its natural unit, rounded down."""
    size, _, name = next(unit for unit in _UNITS if abs(seconds) >= unit[1])
    count = int(abs(seconds)) // size
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def moment(seconds: object, now: int | None) -> str:
    """Return what *seconds* means as a time, seen from *now*; what is no time is said to be none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return "not a number, so no time"
    date = date_of(seconds)
    if seconds >= _MILLISECONDS:
        meant = date_of(seconds / 1000)
        return f"far in the future; in milliseconds it would be {meant}" if meant else "later than any calendar"
    if date is None:
        return "before 1970" if seconds < 0 else "later than any calendar"
    return date if now is None else f"{date}, {_distance(int(seconds) - now)}"


def _distance(seconds: int) -> str:
    if seconds == 0:
        return "now"
    return f"in {span(seconds)}" if seconds > 0 else f"{span(seconds)} ago"
