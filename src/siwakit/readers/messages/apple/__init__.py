"""What Apple's pages and browsers say during a sign-in."""

from __future__ import annotations

from siwakit.readers.messages.apple import browsers, pages
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *browsers.MESSAGES,
    *pages.MESSAGES,
)
