"""What is remembered changes no answer: an emulator that has just accepted the right request answers like one that has not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from siwakit.apple import CODE_SECONDS, Endpoint
from siwakit.emulator import recall
from siwakit.emulator.answers import RULE_HEADER
from siwakit.emulator.evidence import evidence_of
from siwakit.emulator.store import CodeRow
from siwakit.emulator.world import Client, SigningKey, User
from siwakit.http import Request
from siwakit.rules.catalogue import CATALOGUE
from siwakit.samples import CODE, KEY_ID, NOW, SERVICES_ID, Scenario

RIGHT = Scenario().request()
FIRST = "cfedcba9876543210fedcba9876543210.0.zqtrm.vUtSrQpOnMlKjIhGfEdCbA"
EXAMPLES = [
    pytest.param(example, id=f"{rule.id}: {example.title}")
    for rule in CATALOGUE
    if Endpoint.TOKEN in rule.enforced_at
    for example in (*rule.bad(), *rule.good())
]


def primed(emulator, scenario=Scenario()):  # noqa: B008  frozen
    """Let *emulator* accept a code just like the one of *scenario*, where it accepts it."""
    row = emulator.store.get_code(CODE)
    emulator.store.add_code(replace(row or CodeRow(CODE, SERVICES_ID, "owner", NOW), code=FIRST))
    for request in (scenario.form(code=FIRST).request(), Scenario().form(code=FIRST).request()):
        emulator.handle(request, scenario.now)
    return emulator


def answer(emulator, request, now=NOW):
    response = emulator.handle(request, now)
    return response.status, response.header(RULE_HEADER), response.body if response.status != 200 else None


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_example_is_answered_otherwise(emulate, example):
    scenario = example.change(Scenario())
    fresh, warm = emulate(scenario), primed(emulate(scenario), scenario)
    assert answer(warm, scenario.request(), scenario.now) == answer(fresh, scenario.request(), scenario.now)


@pytest.mark.parametrize("letter", ["A", "%", "&", "\xff"])
def test_no_changed_character_is_answered_otherwise(emulate, letter):
    fresh, warm = emulate(), primed(emulate())
    for place in range(0, len(RIGHT.body), 5):
        body = RIGHT.body[:place] + letter.encode("latin-1") + RIGHT.body[place + 1 :]
        request = Request(RIGHT.method, RIGHT.url, RIGHT.headers, body)
        assert answer(warm, request) == answer(fresh, request)


def is_recalled(emulator, request=RIGHT, now=NOW):
    return emulator._recall.find(request, now, emulator.store.switches()) is not None


def test_the_same_request_with_another_code_is_recalled_and_answered_with_tokens(emulate):
    emulator = primed(emulate())
    assert is_recalled(emulator)
    response = emulator.handle(RIGHT, NOW)
    entry = emulator.store.entries()[-1]
    assert (response.status, entry.client_id, entry.summary) == (200, SERVICES_ID, "accepted")
    assert answer(emulator, RIGHT)[1] == "code-used-twice"


def test_nothing_is_recalled_a_second_later_or_by_other_switches(emulate):
    emulator = primed(emulate())
    assert not is_recalled(emulator, now=NOW + 1)
    emulator.store.set_switches(emulator.store.switches().with_changes(id_token_ttl=600))
    assert not is_recalled(emulator)


CHANGES = {
    "a revoked key": lambda store: store.put(replace(store.get(SigningKey, KEY_ID), is_revoked=True)),
    "a key that is gone": lambda store: store.drop(SigningKey, KEY_ID),
    "a client without the capability": lambda store: store.put(replace(store.get(Client, SERVICES_ID), has_capability=False)),
    "an app that is gone": lambda store: store.drop(Client, "com.example.app"),
    "a user who is gone": lambda store: store.drop(User, "owner"),
    "a code that is too old": lambda store: store.add_code(replace(store.get_code(CODE), issued_at=NOW - CODE_SECONDS - 1)),
    "a code that is yet to come": lambda store: store.add_code(replace(store.get_code(CODE), issued_at=NOW + 1)),
    "a code with a challenge": lambda store: store.add_code(replace(store.get_code(CODE), code_challenge="x")),
}


@pytest.mark.parametrize("age", [0, 1, CODE_SECONDS // 2, CODE_SECONDS - 1, CODE_SECONDS])
def test_a_code_of_another_age_is_recalled_as_long_as_the_rules_accept_it(emulate, age):
    aged, fresh = emulate(), primed(emulate())
    for emulator in (aged, fresh):
        emulator.store.add_code(replace(emulator.store.get_code(CODE), issued_at=NOW - age))
    assert is_recalled(fresh)
    assert answer(aged, RIGHT)[0] == 200


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_nothing_is_recalled_after_a_change_that_a_rule_can_see(emulate, change):
    emulator = primed(emulate())
    change(emulator.store)
    assert not is_recalled(emulator)


def test_the_signature_is_verified_each_time(emulate, monkeypatch):
    emulator = primed(emulate())
    monkeypatch.setattr(recall.es256, "verify_der", lambda *_: False)
    assert not is_recalled(emulator)


def test_a_recalled_code_that_another_request_was_quicker_to_spend_is_refused_by_a_rule(emulate, monkeypatch):
    emulator = primed(emulate())
    spend = emulator.store.spend_code
    monkeypatch.setattr(emulator.store, "spend_code", lambda code, bought=(): spend(code, bought) and spend(code, bought))
    assert answer(emulator, RIGHT)[1] == "code-used-twice"


@pytest.mark.parametrize("body", [b"post%b", b"%b&code=another", b"code=another&%b", b"%bX", b"%b."])
def test_a_code_that_does_not_stand_alone_in_its_field_is_left_to_the_rules(emulate, body):
    emulator = primed(emulate())
    request = replace(RIGHT, body=body % RIGHT.body)
    split = recall._split(replace(RIGHT, body=body % f"code={CODE}".encode()))
    assert (split, is_recalled(emulator, request)) == (None, False)


def test_other_grants_are_not_remembered(emulate):
    emulator = emulate()
    for scenario in (Scenario().refresh(), Scenario().migration_token(), Scenario().refresh().form(code=CODE)):
        emulator.handle(scenario.request(), NOW)
    assert not emulator._recall._kept


def test_nothing_is_kept_for_a_key_that_is_gone_meanwhile(emulate):
    emulator = emulate()
    row = emulator.store.get_code(CODE)
    emulator.store.drop(SigningKey, KEY_ID)
    emulator._recall.keep(RIGHT, evidence_of(RIGHT, emulator.store, NOW), row, NOW, emulator.store.switches())
    assert not emulator._recall._kept


def test_what_is_remembered_is_bounded(emulate, monkeypatch):
    monkeypatch.setattr(recall, "MAX_KEPT", 2)
    emulator = emulate()
    row = emulator.store.get_code(CODE)
    for number in range(5):
        emulator.store.add_code(row)
        assert emulator.handle(Scenario().sends(user_agent=f"agent {number}").request(), NOW).status == 200
    assert len(emulator._recall._kept) <= 2
