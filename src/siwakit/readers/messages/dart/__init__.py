"""What libraries of Dart and Flutter say."""

from __future__ import annotations

from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = ()
