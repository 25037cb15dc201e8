"""ES256 as raw bytes, compared with cryptography and PyJWT."""

from __future__ import annotations

from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from tests.each import each

from siwakit.errors import KeyFault
from siwakit.jose import es256

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def key_for(label):
    return ec.derive_private_key(int.from_bytes(sha256(label.encode()).digest(), "big") % (ORDER - 1) + 1, ec.SECP256R1())


KEY = key_for("es256")
PUBLIC = KEY.public_key()
DATA = b"header.payload"


@pytest.mark.parametrize("sign", [es256.sign, es256.sign_deterministic])
def test_what_is_signed_verifies_here_and_elsewhere(sign):
    signature = sign(KEY, DATA)
    assert len(signature) == 64
    assert es256.verify(PUBLIC, signature, DATA)
    assert ECAlgorithm(ECAlgorithm.SHA256).verify(DATA, PUBLIC, signature)
    PUBLIC.verify(es256.raw_to_der(signature), DATA, ec.ECDSA(hashes.SHA256()))


def test_what_pyjwt_signs_verifies():
    assert es256.verify(PUBLIC, ECAlgorithm(ECAlgorithm.SHA256).sign(DATA, KEY), DATA)


def test_deterministic_signatures_are_those_of_rfc_6979():
    # RFC 6979, A.2.5: P-256, SHA-256, message "sample".
    key = ec.derive_private_key(0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, ec.SECP256R1())
    r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    assert es256.sign_deterministic(key, b"sample").hex() == r + s


def test_signatures_differ_and_deterministic_ones_do_not():
    assert es256.sign(KEY, DATA) != es256.sign(KEY, DATA)
    assert es256.sign_deterministic(KEY, DATA) == es256.sign_deterministic(KEY, DATA)


@each("length", [0, 1, 63, 65, 70, 128])
def test_another_length_never_verifies(length):
    assert not es256.verify(PUBLIC, (es256.sign(KEY, DATA) * 2)[:length], DATA)


@each("number", [0, ORDER, ORDER + 1, 2**256 - 1])
@each("at", [0, 32])
def test_numbers_out_of_range_never_verify(number, at):
    signature = bytearray(es256.sign(KEY, DATA))
    signature[at : at + 32] = number.to_bytes(32, "big")
    assert not es256.verify(PUBLIC, bytes(signature), DATA)


def test_another_key_or_other_data_do_not_verify():
    signature = es256.sign(KEY, DATA)
    assert not es256.verify(key_for("another").public_key(), signature, DATA)
    assert not es256.verify(PUBLIC, signature, DATA + b".")


def test_another_curve_of_the_same_length_neither_signs_nor_verifies():
    key = ec.derive_private_key(4711, ec.SECP256K1())
    signature = es256.der_to_raw(key.sign(DATA, ec.ECDSA(hashes.SHA256())))
    assert not es256.verify(key.public_key(), signature, DATA)
    with pytest.raises(KeyFault, match="secp256k1"):
        es256.sign(key, DATA)


def test_der_and_raw_convert_into_each_other():
    signature = es256.sign(KEY, DATA)
    assert es256.der_to_raw(es256.raw_to_der(signature)) == signature
    small = bytes(31) + b"\x01" + bytes(31) + b"\x80"
    assert es256.raw_to_der(small).hex() == "300702010102020080"
    assert es256.der_to_raw(bytes.fromhex("300702010102020080")) == small


@each(
    "text",
    [
        "",
        "30",
        "3000",
        "300702010102020080" + "00",
        "30800201010201010000",
        "3008020200010202 0080".replace(" ", ""),
        "3006020101020180",
        "308106020101020101",
        "3003020101",
        "3009020101020101020101",
        "3007020101020300",
        "3026" + "022101" + "00" * 32 + "020101",
        "040602010102 0101".replace(" ", ""),
    ],
)
def test_anything_but_strict_der_of_two_numbers_that_fit_is_none(text):
    assert es256.der_to_raw(bytes.fromhex(text)) is None


def test_a_signature_of_a_longer_curve_fits_only_its_own_length():
    der = ec.derive_private_key(4711, ec.SECP384R1()).sign(DATA, ec.ECDSA(hashes.SHA384()))
    assert es256.der_to_raw(der) is None
    assert len(es256.der_to_raw(der, 48)) == 96


def test_a_flipped_bit_never_verifies():
    signature = es256.sign_deterministic(KEY, DATA)
    for at in range(0, 64, 7):
        with pytest.raises(InvalidSignature):
            PUBLIC.verify(es256.raw_to_der(signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]), DATA, ec.ECDSA(hashes.SHA256()))
        assert not es256.verify(PUBLIC, signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :], DATA)
