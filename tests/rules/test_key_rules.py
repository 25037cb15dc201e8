"""Rules about keys, for developers whose key works and for those whose key does not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.each import each

from siwakit.jose import es256
from siwakit.judge import VerdictKind, diagnose
from siwakit.judge.askers import evaluate
from siwakit.judge.consequences import consequences_of
from siwakit.judge.findings import ROOT_GRADES
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.key import consumer, damaged_key, not_a_p8
from siwakit.samples import DROP, KEY_ID, Scenario, example_keys, key_texts

TEXT = example_keys.team_key_text()
OWN = {rule.id for family in (damaged_key, not_a_p8, consumer) for rule in family.RULES}
GRANTED = {"access_token": "a", "token_type": "Bearer", "expires_in": 3600}
DAMAGED = {
    "quotes": f'"{TEXT}"',
    "one line": TEXT.replace("\n", ""),
    "escaped": TEXT.replace("\n", "\\n"),
    "indented": "\n".join(f"  {line}" for line in TEXT.splitlines()),
    "bare": "\n".join(TEXT.splitlines()[1:-1]),
    "four dashes": TEXT.replace("-----", "----"),
    "mark": f"\ufeff{TEXT}",
    "sec1": key_texts.sec1(),
}
GOOD = {
    "as OpenSSL writes it": TEXT,
    "as Apple gives it": key_texts.apple_form(),
    "Windows line ends": TEXT.replace("\n", "\r\n"),
    "empty lines at the end": f"{TEXT}\n\n",
    "no line break at the end": TEXT.rstrip(),
}


def accused(scenario):
    return {rule.id for rule, _ in evaluate(scenario.evidence()).fails if rule.grade in ROOT_GRADES}


@each("text", GOOD.values(), ids=GOOD)
def test_a_good_key_is_never_accused(text):
    assert accused(Scenario().key(text).unknown("request", "portal")) == set()


@each("text", DAMAGED.values(), ids=DAMAGED)
def test_a_key_whose_secret_verifies_reached_its_signer_whatever_its_text(text):
    assert accused(Scenario().key(text).unknown("portal")) == set()


@each("text", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_key_beside_an_empty_secret_is_the_one_root(text):
    diagnosis = diagnose(Scenario().key(text).form(client_secret="").unknown("portal").evidence())
    assert diagnosis.root.rule.id.startswith("key-")
    assert diagnosis.others == ()
    assert {"key-never-reached-the-signer", "secret-empty"} <= {consequence.rule.id for consequence in diagnosis.root.explained}


def test_tokens_from_apple_acquit_a_truncated_key():
    scenario = Scenario().key(TEXT[:100]).answered(200, GRANTED).unknown("portal")
    assert accused(scenario) == set()
    assert diagnose(scenario.evidence()).kind is VerdictKind.ACCEPTED


def test_a_truncated_key_comes_before_the_quotes_around_it():
    diagnosis = diagnose(Scenario().key(f'"{TEXT[:100]}').unknown("request").evidence())
    assert diagnosis.root.rule.id == "key-is-truncated"
    assert diagnosis.others == ()


@pytest.mark.parametrize(("text", "name"), [(key_texts.public(), "public.pem"), (key_texts.certificate(), "team.crt")])
def test_a_public_key_beside_a_signed_secret_is_an_aid(text, name):
    assert accused(Scenario().key(text, name).unknown("portal")) == set()
    stranger = Scenario().signed_by_other_key().key(text, name).unknown("portal")
    assert accused(stranger) == {"signature-does-not-verify"}


def test_a_public_key_in_the_private_keys_file_fails_beside_a_secret_of_another_key():
    assert "key-is-public" in accused(Scenario().signed_by_other_key().key(key_texts.public()).unknown("portal"))


def test_a_key_alone_makes_its_consumer_the_first_suspects():
    diagnosis = diagnose(Scenario().key(TEXT).unknown("request", "portal", "authorize", "identity_token", "origin").evidence())
    assert diagnosis.root is None
    assert {"key-form-not-expected-by-consumer", "key-never-reached-the-signer"} <= set(diagnosis.named[:3])


def test_text_that_fits_nothing_is_suspected_not_accused():
    diagnosis = diagnose(Scenario().key("arn:aws:kms:eu-central-1:000000000000:key/example", "").unknown("request", "portal").evidence())
    assert diagnosis.root is None
    assert "key-is-something-else" in diagnosis.named[:3]


def test_settings_that_hold_everything_are_not_accused():
    settings = {"apple": {"certificate_key": TEXT, "kid": KEY_ID}}
    assert accused(Scenario().configured(settings=settings).unknown("request", "portal")) == set()


def test_a_switch_in_a_list_of_providers_is_found():
    settings = {"providers": [{"Name": "Apple", "PrivateKey": TEXT, "generate_client_secret": "off"}]}
    diagnosis = diagnose(Scenario().configured(settings=settings).unknown("request", "portal", "keys").evidence())
    assert diagnosis.root.fail.at == "settings.providers.0.generate_client_secret"


def test_a_kid_that_names_one_of_several_files_brings_its_name_into_doubt():
    scenario = Scenario().key(TEXT, f"SubscriptionKey_{KEY_ID}.p8").another_key(example_keys.other_key_text(), "AuthKey_XYZ987WVUT.p8")
    assert "key-file-name-says-other-service" in accused(scenario.unknown("portal"))


def test_every_rule_about_keys_says_that_nothing_can_be_signed():
    assert all(rule.grade in ROOT_GRADES for rule in (*damaged_key.RULES, *not_a_p8.RULES))


@each("text", [*DAMAGED.values(), key_texts.p384(), key_texts.rsa(), key_texts.encrypted()])
def test_no_line_of_a_key_stands_in_a_finding(text):
    fails = evaluate(Scenario().key(text).unknown("request").evidence()).fails
    shown = " ".join(f"{fail.actual} {fail.expected} {fail.because} {fail.correct}" for _, fail in fails)
    assert fails
    assert not any(part in shown for part in re.findall(r"[A-Za-z0-9+/]{16}", text))


def test_the_roots_of_a_key_stand_above_what_follows_from_it():
    for rule in (*damaged_key.RULES, *not_a_p8.RULES):
        assert {"key-never-reached-the-signer", "secret-empty"} <= set(consequences_of(rule))
    assert "secret-is-private-key" in consequences_of(BY_ID["key-never-reached-the-signer"])


def test_tokens_from_apple_acquit_the_name_of_the_file():
    scenario = Scenario().key(TEXT, f"SubscriptionKey_{KEY_ID}.p8").answered(200, GRANTED).unknown("portal")
    assert "key-file-name-says-other-service" not in accused(scenario)


def test_an_unregistered_key_at_hand_that_signed_is_named_beside_the_portal():
    def forget(portal):
        return replace(portal, keys={KEY_ID: portal.keys[KEY_ID]})

    scenario = Scenario().signed_by_other_key().another_key(example_keys.other_key_text(), "AuthKey_XYZ987WVUT.p8").portal(forget)
    fail = next(fail for rule, fail in evaluate(scenario.evidence()).fails if rule.id == "signature-by-other-key")
    assert fail.actual == "AuthKey_XYZ987WVUT.p8"


def test_a_public_key_of_a_blockchains_curve_is_named_as_the_maker():
    private = ec.derive_private_key(5, ec.SECP256K1())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    scenario = Scenario().signed(lambda data: es256.der_to_raw(private.sign(data, ec.ECDSA(SHA256())))).key(public, "public.pem").unknown("portal")
    fail = next(fail for rule, fail in evaluate(scenario.evidence()).fails if rule.id == "signature-does-not-verify")
    assert "it verifies with public.pem" in fail.because


def test_a_request_without_a_secret_brings_no_unknown_key_into_suspicion():
    diagnosis = diagnose(Scenario().form(client_secret=DROP).unknown("keys", "portal").evidence())
    assert OWN.isdisjoint(suspect.rule.id for suspect in diagnosis.suspects)
