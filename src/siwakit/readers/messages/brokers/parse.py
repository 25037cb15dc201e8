"""Parse Server, and its adapter for Apple."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_APPLE = "https://github.com/parse-community/parse-server/blob/alpha/src/Adapters/Auth/apple.js"

MESSAGES = (
    Message(
        id="parse-key-unknown",
        speaker="Parse Server",
        literal="unable to find matching key for key id",
        words=pattern(r"Unable to find matching key for Key ID: (?P<kid>\w{1,40})"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("ParseError: 101 Unable to find matching key for Key ID: eXaunmL",),
        versions="4.0.9 and later",
        where=_APPLE,
        is_general=True,
    ),
    Message(
        id="parse-key-unknown-before",
        speaker="Parse Server",
        literal="public key with matching key id to token not found",
        words=pattern(r"Public key with matching key ID to token not found"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("Error: Public key with matching key ID to token not found",),
        versions="February and March 2020",
        where="https://github.com/parse-community/parse-server/pull/6416",
        is_general=True,
    ),
    Message(
        id="parse-no-token",
        speaker="Parse Server",
        literal="id token is invalid for this user",
        words=pattern(r"id token is invalid for this user"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=('{"code":101,"error":"id token is invalid for this user."}',),
        versions="all",
        where=_APPLE,
        is_general=True,
    ),
)
