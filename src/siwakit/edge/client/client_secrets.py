"""Cache of client_secrets for one configuration: each is minted once, however many threads and tasks ask for it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from threading import Lock

from siwakit.edge.client.signer_limit import SIGNER_SECONDS, SignerLimit
from siwakit.evidence.evidence import KeyAtHand
from siwakit.evidence.keys import key_of_signer
from siwakit.flow.client_secret import DEFAULT_SECONDS
from siwakit.flow.configuration import AppleConfiguration
from siwakit.flow.secret_cache import SecretCache
from siwakit.http import Response
from siwakit.jose.signer import KeySigner

_SERVICE = (200, 400)  # an error page of Apple's edge is not an answer from the service


class ClientSecrets:
    """The client_secrets of *configuration*, one for each client; threads and tasks may share it.

    *clock* returns the seconds since 1970 UTC, and is corrected by the dates of Apple's answers. A signer other than a key
    in memory has *signer_seconds* to sign.
    """

    def __init__(
        self,
        configuration: AppleConfiguration,
        *,
        expires_in_seconds: int = DEFAULT_SECONDS,
        clock: Callable[[], float] = time.time,
        signer_seconds: float = SIGNER_SECONDS,
    ) -> None:
        self.configuration = configuration
        self._cache = SecretCache(
            configuration.signer, team_id=configuration.team_id, key_id=configuration.key_id, expires_in_seconds=expires_in_seconds
        )
        self._clock = clock
        self._find = self._cache.find
        self._dice = random.SystemRandom().random
        self._lock = Lock()
        # Any other signer may be a service elsewhere: no event loop should wait for it, and no caller forever.
        self._limit = None if type(configuration.signer) is KeySigner else SignerLimit(signer_seconds)

    @property
    def seconds_ahead(self) -> int:
        """Return how far Apple's clock is ahead of this machine's, as its last answer said."""
        return self._cache.seconds_ahead

    def get(self, client_id: str) -> str:
        """Return a client_secret of *client_id* that is valid for minutes.

        Raises:
            UsageError: not a client in the configuration.
            MintRefused: Apple would refuse it; the hint says what is wrong with the configuration.
            KeyFault: the signer fails, or takes longer than *signer_seconds*.
        """
        return self._find(client_id, self._clock()) or self._renew(client_id)

    async def get_async(self, client_id: str) -> str:
        """Return what `get` returns; a signer elsewhere is called in a thread.

        Raises:
            UsageError: as `get`.
            MintRefused: as `get`.
            KeyFault: as `get`.
        """
        found = self._find(client_id, self._clock())
        if found is not None:
            return found
        return self._renew(client_id) if self._limit is None else await asyncio.to_thread(self._renew, client_id)

    def keys(self) -> tuple[KeyAtHand, ...]:
        """Return the key that signs, as far as a diagnosis may know it: its public half and its configured Key ID."""
        public = self._cache.public
        return () if public is None else (key_of_signer(public, self.configuration.key_id),)

    def now(self) -> float:
        """Return Apple's time as far as it is known, in seconds since 1970 UTC."""
        return self._clock() + self._cache.seconds_ahead

    def observe(self, response: Response) -> bool:
        """Read Apple's time from *response*; return whether the secrets minted before were for another time."""
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
        # While one caller mints the next secret, the others use the last one, or wait if there is none.
        if not self._lock.acquire(blocking=valid is None):
            return valid or self._renew(client_id)
        try:
            now = self._clock()
            return self._find(client_id, now) or self._mint(self.configuration.choose_client(client_id), now)
        finally:
            self._lock.release()

    def _mint(self, client_id: str, now: float) -> str:
        if self._limit is None:
            return self._cache.mint(client_id, now, self._dice())
        return self._limit.run(lambda: self._cache.mint(client_id, now, self._dice()))
