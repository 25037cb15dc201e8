"""Divide a sentence into clauses, and decide for each whether it says that something works or that it fails.

"It works on iOS but not on the web" is two clauses. A negation makes a clause one of failure, whatever its verb; a clause without a verb
that only names a topic takes the one of its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.patterns import pattern
from siwakit.readers.plain_words.model import Topic, Vocabulary
from siwakit.record import record

_SEPARATOR = pattern(r"[,;:()\n\uff0c\u3001\uff1b\uff1a\uff08\uff09\u2014\u2013]|\s-{1,2}\s|\.\s|/\s")
_MAX_CLAUSES = 40
_MAX_SHORT, _MAX_SHORT_SIGNS = 44, 16
_FINE, _NOT_ONLY = " \u2713 ", " \u2260 "
_MAX_BESIDE, _MAX_SIGNS_BESIDE = 2, 6


@record
class Clause:
    """A part of a sentence: what it is about, the topics that it calls the only ones, and whether it works (None if it does not say)."""

    topics: tuple[Topic, ...]
    only: tuple[Topic, ...]
    works: bool | None
    is_short: bool


def clauses_of(sentence: str, vocabulary: Vocabulary) -> tuple[Clause, ...]:
    """Return the clauses of *sentence*."""
    for rewritten, instead in vocabulary.rewrites:
        sentence = rewritten.sub(instead, sentence)
    parts = [part for piece in _SEPARATOR.split(sentence) for part in vocabulary.but.split(piece) if part and part.strip()]
    read = [clause for part in parts[:_MAX_CLAUSES] for clause in _read(part, vocabulary)]
    return tuple(_with_neighbours(read))


def works_in(sentence: str, vocabulary: Vocabulary) -> tuple[bool, bool]:
    """Return whether *sentence* says that something works, and whether it says that something fails."""
    clauses = clauses_of(sentence, vocabulary)
    return any(clause.works is True for clause in clauses), any(clause.works is False for clause in clauses)


def _read(part: str, vocabulary: Vocabulary) -> Iterator[Clause]:
    text = vocabulary.fine.sub(_FINE, vocabulary.not_only.sub(_NOT_ONLY, part))
    good = vocabulary.works.search(text) or re.search(_FINE, text)
    bad = vocabulary.negation.search(text) or vocabulary.fails.search(text)
    if good and bad:
        divided = _divide(text, good, bad, vocabulary)
        if divided:
            for half in divided:
                yield _clause(half, vocabulary)
            return
    yield _clause(text, vocabulary)


def _divide(text: str, good: re.Match[str], bad: re.Match[str], vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return the two halves of a clause that says of one topic that it works and of another that it fails."""
    both = vocabulary.also.search(text, min(good.end(), bad.end()), max(good.start(), bad.start()))
    if both:
        return text[: both.start()], text[both.end() :]
    fails = vocabulary.fails.search(text)
    negation = vocabulary.negation.search(text)
    if vocabulary.language.is_negation_first and negation and good.end() <= negation.start():
        return text[: negation.start()], text[negation.start() :]
    if fails and not negation and fails.end() <= good.start():
        return text[: good.start()], text[good.start() :]
    return None


def _clause(text: str, vocabulary: Vocabulary) -> Clause:
    is_bad = vocabulary.negation.search(text) is not None or vocabulary.fails.search(text) is not None
    is_good = _FINE in text or vocabulary.works.search(text) is not None
    is_short = len(text) <= (_MAX_SHORT if text.isascii() or " " in text.strip() else _MAX_SHORT_SIGNS)
    works = False if is_bad else True if is_good else None
    return Clause(_topics_in(text, vocabulary), tuple(_only_in(text, vocabulary, needs_verb=works is None)), works, is_short)


def _only_in(text: str, vocabulary: Vocabulary, *, needs_verb: bool) -> Iterator[Topic]:
    """Yield the topics that *text* calls the only ones. If nothing works or fails in it, that must be all that it says: "only on the web"."""
    if _NOT_ONLY in text or not vocabulary.says_only.search(text):
        return
    for topic, named in vocabulary.only.items():
        found = named.search(text)
        if found and not (needs_verb and _says_more(text[: found.start()], text[found.end() :])):
            yield topic


def _says_more(*beside: str) -> bool:
    rest = " ".join(beside).strip()
    return len(rest.split()) > _MAX_BESIDE or (not rest.isascii() and " " not in rest and len(rest) > _MAX_SIGNS_BESIDE)


def _topics_in(text: str, vocabulary: Vocabulary) -> tuple[Topic, ...]:
    """Return what *text* is about; in "the web app", "the app" is a part of another name."""
    found = []
    for topic, name in vocabulary.topics.items():
        rest = name.sub(" | ", text)
        if rest != text:
            found.append(topic)
            # Who signs in, and how, says nothing about where.
            text = text if topic in {Topic.SIGN_IN, Topic.SOME_USERS, Topic.FIRST, Topic.SECOND} else rest
    return tuple(found)


def _with_neighbours(clauses: list[Clause]) -> Iterator[Clause]:
    """Yield *clauses*; one that only names topics goes with the next one if that has none, or else with the one before."""
    waiting: Clause | None = None
    before: bool | None = None
    for clause in clauses:
        if waiting is not None:
            if clause.works is not None and not clause.topics:
                clause = Clause(waiting.topics, waiting.only, clause.works, is_short=True)  # noqa: PLW2901  joined with the one before it
            else:
                yield _settled(waiting, before)
            waiting = None
        if clause.works is None and clause.topics:
            waiting = clause
            continue
        before = clause.works if clause.works is not None else before
        yield clause
    if waiting is not None:
        yield _settled(waiting, before)


def _settled(clause: Clause, works: bool | None) -> Clause:  # noqa: FBT001  what the clause before it says
    return clause if clause.only else Clause(clause.topics, (), works if clause.is_short else None, clause.is_short)
