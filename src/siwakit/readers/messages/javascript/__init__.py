"""What libraries and runtimes of JavaScript say."""

from __future__ import annotations

from siwakit.readers.messages.javascript import next_auth
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (*next_auth.MESSAGES,)
