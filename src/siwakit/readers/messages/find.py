"""Find messages in a text. Of two that overlap, the longer is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Statement
from siwakit.http import Response
from siwakit.patterns import pattern
from siwakit.readers.documents import read_answer_text
from siwakit.readers.messages.model import Message
from siwakit.readers.messages.plain import plain
from siwakit.readers.relevance import names_apple
from siwakit.record import record

_WORD = pattern(r"[a-z0-9_]+")
_MAX_OF_ONE = 20
_MAX_CALL = 60
_IN_CODE = pattern(r"(?:errors\.New|fmt\.Errorf|throw new [\w.]{1,40}|raise [\w.:]{1,40})[( ,]{1,2}[fr@$]?[\"'`]$")
_MAX_STATEMENTS = 20
_INNER_WORD = pattern(r"(?<=[^\w])[a-z0-9_]+(?=[^\w])")
# How far from its literal a message begins and ends at most.
_BEFORE = 600
_BEHIND = 1500
_OTHER_SERVICE = pattern(
    r"(?i)\b(?:google|github|gitlab|facebook|microsoft(?!\.(?!com\b)\w)|azure ?ad|linkedin|twitter|discord|slack|spotify|paypal|stripe|okta"
    r"|kakao|naver|kubernetes|kubelet|postgres\w*|smtp)\b"
)


@record
class _Found:
    message: Message
    start: int
    end: int
    values: dict[str, str]
    words: str


class Finder:
    """Finds *messages* in a text.

    There are hundreds, and most texts contain none. So the words of a text are looked up in a table of the longest word of each literal, which
    takes the same time however many messages there are. A literal without such a word, as in Japanese, is looked for in every text.
    """

    def __init__(self, messages: Sequence[Message]) -> None:
        self._by_word: dict[str, list[Message]] = {}
        self._others: list[Message] = []
        self.own_errors = {message.id: message.own_error for message in messages if message.own_error}
        for message in messages:
            word = word_to_look_up(message)
            (self._by_word.setdefault(word, []) if word else self._others).append(message)

    def find(self, text: str) -> tuple[Piece, ...]:
        """Return what *text* says, in its order: statements, and answers of Apple that it quotes."""
        words = plain(text)
        found = _without_overlaps(sorted(self._find_all(words), key=lambda one: (one.start, -one.end)))
        if any(one.message.is_general for one in found) and _names_other_service_only(words):
            found = [one for one in found if not one.message.is_general]
        # What is said twice, as in a stack trace, is said once.
        once = {(one.message.id, *one.values.items()): one for one in reversed(found)}
        return tuple(map(_as_piece, islice(reversed(once.values()), _MAX_STATEMENTS)))

    def _find_all(self, words: str) -> Iterator[_Found]:
        folded = words.lower()
        in_table = (self._by_word[word] for word in self._by_word.keys() & set(_WORD.findall(folded)))
        for message in chain(self._others, *in_table):
            yield from _find_one(message, words, folded)


def _find_one(message: Message, words: str, folded: str) -> Iterator[_Found]:
    """Yield where *words* have *message*. Only the surroundings of its literal are searched, so that a text full of literals takes no longer."""
    start, end = folded.find(message.literal), 0
    for _ in range(_MAX_OF_ONE):
        if start < 0:
            return
        match = message.words.search(words, max(end, start - _BEFORE), start + _BEHIND)
        if match and _IN_CODE.search(words, max(0, match.start() - _MAX_CALL), match.start()):
            # A program that may say it some day has not said it.
            end, match = match.end(), None
        if match:
            end = match.end()
            yield _Found(message, match.start(), end, _values(match), match.group())
        start = folded.find(message.literal, max(end, start + len(message.literal)))


def word_to_look_up(message: Message) -> str:
    """Return a word that is whole in every text that has the literal of *message*, or an empty string if there is none.

    A word inside the literal is whole. The first and the last may be parts of longer words: the samples tell.
    """
    inner = max(_INNER_WORD.findall(message.literal), key=len, default="")
    if inner:
        return inner
    word = max(_WORD.findall(message.literal), key=len, default="")
    return word if word and all(word in _WORD.findall(sample.lower()) for sample in message.samples) else ""


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
    return not names_apple(words) and _OTHER_SERVICE.search(words) is not None
