"""What each tool answers, and what its next step is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.mcp.mechanical import Client

from siwakit.apple import TOKEN_URL
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, Scenario, team_key_text

KEY = f"AuthKey_{KEY_ID}.p8"
IDS = {"team_id": TEAM_ID, "client_id": SERVICES_ID}
MINTS = """
import time, jwt, requests
def secret():
    claims = {"iss": TEAM, "iat": int(time.time()), "exp": int(time.time()) + 600, "aud": "https://appleid.apple.com/auth/token", "sub": CLIENT}
    return jwt.encode(claims, KEY, algorithm="ES256", headers={"kid": KID})
"""
FORM = f"client_id={SERVICES_ID}&client_secret=$CLIENT_SECRET"
CODE = f"{FORM}&grant_type=authorization_code&code=$CODE&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback"


@pytest.fixture
def client(tmp_path: Path):
    (tmp_path / KEY).write_text(team_key_text())
    (tmp_path / KEY).chmod(0o600)
    (tmp_path / "mint.py").write_text(MINTS)
    (tmp_path / "secret.jwt").write_text(Scenario().compact_secret())
    with Client(tmp_path) as opened:
        yield opened


def answer(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    return json.loads(client.call(tool, arguments).text)


def curl(body: str, path: str = "/auth/token") -> str:
    return f"curl {TOKEN_URL.removesuffix('/auth/token')}{path} -d '{body}'"


@pytest.mark.parametrize(
    "request_text",
    [
        curl(CODE),
        curl(f"{CODE}&code_verifier=$CODE_VERIFIER"),
        curl(f"{FORM}&grant_type=refresh_token&refresh_token=$REFRESH_TOKEN"),
        curl(f"{FORM}&token=$TOKEN&token_type_hint=refresh_token", "/auth/revoke"),
        curl(f"{FORM}&token=$TOKEN&token_type_hint=access_token", "/auth/revoke"),
        curl(f"{FORM}&grant_type=client_credentials&scope=user.migration"),
        CODE,
    ],
    ids=["code", "PKCE", "refresh", "revoke", "revoke an access token", "client credentials", "form"],
)
def test_the_emulator_accepts_each_kind_of_request(client, request_text):
    tried = answer(client, "emulator", texts=[request_text], **IDS)
    assert (tried["accepted"], tried["next"]) == (True, {"done": True}), tried


def test_the_emulator_names_the_rule_that_refuses_and_can_be_asked_again(client):
    tried = answer(client, "emulator", texts=[curl(CODE.replace("authorization_code", "code"))], **IDS)
    assert (tried["accepted"], tried["refused_by"]["rule"]) == (False, "grant-type-unknown")
    assert tried["next"]["then"]["tool"] == "emulator"
    again = answer(client, "emulator", **tried["next"]["then"]["arguments"])
    assert again["refused_by"] == tried["refused_by"]


def test_a_client_secret_of_another_key_is_refused(client, tmp_path):
    minted = answer(client, "mint", key=KEY, **IDS)["client_secret_file"]
    tried = answer(client, "emulator", client_secret_file=minted, texts=[curl(CODE)], key_id=KEY_ID, **IDS)
    assert tried["accepted"] is False
    assert "signature" in tried["refused_by"]["rule"]


def test_a_given_client_secret_is_sent_as_it_is_if_its_key_is_given(client):
    scenario = Scenario()
    tried = answer(client, "emulator", texts=[curl(CODE.replace("$CLIENT_SECRET", scenario.compact_secret()))], key=KEY, **IDS)
    assert tried["client_secret"] == "the given one"
    assert tried["refused_by"]["rule"] == "secret-cached-beyond-exp"


def test_an_app_signs_in_without_a_redirect_uri(client):
    body = "client_id=com.example.app&client_secret=$CLIENT_SECRET&grant_type=authorization_code&code=$CODE"
    assert answer(client, "emulator", texts=[curl(body)], team_id=TEAM_ID, client_id="com.example.app", origin="native")["accepted"] is True


def test_a_return_url_that_the_portal_refuses_is_an_error(client):
    refused = answer(client, "emulator", redirect_uri="http://localhost:3000/callback", **IDS)
    assert "return_urls" in refused["error"] or "Return URL" in refused["error"]


def test_the_same_world_keeps_its_emulator_and_another_one_replaces_it(client):
    first = answer(client, "emulator", **IDS)["emulator"]["url"]
    assert answer(client, "emulator", **IDS)["emulator"]["url"] == first
    assert answer(client, "emulator", team_id="Z9Y8X7W6V5")["emulator"]["team_id"] == "Z9Y8X7W6V5"


def test_the_doctor_asks_for_what_would_decide_most_and_remembers_the_rest(client):
    first = answer(client, "doctor", texts=['{"error":"invalid_client"}'])
    assert first["verdict"] in {"suspects", "undecided"}
    step = first["next"]
    arguments = {**step["then"]["arguments"], step["for"]: [curl(CODE.replace("$CLIENT_SECRET", Scenario().compact_secret()))]}
    assert (step["for"], step["then"]["tool"]) == ("texts", "doctor")
    assert answer(client, "doctor", **arguments)["case"] != first["case"]


def test_a_case_is_forgotten_after_sixteen_others(client):
    first = answer(client, "doctor", texts=["error=invalid_client"])["case"]
    for _ in range(16):
        answer(client, "doctor", texts=["error=invalid_client"])
    assert "case is not one of the last answers" in answer(client, "doctor", case=first)["error"]


def test_source_code_is_corrected_by_a_diff_and_tried(client):
    found = answer(client, "doctor", files=["mint.py"])
    assert found["root"]["rule"] == "secret-aud-is-endpoint"
    assert "+++ b/mint.py" in found["next"]["diff"]
    way = client.follow("doctor", {"files": ["mint.py"]}, 2)
    assert way.is_accepted
    assert "auth/token" not in (client.folder / "mint.py").read_text()


def test_a_scan_names_file_and_line_and_leads_to_the_doctor(client):
    found = answer(client, "scan", paths=["mint.py"])
    assert [(each["rule"], each["at"]) for each in found["problems"]] == [("secret-aud-is-endpoint", ["mint.py:4"])]
    assert found["next"] == {"tool": "doctor", "arguments": {"files": ["mint.py"]}}
    assert answer(client, "scan", paths=["mint.py"], rule="secret-expired")["next"] == {"done": True}
    assert answer(client, "scan", rule="no-such-rule")["next"]["for"] == "rule"


def test_a_check_says_what_has_expired_and_mints_a_new_one(client):
    checked = answer(client, "check", files=["secret.jwt"], key=KEY)
    assert checked["standing"] == "wrong"
    assert checked["places"][0]["secrets"][0]["left"].startswith("expired")
    assert checked["next"] == {
        "tool": "mint",
        "arguments": {"team_id": TEAM_ID, "key_id": KEY_ID, "client_id": SERVICES_ID, "expires_in": "180d", "key": KEY},
    }
    assert answer(client, **{"tool": "mint", **checked["next"]["arguments"]})["minted"] is True


def test_a_check_of_a_good_secret_asks_for_what_must_agree_with_it(client, tmp_path):
    minted = answer(client, "mint", key=KEY, expires_in="180d", **IDS)["client_secret_file"]
    checked = answer(client, "check", files=[minted])
    assert checked["next"]["for"] == "key"
    step = checked["next"]["then"]
    more = answer(client, "check", **step["arguments"], key=KEY, team_id=TEAM_ID, services_ids=[SERVICES_ID])
    assert (more["standing"], more["next"]) == ("good", {"done": True})


@pytest.mark.parametrize(("given", "missing"), [({}, "key"), ({"key": KEY}, "team_id"), ({"key": KEY, "team_id": TEAM_ID}, "client_id")])
def test_a_mint_asks_for_what_is_missing_and_remembers_the_rest(client, given, missing):
    asked = answer(client, "mint", **given)
    assert asked["next"]["for"] == missing
    whole = {"key": KEY, **IDS, **asked["next"]["then"]["arguments"]}
    assert answer(client, "mint", **whole)["minted"] is True


def test_a_mint_that_a_rule_refuses_leads_to_its_explanation(client):
    refused = answer(client, "mint", key=KEY, expires_in="365d", **IDS)
    assert refused["next"] == {"tool": "explain", "arguments": {"words": "secret-lives-too-long"}}
    assert answer(client, **{"tool": "explain", **refused["next"]["arguments"]})["rule"] == "secret-lives-too-long"


def test_a_file_without_a_key_asks_for_the_key(client):
    assert answer(client, "mint", key="mint.py", key_id=KEY_ID, **IDS)["next"]["for"] == "key"


def test_words_that_nothing_explains_are_not_repeated(client):
    unknown = answer(client, "explain", words="expyred secret of mine")
    assert "expyred" not in json.dumps(unknown)
    assert unknown["next"]["for"] == "words"
