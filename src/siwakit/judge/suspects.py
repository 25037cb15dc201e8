"""Rank what cannot be decided: who is suspected, who is ruled out, and what would decide most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from siwakit.evidence.answer import AppleAnswer
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import ANSWER, ASK_REQUEST, ASK_SECRET, FIELDS, PORTAL, SECRET_SENT
from siwakit.judge.answers import AnswerReading
from siwakit.judge.findings import Held, fitting
from siwakit.rules.model import Missing, Rule

_NAMED_BY_APPLE = 1000
_FAR = 10


@dataclass(frozen=True, slots=True)
class Suspect:
    """Hold a rule that may be the cause, and the parts that would decide it."""

    rule: Rule
    missing: tuple[Part[Any], ...]
    score: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Name a part to supply next, and the rules that it helps to decide."""

    part: Part[Any]
    decides: tuple[str, ...]


def rank_suspects(held: Held, evidence: Evidence) -> tuple[Suspect, ...]:
    """Return the undecided rules that may be the cause, the likeliest first."""
    answer = evidence.get(ANSWER)
    fits = fitting(answer)
    far = _far_from(evidence)
    found = [
        Suspect(rule, missing.parts, _score(rule, missing, answer) // (_FAR if far(missing) else 1))
        for rule, missing in held.missing
        if rule.suspicion and fits(rule)
    ]
    return tuple(sorted(found, key=lambda one: -one.score))


def find_ruled_out(held: Held, evidence: Evidence, proof: AnswerReading | None) -> tuple[Rule, ...]:
    """Return the undecided rules that Apple's answer rules out.

    An answer that came before the client was looked at rules out no mistake of client or secret: they wait behind it.
    """
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence) or not answer.is_refusal:
        return ()
    fits = fitting(answer)
    ruled_out = tuple(rule for rule, _ in held.missing if rule.suspicion and not fits(rule))
    if proof is None or not proof.comes_before_the_client:
        return ruled_out
    return tuple(rule for rule in ruled_out if all(one.error != "invalid_client" for one in rule.answers()))


def collect_next(suspects: tuple[Suspect, ...]) -> tuple[Wanted, ...]:
    """Return what to supply next, first what would decide most."""
    weight: Counter[str] = Counter()
    parts: dict[str, Part[Any]] = {}
    decides: dict[str, list[str]] = {}
    for suspect in suspects:
        for part in suspect.missing:
            weight[part.ask] += suspect.score
            parts.setdefault(part.ask, part)
            decides.setdefault(part.ask, []).append(suspect.rule.id)
    return tuple(Wanted(parts[ask], tuple(decides[ask])) for ask, _ in weight.most_common())


def _far_from(evidence: Evidence) -> Callable[[Missing], bool]:
    """Return a test for rules that ask for what nobody spoke of: who gives a key or a callback alone asks about that."""
    other = (evidence.keys, evidence.authorize, evidence.identity_token, evidence.settings, evidence.callback, evidence.notification)
    speaks_of_other = any(not isinstance(part, Absence) for part in other)
    if not speaks_of_other or not isinstance(evidence.get(FIELDS), Absence) or not isinstance(evidence.get(SECRET_SENT), Absence):
        return lambda _: False
    return _needs_the_call


def _needs_the_call(missing: Missing) -> bool:
    if any(part is PORTAL or part.is_extra for part in missing.parts):
        return False
    return any(part.ask in {ASK_REQUEST, ASK_SECRET} for part in missing.parts)


def _score(rule: Rule, missing: Missing, answer: AppleAnswer | Absence) -> int:
    weight = rule.suspicion.weight if rule.suspicion else 0
    return weight * (1 + missing.known) + (_NAMED_BY_APPLE if _is_named(rule, answer) else 0)


def _is_named(rule: Rule, answer: AppleAnswer | Absence) -> bool:
    if isinstance(answer, Absence) or not answer.description:
        return False
    return any(one.description and one.fits(answer.status, answer.error, answer.description) for one in rule.answers())
