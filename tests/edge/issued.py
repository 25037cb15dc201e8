"""Certificates that an authority of the emulator could issue, for the programs that have to accept or refuse them."""

from __future__ import annotations

import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from siwakit.edge.server.certificates import private_pem, public_pem


def chain(authority, name):
    """Return the key and the certificate that *authority* issues for *name*, followed by its issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    ours = authority.issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(ours.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ours.not_valid_before_utc)
        .not_valid_after(ours.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName([name]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    return private_pem(key) + public_pem(builder.sign(authority.key, hashes.SHA256())) + public_pem(ours)


def shake_hands(client, server, host):
    """Return None if *client* accepts *server* as *host*, or why it does not; both are contexts."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(to_client, to_server, server_hostname=host), server.wrap_bio(to_server, to_client, server_side=True))
    for end in ends * 2:
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLCertVerificationError as error:
            return error.verify_message
    return None
