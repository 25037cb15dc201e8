"""The certificates that this machine trusts, so that a program with our bundle still reaches every other host."""

from __future__ import annotations

import importlib
import ssl
from functools import lru_cache
from pathlib import Path

# Debian, Fedora and SUSE, Alpine and macOS, FreeBSD: for a Python that was built elsewhere.
_PLACES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
)
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


@lru_cache(maxsize=1)
def system_roots() -> bytes:
    """Return the roots in PEM: the system's own, or certifi's in an image that has none, or nothing."""
    paths = ssl.get_default_verify_paths()
    for path in (paths.openssl_cafile, *_PLACES, _certifi()):
        roots = certificates_in(path)
        if roots:
            return roots
    return b""


def certificates_in(path: str) -> bytes:
    """Return the content of the file at *path*, or of the files of a folder, if there are certificates in it; nothing if it cannot be read."""
    place = Path(path or "/dev/null")
    try:
        files = sorted(place.iterdir()) if place.is_dir() else [place]
    except OSError:
        return b""
    return b"\n".join(filter(None, map(_read, files)))


def _read(file: Path) -> bytes:
    try:
        content = file.read_bytes() if file.is_file() else b""
    except OSError:
        return b""
    return content if _CERTIFICATE in content else b""


def _certifi() -> str:
    try:
        return str(importlib.import_module("certifi").where())
    except ImportError:
        return ""
