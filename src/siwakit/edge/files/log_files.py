"""Open logs as blocks of bytes: files by position, so that any process or machine can read its own part; anything else as a stream."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from glob import glob
from pathlib import Path
from typing import BinaryIO, cast

from siwakit.edge.files.log_streams import cut, cut_stream, is_stream
from siwakit.edge.files.reading import open_input
from siwakit.edge.files.remote_logs import is_remote, matching_addresses, open_range, open_stream, remote_size, shown_address
from siwakit.edge.files.terminal_input import uncut_standard_input
from siwakit.errors import NotReadable
from siwakit.readers.logs.log_blocks import AFTER_BYTES, BEFORE_BYTES, BODY_BYTES, Block
from siwakit.readers.logs.log_documents import HEAD_BYTES
from siwakit.record import record

# What is typed or pasted at a terminal is read before it is used.
_MAX_TYPED = 64 * 1024 * 1024
# A part of a file in a store costs several round trips, and what is read of the next part is fetched twice.
REMOTE_BYTES = 8 * BODY_BYTES
_GLOB = frozenset("*?[")


@record
class Source:
    """Log, or the *size* bytes of a file from *start*; standard input is `-`.

    *total* is the size of the file if it can be read by position; without it, the file is read from its beginning.
    """

    path: str
    start: int = 0
    size: int = 0
    total: int | None = None

    @property
    def name(self) -> str:
        """Return its name for reports."""
        return "standard input" if self.path == "-" else shown_address(self.path)


def named_sources(paths: tuple[str, ...]) -> list[Source]:
    """Return the logs that *paths* name: files, addresses, patterns of either, or `-`.

    Raises:
        UsageError: an address of an unknown kind.
        NotReadable: a pattern that matches nothing, or a store that does not answer.
    """
    return [Source(path) for named in paths for path in _matching(named)]


def _matching(path: str) -> tuple[str, ...]:
    if is_remote(path):
        return matching_addresses(path)
    if not _GLOB & set(path) or path == "-" or Path(path).exists():
        return (path,)
    found = sorted(name for name in glob(path, recursive=True) if not Path(name).is_dir())  # noqa: PTH207  the pattern may be absolute
    if not found:
        raise NotReadable(f"{path}: no file matches", hint="name a log, or pipe one in and write -")
    return tuple(found)


def source_parts(source: Source) -> Iterator[Source]:
    """Yield the parts of *source* that can be read independently; a stream is one part.

    Raises:
        NotReadable: it is missing, a folder, or not readable for us.
    """
    if source.path == "-":
        yield source
        return
    with _complaining(source.name):
        total = _size(source.path)
    if total is None:
        yield source
        return
    size = REMOTE_BYTES if is_remote(source.path) else BODY_BYTES
    yield from (Source(source.path, start, size, total) for start in range(0, total, size))


def is_only_here(source: Source) -> bool:
    """Return whether no other process can read *source*: it is standard input or a pipe."""
    return source.path == "-" or not (is_remote(source.path) or source.total is not None or Path(source.path).is_file())


def _size(path: str) -> int | None:
    """Return the size of the file at *path*, or None if it must be read from its beginning."""
    if is_remote(path):
        total = remote_size(path)
        if total is None:
            return None
        with open_range(path, 0, HEAD_BYTES, total) as remote:
            return None if is_stream(remote.read(HEAD_BYTES)) else total
    if not Path(path).is_file():
        # A folder or a missing file is reported now, a pipe is opened once and later.
        if not Path(path).exists() or Path(path).is_dir():
            open_input(path)
        return None
    with Path(path).open("rb") as file:
        return None if is_stream(file.read(HEAD_BYTES)) else file.seek(0, io.SEEK_END)


def read_blocks(source: Source) -> Iterator[Block]:
    """Yield the blocks of *source*, which is a log or a part of one.

    Raises:
        NotReadable: the file is gone, or its compressed data is truncated.
        TooLarge: unpacking it needs too much memory.
    """
    with _complaining(source.name):
        if source.total is None:
            with _opened(source.path) as stream:
                yield from cut_stream(stream, source.name)
            return
        before = min(source.start, BEFORE_BYTES)
        end = source.start + source.size + AFTER_BYTES
        if is_remote(source.path):
            with open_range(source.path, source.start - before, end, source.total) as file:
                yield from cut(file, source.name, before=file.read(before), size=source.size)
            return
        with Path(source.path).open("rb") as file:
            file.seek(source.start - before)
            yield from cut(file, source.name, before=file.read(before), size=source.size)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        with nullcontext(uncut_standard_input(_MAX_TYPED)) as stream:
            yield stream
    elif is_remote(path):
        with open_stream(path) as remote:
            yield cast("BinaryIO", io.BufferedReader(_Raw(remote)))
    elif Path(path).is_file():
        with Path(path).open("rb") as file:
            yield file
    else:
        with open_input(path) as pipe:
            yield pipe


class _Raw(io.RawIOBase):
    """Stream of a store, which has no peek."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # a buffer has no type in Python 3.11
        data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


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
