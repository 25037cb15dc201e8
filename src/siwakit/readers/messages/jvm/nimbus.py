"""Nimbus JOSE+JWT and its OpenID Connect SDK, which Spring Security and pac4j use."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_JOSE = "https://github.com/felx/nimbus-jose-jwt/blob/master/src/main/java/com/nimbusds"
_SDK = (
    "https://github.com/hidglobal/oauth-2.0-sdk-with-openid-connect-extensions/blob/master/src/main/java/com/nimbusds/openid/connect/sdk/validators"
)
_said = partial(Message, speaker="Nimbus JOSE+JWT", versions="all", is_general=True)
_PROOF = {"iss": Proof.ISSUER_REFUSED, "aud": Proof.AUDIENCE_REFUSED, "nonce": Proof.NONCE_DIFFERS}


def _told_by_claim(values: Values) -> Proof:
    return _PROOF[values["claim"]]


MESSAGES = (
    _said(
        id="nimbus-no-matching-key",
        literal="another algorithm expected, or no matching key",
        words=pattern(r"(?:Signed JWT|JWS object) rejected: Another algorithm expected, or no matching key\(s\) found"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=(
            "An error occurred while attempting to decode the Jwt: Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
        ),
        where=f"{_JOSE}/jwt/proc/DefaultJWTProcessor.java",
    ),
    _said(
        id="nimbus-signature",
        literal="rejected: invalid signature",
        words=pattern(r"(?:Signed JWT|JWS object) rejected: Invalid signature"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("Signed JWT rejected: Invalid signature",),
        where=f"{_JOSE}/jwt/proc/DefaultJWTProcessor.java",
    ),
    _said(
        id="nimbus-audience",
        literal="jwt audience",
        words=pattern(r"(?:JWT audience rejected: |Unexpected JWT audience: )\[(?P<actual>[^\]]{0,200})\]|JWT missing required audience"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("JWT audience rejected: [com.acmefit.app]", "Unexpected JWT audience: [com.acmefit.app]"),
        where=f"{_SDK}/IDTokenClaimsVerifier.java",
    ),
    _said(
        id="nimbus-claim",
        literal="claim has value",
        words=pattern(r"JWT (?P<claim>iss|aud|nonce) claim has value (?P<actual>[^,\n]{0,120}), must be (?P<expected>[^\s\"]{1,120})"),
        proves=None,
        narrow=_told_by_claim,
        samples=("JWT iss claim has value https://appleid.apple.com, must be https://account.apple.com",),
        versions="8.0 and later",
        where="https://github.com/hidglobal/oauth-2.0-sdk-with-openid-connect-extensions",
    ),
    _said(
        id="nimbus-issuer",
        literal="unexpected jwt issuer",
        words=pattern(r"Unexpected JWT issuer: (?P<actual>[^\s\"]{1,120})"),
        proves=Proof.ISSUER_REFUSED,
        samples=("com.nimbusds.jwt.proc.BadJWTException: Unexpected JWT issuer: https://account.apple.com",),
        where=f"{_SDK}/IDTokenClaimsVerifier.java",
    ),
    _said(
        id="nimbus-nonce",
        literal="unexpected jwt nonce",
        words=pattern(r"Unexpected JWT nonce(?: \(nonce\) claim)?: "),
        proves=Proof.NONCE_DIFFERS,
        samples=("com.nimbusds.jwt.proc.BadJWTException: Unexpected JWT nonce (nonce) claim: N",),
        where=f"{_SDK}/IDTokenClaimsVerifier.java",
    ),
    _said(
        id="nimbus-expired",
        literal="expired jwt",
        words=pattern(r"(?:BadJWTException|decode the Jwt|Message): Expired JWT"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("com.nimbusds.jwt.proc.BadJWTException: Expired JWT",),
        where=f"{_JOSE}/jwt/proc/DefaultJWTClaimsVerifier.java",
    ),
    _said(
        id="nimbus-ahead",
        literal="jwt ",
        words=pattern(r"JWT before use time|JWT issue time ahead of current time"),
        proves=Proof.TOKEN_AHEAD,
        samples=("com.nimbusds.jwt.proc.BadJWTException: JWT before use time", "JWT issue time ahead of current time"),
        where=f"{_JOSE}/jwt/proc/DefaultJWTClaimsVerifier.java",
    ),
    _said(
        id="nimbus-unreadable",
        literal="invalid ",
        words=pattern(r"Invalid JWT serialization: Missing dot delimiter\(s\)|Invalid (?:unsecured/JWS/JWE|JWT) header: Invalid JSON"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("java.text.ParseException: Invalid JWT serialization: Missing dot delimiter(s)",),
        where=f"{_JOSE}/jwt/JWTParser.java",
    ),
    _said(
        id="nimbus-keys",
        literal="remote jwk set",
        words=pattern(r"Couldn't (?:retrieve|parse) remote JWK set"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("An error occurred while attempting to decode the Jwt: Couldn't retrieve remote JWK set: Read timed out",),
        where=f"{_JOSE}/jose/jwk/source/RemoteJWKSet.java",
    ),
    _said(
        id="nimbus-algorithm-of-signer",
        literal="unsupported jws algorithm",
        words=pattern(r"Unsupported JWS algorithm (?P<actual>(?:RS|HS|PS)\d{3}), must be ES256"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("com.nimbusds.jose.JOSEException: Unsupported JWS algorithm RS256, must be ES256",),
        where=f"{_JOSE}/jose/crypto/AlgorithmSupportMessage.java",
    ),
    _said(
        id="nimbus-key-of-other-type",
        literal="algorithm must be",
        words=pattern(r"The private key algorithm must be EC\b"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("java.lang.IllegalArgumentException: The private key algorithm must be EC",),
        where=f"{_JOSE}/jose/crypto/ECDSASigner.java",
    ),
    _said(
        id="nimbus-rsa-with-ec-key",
        literal="algorithm must be rsa",
        words=pattern(r"The private key algorithm must be RSA\b"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("java.lang.IllegalArgumentException: The private key algorithm must be RSA",),
        where=f"{_JOSE}/jose/crypto/RSASSASigner.java",
    ),
)
