"""Streams of logs: compressed ones are unpacked as they are read, UTF-16 becomes UTF-8, and each is cut into blocks in constant memory.

A file of a few kilobytes can unpack to terabytes, and a compressed file can ask for gigabytes of memory. Both end with an error: see
`MAX_RATIO` and `MAX_WINDOW`.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Protocol, cast

from siwakit.errors import NotReadable, TooLarge, UsageError
from siwakit.readers.logs.log_blocks import AFTER_BYTES, BEFORE_BYTES, BODY_BYTES, Block
from siwakit.readers.logs.log_documents import HEAD_BYTES, entry_lines, is_document

# Input this long without a line break, such as a device, may never end.
MAX_UNBROKEN = 2 * 1024**3
# Real logs are compressed to a tenth, very repetitive ones to a hundredth. Only what is made to be large exceeds this, after 2 GiB.
MAX_RATIO = 500
UNPACKED_FREELY = 2 * 1024**3
# What unpacking may keep in memory: `xz -9` and `zstd --ultra -21` need so much.
MAX_WINDOW = 64 * 1024 * 1024
_FOR_XZ = MAX_WINDOW + 4 * 1024 * 1024
_CHUNK = 256 * 1024
# A kilobyte in zstd is 32 MiB at most.
_ZSTD_PIECE = 1024
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class _Decompressor(Protocol):
    """What `bz2` and `lzma` provide."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Counted(io.RawIOBase):
    """Binary stream that counts what was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    """Content of a file in bz2 or xz, which may consist of several streams."""

    def __init__(self, stream: BinaryIO, new: Callable[[], _Decompressor]) -> None:
        self._stream, self._new = stream, new
        self._decompressor = new()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._decompressor.eof:
                rest = self._decompressor.unused_data.lstrip(b"\0") or self._stream.read(_CHUNK).lstrip(b"\0")
                if not rest:
                    return 0
                self._decompressor = self._new()
            elif self._decompressor.needs_input:
                rest = self._stream.read(_CHUNK)
                if not rest:
                    raise EOFError
            else:
                rest = b""
            data = self._decompressor.decompress(rest, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)


def _open_bz2(stream: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Unpacked(stream, bz2.BZ2Decompressor), _CHUNK))


def _open_xz(stream: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Unpacked(stream, lambda: lzma.LZMADecompressor(memlimit=_FOR_XZ)), _CHUNK))


class _Zstd:
    """Decompressor of one frame, which never returns more than it is asked for. That of `zstandard` has no limit, so it gets a little at a time."""

    def __init__(self, decompressor: Any) -> None:
        self._object = decompressor.decompressobj(write_size=_CHUNK)
        self._input, self._output = memoryview(b""), memoryview(b"")

    @property
    def eof(self) -> bool:
        """Return whether the frame has ended, and all of it was returned."""
        return bool(self._object.eof) and not self._output

    @property
    def needs_input(self) -> bool:
        """Return whether there is nothing left to unpack or to return."""
        return not self._input and not self._output and not self._object.eof

    @property
    def unused_data(self) -> bytes:
        """Return what follows the frame."""
        return bytes(self._object.unused_data) + bytes(self._input)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return up to *max_length* bytes of what *data* and the data before it contain."""
        if data:
            self._input = memoryview(data)
        while self._input and not self._output and not self._object.eof:
            piece, self._input = self._input[:_ZSTD_PIECE], self._input[_ZSTD_PIECE:]
            try:
                self._output = memoryview(self._object.decompress(piece))
            except Exception as error:  # noqa: BLE001  its class is known only if zstandard is installed
                raise lzma.LZMAError(str(error)) from None
        found, self._output = self._output[:max_length], self._output[max_length:]
        return bytes(found)


def _open_zstd(stream: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Unpacked(stream, _zstd_decompressors()), _CHUNK))


def _zstd_decompressors() -> Callable[[], _Decompressor]:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415  new in Python 3.14

            options = {zstd.DecompressionParameter.window_log_max: MAX_WINDOW.bit_length() - 1}
            return lambda: zstd.ZstdDecompressor(options=options)
        import zstandard  # noqa: PLC0415  belongs to an extra
    except ImportError:
        raise UsageError("zstandard is not installed, so .zst files cannot be read", hint="run: pip install 'siwakit[remote]'") from None
    return lambda: _Zstd(zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW))


