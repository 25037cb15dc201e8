"""jose4j, which Quarkus and SmallRye JWT use."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/pvliesdonk/jose4j/blob/master/src/main/java/org/jose4j"
_said = partial(Message, speaker="jose4j", versions="all", is_general=True)

MESSAGES = (
    _said(
        id="jose4j-audience",
        literal="audience (aud) claim",
        words=pattern(
            r"Audience \(aud\) claim \[?(?P<actual>[^\]\s]{0,200})\]? (?:doesn't contain an acceptable identifier"
            r"(?:\. Expected (?:one of )?\[?(?P<expected>[^\]\s]{1,120})\]? as an aud value)?|present in the JWT but no expected audience)"
        ),
        proves=Proof.AUDIENCE_REFUSED,
        samples=(
            "[8] Audience (aud) claim [com.acmefit.app] doesn't contain an acceptable identifier. Expected com.acmefit.web as an aud value.",
            "[8] Audience (aud) claim [com.acmefit.app] present in the JWT but no expected audience value(s) were provided to the JWT Consumer.",
        ),
        where=f"{_SOURCE}/jwt/consumer/AudValidator.java",
    ),
    _said(
        id="jose4j-issuer",
        literal="issuer (iss) claim value",
        words=pattern(
            r"Issuer \(iss\) claim value \((?P<actual>[^)\s]{1,120})\) doesn't match expected value of (?:one of )?\[?(?P<expected>[^\]\s]{1,120})"
        ),
        proves=Proof.ISSUER_REFUSED,
        samples=("[12] Issuer (iss) claim value (https://appleid.apple.com) doesn't match expected value of https://account.apple.com",),
        where=f"{_SOURCE}/jwt/consumer/IssValidator.java",
    ),
    _said(
        id="jose4j-expired",
        literal="the jwt is no longer valid",
        words=pattern(r"The JWT is no longer valid - the evaluation time"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("[1] The JWT is no longer valid - the evaluation time NumericDate{1796004660} is on or after the Expiration Time",),
        where=f"{_SOURCE}/jwt/consumer/NumericDateValidator.java",
    ),
    _said(
        id="jose4j-ahead",
        literal="numericdate",
        words=pattern(
            r"The JWT is not yet valid as the evaluation time NumericDate"
            r"|iat NumericDate\{\d{1,12}[^}]{0,60}\} is more than \d{1,9} second\(s\) ahead of now"
        ),
        proves=Proof.TOKEN_AHEAD,
        samples=("[24] iat NumericDate{1796004660 -> Nov 30, 2026} is more than 30 second(s) ahead of now NumericDate{1796004600}",),
        where=f"{_SOURCE}/jwt/consumer/NumericDateValidator.java",
    ),
    _said(
        id="jose4j-signature",
        literal=" signature",
        words=pattern(r"JWT rejected due to invalid signature|Invalid JWS Signature: "),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("org.jose4j.jwt.consumer.InvalidJwtSignatureException: JWT rejected due to invalid signature.",),
        where=f"{_SOURCE}/jwt/consumer/InvalidJwtSignatureException.java",
    ),
    _said(
        id="jose4j-kid-unknown",
        literal="unable to find a suitable verification key",
        words=pattern(r"Unable to find a suitable verification key for JWS w/ header (?:\{[^}]{0,80}\"kid\":\"(?P<kid>[\w-]{1,64})\")?"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=('Unable to find a suitable verification key for JWS w/ header {"kid":"Bh6H7rHVmb","alg":"RS256"} from JWKs',),
        where=f"{_SOURCE}/keys/resolvers/HttpsJwksVerificationKeyResolver.java",
    ),
    _said(
        id="jose4j-algorithm",
        literal="is not a permitted algorithm",
        words=pattern(r"'(?P<actual>\w{1,20})' is not a permitted algorithm"),
        proves=Proof.ALGORITHM_REFUSED,
        samples=("'RS256' is not a permitted algorithm.",),
        where=f"{_SOURCE}/jwa/AlgorithmConstraints.java",
    ),
    _said(
        id="jose4j-key-of-other-type",
        literal="the given key (",
        words=pattern(r"The given key \([^)]{0,200}\) is not valid \(not a private key or is the wrong type of key\) for"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("The given key (algorithm=RSA) is not valid (not a private key or is the wrong type of key) for SHA256withECDSA",),
        where=f"{_SOURCE}/jws/BaseSignatureAlgorithm.java",
    ),
)
