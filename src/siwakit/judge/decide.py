"""Decisions of an asker: an endpoint of Apple's, or siwakit's own verification.

The first enforced rule that fails gives the answer. An enforced rule that cannot be decided is neither a yes nor a no: unknown is never yes.
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
    """Every enforced rule passed."""


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
    """Return what *enforcer* does with *evidence*, by the rules that it enforces, in the order of the catalogue.

    *plan* has those rules in another order, or fewer of them; a failure that *is_excused* refuses nothing.
    """
    first = (plan or plan_of(enforcer)).find_first(evidence, is_excused)
    if first is None:
        return Accepted()
    rule, verdict = first
    return Refused(rule, verdict) if isinstance(verdict, Fail) else Undecidable(rule, verdict)
