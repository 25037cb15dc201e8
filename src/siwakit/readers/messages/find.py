"""Find messages in a text. Of two that overlap, the longer is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Statement
from siwakit.http import Response
from siwakit.patterns import pattern
from siwakit.readers.documents import read_answer_text
from siwakit.readers.messages.model import Message
from siwakit.readers.messages.plain import plain
from siwakit.record import record

_MAX_OF_ONE = 20
_MAX_STATEMENTS = 20
_APPLE = pattern(r"(?i)apple(?!webkit)|\bsiwa\b")
_OTHER_SERVICE = pattern(
    r"(?i)\b(?:google|github|gitlab|facebook|microsoft(?!\.identity)|azure ?ad|linkedin|twitter|discord|slack|spotify|paypal|stripe|okta"
    r"|kakao|naver|kubernetes|kubelet|postgres\w*|smtp)\b"
)


@record
class _Found:
    message: Message
    start: int
    end: int
    values: dict[str, str]
    words: str


def find_messages(text: str, messages: Sequence[Message]) -> tuple[Piece, ...]:
    """Return what *text* says of *messages*, in the order of the text: statements, and answers of Apple that it quotes."""
    words = plain(text)
    found = _without_overlaps(sorted(_find_all(words, messages), key=lambda one: (one.start, -one.end)))
    if any(one.message.is_general for one in found) and _names_other_service_only(words):
        found = [one for one in found if not one.message.is_general]
    # What is said twice, as in a stack trace, is said once.
    once = {(one.message.id, *one.values.items()): one for one in reversed(found)}
    return tuple(map(_as_piece, islice(reversed(once.values()), _MAX_STATEMENTS)))


def _find_all(words: str, messages: Sequence[Message]) -> Iterator[_Found]:
    folded = words.lower()
    for message in messages:
        if message.literal not in folded:
            continue
        for match in islice(message.words.finditer(words), _MAX_OF_ONE):
            yield _Found(message, match.start(), match.end(), _values(match), match.group())


def _values(match: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value}


def _without_overlaps(found: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is None or one.start >= last.end:
            kept.append(one)
        elif one.end - one.start > last.end - last.start:
            kept[-1] = one
    return kept


def _as_piece(found: _Found) -> Piece:
    message = found.message
    proof = message.narrow(found.values) if message.narrow else message.proves
    if proof is None:
        answer = read_answer_text(f'{{"error": "{message.answer}"}}')
        return Piece(PieceKind.RESPONSE, answer or Response(None), text=found.words)
    return Piece(PieceKind.MESSAGE, Statement(message.id, message.speaker, proof, found.words, found.values), text=found.words)


def _names_other_service_only(words: str) -> bool:
    return _APPLE.search(words) is None and _OTHER_SERVICE.search(words) is not None
