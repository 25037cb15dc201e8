"""Rocket.Chat, and its handler for Apple's identity tokens."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_WHERE = "https://github.com/RocketChat/Rocket.Chat/pull/40721"

MESSAGES = (
    Message(
        id="rocket-chat-token-refused",
        speaker="Rocket.Chat",
        literal="identitytoken is not a valid jwt",
        words=pattern(r"identityToken is not a valid JWT"),
        proves=Proof.TOKEN_REFUSED,
        samples=("Error: identityToken is not a valid JWT",),
        versions="as of June 2026",
        where=_WHERE,
        is_general=True,
    ),
    Message(
        id="rocket-chat-token-empty",
        speaker="Rocket.Chat",
        literal="identitytoken does not have a payload",
        words=pattern(r"identityToken does not have a payload"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("Error: identityToken does not have a payload",),
        versions="as of June 2026",
        where=_WHERE,
        is_general=True,
    ),
)
