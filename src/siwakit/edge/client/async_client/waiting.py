"""Waiting in tasks: for time to pass, for a place and for another's result. `sync_client/waiting.py` does the same for threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


async def sleep(seconds: float) -> None:
    """Wait for *seconds*."""
    await asyncio.sleep(seconds)


def time_limit(seconds: float) -> asyncio.Timeout:
    """Return a context that ends in TimeoutError after *seconds*."""
    return asyncio.timeout(seconds)


class Places:
    """Limit on how many tasks do something at the same time."""

    def __init__(self, count: int) -> None:
        self._semaphore = asyncio.Semaphore(count)

    async def take(self, seconds: float) -> bool:
        """Take a place, and return whether one was free within *seconds*."""
        if not self._semaphore.locked():  # a timer would cost more than the place
            return await self._semaphore.acquire()
        try:
            async with asyncio.timeout(seconds):
                return await self._semaphore.acquire()
        except TimeoutError:
            return False

    def release(self) -> None:
        """Release a place."""
        self._semaphore.release()


class Flight(Generic[T]):
    """A single run of *work*, whose result is shared by the tasks that wait for it."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._work = work
        self._task: asyncio.Task[T] | None = None

    async def lead(self) -> T:
        """Run it and return the result; if the caller is cancelled, it goes on for the others."""
        self._task = asyncio.create_task(self._work())
        return await asyncio.shield(self._task)

    async def follow(self, seconds: float) -> T | None:
        """Return the result, or None if there is none within *seconds*."""
        if self._task is None:
            return None
        done, _ = await asyncio.wait((self._task,), timeout=seconds)
        return self._task.result() if done else None
