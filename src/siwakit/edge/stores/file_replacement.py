"""Changing a file in one step: every reader, and every program after a crash, sees the whole old content or the whole new one.

The new content is written to a file beside the old one, with the old one's owner, permissions and extended attributes, and renamed over it.
`NAME.siwakit-new` is readable only by its owner until it is complete. If a process is killed in between, the next write removes it.

- A lock on the folder makes two processes of siwakit take turns. Other programs do not know the lock, so the old file is looked at again
  directly before it is replaced. A change in the microseconds that are left cannot be noticed.
- A symbolic link stays a link: the file that it points to is replaced. A file with a second hard link is refused, because the other name would
  keep the old content.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from siwakit.errors import StoreConflict, StoreError, StoreRefused, StoreUnavailable
from siwakit.evidence.showing.redact import named

MAX_BYTES = 1024 * 1024
_OWNER_ONLY = 0o600
_ENDING = ".siwakit-new"
_SECONDS_BETWEEN_LOOKS = 0.02
_PASSING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EAGAIN, errno.ESTALE, errno.EMFILE, errno.ENFILE, errno.ETIMEDOUT, errno.EINTR})
_HINTS = {
    errno.ENOENT: "create its folder first",
    errno.EBUSY: "it is mounted by itself: mount its folder instead, so that it can be replaced",
    errno.EACCES: "run siwakit as a user who may read it and write to its folder",
    errno.EPERM: "run siwakit as a user who may read it and write to its folder",
    errno.EROFS: "its file system cannot be written to: name a file elsewhere",
}


class OpenedFile:
    """Content of a file, and what it was when it was read; *status* is None if there is no file."""

    def __init__(self, path: Path, content: bytes, status: os.stat_result | None) -> None:
        self.path = path
        self.content = content
        self.status = status

    @property
    def exists(self) -> bool:
        """Return whether there is a file."""
        return self.status is not None

    @property
    def updated_at(self) -> int | None:
        """Return when it was last written, in seconds since 1970."""
        return None if self.status is None else int(self.status.st_mtime)


def read_whole(path: Path) -> OpenedFile:
    """Return the content of the file at *path*, following links.

    Raises:
        StoreRefused: not a regular file, not readable for us, or too large.
        StoreUnavailable: the file system fails.
    """
    with _store_errors(path):
        target = Path(os.path.realpath(path))
        try:
            # Without O_NONBLOCK, opening a pipe would wait for its writer.
            number = os.open(target, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return OpenedFile(target, b"", None)
        with os.fdopen(number, "rb") as file:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode):
                raise StoreRefused(f"{named(str(path))} is not a regular file", hint="name a file")
            content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise StoreRefused(f"{named(str(path))} has more than {MAX_BYTES} bytes", hint="name the file that contains the client_secret")
    return OpenedFile(target, content, status)


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Make other processes of siwakit wait that want to write in the folder of *path*.

    Raises:
        StoreUnavailable: another one does not finish within *seconds*.
        StoreRefused: there is no such folder.
    """
    folder = Path(os.path.realpath(path)).parent
    try:
        import fcntl  # noqa: PLC0415  Windows has none
    except ImportError:
        yield
        return
    with _store_errors(path):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise StoreUnavailable(
                        f"another program has locked the folder of {named(str(path))}", hint="wait until it has finished"
                    ) from None
                time.sleep(_SECONDS_BETWEEN_LOOKS)
        yield
    finally:
        os.close(number)


def replace_whole(old: OpenedFile, content: bytes) -> OpenedFile:
    """Replace *old* by *content*; callers have the lock.

    Raises:
        StoreConflict: it has changed since it was read.
        StoreRefused: it cannot be replaced without losing its owner or another name.
        StoreUnavailable: the file system fails.
    """
    path = old.path
    if old.status is not None and old.status.st_nlink > 1:
        raise StoreRefused(
            f"{named(str(path))} has {old.status.st_nlink} hard links, and only one of them would get the new content",
            hint="make it a file of its own, or use a symbolic link",
        )
    new = path.with_name(path.name + _ENDING)
    with _store_errors(path):
        with suppress(FileNotFoundError):
            new.unlink()
        try:
            _write_new(new, content, old)
            _require_unchanged(old)
            new.replace(path)
        except BaseException:
            with suppress(OSError):
                new.unlink()
            raise
        _keep_rename(path.parent)
        return OpenedFile(path, content, path.stat())


def _write_new(new: Path, content: bytes, old: OpenedFile) -> None:
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), _OWNER_ONLY)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        if old.status is not None:
            _copy_attributes(old.path, old.status, number)
        os.fsync(number)


def _copy_attributes(path: Path, status: os.stat_result, number: int) -> None:
    if not hasattr(os, "fchown"):
        return
    made = os.fstat(number)
    if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
        try:
            os.fchown(number, status.st_uid, status.st_gid)
        except PermissionError:
            raise StoreRefused(f"the owner or group of {named(str(path))} cannot be kept", hint="run siwakit as the owner of the file") from None
    if hasattr(os, "listxattr"):
        # Access lists among them. A file system or a security module may refuse some of its own.
        with suppress(OSError):
            for name in os.listxattr(path):
                with suppress(OSError):
                    os.setxattr(number, name, os.getxattr(path, name))
    os.fchmod(number, stat.S_IMODE(status.st_mode))


def _require_unchanged(old: OpenedFile) -> None:
    try:
        now = old.path.stat()
    except FileNotFoundError:
        now = None
    if _identity(now) != _identity(old.status):
        raise StoreConflict(f"another program has changed {named(str(old.path))}", hint="read it again before you write")


def _identity(status: os.stat_result | None) -> tuple[int, ...] | None:
    return None if status is None else (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)


def _keep_rename(folder: Path) -> None:
    """Write the rename to disk, so that it survives a power failure; not every file system can."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _store_errors(path: Path) -> Iterator[None]:
    """Turn what the file system says into an error of a store."""
    try:
        yield
    except StoreError:
        raise
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None) or 0
        said = (getattr(error, "strerror", None) or "cannot be used").lower()
        message = f"{named(str(path))}: {said}"
        if number in _PASSING:
            raise StoreUnavailable(message, hint="try again later") from None
        raise StoreRefused(message, hint=_HINTS.get(number, "check the path, and who may use it")) from None
