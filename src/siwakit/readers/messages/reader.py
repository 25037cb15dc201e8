"""Read the messages of libraries, brokers and browsers: what they prove is evidence beside everything else in the text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from siwakit.apple import ERRORS, HOST
from siwakit.evidence.addresses import place_of
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Statement
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Exchange, Response
from siwakit.readers.messages.find import Finder
from siwakit.readers.messages.guess import guess_messages
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.relevance import names_apple

# These read every character of what they take; a reader of logs, on the other hand, leaves lines out.
_READ_WHOLE = frozenset({"curl-command", "raw-http", "verbose-curl", "key-set", "notification", "json-answer"})
_NO_MESSAGES = frozenset({PieceKind.REQUEST, PieceKind.AUTHORIZE, PieceKind.KEY_SET, PieceKind.NOTIFICATION})


@cache
def _finder() -> Finder:
    from siwakit.readers.messages.entries import MESSAGES  # noqa: PLC0415  many files, which most texts do not need

    return Finder(MESSAGES)


def read_messages(text: Text) -> tuple[Piece, ...]:
    """Return what is said in *text*, worked out once."""
    if text.messages is None:
        text.messages = _finder().find(text.text) or (guess_messages(text.text) if names_apple(text.text) else ())
    return text.messages


def _is_said(piece: Piece, text: Text) -> bool:
    """Return whether *piece* is only what a message says, or an error that its speaker says instead of Apple."""
    if piece.kind is PieceKind.RESPONSE and isinstance(piece.value, Response):
        error = read_answer(piece.value).error
        return error is not None and any(_own_error(found) == error for found in read_messages(text))
    if piece.kind is not PieceKind.UNREAD:
        return False
    part = text if piece.text == text.text else Text(piece.text)
    return any(found.kind in {PieceKind.MESSAGE, PieceKind.RESPONSE} for found in read_messages(part))


def _is_all_read(pieces: Sequence[Piece]) -> bool:
    """Return whether all of a text is requests to Apple and bare answers, in which no message can be: loading hundreds of them takes a while."""
    return bool(pieces) and all(piece.reader in _READ_WHOLE and _has_no_message(piece) for piece in pieces)


def _has_no_message(piece: Piece) -> bool:
    match piece.value:
        case Exchange(request, response):
            return place_of(request.url).host == HOST and (response is None or _is_bare(response))
        case Response() as response:
            return _is_bare(response)
        case _:
            return piece.kind in _NO_MESSAGES


def _is_bare(response: Response) -> bool:
    """Return whether *response* has one of Apple's errors and no words."""
    members = Text(response.text.strip()).json_object
    return members is not None and members.keys() == {"error"} and members["error"] in ERRORS


def _own_error(found: Piece) -> str:
    return _finder().own_errors.get(found.value.message, "") if isinstance(found.value, Statement) else ""


MESSAGE = Reader(
    id="message",
    title="the message of a library, a broker or a browser, in a log, a stack trace or a sentence",
    scope=Scope.BESIDE,
    read=read_messages,
    replaces=_is_said,
    is_idle=_is_all_read,
    good=lambda: (
        Sample("a line of a log", "[next-auth][error] PKCE code_verifier cookie was missing.", (PieceKind.MESSAGE,)),
        Sample("words that nobody has listed, about Apple", "Apple login failed: the nonce is invalid", (PieceKind.MESSAGE,)),
        Sample("in JSON", '{"msg": "invalid request: Unacceptable audience in id_token"}', (PieceKind.MESSAGE,)),
    ),
    bad=lambda: (
        Sample("the message of another program", "disk quota exceeded"),
        Sample("what a program may say", 'if (!nonce) throw new Error("Apple: invalid nonce");'),
    ),
)
