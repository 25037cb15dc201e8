"""Passport: passport-oauth2, and the strategies and helpers for Apple."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_STORE = "https://github.com/jaredhanson/passport-oauth2/blob/master/lib/state/store.js"
_STRATEGY = "https://github.com/jaredhanson/passport-oauth2/blob/master/lib/strategy.js"
_PASSPORT_APPLE = "https://github.com/ananay/passport-apple/blob/master/src/token.js"
_NICOKAISER = "https://github.com/nicokaiser/passport-apple/blob/master/lib/strategy.js"

MESSAGES = (
    Message(
        id="passport-apple-no-secret",
        speaker="passport-apple",
        literal="_tokengenerator.generate",
        words=pattern(r"InternalOAuthError: Failed to obtain access token [^{}]{0,500}?at _tokenGenerator\.generate\.then\.catch"),
        proves=Proof.SECRET_NOT_MADE,
        samples=(
            (
                "InternalOAuthError: Failed to obtain access token\n    at Strategy.OAuth2Strategy._createOAuthError "
                "(/app/node_modules/passport-oauth2/lib/strategy.js:422:17)\n    at _tokenGenerator.generate.then.catch "
                "(/app/node_modules/passport-apple/src/strategy.js:101:13)"
            ),
        ),
        versions="1 and 2",
        where="https://github.com/ananay/passport-apple/blob/master/src/strategy.js",
    ),
    Message(
        id="passport-state-unknown",
        speaker="passport-oauth2",
        literal="unable to verify authorization request state",
        words=pattern(r"Unable to verify authorization request state"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("Unable to verify authorization request state.",),
        versions="all",
        where=_STORE,
        is_general=True,
    ),
    Message(
        id="passport-state-invalid",
        speaker="passport-oauth2",
        literal="invalid authorization request state",
        words=pattern(r"Invalid authorization request state"),
        proves=Proof.STATE_DIFFERS,
        samples=("Invalid authorization request state.",),
        versions="all",
        where=_STORE,
        is_general=True,
    ),
    Message(
        id="passport-client-id",
        speaker="passport-oauth2",
        literal="strategy requires a clientid option",
        words=pattern(r"(?:OAuth2|Apple)Strategy requires a clientID option"),
        proves=Proof.CLIENT_ID_NOT_GIVEN,
        samples=("TypeError: OAuth2Strategy requires a clientID option", "TypeError: AppleStrategy requires a clientID option"),
        versions="all",
        where=_STRATEGY,
        is_general=True,
    ),
    Message(
        id="passport-apple-key-option",
        speaker="passport-apple",
        literal="applestrategy requires",
        words=pattern(r"AppleStrategy requires (?:a key option|either the key or keyFilePath option)"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("TypeError: AppleStrategy requires a key option", "TypeError: AppleStrategy requires either the key or keyFilePath option"),
        versions="@nicokaiser/passport-apple, @arendajaelu/nestjs-passport-apple",
        where=_NICOKAISER,
    ),
    Message(
        id="passport-apple-cancelled",
        speaker="passport-apple",
        literal="user cancelled authorize",
        words=pattern(r"User cancelled authorize\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=('{"message":"User cancelled authorize"}',),
        versions="@nicokaiser/passport-apple, @arendajaelu/nestjs-passport-apple",
        where=_NICOKAISER,
    ),
    Message(
        id="passport-apple-no-token",
        speaker="passport-apple",
        literal="id token not present in token response",
        words=pattern(r"ID Token not present in token response"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("Error: ID Token not present in token response",),
        versions="@nicokaiser/passport-apple, @arendajaelu/nestjs-passport-apple",
        where=_NICOKAISER,
    ),
    Message(
        id="passport-apple-signing",
        speaker="passport-apple",
        literal="error occurred while signing",
        words=pattern(r"AppleAuth Error . (?:Error: )?Error occurred while signing: "),
        proves=Proof.KEY_REFUSED,
        samples=("AppleAuth Error \u2013 Error occurred while signing: Error",),
        versions="passport-apple and apple-auth, all",
        where=_PASSPORT_APPLE,
    ),
    Message(
        id="passport-apple-key-file",
        speaker="passport-apple",
        literal="couldn't read your private key file",
        words=pattern(r"Couldn't read your Private Key file"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=("AppleAuth Error - Couldn't read your Private Key file: Error",),
        versions="passport-apple and apple-auth, all",
        where=_PASSPORT_APPLE,
    ),
)
