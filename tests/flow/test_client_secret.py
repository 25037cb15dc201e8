"""Minting holds its inputs against the rules, signs with whatever signer it is given, and keeps clients apart."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from tests.each import each

from siwakit import KeyFault, KeySigner, Known, MintRefused, Signer, TooLarge, diagnose, key_at_hand, mint_client_secret, verify_signature
from siwakit.apple import ISSUER, MAX_SECRET_SECONDS
from siwakit.errors import UsageError
from siwakit.jose import base64url, es256, jws
from siwakit.rules.catalogue import BY_ID
from siwakit.samples import BUNDLE_ID, DROP, KEY_ID, NOW, OTHER_KEY_ID, OTHER_TEAM_ID, REDIRECT_URI, SERVICES_ID, TEAM_ID, Scenario, example_keys

SIGNER = KeySigner(example_keys.team_key())
PUBLIC = SIGNER.public
WRONG_NAMES = {
    "no team": ("team_id", "", "secret-iss-missing"),
    "a team in lower case": ("team_id", "a1b2c3d4e5", "secret-iss-malformed"),
    "the issuer of App Store keys as team": ("team_id", "57246542-96fe-1a63-e053-0824d011072a", "secret-iss-is-issuer-uuid"),
    "the client as team": ("team_id", SERVICES_ID, "secret-iss-is-client-id"),
    "no key": ("key_id", "", "secret-kid-missing"),
    "the key's file as key": ("key_id", f"AuthKey_{KEY_ID}.p8", "secret-kid-malformed"),
    "the team as key": ("key_id", TEAM_ID, "secret-kid-is-team-id"),
    "no client": ("client_id", "", "client-id-missing"),
    "the team before the client": ("client_id", f"{TEAM_ID}.{BUNDLE_ID}", "client-id-has-team-prefix"),
    "the team as client": ("client_id", TEAM_ID, "client-id-is-team-id"),
    "the key as client": ("client_id", KEY_ID, "client-id-is-key-id"),
    "white space around the client": ("client_id", f" {BUNDLE_ID}", "client-id-has-whitespace"),
    "a wildcard as client": ("client_id", "com.example.*", "client-id-has-wildcard"),
    "an address as client": ("client_id", REDIRECT_URI, "client-id-is-redirect-uri"),
}


def mint(signer: Signer = SIGNER, **changes):
    names = {"team_id": TEAM_ID, "key_id": KEY_ID, "client_id": SERVICES_ID, "now": NOW}
    return mint_client_secret(signer, **{**names, **changes})


def sign_in_kms(data):
    """Do what a program does for a key in a KMS: send a digest, receive DER, convert it."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    der = example_keys.team_key().sign(digest.finalize(), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    return es256.der_to_raw(der)


class Elsewhere:
    """Signer whose key is not in this process: its two members are what the test hands in."""

    def __init__(self, sign=sign_in_kms, public=PUBLIC):
        self.sign = sign
        self.public = public


def test_a_secret_says_who_when_until_whom_and_what_for():
    token = jws.read(mint())
    assert token.header == {"alg": "ES256", "kid": KEY_ID}
    assert token.claims == {"iss": TEAM_ID, "iat": NOW, "exp": NOW + 600, "aud": ISSUER, "sub": SERVICES_ID}


@pytest.mark.parametrize("seconds", [1, 600, MAX_SECRET_SECONDS])
def test_a_lifetime_that_apple_takes_is_minted(seconds):
    claims = jws.read(mint(expires_in_seconds=seconds)).claims
    assert claims["exp"] - claims["iat"] == seconds


@pytest.mark.parametrize(
    ("seconds", "rule"), [(-1, "secret-exp-before-iat"), (0, "secret-exp-before-iat"), (MAX_SECRET_SECONDS + 1, "secret-lives-too-long")]
)
def test_a_lifetime_that_apple_refuses_is_refused_by_the_same_rule(seconds, rule):
    with pytest.raises(MintRefused) as caught:
        mint(expires_in_seconds=seconds)
    assert caught.value.rules == (rule,)
    assert rule in BY_ID
    assert "15777000" in caught.value.hint


