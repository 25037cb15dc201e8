"""Frameworks that sign users in with OpenID Connect: Quarkus, pac4j and Micronaut."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_QUARKUS = (
    "https://github.com/quarkusio/quarkus/blob/main/extensions/oidc/runtime/src/main/java/io/quarkus/oidc/runtime/CodeAuthenticationMechanism.java"
)
_PAC4J = "https://github.com/pac4j/pac4j/blob/master"
_MICRONAUT = (
    "https://github.com/micronaut-projects/micronaut-security/blob/master/security-oauth2/src/main/java/io/micronaut/security/oauth2/endpoint"
)

MESSAGES = (
    Message(
        id="micronaut-cancel-unknown",
        speaker="Micronaut Security",
        literal="authorizationerrorcode.user_cancelled_authorize",
        words=pattern(r"No enum constant [\w.]{10,120}AuthorizationErrorCode\.USER_CANCELLED_AUTHORIZE"),
        proves=Proof.CANCEL_NOT_HANDLED,
        samples=(
            (
                "java.lang.IllegalArgumentException: No enum constant "
                "io.micronaut.security.oauth2.endpoint.authorization.response.AuthorizationErrorCode.USER_CANCELLED_AUTHORIZE"
            ),
        ),
        versions="versions whose error codes are an enum",
        where="https://github.com/micronaut-projects/micronaut-security/issues/1089",
    ),
    Message(
        id="quarkus-state",
        speaker="Quarkus OIDC",
        literal="state cookie value does not match",
        words=pattern(r"State cookie value does not match the state query parameter value"),
        proves=Proof.STATE_DIFFERS,
        samples=("State cookie value does not match the state query parameter value, completing the code flow with HTTP status 401",),
        versions="2.0 and later",
        where=_QUARKUS,
    ),
    Message(
        id="quarkus-code-not-returned",
        speaker="Quarkus OIDC",
        literal="form_post",
        words=pattern(r"HTTP POST and application/x-www-form-urlencoded content type must be used with the form_post response mode"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("HTTP POST and application/x-www-form-urlencoded content type must be used with the form_post response mode",),
        versions="2.10 and later",
        where=_QUARKUS,
    ),
    Message(
        id="quarkus-nothing-returned",
        speaker="Quarkus OIDC",
        literal="state cookie is present but neither",
        words=pattern(r"State cookie is present but neither 'code' nor 'error' query parameter is returned"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("State cookie is present but neither 'code' nor 'error' query parameter is returned",),
        versions="2.0 and later",
        where=_QUARKUS,
    ),
    Message(
        id="quarkus-cookie-not-returned",
        speaker="Quarkus OIDC",
        literal="matching state cookie is not found",
        words=pattern(r"Matching state cookie is not found"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("[io.quarkus.oidc.runtime.CodeAuthenticationMechanism] Matching state cookie is not found",),
        versions="2.0 and later",
        where=_QUARKUS,
    ),
    Message(
        id="quarkus-state-not-returned",
        speaker="Quarkus OIDC",
        literal="state ",
        words=pattern(r"State query parameter is missing|State parameter can not be empty if the state cookie is present"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("ERROR [io.quarkus.oidc.runtime.CodeAuthenticationMechanism] State query parameter is missing",),
        versions="2.0 and later",
        where=_QUARKUS,
        is_general=True,
    ),
    Message(
        id="quarkus-cancelled",
        speaker="Quarkus OIDC",
        literal="user_cancelled_authorize",
        words=pattern(r"Authorization code flow has failed, error code: user_cancelled_authorize"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("Authorization code flow has failed, error code: user_cancelled_authorize, error description: .",),
        versions="3.0 and later",
        where=_QUARKUS,
    ),
    Message(
        id="quarkus-server-not-available",
        speaker="Quarkus OIDC",
        literal="oidc server is not available",
        words=pattern(r"OIDC [Ss]erver is not available"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("io.quarkus.oidc.common.runtime.OidcCommonUtils OIDC Server is not available: java.net.UnknownHostException",),
        versions="all",
        where="https://github.com/quarkusio/quarkus/blob/main/extensions/oidc-common/runtime/src/main/java/io/quarkus/oidc/common/runtime/OidcCommonUtils.java",
        is_general=True,
    ),
    Message(
        id="pac4j-state",
        speaker="pac4j",
        literal="state parameter",
        words=pattern(
            r"State parameter is different from the one sent in authentication request"
            r"|State parameter mismatch: session expired or possible threat of cross-site request forgery"
        ),
        proves=Proof.STATE_DIFFERS,
        samples=("org.pac4j.core.exception.TechnicalException: State parameter is different from the one sent in authentication request.",),
        versions="3.0 and later",
        where=f"{_PAC4J}/pac4j-oidc/src/main/java/org/pac4j/oidc/credentials/extractor/OidcCredentialsExtractor.java",
        is_general=True,
    ),
    Message(
        id="pac4j-session",
        speaker="pac4j",
        literal="state",
        words=pattern(r"(?:TechnicalException|OidcMissingSessionStateException): State cannot be determined"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("org.pac4j.oidc.exceptions.OidcMissingSessionStateException: State cannot be determined",),
        versions="4.0 and later",
        where=f"{_PAC4J}/pac4j-oidc/src/main/java/org/pac4j/oidc/credentials/extractor/OidcCredentialsExtractor.java",
    ),
    Message(
        id="pac4j-state-not-returned",
        speaker="pac4j",
        literal="missing state parameter",
        words=pattern(r"(?:Exception: )Missing state parameter(?:: session expired or possible threat of cross-site request forgery)?"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("org.pac4j.oidc.exceptions.OidcMissingStateParameterException: Missing state parameter",),
        versions="3.0 and later",
        where=f"{_PAC4J}/pac4j-oauth/src/main/java/org/pac4j/oauth/credentials/extractor/OAuth20CredentialsExtractor.java",
        is_general=True,
    ),
    Message(
        id="micronaut-state-not-found",
        speaker="Micronaut",
        literal="could not find the stored state",
        words=pattern(r"InvalidStateException: Could not find the stored state"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("io.micronaut.security.oauth2.endpoint.authorization.state.InvalidStateException: Could not find the stored state",),
        versions="1.2 and later",
        where=f"{_MICRONAUT}/authorization/state/validation/DefaultStateValidator.java",
    ),
    Message(
        id="micronaut-state",
        speaker="Micronaut",
        literal="state comparison failed",
        words=pattern(r"InvalidStateException: State comparison failed"),
        proves=Proof.STATE_DIFFERS,
        samples=("InvalidStateException: State comparison failed",),
        versions="1.2 and later",
        where=f"{_MICRONAUT}/authorization/state/validation/DefaultStateValidator.java",
    ),
    Message(
        id="micronaut-state-not-returned",
        speaker="Micronaut",
        literal="provided state is null",
        words=pattern(r"InvalidStateException: Provided state is null"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("InvalidStateException: Provided state is null",),
        versions="1.2 and later",
        where=f"{_MICRONAUT}/authorization/state/validation/DefaultStateValidator.java",
    ),
    Message(
        id="micronaut-audience",
        speaker="Micronaut",
        literal="audience claims does not contain",
        words=pattern(r"JWT validation failed for provider \[[\w-]{1,40}\]\. Audience claims does not contain \[(?P<expected>[^\]]{1,120})\]"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("JWT validation failed for provider [apple]. Audience claims does not contain [com.acmefit.web]",),
        versions="1.2 and later",
        where=f"{_MICRONAUT}/token/response/validation/AudienceClaimValidator.java",
        is_general=True,
    ),
    Message(
        id="micronaut-signature",
        speaker="Micronaut",
        literal="jwt signature validation failed for provider",
        words=pattern(r"JWT signature validation failed for provider \[[\w-]{1,40}\]"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("JWT signature validation failed for provider [apple]",),
        versions="1.2 and later",
        where=f"{_MICRONAUT}/token/response/validation/DefaultOpenIdTokenResponseValidator.java",
        is_general=True,
    ),
    Message(
        id="micronaut-issuer",
        speaker="Micronaut",
        literal="jwt issuer claim does not match",
        words=pattern(r"JWT issuer claim does not match (?P<expected>[^\s\"]{1,120})"),
        proves=Proof.ISSUER_REFUSED,
        samples=("JWT issuer claim does not match https://account.apple.com",),
        versions="1.2 and later",
        where=f"{_MICRONAUT}/token/response/validation/IssuerClaimValidator.java",
        is_general=True,
    ),
)
