"""One-time codes in the addresses that give a browser access.

A terminal and `--open` pass the address to a browser as an argument, and every user of the machine can read the arguments of
a running program. So a code is worthless once it has been used. A race remains: another user who reads the code and sends it
before the browser does gets access, and the browser is then refused with a message that says so.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from threading import Lock


class StartCodes:
    """Codes that were issued and not used yet; *draw* returns a random one. An instance can be shared by threads.

    *when_used* is called after a code without a time limit was used: the printed address no longer works then.
    """

    def __init__(self, draw: Callable[[], str]) -> None:
        self.when_used: Callable[[], None] = lambda: None
        self._draw = draw
        self._open: dict[str, int | None] = {}
        self._lock = Lock()

    def issue(self, until: int | None = None) -> str:
        """Return a new code that can be used once, before the time *until* if it is given."""
        code = self._draw()
        with self._lock:
            self._open[code] = until
        return code

    def redeem(self, code: str, now: int) -> bool:
        """Use up *code*, and return whether it was valid at *now*."""
        given = code.encode("utf-8", "surrogatepass")
        with self._lock:
            # All codes are compared, so that the time taken reveals nothing about any of them.
            matches = [known for known in self._open if hmac.compare_digest(known.encode(), given)]
            if not matches:
                return False
            until = self._open.pop(matches[0])
        if until is None:
            self.when_used()
        return until is None or now < until
