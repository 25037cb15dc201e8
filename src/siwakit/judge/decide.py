"""Accept or refuse, as an endpoint does: the first enforced rule that fails gives the answer.

Unknown is never yes: an enforced rule that cannot be decided is neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Evidence
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Enforcer, Fail, Missing, Rule


@dataclass(frozen=True, slots=True)
class Accepted:
    """Say that every enforced rule holds."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Name the rule that refuses, and where it is broken."""

    rule: Rule
    fail: Fail


@dataclass(frozen=True, slots=True)
class Undecidable:
    """Name an enforced rule that the evidence does not decide."""

    rule: Rule
    missing: Missing


Decision = Accepted | Refused | Undecidable


@lru_cache(maxsize=64)
def rules_of(enforcer: Endpoint | Enforcer, catalogue: tuple[Rule, ...] = CATALOGUE) -> tuple[Rule, ...]:
    """Return the rules of *catalogue* that *enforcer* decides by, in its order."""
    return tuple(rule for rule in catalogue if enforcer in rule.enforced_at)


def decide(
    evidence: Evidence,
    enforcer: Endpoint | Enforcer,
    rules: tuple[Rule, ...] | None = None,
    is_excused: Callable[[Rule, Fail], bool] | None = None,
) -> Decision:
    """Return what *enforcer* does with *evidence*, by the rules it enforces in the order of the catalogue.

    *rules* are those rules in another order, or fewer of them; a failure that *is_excused* refuses nothing.
    """
    for rule in rules_of(enforcer) if rules is None else rules:
        verdict = rule.check(evidence)
        if isinstance(verdict, Fail) and not (is_excused and is_excused(rule, verdict)):
            return Refused(rule, verdict)
        if isinstance(verdict, Missing):
            return Undecidable(rule, verdict)
    return Accepted()
