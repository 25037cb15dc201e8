"""apple-signin, apple-signin-auth and verify-apple-id-token."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/A-Tokyo/apple-signin-auth/blob/main/src/index.js"
_VERIFY = "https://github.com/stefan-prokop-cz/verify-apple-id-token"
_OLD = "https://github.com/Techofficer/node-apple-signin/blob/master/source/index.js"

MESSAGES = (
    Message(
        id="apple-signin-client-id",
        speaker="apple-signin-auth",
        literal="clientid is empty",
        words=pattern(r"\bclientID is empty"),
        proves=Proof.CLIENT_ID_NOT_GIVEN,
        samples=("Error: clientID is empty",),
        versions="apple-signin and apple-signin-auth, all",
        where=_SOURCE,
    ),
    Message(
        id="apple-signin-client-secret",
        speaker="apple-signin-auth",
        literal="clientsecret is empty",
        words=pattern(r"\bclientSecret is empty"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("Error: clientSecret is empty",),
        versions="apple-signin and apple-signin-auth, all",
        where=_SOURCE,
    ),
    Message(
        id="apple-signin-no-key",
        speaker="apple-signin-auth",
        literal="privatekeypath",
        words=pattern(r"\b(?:privateKey and privateKeyPath are empty|privateKeyPath is empty)"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("Error: privateKey and privateKeyPath are empty", "Error: privateKeyPath is empty"),
        versions="apple-signin and apple-signin-auth, all",
        where=_SOURCE,
    ),
    Message(
        id="apple-signin-key-file",
        speaker="apple-signin-auth",
        literal="can't find private key",
        words=pattern(r"Error: Can't find private key"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=("Error: Can't find private key",),
        versions="apple-signin and apple-signin-auth, all",
        where=_SOURCE,
    ),
    Message(
        id="apple-sign-in-rest-key",
        speaker="apple-sign-in-rest",
        literal="empty private key from given input method",
        words=pattern(r"Empty private key from given input method"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("Error: Empty private key from given input method",),
        versions="all",
        where="https://github.com/renarsvilnis/apple-sign-in-rest",
    ),
    Message(
        id="apple-sign-in-rest-key-file",
        speaker="apple-sign-in-rest",
        literal="private key file for given path doesn't exist",
        words=pattern(r"Private key file for given path doesn't exist"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=("Error: Private key file for given path doesn't exist",),
        versions="all",
        where="https://github.com/renarsvilnis/apple-sign-in-rest",
    ),
    Message(
        id="apple-signin-kid",
        speaker="apple-signin-auth",
        literal="invalid id token public key id",
        words=pattern(r"input error: Invalid id token public key id"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("Error: input error: Invalid id token public key id",),
        versions="1.0 and later",
        where=_SOURCE,
    ),
    Message(
        id="apple-signin-issuer",
        speaker="apple-signin",
        literal="id token not issued by correct openid provider",
        words=pattern(
            r"id token not issued by correct OpenID provider - expected: (?P<expected>[\w.:/-]{1,200}) \| from: (?P<actual>[\w.:/-]{1,200})"
        ),
        proves=Proof.ISSUER_REFUSED,
        samples=(("Error: id token not issued by correct OpenID provider - expected: https://appleid.apple.com | from: https://account.apple.com"),),
        versions="apple-signin 1",
        where=_OLD,
    ),
    Message(
        id="apple-signin-audience",
        speaker="apple-signin",
        literal="aud parameter does not include this client",
        words=pattern(r"aud parameter does not include this client - is: (?P<actual>[\w.-]{1,200}) ?\| expected: (?P<expected>[\w.-]{1,200})"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=(
            "Error: aud parameter does not include this client - is: com.example.app| expected: com.example.web",
            "Error: The aud parameter does not include this client - is: com.example.app | expected: com.example.web",
        ),
        versions="apple-signin 1, apple-signin-auth 1.0, verify-apple-id-token, all",
        where=_OLD,
    ),
    Message(
        id="apple-signin-expired",
        speaker="apple-signin",
        literal="id token has expired",
        words=pattern(r"Error: id token has expired"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("Error: id token has expired",),
        versions="apple-signin 1",
        where=_OLD,
    ),
    Message(
        id="verify-apple-issuer",
        speaker="verify-apple-id-token",
        literal="the iss does not match the apple url",
        words=pattern(r"The iss does not match the Apple URL - iss: (?P<actual>[\w.:/-]{1,200}) \| expected: (?P<expected>[\w.:/-]{1,200})"),
        proves=Proof.ISSUER_REFUSED,
        samples=("Error: The iss does not match the Apple URL - iss: https://account.apple.com | expected: https://appleid.apple.com",),
        versions="all",
        where=_VERIFY,
    ),
    Message(
        id="verify-apple-alg",
        speaker="verify-apple-id-token",
        literal="the alg does not match the jwk configuration",
        words=pattern(r"The alg does not match the jwk configuration - alg: (?P<actual>\w{2,8}) \| expected: (?P<expected>\w{2,8})"),
        proves=Proof.ALGORITHM_REFUSED,
        samples=("Error: The alg does not match the jwk configuration - alg: HS256 | expected: RS256",),
        versions="all",
        where=_VERIFY,
    ),
)
