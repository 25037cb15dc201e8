"""Accept or refuse, as an endpoint does: the first enforced rule that fails gives the answer.

Unknown is never yes: an enforced rule that cannot be decided is neither.
"""

from __future__ import annotations

from dataclasses import dataclass

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


def decide(evidence: Evidence, enforcer: Endpoint | Enforcer) -> Decision:
    """Return what *enforcer* does with *evidence*, by the rules it enforces in the order of the catalogue."""
    for rule in CATALOGUE:
        if enforcer not in rule.enforced_at:
            continue
        verdict = rule.check(evidence)
        if isinstance(verdict, Fail):
            return Refused(rule, verdict)
        if isinstance(verdict, Missing):
            return Undecidable(rule, verdict)
    return Accepted()
