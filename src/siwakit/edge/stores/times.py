"""Times as platforms write them."""

from __future__ import annotations

from datetime import UTC, datetime


def seconds_of(text: object) -> int | None:
    """Return the seconds since 1970 UTC of a time such as `2026-11-30T22:30:00.123456789Z`; None if it is not one."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
