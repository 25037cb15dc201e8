"""Find the error codes of OAuth that a broker says itself: it uses the names that Apple uses, for something else."""

from __future__ import annotations

from collections.abc import Sequence

from siwakit.readers.messages.model import Message
from siwakit.readers.messages.plain import plain


def own_errors(text: str, messages: Sequence[Message]) -> frozenset[str]:
    """Return the error codes in *text* that the speakers of *messages* put there instead of Apple."""
    words = plain(text)
    folded = words.lower()
    said = (message for message in messages if message.own_error and message.literal in folded and message.words.search(words))
    return frozenset(message.own_error for message in said)
