"""Follow logs that grow and are rotated, and standard input.

A log is rotated in two ways. It is renamed, and another file takes its name: the renamed file is read on for some seconds, because the
program that writes it may notice later. Or it is copied and truncated: its size is then smaller, or, if it has grown beyond its old size by
the time we look, the bytes before our position are others.
"""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from siwakit.edge.files.growing_log import GrowingLog
from siwakit.errors import NotReadable, UsageError
from siwakit.readers.logs.log_blocks import BODY_BYTES, Block

_HINT = "name a log that is written, or pipe one in and write -"
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff")
_CHECKED = 64  # by how many bytes before our position a file is recognised
_LINGER = 12  # how many looks without anything new until a renamed file is given up
_MAX_RENAMED = 4
_STREAM_BYTES = 64 * 1024


class Followed(Protocol):
    """A log that is followed; *is_live* means that what comes next is written now."""

    name: str
    is_live: bool
    is_ended: bool

    def blocks(self) -> Iterator[Block]:
        """Yield what is complete since the last call."""

    def rest(self) -> Iterator[Block]:
        """Yield what is left at the end."""

    def close(self) -> None:
        """Close what is open."""


def open_followed(path: str, *, is_whole: bool) -> Followed:
    """Return the log at *path* to be followed, from its beginning if *is_whole*, otherwise from its end; standard input is `-`.

    Raises:
        NotReadable: it is missing or a folder.
        UsageError: it is an address or a compressed file, which cannot be followed.
    """
    if path == "-":
        return FollowedStream("standard input", sys.stdin.fileno())
    if "://" in path:
        raise UsageError("an address cannot be followed", hint=_HINT)
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISFIFO(mode):
            return FollowedStream(path, os.open(path, os.O_RDONLY | os.O_NONBLOCK), is_pipe=True)
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            return FollowedStream(path, os.open(path, os.O_RDONLY))
        with Path(path).open("rb") as file:
            if file.read(6).startswith(_PACKED):
                raise UsageError(
                    f"{path} is compressed or UTF-16, and cannot be followed", hint="leave out --follow, or name the log that is written"
                )
        return FollowedFile(path, is_whole=is_whole)
    except (OSError, ValueError) as error:
        raise NotReadable(f"{path}: {(getattr(error, 'strerror', None) or 'cannot be read').lower()}", hint=_HINT) from None


class FollowedStream:
    """Standard input, or a pipe."""

    def __init__(self, name: str, number: int, *, is_pipe: bool = False) -> None:
        self.name = name
        self.is_live = True
        self.is_ended = False
        self._number = number
        self._is_pipe = is_pipe
        self._log = GrowingLog()

    def blocks(self) -> Iterator[Block]:
        """Yield what is complete since the last call."""
        yield from self._log.read_from(self._read)

    def rest(self) -> Iterator[Block]:
        """Yield what is left at the end."""
        block = self._log.take_rest()
        if block:
            yield block

    def close(self) -> None:
        """Close it, unless it is standard input."""
        if self._number > 0:
            os.close(self._number)

    def _read(self) -> bytes:
        """Return what can be read without waiting; a named pipe may get another writer, standard input ends."""
        found = b""
        while len(found) < BODY_BYTES and not self.is_ended and self._is_ready():
            try:
                data = os.read(self._number, _STREAM_BYTES)
            except BlockingIOError:
                break
            self.is_ended = not data and not self._is_pipe
            found += data
            if not data:
                break
        return found

    def _is_ready(self) -> bool:
        return sys.platform == "win32" or bool(select.select([self._number], [], [], 0)[0])


class FollowedFile:
    """Log file that is followed by its name through rotations."""

    is_ended = False

    def __init__(self, path: str, *, is_whole: bool) -> None:
        self.name = path
        self._current = _OpenFile(path, is_whole=is_whole)
        self._renamed: list[_OpenFile] = []
        self.is_live = not is_whole

    def blocks(self) -> Iterator[Block]:
        """Yield what is complete since the last call."""
        for file in (*self._renamed, self._current):
            yield from file.blocks()
        yield from self._give_up_quiet()
        # Before this, what is read may have been written at any time.
        self.is_live = self.is_live or self._current.is_at_end
        if self._is_replaced():
            self._renamed.append(self._current)
            self._current = _OpenFile(self.name, is_whole=True)
            yield from self._current.blocks()
        while len(self._renamed) > _MAX_RENAMED:
            oldest = self._renamed.pop(0)
            yield from oldest.rest()
            oldest.close()

    def rest(self) -> Iterator[Block]:
        """Yield what is left at the end."""
        for file in (*self._renamed, self._current):
            yield from file.blocks()
            yield from file.rest()

    def close(self) -> None:
        """Close all files."""
        for file in (*self._renamed, self._current):
            file.close()

    def _give_up_quiet(self) -> Iterator[Block]:
        for file in [file for file in self._renamed if file.quiet > _LINGER]:
            self._renamed.remove(file)
            yield from file.rest()
            file.close()

    def _is_replaced(self) -> bool:
        """Return whether another file has the name; while none has it, the renamed one is read on."""
        try:
            found = Path(self.name).stat()
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and (found.st_dev, found.st_ino) != self._current.identity


class _OpenFile:
    """One file that is or was the log, and how far it was read."""

    def __init__(self, path: str, *, is_whole: bool) -> None:
        self._file: BinaryIO = Path(path).open("rb", buffering=0)  # noqa: SIM115  closed by `close`
        found = os.fstat(self._file.fileno())
        self.identity = (found.st_dev, found.st_ino)
        self.quiet = 0
        self.is_at_end = False
        self._log = GrowingLog()
        self._at = 0
        self._tail = b""
        if not is_whole:
            self._begin_at_end(found.st_size)

    def blocks(self) -> Iterator[Block]:
        """Yield what is complete since the last call."""
        if self._is_truncated():
            yield from self.rest()
            self._at, self._tail = 0, b""
        self.quiet += 1
        yield from self._log.read_from(self._read_and_note)

    def rest(self) -> Iterator[Block]:
        """Yield what is left."""
        block = self._log.take_rest()
        self._log = GrowingLog()
        if block:
            yield block

    def _read_and_note(self) -> bytes:
        """Return what follows, and note whether the file is still written."""
        data = self._read()
        self.is_at_end = not data
        self.quiet = 0 if data else self.quiet
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _begin_at_end(self, size: int) -> None:
        """Begin after the last complete line, and know the lines above it."""
        self._at = max(size - BODY_BYTES, 0)
        before = self._read(size - self._at)
        line = before.rfind(b"\n") + 1
        self._log.skip(before[:line])
        self._log.add(before[line:])

    def _read(self, size: int = BODY_BYTES) -> bytes:
        """Return what follows our position; nothing if the bytes before it are not those that were read, which the next call of `blocks` finds."""
        known = len(self._tail)
        self._file.seek(self._at - known)
        # Read together with what is compared, because the log may be truncated at any moment.
        data = self._file.read(known + size)
        if not data.startswith(self._tail):
            return b""
        data = data[known:]
        self._at += len(data)
        self._tail = (self._tail + data[-_CHECKED:])[-_CHECKED:]
        return data

    def _is_truncated(self) -> bool:
        self._file.seek(self._at - len(self._tail))
        return self._file.read(len(self._tail)) != self._tail
