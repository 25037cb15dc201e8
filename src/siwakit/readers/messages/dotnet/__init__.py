"""What libraries of C#, F# and Visual Basic say."""

from __future__ import annotations

from siwakit.readers.messages.dotnet import (
    apple_provider,
    cryptography,
    identity_model_claims,
    identity_model_keys,
    openid_connect,
    remote_authentication,
)
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *apple_provider.MESSAGES,
    *remote_authentication.MESSAGES,
    *openid_connect.MESSAGES,
    *identity_model_claims.MESSAGES,
    *identity_model_keys.MESSAGES,
    *cryptography.MESSAGES,
)
