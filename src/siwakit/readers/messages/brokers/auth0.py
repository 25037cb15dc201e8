"""Auth0, which hands on most of what Apple answers."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="auth0-connection-failed",
        speaker="Auth0",
        literal="error from apple connection",
        words=pattern(r"Error from Apple connection"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=('{"error":"invalid_request","error_description":"Error from Apple connection."}',),
        versions="as of August 2026",
        where="https://auth0.com/docs/authenticate/identity-providers/social-identity-providers/apple-native",
        own_error="invalid_request",
    ),
)