def _open_gzip(stream: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", gzip.open(stream))


_PACKED: Mapping[bytes, Callable[[BinaryIO], BinaryIO]] = {
    b"\x1f\x8b": _open_gzip,
    b"BZh": _open_bz2,
    b"\xfd7zXZ\x00": _open_xz,
    b"\x28\xb5\x2f\xfd": _open_zstd,
}


def is_stream(head: bytes) -> bool:
    """Return whether a file that begins with *head* can only be read from its beginning."""
    return head.startswith((*_PACKED, *_UTF16_MARKS)) or is_document(head)


def cut_stream(stream: BinaryIO, name: str) -> Iterator[Block]:
    """Yield the blocks of *stream*, unpacked if it is compressed, as UTF-8 if it is UTF-16.

    Raises:
        NotReadable: it unpacks to far more than any log, or never has a line break.
        TooLarge: unpacking it needs too much memory.
        EOFError, OSError, lzma.LZMAError, zlib.error: its compressed data is truncated or damaged.
    """
    peek = getattr(stream, "peek", None)
    head = peek(HEAD_BYTES)[:HEAD_BYTES] if peek else b""
    opener = next((opener for mark, opener in _PACKED.items() if head.startswith(mark)), None)
    if opener is None:
        yield from cut(_plain(stream, head), name)
        return
    packed = _Counted(stream)
    unpacked, size = opener(cast("BinaryIO", io.BufferedReader(packed, _CHUNK))), 0
    try:
        inner = cast("Any", unpacked).peek(HEAD_BYTES)[:HEAD_BYTES]
        for block in cut(_plain(unpacked, inner), name):
            size += block.size
            if size > UNPACKED_FREELY and size > MAX_RATIO * packed.count:
                hint = "unpack it yourself, if it is a log"
                raise NotReadable(f"{name}: {packed.count} bytes unpack to more than {size} bytes, which no log does", hint=hint)
            yield block
    except lzma.LZMAError as error:
        if not any(word in str(error) for word in ("emory usage limit", "too much memory")):
            raise
        hint = "unpack it yourself, and pipe it in: xz -dc or zstd -dc --long=31"
        raise TooLarge(f"{name}: unpacking it needs more than {MAX_WINDOW // 1024**2} MiB of memory", hint=hint) from None


def _plain(stream: BinaryIO, head: bytes) -> BinaryIO:
    if is_document(head):
        return cast("BinaryIO", _Document(entry_lines(stream, head)))
    if not head.startswith(_UTF16_MARKS):
        return stream
    return cast("BinaryIO", _Recoded(io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="")))


def cut(file: BinaryIO, name: str, *, before: bytes = b"", size: int | None = None) -> Iterator[Block]:
    """Yield the blocks of the next *size* bytes of *file*, or of all that follow; *before* are the bytes in front of them.

    Raises:
        NotReadable: the next line break is gigabytes away, unless *size* limits what is read.
    """
    left = sys.maxsize if size is None else size
    data, begin, unbroken = before + read_fully(file, min(BODY_BYTES, left) + AFTER_BYTES), len(before), 0
    while begin < len(data) and left > 0:
        block = Block(data, begin, min(begin + min(BODY_BYTES, left), len(data)))
        left -= block.size
        unbroken = 0 if data.find(b"\n", begin, block.end) >= 0 else unbroken + block.size
        if size is None and unbroken > MAX_UNBROKEN:
            raise NotReadable(f"{name}: {unbroken} bytes without a line break are not a log", hint="name a log, or pipe one in and write -")
        yield block
        begin = min(block.end, BEFORE_BYTES)
        data = data[block.end - begin :] + read_fully(file, min(BODY_BYTES, left))


def read_fully(file: BinaryIO, size: int) -> bytes:
    """Return the next *size* bytes of *file*, fewer only at its end; a pipe or a connection may return less at a time."""
    data = file.read(size)
    if not data or len(data) == size:
        return data
    pieces, count = [data], len(data)
    while count < size and (data := file.read(size - count)):
        pieces.append(data)
        count += len(data)
    return b"".join(pieces)


class _Document:
    """Stream of the entries of a document, one on each line."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._rest = lines, b""

    def read(self, size: int) -> bytes:
        pieces, count = [self._rest], len(self._rest)
        while count < size and (line := next(self._lines, None)) is not None:
            pieces.append(line)
            count += len(line)
        data = b"".join(pieces)
        self._rest = data[size:]
        return data[:size]


class _Recoded:
    """Stream that recodes text to UTF-8, and returns about as many bytes as requested."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text

    def read(self, size: int) -> bytes:
        return self._text.read(size).encode("utf-8", "replace")
