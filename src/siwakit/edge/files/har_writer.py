"""A HAR that grows while a program runs: complete JSON after each entry, readable only by its owner, and rotated before it is too large."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from siwakit.errors import UsageError

MAX_KEPT = 5
_TAIL = b"\n]}}\n"


class HarWriter:
    """Writer of the file *path*, which is moved aside before it has more than *max_bytes*: `apple.har`, then `apple.1.har` and so on.

    A file that exists at the start is moved aside too; of those that were, the last five are kept.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(self, path: str, max_bytes: int, version: str) -> None:
        self._path = Path(path)
        self._max_bytes = max_bytes
        creator = json.dumps({"name": "siwakit", "version": version})
        self._head = f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [\n'.encode()
        self._file = -1
        self._size = 0
        try:
            if self._path.exists() and not self._path.is_file():
                raise UsageError(f"--save {path}: not a file", hint="name a file, such as apple.har")
            self._begin()
        except OSError as error:
            raise UsageError(f"--save {path}: {(error.strerror or 'cannot be written').lower()}", hint="name a file that you may write to") from None

    def add(self, entry: dict[str, Any]) -> None:
        """Add *entry*; a full disk does not end the program.

        Raises:
            OSError: it cannot be written.
        """
        written = json.dumps(entry).encode()
        if self._size > len(self._head) and self._size + len(written) + len(_TAIL) + 2 > self._max_bytes:
            self._begin()
        separator = b",\n" if self._size > len(self._head) else b""
        _write(self._file, separator + written + _TAIL, self._size)
        self._size += len(separator) + len(written)

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _begin(self) -> None:
        self.close()
        self._move_aside()
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        _write(self._file, self._head + _TAIL, 0)
        self._size = len(self._head)

    def _move_aside(self) -> None:
        if not os.path.lexists(self._path):
            return
        for number in range(MAX_KEPT, 0, -1):
            older = self._path if number == 1 else self._numbered(number - 1)
            with contextlib.suppress(FileNotFoundError):
                older.replace(self._numbered(number))

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.stem}.{number}{self._path.suffix}")


def _write(file: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(file, data, offset)
        data, offset = data[written:], offset + written
