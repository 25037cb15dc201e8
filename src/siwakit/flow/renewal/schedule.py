"""When a service runs again."""

from __future__ import annotations

from siwakit.errors import UsageError
from siwakit.flow.renewal.outcome import DONE

DAY = 86400
FIRST_RETRY = 15 * 60
LONGEST_RETRY = DAY
LEAST_EVERY = 60
ALARM_DAYS = 30


def next_pause(every: int, code: int, failures: int) -> int:
    """Return the seconds until the next run, after one that ended with *code* and *failures* others before it that were not clean in a row."""
    if code == DONE:
        return every
    return min(every, LONGEST_RETRY, FIRST_RETRY << min(failures, 20))


def require_rhythm(every: int, renew_before: int, client_id: str) -> None:
    """Check that a service which runs *every* so many seconds notices what is due long before it expires.

    Raises:
        UsageError: less than 30 days would be left between the first attempt and the expiry.
    """
    if every < LEAST_EVERY:
        raise UsageError(f"--every is {every} seconds, expected at least {LEAST_EVERY}", hint="use --every 1d")
    longest = renew_before - ALARM_DAYS * DAY
    if every > longest:
        raise UsageError(
            f"--every is longer than renew_before of {client_id} allows: the first attempt could come less than {ALARM_DAYS} days before the expiry",
            hint=f"use --every {longest // DAY}d or less" if longest >= DAY else "use a longer renew_before: 60d",
        )
