"""Supabase Auth (GoTrue) and its clients."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_OIDC = "https://github.com/supabase/auth/blob/master/internal/api/token_oidc.go"

MESSAGES = (
    Message(
        id="supabase-audience",
        speaker="Supabase Auth",
        literal="unacceptable audience in id_token",
        words=pattern(r"Unacceptable audience in id_token(?:: \[(?P<actual>[^\]]{1,200})\])?"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("invalid request: Unacceptable audience in id_token", "AuthApiError: Unacceptable audience in id_token: [com.example.app]"),
        versions="2.60 and later",
        where=_OIDC,
    ),
    Message(
        id="supabase-nonce",
        speaker="Supabase Auth",
        literal="nonces mismatch",
        words=pattern(r"Nonces mismatch"),
        proves=Proof.NONCE_DIFFERS,
        samples=('{"error":"invalid nonce","error_description":"Nonces mismatch"}',),
        versions="all",
        where=_OIDC,
    ),
    Message(
        id="supabase-bad-id-token",
        speaker="Supabase Auth",
        literal="bad id token",
        words=pattern(r"Bad ID token"),
        proves=Proof.TOKEN_REFUSED,
        samples=("AuthException(message: Bad ID token, statusCode: 400)",),
        versions="all",
        where=_OIDC,
    ),
)
