"""Bytes of a log that arrive little by little, as blocks of whole lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from siwakit.readers.logs.log_blocks import AFTER_BYTES, BEFORE_BYTES, Block

_CHUNKS = 16  # how many blocks are read before another log has its turn
# A line that is longer is judged by what it has by then.
_MAX_PENDING = 2 * AFTER_BYTES


class GrowingLog:
    """What has arrived of a log and was not judged yet, in bounded memory.

    A record may go on in lines that are written a moment later. Therefore each line waits until `take` is called once more, and is then judged
    together with what has arrived in the meantime.
    """

    def __init__(self) -> None:
        self._before = b""
        self._pending = bytearray()
        self._settled = 0

    def skip(self, data: bytes) -> None:
        """Take *data* as the lines above, which are not judged."""
        self._before = data[-BEFORE_BYTES:]

    def add(self, data: bytes) -> None:
        """Add what has arrived."""
        self._pending += data

    def read_from(self, read: Callable[[], bytes]) -> Iterator[Block]:
        """Yield the lines that are complete, and more as long as *read* returns something, until another log should have its turn."""
        for chunk in range(_CHUNKS):
            data = read()
            # What has just arrived waits until the next call.
            if chunk and not data:
                return
            self.add(data)
            block = self.take()
            if block:
                yield block

    def take(self) -> Block | None:
        """Return the lines that were complete at the last call, or None."""
        block = self._cut(self._settled)
        pending = self._pending
        self._settled = len(pending) if len(pending) > _MAX_PENDING and b"\n" not in pending else pending.rfind(b"\n") + 1
        return block

    def take_rest(self) -> Block | None:
        """Return everything that is left, even if its last line is not complete, because nothing will follow."""
        block = self._cut(len(self._pending))
        self._settled = 0
        return block

    def _cut(self, size: int) -> Block | None:
        if not size:
            return None
        begin = len(self._before)
        with memoryview(self._pending)[: size + AFTER_BYTES] as pending:
            block = Block(b"".join((self._before, pending)), begin, begin + size)
        del self._pending[:size]
        self._before = block.data[max(0, block.end - BEFORE_BYTES) : block.end]
        return block
