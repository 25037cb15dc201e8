"""The next step: complete, ready to copy, without secrets, and derived from what is known."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.each import check_each
from tests.render.bad_examples import leaks

from siwakit.evidence.evidence import UNKNOWN, KeyAtHand
from siwakit.evidence.keys import key_at_hand
from siwakit.judge import Diagnosis, diagnose
from siwakit.judge.findings import Finding
from siwakit.render.next_step import NextStep, StepKind, next_step
from siwakit.render.next_step.choose import remedy_of
from siwakit.render.next_step.right_values import every_finding
from siwakit.render.sealing import veil_over
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule
from siwakit.samples import BUNDLE_ID, CODE, KEY_ID, OTHER_KEY_ID, REDIRECT_URI, SERVICES_ID, TEAM_ID, Scenario, example_keys

MILLISECONDS = 1000
OF_A_DOCTOR = ("portal", "earlier")


def step(scenario: Scenario, *, show_secrets: bool = False) -> NextStep:
    diagnosis = diagnose(scenario.unknown(*OF_A_DOCTOR).evidence())
    found = next_step(diagnosis, veil_over(diagnosis.evidence, show_secrets=show_secrets))
    assert found is not None
    return found


def with_key(key: KeyAtHand) -> Scenario:
    return replace(Scenario(), given_keys=(key,))


def json_body() -> Scenario:
    return Scenario().body(lambda pairs: json.dumps(dict(pairs))).sends(content_type="application/json")


def words(text: str) -> list[str]:
    return shlex.split(text.replace("\\\n", " "))


def fields(text: str) -> dict[str, str]:
    found = words(text)
    return dict(found[place + 1].split("=", 1) for place, word in enumerate(found) if word == "--data-urlencode")


# every bad example of every rule


def a_root_cause_has_a_next_step(diagnosis: Diagnosis, found: NextStep | None) -> None:
    assert found is not None or diagnosis.root is None


def a_sentence_ends_with_a_colon_before_a_text_and_else_with_a_full_stop(_: Diagnosis, found: NextStep | None) -> None:
    assert found is None or found.sentence.endswith(":" if found.text else ".")


def nothing_of_a_secret_is_in_it(diagnosis: Diagnosis, found: NextStep | None) -> None:
    assert found is None or leaks(diagnosis, found.sentence + found.text) == []


def a_command_fits_80_columns(_: Diagnosis, found: NextStep | None) -> None:
    assert found is None or found.kind not in {StepKind.COMMAND, StepKind.REQUEST} or max(map(len, found.text.splitlines())) <= 80


def its_text_is_plain_lines_of_one_command(_: Diagnosis, found: NextStep | None) -> None:
    assert found is None or re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", found.sentence + found.text) == []


def every_blank_is_in_its_text(_: Diagnosis, found: NextStep | None) -> None:
    assert found is None or [blank for blank in found.blanks if blank not in found.text] == []


OF_A_STEP = (
    a_root_cause_has_a_next_step,
    a_sentence_ends_with_a_colon_before_a_text_and_else_with_a_full_stop,
    nothing_of_a_secret_is_in_it,
    a_command_fits_80_columns,
    its_text_is_plain_lines_of_one_command,
    every_blank_is_in_its_text,
)


def steps_of(rule: Rule) -> Iterator[tuple[Diagnosis, NextStep | None]]:
    for example in rule.bad():
        diagnosis = diagnose(example.evidence())
        yield diagnosis, next_step(diagnosis, veil_over(diagnosis.evidence))


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_the_next_step_of_a_bad_example_is_complete_and_safe(rule: Rule) -> None:
    for diagnosis, found in steps_of(rule):
        check_each(OF_A_STEP, lambda check, diagnosis=diagnosis, found=found: check(diagnosis, found))


# a client_secret


def test_an_expired_client_secret_is_made_again_with_what_is_known() -> None:
    found = step(Scenario().secret(iat=1_700_000_000, exp=1_700_000_600).unknown("keys", "team_id", "key_id", "bundle_ids", "services_ids"))
    assert found.kind is StepKind.COMMAND
    assert words(found.text) == ["siwakit", "secret", "--key", f"AuthKey_{KEY_ID}.p8", "--team", TEAM_ID, "--client-id", SERVICES_ID]
    assert found.blanks == ()


def test_what_is_not_known_is_a_blank() -> None:
    found = step(Scenario().header(kid="AuthKey").secret(iss="my team").unknown("keys", "team_id", "key_id", "bundle_ids", "services_ids"))
    assert words(found.text) == ["siwakit", "secret", "--key", "AuthKey_<KEY_ID>.p8", "--team", "<TEAM_ID>", "--client-id", SERVICES_ID]
    assert found.blanks == ("<KEY_ID>", "<TEAM_ID>")


def test_a_renamed_key_file_needs_the_key_id() -> None:
    found = step(Scenario().key(example_keys.team_key_text(), "apple.p8").secret(aud="x"))
    assert words(found.text)[2:6] == ["--key", "apple.p8", "--team", TEAM_ID]
    assert words(found.text)[-2:] == ["--key-id", KEY_ID]


@pytest.mark.parametrize("path", ["keys/my key's $(id).p8", "-rf.p8", "a`b`.p8", "~/it's.p8"])
def test_the_path_of_a_key_is_one_word_as_it_was_given(path: str) -> None:
    key = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8", path=path)
    found = step(with_key(key).secret(aud="x"))
    assert words(found.text)[3].removeprefix("./") == path
    assert words(found.text)[3].startswith("-") is False


@pytest.mark.parametrize("path", ["\x1b[31m.p8", "a\nb.p8", "\u202ekey.p8", "c0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv.p8"])
def test_a_path_that_cannot_be_shown_is_not_written_into_a_command(path: str) -> None:
    key = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8", path=path)
    assert words(step(with_key(key).secret(aud="x")).text)[3] == f"AuthKey_{KEY_ID}.p8"


def test_between_two_clients_none_is_chosen_and_both_are_named() -> None:
    found = step(Scenario().secret(sub=BUNDLE_ID).unknown("authorize", "identity_token", "origin"))
    assert "<CLIENT_ID>" in found.text
    assert f"{BUNDLE_ID} (the bundle ID, for the app) or {SERVICES_ID} (the Services ID, for the web)" in found.sentence


@pytest.mark.parametrize("known", [True, False])
def test_swapped_claims_are_both_given(known: bool) -> None:  # noqa: FBT001  a case of the test
    hidden = () if known else ("keys", "team_id", "key_id", "bundle_ids", "services_ids", "authorize", "identity_token", "origin")
    found = step(Scenario().secret(iss=SERVICES_ID, sub=TEAM_ID).unknown(*hidden))
    assert (found.kind, found.text) == (StepKind.VALUES, f"iss = {TEAM_ID}\nsub = {SERVICES_ID}")


def test_a_swapped_kid_and_iss_are_both_given() -> None:
    found = step(Scenario().secret(iss=KEY_ID).header(kid=TEAM_ID))
    assert (found.kind, found.text) == (StepKind.VALUES, f"iss = {TEAM_ID}\nkid = {KEY_ID}")


def test_a_key_that_the_portal_does_not_know_is_not_used_again() -> None:
    rule = next(rule for rule in CATALOGUE if rule.id == "key-of-other-team")
    (_, found), *_ = steps_of(rule)
    assert found is not None
    assert "AuthKey_<KEY_ID>.p8" in found.text


def test_a_damaged_key_is_repaired_into_another_file() -> None:
    found = step(Scenario().key(f'"{example_keys.team_key_text()}"').form(client_secret=""))
    assert found.text == f"siwakit key --repair AuthKey_{KEY_ID}.p8 > AuthKey_{KEY_ID}-1.p8"


def test_the_key_of_an_identity_token_is_not_taken_for_yours() -> None:
    token = Scenario().evidence().identity_text
    found = step(Scenario().sent(lambda _: str(token)).unknown("keys", "key_id"))
    assert words(found.text)[3] == "AuthKey_<KEY_ID>.p8"


def test_a_setting_that_is_right_already_is_not_listed() -> None:
    names = {"TEAM_ID": TEAM_ID, "KEY_ID": KEY_ID, "SOCIALACCOUNT_PROVIDERS": {"apple": {"APPS": [{"secret": TEAM_ID, "key": KEY_ID}]}}}
    found = step(Scenario().configured(settings=names))
    assert found.text.splitlines() == [
        f"SOCIALACCOUNT_PROVIDERS.apple.APPS.0.key = {TEAM_ID}",
        f"SOCIALACCOUNT_PROVIDERS.apple.APPS.0.secret = {KEY_ID}",
    ]


# a request


def test_a_json_body_becomes_a_form_with_every_field() -> None:
    found = step(json_body())
    assert found.kind is StepKind.REQUEST
    assert words(found.text)[:2] == ["curl", "https://appleid.apple.com/auth/token"]
    assert fields(found.text) == {
        "client_id": SERVICES_ID,
        "client_secret": "$CLIENT_SECRET",
        "grant_type": "authorization_code",
        "code": "$CODE",
        "redirect_uri": REDIRECT_URI,
    }


def test_secrets_are_written_out_only_if_they_are_asked_for() -> None:
    assert fields(step(Scenario().sends(content_type="text/plain"), show_secrets=True).text)["code"] == CODE


@pytest.mark.parametrize("uri", ["https://app.example.com/'; rm -rf ~; '", "https://app.example.com/$(id)", "https://app.example.com/`id`?a=\\"])
def test_a_hostile_field_ends_no_quotes(uri: str) -> None:
    found = step(Scenario().form(redirect_uri=uri).authorize(redirect_uri=uri).sends(content_type="text/plain"))
    assert fields(found.text)["redirect_uri"] in {uri, "<REDIRECT_URI>"}
    assert words(found.text)[0::2][1:] == ["--data-urlencode"] * 5


# without a root cause


def test_without_a_root_cause_the_next_step_is_the_question_that_decides_most() -> None:
    diagnosis = diagnose(Scenario().unknown(*OF_A_DOCTOR, "keys", "origin").answered(400, {"error": "invalid_client"}).evidence())
    found = next_step(diagnosis, veil_over(diagnosis.evidence))
    assert found is not None
    assert found.kind is StepKind.ACTION
    assert found.sentence.startswith("Add the .p8 key file (read locally, never sent), which decides most. Give the file ")
    assert found.sentence.endswith("Then run:")
    assert words(found.text) == ["siwakit", "doctor", "<YOUR_FILES>", "--key", "AuthKey_<KEY_ID>.p8"]


def test_an_accepted_request_needs_no_next_step() -> None:
    diagnosis = diagnose(Scenario().answered(200, {"access_token": "a", "refresh_token": "r", "id_token": "i"}).evidence())
    assert next_step(diagnosis, veil_over(diagnosis.evidence)) is None


def test_a_given_key_of_another_name_is_not_taken_for_the_kid() -> None:
    key = key_at_hand(example_keys.team_key_text(), "apple.p8", path="apple.p8")
    found = step(with_key(key).header(kid=OTHER_KEY_ID).configured(key_id=UNKNOWN).signed_by_other_key())
    assert words(found.text)[-2:] == ["--key-id", "<KEY_ID>"]


@pytest.mark.parametrize("rule", [rule for rule in CATALOGUE if rule.remedy], ids=lambda rule: rule.id)
def test_a_rule_states_a_remedy_only_if_it_does_not_follow(rule: Rule) -> None:
    findings = [finding for example in rule.bad() for finding in every_finding(diagnose(example.evidence())) if finding.rule is rule]
    assert {remedy_of(Finding(replace(rule, remedy=None), finding.fail)) for finding in findings} - {rule.remedy} != set()
