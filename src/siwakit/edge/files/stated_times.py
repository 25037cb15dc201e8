"""Values of options: a time and a span of time."""

from __future__ import annotations

from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.patterns import pattern

_DIGITS = pattern(r"\d{1,12}")
_MILLISECONDS = pattern(r"\d{13}")
_SPAN = pattern(r"(\d{1,9})\s*([smhd]?)")
_UNIT = pattern(r"[smhd]$")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def read_time(text: str, name: str, hint: str = "seconds since 1970 UTC, or 2026-11-25T10:00:00Z") -> int:
    """Return the time *text*, the value of *name*, in seconds since 1970 UTC.

    Raises:
        UsageError: it is not a time, or one before 1970.
    """
    given = text.strip()
    if _DIGITS.fullmatch(given) and given.isascii():
        return int(given)
    seconds = None if _MILLISECONDS.fullmatch(given) else _read_date(given)
    if seconds is None or seconds < 0:
        hint = "divide milliseconds by 1000" if _MILLISECONDS.fullmatch(given) else hint
        raise UsageError(f"{name} {named(text, 40)} is not a time", hint=hint)
    return seconds


def read_moment(text: str, name: str, now: int) -> int:
    """Return the time *text*, the value of *name*: a time, or a span with its unit such as 2h, which ends at *now*.

    Raises:
        UsageError: it is neither, or before 1970.
    """
    if _UNIT.search(text.strip().lower()) and _SPAN.fullmatch(text.strip().lower()) and text.isascii():
        return max(now - read_span(text, name), 0)
    return read_time(text, name, "2026-11-25T10:00:00Z, or 2h for two hours ago")


def read_span(text: str, name: str) -> int:
    """Return how many seconds the span *text*, the value of *name*, is.

    Raises:
        UsageError: it is not a span of time.
    """
    found = _SPAN.fullmatch(text.strip().lower())
    if not found or not text.isascii():
        raise UsageError(f"{name} {named(text, 40)} is not a span of time", hint="600, 30m, 12h or 180d")
    return int(found[1]) * _SECONDS[found[2]]


def _read_date(text: str) -> int | None:
    from datetime import UTC, datetime  # noqa: PLC0415  `siwakit decode` would wait for it

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
