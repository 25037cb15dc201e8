"""A file with two different private keys: every command that uses a key says so, and signs nothing with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from siwakit.cli import doctor, key, secret
from siwakit.errors import KeyFault
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, other_key_text, team_key_text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / f"AuthKey_{KEY_ID}.p8"
    path.write_text(team_key_text() + other_key_text())
    path.chmod(0o600)
    return path


def run(command, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_key_command_says_that_there_are_two(file: Path):
    done = run(key.command, file)
    assert done.exit_code == 1
    assert done.output.startswith("Two different private keys")
    assert "keep one key in the file" in done.output
    assert "public JWK" not in done.output


def test_the_key_command_repairs_neither(file: Path):
    assert isinstance(run(key.command, "--repair", file).exception, KeyFault)


def test_neither_key_is_used_to_mint(file: Path):
    done = run(secret.command, "--key", file, "--team", TEAM_ID, "--client-id", SERVICES_ID)
    assert isinstance(done.exception, KeyFault)
    assert done.output == ""


def test_the_doctor_names_the_file_and_corrects_nothing(file: Path):
    names = ("--key", file, "--team", TEAM_ID, "--services-id", SERVICES_ID)
    answer = file.parent / "answer.txt"
    answer.write_text('HTTP/1.1 400 Bad Request\n\n{"error":"invalid_client"}')
    done = run(doctor.command, answer, *names, "--fix", "--config", "/dev/null")
    assert done.exit_code == 1
    assert "root cause[key-file-holds-two-keys]" in done.output
    assert "not minted: add a .p8 file with only one key" in " ".join(done.output.split())
