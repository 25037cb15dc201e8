"""Listen for the page, and know who is let in; nothing else of the page is loaded for that."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass, field

from siwakit.edge import clock
from siwakit.edge.sockets import LOOPBACK, listening
from siwakit.errors import UsageError
from siwakit.web.guard import START, Guard
from siwakit.web.start_codes import StartCodes

_BACKLOG = 128
_RANDOM_BYTES = 24
_LAUNCH_SECONDS = 60
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Door:
    """Socket that listens on loopback, and the codes that let a browser in."""

    socket: socket.socket = field(repr=False)
    codes: StartCodes = field(repr=False)

    @property
    def port(self) -> int:
        """Return the port."""
        return int(self.socket.getsockname()[1])

    @property
    def url(self) -> str:
        """Return the address of the page, for a browser that was let in."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def start_url(self) -> str:
        """Return a new address that lets one browser in, to be printed."""
        return self._start_url(None)

    @property
    def launch_url(self) -> str:
        """Return a new address for a browser that is started now: it ends up on a command line, and dies after a minute."""
        return self._start_url(clock.now() + _LAUNCH_SECONDS)

    def _start_url(self, until: int | None) -> str:
        return f"{self.url}{START}?t={self.codes.issue(until)}"

    def guard(self) -> Guard:
        """Return the access control of the page."""
        hosts = frozenset({f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"})
        # Cookies do not tell ports apart: the name does, for two pages at once.
        return Guard(hosts, self.codes, secrets.token_urlsafe(_RANDOM_BYTES), f"siwakit-{self.port}")


def open_door(port: int = 0, option: str = "--port") -> Door:
    """Return a door on *port*, where 0 is chosen by the system; *option* is what chose it.

    Raises:
        UsageError: a port that is taken.
    """
    try:
        sock = listening(socket.AF_INET, (LOOPBACK, port), _BACKLOG)
    except OSError as error:
        raise UsageError(f"{LOOPBACK}:{port} cannot be listened on: {(error.strerror or 'taken').lower()}", hint=f"give another {option}") from None
    return Door(sock, StartCodes(lambda: secrets.token_urlsafe(_RANDOM_BYTES)))


def open_door_near(port: int) -> Door:
    """Return a door on *port*, or on any that is free where that one is taken or is none: nobody asked for it."""
    try:
        return open_door(port if port <= _LAST_PORT else 0)
    except UsageError:
        return open_door()
