"""dart_jsonwebtoken."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/jonasroussel/dart_jsonwebtoken/blob/main/lib/src/jwt.dart"

MESSAGES = (
    Message(
        id="dart-jwt-signature",
        speaker="dart_jsonwebtoken",
        literal="jwtinvalidexception: invalid signature",
        words=pattern(r"JWTInvalidException: invalid signature"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("JWTInvalidException: invalid signature",),
        versions="2.8 and later",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="dart-jwt-audience",
        speaker="dart_jsonwebtoken",
        literal="jwtinvalidexception: invalid audience",
        words=pattern(r"JWTInvalidException: invalid audience"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("JWTInvalidException: invalid audience",),
        versions="2.8 and later",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="dart-jwt-issuer",
        speaker="dart_jsonwebtoken",
        literal="jwtinvalidexception: invalid issuer",
        words=pattern(r"JWTInvalidException: invalid issuer"),
        proves=Proof.ISSUER_REFUSED,
        samples=("JWTInvalidException: invalid issuer",),
        versions="2.8 and later",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="dart-jwt-expired",
        speaker="dart_jsonwebtoken",
        literal="jwtexpiredexception: jwt expired",
        words=pattern(r"JWTExpiredException: jwt expired"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("JWTExpiredException: jwt expired",),
        versions="2.8 and later",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="dart-jwt-not-active",
        speaker="dart_jsonwebtoken",
        literal="jwtnotactiveexception",
        words=pattern(r"JWTNotActiveException: jwt not active"),
        proves=Proof.TOKEN_AHEAD,
        samples=("JWTNotActiveException: jwt not active",),
        versions="2.8 and later",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="dart-jwt-unreadable",
        speaker="dart_jsonwebtoken",
        literal="jwtinvalidexception",
        words=pattern(r"JWTInvalidException: (?:invalid token structure|invalid header|not a jwt)"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("JWTInvalidException: invalid token structure", "JWTInvalidException: not a jwt"),
        versions="2.8 and later",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="dart-jwt-key",
        speaker="dart_jsonwebtoken",
        literal="jwtparseexception",
        words=pattern(r"JWTParseException: ECPrivateKey parameters are invalid"),
        proves=Proof.KEY_REFUSED,
        samples=("JWTParseException: ECPrivateKey parameters are invalid",),
        versions="2.9 and later",
        where="https://github.com/jonasroussel/dart_jsonwebtoken/blob/main/lib/src/keys.dart",
        is_general=True,
    ),
    Message(
        id="dart-jose-audience",
        speaker="jose for Dart",
        literal="audiences does not contain clientid",
        words=pattern(r"Audiences does not contain clientId `(?P<expected>[\w.-]{1,200})`"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("JoseException: Audiences does not contain clientId `com.example.web`.",),
        versions="all",
        where="https://github.com/appsup-dart/jose/blob/master/lib/src/jwt.dart",
        is_general=True,
    ),
    Message(
        id="dart-jose-signature",
        speaker="jose for Dart",
        literal="could not decrypt/verify payload",
        words=pattern(r"JoseException: Could not decrypt/verify payload"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("JoseException: Could not decrypt/verify payload",),
        versions="all",
        where="https://github.com/appsup-dart/jose/blob/master/lib/src/jose.dart",
        is_general=True,
    ),
    Message(
        id="dart-jose-issuer",
        speaker="jose for Dart",
        literal="joseexception: issuer does not match",
        words=pattern(r"JoseException: Issuer does not match\. Expected `(?P<expected>[\w.:/-]{1,200})`, was `(?P<actual>[\w.:/-]{1,200})`"),
        proves=Proof.ISSUER_REFUSED,
        samples=("JoseException: Issuer does not match. Expected `https://account.apple.com`, was `https://appleid.apple.com`",),
        versions="all",
        where="https://github.com/appsup-dart/jose/blob/master/lib/src/jwt.dart",
        is_general=True,
    ),
    Message(
        id="dart-jose-expired",
        speaker="jose for Dart",
        literal="joseexception: jwt expired",
        words=pattern(r"JoseException: JWT expired\."),
        proves=Proof.TOKEN_EXPIRED,
        samples=(
            (
                "JoseException: JWT expired. Expiry (2026-11-29 14:12:03.000Z) is more than tolerance (0:00:00.000000) before now "
                "(2026-11-30 01:00:00.000Z)"
            ),
        ),
        versions="all",
        where="https://github.com/appsup-dart/jose/blob/master/lib/src/jwt.dart",
        is_general=True,
    ),
)
