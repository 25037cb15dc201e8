"""Every message is read as itself, whatever a logger, a writer of JSON or a page made of it, and no other message claims its words."""

from __future__ import annotations

import json
import re
from collections import Counter

from tests.each import each

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Proof
from siwakit.readers.messages.entries import MESSAGES
from siwakit.readers.messages.find import find_messages
from siwakit.readers.messages.model import Message
from siwakit.readers.messages.plain import plain
from siwakit.rules.catalogue import CATALOGUE

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def _with_time(text: str) -> str:
    return "\n".join(f"2026-11-29T14:12:03.511Z ERROR {line}" for line in text.split("\n"))


def _wrapped_by_logger(text: str) -> str:
    return json.dumps({"level": "error", "logger": "app", "msg": f"sign-in failed: {text}", "pid": 41})


def _escaped_twice(text: str) -> str:
    return json.dumps({"message": json.dumps({"error": text})})


CHANGES = (lambda text: text, _with_time, _wrapped_by_logger, _escaped_twice)


def _ids(pieces: tuple[Piece, ...]) -> set[str]:
    return {piece.value.message if piece.kind is PieceKind.MESSAGE else "an answer" for piece in pieces}


def _own(message: Message) -> set[str]:
    return {"an answer" if message.answer else message.id}


@each("message", MESSAGES)
def test_a_sample_is_read_as_its_own_message_and_as_no_other(message: Message):
    for sample in message.samples:
        for change in CHANGES:
            assert _ids(find_messages(change(sample), MESSAGES)) == _own(message), change(sample)


@each("message", MESSAGES)
def test_a_message_says_where_its_words_come_from(message: Message):
    assert _ID.fullmatch(message.id)
    assert message.samples
    assert message.versions
    assert message.where.startswith("https://")
    assert (message.proves is None) == bool(message.narrow or message.answer)


@each("message", MESSAGES)
def test_the_literal_stands_in_every_text_that_the_words_match(message: Message):
    assert message.literal == message.literal.lower()
    assert all(message.literal in plain(sample).lower() for sample in message.samples)


@each("message", MESSAGES)
def test_words_begin_with_something_that_is_not_repeated(message: Message):
    """A repetition at the start makes a search quadratic."""
    assert not re.match(r"\(?(?:\?:)?(?:\.|\[[^\]]*\]|\\[swd])[*+]", message.words.pattern)
    assert not re.search(r"(?<!\\)[.\])swdSWD][*+](?![+])", message.words.pattern.replace("\\+", "")), "give repetitions an upper limit"


def test_ids_are_unique():
    assert [name for name, count in Counter(message.id for message in MESSAGES).items() if count > 1] == []


def test_everything_that_words_can_prove_leads_to_a_rule():
    """Except three: that the broker's switch is off is all there is to say about it, and a broker's refusal may have any cause."""
    assert {proof for proof in Proof if not any(proof in rule.told_by for rule in CATALOGUE)} == {
        *(Proof.PROVIDER_NOT_ENABLED, Proof.BROKER_REFUSED, Proof.APPLE_REFUSED_BROKER)
    }
