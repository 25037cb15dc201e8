"""The examples' team key in Apple's form and in every other one. All of them are public test keys."""

from __future__ import annotations

from functools import cache

from siwakit.jose.keys import other_forms
from siwakit.samples import example_keys

# Both would differ each time they are written: an encrypted key by its salt, a certificate by its signature.
ENCRYPTED = """\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBA8qVaDd4rOVqMPDhXr
lOymAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQdvXc1hOtho1tPW7M
WE3djwSBkFJ7TEwIhaID0nE3R/OZ3ax7ErIVpQiMUo8RHOtPU4ve9zuxBvOqMv4A
7+gLH8yRH3fBxMltVBs7jx08vJN1EL/ED7YfE4q4Qg6VYBJ1HeCux5oc5dNZPvnH
pexnCA+8HcEaSjt33TL6TxnuTGGMQJfYXAwqa1TGk/JSsv7rEa7enRllaqXpVHrV
J+WaQprFpw==
-----END ENCRYPTED PRIVATE KEY-----
"""
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBMDCB16ADAgECAgEBMAoGCCqGSM49BAMCMCIxIDAeBgNVBAMMF3Npd2FraXQg
cHVibGljIHRlc3Qga2V5MB4XDTI2MDEwMTAwMDAwMFoXDTQ2MDEwMTAwMDAwMFow
IjEgMB4GA1UEAwwXc2l3YWtpdCBwdWJsaWMgdGVzdCBrZXkwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATMMkfgG8rWiLGk5Kzs+8V2ZJpUjvRRR3WkUBTgP5UA9Xcm
0Hj6ieygcIEagl1DgJgRFqclETl9I1seuC3uK9a9MAoGCCqGSM49BAMCA0gAMEUC
IAh58qa2w7luGntUeQLG5+BLl0IB8WAXX/xsujlR/xp6AiEAp3oAvvA+Bnfu/pY3
fEvDLdGqxjA9BzcJVognPuJmMbc=
-----END CERTIFICATE-----
"""


@cache
def apple_form() -> str:
    """Return the key in the 150 bytes of Apple's download."""
    return other_forms.apple_pem(example_keys.team_key())


@cache
def sec1() -> str:
    """Return the key in SEC1."""
    return other_forms.sec1_pem(example_keys.team_key())


@cache
def public() -> str:
    """Return the public half of the key."""
    return other_forms.public_pem(example_keys.team_key())


@cache
def rsa() -> str:
    """Return an RSA key."""
    return other_forms.pkcs8_pem(example_keys.apple_key())


@cache
def p384() -> str:
    """Return a key on P-384."""
    return other_forms.pkcs8_pem(other_forms.p384_key(example_keys.TEAM_KEY_SCALAR))


def sign_p384(data: bytes) -> bytes:
    """Return the signature that the key on P-384 makes over *data*."""
    return other_forms.sign_p384(other_forms.p384_key(example_keys.TEAM_KEY_SCALAR), data)


def encrypted() -> str:
    """Return the key encrypted with a password."""
    return ENCRYPTED


def certificate() -> str:
    """Return a certificate of the key."""
    return CERTIFICATE
