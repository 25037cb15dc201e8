"""Known mistakes with signatures, made with real libraries and recognised again."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from dataclasses import replace
from time import process_time

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.each import each

from siwakit.jose import base64url, es256, jws
from siwakit.jose.trials.examine import SignatureKind, TrialKey, examine

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
HEADER = {"alg": "ES256", "kid": "ABCDE12345", "typ": "JWT"}
CLAIMS = {"iss": "TEAM123456", "iat": 1700000000, "exp": 1700003600, "aud": "https://appleid.apple.com", "sub": "com.example.web"}
K = SignatureKind


def key_for(label, curve=None):
    scalar = int.from_bytes(hashlib.sha256(label.encode()).digest(), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(scalar, curve or ec.SECP256R1())


def segment(value):
    return base64url.encode(json.dumps(value, separators=(",", ":")).encode())


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


RIGHT, OTHER = key_for("right"), key_for("other")
INPUT = f"{segment(HEADER)}.{segment(CLAIMS)}".encode()
KEYS = (TrialKey(RIGHT.public_key()), TrialKey(OTHER.public_key()))
SIGNATURE = es256.sign_deterministic(RIGHT, INPUT)
DER = es256.raw_to_der(SIGNATURE)


def token(signature):
    return jws.read(f"{INPUT.decode()}.{base64url.encode(signature)}")


def raw(key, data, algorithm):
    return es256.der_to_raw(key.sign(data, algorithm))


def hashed_by(name, data=INPUT):
    return raw(RIGHT, data, ec.ECDSA(name))


def rewritten(header, claims):
    return base64url.encode(header.encode()).encode() + b"." + base64url.encode(claims.encode()).encode()


def test_the_first_key_verifies():
    found = examine(token(SIGNATURE), KEYS)
    assert (found.kind, found.key, found.proved) == (K.VERIFIES, 0, True)


def test_another_key_at_hand_is_named():
    found = examine(token(es256.sign(OTHER, INPUT)), KEYS)
    assert (found.kind, found.key, found.proved) == (K.VERIFIES, 1, True)


def test_high_s_and_low_s_both_verify():
    mirrored = SIGNATURE[:32] + (ORDER - int.from_bytes(SIGNATURE[32:], "big")).to_bytes(32, "big")
    assert examine(token(mirrored), KEYS).kind is K.VERIFIES


def test_what_pyjwt_makes_verifies():
    made = jwt.encode(CLAIMS, RIGHT, algorithm="ES256", headers={"kid": "ABCDE12345"})
    assert examine(jws.read(made), KEYS).kind is K.VERIFIES


@pytest.mark.parametrize("keys", [(), KEYS])
def test_an_empty_third_segment_is_missing(keys):
    found = examine(jws.read(INPUT.decode() + "."), keys)
    assert (found.kind, found.proved) == (K.MISSING, False)


SHAPES = {
    "DER": (DER, K.DER, None),
    "hexadecimal text of raw bytes": (SIGNATURE.hex().encode(), K.HEX, None),
    "upper-case hexadecimal text": (SIGNATURE.hex().upper().encode(), K.HEX, None),
    "hexadecimal text with its prefix": (b"0x" + SIGNATURE.hex().encode(), K.HEX, None),
    "hexadecimal text of DER": (DER.hex().encode(), K.HEX, K.DER),
    "base64 text of raw bytes": (b64encode(SIGNATURE), K.BASE64_OF_TEXT, None),
    "base64url text of raw bytes": (base64url.encode(SIGNATURE).encode(), K.BASE64_OF_TEXT, None),
    "base64 text of DER": (b64encode(DER), K.BASE64_OF_TEXT, K.DER),
}


@each("name", SHAPES)
def test_a_wrong_encoding_is_seen_without_a_key_and_proved_with_one(name):
    signature, kind, also = SHAPES[name]
    seen = examine(token(signature), ())
    assert (seen.kind, seen.also, seen.key, seen.proved, seen.corrected) == (kind, also, None, False, SIGNATURE)
    proved = examine(token(signature), KEYS[::-1])
    assert (proved.kind, proved.also, proved.key, proved.proved, proved.corrected) == (kind, also, 1, True, SIGNATURE)


def test_base64_text_of_something_else_is_only_a_length():
    assert examine(token(b64encode(b"\x91" * 66)), KEYS).kind is K.WRONG_LENGTH


@pytest.mark.parametrize("data", [SIGNATURE, DER])
def test_hexadecimal_text_in_place_of_base64url_is_seen(data):
    found = examine(jws.read(f"{INPUT.decode()}.{data.hex()}"), KEYS)
    assert (found.kind, found.proved, found.corrected) == (K.HEX, True, SIGNATURE)


@each(
    ("length", "words"),
    [
        (20, "20 bytes"),
        (32, "HMAC-SHA256"),
        (48, "HMAC-SHA384"),
        (65, "one byte too many"),
        (96, "P-384"),
        (132, "P-521"),
        (256, "RSA"),
        (63, "63 bytes"),
    ],
)
@each("keys", [(), KEYS])
def test_a_wrong_length_is_named(length, words, keys):
    found = examine(token(b"\x91" * length), keys)
    assert (found.kind, found.proved) == (K.WRONG_LENGTH, False)
    assert words in found.detail


def test_a_signature_that_is_not_base64_has_no_length():
    found = examine(jws.read(INPUT.decode() + ".%%%"), KEYS)
    assert (found.kind, found.detail) == (K.WRONG_LENGTH, "not base64url, so not bytes")


def test_an_rsa_signature_is_told_by_its_length():
    key = rsa.generate_private_key(65537, 2048)
    made = jwt.encode(CLAIMS, key, algorithm="RS256")
    assert "RSA" in examine(jws.read(made), KEYS).detail


def signature_with(first_byte_of):
    counter = 0
    while True:
        data = f"{segment(HEADER)}.{segment(CLAIMS | {'n': counter})}".encode()
        made = es256.sign_deterministic(RIGHT, data)
        if made[first_byte_of] == 0:
            return data, made
        counter += 1


@pytest.mark.parametrize("at", [0, 32])
def test_a_number_without_its_leading_zero_is_repaired(at):
    data, made = signature_with(at)
    found = examine(jws.read(f"{data.decode()}.{base64url.encode(made[:at] + made[at + 1 :])}"), KEYS)
    assert (found.kind, found.proved, found.corrected) == (K.WRONG_LENGTH, True, made)


@each(
    "signature",
    [
        SIGNATURE + b"\x01",
        b"\x1b" + SIGNATURE,
        b"\0" + SIGNATURE,
        SIGNATURE[:32] + b"\0" + SIGNATURE[32:],
        b"\0" + SIGNATURE[:32] + b"\0" + SIGNATURE[32:],
    ],
)
def test_surplus_bytes_are_removed(signature):
    found = examine(token(signature), KEYS)
    assert (found.kind, found.key, found.proved, found.corrected) == (K.WRONG_LENGTH, 0, True, SIGNATURE)


ORDERS = {
    "halves swapped": (SIGNATURE[32:] + SIGNATURE[:32], K.HALVES_SWAPPED),
    "each half reversed": (SIGNATURE[:32][::-1] + SIGNATURE[32:][::-1], K.LITTLE_ENDIAN),
    "all reversed": (SIGNATURE[::-1], K.LITTLE_ENDIAN),
}


@pytest.mark.parametrize("name", ORDERS)
def test_a_wrong_order_of_bytes_is_proved(name):
    signature, kind = ORDERS[name]
    found = examine(token(signature), KEYS[::-1])
    assert (found.kind, found.key, found.proved, found.corrected) == (kind, 1, True, SIGNATURE)


TEXT = pem(RIGHT)
OTHERS = es256.sign(OTHER, INPUT)
SHA384 = hashed_by(hashes.SHA384())
DOUBLE = {
    "DER by the other key": (es256.raw_to_der(es256.sign(OTHER, INPUT)), K.DER, None, 1),
    "DER with SHA-512": (RIGHT.sign(INPUT, ec.ECDSA(hashes.SHA512())), K.DER, K.WRONG_HASH, 0),
    "DER over the payload": (es256.raw_to_der(es256.sign(RIGHT, json.dumps(CLAIMS, separators=(",", ":")).encode())), K.DER, K.OTHER_BYTES, 0),
    "hexadecimal text of DER by the other key": (es256.raw_to_der(es256.sign(OTHER, INPUT)).hex().encode(), K.HEX, K.DER, 1),
    "hexadecimal text with swapped halves": ((SIGNATURE[32:] + SIGNATURE[:32]).hex().encode(), K.HEX, K.HALVES_SWAPPED, 0),
    "swapped by the other key": (OTHERS[32:] + OTHERS[:32], K.HALVES_SWAPPED, None, 1),
    "swapped with SHA-384": (SHA384[32:] + SHA384[:32], K.HALVES_SWAPPED, K.WRONG_HASH, 0),
    "SHA-384 by the other key": (raw(OTHER, INPUT, ec.ECDSA(hashes.SHA384())), K.WRONG_HASH, None, 1),
}


@each("name", DOUBLE)
def test_two_mistakes_at_once_are_both_named(name):
    signature, kind, also, key = DOUBLE[name]
    found = examine(token(signature), KEYS)
    assert (found.kind, found.also, found.key, found.proved) == (kind, also, key, True)


@pytest.mark.parametrize(
    ("curve", "half", "algorithm", "words"),
    [(ec.SECP384R1(), 48, hashes.SHA384(), "P-384"), (ec.SECP384R1(), 48, hashes.SHA256(), "P-384"), (ec.SECP521R1(), 66, hashes.SHA512(), "P-521")],
)
def test_a_signature_on_a_longer_curve_is_proved_with_its_key(curve, half, algorithm, words):
    key = ec.derive_private_key(4711, curve)
    der = key.sign(INPUT, ec.ECDSA(algorithm))
    keys = (*KEYS, TrialKey(ec.derive_private_key(4712, curve).public_key()), TrialKey(key.public_key()))
    found = [examine(token(signature), keys) for signature in (es256.der_to_raw(der, half), der)]
    assert [finding.kind for finding in found] == [K.WRONG_LENGTH, K.DER]
    assert [(finding.key, finding.proved, finding.also) for finding in found] == [(3, True, K.WRONG_CURVE)] * 2
    assert f"the key is on {words}, expected P-256" in found[0].detail


def test_a_signature_on_secp256k1_never_counts_as_verified():
    key = ec.derive_private_key(4711, ec.SECP256K1())
    signature = es256.der_to_raw(key.sign(INPUT, ec.ECDSA(hashes.SHA256())))
    found = examine(token(signature), (*KEYS, TrialKey(key.public_key())))
    assert (found.kind, found.key, found.proved) == (K.WRONG_CURVE, 2, True)


def test_without_a_key_a_signature_of_64_bytes_is_not_tried():
    for keys in ((), (TrialKey(None),)):
        found = examine(token(SIGNATURE), keys)
        assert (found.kind, found.proved) == (K.NOT_TRIED, False)


def test_an_unverified_signature_says_what_was_tried():
    found = examine(token(es256.sign(key_for("a third"), INPUT)), KEYS)
    assert (found.kind, found.key, found.proved) == (K.UNVERIFIED, None, False)
    assert "swapped" in found.detail


def test_a_token_that_cannot_be_read_is_examined_anyway():
    signature = base64url.encode(es256.sign(RIGHT, b"%.%"))
    assert examine(jws.read(f"%.%.{signature}"), KEYS).kind is K.VERIFIES
    assert examine(jws.read(f"%.@.{signature}"), KEYS).kind is K.UNVERIFIED
    assert examine(replace(token(SIGNATURE), claims=None), KEYS[1:]).kind is K.UNVERIFIED


def test_more_than_ten_keys_are_not_tried():
    keys = [TrialKey(key_for(f"key {number}").public_key()) for number in range(10)]
    assert examine(token(SIGNATURE), [*keys, KEYS[0]]).kind is K.UNVERIFIED


def test_a_finding_shows_no_character_of_a_signature_or_key():
    found = examine(token(DER), (TrialKey(RIGHT.public_key(), TEXT),))
    assert "corrected" not in repr(found)
    assert "BEGIN" not in repr(TrialKey(RIGHT.public_key(), TEXT))


def test_the_worst_case_stays_bounded():
    keys = [TrialKey(key_for(f"key {number}").public_key(), TEXT) for number in range(12)]
    claims = {f"claim{number}": "x" * 100 for number in range(90)}
    data = f"{segment(HEADER)}.{segment(claims)}"
    start = process_time()
    examine(jws.read(f"{data}.{base64url.encode(SIGNATURE)}"), keys)
    assert process_time() - start < 1.5
