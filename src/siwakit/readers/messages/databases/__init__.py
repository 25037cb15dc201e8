"""What databases say when an application stores the user of a sign-in."""

from __future__ import annotations

from siwakit.readers.messages.databases import not_null
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (*not_null.MESSAGES,)
