"""What libraries of Go say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = ()
