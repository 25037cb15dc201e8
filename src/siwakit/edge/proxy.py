"""Be appleid.apple.com over TLS, for programs that cannot be told another address.

One port answers three things: a TLS greeting (the program was led here directly), `CONNECT appleid.apple.com:443` (it was told
of a proxy), and `POST https://appleid.apple.com/…` in clear, which old clients write to a proxy. The certificates are made at
the start, by an authority of this process alone; CONNECT to any other host is refused, but for account.apple.com, where Apple's
discovery document was for a day in June 2025.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from siwakit.apple import HOST, OTHER_HOST

MAX_HEAD_BYTES = 8 * 1024
GREETING_SECONDS = 10.0
MAX_GREETINGS = 128
_LIFETIME = dt.timedelta(days=7)
_TLS = b"\x16"  # the first byte of a TLS handshake record (RFC 8446, section 5.1)
_CONNECT = b"CONNECT "
_OURS = frozenset(f"{name}:443".encode() for name in (HOST, OTHER_HOST))
_GRANTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nsiwakit emulator: only Apple is here, for testing\n"

Protocols = Callable[[], asyncio.Protocol]


@dataclass(frozen=True, slots=True)
class Certificates:
    """Hold what the TLS of this process is: the authority's certificate in a file, a bundle with the system's roots, and the context."""

    authority: str
    bundle: str
    context: ssl.SSLContext = field(repr=False)


def make_certificates(folder: str) -> Certificates:
    """Make an authority and a certificate of appleid.apple.com, and write into *folder* what a program has to be given."""
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


class Proxy:
    """Take connections on *listener* and hand each, once it speaks plain HTTP, to a protocol of *protocols*."""

    def __init__(self, listener: socket.socket, certificates: Certificates, protocols: Protocols) -> None:
        self._listener = listener
        self._context = certificates.context
        self._protocols = protocols
        self._greetings: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Serve until cancelled."""
        loop = asyncio.get_running_loop()
        self._listener.settimeout(0)
        try:
            while True:
                sock, _ = await loop.sock_accept(self._listener)
                if len(self._greetings) >= MAX_GREETINGS:
                    sock.close()
                    continue
                task = loop.create_task(self._greet(sock))
                self._greetings.add(task)
                task.add_done_callback(self._greetings.discard)
        finally:
            for task in self._greetings:
                task.cancel()
            self._listener.close()

    async def _greet(self, sock: socket.socket) -> None:
        sock.settimeout(0)
        loop = asyncio.get_running_loop()
        is_handed_over = False
        try:
            with contextlib.suppress(OSError, TimeoutError, ssl.SSLError):
                async with asyncio.timeout(GREETING_SECONDS):
                    needs_tls = await self._agree(sock)
                    if needs_tls is not None:
                        is_handed_over = True
                        await loop.connect_accepted_socket(self._protocols, sock, ssl=self._context if needs_tls else None)
        finally:
            if not is_handed_over:
                sock.close()

    async def _agree(self, sock: socket.socket) -> bool | None:
        """Return whether TLS comes next; None where the connection ends here."""
        loop = asyncio.get_running_loop()
        first = await _peek(sock, len(_CONNECT))
        if first[:1] == _TLS:
            return True
        if first != _CONNECT:
            return False if first else None
        head = bytearray()
        while b"\r\n\r\n" not in head and len(head) <= MAX_HEAD_BYTES:
            chunk = await loop.sock_recv(sock, 1024)
            if not chunk:
                return None
            head += chunk
        is_ours = bytes(head[len(_CONNECT) :].split(b" ", 1)[0].lower()) in _OURS
        await loop.sock_sendall(sock, _GRANTED if is_ours else _REFUSED)
        return True if is_ours else None


async def _peek(sock: socket.socket, size: int) -> bytes:
    """Return the first bytes of what comes, and leave them where they are."""
    loop = asyncio.get_running_loop()
    while True:
        readable = loop.create_future()
        loop.add_reader(sock, readable.set_result, None)
        try:
            await readable
        finally:
            loop.remove_reader(sock)
        seen = sock.recv(size, socket.MSG_PEEK)
        if not seen or len(seen) == size or seen[:1] == _TLS or not _CONNECT.startswith(seen):
            return seen
        # The rest of the word is on its way; the socket stays readable, so time is given to it.
        await asyncio.sleep(0.01)


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
    """Return the roots that this machine trusts, so that a program led here can still talk to the rest of the world."""
    paths = ssl.get_default_verify_paths()
    for path in (paths.cafile, paths.openssl_cafile, "/etc/ssl/certs/ca-certificates.crt"):
        with contextlib.suppress(OSError):
            return b"\n" + Path(path or "").read_bytes()
    return b""
