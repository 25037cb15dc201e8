"""NextAuth.js and Auth.js."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CHECKS = "https://github.com/nextauthjs/next-auth/blob/v4/packages/next-auth/src/core/lib/oauth/checks.ts"
_CORE_CHECKS = "https://github.com/nextauthjs/next-auth/blob/main/packages/core/src/lib/actions/callback/oauth/checks.ts"

MESSAGES = (
    Message(
        id="next-auth-cookie-missing",
        speaker="next-auth",
        literal="cookie was missing",
        words=pattern(r"(?P<cookie>PKCE code_verifier|State|Nonce|pkceCodeVerifier|state|nonce) cookie was missing"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=(
            "[next-auth][error][OAUTH_CALLBACK_ERROR] PKCE code_verifier cookie was missing.",
            "TypeError: State cookie was missing.",
            "[auth][cause]: InvalidCheck: pkceCodeVerifier cookie was missing",
        ),
        versions="next-auth 4, and 5 from its first beta",
        where=_CHECKS,
        is_general=True,
    ),
    Message(
        id="next-auth-cookie-unreadable",
        speaker="next-auth",
        literal="value could not be parsed",
        words=pattern(r"(?P<cookie>PKCE code_verifier|State|Nonce|pkceCodeVerifier|state|nonce) value could not be parsed"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=(
            ("[auth][error] InvalidCheck: pkceCodeVerifier value could not be parsed. Read more at https://errors.authjs.dev#invalidcheck"),
            "TypeError: State value could not be parsed.",
        ),
        versions="next-auth 4.24 and 5, of which 5 says it of a missing cookie, too",
        where=_CORE_CHECKS,
        is_general=True,
    ),
    Message(
        id="next-auth-cookie-of-other",
        speaker="next-auth",
        literal="cookie was created for a different provider",
        words=pattern(r"(?P<cookie>[\w.-]{3,60}) cookie was created for a different provider"),
        proves=Proof.STATE_DIFFERS,
        samples=("Error: pkceCodeVerifier cookie was created for a different provider than the one handling the callback",),
        versions="next-auth 4.24.12 and later, and 5",
        where=_CORE_CHECKS,
        is_general=True,
    ),
    Message(
        id="next-auth-state-undecoded",
        speaker="next-auth",
        literal="state could not be decoded",
        words=pattern(r"InvalidCheck: State could not be decoded"),
        proves=Proof.STATE_DIFFERS,
        samples=("[auth][error] InvalidCheck: State could not be decoded",),
        versions="next-auth 5",
        where=_CORE_CHECKS,
        is_general=True,
    ),
    Message(
        id="next-auth-post",
        speaker="next-auth",
        literal="is not supported by nextauth.js",
        words=pattern(r"This action with HTTP POST is not supported by NextAuth\.js"),
        proves=Proof.METHOD_REFUSED,
        samples=("Error: This action with HTTP POST is not supported by NextAuth.js",),
        versions="next-auth 3 and 4",
        where="https://github.com/a-tokyo/react-apple-signin-auth/issues/83",
        is_general=True,
    ),
    Message(
        id="next-auth-userinfo",
        speaker="next-auth",
        literal="userinfo endpoint",
        words=pattern(r"(?:Authorization server did not provide a userinfo endpoint|No userinfo endpoint configured)"),
        proves=Proof.USERINFO_WANTED,
        samples=("TypeError: TODO: Authorization server did not provide a userinfo endpoint.", "TypeError: No userinfo endpoint configured"),
        versions="next-auth 5",
        where="https://github.com/nextauthjs/next-auth/blob/main/packages/core/src/lib/actions/callback/oauth/callback.ts",
    ),
    Message(
        id="next-auth-profile-id",
        speaker="next-auth",
        literal="profile id is missing in apple",
        words=pattern(r"Profile id is missing in Apple OAuth profile response"),
        proves=Proof.CLAIM_NOT_FOUND,
        samples=("TypeError: Profile id is missing in Apple OAuth profile response",),
        versions="next-auth 4",
        where="https://github.com/nextauthjs/next-auth/blob/v4/packages/next-auth/src/core/lib/oauth/callback.ts",
    ),
)
