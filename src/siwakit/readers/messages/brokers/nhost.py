"""Nhost, whose service for this is Hasura Auth."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_APPLE = "https://github.com/nhost/hasura-auth/blob/main/go/providers/apple.go"
_ERRORS = "https://github.com/nhost/hasura-auth/blob/main/go/controller/errors.go"

MESSAGES = (
    Message(
        id="nhost-exchange",
        speaker="Nhost",
        literal="oauth-token-echange-failed",
        words=pattern(r"oauth-token-echange-failed\b"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=("https://app.example.com/?error=oauth-token-echange-failed&errorDescription=Failed+to+exchange+token",),
        versions="as of October 2025; the word is misspelt there",
        where=_ERRORS,
        is_general=True,
    ),
    Message(
        id="nhost-nonce",
        speaker="Nhost",
        literal="nonce-mismatch",
        words=pattern(r"nonce-mismatch(?=\"|$)"),
        proves=Proof.NONCE_DIFFERS,
        samples=('{"level":"ERROR","msg":"error validating id token","error":"nonce-mismatch"}',),
        versions="0.35 and later",
        where="https://github.com/nhost/hasura-auth/blob/main/go/oidc/errors.go",
        is_general=True,
    ),
    Message(
        id="nhost-email-missing",
        speaker="Nhost",
        literal="failed to get email claim",
        words=pattern(r"failed to get email claim"),
        proves=Proof.EMAIL_MISSING,
        samples=("error getting user profile: failed to get email claim: claim-not-found",),
        versions="as of October 2025",
        where=_APPLE,
        is_general=True,
    ),
    Message(
        id="nhost-email-verified",
        speaker="Nhost",
        literal="failed to get email_verified claim",
        words=pattern(r"failed to get email_verified claim"),
        proves=Proof.CLAIM_FORM_REFUSED,
        samples=("error getting user profile: failed to get email_verified claim: invalid-claims",),
        versions="as of October 2025",
        where=_APPLE,
        is_general=True,
    ),
    Message(
        id="nhost-key-not-base64",
        speaker="Nhost",
        literal="failed to decode private key from base64",
        words=pattern(r"failed to decode private key from base64"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=("failed to generate Apple client secret: failed to decode private key from base64",),
        versions="as of October 2025",
        where=_APPLE,
        is_general=True,
    ),
)
