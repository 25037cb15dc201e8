"""Time limit for signers that are not a key in memory.

Python cannot stop a thread. A call that takes too long is abandoned, not ended: it goes on in a daemon thread, which does
not keep the program from exiting, and no second call is made while it lasts.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar

from siwakit.errors import KeyFault

SIGNER_SECONDS = 10.0
_HINT = "check that its key service can be reached, and give the signer a shorter time limit of its own"

T = TypeVar("T")


class SignerLimit:
    """Runner of one call at a time, each limited to *seconds*. Callers must take turns."""

    def __init__(self, seconds: float = SIGNER_SECONDS) -> None:
        self._seconds = seconds
        self._last: Future[Any] | None = None

    def run(self, call: Callable[[], T]) -> T:
        """Return what *call* returns, or raise what it raises.

        Raises:
            KeyFault: no result within the limit, or an earlier call that has not ended yet.
        """
        if self._last is not None and not self._last.done():
            raise KeyFault("the signer has not returned from an earlier call yet", hint=_HINT)
        result: Future[T] = Future()
        self._last = result
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(_settle, result, call), name="siwakit-signer", daemon=True).start()
        if not wait((result,), self._seconds).done:
            raise KeyFault(f"the signer did not return within {self._seconds:g} seconds", hint=_HINT)
        return result.result()


def _settle(result: Future[T], call: Callable[[], T]) -> None:
    try:
        result.set_result(call())
    except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
        result.set_exception(error)
