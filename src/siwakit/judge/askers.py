"""The plan of rules for each asker, compiled once.

The doctor evaluates the whole catalogue. One of Apple's endpoints, or siwakit's own verification, evaluates the rules that name it in
`enforced_at`.
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
    """Return the verdicts of the whole catalogue on *evidence*."""
    return plan_of_catalogue().evaluate(evidence)
