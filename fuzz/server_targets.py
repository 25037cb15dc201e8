"""The HTTP server: bytes in any segments, for a client that reads at once or late, on a transport that only records."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import h11

from fuzz.checks import require_bounded
from siwakit.edge.server.http_connection import HttpConnection
from siwakit.edge.server.site import PlainReply, Reply, Site, text_response
from siwakit.http import Request, Response

NOW = 1_764_000_000
MAX_BODY = 512
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
Seen = list[tuple[str, str, bytes]]
_LOOP = asyncio.new_event_loop()


class FakeTransport(asyncio.Transport):
    """Transport that records what is written; a *slow* client does not read until it is told to."""

    def __init__(self, *, slow: bool) -> None:
        super().__init__()
        self.written = bytearray()
        self.is_slow = slow
        self.is_over = False
        self.is_ended = False
        self.protocol: HttpConnection | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.is_over, "written after the connection was closed"
        assert not self.is_ended, "written after the end of the answers"
        self.written += data
        if self.is_slow and self.protocol:
            self.protocol.pause_writing()

    def write_eof(self) -> None:
        self.is_ended = True

    def can_write_eof(self) -> bool:
        return True

    def close(self) -> None:
        self.is_over = True

    def abort(self) -> None:
        self.is_over = True

    def is_closing(self) -> bool:
        return self.is_over

    def pause_reading(self) -> None:
        """Do nothing, because an input is smaller than the read-ahead buffer."""

    def resume_reading(self) -> None:
        """Do nothing."""

    def get_write_buffer_size(self) -> int:
        return 0

    def get_extra_info(self, name: str, default: object = None) -> object:
        return ("127.0.0.1", 1) if name == "peername" else default


def fuzz_server(data: bytes) -> None:
    """Check that bytes in one piece, in segments and from a slow client lead to the same requests and answers, which h11 can read."""
    plan, wire = data[:4], data[4:]
    whole = _LOOP.run_until_complete(_serve([wire], slow=False))
    in_parts = _LOOP.run_until_complete(_serve(list(_segments(plan, wire)), slow=False))
    late = _LOOP.run_until_complete(_serve(list(_segments(plan, wire)), slow=True))
    assert in_parts == whole, "a different outcome in other segments"
    assert late == whole, "a different outcome for a slow client"
    seen, written, _ = whole
    require_bounded(written, 2048 * (1 + len(wire)))
    _check_readable(seen, written)


def _segments(plan: bytes, wire: bytes) -> Iterator[bytes]:
    lengths, at, turn = [1 + byte % 61 for byte in plan] or [1], 0, 0
    while at < len(wire):
        yield wire[at : at + lengths[turn % len(lengths)]]
        at, turn = at + lengths[turn % len(lengths)], turn + 1


async def _serve(segments: list[bytes], *, slow: bool) -> tuple[Seen, bytes, bool]:
    """Return the requests that were answered, the answers, and whether the connection was closed before the client ended it."""
    seen: Seen = []

    def answer(request: Request) -> Reply:
        seen.append((request.method, request.url, request.body))
        return PlainReply(Response(200, (("Content-Type", "text/plain"),), b"%d" % len(request.body)))

    site = Site(answer, lambda: NOW, MAX_BODY, text_response(413, "too large"))
    connection = HttpConnection(site, lambda _: None)
    transport = FakeTransport(slow=slow)
    transport.protocol = connection
    connection.connection_made(transport)
    for segment in segments:
        if transport.is_over:
            break
        connection.get_buffer(-1)[: len(segment)] = segment
        connection.buffer_updated(len(segment))
        _read_late(transport, connection)
    is_closed = transport.is_over or transport.is_ended
    if not is_closed:
        connection.eof_received()
    connection.connection_lost(None)
    return seen, bytes(transport.written).replace(CONTINUE, b""), is_closed


def _read_late(transport: FakeTransport, connection: HttpConnection) -> None:
    """Let a slow client read until nothing more is written to it."""
    size = -1
    while transport.is_slow and not transport.is_over and len(transport.written) != size:
        size = len(transport.written)
        connection.resume_writing()


def _check_readable(seen: Seen, written: bytes) -> None:
    """Assert that *written* is one answer for each request, and at most one refusal after them."""
    statuses = []
    while written:
        method = seen[len(statuses)][0] if len(statuses) < len(seen) else "GET"
        client = h11.Connection(h11.CLIENT)
        client.send(h11.Request(method=method if method != "CONNECT" else "GET", target="/", headers=[("Host", "a")]))
        client.send(h11.EndOfMessage())
        client.receive_data(written)
        answer = client.next_event()
        assert isinstance(answer, h11.Response), f"no answer but {type(answer).__name__}"
        statuses.append(answer.status_code)
        while (event := client.next_event()).__class__ is not h11.EndOfMessage:
            assert isinstance(event, h11.Data), f"no body but {type(event).__name__}"
        written = client.trailing_data[0]
    assert statuses[: len(seen)] == [200] * len(seen), "a request without its answer"
    assert len(statuses) <= len(seen) + 1, "more answers than requests"
    assert all(400 <= status < 600 and status != 500 for status in statuses[len(seen) :]), f"the refusal {statuses[len(seen) :]}"
