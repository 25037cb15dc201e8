"""Who does not know the commands finds the way: by a suggestion, by help, or because the doctor takes what was pasted."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.each import each

from siwakit.apple import ERRORS
from siwakit.cli.group import COMMANDS, cli
from siwakit.samples import Scenario
from siwakit.samples.example_keys import team_key_text

PROGRAM = (sys.executable, "-m", "siwakit")
ANSWER = '{"error":"invalid_client"}'
CURL = ("curl", "-X", "POST", "https://appleid.apple.com/auth/token", "-d", "client_id=com.example.web", "-d", "grant_type=authorization_code")
PASTES = {
    "an answer": (ANSWER,),
    "a form": ("client_id=com.example.web&grant_type=authorization_code",),
    "an address": ("https://appleid.apple.com/auth/authorize?client_id=com.example.web",),
    "a client_secret": (Scenario().compact_secret(),),
    "a key": (team_key_text(),),
    "a command in quotes": (" ".join(CURL),),
    "a command that the shell has split": CURL,
    "words": ("Apple login failed: the nonce is invalid",),
    "a file": ("answer.json",),
    "a file and options": ("answer.json", "--key", "team.p8", "--format", "json"),
    "standard input": ("-",),
}


def run(*arguments, **options):
    return CliRunner().invoke(cli, list(arguments), **options)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "answer.json").write_text(ANSWER)
    (tmp_path / "team.p8").write_text(team_key_text())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@each("name", PASTES)
def test_the_doctor_takes_what_is_pasted_without_its_name(folder, name):
    split = ("--",) if name == "a command that the shell has split" else ()
    without, with_name = run(*PASTES[name], input=ANSWER), run("doctor", *split, *PASTES[name], input=ANSWER)
    assert without.output
    assert without.exit_code in {0, 1, 3}
    assert (without.output.split('"now"')[0], without.exit_code) == (with_name.output.split('"now"')[0], with_name.exit_code)


@each("name", COMMANDS)
def test_a_command_is_a_command_even_if_a_file_has_its_name(folder, name):
    (folder / name).write_text(ANSWER)
    assert run(name, "--help").output.startswith(f"Usage: cli {name}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("docter", "No such command 'docter'. Did you mean 'doctor'?"),
        ("exlpain", "No such command 'exlpain'. Did you mean 'explain'?"),
        ("xyzzy", "No such command 'xyzzy'.\n"),
        ("invalid_client", "Did you mean 'siwakit explain invalid_client'?"),
        ("Invalid_Grant", "Did you mean 'siwakit explain invalid_grant'?"),
        ("secret-expierd", "Did you mean 'siwakit explain secret-expired'?"),
        ("request.sh", "No such command or file 'request.sh'."),
        ("Audience is wrong", "No such command 'Audience'. To diagnose several words, put them in quotes."),
        ("--hepl", "Did you mean '--help'?"),
        ("--key team.p8 answer.json", "No such option '--key'. Did you mean 'siwakit doctor --key'?"),
        ("help docter", "Did you mean 'doctor'?"),
        ("/", "No such command or file '/'."),
    ],
)
def test_what_does_not_exist_is_wrong_use_and_the_nearest_is_suggested(folder, typed, said):
    shown = run(*typed.split())
    assert shown.exit_code == 2
    assert said in shown.output


@each("error", ERRORS)
def test_each_error_of_apples_leads_to_its_explanation(error):
    assert f"siwakit explain {error}" in run(error).output


@each(
    ("typed", "same"),
    [
        ("help", "--help"),
        ("help help", "--help"),
        ("-help", "--help"),
        ("-h", "--help"),
        ("help doctor", "doctor --help"),
        ("doctor help", "doctor --help"),
        ("help token exchange", "token exchange --help"),
    ],
)
def test_help_is_given_however_it_is_asked_for(typed, same):
    assert run(*typed.split()).output == run(*same.split()).output


def bare(**options):
    return subprocess.run(PROGRAM, capture_output=True, text=True, check=False, timeout=60, **options)


def test_a_pipe_without_a_command_is_for_the_doctor(folder):
    piped = bare(input=ANSWER)
    with (folder / "answer.json").open() as file:
        redirected = bare(stdin=file)
    assert piped.stdout.startswith("Apple refused")
    assert (redirected.stdout, redirected.returncode) == (piped.stdout, piped.returncode)
    assert piped.returncode == 3


def test_without_a_command_and_without_input_help_is_shown_as_it_is():
    shown = bare(stdin=subprocess.DEVNULL)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr.splitlines() == subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=False).stdout.splitlines()


@pytest.mark.parametrize("command", [(), ("doctor",), ("key",)])
def test_a_key_that_is_pasted_as_an_argument_is_never_shown(command):
    key = team_key_text()
    done = subprocess.run([*PROGRAM, *command, key], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert "No such option" not in done.stderr
    assert [line for line in key.splitlines()[1:-1] if line in done.stdout + done.stderr] == []


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("siwakit ex", "explain"),
        ("siwakit explain invalid_c", "invalid_client"),
        ("siwakit explain secret-exp", "secret-expired"),
        ("siwakit readers curl", "curl-command"),
        ("siwakit doctor --sum", "--summary"),
        ("siwakit token exchange --code", "--code-verifier"),
    ],
)
def test_a_shell_completes_commands_options_and_ids(typed, completed):
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_SIWAKIT_COMPLETE": "bash_complete"}
    done = bare(env={**os.environ, **words}, input="")
    assert completed in [line.partition(",")[2] for line in done.stdout.splitlines()]
