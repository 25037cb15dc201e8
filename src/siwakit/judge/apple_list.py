"""Apple's own list of the causes of each of its errors, with the rules that each entry covers. This is a table and not a set of rules.

The technote lists "possible reasons" of an error one by one. What the other documents say, and what the technote says of an error in
general, covers more and says less: such an entry is *general*, and comes after the reasons.
"""

from __future__ import annotations

from functools import cache

from siwakit import sources as s
from siwakit.record import record
from siwakit.sources import Source


@record
class AppleCause:
    """An entry of Apple's list: a cause of *error* in our words, and the rules that it covers.

    *is_on_page* means that the error appears on the authorize page instead of in an answer to a request.
    """

    error: str
    words: str
    source: Source
    rules: tuple[str, ...]
    is_general: bool = False
    is_on_page: bool = False


_CLIENT, _GRANT, _REQUEST = "invalid_client", "invalid_grant", "invalid_request"
_NOT_A_FORM = (
    "request-body-is-json",
    "request-body-is-multipart",
    "request-content-type-wrong",
    "request-content-type-missing",
    "request-not-percent-encoded",
    "request-encoded-twice",
    "request-fields-in-query",
    "request-body-empty",
)
_OTHER_CLIENT = ("services-id-for-native-code", "bundle-id-for-web-code", "client-id-not-in-configuration")

