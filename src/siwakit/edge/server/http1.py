"""HTTP/1.1 without I/O: bytes go in, requests come out, and answers become bytes.

Theory of operation
===================

h11 decides what a head is and how its body ends. This module decides which bytes h11 gets to see, and refuses the requests
that two programs could read differently. A server that answers such a request and keeps the connection open can be made to treat
the rest of a body as the next request (RFC 9112, section 11.2).

1. Bytes are collected until the first empty line. Only then is the head parsed, so it cannot matter how the network divided it.
2. The head is checked for what h11 tolerates and others read in another way: line endings other than CRLF, a carriage return
   inside a line, and folded lines.
3. Each head is given to an h11 connection of its own, which must find exactly one request in it. A request with Transfer-Encoding
   must be HTTP/1.1 and must not have Content-Length as well.
4. A body with Content-Length is that many bytes, which h11 has validated. A chunked body is read by `http1_chunks`, which refuses what
   h11 would let pass: lone CRs and LFs, spaces after a size, folded trailers. What follows the body begins the next request.
5. `Upgrade` is ignored: it does not change where the body ends, and no answer is ever 101. CONNECT would end HTTP on this
   connection, so it is refused.

`RequestReader.next_request` returns a request, a refusal (after which the connection must be closed), or None until more bytes
arrive. Answers always have Content-Length, so their heads depend on little and are cached; h11 validates and writes them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus

import h11

from siwakit.edge.server.http1_chunks import ChunkedBody
from siwakit.edge.server.http1_head import MAX_HEAD_BYTES, Head, Refusal, RefusedError, parse_head
from siwakit.http import Headers, Request, Response
from siwakit.record import record

_KEPT_HEADS, _KEPT_HEAD_BYTES = 8, 2048
_CRLF, _HEAD_END = b"\r\n", b"\r\n\r\n"
_ANY_HEAD_END = re.compile(rb"\n\r?\n")
_PRINTABLE = range(0x21, 0x7F)
_WRITTEN_HERE = frozenset({"connection", "content-length"})
_CONTINUE = h11.InformationalResponse(status_code=100, headers=[], reason="Continue")


@record
class IncomingRequest:
    """A complete request."""

    head: Head
    body: bytes

    def as_request(self, scheme: str, hidden: str | None = None) -> Request:
        """Return the request as a value, without the header *hidden*."""
        head = self.head
        headers = head.headers if hidden is None else tuple(pair for pair in head.headers if pair[0] != hidden)
        return Request(head.method, f"{scheme}://{head.host}{head.target}", headers, self.body)


class RequestReader:
    """Reader of the requests on one connection, in order; a body may have *max_body_bytes*."""

    __slots__ = ("_buffer", "_chunks", "_head", "_max_body_bytes", "_parsed", "_scanned", "_was_blank")

    def __init__(self, max_body_bytes: int) -> None:
        self._max_body_bytes = max_body_bytes
        self._buffer = bytearray()
        self._scanned = 0
        self._was_blank = False
        self._head: Head | None = None
        self._parsed: dict[bytes, Head] = {}
        self._chunks: ChunkedBody | None = None

    @property
    def is_inside_request(self) -> bool:
        """Return whether part of a request has arrived."""
        return self._head is not None or bool(self._buffer)

    @property
    def buffered_bytes(self) -> int:
        """Return how many bytes have arrived that were not parsed."""
        return len(self._buffer)

    def receive(self, data: bytes | memoryview) -> None:
        """Take bytes from the network."""
        self._buffer += data

    def next_request(self) -> IncomingRequest | Refusal | None:
        """Return the next request, a refusal, or None until more bytes arrive."""
        try:
            if self._head is None:
                text = self._take_head() if self._buffer else None
                if text is None:
                    return None
                self._head = self._parse(text)
            body = self._take_chunks() if self._head.length is None else self._take_body(self._head.length)
        except RefusedError as error:
            return error.refusal
        except h11.RemoteProtocolError as error:
            return Refusal(error.error_status_hint, "the request is malformed or uses what is not supported here")
        if body is None:
            return None
        head, self._head = self._head, None
        return IncomingRequest(head, body)

    def interim_answer(self) -> bytes:
        """Return "100 Continue" if the client waits for it before it sends the body, else nothing."""
        if self._head is None or self._buffer or self._chunks is not None or not self._head.connection.they_are_waiting_for_100_continue:
            return b""
        return self._head.connection.send(_CONTINUE)

    def _take_head(self) -> bytes | None:
        buffer = self._buffer
        if not self._was_blank and buffer.startswith(_CRLF):
            # Some clients send an empty line after a body (RFC 9112, section 2.2).
            del buffer[: len(_CRLF)]
            self._was_blank = True
        if buffer and buffer[0] not in _PRINTABLE and buffer != b"\r":
            raise RefusedError(400, "this is not an HTTP request")
        end = buffer.find(_HEAD_END, max(self._scanned - len(_HEAD_END), 0)) + len(_HEAD_END)
        if end < len(_HEAD_END):
            end = self._end_of_malformed_head()
        if (end or len(buffer)) > MAX_HEAD_BYTES:
            raise RefusedError(431, "the head of the request is too large")
        if not end:
            self._scanned = len(buffer)
            return None
        head = bytes(buffer[:end])
        del buffer[:end]
        self._scanned, self._was_blank = 0, False
        return head

    def _parse(self, text: bytes) -> Head:
        """Return the parsed head; a client that keeps its connection sends the same few heads again."""
        head = self._parsed.get(text)
        if head is None:
            head = parse_head(text, self._max_body_bytes)
            # h11 keeps the state of a chunked body, and of a client that waits for 100 Continue: such a head can be used for one request only.
            is_reusable = head.length is not None and not head.connection.they_are_waiting_for_100_continue
            if is_reusable and len(text) <= _KEPT_HEAD_BYTES:
                if len(self._parsed) >= _KEPT_HEADS:
                    self._parsed.clear()
                self._parsed[text] = head
        return head

    def _end_of_malformed_head(self) -> int:
        """Return where a head ends that has lone LFs, or 0; waiting for its CRLFs would only end in a timeout."""
        match = _ANY_HEAD_END.search(self._buffer, max(self._scanned - 2, 0))
        return match.end() if match else 0

    def _take_body(self, length: int) -> bytes | None:
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def _take_chunks(self) -> bytes | None:
        if not self._buffer:
            return None
        if self._chunks is None:
            self._chunks = ChunkedBody(self._max_body_bytes)
        body = self._chunks.take(self._buffer)
        if body is not None:
            self._chunks = None
        return body


def encode(response: Response, date: str, sent: bytes, *, closes: bool) -> bytes:
    """Return *response* as bytes, with only *sent* of its body.

    Raises:
        h11.LocalProtocolError: a header that cannot be written.
        UnicodeEncodeError: the same, outside Latin-1.
    """
    return _response_head(response.status or 200, response.headers, date, len(response.body), closes) + sent


def closes_connection(response: Response) -> bool:
    """Return whether *response* itself ends the connection."""
    return any(name.lower() == "connection" and value.lower() == "close" for name, value in response.headers)


# Answers have few different heads, and writing one takes longer than everything else about an answer.
@lru_cache(maxsize=256)
def _response_head(status: int, headers: Headers, date: str, length: int, closes: bool) -> bytes:  # noqa: FBT001  a part of the key
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers if name.lower() not in _WRITTEN_HERE]
    pairs.insert(1, (b"date", date.encode("ascii")))
    # Apple says keep-alive (AspNet.Security.OAuth.Providers, issue 353).
    pairs.append((b"connection", b"close" if closes else b"keep-alive"))
    if status != HTTPStatus.NO_CONTENT:
        pairs.append((b"content-length", b"%d" % length))
    return h11.Connection(h11.SERVER).send(h11.Response(status_code=status, headers=pairs, reason=_reason(status)))


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
