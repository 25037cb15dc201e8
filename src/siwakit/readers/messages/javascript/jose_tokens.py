"""jose (panva), when it verifies; JWTs of others are verified with the same words."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CLAIMS = "https://github.com/panva/jose/blob/main/src/lib/jwt_claims_set.ts"
_ERRORS = "https://github.com/panva/jose/blob/main/src/util/errors.ts"
_VERIFY = "https://github.com/panva/jose/blob/main/src/jws/flattened/verify.ts"
_REMOTE = "https://github.com/panva/jose/blob/main/src/jwks/remote.ts"

MESSAGES = (
    Message(
        id="jose-audience",
        speaker="jose",
        literal='unexpected "aud" claim value',
        words=pattern(r'unexpected "aud" claim value'),
        proves=Proof.AUDIENCE_REFUSED,
        samples=('JWTClaimValidationFailed: unexpected "aud" claim value', 'JWTClaimInvalid: unexpected "aud" claim value'),
        versions="all",
        where=_CLAIMS,
        is_general=True,
    ),
    Message(
        id="jose-issuer",
        speaker="jose",
        literal='unexpected "iss" claim value',
        words=pattern(r'unexpected "iss" claim value'),
        proves=Proof.ISSUER_REFUSED,
        samples=('JWTClaimValidationFailed: unexpected "iss" claim value',),
        versions="all",
        where=_CLAIMS,
        is_general=True,
    ),
    Message(
        id="jose-nonce",
        speaker="jose",
        literal='unexpected "nonce" claim value',
        words=pattern(r'unexpected "nonce" claim value'),
        proves=Proof.NONCE_DIFFERS,
        samples=('JWTClaimInvalid: unexpected "nonce" claim value',),
        versions="1 and 2",
        where="https://github.com/panva/jose/blob/v2.x/lib/jwt/verify.js",
        is_general=True,
    ),
    Message(
        id="jose-expired",
        speaker="jose",
        literal="claim timestamp check failed",
        words=pattern(r'(?:"exp" claim timestamp check failed|"iat" claim timestamp check failed \(too far in the past\))'),
        proves=Proof.TOKEN_EXPIRED,
        samples=('JWTExpired: "exp" claim timestamp check failed', 'JWTExpired: "iat" claim timestamp check failed (too far in the past)'),
        versions="all",
        where=_CLAIMS,
        is_general=True,
    ),
    Message(
        id="jose-ahead",
        speaker="jose",
        literal="claim timestamp check failed",
        words=pattern(r'(?:"nbf" claim timestamp check failed|"iat" claim timestamp check failed \(it should be in the past\))'),
        proves=Proof.TOKEN_AHEAD,
        samples=(
            'JWTClaimValidationFailed: "iat" claim timestamp check failed (it should be in the past)',
            'JWTClaimValidationFailed: "nbf" claim timestamp check failed',
        ),
        versions="all",
        where=_CLAIMS,
        is_general=True,
    ),
    Message(
        id="jose-nonce-missing",
        speaker="jose",
        literal='"nonce" claim',
        words=pattern(r'(?:missing required "nonce" claim|"nonce" claim is missing)'),
        proves=Proof.NONCE_NOT_IN_TOKEN,
        samples=('JWTClaimValidationFailed: missing required "nonce" claim',),
        versions="all",
        where=_CLAIMS,
        is_general=True,
    ),
    Message(
        id="jose-claim-missing",
        speaker="jose",
        literal="claim",
        words=pattern(r'(?:missing required "(?P<claim>(?!nonce")\w{2,30})" claim|JWTClaimInvalid: "(?!nonce")\w{2,30}" claim is missing)'),
        proves=Proof.CLAIM_NOT_FOUND,
        samples=('JWTClaimValidationFailed: missing required "email" claim', 'JWTClaimInvalid: "email" claim is missing'),
        versions="all",
        where=_CLAIMS,
        is_general=True,
    ),
    Message(
        id="jose-no-key",
        speaker="jose",
        literal="key",
        words=pattern(
            r"(?:no applicable key found in the JSON Web Key Set|ERR_JWKS_NO_MATCHING_KEY|"
            r"JWKSNoMatchingKey: no matching key found in the KeyStore|multiple matching keys found in the JSON Web Key Set)"
        ),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=(
            "JWKSNoMatchingKey: no applicable key found in the JSON Web Key Set",
            "JWKSNoMatchingKey: no matching key found in the KeyStore",
            "  code: 'ERR_JWKS_NO_MATCHING_KEY'",
        ),
        versions="all",
        where=_ERRORS,
        is_general=True,
    ),
    Message(
        id="jose-keys-timeout",
        speaker="jose",
        literal="jwks",
        words=pattern(r"(?:ERR_JWKS_TIMEOUT|JWKSTimeout: request timed out)"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("JWKSTimeout: request timed out", "  code: 'ERR_JWKS_TIMEOUT'"),
        versions="4 to 6",
        where=_REMOTE,
        is_general=True,
    ),
    Message(
        id="jose-keys-not-fetched",
        speaker="jose",
        literal="json web key set",
        words=pattern(
            r"(?:Expected 200 OK from the JSON Web Key Set HTTP response|Failed to parse the JSON Web Key Set HTTP response as JSON|"
            r"JSON Web Key Set malformed)"
        ),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=(
            "JOSEError: Expected 200 OK from the JSON Web Key Set HTTP response",
            "JOSEError: Failed to parse the JSON Web Key Set HTTP response as JSON",
            "JWKSInvalid: JSON Web Key Set malformed",
        ),
        versions="4 to 6",
        where=_REMOTE,
        is_general=True,
    ),
    Message(
        id="jose-signature",
        speaker="jose",
        literal="signatureverificationfailed",
        words=pattern(r"JWSSignatureVerificationFailed(?:: signature verification failed)?|JWSVerificationFailed: signature verification failed"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("JWSSignatureVerificationFailed: signature verification failed",),
        versions="JWSVerificationFailed: 1 and 2",
        where=_ERRORS,
        is_general=True,
    ),
    Message(
        id="jose-algorithm",
        speaker="jose",
        literal="header parameter",
        words=pattern(r'"alg" \(Algorithm\) Header Parameter (?:value )?not allowed'),
        proves=Proof.ALGORITHM_REFUSED,
        samples=(
            'JOSEAlgNotAllowed: "alg" (Algorithm) Header Parameter not allowed',
            'JOSEAlgNotAllowed: "alg" (Algorithm) Header Parameter value not allowed',
        ),
        versions="3 to 6",
        where=_VERIFY,
        is_general=True,
    ),
    Message(
        id="jose-token-missing",
        speaker="jose",
        literal="must be a string",
        words=pattern(r"(?:Compact JWS must be a string or Uint8Array|JWTs must use Compact JWS serialization, JWT must be a string)"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=(
            "JWSInvalid: Compact JWS must be a string or Uint8Array",
            "JWTInvalid: JWTs must use Compact JWS serialization, JWT must be a string",
        ),
        versions="3 to 6",
        where=_VERIFY,
        is_general=True,
    ),
    Message(
        id="jose-token-unreadable",
        speaker="jose",
        literal="jw",
        words=pattern(
            r"(?:JWSInvalid: (?:Invalid Compact JWS|JWS Protected Header is invalid|JWS malformed or invalid serialization)|"
            r"JWTInvalid: (?:Invalid JWT|Failed to base64url decode the payload|Failed to parse the decoded payload as JSON)|"
            r"Invalid Compact JWS)"
        ),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("JWSInvalid: Invalid Compact JWS", "JWSInvalid: JWS Protected Header is invalid", "JWTInvalid: Invalid JWT"),
        versions="all",
        where=_VERIFY,
        is_general=True,
    ),
)
