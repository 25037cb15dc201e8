"""What a sentence says about time: since when it fails, after which change, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.plain_words.clauses import works_in
from siwakit.readers.plain_words.model import Topic, Vocabulary

_CLAUSE = pattern(r"[,;:()\uff0c\u3001\uff1b\uff1a\uff08\uff09]")
_BEFORE = 18


def said_about_time(sentence: str, vocabulary: Vocabulary) -> Iterator[Proof]:
    """Yield what *sentence* says about changes, about the time before them, and about how often it fails."""
    text = sentence.replace("\n", " ")
    works, fails = works_in(sentence, vocabulary)
    changes = tuple(_changes(text, vocabulary)) if fails or not works or vocabulary.until.search(text) else ()
    yield from changes
    if _any(vocabulary.worked_for_months, text, vocabulary):
        yield Proof.WORKED_FOR_MONTHS
    elif not changes and (_any(vocabulary.worked_before, text, vocabulary) or (fails and vocabulary.sudden.search(text))):
        yield Proof.WORKED_BEFORE
    if (works or fails) and vocabulary.sometimes.search(text):
        yield Proof.ONLY_SOMETIMES_FAILS
    if says_details_once(text, vocabulary):
        yield Proof.ONLY_FIRST_TIME_HAS_DETAILS


def says_details_once(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether *text* says that the name or the e-mail address is missing after the first time."""
    if not vocabulary.details.search(text):
        return False
    is_later = Topic.SECOND in vocabulary.topics and vocabulary.topics[Topic.SECOND].search(text) is not None
    return (is_later and vocabulary.missing.search(text) is not None) or vocabulary.only[Topic.FIRST].search(text) is not None


def _changes(text: str, vocabulary: Vocabulary) -> Iterator[Proof]:
    for proof, found in vocabulary.changes.items():
        if proof is Proof.SINCE_REGISTRATION and not vocabulary.recently.search(text):
            continue
        if _asserts(found, text, vocabulary):
            yield proof


def _any(patterns: tuple[re.Pattern[str], ...], text: str, vocabulary: Vocabulary) -> bool:
    return any(_asserts(found, text, vocabulary, inside=False) for found in patterns)


def _asserts(found: re.Pattern[str], text: str, vocabulary: Vocabulary, *, inside: bool = True) -> bool:
    """Return whether *text* has what *found* looks for, and does not negate it."""
    match = found.search(text)
    if match is None:
        return False
    # In "it does not work since we changed it", the negation is not about the change.
    start = match.start() if vocabulary.since.match(text, match.start()) else max(0, match.start() - _BEFORE)
    cuts = [cut.end() for finder in (_CLAUSE, vocabulary.since, vocabulary.but) for cut in finder.finditer(text, start, match.start())]
    end = match.end() if inside else match.start()
    return vocabulary.negation.search(text, max(cuts, default=start), end) is None
