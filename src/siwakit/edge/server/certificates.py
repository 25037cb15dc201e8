"""Certificates of the emulator: an authority of its own, and a certificate for appleid.apple.com that it signed.

A program trusts this authority in addition to the machine's, so the authority must not be of use for anything else: name constraints,
which are critical, permit it only Apple's two hosts, and this machine's own names if they are covered too. It expires soon.

What a program trusts is a root whose key signs one certificate, that of an issuer, and is forgotten. The issuer has the same
constraints, because Java does not look at those of a root. The issuer's key is forgotten too as soon as the server has its
certificate: only `kept_certificates` keeps it, because that folder is meant to stay.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import os
import ssl
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from siwakit.apple import HOST, OTHER_HOST
from siwakit.edge.server.replace_file import replace_file
from siwakit.edge.system_roots import system_roots
from siwakit.record import record

EMULATOR_LIFETIME = dt.timedelta(days=7)
RUN_LIFETIME = dt.timedelta(hours=12)
_CLOCKS_DIFFER = dt.timedelta(hours=1)
_Period = tuple[dt.datetime, dt.datetime]
_APPLE = (x509.DNSName(HOST), x509.DNSName(OTHER_HOST))
_LOCALHOST = "localhost"
_ONE_MACHINE = (ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("::1/128"))
_EVERY_MACHINE = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))


@record
class Certificates:
    """Paths of the authority's certificate and of a bundle that adds the system's roots, and the TLS context of the server."""

    authority: str
    bundle: str
    context: ssl.SSLContext = field(repr=False)

    @property
    def pem(self) -> bytes:
        """Return the authority's certificate."""
        return Path(self.authority).read_bytes()


@record
class Authority:
    """A root without its key, and an issuer that can sign."""

    root: x509.Certificate
    issuer: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)


def make_certificates(folder: str, lifetime: dt.timedelta = EMULATOR_LIFETIME, *, covers_localhost: bool = True) -> Certificates:
    """Make an authority and a certificate for Apple's hosts, and write to *folder* what a client has to trust.

    With *covers_localhost* the port can also be reached by this machine's own names.
    """
    authority = make_authority(lifetime, covers_localhost=covers_localhost)
    return write_certificates(authority, folder)


def make_authority(lifetime: dt.timedelta, *, covers_localhost: bool) -> Authority:
    """Make an authority that may certify Apple's hosts, and this machine's own names if they are covered."""
    begin = dt.datetime.now(dt.UTC) - _CLOCKS_DIFFER
    period = (begin, begin + lifetime)
    constraints = _constraints(covers_localhost=covers_localhost)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = _name("siwakit emulator, for testing only")
    root = _certifier(name, name, root_key, period, constraints, 1).sign(root_key, hashes.SHA256())
    issuer = _certifier(_name("siwakit emulator, issuer"), name, key, period, constraints, 0)
    return Authority(root, issuer.add_extension(_issued_by(root_key), critical=False).sign(root_key, hashes.SHA256()), key)


def write_certificates(authority: Authority, folder: str) -> Certificates:
    """Issue a certificate for the hosts that *authority* may certify, and write to *folder* what a client has to trust."""
    place = Path(folder)
    pem = public_pem(authority.root)
    replace_file(place / "ca.pem", pem)
    replace_file(place / "bundle.pem", pem + b"\n" + system_roots())
    return Certificates(str(place / "ca.pem"), str(place / "bundle.pem"), _context(authority, place))


def _context(authority: Authority, place: Path) -> ssl.SSLContext:
    """Return the context of the server, which has a certificate of its own for clients that ask for one of Apple's hosts.

    BoringSSL, which is in Bun, refuses a certificate that names an address if an authority may certify only some addresses.
    """
    local = _local_names(authority.issuer)
    apple = _serving(authority, place, list(_APPLE))
    if not local:
        return apple
    context = _serving(authority, place, [*_APPLE, *local])
    hosts = frozenset(name.value for name in _APPLE)

    def choose(connection: ssl.SSLObject, host: str | None, _: ssl.SSLContext) -> None:
        if host in hosts:
            connection.context = apple

    context.sni_callback = choose
    return context


def _serving(authority: Authority, place: Path, names: list[x509.GeneralName]) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = _issue(authority, key.public_key(), names)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with _readable(private_pem(key) + public_pem(leaf) + public_pem(authority.issuer), place) as chain:
        context.load_cert_chain(chain)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _local_names(issuer: x509.Certificate) -> list[x509.GeneralName]:
    """Return the names of this machine, if *issuer* may certify them."""
    constraints = issuer.extensions.get_extension_for_class(x509.NameConstraints).value
    if constraints.excluded_subtrees is not None:
        return []
    return [x509.DNSName(_LOCALHOST), *(x509.IPAddress(network.network_address) for network in _ONE_MACHINE)]


@contextlib.contextmanager
def _readable(content: bytes, place: Path) -> Iterator[str]:
    """Yield a path to read *content* from, in memory if the system can: OpenSSL's Python interface takes keys only from files."""
    if hasattr(os, "memfd_create") and os.path.isdir("/proc/self/fd"):  # noqa: PTH112  os.path costs no import
        with os.fdopen(os.memfd_create("siwakit"), "wb") as file:
            file.write(content)
            file.flush()
            yield f"/proc/self/fd/{file.fileno()}"
        return
    path = place / "server.pem"
    try:
        replace_file(path, content, 0o600)
        yield str(path)
    finally:
        path.unlink(missing_ok=True)


def _issue(authority: Authority, public: ec.EllipticCurvePublicKey, names: list[x509.GeneralName]) -> x509.Certificate:
    issuer = authority.issuer
    builder = (
        _builder(_name(HOST), issuer.subject, public, (issuer.not_valid_before_utc, issuer.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_issued_by(authority.key), critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256())


def _certifier(
    name: x509.Name, signed_by: x509.Name, key: ec.EllipticCurvePrivateKey, period: _Period, constraints: x509.NameConstraints, path_length: int
) -> x509.CertificateBuilder:
    return (
        _builder(name, signed_by, key.public_key(), period)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(constraints, critical=True)
    )


def _constraints(*, covers_localhost: bool) -> x509.NameConstraints:
    """Return the names to permit. A kind of name that is not mentioned would be permitted altogether, so addresses are."""
    if covers_localhost:
        return x509.NameConstraints([*_APPLE, x509.DNSName(_LOCALHOST), *map(x509.IPAddress, _ONE_MACHINE)], None)
    return x509.NameConstraints(_APPLE, list(map(x509.IPAddress, _EVERY_MACHINE)))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        **dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False),
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(name: x509.Name, signed_by: x509.Name, public: ec.EllipticCurvePublicKey, period: _Period) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signed_by)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(period[0])
        .not_valid_after(period[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _issued_by(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def public_pem(certificate: x509.Certificate) -> bytes:
    """Return *certificate* in PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return *key* in PEM."""
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
