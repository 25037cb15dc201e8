"""What is served on one port: a function of a request, and the limits that apply before it is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Protocol

from siwakit.edge import clock
from siwakit.http import Headers, Request, Response
from siwakit.record import record

FAULT_HEADER = "siwakit-fault"  # heeded only when it comes from this machine
PLAIN_TEXT: Headers = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"), ("Connection", "close"))


class ConnectionFault(Protocol):
    """A fault that the server inflicts on the connection instead of the answer."""

    @property
    def delay_seconds(self) -> int:
        """Return how long to wait before the answer."""

    @property
    def is_reset(self) -> bool:
        """Return whether to reset the connection instead of answering."""

    def cut(self, body: bytes) -> bytes:
        """Return how much of *body* to send; its whole length is announced."""


class Reply(Protocol):
    """An answer, with the fault to inflict on its connection."""

    @property
    def response(self) -> Response:
        """Return the answer."""

    @property
    def fault(self) -> ConnectionFault | None:
        """Return the fault, or None."""


@record
class PlainReply:
    """An answer without a fault."""

    response: Response
    fault: ConnectionFault | None = None


Answer = Callable[[Request], Reply]


@record
class Site:
    """What is served on one port.

    *now* gives the time for the Date header. *hosts* are the accepted values of Host, None accepts all. An answer that *blocks*,
    because it writes to a disk or computes for long, is made in a thread. *too_large* answers a body over *max_body_bytes*.
    """

    answer: Answer
    now: Callable[[], int]
    max_body_bytes: int
    too_large: Response
    hosts: frozenset[str] | None = None
    blocks: bool = False

    def refuse_host(self, host: str) -> Response | None:
        """Return the answer to a foreign *host*, or None: another site may point a browser here under a name of its own."""
        if self.hosts is None or host.lower() in self.hosts:
            return None
        return text_response(421, f"siwakit emulator: the Host header is not one of {', '.join(sorted(self.hosts))}")

    def refusal(self, status: int, words: str) -> Response:
        """Return the answer to a request that is malformed or too large."""
        return self.too_large if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else text_response(status, words)

    def date(self) -> str:
        """Return the value of the Date header."""
        return clock.http_date(self.now())


def text_response(status: int, words: str) -> Response:
    """Return an answer in plain text after which the connection closes."""
    return Response(status, PLAIN_TEXT, f"{words}\n".encode())


def bug_response() -> Response:
    """Return the answer to a request that this program fails on."""
    return text_response(500, "siwakit: a bug in siwakit, the request could not be answered")


@lru_cache(maxsize=64)
def is_loopback(address: str) -> bool:
    """Return whether *address* belongs to this machine only."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
