"""Every known way to make a wrong signature, made with the libraries and programs that people use, and named."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import subprocess
from base64 import b64encode, urlsafe_b64encode

import ecdsa
import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key
from ecdsa.util import sigdecode_der, sigencode_der, sigencode_string
from jose import jws as python_jose
from joserfc import jwk
from joserfc import jws as joserfc_jws
from tests.each import each

import siwakit
from siwakit.samples import KEY_ID, NOW, OTHER_KEY_ID, SERVICES_ID, TEAM_ID, example_keys, key_texts

CLAIMS = {"iss": TEAM_ID, "iat": NOW, "exp": NOW + 600, "aud": "https://appleid.apple.com", "sub": SERVICES_ID}
HEADER = {"alg": "ES256", "kid": KEY_ID}
TEXT = example_keys.team_key_text()
KEY = load_pem_private_key(TEXT.encode(), None)
FILE = f"AuthKey_{KEY_ID}.p8"
OTHER_FILE = f"AuthKey_{OTHER_KEY_ID}.p8"
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
ECDSA_KEY = ecdsa.SigningKey.from_pem(TEXT, hashfunc=hashlib.sha256)
RSA = rsa.generate_private_key(65537, 2048)
OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="no openssl program")


def encoded(data):
    return urlsafe_b64encode(data).rstrip(b"=")


def segment(value):
    return encoded(json.dumps(value, separators=(",", ":")).encode())


DATA = segment(HEADER) + b"." + segment(CLAIMS)


def secret(signature, data=DATA):
    return f"{data.decode()}.{encoded(signature).decode()}"


def der(data=DATA, algorithm=None):
    return KEY.sign(data, ec.ECDSA(algorithm or hashes.SHA256()))


def raw(data=DATA, hashfunc=hashlib.sha256):
    return ECDSA_KEY.sign(data, hashfunc=hashfunc, sigencode=sigencode_string)


def little(r, s, order):
    return r.to_bytes(32, "little") + s.to_bytes(32, "little")


def swapped(r, s, order):
    return sigencode_string(s, r, order)


def without_zeros(data):
    """Sign until r or s begins with a zero byte, and drop the zero as a big-integer library does."""
    for at in range(10_000):
        claims = segment({**CLAIMS, "jti": str(at)})
        signing_input = segment(HEADER) + b"." + claims
        r, s = sigdecode_der(ECDSA_KEY.sign_deterministic(signing_input, sigencode=sigencode_der), ecdsa.NIST256p.order)
        parts = [number.to_bytes((number.bit_length() + 7) // 8, "big") for number in (r, s)]
        if len(b"".join(parts)) < 64:
            return secret(b"".join(parts), signing_input)
    raise AssertionError


def openssl(*arguments, data=DATA, folder=None):
    key, message = folder / "key.pem", folder / "message"
    key.write_text(TEXT)
    message.write_bytes(data)
    return subprocess.run([OPENSSL, "dgst", *arguments, "-sign", str(key), str(message)], capture_output=True, check=True).stdout


def named(token, *keys):
    diagnosis = siwakit.diagnose(token, *(keys or ((FILE, TEXT),)), known=siwakit.Known(team_id=TEAM_ID), now=NOW)
    assert diagnosis.root is not None
    return diagnosis.root


WRONG = {
    "der-cryptography": ("signature-is-der", lambda: secret(der())),
    "der-ecdsa": ("signature-is-der", lambda: secret(ECDSA_KEY.sign(DATA, hashfunc=hashlib.sha256, sigencode=sigencode_der))),
    "hex": ("signature-is-hex", lambda: secret(raw().hex().encode())),
    "hex-in-place": ("signature-is-hex", lambda: f"{DATA.decode()}.{raw().hex()}"),
    "hex-of-der": ("signature-is-hex", lambda: secret(der().hex().encode())),
    "base64-twice": ("signature-is-base64-of-text", lambda: secret(b64encode(raw()))),
    "base64url-twice": ("signature-is-base64-of-text", lambda: secret(encoded(raw()))),
    "base64-of-der": ("signature-is-base64-of-text", lambda: secret(b64encode(der()))),
    "zeros-lost": ("signature-wrong-length", lambda: without_zeros(DATA)),
    "recovery-byte": ("signature-wrong-length", lambda: secret(raw() + b"\x00")),
    "rsa": ("signature-wrong-length", lambda: secret(RSA.sign(DATA, padding.PKCS1v15(), hashes.SHA256()))),
    "swapped": ("signature-halves-swapped", lambda: secret(ECDSA_KEY.sign(DATA, hashfunc=hashlib.sha256, sigencode=swapped))),
    "little-endian": ("signature-little-endian", lambda: secret(ECDSA_KEY.sign(DATA, hashfunc=hashlib.sha256, sigencode=little))),
    "reversed": ("signature-little-endian", lambda: secret(raw()[::-1])),
    "sha384": ("signature-wrong-hash", lambda: secret(raw(hashfunc=hashlib.sha384))),
    "sha512": ("signature-wrong-hash", lambda: secret(raw(hashfunc=hashlib.sha512))),
    "sha1": ("signature-wrong-hash", lambda: secret(raw(hashfunc=hashlib.sha1))),
    "hashed-twice": ("signature-wrong-hash", lambda: secret(raw(hashlib.sha256(DATA).digest()))),
    "not-hashed": ("signature-wrong-hash", lambda: secret(ECDSA_KEY.sign_digest(DATA[:32], sigencode=sigencode_string))),
    "json": ("signature-over-other-bytes", lambda: secret(raw(json.dumps(CLAIMS, separators=(",", ":")).encode()))),
    "padded": ("signature-over-other-bytes", lambda: secret(raw(b".".join(part + b"=" * (-len(part) % 4) for part in DATA.split(b"."))))),
    "spaced": ("signature-over-other-bytes", lambda: secret(raw(encoded(json.dumps(HEADER).encode()) + b"." + encoded(json.dumps(CLAIMS).encode())))),
    "without-header": ("signature-over-other-bytes", lambda: secret(raw(DATA.split(b".")[1]))),
    "other-header": ("signature-over-other-bytes", lambda: retyped(jwt.encode(CLAIMS, KEY, algorithm="ES256", headers={"kid": KEY_ID}))),
    "line-break": ("signature-over-other-bytes", lambda: secret(raw(DATA + b"\n"))),
    "edited": ("signature-does-not-verify", lambda: secret(raw(segment(HEADER) + b"." + segment({**CLAIMS, "exp": NOW + 300})))),
    "stranger": ("signature-does-not-verify", lambda: secret(ecdsa.SigningKey.from_secret_exponent(7, ecdsa.NIST256p, hashlib.sha256).sign(DATA))),
}


def retyped(token):
    """Rewrite the header without typ after PyJWT has signed it with one."""
    return f"{segment(HEADER).decode()}.{token.split('.', 1)[1]}"


@each(("rule", "make"), WRONG.values(), ids=WRONG)
def test_a_wrong_signature_is_named_for_what_was_done(rule, make):
    assert named(make()).rule.id == rule


@each(("rule", "make"), [row for row in WRONG.values() if row[0] != "signature-does-not-verify"], ids=lambda _: "")
def test_the_public_half_is_enough_to_name_it(rule, make):
    assert named(make(), ("public.pem", PUBLIC)).rule.id == rule


@each("name", ["der-cryptography", "hex", "base64-twice", "swapped", "sha512", "json"])
def test_the_proof_names_the_key_that_made_it(name):
    assert f"it verifies with {FILE}" in named(WRONG[name][1]()).fail.because


@needs_openssl
def test_what_openssl_dgst_writes_is_der(tmp_path):
    root = named(secret(openssl("-sha256", folder=tmp_path)))
    assert root.rule.id == "signature-is-der"
    assert root.fail.because == f"converted to 64 bytes, it verifies with {FILE}"


@needs_openssl
def test_what_openssl_dgst_hex_writes_is_hexadecimal(tmp_path):
    digits = openssl("-sha256", "-hex", folder=tmp_path).split(b"= ")[1].strip()
    assert named(secret(digits)).rule.id == "signature-is-hex"


@needs_openssl
def test_another_digest_of_openssl_in_der_says_both_mistakes(tmp_path):
    root = named(secret(openssl("-sha512", folder=tmp_path)))
    assert root.rule.id == "signature-is-der"
    assert "made with another hash" in root.fail.because


def test_an_unsigned_secret_beside_a_key_never_reached_the_signer():
    root = named(f"{DATA.decode()}.")
    assert root.rule.id == "key-never-reached-the-signer"
    assert [consequence.rule.id for consequence in root.explained] == ["signature-missing"]


def test_a_good_key_signs_and_nobody_is_accused():
    options = {"algorithm": "ES256", "headers": {"kid": KEY_ID}}
    made = (
        jwt.encode(CLAIMS, KEY, **options),
        python_jose.sign(CLAIMS, TEXT, **options),
        joserfc_jws.serialize_compact({"alg": "ES256", "kid": KEY_ID}, json.dumps(CLAIMS), jwk.ECKey.import_key(TEXT)),
    )
    for token in made:
        assert siwakit.diagnose(token, (FILE, TEXT), now=NOW).root is None


def test_a_key_without_a_name_that_signed_for_another_kid_is_named():
    token = jwt.encode(CLAIMS, example_keys.other_key(), algorithm="ES256", headers={"kid": KEY_ID})
    root = named(token, (FILE, TEXT), ("sandbox.pem", example_keys.other_key_text()))
    assert root.rule.id == "signature-by-other-key"
    assert "sandbox.pem" in root.fail.because


def test_the_second_of_two_named_files_is_told_by_its_key_id():
    token = jwt.encode(CLAIMS, example_keys.other_key(), algorithm="ES256", headers={"kid": KEY_ID})
    root = named(token, (FILE, TEXT), (OTHER_FILE, example_keys.other_key_text()))
    assert root.rule.id == "secret-kid-differs-from-key-file"
    assert OTHER_KEY_ID in root.fail.because
    assert "signature-by-other-key" in {consequence.rule.id for consequence in root.explained}


def test_a_key_that_bears_another_id_proves_nothing_about_the_signature():
    token = jwt.encode(CLAIMS, KEY, algorithm="ES256", headers={"kid": KEY_ID})
    diagnosis = siwakit.diagnose(token, (OTHER_FILE, example_keys.other_key_text()), now=NOW)
    assert "signature-does-not-verify" not in {finding.rule.id for finding in (diagnosis.root, *diagnosis.others) if finding}


def test_a_p384_key_is_blamed_before_the_length_it_signs():
    token = joserfc_jws.serialize_compact(
        {"alg": "ES384", "kid": KEY_ID}, json.dumps(CLAIMS), jwk.ECKey.import_key(key_texts.p384()), algorithms=["ES384"]
    )
    root = named(token, (FILE, key_texts.p384()))
    assert root.rule.id == "key-wrong-curve"
    assert {"signature-wrong-length", "secret-alg-not-es256"} == {consequence.rule.id for consequence in root.explained}


def test_the_text_of_the_key_as_an_hmac_secret_is_no_wrong_length():
    root = named(secret(hmac.digest(TEXT.encode(), DATA, "sha256")))
    assert not root.rule.id.startswith("signature-")


def test_without_a_key_the_signature_is_a_suspect_and_the_key_is_asked_for():
    token = jwt.encode(CLAIMS, KEY, algorithm="ES256", headers={"kid": KEY_ID})
    diagnosis = siwakit.diagnose(token, now=NOW)
    assert diagnosis.root is None
    assert {"signature-by-other-key", "signature-does-not-verify"} <= {suspect.rule.id for suspect in diagnosis.suspects}
    assert "--key" in {wanted.part.option for wanted in diagnosis.wanted}


@each("name", WRONG)
def test_no_character_of_the_signature_stands_in_the_finding(name):
    token = WRONG[name][1]()
    fail = named(token).fail
    assert token.rsplit(".", 1)[1][:24] not in f"{fail.actual}{fail.expected}{fail.because}{fail.correct}"


def test_the_private_key_of_these_tests_is_the_public_test_key():
    assert KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode() == TEXT
