"""OmniAuth and its strategies for Apple and OpenID Connect."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.claims import told_by_session_claim
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="omniauth-csrf",
        speaker="OmniAuth",
        literal="csrf_detected",
        words=pattern(
            r"csrf_detected(?: \| (?:CSRF detected|Invalid 'state' parameter)| encountered|: OmniAuth::Strategies)|(?<=message=)csrf_detected"
        ),
        proves=Proof.STATE_DIFFERS,
        samples=(
            "(apple) Authentication failure! csrf_detected: OmniAuth::Strategies::OAuth2::CallbackError, csrf_detected | CSRF detected",
            "OmniAuth::Strategies::OAuth2::CallbackError (csrf_detected | CSRF detected)",
            "GET /auth/failure?message=csrf_detected&strategy=apple",
            "csrf_detected | Invalid 'state' parameter",
        ),
        versions="all",
        where="https://github.com/omniauth/omniauth-oauth2/blob/master/lib/omniauth/strategies/oauth2.rb",
        is_general=True,
    ),
    Message(
        id="omniauth-cancel-raised",
        speaker="OmniAuth",
        literal="user_cancelled_authorize",
        words=pattern(r"OmniAuth::Strategies::OAuth2::CallbackError \((?:user_cancelled_authorize)[^)]{0,80}\)"),
        proves=Proof.CANCEL_NOT_HANDLED,
        samples=(
            "OmniAuth::Strategies::OAuth2::CallbackError (user_cancelled_authorize):\n  omniauth-oauth2 (1.6.0) lib/omniauth/strategies/oauth2.rb:73",
        ),
        versions="omniauth-oauth2 1.3 and later, where no on_failure handles it",
        where="https://github.com/omniauth/omniauth-oauth2/blob/master/lib/omniauth/strategies/oauth2.rb",
    ),
    Message(
        id="omniauth-cancelled",
        speaker="OmniAuth",
        literal="user_cancelled_authorize",
        words=pattern(
            r"Authentication failure! user_cancelled_authorize(?:: OmniAuth::Strategies::OAuth2::CallbackError, user_cancelled_authorize)?"
        ),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("(apple) Authentication failure! user_cancelled_authorize: OmniAuth::Strategies::OAuth2::CallbackError, user_cancelled_authorize",),
        versions="all",
        where="https://github.com/omniauth/omniauth-oauth2/blob/master/lib/omniauth/strategies/oauth2.rb",
        is_general=True,
    ),
    Message(
        id="omniauth-apple-nonce",
        speaker="omniauth-apple",
        literal="nonce_mismatch",
        words=pattern(r"nonce_mismatch(?: \| nonce mismatch|: OmniAuth::Strategies| encountered)|(?<=message=)nonce_mismatch"),
        proves=Proof.NONCE_NOT_OF_SESSION,
        samples=(
            "(apple) Authentication failure! nonce_mismatch: OmniAuth::Strategies::OAuth2::CallbackError, nonce_mismatch | nonce mismatch",
            "/auth/failure?message=nonce_mismatch&strategy=apple",
        ),
        versions="1.0 to 1.2",
        where="https://github.com/nhosoya/omniauth-apple/issues/76",
        is_general=True,
    ),
    Message(
        id="omniauth-apple-claim",
        speaker="omniauth-apple",
        literal="id_token_claims_invalid",
        words=pattern(r"id_token_claims_invalid \| (?P<claim>\w{1,20}) invalid"),
        proves=None,
        narrow=told_by_session_claim,
        samples=(
            "Authentication failure! invalid_credentials: OmniAuth::Strategies::OAuth2::CallbackError, id_token_claims_invalid | nonce invalid",
            "id_token_claims_invalid | aud invalid",
        ),
        versions="1.3 and later",
        where="https://github.com/nhosoya/omniauth-apple/blob/master/lib/omniauth/strategies/apple.rb",
    ),
    Message(
        id="omniauth-apple-signature",
        speaker="omniauth-apple",
        literal="id_token_signature_invalid",
        words=pattern(r"id_token_signature_invalid(?: \| [\w:]{1,60})?"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("OmniAuth::Strategies::OAuth2::CallbackError, id_token_signature_invalid | JSON::JWS::VerificationFailed",),
        versions="1.3 and later",
        where="https://github.com/nhosoya/omniauth-apple/blob/master/lib/omniauth/strategies/apple.rb",
    ),
    Message(
        id="omniauth-apple-keys",
        speaker="omniauth-apple",
        literal="jwks_fetching_failed",
        words=pattern(r"jwks_fetching_failed"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("OmniAuth::Strategies::OAuth2::CallbackError, jwks_fetching_failed | execution expired",),
        versions="1.3 and later",
        where="https://github.com/nhosoya/omniauth-apple/blob/master/lib/omniauth/strategies/apple.rb",
    ),
    Message(
        id="omniauth-apple-kid",
        speaker="omniauth-apple",
        literal="jwks_fetching_failed",
        words=pattern(r"jwks_fetching_failed \| JSON::JWK::Set::KidNotFound"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("OmniAuth::Strategies::OAuth2::CallbackError, jwks_fetching_failed | JSON::JWK::Set::KidNotFound",),
        versions="1.3 and later",
        where="https://github.com/nhosoya/omniauth-apple/blob/master/lib/omniauth/strategies/apple.rb",
    ),
)
