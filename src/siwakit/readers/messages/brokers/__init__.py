"""What services and servers say that sign users in for an application."""

from __future__ import annotations

from siwakit.readers.messages.brokers import keycloak, supabase
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *keycloak.MESSAGES,
    *supabase.MESSAGES,
)
