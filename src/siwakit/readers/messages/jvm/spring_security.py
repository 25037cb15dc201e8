"""Spring Security."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_CLIENT = "https://github.com/spring-projects/spring-security/blob/main/oauth2/oauth2-client/src/main/java/org/springframework/security/oauth2/client"
_JWT = "https://github.com/spring-projects/spring-security/blob/main/oauth2/oauth2-jose/src/main/java/org/springframework/security/oauth2/jwt"
_WEB = "https://github.com/spring-projects/spring-security/blob/main/web/src/main/java/org/springframework/security/web"
_said = partial(Message, speaker="Spring Security", versions="5.0 and later", is_general=True)
_PROOF_OF_CLAIM = {
    "iss": Proof.ISSUER_REFUSED,
    "aud": Proof.AUDIENCE_REFUSED,
    "azp": Proof.AUDIENCE_REFUSED,
    "exp": Proof.TOKEN_EXPIRED,
    "iat": Proof.TOKEN_AHEAD,
    "nonce": Proof.NONCE_DIFFERS,
}
_PROOF_OF_ATTRIBUTE = {"email": Proof.EMAIL_MISSING, "name": Proof.NAME_MISSING}


def _told_by_claim(values: Values) -> Proof:
    return _PROOF_OF_CLAIM.get(values["claim"], Proof.CLAIM_NOT_FOUND)


def _told_by_attribute(values: Values) -> Proof:
    return _PROOF_OF_ATTRIBUTE.get(values["claim"], Proof.CLAIM_NOT_FOUND)


MESSAGES = (
    _said(
        id="spring-authorization-request",
        literal="authorization_request_not_found",
        words=pattern(r"\[authorization_request_not_found\]"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("org.springframework.security.oauth2.core.OAuth2AuthenticationException: [authorization_request_not_found] ",),
        where=f"{_CLIENT}/web/OAuth2LoginAuthenticationFilter.java",
    ),
    _said(
        id="spring-state",
        literal="invalid_state_parameter",
        words=pattern(r"\[invalid_state_parameter\]"),
        proves=Proof.STATE_DIFFERS,
        samples=("OAuth2AuthenticationException: [invalid_state_parameter] ",),
        where=f"{_CLIENT}/oidc/authentication/OidcAuthorizationCodeAuthenticationProvider.java",
    ),
    _said(
        id="spring-nonce",
        literal="invalid_nonce",
        words=pattern(r"\[invalid_nonce\]"),
        proves=Proof.NONCE_DIFFERS,
        samples=("OAuth2AuthenticationException: [invalid_nonce] ",),
        where=f"{_CLIENT}/oidc/authentication/OidcAuthorizationCodeAuthenticationProvider.java",
        versions="5.2 and later",
    ),
    _said(
        id="spring-cancelled",
        literal="user_cancelled_authorize",
        words=pattern(r"\[user_cancelled_authorize\]"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("OAuth2AuthenticationException: [user_cancelled_authorize]",),
        where=f"{_CLIENT}/authentication/OAuth2LoginAuthenticationProvider.java",
    ),
    _said(
        id="spring-token-not-given",
        literal="missing (required) id token",
        words=pattern(r"Missing \(required\) ID Token in Token Response for Client Registration: [\w-]{1,60}"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("[invalid_id_token] Missing (required) ID Token in Token Response for Client Registration: apple",),
        where=f"{_CLIENT}/oidc/authentication/OidcAuthorizationCodeAuthenticationProvider.java",
    ),
    _said(
        id="spring-claims",
        literal="the id token contains invalid claims",
        words=pattern(r"The ID Token contains invalid claims: \{(?P<claim>[a-z_]{1,20})=(?:\[(?P<actual>[^\]]{1,200})\])?"),
        proves=None,
        narrow=_told_by_claim,
        samples=(
            "[invalid_id_token] The ID Token contains invalid claims: {aud=[com.acmefit.app]}",
            "[invalid_id_token] The ID Token contains invalid claims: {exp=2026-11-29T14:12:03Z}",
        ),
        where=f"{_CLIENT}/oidc/authentication/OidcIdTokenValidator.java",
    ),
    _said(
        id="spring-claim",
        literal="claim is not valid",
        words=pattern(r"[Tt]he (?P<claim>iss|aud|nonce|azp|exp|iat) claim is not valid"),
        proves=None,
        narrow=_told_by_claim,
        samples=("An error occurred while attempting to decode the Jwt: The iss claim is not valid", "The aud claim is not valid"),
        where=f"{_JWT}/JwtClaimValidator.java",
    ),
    _said(
        id="spring-expired",
        literal="jwt expired at",
        words=pattern(r"Jwt expired at \d{4}-\d\d-\d\dT[\d:.]{5,20}Z"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("An error occurred while attempting to decode the Jwt: Jwt expired at 2026-11-29T14:12:03Z",),
        where=f"{_JWT}/JwtTimestampValidator.java",
    ),
    _said(
        id="spring-ahead",
        literal="jwt used before",
        words=pattern(r"Jwt used before \d{4}-\d\d-\d\dT[\d:.]{5,20}Z"),
        proves=Proof.TOKEN_AHEAD,
        samples=("An error occurred while attempting to decode the Jwt: Jwt used before 2026-11-29T14:12:03Z",),
        where=f"{_JWT}/JwtTimestampValidator.java",
    ),
    _said(
        id="spring-verifier-algorithm",
        literal="failed to find a signature verifier",
        words=pattern(
            r"Failed to find a Signature Verifier for Client Registration: '[\w-]{1,60}'\. Check to ensure you have configured a valid "
            r"JWS Algorithm: '(?P<expected>\w{1,20})'"
        ),
        proves=Proof.ALGORITHM_REFUSED,
        samples=(
            (
                "[missing_signature_verifier] Failed to find a Signature Verifier for Client Registration: 'apple'. Check to ensure you have "
                "configured a valid JWS Algorithm: 'null'"
            ),
        ),
        where=f"{_CLIENT}/oidc/authentication/OidcIdTokenDecoderFactory.java",
    ),
    _said(
        id="spring-verifier-keys",
        literal="failed to find a signature verifier",
        words=pattern(
            r"Failed to find a Signature Verifier for Client Registration: '[\w-]{1,60}'\. Check to ensure you have configured the JwkSet URI"
        ),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=(
            (
                "[missing_signature_verifier] Failed to find a Signature Verifier for Client Registration: 'apple'. Check to ensure you have "
                "configured the JwkSet URI."
            ),
        ),
        where=f"{_CLIENT}/oidc/authentication/OidcIdTokenDecoderFactory.java",
    ),
    _said(
        id="spring-attribute",
        literal="attribute",
        words=pattern(r"IllegalArgumentException: (?:Missing attribute|Attribute value for) '(?P<claim>\w{1,40})' (?:in attributes|cannot be null)"),
        proves=None,
        narrow=_told_by_attribute,
        samples=(
            "java.lang.IllegalArgumentException: Missing attribute 'name' in attributes",
            "java.lang.IllegalArgumentException: Attribute value for 'email' cannot be null",
        ),
        where="https://github.com/spring-projects/spring-security/blob/main/oauth2/oauth2-core/src/main/java/org/springframework/security/oauth2/core/user/"
        "DefaultOAuth2User.java",
    ),
    _said(
        id="spring-client-id-missing",
        literal="clientid cannot be empty",
        words=pattern(r"IllegalArgumentException: clientId cannot be empty"),
        proves=Proof.CLIENT_ID_NOT_GIVEN,
        samples=("java.lang.IllegalArgumentException: clientId cannot be empty",),
        where=f"{_CLIENT}/registration/ClientRegistration.java",
    ),
    _said(
        id="spring-client-secret-missing",
        literal="clientsecret cannot be empty",
        words=pattern(r"IllegalArgumentException: clientSecret cannot be empty"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("java.lang.IllegalArgumentException: clientSecret cannot be empty",),
        versions="5.0 to 5.1",
        where=f"{_CLIENT}/registration/ClientRegistration.java",
    ),
    _said(
        id="spring-csrf",
        literal="csrf token",
        words=pattern(
            r"Invalid CSRF token found for https?://|Invalid CSRF Token '[^']{0,100}' was found on the request parameter"
            r"|Could not verify the provided CSRF token because|An expected CSRF token cannot be found"
        ),
        proves=Proof.CSRF_REFUSED,
        samples=(
            "DEBUG o.s.security.web.csrf.CsrfFilter : Invalid CSRF token found for https://acmefit.example/login/oauth2/code/apple",
            "An expected CSRF token cannot be found",
        ),
        versions="all",
        where=f"{_WEB}/csrf/CsrfFilter.java",
    ),
)
