"""Bundles of the authorities that a program trusts, with ours added.

A file of certificates is such a bundle if the user has named it as one in the environment, or if it contains many: a private bundle is not changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping

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
    "HTTPS_CA_FILE",
    "MOJO_CA_FILE",
    "CARGO_HTTP_CAINFO",
    "BUNDLE_SSL_CA_CERT",
    "NODE_EXTRA_CA_CERTS",
    "DENO_CERT",
    "NIX_SSL_CERT_FILE",
    "WEBSOCKET_CLIENT_CA_BUNDLE",
)
# Where distributions keep the bundle of the system. Go reads the first of them that exists.
_SYSTEM_BUNDLES = (
    b"/etc/ssl/certs/ca-certificates.crt",
    b"/etc/pki/tls/certs/ca-bundle.crt",
    b"/etc/ssl/ca-bundle.pem",
    b"/etc/pki/tls/cacert.pem",
    b"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    b"/etc/ssl/cert.pem",
)
# The file that OpenSSL reads besides a folder of certificates; most systems only have the folder.
_OPENSSL_FILE = re.compile(rb"/(?:usr|etc|opt|nix|install|home/linuxbrew)(?:/[^/]+)*/(?:ssl|tls|openssl[^/]*)/cert\.pem\Z|/etc/ssl/cert\.pem\Z")
_CERTIFICATE = re.compile(rb"^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----", re.MULTILINE)
_PRIVATE_KEY = b"PRIVATE KEY-----"
_MANY = 20


def named_bundles(environment: Mapping[str, str]) -> frozenset[bytes]:
    """Return the bundles that the user has named in *environment*."""
    return frozenset(os.fsencode(value) for value in filter(None, (environment.get(name) for name in TRUST_VARIABLES)))


def has_certificate(text: bytes) -> bool:
    """Return whether a certificate begins in *text*, the beginning of a file."""
    return _CERTIFICATE.search(text) is not None


def is_root_store(text: bytes) -> bool:
    """Return whether *text* contains the authorities of the web: a private bundle or a server's chain is shorter."""
    return len(_CERTIFICATE.findall(text)) >= _MANY and _PRIVATE_KEY not in text


def bundle(text: bytes, authority: bytes) -> bytes | None:
    """Return the bundle *text* with *authority* added, or None if it contains it."""
    if authority in text:
        return None
    return b"".join((text, b"" if text.endswith(b"\n") or not text else b"\n", authority))


def may_be_missing(path: bytes, exists: Callable[[bytes], bool]) -> bool:
    """Return whether *path*, which does not exist, is opened by programs that look for authorities, and find them elsewhere or not at all."""
    if _OPENSSL_FILE.search(path):
        return True
    return path == _SYSTEM_BUNDLES[0] and not any(map(exists, _SYSTEM_BUNDLES))
