"""The formats of the doctor's report on the command line: each is written, and refers to the files that were given."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from siwakit.cli.doctor import LANGUAGES, SHAPES, command
from siwakit.errors import UsageError
from siwakit.render.snippets import snippet
from siwakit.samples import KEY_ID, Scenario, example_keys

WRONG = Scenario().secret(aud="https://appleid.apple.com/auth/token")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "secret.jwt").write_text(WRONG.compact_secret())
    key = tmp_path / f"AuthKey_{KEY_ID}.p8"
    key.write_text(example_keys.team_key_text())
    key.chmod(0o600)
    (tmp_path / "request.http").write_text(
        "POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nUser-Agent: axios/1.7\nContent-Type: application/x-www-form-urlencoded\n\n"
        + WRONG.request().text
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["--now", str(WRONG.now), *arguments])


def test_sarif_points_into_the_file(folder: Path) -> None:
    done = doctor("secret.jwt", "--key", f"AuthKey_{KEY_ID}.p8", "--format", "sarif")
    run = json.loads(done.output)["runs"][0]
    assert done.exit_code == 1
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == ["secret.jwt", f"AuthKey_{KEY_ID}.p8"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


def test_annotations_name_the_file_and_the_answer_too(folder: Path) -> None:
    done = doctor("secret.jwt", "--response", '{"error":"invalid_client"}', "--format", "github")
    assert done.output.startswith("::error file=secret.jwt,line=1,col=")


def test_markdown_has_the_fix_in_the_language_of_the_client(folder: Path) -> None:
    done = doctor("request.http", "--format", "markdown")
    assert done.output.startswith("### Apple refuses this request: ")
    assert "**The fix in Node.js:**" in done.output


@pytest.mark.parametrize("shape", ["text", "json"])
def test_a_language_that_is_asked_for_wins_over_a_guess(folder: Path, shape: str) -> None:
    assert "OpenSSL::PKey" in doctor("request.http", "--lang", "ruby", "--format", shape).output


def test_a_corrected_secret_is_minted_for_the_text_and_not_shown_in_markdown(folder: Path) -> None:
    given = ("request.http", "--key", f"AuthKey_{KEY_ID}.p8", "--origin", "web", "--fix")
    assert "corrected client_secret: passes every rule" in doctor(*given).output
    assert "**Corrected:** a corrected client\\_secret was minted" in doctor(*given, "--format", "markdown").output


@pytest.mark.parametrize("shape", SHAPES[2:])
def test_a_summary_has_no_place_in_a_file(shape: str) -> None:
    done = doctor("--summary", os.devnull, "--format", shape)
    assert isinstance(done.exception, UsageError)
    assert f"--format {shape} cannot be used with --summary" in str(done.exception)


def test_the_command_offers_every_language() -> None:
    assert LANGUAGES == snippet.LANGUAGES
