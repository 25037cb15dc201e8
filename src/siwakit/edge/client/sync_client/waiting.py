"""Waiting in threads: for time to pass, for a place and for another's result. `async_client/waiting.py` does the same for tasks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Generic, TypeVar

T = TypeVar("T")


def sleep(seconds: float) -> None:
    """Wait for *seconds*."""
    time.sleep(seconds)


def time_limit(seconds: float) -> AbstractContextManager[None]:
    """Return a context that limits nothing: a thread cannot be interrupted, so `DeadlineTransport` limits what it does."""
    del seconds
    return nullcontext()


class Places:
    """Limit on how many threads do something at the same time."""

    def __init__(self, count: int) -> None:
        self._semaphore = threading.BoundedSemaphore(count)

    def take(self, seconds: float) -> bool:
        """Take a place, and return whether one was free within *seconds*."""
        return self._semaphore.acquire(timeout=seconds)

    def release(self) -> None:
        """Release a place."""
        self._semaphore.release()


class Flight(Generic[T]):
    """A single run of *work*, whose result is shared by the threads that wait for it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done = threading.Event()
        self._result: T | None = None

    def lead(self) -> T:
        """Run it and return the result."""
        try:
            self._result = result = self._work()
        finally:
            self._done.set()
        return result

    def follow(self, seconds: float) -> T | None:
        """Return the result, or None if there is none within *seconds*."""
        self._done.wait(seconds)
        return self._result
