"""Notifications as siwakit decides them: complete evidence in, one answer out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.each import check_each, each

from siwakit.evidence.evidence import LACKING, UNKNOWN
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.judge import Accepted, Refused, Undecidable, decide
from siwakit.judge.askers import evaluate
from siwakit.judge.consequences import all_consequences_of
from siwakit.readers.recognise import recognise
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Enforcer, Example, Rule
from siwakit.samples import BUNDLE_ID, Scenario, event_text, notification, notified

ENFORCED = [rule for rule in CATALOGUE if Enforcer.NOTIFY in rule.enforced_at]


@each("events", [event_text(), event_text(type="email-enabled"), event_text(type="something-new")])
def test_a_right_notification_is_accepted_whatever_form_its_event_has(events):
    assert decide(notified(Scenario(), events=events).evidence(), Enforcer.NOTIFY) == Accepted()


@pytest.mark.parametrize("rule", ENFORCED, ids=lambda rule: rule.id)
def test_bad_examples_are_refused_by_their_rule_or_by_one_that_it_explains(rule: Rule):
    def is_refused(example: Example) -> None:
        decision = decide(example.evidence(), Enforcer.NOTIFY)
        assert isinstance(decision, Refused)
        assert decision.rule.id in {rule.id, *all_consequences_of(rule)}

    check_each(rule.bad(), is_refused)


@each("name", ["notification", "key_set", "now"])
def test_what_is_unknown_is_never_accepted(name):
    assert isinstance(decide(notified(Scenario()).unknown(name).evidence(), Enforcer.NOTIFY), Undecidable)


def test_without_a_key_set_nothing_is_accepted():
    evidence = notified(Scenario()).configured(key_set=LACKING).evidence()
    assert isinstance(decide(evidence, Enforcer.NOTIFY), Refused)


def test_without_accepted_client_ids_nothing_is_accepted():
    evidence = notified(Scenario()).unknown("bundle_ids", "services_ids").evidence()
    assert isinstance(decide(evidence, Enforcer.NOTIFY), Undecidable)


def test_the_verifiers_client_ids_come_before_the_projects():
    evidence = replace(notified(Scenario()).evidence(), audiences=("com.example.other",))
    assert isinstance(decide(evidence, Enforcer.NOTIFY), Refused)


def test_notifications_that_were_pasted_are_joined_in_order():
    texts = [f'{{"payload": "{notification(jti=jti)["payload"]}"}}' for jti in ("first", "second", "first")]
    evidence = join([piece for text in texts for piece in recognise(text)], Known(now=1_790_000_000, bundle_ids=(BUNDLE_ID,)))
    assert evidence.request is LACKING
    assert evidence.key_set is UNKNOWN
    assert "notification-repeats-jti" in {rule.id for rule, _ in evaluate(evidence).fails}
