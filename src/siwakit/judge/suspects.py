"""Ranking of undecided rules: which are suspects, and which are ruled out.

`likelihood` has how likely a rule is before anything else is known. What was read moves it: words of other software, Apple's own words, and
clues such as a blank setting come first, and a rule counts once more for each of its parts that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from siwakit.apple import Endpoint, endpoint_of
from siwakit.evidence.addresses import split_address
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import ANSWER, ASK_REQUEST, ASK_SECRET, FIELDS, PORTAL, SECRET_SENT
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.answers import AnswerReading
from siwakit.judge.clues import find_clues
from siwakit.judge.fitting import rules_that_fit, rules_that_say, rules_told_by
from siwakit.judge.likelihood import UNIT, likelihoods
from siwakit.judge.plan import Verdicts
from siwakit.record import record
from siwakit.rules.model import Missing, Question, Rule, Skip

SHOWN = 5  # what a person reads; a report names the others on request

_TOLD_BY_WORDS = 40_000
_POINTED_AT = 30_000
_NAMED_BY_APPLE = 20_000
_GUESSED_FROM_WORDS = 10_000
_ABOUT_IT = 5
_UNRELATED_DIVISOR = 10
_HINTED = 7_000
_STEP_OF_HINT = 20
_LEFT_OPEN = 6_000
_SHARE_OF_SCORE = 100
_SKIPPED_DIVISOR = 2
_by_score = attrgetter("score")
_CALLED = frozenset({Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.MIGRATION})
_ABOUT_THE_SECRET = (Question.HEADER, Question.PAYLOAD, Question.SIGNATURE)
_ANSWERS_ABOUT_THE_SECRET = frozenset({"invalid_client", "invalid_request", None})


@record
class Suspect:
    """A rule that may be the cause, and the parts that would decide it; *at* is the path of a value that source code leaves open."""

    rule: Rule
    missing: tuple[Part[Any], ...]
    score: int
    at: str = ""


def rank_suspects(verdicts: Verdicts, evidence: Evidence, opened: Mapping[Rule, str] | None = None) -> tuple[Suspect, ...]:
    """Return the undecided rules that may be the cause, most likely first; *opened* are those about values that source code leaves open."""
    suspects = _rank(verdicts, evidence)
    return tuple(sorted(_raised(suspects, opened), key=_by_score, reverse=True)) if opened else suspects


def _raised(suspects: Iterable[Suspect], opened: Mapping[Rule, str]) -> Iterator[Suspect]:
    """Yield *suspects* with the most likely one about each value that source code leaves open before those that are only frequent."""
    met: set[str] = set()
    for suspect in suspects:
        path = opened.get(suspect.rule, "")
        score = suspect.score if not path or path in met else max(suspect.score, _LEFT_OPEN + suspect.score // _SHARE_OF_SCORE)
        met.add(path)
        yield replace(suspect, at=path, score=score) if path else suspect


def _rank(verdicts: Verdicts, evidence: Evidence) -> tuple[Suspect, ...]:
    told = _told_by(evidence)
    if not all(statement.is_hint for statement in evidence.statements) and _only_words_are_known(evidence):
        return tuple(sorted(_told_suspects(told, verdicts, evidence), key=_by_score, reverse=True))
    answer = evidence.get(ANSWER)
    fitting = rules_that_fit(answer)
    undecided = [(rule, missing) for rule, missing in verdicts.missing if rule.suspicion and rule in fitting and rule not in told]
    suspects = _score(undecided, evidence, answer)
    suspects += _told_suspects(told, verdicts, evidence) if told else ()
    suspects.sort(key=_by_score, reverse=True)
    return tuple(suspects)


def _score(undecided: Iterable[tuple[Rule, Missing]], evidence: Evidence, answer: AppleAnswer | Absence) -> list[Suspect]:
    """Return the *undecided* rules with their scores."""
    likely, is_unrelated = likelihoods(answer), _find_unrelated(evidence)
    factors = _factors(evidence, answer, is_before_call=is_unrelated is not None)
    ranked = []
    left: dict[int, int] = {}  # the reports of what is left of each family
    for rule, missing in undecided:
        likelihood, weight = likely[rule], factors.get(rule.question, UNIT) * (1 + missing.known)
        if is_unrelated is not None and is_unrelated(missing):
            weight = 0
        elif weight and likelihood.bonus:
            left[likelihood.family] = left.get(likelihood.family, 0) + likelihood.times - 1
        # The numbers of two rules differ, so nothing behind them is compared.
        ranked.append((-weight * likelihood.times, likelihood.number, weight, rule, missing, likelihood))
    ranked.sort()
    pointed_at = {**dict.fromkeys(_named_by(answer), _NAMED_BY_APPLE), **dict.fromkeys(find_clues(evidence), _POINTED_AT)}
    hinted = _hinted_by(evidence)
    siblings: dict[int, int] = {}
    suspects = []
    for _, _, weight, rule, missing, likelihood in ranked:
        sibling = siblings[likelihood.family] = siblings.get(likelihood.family, 0) + 1
        if not weight:
            score = (1 + missing.known) * likelihood.times * UNIT // _UNRELATED_DIVISOR // sibling
        elif sibling == 1 and likelihood.bonus and is_unrelated is None:  # Apple lists causes of its answers to a call
            score = likelihood.score_of_entry(weight, left[likelihood.family])
        else:
            score = weight * likelihood.times // sibling
        suspects.append(Suspect(rule, missing.parts, _with_hint(score + pointed_at.get(rule, 0), hinted.get(rule, 0))))
    return suspects


def _factors(evidence: Evidence, answer: AppleAnswer | Absence, *, is_before_call: bool) -> dict[Question, int]:
    """Return the weight of the questions that weigh more or less than others; 0 means that the question is unrelated to what was given."""
    has_callback = not isinstance(evidence.callback, Absence)
    factors = {}
    if has_callback and is_before_call:
        # A callback without a call behind it was given because the callback failed.
        factors[Question.CALLBACK] = UNIT * _ABOUT_IT
    elif not has_callback and not isinstance(evidence.authorize, Absence):
        # The sign-in was only shown up to Apple's page.
        factors[Question.CALLBACK] = 0
    if not isinstance(answer, Absence) and answer.error not in _ANSWERS_ABOUT_THE_SECRET:
        factors |= dict.fromkeys(_ABOUT_THE_SECRET, 0)
    return factors


def _told_by(evidence: Evidence) -> dict[Rule, int]:
    """Return the rules that the words of other software make suspects, and how strongly."""
    told: dict[Rule, int] = {}
    is_answered = not isinstance(evidence.get(ANSWER), Absence)
    for statement in evidence.statements:
        if statement.is_hint:
            continue
        if is_answered and statement.proof is Proof.SIGN_IN_NOT_FINISHED:
            continue  # Apple's answer gives the reason.
        base = _GUESSED_FROM_WORDS if statement.is_guess else _TOLD_BY_WORDS
        for rule, weight in rules_told_by(statement.proof):
            told[rule] = max(told.get(rule, 0), base + weight)
    return told


def _hinted_by(evidence: Evidence) -> dict[Rule, int]:
    """Return the rules that the person who asks hints at, with how often each is the cause of such words."""
    hinted: dict[Rule, int] = {}
    for statement in evidence.statements:
        for rule, weight in rules_told_by(statement.proof) if statement.is_hint else ():
            hinted[rule] = max(hinted.get(rule, 0), weight)
    return hinted


def _with_hint(score: int, weight: int) -> int:
    """Return *score* raised by a hint of *weight*: before what is only frequent, and behind what Apple or other software says."""
    return max(score, min(_HINTED + _STEP_OF_HINT * weight + score // _SHARE_OF_SCORE, _GUESSED_FROM_WORDS - 1)) if weight else score


def _only_words_are_known(evidence: Evidence) -> bool:
    """Return whether the words of other software are all that is known: nothing else says what the request to Apple was like."""
    return all(isinstance(evidence.get(part), Absence) for part in (ANSWER, FIELDS, SECRET_SENT))


def _told_suspects(told: dict[Rule, int], verdicts: Verdicts, evidence: Evidence) -> Iterator[Suspect]:
    """Yield the suspects among the rules that are *told*: those that are undecided, or that lack what they would look at.

    A rule that says nothing until it has seen a part of its evidence is undecided too while nothing of it is known.
    """
    open_rules = {rule: missing.parts for rule, missing in verdicts.missing}
    for rule, score in told.items():
        if rule in open_rules:
            yield Suspect(rule, open_rules[rule], score)
        elif all(isinstance(evidence.get(part), Absence) for part in rule.check.parts):
            yield Suspect(rule, rule.check.parts, score)
        elif isinstance(rule.check(evidence), Skip):
            yield Suspect(rule, (), score // _SKIPPED_DIVISOR)


def find_ruled_out(verdicts: Verdicts, evidence: Evidence, proof: AnswerReading | None) -> tuple[Rule, ...]:
    """Return the undecided rules that Apple's answer rules out.

    If Apple answers before it checks the client, the answer rules out no mistake in client_id or client_secret: they may come next.
    """
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence) or not answer.is_refusal:
        return ()
    fitting = rules_that_fit(answer)
    ruled_out = tuple(rule for rule, _ in verdicts.missing if rule.suspicion and rule not in fitting)
    if proof is None or not proof.comes_before_the_client:
        return ruled_out
    return tuple(rule for rule in ruled_out if all(other.error != "invalid_client" for other in rule.answers()))


def by_likelihood(rules: Iterable[Rule], answer: AppleAnswer | Absence) -> list[Rule]:
    """Return *rules* in the order in which they are the cause of *answer* if nothing else is known."""
    suspects = _score([(rule, Missing(rule.check.parts)) for rule in rules], Evidence(), answer)
    return [suspect.rule for suspect in sorted(suspects, key=_by_score, reverse=True)]


def _find_unrelated(evidence: Evidence) -> Callable[[Missing], bool] | None:
    """Return a predicate for rules unrelated to what was given, or None if all are related. Someone who gives only a key is asking about the key."""
    other = (evidence.keys, evidence.authorize, evidence.identity_token, evidence.callback, evidence.notification)
    speaks_of_other = any(not isinstance(part, Absence) for part in other) or not _names_the_call(evidence.settings)
    if not speaks_of_other or not isinstance(evidence.get(FIELDS), Absence) or not isinstance(evidence.get(SECRET_SENT), Absence):
        return None
    return None if _is_call_refused(evidence.get(ANSWER)) else _needs_the_call


def _names_the_call(settings: Mapping[str, Any] | Absence) -> bool:
    """Return whether *settings*, if there are any, were read from code that makes the call to Apple."""
    if isinstance(settings, Absence):
        return True
    addresses = settings.get("endpoints")
    return isinstance(addresses, list) and any(endpoint_of(split_address(str(address)).path) in _CALLED for address in addresses)


def _is_call_refused(answer: AppleAnswer | Absence) -> bool:
    return not isinstance(answer, Absence) and answer.is_refusal and not answer.is_page


def _needs_the_call(missing: Missing) -> bool:
    if any(part is PORTAL or part.is_extra for part in missing.parts):
        return False
    return any(part.ask in {ASK_REQUEST, ASK_SECRET} for part in missing.parts)


def _named_by(answer: AppleAnswer | Absence) -> frozenset[Rule]:
    """Return the rules for whose mistake Apple uses exactly the words of *answer*."""
    return frozenset() if isinstance(answer, Absence) or not answer.description else rules_that_say(answer)
