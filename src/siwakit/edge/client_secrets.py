"""Have a client_secret at hand: minted when it is needed, by one caller however many ask, and kept while it is good."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from threading import Lock

from siwakit.flow.client_secret import DEFAULT_SECONDS
from siwakit.flow.configuration import AppleConfiguration
from siwakit.flow.secret_cache import SecretCache
from siwakit.http import Response
from siwakit.jose.signer import KeySigner

_SERVICE = (200, 400)  # a page of the edge is no word of the service's


class ClientSecrets:
    """Give the client_secret of each client of *configuration*; threads and tasks may share it.

    *clock* tells the seconds since 1970 UTC. What Apple's answers say of the time sets it right.
    """

    def __init__(
        self, configuration: AppleConfiguration, *, expires_in_seconds: int = DEFAULT_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        self.configuration = configuration
        self._cache = SecretCache(
            configuration.signer, team_id=configuration.team_id, key_id=configuration.key_id, expires_in_seconds=expires_in_seconds
        )
        self._clock = clock
        self._find = self._cache.find
        self._dice = random.SystemRandom().random
        self._lock = Lock()
        # A signer that is not a key in memory may be a machine far away, for which no loop should wait.
        self._is_quick = isinstance(configuration.signer, KeySigner)

    @property
    def seconds_ahead(self) -> int:
        """Return how far Apple's clock is ahead of this machine's, as its last answer said."""
        return self._cache.seconds_ahead

    def get(self, client_id: str) -> str:
        """Return a client_secret of *client_id* that is good for minutes.

        Raises:
            UsageError: no client of the configuration.
            MintRefused: Apple would refuse it; the hint says what is wrong with the configuration.
        """
        return self._find(client_id, self._clock()) or self._renew(client_id)

    async def get_async(self, client_id: str) -> str:
        """Return what `get` does; a signer elsewhere is waited for in a thread.

        Raises:
            UsageError: as `get`.
            MintRefused: as `get`.
        """
        found = self._find(client_id, self._clock())
        if found is not None:
            return found
        return self._renew(client_id) if self._is_quick else await asyncio.to_thread(self._renew, client_id)

    def now(self) -> float:
        """Return Apple's time as far as it is known, in seconds since 1970 UTC."""
        return self._clock() + self._cache.seconds_ahead

    def observe(self, response: Response) -> bool:
        """Take Apple's time from *response*; tell whether the secrets minted before were for another time."""
        date = response.header("date")
        if date is None or response.status not in _SERVICE:
            return False
        try:
            seconds = int(parsedate_to_datetime(date).timestamp())
        except (ValueError, TypeError, OverflowError):
            return False
        return self._cache.observe_date(seconds, self._clock())

    def _renew(self, client_id: str) -> str:
        valid = self._cache.find_valid(client_id, self._clock())
        # While one makes the next secret, the others go on with the last; where there is none they wait.
        if not self._lock.acquire(blocking=valid is None):
            return valid or self._renew(client_id)
        try:
            now = self._clock()
            return self._find(client_id, now) or self._cache.mint(self.configuration.choose_client(client_id), now, self._dice())
        finally:
            self._lock.release()
