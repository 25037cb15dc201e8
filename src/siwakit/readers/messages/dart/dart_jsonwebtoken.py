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
)
