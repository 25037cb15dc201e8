"""What libraries of Elixir and Erlang say."""

from __future__ import annotations

from siwakit.readers.messages.beam import assent
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (*assent.MESSAGES,)
