"""Apple's key set for the tasks of one event loop, shared with other processes: it is fetched once, however many wait for it.

    keeper = AsyncKeyKeeper(fetch)  # fetch() asks Apple for /auth/keys, and returns the Response
    verify_identity_token(token, keys=await keeper.keys_for(token), ...)

`flow.key_cache` decides when to fetch.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from threading import Lock

from siwakit.edge.client.async_client.waiting import Flight
from siwakit.edge.client.key_shelf import KeyShelf, KeyStore
from siwakit.flow.key_cache import Step
from siwakit.http import Response
from siwakit.jose.jwks import KeySet
from siwakit.jose.verify import kid_of

WAIT_SECONDS = 30  # for another's fetch, which has limits of its own


class AsyncKeyKeeper:
    """Cache of Apple's key set for the tasks of one event loop.

    *fetch* asks Apple for /auth/keys within a time limit and returns the answer, or raises.
    """

    def __init__(self, fetch: Callable[[], Awaitable[Response]], *, store: KeyStore | None = None, clock: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._shelf = KeyShelf(store, clock)
        self._flight: Flight[Exception | None] | None = None
        self._lock = Lock()  # for the shelf and the flight; never kept during a fetch

    async def keys_for(self, token: object) -> KeySet:
        """Return the key set to verify *token* with. It is fetched if *token* names a key that the cached set lacks and a fetch is due.

        Raises:
            KeysUnavailable: no set is cached, and none can be fetched; an error of siwakit that *fetch* raised is raised again.
        """
        kid = kid_of(token) if isinstance(token, str) else None
        with self._lock:
            step = self._shelf.plan(kid)
            if step is Step.FETCH:
                self._flight = Flight(partial(self._fetch_for, kid))
            flight = self._flight
        cause = None
        if flight is not None and step is Step.FETCH:
            cause = await flight.lead()
        elif flight is not None and step is Step.WAIT:
            cause = await flight.follow(WAIT_SECONDS)
        with self._lock:
            return self._shelf.held(cause)

    async def _fetch_for(self, kid: str | None) -> Exception | None:
        """Fetch the set, and return the error if that fails: what is cached stays."""
        try:
            response = await self._fetch()
            with self._lock:
                self._shelf.take(response, kid)
        except BaseException as error:
            with self._lock:
                self._shelf.fail()
            if not isinstance(error, Exception):
                raise
            return error
        return None
