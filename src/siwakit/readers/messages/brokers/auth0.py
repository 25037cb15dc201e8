"""Auth0, which hands on most of what Apple answers."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="auth0-native-code-refused",
        speaker="Auth0",
        literal="invalid authorization code",
        words=pattern(r"\"error\": ?\"invalid_grant\", ?\"error_description\": ?\"Invalid authorization code\""),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=('403 Forbidden {"error":"invalid_grant","error_description":"Invalid authorization code"}',),
        versions="since 2019, for the code of an app",
        where="https://github.com/aboutyou/dart_packages/issues/166",
        is_general=True,
    ),
    Message(
        id="auth0-connection-failed",
        speaker="Auth0",
        literal="error from apple connection",
        words=pattern(r"Error from Apple connection"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=('{"error":"invalid_request","error_description":"Error from Apple connection."}',),
        versions="since 2019",
        where="https://auth0.com/docs/authenticate/identity-providers/social-identity-providers/apple-native",
    ),
)
