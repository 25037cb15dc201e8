"""The list of rules that siwakit's own verification of identity tokens enforces, and its decisions on the examples."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.each import check_each, each

from siwakit.evidence.evidence import LACKING, UNKNOWN, Evidence
from siwakit.judge import Accepted, Refused, Undecidable, decide, diagnose
from siwakit.judge.askers import evaluate
from siwakit.judge.consequences import all_consequences_of
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Enforcer, Example, Question, Rule
from siwakit.samples import BUNDLE_ID, NOW, SERVICES_ID, Scenario

ENFORCED = (
    "identity-token-missing",
    "identity-token-is-not-a-jws",
    "identity-token-damaged",
    "identity-token-repeats-member",
    "identity-token-alg-not-rs256",
    "identity-token-header-has-crit",
    "identity-token-header-has-b64",
    "identity-token-header-brings-key",
    "identity-token-unsigned",
    "identity-token-kid-missing",
    "jwks-broken",
    "jwks-kept-for-ever",
    "identity-token-key-retired",
    "identity-token-key-unknown",
    "jwks-key-unfit",
    "identity-token-signature-wrong",
    "identity-token-iss-not-apple",
    "identity-token-aud-missing",
    "identity-token-audiences-empty",
    "identity-token-audience-is-no-client-id",
    "identity-token-aud-has-suffix",
    "identity-token-aud-is-other-client",
    "identity-token-aud-foreign",
    "identity-token-exp-missing",
    "identity-token-iat-missing",
    "identity-token-expired",
    "identity-token-iat-ahead-by-time-zone",
    "identity-token-iat-in-future",
    "identity-token-sub-missing",
    "identity-token-at-hash-differs",
    "identity-token-c-hash-differs",
    "identity-token-typ-not-jwt",
    "identity-token-header-of-encrypted-token",
    "identity-token-header-has-cty",
    "identity-token-is-notification",
    "identity-token-not-valid-yet",
    "identity-token-expires-before-issue",
    "nonce-absent",
    "nonce-not-given-to-verifier",
    "nonce-hashed-on-one-side",
    "nonce-hashed-twice",
    "nonce-hash-in-other-encoding",
    "nonce-differs",
    "identity-token-replayed",
)
MINE = [rule for rule in CATALOGUE if rule.question is Question.IDENTITY_TOKEN]
RIGHT = {
    "a web token": Scenario().verifying(),
    "a native token": Scenario().native().verifying(),
    "a clock a minute behind": Scenario().verifying(lambda i: i.claims(iat=NOW + 60)),
    "no nonce on either side": Scenario().verifying(lambda i: i.claims(nonce="").nonce(LACKING)),
    "times with fractions": Scenario().verifying(lambda i: i.claims(iat=NOW + 0.5, exp=NOW + 600.5)),
    "claims that are new": Scenario().verifying(lambda i: i.claims(org_id="1", scopes=["edu"], email_verified="true")),
}


def as_verifier(scenario: Scenario) -> Evidence:
    """Return the evidence that a call of the verifier has: whatever is not given is absent."""
    evidence = scenario.evidence()
    settings = LACKING if evidence.settings is UNKNOWN else evidence.settings
    audiences = (BUNDLE_ID, SERVICES_ID) if evidence.audiences is UNKNOWN else evidence.audiences
    return replace(evidence, settings=settings, audiences=audiences)


def test_verification_enforces_these_rules_and_no_others():
    assert tuple(rule.id for rule in CATALOGUE if Enforcer.VERIFY in rule.enforced_at) == ENFORCED


@each("scenario", RIGHT.values(), ids=RIGHT)
def test_a_right_token_is_accepted(scenario: Scenario):
    assert decide(as_verifier(scenario), Enforcer.VERIFY) == Accepted()


@pytest.mark.parametrize("rule", [BY_ID[name] for name in ENFORCED], ids=ENFORCED)
def test_bad_tokens_are_refused_by_their_rule_or_by_one_that_it_explains(rule: Rule):
    def is_refused(example: Example) -> None:
        decision = decide(as_verifier(example.change(Scenario())), Enforcer.VERIFY)
        assert isinstance(decision, Refused)
        assert decision.rule.id in {rule.id, *all_consequences_of(rule)}

    # Examples with only the words of another verifier contain no token to verify.
    check_each([example for example in rule.bad() if not example.evidence().statements], is_refused)


@each("name", ["identity_token", "key_set", "audiences", "nonce", "now", "settings"])
def test_unknown_evidence_is_never_a_yes(name: str):
    evidence = replace(as_verifier(Scenario().verifying()), **{name: UNKNOWN})
    assert isinstance(decide(evidence, Enforcer.VERIFY), Undecidable)


@each("name", ["identity_token", "key_set", "audiences", "nonce"])
def test_evidence_that_does_not_exist_is_never_a_yes(name: str):
    evidence = replace(as_verifier(Scenario().verifying()), **{name: LACKING})
    assert isinstance(decide(evidence, Enforcer.VERIFY), Refused)


@each(
    "scenario",
    [Scenario(), Scenario().at(NOW + 10_000_000), Scenario().identity_token(aud="host.exp.Exponent", exp=NOW - 1)],
    ids=["good", "long expired", "of another client"],
)
def test_a_token_that_came_along_with_a_failing_request_is_no_suspect(scenario: Scenario):
    evidence = scenario.answered(400, {"error": "invalid_client"}).evidence()
    mine = {rule.id for rule in MINE}
    assert not mine & {rule.id for rule, _ in evaluate(evidence).fails}
    assert not mine & set(diagnose(evidence).named)


def test_a_token_of_a_granted_exchange_is_judged():
    granted = {"access_token": "a", "id_token": "b"}
    evidence = Scenario().identity_token(aud="org.example.other").answered(200, granted).evidence()
    assert "identity-token-aud-foreign" in {rule.id for rule, _ in evaluate(evidence).fails}


@each("evidence", [Evidence(), Evidence(now=NOW)], ids=["nothing", "the time"])
def test_without_a_token_no_rule_about_it_is_a_suspect(evidence: Evidence):
    assert not {rule.id for rule in MINE} & set(diagnose(evidence).named)
