"""The listening socket of the page and the token that admits a browser; the page itself is not loaded for it."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass, field

from siwakit.edge.server.sockets import LOOPBACK, listening
from siwakit.errors import UsageError
from siwakit.web.guard import START, Guard

_TOKEN_BYTES = 24
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class PageListener:
    """A socket that listens on loopback, and the token in the start address."""

    socket: socket.socket = field(repr=False)
    token: str = field(repr=False)

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
        """Return the address that gives a browser the cookie."""
        return f"{self.url}{START}?t={self.token}"

    def guard(self) -> Guard:
        """Return the check that each request to this socket must pass."""
        hosts = frozenset({f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"})
        # Cookies are shared by all ports of a host, so the name tells two pages apart.
        return Guard(hosts, self.token, secrets.token_urlsafe(_TOKEN_BYTES), f"siwakit-{self.port}")


def open_listener(port: int = 0, option: str = "--port") -> PageListener:
    """Return a listener on *port*, 0 lets the system choose; *option* is the command-line option that set the port.

    Raises:
        UsageError: the port is taken.
    """
    try:
        sock = listening(socket.AF_INET, (LOOPBACK, port))
    except OSError as error:
        raise UsageError(f"{LOOPBACK}:{port} cannot be listened on: {(error.strerror or 'taken').lower()}", hint=f"give another {option}") from None
    return PageListener(sock, secrets.token_urlsafe(_TOKEN_BYTES))


def open_listener_near(port: int) -> PageListener:
    """Return a listener on *port*, or on any free port if that one is taken or out of range: the user did not ask for it."""
    try:
        return open_listener(port if port <= _LAST_PORT else 0)
    except UsageError:
        return open_listener()
