"""ZITADEL, which hands the error on to a page of its own, in the address."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = tuple(
    Message(
        id=f"zitadel-{answer.replace('_', '-')}",
        speaker="ZITADEL",
        literal="error=oauth2%3a",
        words=pattern(rf"error=oauth2%3A(?:\+|%20)(?:\"|%22){answer}"),
        proves=None,
        answer=answer,
        samples=(f"https://login.example.com/idp/apple/failure?error=oauth2%3A+%22{answer}%22&error_description=&id=29",),
        versions="reported with 2.60 and 2.62",
        where="https://github.com/zitadel/zitadel/issues/8892",
    )
    for answer in ("invalid_client", "invalid_grant")
)
