"""Java's file of authorities, with ours added, as Java itself reads it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from tests.each import each

from siwakit.edge.intercept.seccomp.java_trust_store import trust_store
from siwakit.edge.server.certificates import make_certificates

KEYTOOL = shutil.which("keytool")
needs_java = pytest.mark.skipif(KEYTOOL is None, reason="needs keytool")


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    """Two authorities in PEM: one that is trusted already, and ours."""
    return [read(make_certificates(str(tmp_path_factory.mktemp("authority"))).authority) for _ in range(2)]


def read(path):
    return Path(path).read_bytes()


def keytool(*arguments, store, password="changeit"):
    options = ("-keystore", str(store), *(("-storepass", password) if password else ()), "-noprompt")
    return subprocess.run([KEYTOOL, *arguments, *options], capture_output=True, text=True, timeout=60, check=True, input="\n").stdout


def java_store(folder, authority, *options, password="changeit"):
    """Return a store that keytool made of *authority*."""
    (folder / "ca.pem").write_bytes(authority)
    keytool("-importcert", "-alias", "one", "-file", str(folder / "ca.pem"), *options, store=folder / "made", password=password)
    return read(folder / "made")


@needs_java
@pytest.mark.parametrize(
    "options",
    [
        ("-storetype", "JKS"),
        ("-storetype", "PKCS12"),
        (
            "-storetype",
            "PKCS12",
            "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
            "-J-Dkeystore.pkcs12.macAlgorithm=NONE",
        ),
    ],
    ids=["JKS", "PKCS12", "PKCS12 without a password"],
)
def test_java_reads_what_was_there_and_ours(authorities, tmp_path, options):
    store = trust_store(java_store(tmp_path, authorities[0], *options), authorities[1])
    assert store is not None
    (tmp_path / "cacerts").write_bytes(store)
    for password in ("changeit", ""):
        assert keytool("-list", store=tmp_path / "cacerts", password=password).count("trustedCertEntry") == 2
    listed = keytool("-list", "-rfc", store=tmp_path / "cacerts")
    for authority in authorities:
        assert authority.decode().split()[5] in listed


@needs_java
def test_a_store_with_another_password_is_left_as_it_is(authorities, tmp_path):
    for kind in ("JKS", "PKCS12"):
        (tmp_path / "made").unlink(missing_ok=True)
        assert trust_store(java_store(tmp_path, authorities[0], "-storetype", kind, password="other-password"), authorities[1]) is None


def test_the_authorities_of_a_store_in_pkcs12_are_kept(authorities):
    certificate = x509.load_pem_x509_certificate(authorities[0])
    text = pkcs12.serialize_java_truststore([pkcs12.PKCS12Certificate(certificate, b"one")], NoEncryption())
    store = trust_store(text, authorities[1])
    assert store is not None
    for authority in authorities:
        assert x509.load_pem_x509_certificate(authority).public_bytes(Encoding.DER) in store


@each("text", [b"", b"x" * 100, b"\xfe\xed\xfe\xed", b"\xfe\xed\xfe\xed" + bytes(100), b"-----BEGIN CERTIFICATE-----\n" * 10])
def test_what_is_not_a_store_is_left_as_it_is(text):
    assert trust_store(text, b"") is None
