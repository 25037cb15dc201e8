"""Times for people to read: the date in UTC, and its distance from now."""

from __future__ import annotations

from siwakit.evidence.dates import calendar_date, span_of

TIME_CLAIMS = frozenset({"iat", "exp", "nbf", "auth_time", "event_time"})
_MILLISECONDS = 100_000_000_000  # in seconds that is the year 5138


def moment(seconds: object, now: int | None) -> str:
    """Return *seconds* as a date with its distance from *now*, or why it is not a time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return "not a number, so not a time"
    date = calendar_date(seconds)
    if seconds >= _MILLISECONDS:
        in_milliseconds = calendar_date(seconds / 1000)
        return f"far in the future; in milliseconds it would be {in_milliseconds}" if in_milliseconds else "later than any calendar"
    if date is None:
        return "earlier than any calendar" if seconds < 0 else "later than any calendar"
    return date if now is None else f"{date}, {_distance(int(seconds) - now)}"


def _distance(seconds: int) -> str:
    if seconds == 0:
        return "now"
    return f"in {span_of(seconds)}" if seconds > 0 else f"{span_of(seconds)} ago"
