"""What libraries of Ruby say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message
from siwakit.readers.messages.ruby import apple_id, devise, omniauth, openssl_keys, rails, ruby_jwt

MESSAGES: tuple[Message, ...] = (
    *ruby_jwt.MESSAGES,
    *openssl_keys.MESSAGES,
    *omniauth.MESSAGES,
    *devise.MESSAGES,
    *rails.MESSAGES,
    *apple_id.MESSAGES,
)
