"""Better Auth."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_STATE = "https://github.com/better-auth/better-auth/blob/v1.7.1/packages/better-auth/src/state.ts"
_OLD_STATE = "https://github.com/better-auth/better-auth/blob/v1.3.0/packages/better-auth/src/oauth2/state.ts"
_CALLBACK = "https://github.com/better-auth/better-auth/blob/v1.7.1/packages/better-auth/src/api/routes/callback.ts"
_SIGN_IN = "https://github.com/better-auth/better-auth/blob/v1.7.1/packages/better-auth/src/api/routes/sign-in.ts"
_APPLE = "https://github.com/better-auth/better-auth/blob/v1.7.1/packages/core/src/social-providers/apple.ts"

MESSAGES = (
    Message(
        id="better-auth-state-unknown",
        speaker="Better Auth",
        literal="erification not found",
        words=pattern(r"State [Mm]ismatch[.:] [Vv]erification not found"),
        proves=Proof.STATE_NOT_FOUND,
        samples=("ERROR [Better Auth]: State Mismatch. Verification not found", "ERROR [Better Auth]: State mismatch: verification not found"),
        versions="1.0 and later",
        where="https://github.com/better-auth/better-auth/issues/9491",
        is_general=True,
    ),
    Message(
        id="better-auth-state-cookie",
        speaker="Better Auth",
        literal="state mismatch",
        words=pattern(r"State [Mm]ismatch[.:] (?:(?:auth|OAuth) state cookie not found|State not persisted correctly)"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=(
            "ERROR [Better Auth]: State mismatch: State not persisted correctly",
            "ERROR [Better Auth]: State mismatch: auth state cookie not found",
            "ERROR [Better Auth]: State Mismatch. OAuth state cookie not found",
        ),
        versions="1.3.27 and later",
        where=_STATE,
        is_general=True,
    ),
    Message(
        id="better-auth-state-other",
        speaker="Better Auth",
        literal="state mismatch",
        words=pattern(r"State [Mm]ismatch[.:] (?:OAuth state parameter does not match stored state|State parameter does not match)"),
        proves=Proof.STATE_DIFFERS,
        samples=(
            "ERROR [Better Auth]: State mismatch: OAuth state parameter does not match stored state",
            "ERROR [Better Auth]: State Mismatch. State parameter does not match",
        ),
        versions="1.4 and later",
        where=_STATE,
        is_general=True,
    ),
    Message(
        id="better-auth-state-expired",
        speaker="Better Auth",
        literal="invalid state: request expired",
        words=pattern(r"Invalid state: request expired"),
        proves=Proof.STATE_NOT_FOUND,
        samples=("ERROR [Better Auth]: Invalid state: request expired",),
        versions="1.4 and later",
        where=_STATE,
        is_general=True,
    ),
    Message(
        id="better-auth-error-state",
        speaker="Better Auth",
        literal="error=state_mismatch",
        words=pattern(r"[?&]error=state_mismatch\b"),
        proves=Proof.STATE_DIFFERS,
        samples=("GET /api/auth/error?error=state_mismatch 302",),
        versions="1.3.27 and later",
        where="https://github.com/better-auth/better-auth/issues/5243",
        is_general=True,
    ),
    Message(
        id="better-auth-error-restart",
        speaker="Better Auth",
        literal="please_restart_the_process",
        words=pattern(r"error=please_restart_the_process\b"),
        proves=Proof.STATE_NOT_FOUND,
        samples=("GET /api/auth/error?error=please_restart_the_process 302",),
        versions="1.0 to 1.3",
        where=_OLD_STATE,
        is_general=True,
    ),
    Message(
        id="better-auth-state-missing",
        speaker="Better Auth",
        literal="state",
        words=pattern(r"(?:[?&]error=state_not_found\b|\[Better Auth\]: State not found)"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("GET /api/auth/error?error=state_not_found 302", "ERROR [Better Auth]: State not found undefined"),
        versions="1.0 and later",
        where="https://github.com/better-auth/better-auth/issues/7642",
        is_general=True,
    ),
    Message(
        id="better-auth-no-code",
        speaker="Better Auth",
        literal="code",
        words=pattern(r"(?:[?&]error=no_code\b|\[Better Auth\]: Code not found)"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("GET /api/auth/error?error=no_code 302", "ERROR [Better Auth]: Code not found"),
        versions="1.0 and later",
        where=_CALLBACK,
        is_general=True,
    ),
    Message(
        id="better-auth-email",
        speaker="Better Auth",
        literal="email",
        words=pattern(
            r"(?:[?&]error=email_not_found\b|Provider did not return email\. This could be due to misconfiguration|"
            r'Provider "apple" did not return an email)'
        ),
        proves=Proof.EMAIL_MISSING,
        samples=(
            "GET /api/auth/error?error=email_not_found 302",
            "ERROR [Better Auth]: Provider did not return email. This could be due to misconfiguration in the provider settings.",
            'ERROR [Better Auth]: Provider "apple" did not return an email. Either request the provider\'s email scope',
        ),
        versions="1.0 and later",
        where=_CALLBACK,
        is_general=True,
    ),
    Message(
        id="better-auth-user-info",
        speaker="Better Auth",
        literal="unable_to_get_user_info",
        words=pattern(r"[?&]error=unable_to_get_user_info\b"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("GET /api/auth/error?error=unable_to_get_user_info 302",),
        versions="1.0 and later",
        where=_CALLBACK,
        is_general=True,
    ),
    Message(
        id="better-auth-id-token",
        speaker="Better Auth",
        literal="invalid",
        words=pattern(
            r'(?:\[Better Auth\]: Invalid id token|"code" ?: ?"INVALID_TOKEN", ?"message" ?: ?"Invalid token"|'
            r'"message" ?: ?"Invalid token", ?"code" ?: ?"INVALID_TOKEN")'
        ),
        proves=Proof.TOKEN_REFUSED,
        samples=("ERROR [Better Auth]: Invalid id token { provider: 'apple' }", '{"message":"Invalid token","code":"INVALID_TOKEN"}'),
        versions="1.0 and later",
        where=_SIGN_IN,
        is_general=True,
    ),
    Message(
        id="better-auth-kid",
        speaker="Better Auth",
        literal="jwk with kid",
        words=pattern(r"JWK with kid (?P<kid>[\w-]{1,64}) not found"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("Error: JWK with kid fh6Bs8C not found",),
        versions="1.0 and later",
        where=_APPLE,
        is_general=True,
    ),
    Message(
        id="better-auth-credentials",
        speaker="Better Auth",
        literal="client id and client secret are required for apple",
        words=pattern(r"Client ID and client secret are required for Apple\b"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("ERROR [Better Auth]: Client ID and client secret are required for Apple. Make sure to provide them in the options.",),
        versions="1.3 and later",
        where=_APPLE,
    ),
    Message(
        id="better-auth-provider",
        speaker="Better Auth",
        literal="provider not found",
        words=pattern(r"Provider not found\. Make sure to add the provider in your auth config"),
        proves=Proof.PROVIDER_NOT_ENABLED,
        samples=("ERROR [Better Auth]: Provider not found. Make sure to add the provider in your auth config { provider: 'apple' }",),
        versions="1.0 and later",
        where=_SIGN_IN,
        is_general=True,
    ),
    Message(
        id="better-auth-origin",
        speaker="Better Auth",
        literal="invalid origin: https://appleid.apple.com",
        words=pattern(r"Invalid origin: https://appleid\.apple\.com"),
        proves=Proof.CSRF_REFUSED,
        samples=("ERROR [Better Auth]: Invalid origin: https://appleid.apple.com",),
        versions="1.0 and later",
        where="https://github.com/better-auth/better-auth/blob/v1.7.1/packages/better-auth/src/api/middlewares/origin-check.ts",
    ),
)
