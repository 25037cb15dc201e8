"""MongoDB's Atlas App Services, which were Realm."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="mongodb-audience",
        speaker="Atlas App Services",
        literal="'aud' must be a string containing the client_id",
        words=pattern(r"invalid (?:apple )?id token: 'aud' must be a string containing the client_id"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("invalid apple id token: 'aud' must be a string containing the client_id",),
        versions="reported in 2020",
        where="https://github.com/realm/realm-js/issues/3122",
        is_general=True,
    ),
)
