"""NextAuth.js and Auth.js."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="next-auth-cookie-missing",
        speaker="next-auth",
        literal="cookie was missing",
        words=pattern(r"(?P<cookie>PKCE code_verifier|State|Nonce) cookie was missing"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("[next-auth][error][OAUTH_CALLBACK_ERROR] PKCE code_verifier cookie was missing.", "TypeError: State cookie was missing."),
        versions="next-auth 4",
        where="https://github.com/nextauthjs/next-auth/blob/v4/packages/next-auth/src/core/lib/oauth/checks.ts",
    ),
)
