"""A chunked body: read by the grammar of RFC 9112, section 7.1, and by nothing looser.

h11 accepts a lone CR inside an extension, spaces after a size, and folded or LF-terminated trailers. Other programs refuse these or
see the end of a line there, and programs that disagree about a line disagree about where the body ends.
"""

from __future__ import annotations

import re

from siwakit.edge.server.http1_head import MAX_HEAD_BYTES, MAX_HEADERS, TOO_LARGE, RefusedError

_CRLF = b"\r\n"
_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?")
_TRAILER_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*")


class ChunkedBody:
    """Reader of one chunked body of at most *max_bytes*; what follows the body stays in the buffer."""

    __slots__ = ("_data", "_left", "_max_bytes", "_scanned", "_trailers")

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._data = bytearray()
        # How much of the current chunk, with its CRLF, is still to come; None between chunks.
        self._left: int | None = None
        self._scanned = 0
        # How many bytes of trailers came, and how many lines; None before the last chunk.
        self._trailers: tuple[int, int] | None = None

    def take(self, buffer: bytearray) -> bytes | None:
        """Take from *buffer* what belongs to the body, and return the body once it is complete.

        Raises:
            RefusedError: the chunks are malformed or have too many bytes.
        """
        while True:
            if self._left is not None:
                if not self._take_data(buffer):
                    return None
                continue
            line = self._take_line(buffer)
            if line is None:
                return None
            if self._trailers is None:
                self._begin_chunk(line)
            elif not line:
                return bytes(self._data)
            else:
                self._check_trailer(line)

    def _take_data(self, buffer: bytearray) -> bool:
        """Take what has arrived of the current chunk; return whether the chunk is complete."""
        left = self._left or 0
        count = min(left - len(_CRLF), len(buffer))
        if count > 0:
            self._data += buffer[:count]
            del buffer[:count]
            self._left = left = left - count
        ending = bytes(buffer[: left if left <= len(_CRLF) else 0])
        if not _CRLF.startswith(ending):
            raise RefusedError(400, "a chunk is longer than its size")
        if left > len(_CRLF) or len(ending) < left:
            return False
        del buffer[:left]
        self._left = None
        return True

    def _take_line(self, buffer: bytearray) -> bytes | None:
        end = buffer.find(b"\n", self._scanned)
        if (len(buffer) if end < 0 else end) > MAX_HEAD_BYTES:
            raise RefusedError(431, "a line of the chunked body is too long")
        if end < 0:
            self._scanned = len(buffer)
            return None
        line = bytes(buffer[: end + 1])
        if not line.endswith(_CRLF):
            raise RefusedError(400, "a line of the chunked body does not end in CRLF")
        del buffer[: end + 1]
        self._scanned = 0
        return line[: -len(_CRLF)]

    def _begin_chunk(self, line: bytes) -> None:
        match = _SIZE_LINE.fullmatch(line)
        if match is None:
            raise RefusedError(400, "a chunk does not begin with its size")
        size = int(match[1], 16)
        if len(self._data) + size > self._max_bytes:
            raise RefusedError(413, TOO_LARGE)
        if size:
            self._left = size + len(_CRLF)
        else:
            self._trailers = (0, 0)

    def _check_trailer(self, line: bytes) -> None:
        size, count = self._trailers or (0, 0)
        self._trailers = size, count = size + len(line) + len(_CRLF), count + 1
        if size > MAX_HEAD_BYTES or count > MAX_HEADERS:
            raise RefusedError(431, "the trailers of the request are too large")
        if _TRAILER_LINE.fullmatch(line) is None:
            raise RefusedError(400, "a trailer is malformed")
