"""Time limit for calls of a library that has none.

Python cannot stop a thread, so a call that takes too long is abandoned, not ended. It goes on in a daemon thread, which does not keep the program
from exiting; other calls wait while it lasts. One thread makes all calls, because starting one costs four signatures.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any, TypeVar

from siwakit.errors import SignerUnavailable

T = TypeVar("T")
_HINT = "check that the store of the key can be reached"


class TimeLimit:
    """Runner of one call at a time, each limited to *seconds*; threads may share it. Without a limit, calls are made in the caller's thread."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._worker: _Worker | None = None
        self._alone = Lock()

    def run(self, call: Callable[[], T]) -> T:
        """Return what *call* returns, or raise what it raises.

        Raises:
            SignerUnavailable: no result within the limit, or an earlier call has not ended yet.
        """
        if self._seconds is None:
            with self._alone:
                return call()
        worker = self._worker
        if worker is None or worker.process != os.getpid():
            worker = self._start()
        result: Any = worker.run(call, self._seconds)
        return result  # type: ignore[no-any-return]  # what *call* returned

    def _start(self) -> _Worker:
        with self._alone:
            # A fork takes no threads along.
            if self._worker is None or self._worker.process != os.getpid():
                self._worker = _Worker()
                weakref.finalize(self, self._worker.end)
            return self._worker


class _Worker:
    """Thread that makes calls, and what it is doing. Two locks hand a call over and its outcome back: that is the quickest way there is."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._turn = Lock()
        self._job = _Job()
        self._is_late = False
        Thread(target=_work, args=(self._job,), name="siwakit-signer", daemon=True).start()

    def run(self, call: Callable[[], object], seconds: float) -> object:
        if not self._turn.acquire(timeout=seconds):
            raise SignerUnavailable("the signer is busy with other calls", hint="sign less often: a client_secret can be used more than once")
        try:
            if self._is_late and not self._job.done.acquire(timeout=seconds):
                raise SignerUnavailable("the signer has not answered an earlier call yet", hint=_HINT)
            # Until the outcome is here it is late, also if Ctrl-C ends the wait: then it belongs to no later call.
            self._is_late = True
            self._job.call = call
            self._job.go.release()
            if not self._job.done.acquire(timeout=seconds):
                raise SignerUnavailable(f"the signer did not answer within {seconds:g} seconds", hint=_HINT)
            self._is_late = False
            return self._job.take()
        finally:
            self._turn.release()

    def end(self) -> None:
        """End the thread when it has nothing to do."""
        self._job.call = None
        self._job.go.release()


class _Job:
    """A call for the thread, and its outcome."""

    __slots__ = ("call", "done", "error", "go", "result")

    def __init__(self) -> None:
        self.call: Callable[[], object] | None = None
        self.result: object = None
        self.error: BaseException | None = None
        self.go, self.done = Lock(), Lock()
        self.go.acquire()
        self.done.acquire()

    def take(self) -> object:
        result, error = self.result, self.error
        self.result = self.error = None
        if error is not None:
            raise error
        return result


def _work(job: _Job) -> None:
    while True:
        job.go.acquire()
        if job.call is None:
            return
        try:
            job.result, job.error = job.call(), None
        except BaseException as error:  # noqa: BLE001  raised again by the caller that waits
            job.result, job.error = None, error
        job.done.release()
