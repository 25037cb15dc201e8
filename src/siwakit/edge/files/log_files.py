"""Open logs as blocks of bytes: regular files by position, so that any process can read its own block; anything else as a stream."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from siwakit.edge.files.reading import open_input
from siwakit.edge.files.terminal_input import uncut_standard_input
from siwakit.errors import NotReadable
from siwakit.readers.logs.log_blocks import AFTER_BYTES, BEFORE_BYTES, BODY_BYTES, Block
from siwakit.record import record

_PACKED: Mapping[bytes, Callable[[BinaryIO], object]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
# Input this long without a line break, such as a device, may never end.
MAX_UNBROKEN = 64 * 1024 * 1024
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@record
class Source:
    """Log, or the *size* bytes of a regular file from *start*; standard input is `-`."""

    path: str
    start: int = 0
    size: int = BODY_BYTES

    @property
    def name(self) -> str:
        """Return its name for reports."""
        return "standard input" if self.path == "-" else self.path


def source_blocks(source: Source) -> Iterator[Block | Source]:
    """Yield the blocks of *source*; those of a regular file are located, not read.

    Raises:
        NotReadable: it is missing, a folder, not readable for us, or its compressed data is truncated.
    """
    if source.path == "-":
        with _complaining(source.name):
            yield from _cut_stream(uncut_standard_input(MAX_UNBROKEN), source.name)
        return
    with _complaining(source.path):
        if not Path(source.path).is_file():
            with open_input(source.path) as stream:
                yield from _cut_stream(stream, source.name)
            return
        with Path(source.path).open("rb") as file:
            head = file.read(6)
            size = file.seek(0, io.SEEK_END)
        if head.startswith((*_PACKED, *_UTF16_MARKS)):
            with Path(source.path).open("rb") as file:
                yield from _cut_stream(file, source.name)
        else:
            yield from (Source(source.path, start, BODY_BYTES) for start in range(0, size, BODY_BYTES))


def read_block(source: Source) -> Block:
    """Return the block that begins at the start of *source*.

    Raises:
        NotReadable: the file is gone.
    """
    with _complaining(source.path), Path(source.path).open("rb") as file:
        before = min(source.start, BEFORE_BYTES)
        file.seek(source.start - before)
        data = file.read(before + source.size + AFTER_BYTES)
    return Block(data[:before], data[before : before + source.size], data[before + source.size :])


def _cut_stream(stream: BinaryIO, name: str) -> Iterator[Block]:
    """Yield the blocks of *stream*, unpacked if it is compressed, as UTF-8 if it is UTF-16."""
    peek = getattr(stream, "peek", None)
    head = peek(6)[:6] if peek else b""
    opener = next((opener for mark, opener in _PACKED.items() if head.startswith(mark)), None)
    if opener:
        with cast("BinaryIO", opener(stream)) as unpacked:
            yield from _cut(unpacked, name)
    elif head.startswith(_UTF16_MARKS):
        with io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="") as text:
            yield from _cut(cast("BinaryIO", _Recoded(text)), name)
    else:
        yield from _cut(stream, name)


def _cut(file: BinaryIO, name: str) -> Iterator[Block]:
    before, ahead, unbroken = b"", file.read(BODY_BYTES + AFTER_BYTES), 0
    while ahead:
        body = ahead[:BODY_BYTES]
        unbroken = 0 if b"\n" in body else unbroken + len(body)
        if unbroken > MAX_UNBROKEN:
            raise NotReadable(f"{name}: {unbroken} bytes without a line break are not a log", hint="name a log, or pipe one in and write -")
        yield Block(before, body, ahead[BODY_BYTES:])
        before = body[-BEFORE_BYTES:]
        ahead = ahead[BODY_BYTES:] + file.read(BODY_BYTES)


@dataclass(slots=True)
class _Recoded:
    """Stream that recodes text to UTF-8, and returns about as many bytes as requested."""

    text: io.TextIOBase

    def read(self, size: int) -> bytes:
        return self.text.read(size).encode("utf-8", "replace")


@contextmanager
def _complaining(path: str) -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile):
        raise NotReadable(f"{path} has truncated or damaged compressed data", hint="give the file as log rotation left it") from None
    except (OSError, ValueError) as error:
        # A path that contains NUL raises a ValueError whose message is not fit to be shown.
        said = (getattr(error, "strerror", None) or "cannot be read").lower()
        raise NotReadable(f"{path}: {said}", hint="name a log, or pipe one in and write -") from None
