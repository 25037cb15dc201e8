"""What libraries of Swift, and Apple's frameworks, say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message
from siwakit.readers.messages.swift import authentication_services, jwt_kit

MESSAGES: tuple[Message, ...] = (
    *authentication_services.MESSAGES,
    *jwt_kit.MESSAGES,
)
