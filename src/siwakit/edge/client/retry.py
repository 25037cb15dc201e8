"""Say whether and when a call is sent again: a bounded number of times, with jitter, before a deadline, and never a code."""

from __future__ import annotations

from siwakit.errors import UsageError
from siwakit.flow.failures import AnswerNotReadable, AppleError, ConnectionFailed, HtmlAnswer, RateLimited, ServerFault, TimedOut
from siwakit.record import record

# Of a code these two say that it was not sent: one that may have been is OutcomeUnknown.
_NEVER_SENT = (ConnectionFailed, TimedOut)
_PASSING = (*_NEVER_SENT, ServerFault, HtmlAnswer, AnswerNotReadable)


@record
class RetryPolicy:
    """Bound the tries of one call; *deadline_seconds* holds for all of them together, *attempt_seconds* for each.

    With the longest wait under a second, a call that is waiting out a fault succeeds within a second of its end.

    Raises:
        UsageError: a bound that is not positive.
    """

    attempts: int = 10
    first_wait_seconds: float = 0.1
    longest_wait_seconds: float = 0.8
    attempt_seconds: float = 5.0
    deadline_seconds: float = 10.0

    def __post_init__(self) -> None:
        """Take care that every bound bounds."""
        if min(self.attempts, self.attempt_seconds, self.deadline_seconds) <= 0 or min(self.first_wait_seconds, self.longest_wait_seconds) < 0:
            raise UsageError("a retry policy with a bound that is not positive", hint="RetryPolicy(attempts=1) sends everything once")

    def wait_before_next(self, error: AppleError, attempt: int, seconds_left: float, dice: float, *, may_be_repeated: bool) -> float | None:
        """Return how long to wait before the try after *attempt* (from 1), which ended in *error*; None where there is none.

        *dice*, from 0 to 1, spreads clients that failed together: a wait is between a half and the whole of what is due.
        """
        wait = min(self.longest_wait_seconds, self.first_wait_seconds * 2.0 ** (attempt - 1)) * (0.5 + dice / 2)
        asked = error.retry_after_seconds if isinstance(error, RateLimited) and may_be_repeated else None
        if asked is None and not isinstance(error, _PASSING if may_be_repeated else _NEVER_SENT):
            return None
        wait += asked or 0
        return wait if attempt < self.attempts and wait < seconds_left else None
