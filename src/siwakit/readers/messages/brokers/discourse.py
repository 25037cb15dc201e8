"""Discourse, on the page that users see after a sign-in failed."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="discourse-clock",
        speaker="Discourse",
        literal="verify authorization token due to server clock",
        words=pattern(r"Unable to verify authorization token due to server clock differences"),
        proves=Proof.TOKEN_AHEAD,
        samples=("Unable to verify authorization token due to server clock differences. Please try again.",),
        versions="since when is not known",
        where="https://github.com/discourse/discourse/blob/main/config/locales/server.en.yml",
        is_general=True,
    ),
)
