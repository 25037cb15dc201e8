"""Every message is read as itself, whatever a logger, a writer of JSON or a page made of it, and no other message claims its words."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from tests.each import each

import siwakit.readers
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Proof
from siwakit.readers.messages.entries import MESSAGES
from siwakit.readers.messages.find import Finder, word_to_look_up
from siwakit.readers.messages.model import Message
from siwakit.readers.messages.plain import plain
from siwakit.rules.catalogue import CATALOGUE

FINDER = Finder(MESSAGES)
WORD = re.compile(r"[a-z0-9_]+")
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
            assert _ids(FINDER.find(change(sample))) == _own(message), change(sample)


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
    assert all(word_to_look_up(message) in WORD.findall(plain(sample).lower()) for sample in message.samples if word_to_look_up(message))


@each("message", MESSAGES)
def test_words_begin_with_something_that_is_not_repeated(message: Message):
    """A repetition at the start makes a search quadratic."""
    assert not re.match(r"\(?(?:\?:)?(?:\.|\[[^\]]*\]|\\[swd])[*+]", message.words.pattern)
    assert not re.search(r"(?<!\\)[.\])swdSWD][*+](?![+])", message.words.pattern.replace("\\+", "")), "give repetitions an upper limit"


@each("message", [message for message in MESSAGES if message.is_general])
def test_words_that_others_say_too_are_no_evidence_beside_the_name_of_another_service(message: Message):
    for sample in message.samples:
        assert Finder((message,)).find(f"{sample}\nsign-in with Google failed") == () or re.search("apple|siwa", sample.lower())


def test_ids_are_unique():
    assert [name for name, count in Counter(message.id for message in MESSAGES).items() if count > 1] == []


def test_everything_that_words_can_prove_leads_to_a_rule():
    """Except two: that the broker's switch is off is all there is to say about it, and a broker's refusal may have any cause."""
    assert {proof for proof in Proof if not any(proof in rule.told_by for rule in CATALOGUE)} == {*(Proof.PROVIDER_NOT_ENABLED, Proof.BROKER_REFUSED)}


def test_every_proof_is_made_by_a_reader():
    """A rule that waits for words that nothing reads would never be suspected."""
    readers = "\n".join(path.read_text("utf-8") for path in Path(siwakit.readers.__file__).parent.rglob("*.py"))
    assert [proof.name for proof in Proof if f"Proof.{proof.name}" not in readers] == []


def test_a_message_is_found_wherever_it_stands_in_a_long_text():
    sample = "Correlation failed."
    for before in (0, 1, 199, 200, 201, 5000):
        for between in (1, 20, 75, 1000):
            text = f"{'İ ' * before}{sample}{' correlation ' * between}{sample}"
            statements = [piece for piece in FINDER.find(text) if piece.kind is PieceKind.MESSAGE]
            assert [piece.value.message for piece in statements] == ["aspnetcore-correlation"], (before, between)


def test_words_far_apart_are_each_found():
    text = "x " * 3000 + "Correlation failed." + " y" * 3000 + "[invalid_nonce]" + " z" * 3000
    assert _ids(FINDER.find(text)) == {"aspnetcore-correlation", "spring-nonce"}
