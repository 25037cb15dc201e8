"""Signatures over another digest or other bytes, and HMACs, are proved."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
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


HASHES = {
    "SHA-384": hashed_by(hashes.SHA384()),
    "SHA-512": hashed_by(hashes.SHA512()),
    "SHA-1": hashed_by(hashes.SHA1()),  # noqa: S303  built to be recognised
    "SHA-224": hashed_by(hashes.SHA224()),
    "SHA3-256": hashed_by(hashes.SHA3_256()),
    "SHA-256 twice": es256.sign(RIGHT, hashlib.sha256(INPUT).digest()),
    "hexadecimal text": es256.sign(RIGHT, hashlib.sha256(INPUT).hexdigest().encode()),
    "not hashed": raw(RIGHT, INPUT[:32], ec.ECDSA(Prehashed(hashes.SHA256()))),
}


@each("name", HASHES)
def test_another_hash_is_proved_and_named(name):
    found = examine(token(HASHES[name]), KEYS)
    assert (found.kind, found.key, found.proved, found.corrected) == (K.WRONG_HASH, 0, True, None)
    assert name in found.detail


H, P = (json.dumps(part, separators=(",", ":")) for part in (HEADER, CLAIMS))
BYTES = {
    "the decoded JSON of header and payload": f"{H}.{P}".encode(),
    "the decoded JSON of header and payload, without the dot": f"{H}{P}".encode(),
    "only the decoded JSON of the payload": P.encode(),
    "only the decoded JSON of the header": H.encode(),
    "the segments with their padding": urlsafe_b64encode(H.encode()) + b"." + urlsafe_b64encode(P.encode()),
    "the payload segment, without the header": segment(CLAIMS).encode(),
    "only the header segment": segment(HEADER).encode(),
    "the segments without the dot between them": INPUT.replace(b".", b""),
    "the segments with a line break at the end": INPUT + b"\n",
    "the segments with a dot at the end": INPUT + b".",
    "the segments in quotes": b'"' + INPUT + b'"',
    "the segments in UTF-16": INPUT.decode().encode("utf-16-le"),
    "the same JSON with spaces after its commas and colons": rewritten(json.dumps(HEADER), json.dumps(CLAIMS)),
    "the same JSON pretty-printed with two spaces": rewritten(json.dumps(HEADER, indent=2), json.dumps(CLAIMS, indent=2)),
    "the same JSON pretty-printed with four spaces": rewritten(json.dumps(HEADER, indent=4), json.dumps(CLAIMS, indent=4)),
    "the same payload pretty-printed with two spaces": rewritten(H, json.dumps(CLAIMS, indent=2)),
    "the same JSON with its members sorted": rewritten(H, json.dumps(CLAIMS, separators=(",", ":"), sort_keys=True)),
    "the same JSON with its slashes escaped": rewritten(H, P.replace("/", "\\/")),
    "a header without typ": rewritten('{"alg":"ES256","kid":"ABCDE12345"}', P),
    "a header with typ in front": rewritten('{"typ":"JWT","alg":"ES256","kid":"ABCDE12345"}', P),
    "a header without kid": rewritten('{"alg":"ES256","typ":"JWT"}', P),
    "the same claims with their times as strings": rewritten(H, P.replace("1700000000", '"1700000000"').replace("1700003600", '"1700003600"')),
}


@each("name", BYTES)
def test_other_bytes_are_proved_and_named(name):
    found = examine(token(es256.sign(RIGHT, BYTES[name])), KEYS)
    assert (found.kind, found.key, found.proved, found.corrected) == (K.OTHER_BYTES, 0, True, None)
    assert found.detail == name


def test_ordinary_base64_is_told_from_base64url():
    first, second = b'{"alg":"ES256","kid":"?>?>?>"}', b'{"iss":"\xc3\xbf\xc3\xbf?>"}'
    signed = [b64encode(first) + b"." + b64encode(second)]
    signed.append(b64encode(first).rstrip(b"=") + b"." + b64encode(second).rstrip(b"="))
    text = f"{base64url.encode(first)}.{base64url.encode(second)}."
    found = [examine(jws.read(text + base64url.encode(es256.sign(RIGHT, data))), KEYS).detail for data in signed]
    assert found == ["the segments in ordinary base64", "the segments in ordinary base64 without padding"]


def test_claims_typed_as_text_are_tried_as_numbers_and_fractions_as_integers():
    for written, signed in (('{"iat":"1700000000"}', '{"iat":1700000000}'), ('{"iat":1700000000.5}', '{"iat":1700000000}')):
        signature = es256.sign(RIGHT, rewritten(H, signed))
        found = examine(jws.read(f"{rewritten(H, written).decode()}.{base64url.encode(signature)}"), KEYS)
        assert found.kind is K.OTHER_BYTES
        assert "the same claims" in found.detail


TEXT = pem(RIGHT)
SECRETS = {
    "whole": TEXT,
    "trimmed": TEXT.strip(),
    "Windows line ends": TEXT.replace("\n", "\r\n"),
    "Windows line ends, trimmed": TEXT.strip().replace("\n", "\r\n"),
    "escaped": TEXT.replace("\n", "\\n"),
    "escaped, trimmed": TEXT.strip().replace("\n", "\\n"),
    "one line": TEXT.replace("\n", ""),
    "body": "\n".join(TEXT.splitlines()[1:-1]),
    "body on one line": "".join(TEXT.splitlines()[1:-1]),
}


@each("given", [TEXT, TEXT.strip(), TEXT.replace("\n", "\r\n"), TEXT.replace("\n", "\\n")])
@each("name", SECRETS)
@each("algorithm", ["sha256", "sha384", "sha512"])
def test_an_hmac_with_the_key_text_is_proved(algorithm, name, given):
    signature = hmac.digest(SECRETS[name].encode(), INPUT, algorithm)
    found = examine(token(signature), (*KEYS, TrialKey(RIGHT.public_key(), given)))
    assert (found.kind, found.key, found.proved) == (K.HMAC_WITH_KEY_TEXT, 2, True)
    assert found.detail.startswith(f"HMAC-{algorithm.upper()} keyed with ")


def test_an_hmac_with_the_bytes_of_the_key_is_proved():
    der = RIGHT.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    found = examine(token(hmac.digest(der, INPUT, "sha256")), (TrialKey(None, TEXT),))
    assert (found.kind, found.key) == (K.HMAC_WITH_KEY_TEXT, 0)
    assert "bytes inside" in found.detail


def test_an_hmac_with_another_secret_is_only_a_length():
    found = examine(token(hmac.digest(b"secret", INPUT, "sha256")), (TrialKey(RIGHT.public_key(), "no base64!"), TrialKey(None, TEXT)))
    assert (found.kind, found.proved) == (K.WRONG_LENGTH, False)
