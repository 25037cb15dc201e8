"""Each example of each `--help` works as it is pasted, next to files with the names that it uses.

What calls Apple or a store of keys is not run: its arguments are parsed, and its files are there. What serves is started, on free ports, and ended.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.test_help import helps

from siwakit.cli.group import cli
from siwakit.samples import Scenario
from siwakit.samples.example_keys import team_key_text

ROOT = Path(__file__).parent.parent.parent
WORLD = '[[team]]\nid = "A1B2C3D4E5"\n[[team.key]]\n'
RENEW = """[[renew]]
client_id = "com.example.web"
team_id = "A1B2C3D4E5"
signer = "AuthKey_ABC123DEFG.p8"
stores = ["env-file:.env#APPLE_CLIENT_SECRET"]
"""
SET = {"CODE": "c0de", "REFRESH_TOKEN": "r3fresh", "NONCE": "n0nce"}
CALLS = (
    "siwakit key import-into --run ",
    *("siwakit token ", "siwakit verify ", "siwakit notification ", "siwakit probe --send ", "siwakit renew --once --probe"),
)
SERVES = {"siwakit emulator": "--port 0 --no-page", "siwakit web": "--port 0"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a shell")


def examples() -> list[str]:
    found = []
    for _, text in helps():
        lines = re.sub(r" \\\n +", " ", text.rpartition("Example")[2].partition("\n")[2]).splitlines()
        found += [line.strip() for line in lines if line.strip()]
    return list(dict.fromkeys(found))


EXAMPLES = examples()
LIVE = [example for example in EXAMPLES if example.startswith(CALLS)]
SERVERS = [example for example in EXAMPLES if example.startswith(tuple(SERVES))]
OTHERS = [example for example in EXAMPLES if example not in {*LIVE, *SERVERS}]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in (ROOT / "examples").iterdir():
        shutil.copy(file, tmp_path)
    token = Scenario().compact_secret()
    texts = {
        "damaged.p8": team_key_text().replace("\n", "\\n"),
        "world.toml": WORLD,
        "siwakit.toml": RENEW,
        "id_token.jwt": token,
        "body.json": f'{{"payload":"{token}"}}',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    for file in tmp_path.glob("*.p8"):
        file.chmod(0o600)
    (tmp_path / ".config/fish/completions").mkdir(parents=True)
    (tmp_path / ".env").write_text(f"APPLE_CLIENT_SECRET={token}\n")
    programs = {"siwakit": f'exec {sys.executable} -m siwakit "$@"', "pbpaste": f"cat {tmp_path}/client_secret.jwt"}
    (tmp_path / "bin").mkdir()
    for name, text in programs.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / "bin" / name).chmod(0o700)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, **SET, "HOME": str(folder), "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "BROWSER": "true"}


@pytest.mark.parametrize("example", OTHERS)
def test_an_example_works_as_it_is_pasted(example: str, folder: Path) -> None:
    options = {"capture_output": True, "text": True, "timeout": 60, "stdin": subprocess.DEVNULL}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", example], env=environment(folder), check=False, **options)
    assert done.returncode in {0, 1, 3}, done.stderr
    assert "error" not in done.stderr.lower()


@pytest.mark.parametrize("example", LIVE)
def test_an_example_that_calls_another_machine_has_the_arguments_that_it_needs(example: str, folder: Path) -> None:
    words = shlex.split(re.sub(r"\$(\w+)", lambda name: SET[name[1]], example))[1:]
    context = cli.make_context("siwakit", list(words), resilient_parsing=False)
    while words and hasattr(context.command, "resolve_command"):
        name, command, words = context.command.resolve_command(context, words)
        context = command.make_context(name, list(words), parent=context)
    assert [word for word in words if word.endswith((".jwt", ".json", ".p8")) and not (folder / word).exists()] == []


@pytest.mark.parametrize("example", SERVERS)
def test_an_example_that_serves_starts_and_ends(example: str, folder: Path) -> None:
    command = f"exec {example} {next(SERVES[name] for name in SERVES if example.startswith(name))}"
    process = subprocess.Popen(["bash", "-c", command], env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    first = process.stdout.readline()
    process.terminate()
    rest = process.communicate(timeout=30)[0]
    assert (process.returncode, "error" in (first + rest).lower()) == (0, False), first + rest


def test_every_example_is_one_of_these() -> None:
    assert len(OTHERS) > 20
    assert len(LIVE) == 8
    assert len(SERVERS) == 3
