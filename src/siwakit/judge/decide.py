"""Decisions of an asker: one of Apple's endpoints, or siwakit's own verification.

The first enforced rule that fails gives the answer. If an enforced rule cannot be decided, the answer is neither yes nor no: unknown is
never yes.
"""

from __future__ import annotations

from collections.abc import Callable

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Evidence
from siwakit.judge.askers import plan_of
from siwakit.judge.plan import Plan
from siwakit.record import record
from siwakit.rules.model import Enforcer, Fail, Missing, Rule


@record
class Accepted:
    """Decision to accept: every enforced rule passed."""


@record
class Refused:
    """The rule that refuses, and where it is broken."""

    rule: Rule
    fail: Fail


@record
class Undecidable:
    """An enforced rule that the evidence does not decide."""

    rule: Rule
    missing: Missing


Decision = Accepted | Refused | Undecidable


def decide(
    evidence: Evidence,
    enforcer: Endpoint | Enforcer,
    plan: Plan | None = None,
    is_excused: Callable[[Rule, Fail], bool] | None = None,
) -> Decision:
    """Return the decision of *enforcer* on *evidence*, by the rules that it enforces, in the order of the catalogue.

    *plan* replaces these rules with the same ones in another order, or with fewer. A failure for which *is_excused* returns true is ignored.
    """
    first = (plan or plan_of(enforcer)).find_first(evidence, is_excused)
    if first is None:
        return Accepted()
    rule, verdict = first
    return Refused(rule, verdict) if isinstance(verdict, Fail) else Undecidable(rule, verdict)
