"""Say a time the way people read it: the date in UTC, and how far from now it is."""

from __future__ import annotations

from siwakit.evidence.dates import calendar_date, span_of

TIME_CLAIMS = frozenset({"iat", "exp", "nbf", "auth_time", "event_time"})
_MILLISECONDS = 100_000_000_000  # in seconds that is the year 5138


def moment(seconds: object, now: int | None) -> str:
    """Return what *seconds* means as a time, seen from *now*; what is no time is said to be none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return "not a number, so no time"
    date = calendar_date(seconds)
    if seconds >= _MILLISECONDS:
        meant = calendar_date(seconds / 1000)
        return f"far in the future; in milliseconds it would be {meant}" if meant else "later than any calendar"
    if date is None:
        return "earlier than any calendar" if seconds < 0 else "later than any calendar"
    return date if now is None else f"{date}, {_distance(int(seconds) - now)}"


def _distance(seconds: int) -> str:
    if seconds == 0:
        return "now"
    return f"in {span_of(seconds)}" if seconds > 0 else f"{span_of(seconds)} ago"
