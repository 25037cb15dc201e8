"""Directus, and what its drivers for OpenID Connect and OAuth 2.0 log."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_OPENID = "https://github.com/directus/directus/blob/main/api/src/auth/drivers/openid.ts"

MESSAGES = (
    Message(
        id="directus-cookie",
        speaker="Directus",
        literal="couldn't verify o",
        words=pattern(r"\[(?:OpenID|OAuth2)\] Couldn't verify (?:OpenID|OAuth2) cookie"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("WARN: [OpenID] Couldn't verify OpenID cookie",),
        versions="since when is not known",
        where=_OPENID,
        is_general=True,
    ),
    Message(
        id="directus-callback",
        speaker="Directus",
        literal="codeverifier or state in payload",
        words=pattern(r"\[(?:OpenID|OAuth2)\] No code, codeVerifier or state in payload"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("WARN: [OpenID] No code, codeVerifier or state in payload",),
        versions="since when is not known",
        where=_OPENID,
        is_general=True,
    ),
    Message(
        id="directus-exchange",
        speaker="Directus",
        literal="service returned unexpected response",
        words=pattern(r"Service returned unexpected response: undefined"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=('{"message":"Service returned unexpected response: undefined.","extensions":{"service":"openid"}}',),
        versions="since when is not known",
        where=_OPENID,
        is_general=True,
    ),
    Message(
        id="directus-no-identifier",
        speaker="Directus",
        literal="failed to find user identifier for provider",
        words=pattern(r"Failed to find user identifier for provider \"\w{1,40}\""),
        proves=Proof.EMAIL_MISSING,
        samples=('WARN: [OpenID] Failed to find user identifier for provider "apple"',),
        versions="since when is not known",
        where=_OPENID,
        is_general=True,
    ),
)
