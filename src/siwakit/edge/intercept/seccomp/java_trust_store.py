"""Java's file of authorities, `cacerts`, with ours added.

It is handed over in the format JKS, which every Java reads whatever the file is called and with or without the password: its certificates are not
encrypted. One in PKCS#12, as Java makes them since 18, is converted.
"""

from __future__ import annotations

import base64
import hashlib
import struct

from siwakit.record import record

_JKS = 0xFEEDFEED
_VERSION = 2
_TRUSTED = 2
_HEAD = struct.Struct("!III")
_DIGEST_BYTES = 20
_PASSWORD = "changeit"
_SALT = b"Mighty Aphrodite"
_ALIAS = b"siwakit"
_X509 = b"X.509"


@record
class Entries:
    """The trusted certificates of a store: how many, and as they are written in JKS."""

    count: int
    text: bytes


def trust_store(text: bytes, authority: bytes) -> bytes | None:
    """Return the store *text* with *authority* (PEM) added; None if it is not a store that can be read."""
    entries = _entries(text)
    if entries is None:
        return None
    content = _HEAD.pack(_JKS, _VERSION, entries.count + 1) + entries.text + _entry(_ALIAS, _der(authority))
    return content + _digest(content)


def _entries(text: bytes) -> Entries | None:
    if len(text) < _HEAD.size + _DIGEST_BYTES:
        return None
    magic, _, count = _HEAD.unpack_from(text)
    if magic != _JKS:
        return _entries_of_pkcs12(text)
    content = text[:-_DIGEST_BYTES]
    # With another password the digest is another, and cannot be made here.
    return Entries(count, content[_HEAD.size :]) if _digest(content) == text[-_DIGEST_BYTES:] else None


def _entries_of_pkcs12(text: bytes) -> Entries | None:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    for password in (None, _PASSWORD.encode()):
        try:
            found = pkcs12.load_pkcs12(text, password).additional_certs
        except ValueError:
            continue
        certificates = [item.certificate.public_bytes(Encoding.DER) for item in found]
        return Entries(len(certificates), b"".join(_entry(b"ca-%d" % number, der) for number, der in enumerate(certificates)))
    return None


def _entry(alias: bytes, der: bytes) -> bytes:
    return b"".join((struct.pack("!I", _TRUSTED), _short(alias), bytes(8), _short(_X509), struct.pack("!I", len(der)), der))


def _short(text: bytes) -> bytes:
    return struct.pack("!H", len(text)) + text


def _digest(content: bytes) -> bytes:
    return hashlib.sha1(_PASSWORD.encode("utf-16-be") + _SALT + content, usedforsecurity=False).digest()


def _der(pem: bytes) -> bytes:
    return base64.b64decode(pem.partition(b"-----BEGIN CERTIFICATE-----")[2].partition(b"-----END")[0])
