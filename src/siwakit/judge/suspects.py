"""Ranking of undecided rules: which are suspects, which are ruled out, and which evidence would decide most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import ANSWER, ASK_REQUEST, ASK_SECRET, FIELDS, PORTAL, SECRET_SENT
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.answers import AnswerReading
from siwakit.judge.fitting import rules_that_fit, rules_that_say, rules_told_by
from siwakit.judge.plan import Verdicts
from siwakit.record import record
from siwakit.rules.model import Missing, Question, Rule, Skip

_NAMED_BY_APPLE = 1000
_ABOUT_IT = 5
_UNRELATED_DIVISOR = 10
_TOLD_BY_WORDS = 2000
_GUESSED_FROM_WORDS = 500
_HINTED = 450
_STEP_OF_HINT = 10
_SKIPPED_DIVISOR = 2


@record
class Suspect:
    """A rule that may be the cause, and the parts that would decide it."""

    rule: Rule
    missing: tuple[Part[Any], ...]
    score: int


@record
class Wanted:
    """A part to add next, and the rules that it helps to decide."""

    part: Part[Any]
    decides: tuple[str, ...]


def rank_suspects(verdicts: Verdicts, evidence: Evidence) -> tuple[Suspect, ...]:
    """Return the undecided rules that may be the cause, most likely first."""
    answer = evidence.get(ANSWER)
    fitting = rules_that_fit(answer)
    is_unrelated = _find_unrelated(evidence)
    # A callback without a call behind it was given because the callback failed.
    is_about_callback = is_unrelated is not None and not isinstance(evidence.callback, Absence)
    named = _named_by(answer)
    told = _told_by(evidence)
    hinted = _hinted_by(evidence)
    if not all(statement.is_hint for statement in evidence.statements) and _only_words_are_known(evidence):
        return tuple(sorted(_told_suspects(told, verdicts, evidence), key=_by_score))
    suspects = [
        Suspect(
            rule,
            missing.parts,
            _with_hint(
                _score(rule, missing, is_named=rule in named, is_about_callback=is_about_callback)
                // (_UNRELATED_DIVISOR if is_unrelated is not None and is_unrelated(missing) else 1),
                hinted.get(rule, 0),
            ),
        )
        for rule, missing in verdicts.missing
        if rule.suspicion and rule in fitting and rule not in told
    ]
    suspects += _told_suspects(told, verdicts, evidence) if told else ()
    suspects.sort(key=_by_score)
    return tuple(suspects)


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
    """Return *score* raised by a hint of *weight*: before what is only frequent, and behind what Apple or other software names."""
    return max(score, min(_HINTED + _STEP_OF_HINT * weight + score // _STEP_OF_HINT, _NAMED_BY_APPLE - 1)) if weight else score


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


def collect_next(suspects: tuple[Suspect, ...]) -> tuple[Wanted, ...]:
    """Return what to add next; what would decide most comes first."""
    weights: dict[str, int] = {}
    parts: dict[str, Part[Any]] = {}
    decides: dict[str, list[str]] = {}
    for suspect in suspects:
        for part in suspect.missing:
            ask = part.ask
            if ask in weights:
                weights[ask] += suspect.score
                decides[ask].append(suspect.rule.id)
            else:
                weights[ask], parts[ask], decides[ask] = suspect.score, part, [suspect.rule.id]
    return tuple([Wanted(parts[ask], tuple(decides[ask])) for ask in sorted(weights, key=weights.__getitem__, reverse=True)])


def _by_score(suspect: Suspect) -> int:
    return -suspect.score


def _find_unrelated(evidence: Evidence) -> Callable[[Missing], bool] | None:
    """Return a predicate for rules unrelated to what was given, or None if all are related. Someone who gives only a key is asking about the key."""
    other = (evidence.keys, evidence.authorize, evidence.identity_token, evidence.settings, evidence.callback, evidence.notification)
    speaks_of_other = any(not isinstance(part, Absence) for part in other)
    if not speaks_of_other or not isinstance(evidence.get(FIELDS), Absence) or not isinstance(evidence.get(SECRET_SENT), Absence):
        return None
    return None if _is_call_refused(evidence.get(ANSWER)) else _needs_the_call


def _is_call_refused(answer: AppleAnswer | Absence) -> bool:
    return not isinstance(answer, Absence) and answer.is_refusal and not answer.is_page


def _needs_the_call(missing: Missing) -> bool:
    if any(part is PORTAL or part.is_extra for part in missing.parts):
        return False
    return any(part.ask in {ASK_REQUEST, ASK_SECRET} for part in missing.parts)


def _score(rule: Rule, missing: Missing, *, is_named: bool, is_about_callback: bool) -> int:
    weight = rule.suspicion.weight if rule.suspicion else 0
    if is_about_callback and rule.question is Question.CALLBACK:
        weight *= _ABOUT_IT
    return weight * (1 + missing.known) + (_NAMED_BY_APPLE if is_named else 0)


def _named_by(answer: AppleAnswer | Absence) -> frozenset[Rule]:
    """Return the rules for whose mistake Apple uses exactly the words of *answer*."""
    return frozenset() if isinstance(answer, Absence) or not answer.description else rules_that_say(answer)
