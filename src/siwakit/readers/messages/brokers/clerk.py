"""Clerk."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CODES = "https://github.com/clerk/javascript/blob/main/packages/localizations/src/en-US.ts"

MESSAGES = (
    Message(
        id="clerk-exchange",
        speaker="Clerk",
        literal="oauth_token_exchange_error",
        words=pattern(r"oauth_token_exchange_error\b"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=('{"errors":[{"code":"oauth_token_exchange_error"}]}',),
        versions="as of 2026",
        where=_CODES,
        is_general=True,
    ),
    Message(
        id="clerk-cancelled",
        speaker="Clerk",
        literal="oauth_access_denied",
        words=pattern(r"oauth_access_denied\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=('{"errors":[{"code":"oauth_access_denied"}]}',),
        versions="all",
        where=_CODES,
        is_general=True,
    ),
)
