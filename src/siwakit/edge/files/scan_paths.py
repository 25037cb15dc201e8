"""Read the files of a repository and give them to a scan: most are only looked through for a few words."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from siwakit.edge.files.repository_files import RepositoryFile, files_of
from siwakit.flow.scan.file_problems import ScannedFile
from siwakit.flow.scan.interest import is_binary, is_key_in_der, may_concern_apple
from siwakit.flow.scan.scan_files import Scan
from siwakit.flow.scan.which_files import MAX_BYTES, is_generated_text, kind_of_file

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MAX_SEARCHED = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
# A file that is too large to be read is named if it contains one of these, in any case.
_OF_SIGN_IN = (
    b"appleid.apple.com",
    b"account.apple.com",
    b"authkey_",
    b"begin private key",
    b"signinwithapple",
    b"sign in with apple",
    b"sign_in_with_apple",
)
# It was listed and is gone, or is a link, a pipe or a folder: there is nothing to read.
_NOTHING_TO_READ = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EISDIR, errno.ENXIO})


def scan_paths(scan: Scan, paths: tuple[str, ...], exclude: tuple[str, ...], progress: Callable[[int], None] | None = None) -> None:
    """Add every file of *paths* to *scan*, and call *progress* with the number of files read so far.

    Raises:
        NotReadable: one of *paths* is missing, or is neither a file nor a folder.
        TooLarge: more than 1,000,000 files.
        UsageError: there is source code about Apple, and what reads it is not installed.
    """
    for file in files_of(paths, exclude):
        scan.files += 1
        if progress:
            progress(scan.files)
        try:
            _add(file, scan)
        except OSError as error:
            if error.errno not in _NOTHING_TO_READ:
                scan.add_not_read(file.path, (error.strerror or "cannot be read").lower())


def _add(file: RepositoryFile, scan: Scan) -> None:
    data, size = _read_start(file)
    if size > MAX_BYTES:
        _add_large(file, data, scan)
        return
    if data.startswith(_UTF16_MARKS):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    if is_binary(data):
        if is_key_in_der(data):
            scan.add_key_in_der(_scanned(file, ""), data)
    elif may_concern_apple(data, kind_of_file(file.inner)):
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        if file.is_named or not is_generated_text(text):
            scan.add(_scanned(file, text))


def _scanned(file: RepositoryFile, text: str) -> ScannedFile:
    return ScannedFile(path=file.path, inner=file.inner, text=text, is_tracked=file.is_tracked, is_new=file.is_new)


def _add_large(file: RepositoryFile, data: bytes, scan: Scan) -> None:
    if is_binary(data) and not data.startswith(_UTF16_MARKS):
        return
    is_about_apple = _contains(file.path, _OF_SIGN_IN)
    if is_about_apple or file.is_named:
        scan.add_not_read(file.path, f"more than {MAX_BYTES // 1024} KiB")
    elif is_about_apple is None:
        scan.add_not_read(file.path, f"more than {_MAX_SEARCHED // 1024 // 1024} MiB, searched only up to there")


def _read_start(file: RepositoryFile) -> tuple[bytes, int]:
    """Return the beginning of *file*, up to the limit, and its size; a symbolic link is followed only if it was named."""
    no_links = 0 if file.is_named else getattr(os, "O_NOFOLLOW", 0)
    # A pipe would wait for its writer.
    number = os.open(file.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | no_links)
    with open(number, "rb") as opened:  # noqa: PTH123  a number, not a path
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENXIO, "not a regular file")
        return opened.read(MAX_BYTES), status.st_size


def _contains(path: str, words: tuple[bytes, ...]) -> bool | None:
    """Return whether one of *words* is in the file at *path*; None if the file is over 64 MiB and its beginning contains none of them."""
    longest = max(map(len, words))
    kept, count = b"", 0
    with Path(path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = kept + chunk.lower()
            if any(word in text for word in words):
                return True
            kept, count = text[-longest:], count + len(chunk)
            if count >= _MAX_SEARCHED:
                return None
    return False
