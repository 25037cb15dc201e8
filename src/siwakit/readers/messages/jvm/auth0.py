"""java-jwt and jwks-rsa, by Auth0, which Ktor uses too."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_JWT = "https://github.com/auth0/java-jwt/blob/master/lib/src/main/java/com/auth0/jwt"
_JWKS = "https://github.com/auth0/jwks-rsa-java/blob/master/src/main/java/com/auth0/jwk"
_said = partial(Message, speaker="java-jwt", versions="3.0 and later", is_general=True)
_PROOF = {"aud": Proof.AUDIENCE_REFUSED, "iss": Proof.ISSUER_REFUSED, "nonce": Proof.NONCE_DIFFERS}


def _told_by_claim(values: Values) -> Proof:
    if "absent" in values:
        return Proof.NONCE_NOT_IN_TOKEN if values["claim"] == "nonce" else Proof.CLAIM_NOT_FOUND
    return _PROOF.get(values["claim"], Proof.CLAIM_FORM_REFUSED)


MESSAGES = (
    _said(
        id="java-jwt-claim",
        literal="the claim '",
        words=pattern(
            r"The Claim '(?P<claim>\w{1,40})' (?:value doesn't (?:contain the required audience|match the required issuer|match the required one)"
            r"|is (?P<absent>not present) in the JWT)"
        ),
        proves=None,
        narrow=_told_by_claim,
        samples=(
            "com.auth0.jwt.exceptions.IncorrectClaimException: The Claim 'aud' value doesn't contain the required audience.",
            "The Claim 'iss' value doesn't match the required issuer.",
            "The Claim 'nonce' is not present in the JWT.",
        ),
        where=f"{_JWT}/JWTVerifier.java",
    ),
    _said(
        id="java-jwt-expired",
        literal="the token has expired on",
        words=pattern(r"The Token has expired on "),
        proves=Proof.TOKEN_EXPIRED,
        samples=("com.auth0.jwt.exceptions.TokenExpiredException: The Token has expired on 2026-11-29T14:12:03Z.",),
        where=f"{_JWT}/JWTVerifier.java",
    ),
    _said(
        id="java-jwt-ahead",
        literal="the token can't be used before",
        words=pattern(r"The Token can't be used before "),
        proves=Proof.TOKEN_AHEAD,
        samples=("The Token can't be used before 2026-11-29T14:12:03Z.",),
        where=f"{_JWT}/JWTVerifier.java",
    ),
    _said(
        id="java-jwt-signature",
        literal="signature resulted invalid",
        words=pattern(r"The Token's Signature resulted invalid when verified using the Algorithm: (?P<actual>\w{1,40})"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("SignatureVerificationException: The Token's Signature resulted invalid when verified using the Algorithm: SHA256withRSA",),
        where=f"{_JWT}/exceptions/SignatureVerificationException.java",
    ),
    _said(
        id="java-jwt-not-signed",
        literal="signature couldn't be generated",
        words=pattern(
            r"The Token's Signature couldn't be generated when signing using the Algorithm: \w{1,40}(?!.{0,300}The given Private Key is null)"
        ),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("SignatureGenerationException: The Token's Signature couldn't be generated when signing using the Algorithm: SHA256withECDSA",),
        where=f"{_JWT}/exceptions/SignatureGenerationException.java",
    ),
    _said(
        id="java-jwt-key-missing",
        literal="the given private key is null",
        words=pattern(r"The given Private Key is null"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("java.lang.IllegalStateException: The given Private Key is null.",),
        where=f"{_JWT}/algorithms/ECDSAAlgorithm.java",
    ),
    _said(
        id="java-jwt-algorithm",
        literal="the provided algorithm doesn't match",
        words=pattern(r"The provided Algorithm doesn't match the one defined in the JWT's Header"),
        proves=Proof.ALGORITHM_REFUSED,
        samples=("AlgorithmMismatchException: The provided Algorithm doesn't match the one defined in the JWT's Header.",),
        where=f"{_JWT}/JWTVerifier.java",
    ),
    _said(
        id="java-jwt-unreadable",
        literal="the token was expected to have 3 parts",
        words=pattern(r"The token was expected to have 3 parts, but got (?:> )?\d{1,4}"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("com.auth0.jwt.exceptions.JWTDecodeException: The token was expected to have 3 parts, but got 1.",),
        where=f"{_JWT}/TokenUtils.java",
    ),
    _said(
        id="java-jwt-token-not-given",
        literal="the token is null",
        words=pattern(r"JWTDecodeException: The token is null"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("com.auth0.jwt.exceptions.JWTDecodeException: The token is null.",),
        where=f"{_JWT}/TokenUtils.java",
    ),
    _said(
        id="jwks-rsa-kid-unknown",
        speaker="jwks-rsa",
        literal="with kid ",
        words=pattern(r"No key found in [^\s]{1,200} with kid (?P<kid>[\w-]{1,64})"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("com.auth0.jwk.SigningKeyNotFoundException: No key found in https://appleid.apple.com/auth/keys with kid Bh6H7rHVmb",),
        versions="all",
        where=f"{_JWKS}/UrlJwkProvider.java",
    ),
    _said(
        id="jwks-rsa-keys",
        speaker="jwks-rsa",
        literal="apple.com/auth/keys",
        words=pattern(r"(?:Cannot obtain jwks from url|No keys found in) https://(?:appleid|account)\.apple\.com/auth/keys(?! with kid)"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("com.auth0.jwk.NetworkException: Cannot obtain jwks from url https://appleid.apple.com/auth/keys",),
        versions="all",
        where=f"{_JWKS}/UrlJwkProvider.java",
    ),
)
