"""azimolabs/apple-sign-in-php-sdk."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="azimo-kid-unknown",
        speaker="apple-sign-in-php-sdk",
        literal="unsupported cryptographic algorithm passed",
        words=pattern(r"Unsupported cryptographic algorithm passed [`'\"](?P<kid>[\w-]{1,40})[`'\"]"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("Azimo\\Apple\\Auth\\Exception\\InvalidCryptographicAlgorithmException: Unsupported cryptographic algorithm passed `eXaunmL`",),
        versions="all; the name is the kid of the token",
        where="https://github.com/azimolabs/apple-sign-in-php-sdk/blob/master/src/Api/Response/JsonWebKeySetCollection.php",
    ),
    Message(
        id="azimo-token-refused",
        speaker="apple-sign-in-php-sdk",
        literal="validation of given token failed",
        words=pattern(r"Validation of given token failed\. Possibly token expired"),
        proves=Proof.TOKEN_REFUSED,
        samples=("ValidationFailedException: Validation of given token failed. Possibly token expired.",),
        versions="all; it says so of a foreign aud or iss too",
        where="https://github.com/azimolabs/apple-sign-in-php-sdk/blob/master/src/Jwt/JwtValidator.php",
    ),
)
