"""Apple's endpoint as the rules define it: complete evidence in, one answer out. The emulator answers with the same call."""

from __future__ import annotations

import pytest
from tests.each import check_each, each

from siwakit.apple import Endpoint
from siwakit.judge import Accepted, Refused, decide
from siwakit.judge.consequences import all_consequences_of
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Example, Rule
from siwakit.samples import DROP, Scenario

RIGHT = {
    "a web code": (Scenario(), Endpoint.TOKEN),
    "a native code": (Scenario().native(), Endpoint.TOKEN),
    "a refresh token": (Scenario().refresh(), Endpoint.TOKEN),
    "a revocation": (Scenario().revoke(), Endpoint.REVOKE),
    "a migration's token": (Scenario().migration_token(), Endpoint.TOKEN),
    "a migration": (Scenario().migration(), Endpoint.MIGRATION),
}
OPTIONAL = {("a revocation", "token_type_hint")}
REQUIRED = [
    pytest.param(scenario, endpoint, name, id=f"{title} without {name}")
    for title, (scenario, endpoint) in RIGHT.items()
    for name, _ in scenario.fields()
    if (title, name) not in OPTIONAL
]


def answered(rule: Rule) -> Endpoint | None:
    """Return the endpoint that decides by *rule*, or None."""
    return next((enforcer for enforcer in rule.enforced_at if isinstance(enforcer, Endpoint) and enforcer is not Endpoint.AUTHORIZE), None)


def endpoint_of_example(rule: Rule, example: Example) -> Endpoint:
    """Return the endpoint that the example's request goes to, or the first that enforces the rule."""
    url = example.change(Scenario()).url
    return next((endpoint for endpoint in Endpoint if url.endswith(endpoint.value)), answered(rule) or Endpoint.TOKEN)


def reaches_the_wire(example: Example) -> bool:
    """Return whether the endpoint can see the difference between the example and a correct sign-in."""
    changed = example.change(Scenario())
    kinds = [scenario for scenario, _ in RIGHT.values()]
    return all(changed.request() != kind.request() or changed.now != kind.now or changed.portal_changes for kind in kinds)


def seen_at_the_endpoint(rule: Rule) -> list[Example]:
    return [example for example in rule.bad() if reaches_the_wire(example)] if answered(rule) else []


ENFORCED = [rule for rule in CATALOGUE if seen_at_the_endpoint(rule)]


@each(("scenario", "endpoint"), RIGHT.values(), ids=RIGHT)
def test_a_right_request_is_accepted(scenario: Scenario, endpoint: Endpoint) -> None:
    assert decide(scenario.seen_by_apple(), endpoint) == Accepted()


@each(("scenario", "endpoint", "name"), REQUIRED)
def test_a_request_that_lacks_a_field_is_refused(scenario: Scenario, endpoint: Endpoint, name: str) -> None:
    assert isinstance(decide(scenario.form(**{name: DROP}).seen_by_apple(), endpoint), Refused)


@pytest.mark.parametrize("rule", ENFORCED, ids=lambda rule: rule.id)
def test_the_endpoint_refuses_bad_examples_by_their_rule_or_by_one_that_it_explains(rule: Rule) -> None:
    mine = {rule.id, *all_consequences_of(rule), *rule.also}

    def is_refused(example: Example) -> None:
        decision = decide(example.change(Scenario()).seen_by_apple(), endpoint_of_example(rule, example))
        assert isinstance(decision, Refused)
        assert decision.rule.id in mine
        assert decision.rule.id in BY_ID

    check_each(seen_at_the_endpoint(rule), is_refused)