@each(("name", "value", "rule"), WRONG_NAMES.values(), ids=WRONG_NAMES)
def test_a_name_that_apple_refuses_is_refused_by_the_same_rule(name, value, rule):
    with pytest.raises(MintRefused) as caught:
        mint(**{name: value})
    assert caught.value.rules == (rule,)
    assert rule in caught.value.hint


def test_a_refusal_is_not_forgotten():
    for _ in range(2):
        with pytest.raises(MintRefused):
            mint(key_id="short")


def test_what_is_prepared_for_one_client_does_not_reach_another():
    wanted = [
        {"team_id": team, "key_id": key, "client_id": client}
        for team in (TEAM_ID, OTHER_TEAM_ID)
        for key in (KEY_ID, OTHER_KEY_ID)
        for client in (SERVICES_ID, BUNDLE_ID)
    ]
    # Twice: first everything is prepared, then everything is remembered.
    for names in wanted + wanted[::-1]:
        token = jws.read(mint(**names))
        assert {"team_id": token.claims["iss"], "key_id": token.header["kid"], "client_id": token.claims["sub"]} == names


def test_each_secret_has_its_own_time():
    issued = [jws.read(mint(now=NOW + later, expires_in_seconds=60 + later)).claims for later in (0, 5)]
    assert [(claims["iat"] - NOW, claims["exp"] - NOW) for claims in issued] == [(0, 60), (5, 70)]


def test_a_client_whose_name_json_must_escape_is_written_as_json():
    assert jws.read(mint(client_id='com.example."app"')).claims["sub"] == 'com.example."app"'


def test_a_client_that_is_no_text_is_refused():
    with pytest.raises(MintRefused):
        mint(client_id="com.example.\ud800")


@pytest.mark.parametrize("signer", [SIGNER, Elsewhere()], ids=["a key in memory", "a key elsewhere"])
def test_what_a_signer_signs_verifies_and_the_doctor_finds_nothing(signer):
    secret = mint(signer)
    key = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8")
    assert verify_signature(secret, PUBLIC)
    assert diagnose(secret, known=Known(now=NOW, keys=(key,))).root is None


def test_a_key_on_another_curve_cannot_sign():
    with pytest.raises(KeyFault, match="P-256"):
        mint(KeySigner(ec.generate_private_key(ec.SECP384R1())))


def test_a_secret_signed_by_another_key_does_not_verify():
    assert not verify_signature(mint(), example_keys.other_key().public_key())


@each(
    "secret",
    [
        pytest.param("", id="nothing"),
        pytest.param("no JWT", id="one segment"),
        pytest.param(mint().rsplit(".", 1)[0] + ".", id="no signature"),
        pytest.param(mint() + "=", id="padding"),
        pytest.param("e30." + mint().split(".", 1)[1], id="another header"),
        pytest.param("." + mint().split(".", 1)[1], id="no header"),
        pytest.param(Scenario().header(alg="none").compact_secret(), id="another algorithm"),
        pytest.param(Scenario().header(alg=DROP).compact_secret(), id="no algorithm"),
        pytest.param(Scenario().signed(lambda data: base64url.encode(SIGNER.sign(data)).encode()).compact_secret(), id="a signature encoded twice"),
    ],
)
def test_what_is_not_es256_does_not_verify(secret):
    assert not verify_signature(secret, PUBLIC)


def test_a_token_of_any_length_is_not_read():
    with pytest.raises(TooLarge):
        verify_signature("e" * 20_000, PUBLIC)


def sign_der(data):
    return example_keys.team_key().sign(data, ec.ECDSA(hashes.SHA256()))


def swap_halves(raw):
    return raw[32:] + raw[:32]


WRONG_SIGNATURES = {
    "64 bytes that are no signature": (lambda _data: bytes(range(64)), "signature-does-not-verify"),
    "64 zero bytes": (lambda _data: bytes(64), "signature-does-not-verify"),
    "a signature over other data": (lambda data: SIGNER.sign(data + b" "), "signature-does-not-verify"),
    "a signature by another key": (lambda data: es256.sign(example_keys.other_key(), data), "signature-does-not-verify"),
    "s before r": (lambda data: swap_halves(SIGNER.sign(data)), "signature-halves-swapped"),
    "both halves little-endian": (lambda data: swap_halves(SIGNER.sign(data)[::-1]), "signature-little-endian"),
    "DER": (sign_der, "signature-is-der"),
    "a part of DER": (lambda data: sign_der(data)[:40], "signature-wrong-length"),
    "hexadecimal text": (lambda data: SIGNER.sign(data).hex().encode(), "signature-is-hex"),
    "one byte too many": (lambda data: SIGNER.sign(data) + b"\0", "signature-wrong-length"),
    "nothing": (lambda _data: b"", "signature-wrong-length"),
    "a megabyte": (lambda _data: bytes(1_000_000), "signature-wrong-length"),
}


