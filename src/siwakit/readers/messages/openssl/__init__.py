"""What OpenSSL says, under whatever language."""

from __future__ import annotations

from siwakit.readers.messages.model import Message
from siwakit.readers.messages.openssl import command, decoding, pem

MESSAGES: tuple[Message, ...] = (
    *pem.MESSAGES,
    *decoding.MESSAGES,
    *command.MESSAGES,
)
