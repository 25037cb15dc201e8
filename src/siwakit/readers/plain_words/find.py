"""Find what the person who asks says in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Proof, Statement
from siwakit.patterns import pattern
from siwakit.readers.plain_words.changes import said_about_time, says_details_once
from siwakit.readers.plain_words.clauses import clauses_of
from siwakit.readers.plain_words.entries import LANGUAGES
from siwakit.readers.plain_words.facts import Facts
from siwakit.readers.plain_words.model import Vocabulary
from siwakit.readers.plain_words.prose import sentences_of

SPEAKER = "you"
_MAX_SENTENCES = 120
_MAX_SENTENCE = 500
_MAX_STATEMENTS = 8
_LAST_CLAUSE = pattern(r"[,;\n\uff0c\u3001\uff1b\u2014\u2013]|\s-{1,2}\s")


@cache
def _vocabularies() -> tuple[Vocabulary, ...]:
    return tuple(map(Vocabulary, LANGUAGES))


def find_plain_words(paragraphs: Sequence[str]) -> tuple[Piece, ...]:
    """Return what *paragraphs* of prose say."""
    said = statements_in(paragraphs)
    return tuple(Piece(PieceKind.MESSAGE, _statement(proof, words), text=words) for proof, words in said.items())


def statements_in(paragraphs: Sequence[str]) -> dict[Proof, str]:
    """Return what *paragraphs* in lower case say, each with a sentence that says it."""
    facts = Facts()
    said: dict[Proof, str] = {}
    for sentence, vocabulary in islice(_statements(paragraphs), _MAX_SENTENCES):
        for proof in said_about_time(sentence, vocabulary):
            said.setdefault(proof, sentence)
        if not says_details_once(sentence, vocabulary):
            for clause in clauses_of(sentence, vocabulary):
                facts.add(clause, sentence)
    for proof, sentence in facts.proofs():
        said.setdefault(proof, sentence)
    if Proof.WORKED_FOR_MONTHS in said or any(proof.name.startswith("SINCE_") for proof in said):
        # That says more than that it once worked.
        said.pop(Proof.WORKED_BEFORE, None)
    return dict(islice(said.items(), _MAX_STATEMENTS))


def speaks_of_failure(paragraphs: Sequence[str]) -> bool:
    """Return whether *paragraphs* say that something fails."""
    return any(
        vocabulary.negation.search(paragraph) or vocabulary.fails.search(paragraph) or vocabulary.sudden.search(paragraph)
        for paragraph in paragraphs
        for vocabulary in _spoken_in(paragraph)
    )


def _spoken_in(paragraph: str) -> tuple[Vocabulary, ...]:
    """Return the languages of *paragraph*: those with the most of their words in it."""
    counts = [
        (0 if vocabulary.is_not_spoken.search(paragraph) else len(vocabulary.is_spoken.findall(paragraph)), vocabulary)
        for vocabulary in _vocabularies()
    ]
    most = max(count for count, _ in counts)
    # A few words without any of a language are most often English: "intermittent invalid_client".
    return tuple(vocabulary for count, vocabulary in counts if count == most) if most else _vocabularies()[:1]


def _statements(paragraphs: Sequence[str]) -> Iterator[tuple[str, Vocabulary]]:
    """Yield the sentences that say what happened: without questions, suppositions, advice and solutions."""
    for paragraph in paragraphs:
        for vocabulary in _spoken_in(paragraph):
            for sentence in sentences_of(paragraph):
                stated = _without_question(sentence.strip(), vocabulary)[:_MAX_SENTENCE]
                if (
                    stated
                    and not any(found.search(stated) for found in (vocabulary.advice, vocabulary.resolved))
                    and not vocabulary.condition.match(stated)
                ):
                    yield stated, vocabulary


def _without_question(sentence: str, vocabulary: Vocabulary) -> str:
    """Return *sentence* without the question that it is, or that is appended to it."""
    if sentence[-1:] not in {"?", "\uff1f"}:
        return "" if sentence[:1] == "¿" else sentence
    cuts = list(_LAST_CLAUSE.finditer(sentence))
    if vocabulary.question.match(sentence) or not cuts or not vocabulary.asks.match(sentence, cuts[-1].end()):
        return ""
    return sentence[: cuts[-1].start()].strip()


def _statement(proof: Proof, words: str) -> Statement:
    return Statement(proof.name.lower().replace("_", "-"), SPEAKER, proof, words)
