"""A file as another process opens it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import stat
import struct

from siwakit.edge.intercept.linux import system_call
from siwakit.record import record

_READING = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_AT_FDCWD = 0xFFFFFFFF & -100
_OPENAT2 = 437  # the same number on every architecture
_RESOLVE_IN_ROOT = 0x10
_SELF = re.compile(rb"\A/+proc/+(?:thread-)?self/")
_HOW = struct.Struct("=QQQ")


@record
class OpenedFile:
    """The *path* that *thread* opens with *flags*; if it is relative, it begins at *folder*, a descriptor of the thread's as the kernel gets it."""

    thread: int
    path: bytes
    folder: int
    flags: int

    def open(self) -> int:
        """Open the same file for this process.

        Raises:
            OSError: it does not exist, or this process may not read it.
        """
        if self.path.startswith(b"/"):
            # What the thread calls "self" is another process here.
            return self._open_absolute(_SELF.sub(b"/proc/%d/" % self.thread, self.path))
        number = self.folder & 0xFFFFFFFF
        place = "cwd" if number == _AT_FDCWD else f"fd/{number}"
        return os.open(f"/proc/{self.thread}/{place}/".encode() + self.path, _READING)

    def _open_absolute(self, path: bytes) -> int:
        root = f"/proc/{self.thread}/root"
        if os.path.samestat(os.stat(root), os.stat("/")):
            return os.open(path, _READING)
        # Symbolic links are then followed as the thread follows them.
        folder = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            how = _HOW.pack(_READING, 0, _RESOLVE_IN_ROOT)
            return system_call(_OPENAT2, folder, ctypes.c_char_p(path), ctypes.c_char_p(how), len(how))
        finally:
            os.close(folder)

    def may_read(self, about: os.stat_result) -> bool:
        """Return whether the thread may read the file; it may run as another user than this process."""
        return bool(about.st_mode & stat.S_IROTH) or os.stat(f"/proc/{self.thread}").st_uid == os.geteuid()

    def is_file(self, path: bytes, about: os.stat_result) -> bool:
        """Return whether *about* is about the file that is *path* for the thread, by whatever name it was opened."""
        with contextlib.suppress(OSError):
            other = self._open_absolute(path)
            try:
                return os.path.samestat(os.fstat(other), about)
            finally:
                os.close(other)
        return False

    def exists(self, path: bytes) -> bool:
        """Return whether *path* exists for the thread."""
        try:
            os.close(self._open_absolute(path))
        except OSError:
            return False
        return True
