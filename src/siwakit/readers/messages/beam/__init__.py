"""What libraries of Elixir and Erlang say."""

from __future__ import annotations

from siwakit.readers.messages.beam import assent, joken, ueberauth
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *assent.MESSAGES,
    *ueberauth.MESSAGES,
    *joken.MESSAGES,
)