@each(("sign", "rule"), WRONG_SIGNATURES.values(), ids=WRONG_SIGNATURES)
def test_a_signature_that_does_not_verify_leaves_no_token(sign, rule):
    with pytest.raises(MintRefused) as refused:
        mint(Elsewhere(sign))
    assert refused.value.rules == (rule,)
    assert rule in BY_ID
    assert rule in refused.value.hint


def raise_with_the_key(_data):
    raise RuntimeError(example_keys.team_key_text())


async def sign_later(data):
    return SIGNER.sign(data)


WRONG_TYPES = {
    "text": lambda _data: "A" * 64,
    "None": lambda _data: None,
    "a bytearray": lambda data: bytearray(SIGNER.sign(data)),
    "a memoryview": lambda data: memoryview(SIGNER.sign(data)),
    "a list of numbers": lambda data: list(SIGNER.sign(data)),
    "a coroutine": sign_later,
}


@each("sign", WRONG_TYPES.values(), ids=WRONG_TYPES)
def test_what_is_not_bytes_is_refused_as_such(sign):
    with pytest.raises(KeyFault, match=r"expected .*bytes") as refused:
        mint(Elsewhere(sign))
    assert refused.value.hint


def test_an_exception_of_the_signer_is_named_and_not_quoted():
    with pytest.raises(KeyFault) as refused:
        mint(Elsewhere(raise_with_the_key))
    assert refused.value.message == "the signer failed with RuntimeError"
    assert isinstance(refused.value.__cause__, RuntimeError)


def test_an_error_of_siwakit_in_a_signer_is_passed_on():
    def refuse(_data):
        raise UsageError("no key is given")

    with pytest.raises(UsageError, match="no key is given"):
        mint(Elsewhere(refuse))


@each(
    "public",
    [None, "-----BEGIN PUBLIC KEY-----", b"", example_keys.team_key(), ec.generate_private_key(ec.SECP384R1()).public_key()],
    ids=["none", "text", "bytes", "the private half", "another curve"],
)
def test_a_signer_without_a_public_key_on_p256_is_refused(public):
    with pytest.raises(KeyFault, match="public key is") as refused:
        mint(Elsewhere(public=public))
    assert refused.value.hint


def test_a_public_key_that_cannot_be_fetched_is_one_clear_error():
    class Unreachable(Elsewhere):
        public = property(lambda _self: 1 // 0, lambda _self, _value: None)

    with pytest.raises(KeyFault, match="public key failed with ZeroDivisionError"):
        mint(Unreachable())


def test_a_key_signer_that_is_changed_by_inheritance_is_verified_too():
    class Changed(KeySigner):
        def sign(self, _data, /):
            return bytes(64)

    with pytest.raises(MintRefused):
        mint(Changed(example_keys.team_key()))


def test_a_key_in_memory_is_not_verified_at_each_signature(monkeypatch):
    monkeypatch.setattr(es256, "verify", lambda *_given: pytest.fail("the key was checked when it was loaded"))
    assert mint()


def test_a_time_in_milliseconds_is_refused():
    with pytest.raises(MintRefused) as refused:
        mint(now=NOW * 1000)
    assert refused.value.rules == ("secret-iat-in-milliseconds",)


@pytest.mark.parametrize(
    "changes",
    [
        *({"now": value} for value in ("x", None, 1.5, float("nan"), float("inf"), True)),
        *({"expires_in_seconds": value} for value in ("600", None, 600.0, True)),
        *({name: value} for name in ("team_id", "key_id", "client_id") for value in (None, 7, b"A1B2C3D4E5", ["x"])),
    ],
    ids=str,
)
def test_a_value_of_another_type_is_wrong_use(changes):
    with pytest.raises(UsageError):
        mint(**changes)
