"""Keys as developers have them in a setting, a file or a form: read and repaired."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from tests.each import each

from siwakit.errors import KeyFault, TooLarge
from siwakit.jose import jwk
from siwakit.jose.keys.key_advice import OF_DAMAGE, OF_FORM
from siwakit.jose.keys.p8 import KeyDamage, KeyForm, load_private_key, read_key, repair

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def key_for(label, curve=None):
    scalar = int.from_bytes(sha256(label.encode()).digest(), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(scalar, curve or ec.SECP256R1())


def wrap(der, label="PRIVATE KEY"):
    text = b64encode(der).decode()
    return "\n".join((f"-----BEGIN {label}-----", *(text[at : at + 64] for at in range(0, len(text), 64)), f"-----END {label}-----", ""))


KEY = key_for("p8")
SEC1_DER = KEY.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
OPENSSL_DER = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
# Apple's outline: the curve named once more inside.
APPLE_DER = bytes.fromhex("308193020100301306072a8648ce3d020106082a8648ce3d0301070479") + SEC1_DER
APPLE = wrap(APPLE_DER)
SEC1 = wrap(SEC1_DER, "EC PRIVATE KEY")
BODY = b64encode(APPLE_DER).decode()
LINES = APPLE.splitlines()
D = KeyDamage


@each("text", ["", "  \n", '""', "''", b""])
def test_empty_text_is_empty(text):
    assert read_key(text).form is KeyForm.EMPTY


@each(
    ("text", "form"),
    [
        ("AuthKey_ABCDE12345.p8", KeyForm.PATH),
        ("'./keys/AuthKey_ABCDE12345.p8'", KeyForm.PATH),
        ("/run/secrets/apple", KeyForm.PATH),
        ("C:\\new\\AuthKey_ABCDE12345.p8", KeyForm.PATH),
        ("file:///etc/apple.pem", KeyForm.PATH),
        ("AuthKey_ABCDE12345", KeyForm.PATH),
        ("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJBIn0.AAAA", KeyForm.JWT),
        ("prime256v1", KeyForm.CURVE_NAME),
        ("P-256", KeyForm.CURVE_NAME),
        ("ABCDE12345", KeyForm.KEY_ID),
        ("undefined", KeyForm.OTHER),
        ("{}", KeyForm.OTHER),
        ("{broken", KeyForm.OTHER),
        ("${APPLE_KEY}", KeyForm.OTHER),
        ("My long passphrase, which is not a key at all", KeyForm.OTHER),
        ("two\nlines", KeyForm.OTHER),
        ('{"kty":"oct","k":"AAAA"}', KeyForm.OTHER),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n-----END OPENSSH PRIVATE KEY-----", KeyForm.OTHER),
        ('{"text": 5, "note": ["BEGIN"]}', KeyForm.OTHER),
        ("{BEGIN", KeyForm.OTHER),
    ],
)
def test_text_that_is_not_a_key_is_named(text, form):
    reading = read_key(text)
    assert reading.form is form
    with pytest.raises(KeyFault) as caught:
        load_private_key(text)
    assert caught.value.hint == OF_FORM[form]


def test_sec1_is_converted():
    reading = read_key("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + SEC1)
    assert (reading.form, reading.curve, reading.damages) == (KeyForm.SEC1, "P-256", ())
    assert load_private_key(repair(reading)).private_numbers() == KEY.private_numbers()
    assert not reading.is_usable


def test_sec1_without_its_curve_is_recognised_and_not_loaded():
    reading = read_key(wrap(bytes.fromhex("3025020101") + SEC1_DER[5:39], "EC PRIVATE KEY"))
    assert (reading.form, reading.curve, reading.private) == (KeyForm.SEC1, None, None)


def test_an_encrypted_key_is_refused_without_asking():
    modern = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    old = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"secret"))
    readings = [read_key(modern), read_key(old)]
    assert [(reading.form, reading.damages, reading.private) for reading in readings] == [(KeyForm.ENCRYPTED, (), None)] * 2


def test_a_public_key_is_read():
    reading = read_key(wrap(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), "PUBLIC KEY"))
    assert (reading.form, reading.curve, reading.damages) == (KeyForm.PUBLIC, "P-256", ())
    assert reading.public == KEY.public_key()
    assert reading.repaired is None


def certificate_of(key, issuer):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "apple")])
    day = datetime(2024, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 5, day, day + timedelta(days=1))
    return builder.sign(issuer, hashes.SHA256()).public_bytes(Encoding.PEM)


def test_a_certificate_gives_its_public_key():
    reading = read_key(certificate_of(KEY, KEY))
    assert (reading.form, reading.curve, reading.damages, reading.private) == (KeyForm.CERTIFICATE, "P-256", (), None)
    assert reading.public == KEY.public_key()
    cut = certificate_of(KEY, KEY).decode().splitlines()[:3]
    assert read_key("\n".join(cut)).form is KeyForm.CERTIFICATE


def test_a_certificate_request_is_something_else():
    request = x509.CertificateSigningRequestBuilder(x509.Name([])).sign(KEY, hashes.SHA256())
    assert read_key(request.public_bytes(Encoding.PEM)).form is KeyForm.OTHER


def test_rsa_keys_are_named_and_never_loaded():
    key = rsa.generate_private_key(65537, 2048)
    formats = (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)
    readings = [read_key(key.private_bytes(Encoding.PEM, form, NoEncryption())) for form in formats]
    readings.append(read_key(key.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1)))
    assert [(reading.form, reading.curve, reading.damages, reading.private) for reading in readings] == [(KeyForm.RSA, None, (), None)] * 3
    public = read_key(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert (public.form, public.curve, public.public) == (KeyForm.PUBLIC, None, None)
    assert read_key(certificate_of(key, key)).form is KeyForm.CERTIFICATE


def test_a_key_of_an_unknown_algorithm_or_curve_is_not_loaded():
    unknown = wrap(APPLE_DER.replace(bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2a8648ce3d0209")))
    assert (read_key(unknown).form, read_key(unknown).curve) == (KeyForm.PKCS8, None)
    with pytest.raises(KeyFault, match="cannot be loaded"):
        load_private_key(unknown)
    other = wrap(OPENSSL_DER.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030155")))
    assert read_key(other).curve == "another curve"
    explicit = wrap(OPENSSL_DER.replace(bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("30082a8648ce3d030107")))
    assert read_key(explicit).curve == "explicit parameters"


@each("length", range(0, 800, 37))
def test_no_cut_of_a_certificate_is_a_private_key(length):
    cut = x509.load_pem_x509_certificate(certificate_of(KEY, KEY)).public_bytes(Encoding.DER)[:length]
    assert read_key(wrap(cut, "CERTIFICATE")).private is None


@pytest.mark.parametrize(
    ("curve", "name"), [(ec.SECP384R1(), "P-384"), (ec.SECP521R1(), "P-521"), (ec.SECP256K1(), "secp256k1"), (ec.SECP224R1(), "P-224")]
)
def test_another_curve_is_named_and_its_private_key_is_not_handed_out(curve, name):
    key = ec.derive_private_key(12345, curve)
    reading = read_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert (reading.form, reading.curve, reading.damages) == (KeyForm.PKCS8, name, ())
    assert (reading.private, reading.public, reading.repaired) == (None, None, None)
    assert reading.foreign_public == key.public_key()
    with pytest.raises(KeyFault, match=f"on {name}"):
        repair(reading)


def test_an_ed25519_key_is_named():
    key = ed25519.Ed25519PrivateKey.from_private_bytes(sha256(b"ed").digest())
    reading = read_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert (reading.form, reading.curve, reading.damages, reading.private) == (KeyForm.PKCS8, "Ed25519", (), None)


def test_jwks_are_read():
    public = jwk.public_jwk(KEY.public_key())
    private = public | {"d": jwk.base64url.encode(KEY.private_numbers().private_value.to_bytes(32, "big"))}
    reading = read_key(json.dumps(private))
    assert (reading.form, reading.curve, reading.damages) == (KeyForm.PRIVATE_JWK, "P-256", ())
    assert load_private_key(repair(reading)).private_numbers() == KEY.private_numbers()
    reading = read_key(json.dumps({"keys": [public]}))
    assert (reading.form, reading.public, reading.private) == (KeyForm.PUBLIC_JWK, KEY.public_key(), None)
    assert read_key(json.dumps(private | {"d": public["x"]})).damages == (D.BASE64_DAMAGED,)
    assert read_key('{"kty":"EC","crv":"P-384"}').curve == "P-384"
    assert read_key('{"kty":"RSA","n":"AQAB","d":"AQAB"}').form is KeyForm.RSA


def test_the_origin_is_told_by_the_length_of_the_der():
    assert "Apple" in read_key(APPLE).origin
    assert "OpenSSL" in read_key(wrap(OPENSSL_DER)).origin
    assert read_key(SEC1).origin is None
    short = bytes.fromhex("3041020100301306072a8648ce3d020106082a8648ce3d0301070427") + bytes.fromhex("3025020101") + SEC1_DER[5:39]
    assert read_key(wrap(short)).is_usable
    assert read_key(wrap(short)).origin is None


def test_a_fault_names_the_damage_and_the_next_step():
    with pytest.raises(KeyFault, match="quotes around the key, escaped line breaks") as caught:
        load_private_key(json.dumps(APPLE))
    assert caught.value.hint == OF_DAMAGE[D.QUOTES]
    with pytest.raises(KeyFault, match="a missing part") as caught:
        load_private_key('"' + "\n".join(LINES[:3]))
    assert caught.value.hint == OF_DAMAGE[D.TRUNCATED]


def test_every_form_and_every_damage_has_its_next_step():
    assert set(OF_FORM) == set(KeyForm)
    assert set(OF_DAMAGE) == set(KeyDamage)


def test_a_reading_shows_no_character_of_a_key():
    shown = repr(read_key(APPLE))
    assert BODY[40:60] not in shown
    assert "PRIVATE KEY---" not in shown


def test_more_than_16_kib_is_refused():
    with pytest.raises(TooLarge):
        read_key("A" * 16385)
