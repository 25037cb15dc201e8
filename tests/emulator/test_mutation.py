"""Mutation of rules: no asker has a second condition beside a rule, and each rule counts.

A rule whose check always fails must make every asker refuse that decides by it. A rule whose check never fails must change nothing but its own
verdict: no shortcut, cache or second predicate may judge in its place. Code that decides without asking a rule is not seen here;
docs/design.md lists it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.each import each

from siwakit import KeySigner, MintRefused, mint_client_secret
from siwakit.apple import Endpoint
from siwakit.evidence.evidence import UNKNOWN, Evidence
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.flow import client_secret
from siwakit.flow.identity_token import verify_identity_token
from siwakit.flow.notifications import verify_notification
from siwakit.flow.refused import VerificationRefused
from siwakit.jose.jwks import read_key_set
from siwakit.judge.askers import plan_of, plan_of_catalogue
from siwakit.judge.decide import Accepted, Refused, decide
from siwakit.judge.minting import plan_of_minting
from siwakit.judge.plan import Plan
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Enforcer, Example, Fail, Grade, Rule, reading
from siwakit.samples import (
    APPLE_KID,
    BUNDLE_ID,
    KEY_ID,
    NONCE,
    NOW,
    OTHER_APPLE_KID,
    SERVICES_ID,
    TEAM_ID,
    Scenario,
    apple_keys,
    example_keys,
    notification,
    seen_by_authorize,
)

# The one failure of a token to revoke that Apple does not answer with an empty 200.
ALWAYS_FAILS = reading()(lambda _: Fail("mutant", "identity token", None))
NEVER_FAILS = reading()(lambda _: None)
KEYS = read_key_set(apple_keys(OTHER_APPLE_KID, APPLE_KID))
CLIENTS = (SERVICES_ID, BUNDLE_ID)


@contextmanager
def mutated(plan: Plan, rule: Rule, check: object) -> Iterator[Rule]:
    """Replace the check of *rule* with *check* in the very plan that the askers use."""
    rules, mutant = plan.rules, replace(rule, check=check)
    plan.__init__(mutant if other is rule else other for other in rules)  # type: ignore[misc]  # the askers hold this plan
    try:
        yield mutant
    finally:
        plan.__init__(rules)  # type: ignore[misc]  # as it was


def asked_to_verify() -> list[str]:
    text = Scenario().verifying().identity.text(SERVICES_ID)
    try:
        verify_identity_token(text, keys=KEYS, audience=CLIENTS, nonce=NONCE, now=NOW)
    except VerificationRefused as refused:
        return list(refused.rules)
    return []


def asked_about_a_notification() -> list[str]:
    try:
        verify_notification(json.dumps(notification({})), keys=KEYS, audience=CLIENTS, now=NOW)
    except VerificationRefused as refused:
        return list(refused.rules)
    return []


def asked_to_mint() -> list[str]:
    client_secret._prepare.cache_clear()
    try:
        mint_client_secret(KeySigner(example_keys.team_key()), team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=NOW)
    except MintRefused as refused:
        return list(refused.rules)
    finally:
        client_secret._prepare.cache_clear()
    return []


RIGHT_REQUESTS = {
    Endpoint.TOKEN: Scenario(),
    Endpoint.REVOKE: Scenario().revoke(),
    Endpoint.MIGRATION: Scenario().migration(),
}
ASKERS = {Enforcer.VERIFY: asked_to_verify, Enforcer.NOTIFY: asked_about_a_notification}


def is_enforced_by_minting(rule: Rule) -> bool:
    return rule.grade is not Grade.ADVICE


@pytest.mark.parametrize("enforcer", ASKERS, ids=lambda one: one.name.lower())
def test_verification_refuses_if_a_rule_that_it_enforces_always_fails(enforcer):
    plan = plan_of(enforcer)
    assert ASKERS[enforcer]() == []
    for rule in plan.rules:
        with mutated(plan, rule, ALWAYS_FAILS):
            assert rule.id in ASKERS[enforcer](), rule.id


def test_minting_refuses_if_a_rule_that_it_asks_always_fails():
    plan = plan_of_minting()
    assert asked_to_mint() == []
    for rule in filter(is_enforced_by_minting, plan.rules):
        with mutated(plan, rule, ALWAYS_FAILS):
            assert rule.id in asked_to_mint(), rule.id


@pytest.mark.parametrize("endpoint", RIGHT_REQUESTS, ids=lambda one: one.name.lower())
def test_an_endpoint_refuses_if_a_rule_that_it_enforces_always_fails(emulate, endpoint):
    plan, scenario = plan_of(endpoint), RIGHT_REQUESTS[endpoint]
    assert emulate(scenario).handle(scenario.request(), scenario.now).header(RULE_HEADER) is None
    for rule in plan.rules:
        with mutated(plan, rule, ALWAYS_FAILS):
            assert emulate(scenario).handle(scenario.request(), scenario.now).header(RULE_HEADER) == rule.id


def test_the_sign_in_page_refuses_if_a_rule_that_it_enforces_always_fails():
    plan, evidence = plan_of(Endpoint.AUTHORIZE), seen_by_authorize(Scenario().authorize())
    assert decide(evidence, Endpoint.AUTHORIZE) == Accepted()
    for rule in plan.rules:
        with mutated(plan, rule, ALWAYS_FAILS) as mutant:
            assert decide(evidence, Endpoint.AUTHORIZE) == Refused(mutant, Fail("mutant", "identity token", None))


def test_the_doctor_names_a_rule_that_always_fails():
    plan = plan_of_catalogue()
    for rule in plan.rules:
        with mutated(plan, rule, ALWAYS_FAILS):
            assert rule.id in {broken.id for broken, _ in plan.evaluate(Scenario().evidence()).fails}


def test_a_rule_that_never_fails_changes_no_verdict_but_its_own():
    plan = plan_of_catalogue()
    for rule in CATALOGUE:
        seen = [(example, [broken.id for broken, _ in plan.evaluate(example.evidence()).fails]) for example in rule.bad()]
        with mutated(plan, rule, NEVER_FAILS):
            for example, broken in seen:
                left = [one.id for one, _ in plan.evaluate(example.evidence()).fails]
                assert left == [name for name in broken if name != rule.id], (rule.id, example.title)


def as_verifier(example: Example) -> Evidence:
    evidence = example.evidence()
    return replace(
        evidence,
        audiences=CLIENTS if evidence.audiences is UNKNOWN else evidence.audiences,
        was_redeemed=False if evidence.was_redeemed is UNKNOWN else evidence.was_redeemed,
    )


@each("enforcer", [*ASKERS, *RIGHT_REQUESTS, Endpoint.AUTHORIZE], ids=lambda one: one.name.lower())
def test_a_bad_example_passes_the_asker_unless_another_rule_fails(enforcer):
    plan = plan_of(enforcer)
    for rule in plan.rules:
        for example in rule.bad():
            evidence = as_verifier(example)
            others = [broken for broken, _ in plan.evaluate(evidence).fails if broken is not rule]
            undecided = [one for one, _ in plan.evaluate(evidence).missing]
            with mutated(plan, rule, NEVER_FAILS):
                decision = decide(as_verifier(example), enforcer)
            first = next((other for other in plan.rules if other in others or other in undecided), None)
            assert (decision == Accepted()) if first is None else (decision.rule is first), (rule.id, example.title)
