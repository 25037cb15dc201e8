"""Certificates for one run of the emulator: an authority of its own, and a certificate for appleid.apple.com that it signed."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import ssl
from dataclasses import field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from siwakit.apple import HOST, OTHER_HOST
from siwakit.record import record

_LIFETIME = dt.timedelta(days=7)


@record
class Certificates:
    """Paths of the authority's certificate and of a bundle that adds the system's roots, and the TLS context of the server."""

    authority: str
    bundle: str
    context: ssl.SSLContext = field(repr=False)


def make_certificates(folder: str) -> Certificates:
    """Make an authority and a certificate for appleid.apple.com, and write to *folder* what a client has to trust."""
    key, authority = _make_authority()
    leaf_key, leaf = _make_leaf(key, authority)
    place = Path(folder)
    pem = authority.public_bytes(serialization.Encoding.PEM)
    (place / "ca.pem").write_bytes(pem)
    (place / "bundle.pem").write_bytes(pem + _system_roots())
    chain = place / "server.pem"
    chain.touch(mode=0o600)
    chain.write_bytes(_private_pem(leaf_key) + leaf.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(chain)
    context.set_alpn_protocols(["http/1.1"])
    chain.unlink()
    return Certificates(str(place / "ca.pem"), str(place / "bundle.pem"), context)


def _make_authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "siwakit emulator, for testing only")])
    usage = x509.KeyUsage(
        **dict.fromkeys(("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False),
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _builder(name, name, key.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return key, builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


def _make_leaf(key: ec.EllipticCurvePrivateKey, authority: x509.Certificate) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    names = [x509.DNSName(HOST), x509.DNSName(OTHER_HOST), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = (
        _builder(name, authority.subject, leaf_key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer_id, critical=False)
    )
    return leaf_key, builder.sign(key, hashes.SHA256())


def _builder(name: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _system_roots() -> bytes:
    """Return the roots that this machine trusts, so that a client with our bundle can still reach other hosts."""
    paths = ssl.get_default_verify_paths()
    for path in (paths.cafile, paths.openssl_cafile, "/etc/ssl/certs/ca-certificates.crt"):
        with contextlib.suppress(OSError):
            return b"\n" + Path(path or "").read_bytes()
    return b""
