"""What a verifier has, as files and settings state it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.each import each

from siwakit.evidence.evidence import LACKING, UNKNOWN, Evidence
from siwakit.evidence.sign_in.identity_parts import ACCESS_TOKEN, AUDIENCES, CHECKED, CODE, KEY_SET, NONCE, TEXT, VERIFIER
from siwakit.flow.diagnose import diagnose, read_evidence
from siwakit.jose.verify import Refusal, Verified
from siwakit.judge.askers import evaluate
from siwakit.rules.identity_token.bound_claims import half_hash
from siwakit.samples import APPLE_KID, OTHER_APPLE_KID, SERVICES_ID, Scenario, apple_keys

TOKEN = Scenario().identity.text(SERVICES_ID)
HELD = ("keys.json", json.dumps(apple_keys(OTHER_APPLE_KID)))
FRESH = ("keys-fresh.json", json.dumps(apple_keys(APPLE_KID, OTHER_APPLE_KID)))


def with_settings(**verifier: object) -> Evidence:
    return replace(Scenario().verifying().evidence(), audiences=UNKNOWN, nonce=UNKNOWN, settings={"verifier": verifier})


def test_a_key_set_is_held_unless_its_name_says_that_it_is_fresh():
    evidence = read_evidence(("identity_token.jwt", TOKEN), HELD, FRESH)
    assert evidence.get(CHECKED) is Refusal.KEY_UNKNOWN
    assert diagnose(("identity_token.jwt", TOKEN), HELD, FRESH).root.rule.id == "jwks-kept-for-ever"


def test_a_token_and_its_key_set_alone_verify():
    assert isinstance(read_evidence(TOKEN, FRESH[1]).get(CHECKED), Verified)


def test_a_file_that_is_called_an_identity_token_is_judged_as_one():
    cut = ("identity_token.jwt", TOKEN.rsplit(".", 1)[0])
    foreign = ("id_token.txt", Scenario().compact_secret())
    assert diagnose(cut, FRESH).root.rule.id == "identity-token-is-not-a-jws"
    assert diagnose(foreign, FRESH).root.rule.id == "identity-token-alg-not-rs256"


def test_a_token_without_keys_is_not_verified():
    assert read_evidence(TOKEN).get(CHECKED) is UNKNOWN


@each(
    ("settings", "expected"),
    [
        ({"expected_aud": "one"}, ("one",)),
        ({"expected_aud": ["one", "two"]}, ("one", "two")),
        ({"audience": 1234567890}, ("1234567890",)),
        ({"client_ids": []}, ()),
        ({"expected_aud": ""}, ()),
        ({"expected_aud": None}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_accepted_client_ids_are_read_from_settings(settings, expected):
    assert with_settings(**settings).get(AUDIENCES) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({"raw_nonce": "one"}, "one"), ({"raw_nonce": None}, LACKING), ({"nonce": ""}, LACKING), ({}, UNKNOWN)],
)
def test_the_expected_nonce_is_read_from_settings(settings, expected):
    assert with_settings(**settings).get(NONCE) == expected


def test_settings_of_something_else_say_nothing_of_the_verifier():
    assert replace(Scenario().verifying().evidence(), settings={"port": 1}).get(VERIFIER) is UNKNOWN


def test_a_verifier_without_keys_holds_an_empty_set():
    assert replace(Scenario().verifying().evidence(), key_set=LACKING).get(KEY_SET).fault is not None


def test_the_answer_that_brought_the_token_brings_its_access_token():
    scenario = Scenario().identity_token(at_hash=half_hash("another"))
    answer = {"access_token": "opaque", "id_token": scenario.identity.text(SERVICES_ID)}
    evidence = scenario.answered(200, answer).evidence()
    assert evidence.get(ACCESS_TOKEN) == "opaque"
    assert evidence.get(CODE) is UNKNOWN
    assert diagnose_ids(evidence) == ["identity-token-at-hash-differs"]


def test_an_answer_that_brought_another_token_says_nothing_of_this_one():
    evidence = Scenario().answered(200, {"access_token": "opaque", "id_token": "other"}).evidence()
    assert evidence.get(ACCESS_TOKEN) is UNKNOWN
    assert Scenario().verifying().answered(200, "no JSON").evidence().get(ACCESS_TOKEN) is UNKNOWN


@pytest.mark.parametrize("name", ["form", "secret"])
def test_with_credentials_at_hand_the_token_is_a_witness(name):
    evidence = replace(Scenario().verifying().evidence(), **{name: () if name == "form" else "a secret"})
    assert evidence.get(TEXT) is LACKING


def test_a_request_for_the_keys_leaves_the_token_in_question():
    keys = "curl https://appleid.apple.com/auth/keys"
    assert read_evidence(keys, TOKEN).get(TEXT) == TOKEN


def diagnose_ids(evidence: Evidence) -> list[str]:
    return [rule.id for rule, _ in evaluate(evidence).fails]
