"""Whether and when a call is retried: a limited number of times, with jitter, before a deadline, and never with a code."""

from __future__ import annotations

from siwakit.errors import UsageError
from siwakit.flow.failures import AnswerNotReadable, AppleError, ConnectionFailed, HtmlAnswer, RateLimited, ServerFault, TimedOut
from siwakit.record import record

# For a code, these two mean that it was not sent: if it may have been, the error is OutcomeUnknown.
_NEVER_SENT = (ConnectionFailed, TimedOut)
_PASSING = (*_NEVER_SENT, ServerFault, HtmlAnswer, AnswerNotReadable)


@record
class RetryPolicy:
    """Limits on the attempts of one call; *deadline_seconds* applies to all of them together, *attempt_seconds* to each.

    If the longest wait is under a second, a call that is retried during a fault succeeds within a second of its end.

    Raises:
        UsageError: a limit that is not positive.
    """

    attempts: int = 10
    first_wait_seconds: float = 0.1
    longest_wait_seconds: float = 0.8
    attempt_seconds: float = 5.0
    deadline_seconds: float = 10.0

    def __post_init__(self) -> None:
        """Check that every limit is positive."""
        if min(self.attempts, self.attempt_seconds, self.deadline_seconds) <= 0 or min(self.first_wait_seconds, self.longest_wait_seconds) < 0:
            raise UsageError("a retry policy with a limit that is not positive", hint="RetryPolicy(attempts=1) sends everything once")

    def wait_before_next(self, error: AppleError, attempt: int, seconds_left: float, jitter: float, *, may_be_repeated: bool) -> float | None:
        """Return how long to wait after *attempt* (counted from 1), which ended in *error*; None if there is no further attempt.

        *jitter*, from 0 to 1, spreads clients that failed together: a wait is between half and all of the planned time.
        """
        wait = min(self.longest_wait_seconds, self.first_wait_seconds * 2.0 ** (attempt - 1)) * (0.5 + jitter / 2)
        asked = error.retry_after_seconds if isinstance(error, RateLimited) and may_be_repeated else None
        if asked is None and not isinstance(error, _PASSING if may_be_repeated else _NEVER_SENT):
            return None
        wait += asked or 0
        return wait if attempt < self.attempts and wait < seconds_left else None
