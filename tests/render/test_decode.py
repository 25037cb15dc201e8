"""What `siwakit decode` shows, and what it does without."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.each import each

from siwakit.errors import NotReadable
from siwakit.jose import base64url
from siwakit.render.decode import decode_text, without_wrapping
from siwakit.samples import CODE, NOW, Scenario, compact


def token(header: object, claims: object, signature: bytes = bytes(64)) -> str:
    return f"{compact(header)}.{compact(claims)}.{base64url.encode(signature)}"


def first_line(claims: dict[str, object], header: dict[str, object] | None = None) -> str:
    return decode_text(token(header or {"alg": "ES256"}, claims), NOW).splitlines()[0]


def test_a_client_secret_is_recognised_and_its_dates_are_dates() -> None:
    text = decode_text(Scenario().compact_secret(), NOW)
    assert text.startswith("a client_secret\n")
    assert "2026-09-21 14:13:20 UTC, now" in text
    assert "2026-09-21 14:23:20 UTC, in 10 minutes" in text
    assert "64 bytes: the length of ES256" in text


def test_the_signature_is_never_shown() -> None:
    secret = Scenario().compact_secret()
    assert secret.rsplit(".", 1)[1][:12] not in decode_text(secret, NOW)


@each(
    ("claims", "kind"),
    [
        ({"iss": "https://appleid.apple.com", "events": "{}"}, "a notification"),
        ({"iss": "https://appleid.apple.com", "aud": "com.example.app"}, "an identity token"),
        ({"iss": "57246542-96fe-1a63-e053-0824d011072a", "aud": "appstoreconnect-v1"}, "an App Store Connect token"),
        ({"iss": "A1B2C3D4E5", "sub": "com.example.web"}, "a client_secret"),
        ({"iss": "https://accounts.example.com"}, "another JWT"),
    ],
)
def test_tokens_are_told_apart(claims: dict[str, object], kind: str) -> None:
    assert first_line(claims) == kind


def test_a_provider_token_is_not_a_client_secret() -> None:
    assert first_line({"iss": "A1B2C3D4E5", "iat": NOW}, {"alg": "ES256", "kid": "ABC123DEFG"}) == "a provider token"


@pytest.mark.parametrize(
    ("claim", "words"),
    [("real_user_status", "for a native app"), ("at_hash", "answer from /auth/token"), ("c_hash", "sent with a code"), ("x", "only aud tells")],
)
def test_the_origin_of_an_identity_token_is_shown_as_far_as_it_is_known(claim: str, words: str) -> None:
    text = decode_text(token({"alg": "RS256"}, {"iss": "https://appleid.apple.com", claim: 1}, bytes(256)), NOW)
    assert words in " ".join(text.split())
    assert "the length of an RSA signature" in text


@each("around", ["Bearer {}", '"{}"\n', "  {}\r\n", "JWT {}", "'{}',"])
def test_quotes_and_schemes_copied_with_a_token_are_removed(around: str) -> None:
    secret = Scenario().compact_secret()
    assert without_wrapping(around.format(secret)) == secret


def test_faults_of_form_are_shown() -> None:
    text = decode_text(token({"alg": "ES256"}, {"iss": "A1B2C3D4E5"}).replace(".", "=.", 1), NOW)
    assert "not base64url: padding (=)" in text


def test_a_token_without_its_signature_is_shown_and_said_to_lack_it() -> None:
    text = decode_text(token({"alg": "none"}, {"iss": "A1B2C3D4E5"}).rsplit(".", 1)[0], NOW)
    assert "the signature segment is missing" in text
    assert "signature\n  none" in text


def test_an_encrypted_token_is_named() -> None:
    assert "an encrypted token (JWE)" in " ".join(decode_text(f"{compact({'alg': 'RSA-OAEP'})}.a.b.c.d", NOW).split())


@pytest.mark.parametrize(
    ("signature", "words"),
    [(b"", "none"), (b"0\x06\x02\x01\x01\x02\x01\x01", "looks like DER"), (bytes(10), "not the length of ES256"), (b"0", "not the length")],
)
def test_the_shape_of_a_signature_is_said(signature: bytes, words: str) -> None:
    assert words in decode_text(token({"alg": "ES256"}, {"iss": "A1B2C3D4E5"}, signature), NOW)


def test_a_signature_that_spells_nothing_is_said_to() -> None:
    assert "5 characters that are not base64url" in decode_text(f"{compact({'alg': 'ES256'})}.{compact({})}.?????", NOW)


def test_a_part_that_cannot_be_read_is_said_to() -> None:
    assert "payload\n  (cannot be read)" in decode_text(f"{compact({'alg': 'ES256'})}.????.AAAA", NOW)
    assert "payload\n  (empty)" in decode_text(f"{compact({'alg': 'ES256'})}.{compact({})}.AAAA", NOW)


@each("text", [CODE, "hello", "a.b.c", "", "a.b.c.d"])
def test_text_that_is_not_a_jwt_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        decode_text(text, NOW)
    assert text[:24] not in refusal.value.message or len(text) < 8
    assert refusal.value.hint


def test_hostile_names_and_values_are_escaped_and_lines_stay_narrow() -> None:
    text = decode_text(token({"alg": "ES256"}, {"\u202e" * 40: "\x1b[2J" * 30, "iss": CODE, "a" * 200: "b c " * 50}), NOW)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert CODE not in text
    assert max(map(len, text.splitlines())) <= 80


def test_decode_starts_without_cryptography_rules_or_judge() -> None:
    heavy = ("cryptography", "siwakit.rules", "siwakit.judge", "click", "email", "urllib")
    code = f"import sys, siwakit.render.decode; print([name for name in sys.modules if name.startswith({heavy})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
