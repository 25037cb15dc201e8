"""Who asks which rules, each list compiled once.

The doctor asks the whole catalogue. An endpoint of Apple's, or siwakit's own verification, asks the rules that name it in `enforced_at`.
"""

from __future__ import annotations

from functools import cache

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Evidence
from siwakit.judge.plan import Plan, Verdicts
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Enforcer


@cache
def plan_of_catalogue() -> Plan:
    """Return the plan of all rules."""
    return Plan(CATALOGUE)


@cache
def plan_of(enforcer: Endpoint | Enforcer) -> Plan:
    """Return the plan of the rules that *enforcer* decides by, in the order of the catalogue."""
    return Plan(rule for rule in CATALOGUE if enforcer in rule.enforced_at)


def evaluate(evidence: Evidence) -> Verdicts:
    """Return what the whole catalogue says of *evidence*."""
    return plan_of_catalogue().evaluate(evidence)
