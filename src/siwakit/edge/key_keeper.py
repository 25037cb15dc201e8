"""Keep Apple's key set for many threads, or for many tasks, and share it with other processes: one fetch at a time, whatever comes.

    keeper = KeyKeeper(fetch)  # fetch() asks Apple for /auth/keys, and returns the Response
    verify_identity_token(token, keys=keeper.keys_for(token), ...)

`flow.key_cache` decides; this is its lock, its clock, and what waits.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import field
from typing import Protocol

from siwakit.errors import SiwakitError
from siwakit.flow.key_cache import KeyCache, Step, read_keys_response
from siwakit.flow.refused import KeysUnavailable
from siwakit.http import Response
from siwakit.jose.jwks import KeySet
from siwakit.jose.verify import kid_of
from siwakit.record import record

WAIT_SECONDS = 30  # how long one waits for another's fetch, which has limits of its own
_HINT = "Apple cannot be reached and no key set is held that may still be used: try again in a moment"


@record
class StoredKeys:
    """Hold Apple's answer as several processes share it; *fetched_at* is seconds since 1970-01-01 UTC."""

    body: bytes = field(repr=False)
    fetched_at: float


class KeyStore(Protocol):
    """Share one key set between processes: what one has fetched, the others need not."""

    def load(self) -> StoredKeys | None:
        """Return what was saved last, or None."""

    def save(self, keys: StoredKeys) -> None:
        """Keep *keys* in place of what was saved before."""


class _Shelf:
    """Be the cache with its clock and its store; whoever uses it holds the lock."""

    def __init__(self, store: KeyStore | None, clock: Callable[[], float]) -> None:
        self.cache = KeyCache()
        self.store = store
        self.clock = clock

    def plan(self, kid: str | None) -> Step:
        step, self.cache = self.cache.plan(kid, self.clock())
        if step is Step.FETCH and self._takes_over():
            step, self.cache = self.cache.plan(kid, self.clock())
        return step

    def _takes_over(self) -> bool:
        """Take what another process has fetched since, where it is newer than what is held."""
        if self.store is None:
            return False
        try:
            stored = self.store.load()
            if stored is None or not self.cache.fetched_at < stored.fetched_at <= self.clock():
                return False
            keys = read_keys_response(Response(200, (), stored.body))
        except Exception:  # noqa: BLE001  a store that is away, or holds what is broken, costs a fetch and nothing else
            return False
        # A kid that is not in another's set is not missed yet: that set may be hours old.
        self.cache = self.cache.fetched(keys, None, stored.fetched_at)
        return True

    def take(self, response: Response, kid: str | None) -> None:
        """Keep what *response* brings.

        Raises:
            KeysUnavailable: nothing that can be used.
        """
        keys = read_keys_response(response)
        self.cache = self.cache.fetched(keys, kid, self.clock())
        if self.store is not None:
            self.store.save(StoredKeys(response.body, self.clock()))

    def fail(self) -> None:
        """Note that the fetch failed, where it did; a set that could not be saved is had all the same."""
        if self.cache.is_fetching:
            self.cache = self.cache.failed(self.clock())

    def held(self, cause: Exception | None = None) -> KeySet:
        if self.cache.held is not None and self.cache.is_usable(self.clock()):
            return self.cache.held
        if isinstance(cause, SiwakitError):
            raise cause
        raise KeysUnavailable("Apple's key set cannot be had now", hint=_HINT) from cause


class KeyKeeper:
    """Give the key set to threads; *fetch* asks Apple for /auth/keys within a time limit and returns the answer, or raises."""

    def __init__(self, fetch: Callable[[], Response], *, store: KeyStore | None = None, clock: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._shelf = _Shelf(store, clock)
        self._turn = threading.Condition()

    def keys_for(self, token: object) -> KeySet:
        """Return the set to verify *token* with: fetched, where it names a key that the held one lacks and the time has come.

        Raises:
            KeysUnavailable: none is held, and none can be had; an error of siwakit's that *fetch* raised comes as it is.
        """
        kid = kid_of(token) if isinstance(token, str) else None
        with self._turn:
            step = self._shelf.plan(kid)
            if step is Step.WAIT:
                self._turn.wait_for(lambda: not self._shelf.cache.is_fetching, WAIT_SECONDS)
            if step is not Step.FETCH:
                return self._shelf.held()
        return self._fetch_for(kid)

    def _fetch_for(self, kid: str | None) -> KeySet:
        cause: Exception | None = None
        try:
            response = self._fetch()
            with self._turn:
                self._shelf.take(response, kid)
        except Exception as error:  # noqa: BLE001  whatever the caller's functions raise, what is held stays
            cause = error
        finally:
            with self._turn:
                self._shelf.fail()
                self._turn.notify_all()
        with self._turn:
            return self._shelf.held(cause)


class AsyncKeyKeeper:
    """Give the key set to the tasks of one event loop; *fetch* asks Apple for /auth/keys within a time limit, or raises."""

    def __init__(self, fetch: Callable[[], Awaitable[Response]], *, store: KeyStore | None = None, clock: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._shelf = _Shelf(store, clock)
        self._task: asyncio.Task[Exception | None] | None = None

    async def keys_for(self, token: object) -> KeySet:
        """Return the set to verify *token* with: fetched, where it names a key that the held one lacks and the time has come.

        Raises:
            KeysUnavailable: none is held, and none can be had; an error of siwakit's that *fetch* raised comes as it is.
        """
        kid = kid_of(token) if isinstance(token, str) else None
        step = self._shelf.plan(kid)
        if step is Step.FETCH:
            self._task = asyncio.create_task(self._fetch_for(kid))
        if step in {Step.FETCH, Step.WAIT} and self._task is not None:
            # One who gives up waiting must not end the fetch that others wait for.
            return self._shelf.held(await asyncio.shield(self._task))
        return self._shelf.held()

    async def _fetch_for(self, kid: str | None) -> Exception | None:
        try:
            self._shelf.take(await self._fetch(), kid)
        except Exception as error:  # noqa: BLE001  whatever the caller's functions raise, what is held stays
            return error
        finally:
            self._shelf.fail()
        return None
