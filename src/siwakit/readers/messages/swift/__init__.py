"""What libraries of Swift, and Apple's frameworks, say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = ()
