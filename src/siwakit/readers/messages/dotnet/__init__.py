"""What libraries of C#, F# and Visual Basic say."""

from __future__ import annotations

from siwakit.readers.messages.dotnet import (
    apple_provider,
    callbacks,
    cryptography,
    identity_model_claims,
    identity_model_keys,
    jose_jwt,
    openid_connect,
    openiddict,
    remote_authentication,
)
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *apple_provider.MESSAGES,
    *remote_authentication.MESSAGES,
    *callbacks.MESSAGES,
    *openid_connect.MESSAGES,
    *openiddict.MESSAGES,
    *identity_model_claims.MESSAGES,
    *identity_model_keys.MESSAGES,
    *jose_jwt.MESSAGES,
    *cryptography.MESSAGES,
)
