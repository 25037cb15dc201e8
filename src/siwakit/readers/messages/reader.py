"""Read the messages of libraries, brokers and browsers: what they prove is evidence beside everything else in the text."""

from __future__ import annotations

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Response
from siwakit.readers.messages.find import find_messages
from siwakit.readers.messages.own_errors import own_errors
from siwakit.readers.model import Reader, Sample, Scope, Text


def _read(text: Text) -> tuple[Piece, ...]:
    from siwakit.readers.messages.entries import MESSAGES  # noqa: PLC0415  many files, which most texts do not need

    return find_messages(text.text, MESSAGES)


def _is_said(piece: Piece, text: Text) -> bool:
    """Return whether *piece* is only what a message says, or an error that its speaker says instead of Apple."""
    if piece.kind is PieceKind.RESPONSE and isinstance(piece.value, Response):
        return _is_own_error(read_answer(piece.value).error, text)
    return piece.kind is PieceKind.UNREAD and any(found.kind in {PieceKind.MESSAGE, PieceKind.RESPONSE} for found in _read(Text(piece.text)))


def _is_own_error(error: str | None, text: Text) -> bool:
    from siwakit.readers.messages.entries import MESSAGES  # noqa: PLC0415  many files, which most texts do not need

    return error is not None and error in own_errors(text.text, MESSAGES)


MESSAGE = Reader(
    id="message",
    title="the message of a library, a broker or a browser, in a log, a stack trace or a sentence",
    scope=Scope.BESIDE,
    read=_read,
    replaces=_is_said,
    good=lambda: (
        Sample("a line of a log", "[next-auth][error] PKCE code_verifier cookie was missing.", (PieceKind.MESSAGE,)),
        Sample("in JSON", '{"msg": "invalid request: Unacceptable audience in id_token"}', (PieceKind.MESSAGE,)),
    ),
    bad=lambda: (Sample("the message of another program", "disk quota exceeded"),),
)
