"""A HAR that grows while a program runs: complete JSON after each entry, readable only by its owner, and rotated before it is too large."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from siwakit.errors import UsageError

MAX_KEPT = 5
_START = b'{"log": {"version": "1.2", "creator": {"name": "siwakit", '
_TAIL = b"\n]}}\n"


class HarWriter:
    """Writer of the file *path*, which is moved aside before it has more than *max_bytes*: `apple.har`, then `apple.1.har` and so on.

    A file that exists at the start is moved aside too; of those that were, the last five are kept. Files that siwakit has not
    written are neither moved nor replaced.

    Raises:
        UsageError: the file cannot be written, or would replace one that siwakit has not written.
    """

    def __init__(self, path: str, max_bytes: int, version: str) -> None:
        self._path = Path(path)
        self._max_bytes = max_bytes
        self._head = _START + f'"version": {json.dumps(version)}}}, "entries": [\n'.encode()
        self._file = -1
        self._size = 0
        try:
            self._require_own()
            self._begin()
        except OSError as error:
            raise UsageError(f"--save {path}: {(error.strerror or 'cannot be written').lower()}", hint="name a file that you may write to") from None

    def add(self, entry: dict[str, Any]) -> None:
        """Add *entry*; if the disk is full, the file is left as it was.

        Raises:
            OSError: it cannot be written.
        """
        written = json.dumps(entry).encode()
        if self._file < 0 or (self._has_entries and self._size + len(written) + len(_TAIL) + 2 > self._max_bytes):
            self._begin()
        data = (b",\n" if self._has_entries else b"") + written
        try:
            _write(self._file, data + _TAIL, self._size)
        except OSError:
            # The old end was overwritten; this takes no more room than there was.
            with contextlib.suppress(OSError):
                _write(self._file, _TAIL, self._size)
                os.ftruncate(self._file, self._size + len(_TAIL))
            raise
        self._size += len(data)

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    @property
    def _has_entries(self) -> bool:
        return self._size > len(self._head)

    def _begin(self) -> None:
        """Begin a new file; if that fails, the next entry tries again."""
        self.close()
        self._move_aside()
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _write(file, self._head + _TAIL, 0)
        except OSError:
            os.close(file)
            with contextlib.suppress(OSError):
                self._path.unlink()
            raise
        self._file, self._size = file, len(self._head)

    def _move_aside(self) -> None:
        if not os.path.lexists(self._path):
            return
        for number in range(MAX_KEPT, 0, -1):
            older = self._path if number == 1 else self._numbered(number - 1)
            with contextlib.suppress(FileNotFoundError):
                older.replace(self._numbered(number))

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.stem}.{number}{self._path.suffix}")

    def _require_own(self) -> None:
        for path in (self._path, *map(self._numbered, range(1, MAX_KEPT + 1))):
            if os.path.lexists(path) and not _is_own(path):
                raise UsageError(f"--save {path}: it exists, and was not written by siwakit", hint="name a new file, such as apple.har")


def _is_own(path: Path) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(len(_START)) == _START


def _write(file: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(file, data, offset)
        data, offset = data[written:], offset + written
