"""README is a cheat sheet that runs: each of its commands and snippets is run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from siwakit.edge.project import read_project

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
COMMANDS = [
    pytest.param(command, int(code), id=command[:60])
    for code, block in re.findall(r"^```bash exit=(\d)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    for command in block.splitlines()
]


@pytest.mark.parametrize(("command", "code"), COMMANDS)
def test_a_command_of_the_readme_ends_as_it_says(command: str, code: int) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    assert done.stdout
    assert done.stderr == ""


def test_every_bash_block_says_how_it_ends_but_the_one_that_activates() -> None:
    assert re.findall(r"^```bash\n(.*?)^```", README, re.MULTILINE | re.DOTALL) == [". .venv/bin/activate\n"]


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (snippet,) = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(snippet, "README.md", "exec"), {})  # noqa: S102  our own snippet
    assert "secret-aud-is-endpoint" in capsys.readouterr().out


def test_the_settings_of_the_readme_are_read(tmp_path: Path) -> None:
    (snippet,) = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "siwakit.toml").write_text(snippet)
    assert set(tomllib.loads(snippet)) <= set(read_project(str(tmp_path / "siwakit.toml")))
