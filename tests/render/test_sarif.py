"""SARIF reports: where results point, their level, and which parts stay the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from siwakit.evidence.evidence import Evidence
from siwakit.judge import diagnose
from siwakit.render.formats.sarif import file_uri, render_sarif
from siwakit.render.report.region import Region, find_region
from siwakit.rules.model import Question
from siwakit.samples import CODE, KEY_ID, SERVICES_ID, Scenario, example_keys

WRONG_AUD = Scenario().secret(aud="https://appleid.apple.com/auth/token")
SECRET = WRONG_AUD.compact_secret()
HEADER, PAYLOAD, SIGNATURE = SECRET.split(".")


def curl(scenario: Scenario) -> str:
    fields = "".join(f" \\\n  --data-urlencode '{name}={value}'" for name, value in scenario.fields())
    return f"curl -X POST {scenario.url}{fields}\n"


def log_of(scenario: Scenario, files: dict[str, str], **options: Any) -> dict[str, Any]:
    return json.loads(render_sarif(diagnose(scenario.evidence()), files, version="1.2.3", **options))


def run_of(scenario: Scenario, files: dict[str, str], **options: Any) -> dict[str, Any]:
    return log_of(scenario, files, **options)["runs"][0]


def pointed_at(region: Region | None, files: dict[str, str]) -> str:
    assert region is not None
    assert region.line == region.end_line
    line = files[region.file].split("\n")[region.line - 1]
    return line[region.column - 1 : region.end_column - 1]


def found(at: str, files: dict[str, str], scenario: Scenario = WRONG_AUD) -> str:
    return pointed_at(find_region(at, files, scenario.evidence()), files)


def test_a_claim_is_the_payload_of_the_token_in_the_request() -> None:
    files = {"answer.json": '{"error":"invalid_client"}', "request.sh": curl(WRONG_AUD)}
    assert found("client_secret.claims.aud", files) == PAYLOAD


@pytest.mark.parametrize(
    ("at", "segment"),
    [
        ("client_secret.header.kid", HEADER),
        ("client_secret.payload", PAYLOAD),
        ("client_secret.signature", SIGNATURE),
        ("client_secret", SECRET),
    ],
)
def test_each_segment_of_a_token_file_has_its_columns(at: str, segment: str) -> None:
    assert found(at, {"secret.jwt": f"{SECRET}\n"}) == segment


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("request.form.redirect_uri", "redirect_uri"),
        ("request.form.code", "code"),
        ("request.url", "https://appleid.apple.com/auth/token"),
        ("request.form.scope", "https://appleid.apple.com/auth/token"),
    ],
)
def test_a_field_is_found_by_its_name_and_a_missing_one_by_its_request(at: str, words: str) -> None:
    assert found(at, {"request.sh": curl(WRONG_AUD)}) == words


def test_a_field_is_looked_for_in_the_request_before_other_files() -> None:
    files = {"page.txt": "https://appleid.apple.com/auth/authorize?client_id=a", "request.sh": curl(WRONG_AUD)}
    evidence = WRONG_AUD.evidence()
    assert find_region("request.form.client_id", files, evidence).file == "request.sh"
    assert find_region("authorize.client_id", files, evidence).file == "page.txt"


def test_a_header_is_found_whatever_its_case() -> None:
    files = {"request.http": "POST /auth/token HTTP/1.1\nContent-Type: application/json\n"}
    assert found("request.headers.content-type", files) == "Content-Type"


def test_a_key_is_its_first_line() -> None:
    name = f"AuthKey_{KEY_ID}.p8"
    files = {"request.sh": curl(WRONG_AUD), f"keys/{name}": example_keys.team_key_text()}
    assert found(f"key[{name}]", files) == "-----BEGIN PRIVATE KEY-----"
    assert find_region(f"key[{name}]", files, Evidence()).file == f"keys/{name}"


def test_a_key_in_a_setting_is_where_it_begins() -> None:
    files = {".env": f"TEAM=A\nKEY={example_keys.team_key_text()}"}
    region = find_region("key[text]", files, Evidence())
    assert (region.line, region.column) == (2, 5)
    assert find_region("key[text]", {"a.txt": "none"}, Evidence()) == Region("a.txt")


def test_an_identity_token_is_found_by_its_text() -> None:
    evidence = Scenario().evidence()
    files = {"token.jwt": evidence.identity_token.text}
    assert pointed_at(find_region("identity_token.claims.aud", files, evidence), files) == evidence.identity_token.text.split(".")[1]


def test_a_secret_that_is_escaped_in_the_file_is_found_too() -> None:
    scenario = Scenario().sent(lambda text: f'"{text}"')
    body = scenario.request().text
    assert found("client_secret", {"body.txt": body}, scenario).startswith("%22")
    assert found("client_secret.header.kid", {"body.txt": body}, scenario).startswith("ey")


def test_a_place_on_the_command_line_points_at_the_first_file_as_a_whole() -> None:
    assert find_region("now", {"request.sh": curl(WRONG_AUD)}, WRONG_AUD.evidence()) == Region("request.sh")
    assert find_region("now", {}, WRONG_AUD.evidence()) is None


def test_a_result_points_at_the_region_and_names_the_place() -> None:
    run = run_of(WRONG_AUD, {"sub dir/request.sh": curl(WRONG_AUD)})
    location = run["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "sub%20dir/request.sh"}
    assert location["physicalLocation"]["region"]["startLine"] == 3
    assert location["logicalLocations"] == [{"fullyQualifiedName": "client_secret.claims.aud"}]


def test_what_was_pasted_has_a_place_and_no_file() -> None:
    assert "physicalLocation" not in run_of(WRONG_AUD, {})["results"][0]["locations"][0]


def test_each_grade_has_its_level() -> None:
    run = run_of(Scenario().secret(aud="https://appleid.apple.com/").header(alg="RS256").key(example_keys.team_key_text(), mode=0o644), {})
    levels = {result["ruleId"]: result["level"] for result in run["results"]}
    assert levels["secret-alg-not-es256"] == "error"
    assert levels["secret-aud-has-slash"] == "warning"
    assert levels["key-file-readable-by-others"] == "note"
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_what_follows_from_the_root_cause_is_related_to_it() -> None:
    result = run_of(Scenario().header(alg="RS256").signed(lambda _: bytes(256)), {"request.sh": curl(WRONG_AUD)})["results"][0]
    assert result["properties"]["explains"]
    assert len(result["relatedLocations"]) == len(result["properties"]["explains"])


def test_suspects_are_open_results_and_what_to_give_is_a_notification() -> None:
    run = run_of(Scenario().unknown("keys", "portal").answered(400, {"error": "invalid_client"}), {"a.sh": "x"})
    assert {(result["kind"], result["level"]) for result in run["results"]} == {("open", "none")}
    assert len(run["results"]) == 5
    assert run["invocations"][0]["exitCode"] == 3
    assert any(notification["message"]["text"].startswith("add ") for notification in run["invocations"][0]["toolExecutionNotifications"])


def test_what_is_right_has_no_results() -> None:
    run = run_of(Scenario(), {"request.sh": curl(Scenario())})
    assert (run["results"], run["invocations"][0]["exitCode"]) == ([], 0)


def test_one_question_leaves_the_others_out() -> None:
    assert run_of(WRONG_AUD, {}, question=Question.HEADER)["results"] == []


def test_a_fingerprint_stays_when_the_place_moves_in_the_file() -> None:
    first, second = (run_of(WRONG_AUD, {"request.sh": text})["results"][0] for text in (curl(WRONG_AUD), f"\n\n# moved\n{curl(WRONG_AUD)}"))
    assert first["partialFingerprints"] == second["partialFingerprints"]
    assert first["locations"] != second["locations"]


def test_what_was_given_makes_no_link_and_no_placeholder() -> None:
    text = run_of(Scenario().secret(aud="[x](https://evil.example) {0}"), {})["results"][0]["message"]["text"]
    assert "](" not in text
    assert "{{0}}" in text


def test_a_secret_is_described() -> None:
    assert CODE not in json.dumps(log_of(Scenario().form(redirect_uri=CODE), {}))
    assert SERVICES_ID in json.dumps(log_of(Scenario().form(client_id=f"A1B2C3D4E5.{SERVICES_ID}"), {}))


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a.sh", "a.sh"),
        ("/tmp/a b#?.sh", "file:///tmp/a%20b%23%3F.sh"),  # noqa: S108  a name, no file
        ("c:x", "c%3Ax"),
        ("caf\u00e9\udcff", "caf%C3%A9%FF"),
    ],
)
def test_the_name_of_a_file_becomes_a_uri(name: str, uri: str) -> None:
    assert file_uri(name) == uri