APPLE_LIST: tuple[AppleCause, ...] = (
    AppleCause(_CLIENT, "the form data is not percent-encoded", s.APPLE_TN3107, _NOT_A_FORM),
    AppleCause(
        _CLIENT,
        "client_secret lacks a required header or claim",
        s.APPLE_TN3107,
        (
            "secret-kid-missing",
            "secret-kid-in-payload",
            "secret-sub-missing",
            "secret-iss-missing",
            "secret-aud-missing",
            "secret-exp-missing",
            "secret-iat-missing",
            "secret-alg-missing",
        ),
    ),
    AppleCause(
        _CLIENT,
        "sub of client_secret is not the identifier that is registered",
        s.APPLE_TN3107,
        ("sub-differs-from-client-id", "secret-sub-has-team-prefix", "secret-sub-is-team-id", "client-id-case-differs"),
    ),
    AppleCause(
        _CLIENT,
        "client_secret has expired",
        s.APPLE_TN3107,
        (
            "secret-expired",
            "secret-cached-beyond-exp",
            "secret-iat-hours-behind",
            "secret-exp-is-a-duration",
            "secret-exp-before-iat",
        ),
    ),
    AppleCause(
        _CLIENT,
        "the signature of client_secret is invalid, or written in a form that Apple does not read",
        s.APPLE_TN3107,
        (
            "signature-is-der",
            "signature-by-other-key",
            "secret-kid-differs-from-key-file",
            "signature-does-not-verify",
            "secret-alg-not-es256",
            "secret-signed-with-key-text",
            "signature-missing",
            "signature-wrong-length",
            "signature-is-hex",
            "signature-is-base64-of-text",
            "signature-wrong-hash",
            "signature-over-other-bytes",
            "signature-halves-swapped",
            "signature-little-endian",
        ),
    ),
    AppleCause(
        _CLIENT,
        "the client identifier is another one, or invalid",
        s.APPLE_ERROR_RESPONSE,
        (
            *_OTHER_CLIENT,
            "client-ids-in-wrong-order",
            "capability-disabled",
            "client-not-registered",
            "services-id-lacks-primary-app",
            "identifier-of-other-team",
            "app-transferred",
            "client-id-missing",
            "client-id-has-team-prefix",
            "client-id-has-whitespace",
            "client-id-is-team-id",
            "client-id-is-key-id",
            "client-id-is-app-number",
            "client-id-is-redirect-uri",
            "client-id-has-wildcard",
            "revoke-token-of-other-client",
        ),
        is_general=True,
    ),
    AppleCause(
        _CLIENT,
        "a claim of client_secret is malformed",
        s.APPLE_ERROR_RESPONSE,
        (
            "secret-iat-in-future",
            "secret-iat-in-milliseconds",
            "secret-exp-in-milliseconds",
            "secret-lives-too-long",
            "secret-iss-is-client-id",
            "secret-iss-differs-from-team",
            "secret-iss-is-issuer-uuid",
            "secret-iss-malformed",
            "secret-iss-is-key-id",
            "secret-aud-is-endpoint",
            "secret-aud-has-slash",
            "secret-aud-not-apple",
            "secret-aud-is-other-host",
            "secret-aud-is-other-service",
            "secret-is-for-other-apple-service",
            "secret-iat-ahead-of-apple",
            "secret-iat-not-a-number",
            "secret-exp-not-a-number",
            "secret-nbf-in-future",
            "secret-payload-not-json",
            "secret-payload-not-object",
            "secret-payload-repeats-member",
        ),
        is_general=True,
    ),
    AppleCause(
        _CLIENT,
        "client_secret is malformed in another way",
        s.APPLE_TN3107,
        (
            "secret-is-not-a-jwt",
            "secret-empty",
            "client-secret-missing",
            "secret-is-private-key",
            "secret-is-identity-token",
            "secret-is-truncated",
            "secret-has-quotes-or-whitespace",
            "secret-has-whitespace",
            "secret-is-key-id",
            "secret-is-key-file-name",
            "secret-is-json",
            "secret-is-authorization-code",
            "secret-is-url-encoded",
            "secret-is-wrapped-twice",
            "secret-has-bearer-prefix",
            "secret-not-base64url",
            "secret-header-not-json",
            "secret-segment-unreadable",
            "secret-header-repeats-member",
            "secret-header-has-crit",
        ),
        is_general=True,
    ),
    AppleCause(
        _CLIENT,
        "redirect_uri is another one, or invalid",
        s.APPLE_ERROR_RESPONSE,
        ("redirect-uri-mismatch", "redirect-uri-with-native-code", "redirect-uri-missing-for-web-code"),
        is_general=True,
    ),
    AppleCause(
        _CLIENT,
        "kid is not that of a key which your developer account has for Sign in with Apple",
        s.APPLE_CLIENT_SECRET,
        (
            "key-lacks-service",
            "key-of-other-app",
            "key-revoked",
            "key-not-registered",
            "key-of-other-team",
            "secret-kid-malformed",
            "secret-kid-is-team-id",
        ),
        is_general=True,
    ),
    AppleCause(
        _GRANT,
        "client_id is not the one that the code was issued to",
        s.APPLE_TN3107,
        (*_OTHER_CLIENT, "code-issued-to-other-client", "code-issued-to-other-app"),
    ),
    AppleCause(_GRANT, "the code has expired", s.APPLE_TN3107, ("code-expired",)),
    AppleCause(_GRANT, "the code was used before", s.APPLE_TN3107, ("code-used-twice",)),
    AppleCause(_GRANT, "client_id is not the one that the refresh token was issued to", s.APPLE_TN3107, ("refresh-token-of-other-client",)),
    AppleCause(
        _GRANT,
        "the refresh token is invalid, or has expired",
        s.APPLE_TN3107,
        (
            "user-withdrew-consent",
            "refresh-token-revoked",
            "refresh-token-is-access-token",
            "refresh-token-unknown",
            "refresh-token-is-something-else",
        ),
    ),
    AppleCause(
        _GRANT,
        "the code is invalid",
        s.APPLE_ERROR_RESPONSE,
        ("code-is-something-else", "code-is-wrapped", "code-unknown", "code-truncated", "code-encoded-twice"),
        is_general=True,
    ),
    AppleCause(
        _REQUEST,
        "the content type is not that of a form",
        s.APPLE_TN3107,
        (*_NOT_A_FORM[:4], "request-body-empty"),
    ),
    AppleCause(
        _REQUEST,
        "a required parameter is missing",
        s.APPLE_TN3107,
        (
            "client-id-missing",
            "client-secret-missing",
            "secret-empty",
            "code-missing",
            "refresh-token-missing",
            "token-missing",
            "grant-type-missing",
            "request-fields-in-query",
            "redirect-uri-missing-for-web-code",
        ),
    ),
    AppleCause(_REQUEST, "a parameter is not supported", s.APPLE_TN3107, ("field-name-misspelt", "revoke-hint-differs")),
    AppleCause(
        _REQUEST,
        "a parameter appears twice, or access token, client_id and sub of client_secret do not belong together",
        s.APPLE_TN3107,
        ("request-credentials-in-basic-auth", "sub-differs-from-client-id", "request-repeats-field", "migration-bearer-of-other-team"),
    ),
    AppleCause(
        _REQUEST,
        "the user has withdrawn the consent",
        s.APPLE_TN3107,
        ("user-withdrew-consent", "refresh-token-revoked", "migration-user-without-consent"),
    ),
    AppleCause(
        _CLIENT,
        "there is no app or web service with the client_id",
        s.APPLE_TN3107,
        ("authorize-client-unknown", "authorize-client-not-enabled", "authorize-client-id-is-bundle-id"),
        is_on_page=True,
    ),
    AppleCause(
        _REQUEST,
        "client_id is not the one that is registered",
        s.APPLE_TN3107,
        ("authorize-client-id-is-bundle-id", "authorize-client-unknown", "authorize-client-not-enabled", "authorize-client-lacks-return-urls"),
        is_on_page=True,
    ),
    AppleCause(
        "unauthorized_client",
        "redirect_uri is not the one that is registered",
        s.APPLE_TN3107,
        ("redirect-uri-not-registered", "redirect-uri-slash-differs", "redirect-uri-is-localhost", "authorize-client-lacks-return-urls"),
        is_on_page=True,
    ),
    AppleCause("invalid_scope", "scope is not one that Apple supports", s.APPLE_TN3107, ("scope-unknown",), is_on_page=True),
)


@cache
def causes_of(error: str, *, is_on_page: bool) -> tuple[AppleCause, ...]:
    """Return the entries for *error*, in Apple's order."""
    return tuple(cause for cause in APPLE_LIST if cause.error == error and cause.is_on_page == is_on_page)
