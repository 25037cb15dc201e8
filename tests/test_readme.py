"""README is a front page that works: each of its commands and snippets is run unchanged."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
COMMANDS = [
    pytest.param(command, int(code), id=command[:60])
    for code, block in re.findall(r"^```bash exit=(\d)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    for command in block.splitlines()
]


def run(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run *command* as a line of a shell in the root of the project."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(["bash", "-c", command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(("command", "code"), COMMANDS)
def test_a_command_of_the_readme_ends_as_it_says(command: str, code: int) -> None:
    done = run(command)
    assert done.returncode == code, done.stderr
    assert done.stdout
    assert done.stderr == ""


def test_the_report_of_the_first_screen_is_what_the_doctor_prints() -> None:
    command, report = re.search(r"^```console\n\$ (siwakit doctor [^\n]*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL).groups()
    done = run(command, COLUMNS="80", NO_COLOR="1")
    assert (done.returncode, done.stdout.rstrip("\n")) == (1, report.rstrip("\n")), done.stderr


def test_every_bash_block_says_how_it_ends() -> None:
    assert re.findall(r"^```bash\n(.*?)^```", README, re.MULTILINE | re.DOTALL) == []


def test_the_client_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    snippet, *_ = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    exec(compile(snippet, "README.md", "exec"), {})  # noqa: S102  our own snippet
    assert "the refresh token was revoked (rule refresh-token-revoked)" in capsys.readouterr().out
