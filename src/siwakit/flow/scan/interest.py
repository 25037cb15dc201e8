"""A quick look at the bytes of a file: whether it can contain anything of Sign in with Apple, or a key or a secret."""

from __future__ import annotations

from base64 import b64encode

from siwakit.apple import HOST
from siwakit.flow.scan.which_files import FileKind

# PKCS#8 on P-256 as DER, and base64 of it; the armour of PEM, and base64 of that.
_CURVE_DER = bytes.fromhex("06072a8648ce3d020106082a8648ce3d030107")
_KEY_MARKS = (b"PRIVATE KEY-----", b"AgEAMBMGByqGSM49AgEGCCqGSM49AwEH", b64encode(b"-----BEGIN PRIVATE KEY-----"))
_MAX_DER = 16 * 1024
_DER_MARK = b"0"


def _in_base64(text: bytes) -> tuple[bytes, ...]:
    """Return what base64 of any text around *text* contains, for each of the three ways in which it can be aligned."""
    return tuple(b64encode(b"\0" * shift + text)[(shift * 8 + 5) // 6 : (shift + len(text)) * 8 // 6] for shift in range(3))


# The claims of a client_secret name Apple.
_TOKEN_MARKS = _in_base64(HOST.encode())
_WORDS = (b"sign", b"encode", b"token", b"secret", b"jwt", b"jws", b"compact", b"es256", b"serialize")
_IGNORE = b"siwakit:"
_REFRESH = b".0."


def may_concern_apple(data: bytes, kind: FileKind) -> bool:
    """Return whether *data*, a file of *kind*, may contain something to judge."""
    if _has_credential(data) or _IGNORE in data:
        return True
    lower = data.lower()
    if b"apple" not in lower and b"siwa" not in lower:
        return False
    if kind is FileKind.SOURCE:
        return any(word in lower for word in _WORDS)
    return kind is FileKind.SETTINGS or _REFRESH in data


def is_key_in_der(data: bytes) -> bool:
    """Return whether *data* may be a private key in DER."""
    return len(data) <= _MAX_DER and data.startswith(_DER_MARK) and _CURVE_DER in data


def is_binary(data: bytes) -> bool:
    """Return whether *data* is not text."""
    return b"\0" in data[: 8 * 1024]


def _has_credential(data: bytes) -> bool:
    return any(mark in data for mark in (*_KEY_MARKS, *_TOKEN_MARKS))
