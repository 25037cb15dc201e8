"""Plans of an endpoint's rules in the orders that Apple has used: today's, the one of 2019 to 2022, and the rules before the client is checked."""

from __future__ import annotations

from functools import cache

from siwakit.apple import Endpoint
from siwakit.judge.askers import plan_of
from siwakit.judge.plan import Plan
from siwakit.rules.catalogue import CATALOGUE, ON_RECORD
from siwakit.rules.credentials import CLIENT


@cache
def plan_in_order(endpoint: Endpoint, order: str) -> Plan:
    """Return the plan of *endpoint*; *order* is token_first, client_first, or before_client (only the rules before the client is checked)."""
    todays_plan = plan_of(endpoint)
    if order == "token_first":
        return todays_plan
    if order == "before_client":
        first_of_client = CATALOGUE.index(CLIENT[0])
        return Plan(rule for rule in CATALOGUE[:first_of_client] if rule in todays_plan.rules)
    moved = [rule for rule in todays_plan.rules if rule in ON_RECORD]
    kept = [rule for rule in todays_plan.rules if rule not in ON_RECORD]
    after = max((place for place, rule in enumerate(kept) if rule in CLIENT), default=-1) + 1
    return Plan((*kept[:after], *moved, *kept[after:]))
