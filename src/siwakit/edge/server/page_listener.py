"""Listening socket of the page and the codes that give a browser access; it does not load the page itself."""

from __future__ import annotations

import secrets
import socket
from dataclasses import field

from siwakit.edge import clock
from siwakit.edge.server.sockets import LOOPBACK, listening
from siwakit.errors import UsageError
from siwakit.record import record
from siwakit.web.guard import START, Guard
from siwakit.web.start_codes import StartCodes

_RANDOM_BYTES = 24
_LAUNCH_SECONDS = 60
_LAST_PORT = 65535


@record
class PageListener:
    """Socket that listens on loopback, and the codes that give a browser access."""

    socket: socket.socket = field(repr=False)
    codes: StartCodes = field(repr=False)

    @property
    def port(self) -> int:
        """Return the port."""
        return int(self.socket.getsockname()[1])

    @property
    def url(self) -> str:
        """Return the address of the page, for a browser that has the cookie."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def start_url(self) -> str:
        """Return a new address that gives one browser access, to be printed."""
        return self._start_url(None)

    @property
    def launch_url(self) -> str:
        """Return a new address for a browser that is started now: it ends up on a command line, so its code expires after a minute."""
        return self._start_url(clock.now() + _LAUNCH_SECONDS)

    def _start_url(self, until: int | None) -> str:
        return f"{self.url}{START}?t={self.codes.issue(until)}"

    def guard(self) -> Guard:
        """Return the check that each request to this socket must pass."""
        hosts = frozenset({f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"})
        # Cookies are shared by all ports of a host, so the name tells two pages apart.
        return Guard(hosts, self.codes, secrets.token_urlsafe(_RANDOM_BYTES), f"siwakit-{self.port}")


def open_listener(port: int = 0, option: str = "--port") -> PageListener:
    """Return a listener on *port*, 0 lets the system choose; *option* is the command-line option that set the port.

    Raises:
        UsageError: the port is taken.
    """
    try:
        sock = listening(socket.AF_INET, (LOOPBACK, port))
    except OSError as error:
        raise UsageError(f"{LOOPBACK}:{port} cannot be listened on: {(error.strerror or 'taken').lower()}", hint=f"give another {option}") from None
    return PageListener(sock, StartCodes(lambda: secrets.token_urlsafe(_RANDOM_BYTES)))


def open_listener_near(port: int) -> PageListener:
    """Return a listener on *port*, or on any free port if that one is taken or out of range: the user did not ask for it."""
    try:
        return open_listener(port if port <= _LAST_PORT else 0)
    except UsageError:
        return open_listener()
