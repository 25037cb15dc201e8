"""What libraries of Java, Kotlin and Scala say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = ()
