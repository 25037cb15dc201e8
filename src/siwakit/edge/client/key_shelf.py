"""Apple's key set with its clock and store, for the key keepers of both clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Protocol

from siwakit.errors import SiwakitError
from siwakit.flow.key_cache import KeyCache, Step, read_keys_response
from siwakit.flow.refused import KeysUnavailable
from siwakit.http import Response
from siwakit.jose.jwks import KeySet
from siwakit.record import record

_HINT = "Apple cannot be reached and no usable key set is cached: try again in a moment"


@record
class StoredKeys:
    """Apple's answer, as processes share it; *fetched_at* is in seconds since 1970-01-01 UTC."""

    body: bytes = field(repr=False)
    fetched_at: float


class KeyStore(Protocol):
    """Storage that processes share, so that only one of them has to fetch the key set."""

    def load(self) -> StoredKeys | None:
        """Return what was saved last, or None."""

    def save(self, keys: StoredKeys) -> None:
        """Save *keys*, replacing what was saved before."""


class KeyShelf:
    """Cache of the key set, with its clock and store. Callers must hold a lock."""

    def __init__(self, store: KeyStore | None, clock: Callable[[], float]) -> None:
        self.cache = KeyCache()
        self.store = store
        self.clock = clock

    def plan(self, kid: str | None) -> Step:
        """Return what to do for a token that names *kid*."""
        step, self.cache = self.cache.plan(kid, self.clock())
        if step is Step.FETCH and self._takes_over():
            step, self.cache = self.cache.plan(kid, self.clock())
        return step

    def _takes_over(self) -> bool:
        """Use what another process has stored if it is newer, and return whether it was."""
        if self.store is None:
            return False
        try:
            stored = self.store.load()
            if stored is None or not self.cache.fetched_at < stored.fetched_at <= self.clock():
                return False
            keys = read_keys_response(Response(200, (), stored.body))
        except Exception:  # noqa: BLE001  if the store fails or its content is broken, the set is fetched
            return False
        # A kid that is not in another's set is not missed yet: that set may be hours old.
        self.cache = self.cache.fetched(keys, None, stored.fetched_at)
        return True

    def take(self, response: Response, kid: str | None) -> None:
        """Cache and store the key set in *response*.

        Raises:
            KeysUnavailable: it is not a usable key set.
        """
        keys = read_keys_response(response)
        self.cache = self.cache.fetched(keys, kid, self.clock())
        if self.store is not None:
            self.store.save(StoredKeys(response.body, self.clock()))

    def fail(self) -> None:
        """Note that the fetch failed if `take` did not cache a set; one that could not be stored is cached anyway."""
        if self.cache.is_fetching:
            self.cache = self.cache.failed(self.clock())

    def held(self, cause: Exception | None) -> KeySet:
        """Return the cached set.

        Raises:
            KeysUnavailable: it is missing or too old; *cause* itself, if that is an error of siwakit.
        """
        if self.cache.held is not None and self.cache.is_usable(self.clock()):
            return self.cache.held
        if isinstance(cause, SiwakitError):
            raise cause
        raise KeysUnavailable("Apple's key set is not available now", hint=_HINT) from cause
