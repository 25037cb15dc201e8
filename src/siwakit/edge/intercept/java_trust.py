"""A trust store for Java: the one of the Java that is found, or the system's roots, with our authority added.

The property that names it replaces Java's own, so everything that is trusted has to be in it.
"""

from __future__ import annotations

import os
import re
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path

from siwakit.edge.intercept.seccomp.java_trust_store import trust_store
from siwakit.edge.system_roots import system_roots

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_INSIDE = ("lib/security/cacerts", "jre/lib/security/cacerts")
_OF_THE_SYSTEM = ("/etc/ssl/certs/java/cacerts", "/etc/pki/java/cacerts", "/etc/ssl/certs/adoptium/cacerts")
_PASSWORD = b"changeit"


def java_trust_store(authority: bytes, environment: Mapping[str, str]) -> bytes:
    """Return a store with *authority* (PEM) that every Java opens with its usual password."""
    for path in _stores(environment):
        try:
            store = trust_store(path.read_bytes(), authority)
        except OSError:
            continue
        if store is not None:
            return store
    return _store_of(authority + b"\n" + system_roots())


def _stores(environment: Mapping[str, str]) -> list[Path]:
    program = shutil.which("java", path=environment.get("PATH"))
    homes = [environment.get("JAVA_HOME", ""), str(Path(os.path.realpath(program)).parent.parent) if program else ""]
    return [Path(home, inside) for home in homes if home for inside in _INSIDE] + [Path(path) for path in _OF_THE_SYSTEM]


def _store_of(roots: bytes) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    certificates = []
    for number, pem in enumerate(dict.fromkeys(_CERTIFICATE.findall(roots))):
        # A machine may trust a root that is malformed. Programs pass over it, and so does this.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                certificates.append(pkcs12.PKCS12Certificate(x509.load_pem_x509_certificate(pem), b"%d" % number))
            except ValueError:
                continue
    return pkcs12.serialize_java_truststore(certificates, BestAvailableEncryption(_PASSWORD))
