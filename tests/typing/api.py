"""Uses of the public API for mypy: an error here is an error in users' code."""

from __future__ import annotations

from typing import assert_type

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

import siwakit
from siwakit import Diagnosis, Evidence, Finding, KeySigner, Known, Origin, Question, Request, Response, Rule, Signer, VerdictKind
from siwakit.evidence.evidence import KeyAtHand


class Kms:
    """Signer in a key management service."""

    def __init__(self, public: EllipticCurvePublicKey) -> None:
        """Store the public half."""
        self.public = public

    def sign(self, data: bytes, /) -> bytes:
        """Return 64 bytes."""
        return bytes(64) + data[:0]


def mint(text: str, now: int) -> None:
    """Mint with a key in memory, and with a remote one."""
    signer = siwakit.load_signer(text)
    assert_type(signer, KeySigner)
    elsewhere: Signer = Kms(signer.public)
    for each_signer in (signer, elsewhere):
        secret = siwakit.mint_client_secret(each_signer, team_id="A1B2C3D4E5", key_id="ABC123DEFG", client_id="com.example.web", now=now)
        assert_type(secret, str)
    assert_type(siwakit.verify_signature("", signer.public), bool)


def judge(paste: str, key: str, now: int) -> int:
    """Diagnose a paste."""
    at_hand = siwakit.key_at_hand(key, "AuthKey_ABC123DEFG.p8")
    assert_type(at_hand, KeyAtHand)
    known = Known(team_id="A1B2C3D4E5", services_ids=("com.example.web",), origin=Origin.WEB, keys=(at_hand,))
    diagnosis = siwakit.diagnose(paste, ("answer.json", "{}"), known=known, now=now)
    assert_type(diagnosis, Diagnosis)
    assert_type(diagnosis.root, Finding | None)
    assert_type(diagnosis.kind, VerdictKind)
    if diagnosis.root is not None:
        assert_type(diagnosis.root.rule, Rule)
        assert_type(diagnosis.root.rule.question, Question)
    assert_type(siwakit.read_evidence(paste), Evidence)
    assert_type(siwakit.render_text(diagnosis, colour=False), str)
    assert_type(siwakit.render_json(diagnosis), str)
    fix = siwakit.correct_client_secret(diagnosis.evidence, now=now)
    assert_type(fix.client_secret, str | None)
    return len(diagnosis.suspects)


def look_up(name: str) -> Rule:
    """Find a rule by its id."""
    assert_type(siwakit.CATALOGUE, tuple[Rule, ...])
    return next(rule for rule in siwakit.CATALOGUE if rule.id == name)


def catch(paste: str) -> str:
    """Handle every error that siwakit raises."""
    try:
        siwakit.diagnose(paste, now=0)
    except siwakit.NotReadable as error:
        return error.hint
    except siwakit.SiwakitError as error:
        return f"{error.code}: {error.message}"
    return ""


def read_headers(request: Request, response: Response) -> None:
    """Use a request and its response as values."""
    assert_type(request.header("content-type"), str | None)
    assert_type(request.text, str)
    assert_type(response.status, int | None)


def talk(configuration: siwakit.AppleConfiguration, code: str) -> str | None:
    """Call Apple, and handle every error of such a call."""
    with siwakit.AppleClient(configuration, policy=siwakit.RetryPolicy(attempts=3)) as client:
        try:
            tokens = client.exchange_web_code(code, redirect_uri="https://app.example.com/callback")
        except siwakit.OutcomeUnknown as error:
            return error.hint
        except siwakit.AppleError as error:
            assert_type(error.status, int | None)
            assert_type(error.diagnosis, Diagnosis)
            return error.proves
        assert_type(tokens, siwakit.Tokens)
        assert_type(client.refresh(tokens.refresh_token or ""), siwakit.Tokens)
        assert_type(client.keys(), siwakit.KeySet)
        assert_type(client.discovery(), siwakit.Discovery)
        assert_type(client.verify_identity_token(tokens.id_token, nonce=None), siwakit.IdentityToken)
        client.revoke(tokens.access_token)
        return tokens.refresh_token


async def talk_from_a_loop(text: str) -> siwakit.IdentityToken:
    """Call an emulator from an event loop."""
    configuration = siwakit.AppleConfiguration(
        "A1B2C3D4E5",
        "ABC123DEFG",
        siwakit.load_signer(text),
        services_ids=("com.example.web",),
        apple=siwakit.Apple.emulator("http://127.0.0.1:8080"),
    )
    async with siwakit.AsyncAppleClient(configuration) as client:
        tokens = await client.exchange_native_code("c")
        assert_type(tokens, siwakit.Tokens)
        return await client.verify_identity_token(tokens.id_token, nonce="n")
