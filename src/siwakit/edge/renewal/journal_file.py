"""The journal as a file: lines are only added, and each is on the disk before the run goes on. Callers have the lock.

A crash or a full disk can leave a last line without its end. It is cut off before the next line is added, so that only whole lines are read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.flow.renewal.journal import Entry, Journal, read_entry, write_entry

NAME = "renew.journal"
_OWNER_ONLY = 0o600
_MAX_BYTES = 64 * 1024 * 1024


class JournalFile:
    """The journal in *folder*; it is made by the first entry.

    Raises:
        UsageError: the file cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._size = 0
        self.journal = Journal()
        self._load()

    def append(self, entry: Entry) -> None:
        """Add *entry*, and return when it is on the disk.

        Raises:
            OSError: it could not be added; the file is as it was.
        """
        line = write_entry(entry).encode()
        is_new = not self.path.exists()
        number = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), _OWNER_ONLY)
        try:
            os.ftruncate(number, self._size)
            try:
                _write_all(number, line, self._size)
                os.fsync(number)
            except OSError:
                os.ftruncate(number, self._size)
                raise
        finally:
            os.close(number)
        if is_new:
            _keep_name(self.path.parent)
        self._size += len(line)
        self.journal.add(entry)

    def _load(self) -> None:
        try:
            number = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._unusable((error.strerror or "cannot be read").lower()) from None
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise self._unusable("it is not a regular file")
        with os.fdopen(number, "rb") as file:
            content = file.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise self._unusable(f"it has more than {_MAX_BYTES} bytes")
        whole, _, _ = content.rpartition(b"\n")
        self._size = len(whole) + 1 if b"\n" in content else 0
        for line in whole.split(b"\n") if whole else []:
            entry = read_entry(line.decode("utf-8", "replace"))
            if entry is None:
                self.journal.damaged += 1
            else:
                self.journal.add(entry)

    def _unusable(self, reason: str) -> UsageError:
        return UsageError(f"the journal {named(str(self.path))} cannot be used: {reason}", hint="move it away, or name another folder with --state")


def _write_all(number: int, line: bytes, at: int) -> None:
    os.lseek(number, at, os.SEEK_SET)
    while line:
        written = os.write(number, line)
        line = line[written:]


def _keep_name(folder: Path) -> None:
    """Write the name of a new file to the disk too."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
