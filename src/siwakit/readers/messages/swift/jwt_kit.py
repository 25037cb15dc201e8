"""JWTKit, and Vapor, which verifies Apple's identity tokens with it."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_FOUR = "https://github.com/vapor/jwt-kit/blob/4.13.5/Sources/JWTKit/JWTError.swift"
_FIVE = "https://github.com/vapor/jwt-kit/blob/5.3.0/Sources/JWTKit/JWTError.swift"

MESSAGES = (
    Message(
        id="jwtkit-audience",
        speaker="JWTKit",
        literal="not intended for",
        words=pattern(
            r"(?:aud claim verification failed: not intended for |"
            r'JWTKitError\(errorType: claimVerificationFailure.{1,300}?reason: "not intended for )(?P<expected>[\w.-]{1,200})'
        ),
        proves=Proof.AUDIENCE_REFUSED,
        samples=(
            "JWTKit error: aud claim verification failed: not intended for com.example.web",
            '{"error":true,"reason":"aud claim verification failed: not intended for com.example.web"}',
            (
                'JWTKitError(errorType: claimVerificationFailure, failedClaim: JWTKit.AudienceClaim(value: ["com.example.app"]), '
                'reason: "not intended for com.example.web")'
            ),
        ),
        versions="4 and 5",
        where=_FOUR,
    ),
    Message(
        id="jwtkit-issuer",
        speaker="JWTKit",
        literal="token not provided by apple",
        words=pattern(r"Token not provided by Apple"),
        proves=Proof.ISSUER_REFUSED,
        samples=("JWTKit error: iss claim verification failed: Token not provided by Apple",),
        versions="4 and 5",
        where="https://github.com/vapor/jwt-kit/blob/4.13.5/Sources/JWTKit/Vendor/AppleIdentityToken.swift",
    ),
    Message(
        id="jwtkit-expired",
        speaker="JWTKit",
        literal="expired",
        words=pattern(r'(?:exp claim verification failed: expired|JWTKit\.ExpirationClaim\(.{1,120}?reason: "expired")'),
        proves=Proof.TOKEN_EXPIRED,
        samples=(
            '{"error":true,"reason":"exp claim verification failed: expired"}',
            (
                "JWTKitError(errorType: claimVerificationFailure, failedClaim: JWTKit.ExpirationClaim(value: 2026-11-29 14:12:03 "
                '+0000), reason: "expired")'
            ),
        ),
        versions="4 and 5",
        where=_FOUR,
    ),
    Message(
        id="jwtkit-ahead",
        speaker="JWTKit",
        literal="too soon",
        words=pattern(r'(?:nbf claim verification failed: too soon|JWTKit\.NotBeforeClaim\(.{1,120}?reason: "too soon")'),
        proves=Proof.TOKEN_AHEAD,
        samples=("JWTKit error: nbf claim verification failed: too soon",),
        versions="4 and 5",
        where=_FOUR,
    ),
    Message(
        id="jwtkit-signature",
        speaker="JWTKit",
        literal="signature",
        words=pattern(r"(?:JWTKit error: signature verification failed|errorType: signatureVerificationFailed)"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("JWTKit error: signature verification failed", "JWTKitError(errorType: signatureVerificationFailed)"),
        versions="4 and 5",
        where=_FOUR,
    ),
    Message(
        id="jwtkit-kid",
        speaker="JWTKit",
        literal="kid",
        words=pattern(
            r'(?:JWTKit error: (?:unknown kid: (?:JWKIdentifier\(string: ")?(?P<kid>[\w-]{1,64})|missing kid field in header)|'
            r"JWTKitError\(errorType: (?:unknownKID|missingKIDHeader|noKeyProvided))"
        ),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("JWTKit error: unknown kid: fh6Bs8C", 'JWTKitError(errorType: unknownKID, kid: JWTKit.JWKIdentifier(string: "fh6Bs8C"))'),
        versions="4 and 5",
        where=_FOUR,
    ),
    Message(
        id="jwtkit-malformed",
        speaker="JWTKit",
        literal="malformed",
        words=pattern(r"(?:JWTKit error: malformed JWT|JWTKitError\(errorType: malformedToken)"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("JWTKit error: malformed JWT", 'JWTKitError(errorType: malformedToken, reason: "Token is not split in 3 parts")'),
        versions="4 and 5",
        where=_FIVE,
    ),
    Message(
        id="jwtkit-boolean",
        speaker="JWTKit",
        literal="bool",
        words=pattern(r"(?:JWTKit error: invalid boolean value: |JWTKitError\(errorType: invalidBool)"),
        proves=Proof.CLAIM_FORM_REFUSED,
        samples=("JWTKit error: invalid boolean value: yes", 'JWTKitError(errorType: invalidBool, name: "yes")'),
        versions="4 and 5",
        where=_FOUR,
    ),
    Message(
        id="swift-crypto-pem",
        speaker="CryptoKit",
        literal="invalidpemdocument",
        words=pattern(r"CryptoKitASN1Error\.invalidPEMDocument"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=("CryptoKit.CryptoKitASN1Error.invalidPEMDocument",),
        versions="iOS 14, swift-crypto 1.1 and later",
        where="https://developer.apple.com/documentation/cryptokit/cryptokitasn1error/invalidpemdocument",
    ),
    Message(
        id="swift-crypto-asn1",
        speaker="CryptoKit",
        literal="cryptokitasn1error",
        words=pattern(
            r"CryptoKitASN1Error\.(?:truncatedASN1Field|invalidASN1Object|unexpectedFieldType|unsupportedFieldLength|invalidObjectIdentifier)"
        ),
        proves=Proof.KEY_REFUSED,
        samples=("CryptoKit.CryptoKitASN1Error.invalidASN1Object",),
        versions="iOS 14, swift-crypto 1.1 and later",
        where="https://developer.apple.com/documentation/cryptokit/cryptokitasn1error",
    ),
)
