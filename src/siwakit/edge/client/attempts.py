"""Attempts at a call: the logic that both clients share; they only send and sleep themselves."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, TypeVar

from siwakit.edge.client.client_secrets import ClientSecrets
from siwakit.edge.client.retry import RetryPolicy
from siwakit.edge.client.telemetry import Watched
from siwakit.evidence.known import Known
from siwakit.flow.calls import Call
from siwakit.flow.failures import AppleError, InvalidClient
from siwakit.http import Response

T = TypeVar("T")
_jitter = random.SystemRandom().random


@dataclass(slots=True)
class Attempts:
    """Progress of one call: the number of attempts, and the time left; *has_secret* means that the call sends a client_secret."""

    policy: RetryPolicy
    secrets: ClientSecrets
    watched: Watched
    known: Known = field(default_factory=Known)
    has_secret: bool = False
    _began: float = field(default_factory=monotonic)
    _is_other_time: bool = False
    _has_set_clock: bool = False

    def begin(self) -> float:
        """Count an attempt, and return how many seconds it may take."""
        self.watched.attempts += 1
        return max(0.0, min(self.policy.attempt_seconds, self._seconds_left()))

    def settle(self, call: Call[T], response: Response) -> T:
        """Return the result in *response*.

        Raises:
            AppleError: it is not the expected answer.
        """
        self.watched.status = response.status
        self._is_other_time = self.secrets.observe(response)
        return call.read(response, call.request)

    def wait_after(self, call: Call[Any], error: AppleError) -> float:
        """Return how long to wait before the next attempt.

        Raises:
            AppleError: *error* itself, if there is no further attempt.
        """
        wait = self._wait(call, error)
        self.watched.note_failure(error, wait)
        if wait is None:
            error.tell(replace(self.known, now=int(self.secrets.now()), keys=self.secrets.keys() if self.has_secret else ()))
            raise error
        return wait

    def _wait(self, call: Call[Any], error: AppleError) -> float | None:
        if isinstance(error, InvalidClient) and self._is_other_time and call.may_be_repeated and not self._has_set_clock:
            # The client_secret was minted for this machine's clock, which is wrong; the next one is minted for Apple's.
            self._has_set_clock = True
            return 0.0
        return self.policy.wait_before_next(error, self.watched.attempts, self._seconds_left(), _jitter(), may_be_repeated=call.may_be_repeated)

    def _seconds_left(self) -> float:
        return self.policy.deadline_seconds - (monotonic() - self._began)
