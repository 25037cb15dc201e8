"""The rules on what real clients send, and the runner on mistakes of ours."""

from __future__ import annotations

import json
from pathlib import Path

from tests.each import each
from tests.requests import run as runner

HERE = Path(__file__).resolve().parent
FILES = sorted((HERE / "data").glob("*.json"))


def captured(name: str) -> dict:
    return json.loads((HERE / "data" / f"{name}.json").read_text("utf-8"))


def write(folder: Path, **content: object) -> list[str]:
    (folder / "client.json").write_text(json.dumps(content), "utf-8")
    return [str(folder)]


@each("path", FILES, ids=lambda path: path.stem)
def test_what_a_working_client_sends_is_not_called_wrong(path):
    assert list(runner.judge_file(path)) == []


def test_the_runner_is_silent_and_content_with_the_captures(capsys):
    assert runner.main([]) == 0
    assert capsys.readouterr().out == ""


def test_a_first_try_with_basic_is_accused_when_it_is_judged_alone():
    refused = [item for item in captured("deb_go-oidc_oauth2")["requests"] if item["response_status"] >= 400]
    assert [runner.accusations(runner.Evidence(request=runner.read_request(item), now=runner.clock_of(item))) for item in refused] == [
        ["request-credentials-in-basic-auth"]
    ]


def test_an_authorize_url_that_asks_for_a_name_in_the_query_is_accused():
    url = next(url for url in captured("npm_passport-appleid")["authorize_urls"] if runner.must_be_form_post(url))
    assert runner.accusations(runner.Evidence(authorize=runner.Request("GET", url))) == [runner.FORM_POST_RULE]


def test_the_runner_names_a_wrong_accusation(tmp_path, capsys):
    item = next(item for item in captured("stack_wget")["requests"] if item["target"] == "/auth/token")
    changed = item | {"headers": [["Content-Type", "application/json"]]}
    assert runner.main(write(tmp_path, requests=[item, changed])) == 1
    assert capsys.readouterr().out == "client.json\trequests[1]\trequest-content-type-wrong\n"


def test_the_runner_names_a_missed_exception(tmp_path, capsys):
    item = next(item for item in captured("stack_wget")["requests"] if item["target"] == "/auth/token")
    assert runner.main(write(tmp_path, requests=[item | {"response_status": 400}])) == 1
    assert capsys.readouterr().out == "client.json\trequests[0]\t-\n"


def test_a_folder_without_captures_is_a_usage_error(tmp_path, capsys):
    assert runner.main([str(tmp_path)]) == 2
    assert "there is no .json file" in capsys.readouterr().err
