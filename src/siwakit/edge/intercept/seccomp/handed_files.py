"""Files that the program gets with something of ours added: the hosts file, and bundles of certificate authorities.

What is handed over is a copy in memory that cannot be written; the file itself stays as it is. The copy is kept as long as the file has the same
time and size.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from collections.abc import Mapping

from siwakit.edge.intercept.redirection import Redirection
from siwakit.edge.intercept.seccomp.java_trust_store import trust_store
from siwakit.edge.intercept.seccomp.name_files import HOSTS, SWITCH, hosts_file, switch_file
from siwakit.edge.intercept.seccomp.opened_file import OpenedFile
from siwakit.edge.intercept.seccomp.root_stores import bundle, has_certificate, is_root_store, may_be_missing, named_bundles

_INTERESTING = re.compile(rb"\.(?:pem|crt|cer)\Z|cert[^/]*\.txt\Z|(?:^|/)(?:hosts|nsswitch\.conf|(?:jsse)?cacerts)\Z")
_MAX_BYTES = 16 * 1024 * 1024
_FIRST_BYTES = 64 * 1024
_TEXTS = (b".pem", b".crt", b".cer", b".txt")
_MAX_KEPT = 64
# Flags that a program can ask for later.
_KEPT_FLAGS = os.O_NONBLOCK | os.O_APPEND


class HandedFiles:
    """Decides which opened files are handed over, and keeps what they contain.

    *environment* is the program's.
    """

    def __init__(self, redirection: Redirection, environment: Mapping[str, str]) -> None:
        self._redirection = redirection
        self._named = named_bundles(environment)
        self._kept: dict[tuple[object, ...], int | None] = {}

    def is_interesting(self, path: bytes) -> bool:
        """Return whether the file may have to be handed over, judged by its name: nearly every file is not."""
        return _INTERESTING.search(path) is not None or path in self._named

    def replacement(self, opened: OpenedFile) -> int | None:
        """Return a new descriptor of what the program gets instead, or None if it gets the file itself."""
        try:
            kept = self._find(opened)
            return None if kept is None else os.open(f"/proc/self/fd/{kept}", os.O_RDONLY | os.O_CLOEXEC | opened.flags & _KEPT_FLAGS)
        except OSError:
            return None

    def _find(self, opened: OpenedFile) -> int | None:
        try:
            descriptor = opened.open()
        except FileNotFoundError:
            return self._find_missing(opened)
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode) or about.st_size > _MAX_BYTES or not opened.may_read(about):
                return None
            key = (about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size, os.path.basename(opened.path), opened.path in self._named)
            if key not in self._kept:
                self._keep(key, self._written(opened, about, descriptor))
            return self._kept[key]
        finally:
            os.close(descriptor)

    def _find_missing(self, opened: OpenedFile) -> int | None:
        key = (opened.path,)
        if opened.path == HOSTS and key not in self._kept:
            self._keep(key, hosts_file(b"", self._redirection.hosts))
        elif may_be_missing(opened.path, opened.exists) and key not in self._kept:
            self._keep(key, self._redirection.authority)
        return self._kept.get(key)

    def _written(self, opened: OpenedFile, about: os.stat_result, descriptor: int) -> bytes | None:
        """Return what the program gets instead of the file, or None."""
        is_named = opened.path in self._named
        with open(descriptor, "rb", closefd=False) as file:
            text = file.read(_FIRST_BYTES)
            if is_named or not opened.path.endswith(_TEXTS) or has_certificate(text):
                text += file.read(_MAX_BYTES)
        authority = self._redirection.authority
        match os.path.basename(opened.path):
            case b"hosts":
                return hosts_file(text, self._redirection.hosts) if opened.is_file(HOSTS, about) else None
            case b"nsswitch.conf":
                return switch_file(text) if opened.is_file(SWITCH, about) else None
            case b"cacerts" | b"jssecacerts":
                return trust_store(text, authority)
            case _:
                return bundle(text, authority) if is_named or is_root_store(text) else None

    def _keep(self, key: tuple[object, ...], text: bytes | None) -> None:
        while len(self._kept) >= _MAX_KEPT:
            oldest = self._kept.pop(next(iter(self._kept)))
            if oldest is not None:
                os.close(oldest)
        self._kept[key] = None if text is None else sealed(text)


def sealed(text: bytes) -> int:
    """Return the descriptor of a file in memory that contains *text* and cannot be changed."""
    descriptor = os.memfd_create("siwakit", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(text)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE)
    return descriptor
