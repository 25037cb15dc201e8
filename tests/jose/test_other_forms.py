"""The forms that examples show are the forms that other programs write."""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from siwakit.jose import es256
from siwakit.jose.keys import other_forms, pkcs8

KEY = pkcs8.private_key(0x1F2E3D4C5B6A79880123456789ABCDEF1F2E3D4C5B6A79880123456789ABCDEF)
DATA = b"header.payload"


def test_apples_form_has_150_bytes_and_loads_as_the_same_key():
    text = other_forms.apple_pem(KEY)
    assert len(b64decode("".join(text.splitlines()[1:-1]))) == 150
    assert load_pem_private_key(text.encode(), None).private_numbers() == KEY.private_numbers()


def test_the_base64_of_apples_form_begins_as_apples_files_do():
    assert other_forms.apple_pem(KEY).splitlines()[1].startswith("MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQg")


def test_sec1_and_the_public_half_hold_the_same_key():
    assert load_pem_private_key(other_forms.sec1_pem(KEY).encode(), None).private_numbers() == KEY.private_numbers()
    assert load_pem_public_key(other_forms.public_pem(KEY).encode()) == KEY.public_key()
    assert other_forms.pkcs8_pem(KEY) == pkcs8.pem(KEY)


@pytest.mark.parametrize(("name", "algorithm"), [("SHA-1", hashes.SHA1()), ("SHA-384", hashes.SHA384()), ("SHA-512", hashes.SHA512())])  # noqa: S303  one of the mistakes
def test_another_hash_signs_the_same_bytes_each_time_and_verifies(name, algorithm):
    raw = other_forms.sign_with_hash(KEY, DATA, name)
    assert raw == other_forms.sign_with_hash(KEY, DATA, name)
    KEY.public_key().verify(es256.raw_to_der(raw), DATA, ec.ECDSA(algorithm))


def test_a_p384_signature_has_96_bytes():
    key = other_forms.p384_key(5)
    raw = other_forms.sign_p384(key, DATA)
    assert len(raw) == 96
    key.public_key().verify(es256.raw_to_der(raw), DATA, ec.ECDSA(hashes.SHA384()))
