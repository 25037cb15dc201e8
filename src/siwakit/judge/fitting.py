"""Which rules can be behind one of Apple's answers, from the answers that each mistake is known or assumed to get."""

from __future__ import annotations

from functools import cache, lru_cache

from siwakit.evidence.evidence import Absence
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Question, Rule
from siwakit.rules.wire import Answer

_ABOUT_THE_SECRET = (Question.HEADER, Question.PAYLOAD, Question.SIGNATURE)
_MOST_WORDS = 300  # Apple's descriptions are about 60 characters long


@cache
def every_rule() -> frozenset[Rule]:
    """Return all rules: without an answer, any of them can be the cause."""
    return frozenset(CATALOGUE)


def rules_that_fit(answer: AppleAnswer | Absence) -> frozenset[Rule]:
    """Return the rules whose mistake can have led to *answer*; if Apple's answer to a mistake is not known, any answer fits.

    A description that Apple gives only for some mistakes is stronger evidence than the error code: it rules out every rule whose known
    answers lack it.
    """
    if isinstance(answer, Absence) or answer.is_html:
        return every_rule()
    if not answer.is_refusal:
        return _fitting_success(answer.status)
    description = answer.description if answer.description is None else answer.description[:_MOST_WORDS]
    return _fitting_refusal(answer.status, answer.error, description, answer.is_page)


@lru_cache(maxsize=64)
def _fitting_success(status: int | None) -> frozenset[Rule]:
    if status is None:
        return every_rule()
    return frozenset(rule for rule in CATALOGUE if not rule.answers() or any(answer.status == status for answer in rule.answers()))


def rules_that_say(answer: AppleAnswer) -> frozenset[Rule]:
    """Return the rules for whose mistake Apple uses exactly the words of *answer*."""
    description = answer.description if answer.description is None else answer.description[:_MOST_WORDS]
    return _saying(answer.status, answer.error, description)


def rules_that_answer(answer: AppleAnswer | Absence) -> frozenset[Rule]:
    """Return the rules whose mistake usually gets *answer*, and not only sometimes; all rules if there is no refusal to compare with."""
    if isinstance(answer, Absence) or answer.is_html or not answer.is_refusal:
        return every_rule()
    return _answering(answer.status, answer.error)


@lru_cache(maxsize=64)
def _answering(status: int | None, error: str | None) -> frozenset[Rule]:
    usual = ((rule, rule.wire or rule.assumed) for rule in CATALOGUE)
    return frozenset(rule for rule, first in usual if first is None or first.fits(status, error, None))


@cache
def rules_told_by(proof: Proof) -> tuple[tuple[Rule, int], ...]:
    """Return the rules that words with *proof* make suspects, each with how often its mistake is the cause of such words."""
    return tuple((rule, rule.told_by[proof]) for rule in CATALOGUE if proof in rule.told_by)


@lru_cache(maxsize=256)
def _saying(status: int | None, error: str | None, description: str | None) -> frozenset[Rule]:
    def says(answer: Answer) -> bool:
        return answer.description is not None and description is not None and answer.fits(status, error, description)

    return frozenset(rule for rule in CATALOGUE if any(says(answer) for answer in rule.answers()))


@lru_cache(maxsize=256)
def _fitting_refusal(status: int | None, error: str | None, description: str | None, is_page: bool) -> frozenset[Rule]:  # noqa: FBT001  part of a key
    worded = _saying(status, error, description)
    # Apple shows its error page before it checks any client_secret.
    unanswered = frozenset(rule for rule in CATALOGUE if not rule.answers() and not (is_page and rule.question in _ABOUT_THE_SECRET))
    if worded:
        return worded | unanswered
    return unanswered | frozenset(rule for rule in CATALOGUE if any(answer.fits(status, error, description) for answer in rule.answers()))
