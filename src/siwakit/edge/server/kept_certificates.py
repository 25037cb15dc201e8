"""Certificates in a folder that stays (`--certificates FOLDER`), for programs that something else starts: they are told its path once.

The authority is used again by the next start, until it is about to expire. Its key is in one file with its certificate, which only
the owner can read; what programs read is written from it at each start.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from siwakit.edge.server.certificates import Authority, Certificates, make_authority, private_pem, public_pem, write_certificates
from siwakit.edge.server.replace_file import replace_file
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named

LIFETIME = dt.timedelta(days=30)
_RENEWED_BEFORE = dt.timedelta(days=7)
_AUTHORITY = "authority-key.pem"
_MAX_BYTES = 64 * 1024
_HINT = "give a folder that only you can write to; it is created if it does not exist"


def kept_certificates(folder: str) -> Certificates:
    """Return certificates by the authority in *folder*, which is made if it is missing or expires within a week.

    Raises:
        UsageError: the folder cannot be used.
    """
    place = Path(folder).absolute()
    try:
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        _require_own(place)
        authority = _read(place / _AUTHORITY) or _renew(place / _AUTHORITY)
        return write_certificates(authority, str(place))
    except OSError as error:
        raise _unusable(place, (error.strerror or "unknown error").lower()) from None


def _require_own(place: Path) -> None:
    """Refuse a folder in which another user could replace what programs trust."""
    status = place.stat()
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise _unusable(place, "it belongs to another user")
    if status.st_mode & stat.S_IWOTH:
        raise _unusable(place, "other users can write to it")


def _read(path: Path) -> Authority | None:
    """Return the authority in *path*; None if it is missing or expires soon."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path.parent, f"{_AUTHORITY} cannot be opened, {(error.strerror or 'unknown error').lower()}") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _unusable(path.parent, f"{_AUTHORITY} is not a file")
        if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o077):
            raise _unusable(path.parent, f"{_AUTHORITY} can be read by others or is theirs", f"delete {_AUTHORITY}: a new one is made")
        content = file.read(_MAX_BYTES)
    return _parse(content)


def _parse(content: bytes) -> Authority | None:
    """Return the authority in *content* if it is whole and does not expire within a week."""
    try:
        key = serialization.load_pem_private_key(content, None)
        root, issuer = x509.load_pem_x509_certificates(content)
        issuer.verify_directly_issued_by(root)
        issuer.extensions.get_extension_for_class(x509.NameConstraints)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != issuer.public_key():
        return None
    now = dt.datetime.now(dt.UTC)
    is_current = root.not_valid_before_utc <= now <= root.not_valid_after_utc - _RENEWED_BEFORE
    return Authority(root, issuer, key) if is_current else None


def _renew(path: Path) -> Authority:
    authority = make_authority(LIFETIME, covers_localhost=True)
    replace_file(path, private_pem(authority.key) + public_pem(authority.root) + public_pem(authority.issuer), 0o600)
    return authority


def _unusable(path: Path, why: str, hint: str = _HINT) -> UsageError:
    return UsageError(f"--certificates {named(str(path), 200)} cannot be used: {why}", hint=hint)
