"""The emulator's answer to an example is what the rules say about it."""

from __future__ import annotations

import json

import pytest
from tests.each import check_each, each

from siwakit.apple import Endpoint
from siwakit.emulator.answers import answer_of, complete
from siwakit.emulator.complete_evidence import evidence_of
from siwakit.emulator.switches import Switches
from siwakit.evidence.parts import ENDPOINT
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.judge.consequences import all_consequences_of
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Example, Fail, Leniency, Rule
from siwakit.samples import DROP, Scenario

TOKENS = ["access_token", "token_type", "expires_in", "refresh_token", "id_token"]
RIGHT = {
    "a web code": (Scenario(), TOKENS),
    "a native code": (Scenario().native(), TOKENS),
    "a refresh token": (Scenario().refresh(), ["access_token", "token_type", "expires_in", "id_token"]),
    "a revocation": (Scenario().revoke(), None),
    "a migration's token": (Scenario().migration_token(), ["access_token", "token_type", "expires_in"]),
    "a migration": (Scenario().migration(), ["transfer_sub"]),
}
OPTIONAL = {("a revocation", "token_type_hint")}
REQUIRED = [
    pytest.param(scenario, name, id=f"{title} without {name}")
    for title, (scenario, _) in RIGHT.items()
    for name, _ in scenario.fields()
    if (title, name) not in OPTIONAL
]


def answered(rule: Rule) -> bool:
    return any(isinstance(enforcer, Endpoint) and enforcer is not Endpoint.AUTHORIZE for enforcer in rule.enforced_at)


def reaches_the_wire(example: Example) -> bool:
    """Return whether the endpoint can see the difference between the example and a correct sign-in."""
    changed = example.change(Scenario())
    kinds = [scenario for scenario, _ in RIGHT.values()]
    return all(changed.request() != kind.request() or changed.now != kind.now or changed.portal_changes for kind in kinds)


def is_let_through(rule, example):
    """Return whether an endpoint tolerates the failure although nothing was switched on."""
    fail = rule.check(example.evidence())
    return rule.excuse is not None and isinstance(fail, Fail) and rule.excuse(fail, Leniency(now=Scenario().now))


def refused_over_http(rule: Rule) -> list[Example]:
    return [example for example in rule.bad() if reaches_the_wire(example) and not is_let_through(rule, example)] if answered(rule) else []


ENFORCED = [rule for rule in CATALOGUE if refused_over_http(rule)]


@each(("scenario", "members"), RIGHT.values(), ids=RIGHT)
def test_a_right_request_is_answered_with_the_right_members(emulate, scenario, members):
    response = emulate(scenario).handle(scenario.request(), scenario.now)
    assert response.status == 200
    assert response.header(RULE_HEADER) is None
    assert (list(json.loads(response.text)) if response.body else None) == members


@each(("scenario", "name"), REQUIRED)
def test_a_request_that_lacks_a_field_is_refused(emulate, scenario, name):
    response = emulate(scenario).handle(scenario.form(**{name: DROP}).request(), scenario.now)
    assert response.status == 400
    assert response.header(RULE_HEADER) in BY_ID


@pytest.mark.parametrize("rule", ENFORCED, ids=lambda rule: rule.id)
def test_bad_examples_are_refused_with_the_answer_of_their_rule(emulate, rule):
    def is_answered(example: Example) -> None:
        scenario = example.change(Scenario())
        emulator = emulate(scenario)
        emulator.store.set_switches(Switches(migration_bearer="demanded"))
        response = emulator.handle(scenario.request(), scenario.now)
        spoken = BY_ID[response.header(RULE_HEADER) or ""]
        assert spoken.id in {rule.id, *all_consequences_of(rule), *rule.also}
        evidence = evidence_of(scenario.request(), emulator.store, scenario.now)
        expected = answer_of(spoken, Switches(), evidence.get(ENDPOINT))
        description = None if expected.description is None else complete(expected.description, evidence)
        body = json.loads(response.text) if expected.error else {}
        assert (response.status, body.get("error"), body.get("error_description")) == (expected.status, expected.error, description)
        assert emulator.store.entries()[-1].rule == spoken.id

    check_each(refused_over_http(rule), is_answered)
