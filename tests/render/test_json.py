"""The JSON report, version 2: it says everything once, and stays small if little is known."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from tests.each import each

from siwakit.flow.diagnose import diagnose
from siwakit.judge import diagnose as judge
from siwakit.render.formats.json import render_json
from siwakit.render.next_step import next_step
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.sealing import veil_over
from siwakit.rules.catalogue import BY_ID

VALIDATOR = Draft202012Validator(json.loads(files("siwakit.render").joinpath("report.schema.json").read_text("utf-8")))
BARE = {
    "an error": '{"error":"invalid_client"}',
    "a code that was used": '{"error":"invalid_grant","error_description":"The code has already been used."}',
    "words of a library": "pyjwt: jwt.exceptions.InvalidAudienceError: Audience doesn't match (Sign in with Apple)",
    "a request": "curl https://appleid.apple.com/auth/token -d client_id=com.example.web -d grant_type=authorization_code",
}
MOST_BYTES = 16 * 1024


@pytest.fixture
def refused():
    return diagnose(BARE["an error"])


def report_on(diagnosis):
    return json.loads(render_json(diagnosis))


@each("text", BARE)
def test_a_report_on_little_is_small(text):
    assert len(render_json(diagnose(BARE[text])).encode()) <= MOST_BYTES


def test_ten_suspects_are_described_and_the_others_are_named(refused):
    suspects = report_on(refused)["suspects"]
    assert [suspect["rule"] for suspect in suspects] == [suspect.rule.id for suspect in refused.suspects]
    assert all({"title", "look", "fix"} <= set(suspect) for suspect in suspects[:10])
    assert {tuple(suspect) for suspect in suspects[10:]} == {("rule",)}


@each("number", (0, 9, 10))
def test_the_schema_tells_suspects_that_are_described_from_those_that_are_named(refused, number):
    report = report_on(refused)
    suspects = report["suspects"]
    suspects[number] = suspects[10] if number < 10 else suspects[0]
    assert not VALIDATOR.is_valid(report)


@each("text", BARE)
def test_each_part_that_is_missing_is_described_once(text):
    report = report_on(diagnose(BARE[text]))
    named = [name for one in (*report["suspects"], *report["questions"]) for name in one.get("missing", ())]
    named += [wanted["part"] for wanted in report["wanted"]]
    asks = [part["ask"] for part in report["missing_parts"].values()]
    assert set(named) == set(report["missing_parts"])
    assert len(asks) == len(set(asks))
    assert all(asks)


def test_the_rules_that_a_part_decides_are_counted_and_the_first_are_named(refused):
    wanted = report_on(refused)["wanted"]
    assert wanted[0]["decides_count"] > len(wanted[0]["decides"]) == 3
    assert all(len(one["decides"]) == min(one["decides_count"], 3) for one in wanted)


def test_consequences_are_named_with_their_places():
    example = BY_ID["request-body-is-json"].bad()[0]
    explained = report_on(judge(example.evidence()))["root"]["explained"]
    assert {tuple(consequence) for consequence in explained} == {("rule", "title", "at", "explained")}


def test_the_next_step_is_that_of_the_other_reports(refused):
    step = next_step(refused, veil_over(refused.evidence, show_secrets=False))
    assert report_on(refused)["next"] == {"kind": step.kind.value, "sentence": step.sentence, "text": step.text or None, "blanks": list(step.blanks)}


def test_the_next_step_of_an_expired_secret_is_a_command():
    step = report_on(judge(BY_ID["secret-expired"].bad()[0].evidence()))["next"]
    assert step["kind"] == "command"
    assert step["text"].startswith("siwakit secret ")
    assert [blank for blank in step["blanks"] if blank not in step["text"]] == []


def test_nothing_is_next_if_apple_accepted_the_request():
    assert report_on(diagnose("POST https://appleid.apple.com/auth/token\n\n", '{"access_token":"a","id_token":"b"}'))["next"] is None


def test_a_secret_that_could_not_be_minted_is_null(refused):
    report = json.loads(render_json(refused, fix=FixedSecret("", "no key was given")))
    assert report["fix"] == {"client_secret": None, "note": "no key was given"}
    assert [error.message for error in VALIDATOR.iter_errors(report)] == []
