"""The order in which an endpoint asks its rules: today's, that of 2019 to 2022, or only as far as the client."""

from __future__ import annotations

from functools import cache

from siwakit.apple import Endpoint
from siwakit.judge.decide import rules_of
from siwakit.rules.catalogue import CATALOGUE, CLIENT, ON_RECORD
from siwakit.rules.model import Fail, Rule

# Of the values that cannot be revoked Apple refuses a JWT and answers the rest with an empty 200, so no endpoint enforces the rule whole.
WRONG_KIND = "revoke-token-is-wrong-kind"


def is_answered_all_the_same(rule: Rule, fail: Fail) -> bool:
    """Tell whether *fail* is a token that cannot be revoked and gets a 200 nevertheless."""
    return rule.id == WRONG_KIND and not str(fail.actual).startswith("identity token")


@cache
def rules_in_order(endpoint: Endpoint, order: str) -> tuple[Rule, ...]:
    """Return the rules of *endpoint*; *order* is token_first, client_first, or before_client: those that ask nothing of the client."""
    everything = rules_of(endpoint)
    client = {rule.id for rule in CLIENT}
    on_record = {rule.id for rule in ON_RECORD}
    if order == "before_client":
        first_of_client = CATALOGUE.index(CLIENT[0])
        return tuple(rule for rule in CATALOGUE[:first_of_client] if rule in everything or rule.id == WRONG_KIND)
    if order == "token_first":
        return everything
    moved = [rule for rule in everything if rule.id in on_record]
    kept = [rule for rule in everything if rule.id not in on_record]
    after = max((place for place, rule in enumerate(kept) if rule.id in client), default=-1) + 1
    return (*kept[:after], *moved, *kept[after:])
