"""Files that the program gets with something of ours added: the hosts file, and bundles of certificate authorities.

What is handed over is a copy in memory that cannot be written; the file itself stays as it is. A file of certificates is a bundle of authorities
if the user has named it as one in the environment, or if it is named like one and contains many: a private bundle of few is left alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import stat
from collections.abc import Mapping, Sequence

from siwakit.edge.intercept.redirection import MARKER, MARKER_IPV6, Redirection
from siwakit.record import record

HOSTS = b"/etc/hosts"
# Variables that name a bundle of authorities, for OpenSSL and what is built on it, and for single programs.
TRUST_VARIABLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "PIP_CERT",
    "HTTPLIB2_CA_CERTS",
    "GIT_SSL_CAINFO",
    "PERL_LWP_SSL_CA_FILE",
    "MOJO_CA_FILE",
    "CARGO_HTTP_CAINFO",
    "BUNDLE_SSL_CA_CERT",
    "NODE_EXTRA_CA_CERTS",
    "DENO_CERT",
)
_INTERESTING = re.compile(rb"(?:\.(?:pem|crt|cer|txt|bundle)|(?:^|/)hosts)\Z")
_CERTIFICATE = re.compile(rb"^-----BEGIN (?:TRUSTED )?CERTIFICATE-----", re.MULTILINE)
_PRIVATE_KEY = b"PRIVATE KEY-----"
_MANY = 20
_MAX_BYTES = 16 * 1024 * 1024
_MAX_KEPT = 64


@record
class OpenedFile:
    """A path as the program opens it; *folder* is how this process reaches what the path begins at."""

    path: bytes
    folder: bytes
    root: bytes

    @property
    def reachable(self) -> bytes:
        """Return the path for this process."""
        return self.root + self.path if self.path.startswith(b"/") else self.folder + b"/" + self.path


class HandedFiles:
    """Decides which opened files are handed over, and keeps what they contain, as long as they do not change.

    *environment* is the program's.
    """

    def __init__(self, redirection: Redirection, environment: Mapping[str, str]) -> None:
        self._redirection = redirection
        values = filter(None, (environment.get(name) for name in TRUST_VARIABLES))
        self._named = frozenset(os.fsencode(value) for value in values)
        self._kept: dict[tuple[object, ...], int | None] = {}

    def is_interesting(self, path: bytes) -> bool:
        """Return whether the file may have to be handed over, judged by its name: nearly every file is not."""
        return _INTERESTING.search(path) is not None or path in self._named

    def replacement(self, opened: OpenedFile) -> int | None:
        """Return a new descriptor of what the program gets instead, or None if it gets the file itself."""
        try:
            kept = self._find(opened)
            return None if kept is None else os.open(f"/proc/self/fd/{kept}", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None

    def _find(self, opened: OpenedFile) -> int | None:
        descriptor = os.open(opened.reachable, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode) or not about.st_mode & stat.S_IROTH or about.st_size > _MAX_BYTES:
                return None
            key = (about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size, opened.path in self._named)
            if key not in self._kept:
                self._keep(key, self._written(opened, about, descriptor))
            return self._kept[key]
        finally:
            os.close(descriptor)

    def _written(self, opened: OpenedFile, about: os.stat_result, descriptor: int) -> bytes | None:
        if opened.path.endswith(b"hosts"):
            return hosts_file(_read(descriptor), self._redirection.hosts) if _is_hosts(opened, about) else None
        text = _read(descriptor)
        return bundle(text, self._redirection.authority) if opened.path in self._named or is_root_store(text) else None

    def _keep(self, key: tuple[object, ...], text: bytes | None) -> None:
        while len(self._kept) >= _MAX_KEPT:
            oldest = self._kept.pop(next(iter(self._kept)))
            if oldest is not None:
                os.close(oldest)
        self._kept[key] = None if text is None else sealed(text)


def _is_hosts(opened: OpenedFile, about: os.stat_result) -> bool:
    with contextlib.suppress(OSError):
        hosts = os.stat(opened.root + HOSTS)
        return (hosts.st_dev, hosts.st_ino) == (about.st_dev, about.st_ino)
    return False


def _read(descriptor: int) -> bytes:
    with open(descriptor, "rb", closefd=False) as file:
        return file.read(_MAX_BYTES)


def hosts_file(text: bytes, hosts: Sequence[str]) -> bytes:
    """Return the hosts file *text* in which *hosts* have only the marker addresses."""
    ours = {host.encode() for host in hosts}
    lines = [kept for kept in (_without(line, ours) for line in text.splitlines()) if kept is not None]
    marked = [f"{address} {' '.join(hosts)}".encode() for address in (MARKER, MARKER_IPV6)]
    return b"\n".join((*marked, *lines, b""))


def _without(line: bytes, hosts: set[bytes]) -> bytes | None:
    """Return *line* without *hosts*; None if it names no other host."""
    address, *names = line.partition(b"#")[0].split() or [b""]
    others = [name for name in names if name.lower() not in hosts]
    if len(others) == len(names):
        return line
    return b" ".join((address, *others)) if others else None


def is_root_store(text: bytes) -> bool:
    """Return whether *text* is a bundle of the authorities that a program trusts."""
    return len(_CERTIFICATE.findall(text)) >= _MANY and _PRIVATE_KEY not in text


def bundle(text: bytes, authority: bytes) -> bytes:
    """Return the bundle *text* with *authority* added."""
    return b"".join((text, b"" if text.endswith(b"\n") or not text else b"\n", authority))


def sealed(text: bytes) -> int:
    """Return the descriptor of a file in memory that contains *text* and cannot be changed."""
    descriptor = os.memfd_create("siwakit", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(text)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE)
    return descriptor
