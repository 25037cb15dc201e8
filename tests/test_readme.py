"""README is a cheat sheet that works: each of its commands and snippets is run unchanged."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from siwakit.edge.files.siwakit_toml import read_project

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


def test_the_sign_in_of_the_readme_is_refused_and_then_works(tmp_path: Path) -> None:
    section = README.split("**Try a refused and a working sign-in.**")[1].split("**In a test suite**")[0]
    start, *steps = [re.sub(r"\\\n\s+", "", command) for command in re.findall(r"^\$ ((?:.*\\\n)*.*)", section, re.MULTILINE)]
    service, portal = free_ports()
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [*start.split(), "--port", str(service), "--portal-port", str(portal)]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            wait_for(server)
            script = "\n".join(steps).replace(":9494", f":{service}").replace(":9495", f":{portal}")
            done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
        finally:
            server.terminate()
    assert re.search(r'^\{"error":"invalid_client"\}\{"access_token":"a', done.stdout.replace("\n", "")), done.stdout + done.stderr


def free_ports() -> tuple[int, int]:
    """Return two unused ports on loopback."""
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def wait_for(server: subprocess.Popen[str]) -> None:
    """Read the output of *server* until it says that it is listening."""
    assert server.stdout is not None
    next(line for line in server.stdout if "Press Ctrl-C to stop" in line)


def test_every_bash_block_says_how_it_ends_but_the_one_that_activates() -> None:
    assert re.findall(r"^```bash\n(.*?)^```", README, re.MULTILINE | re.DOTALL) == [". .venv/bin/activate\n"]


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    snippet, *_ = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(snippet, "README.md", "exec"), {})  # noqa: S102  our own snippet
    assert "secret-aud-is-endpoint" in capsys.readouterr().out


def test_the_client_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    _, snippet, *_ = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    exec(compile(snippet, "README.md", "exec"), {})  # noqa: S102  our own snippet
    assert "The token has expired or has been revoked." in capsys.readouterr().out


def test_the_settings_of_the_readme_are_read(tmp_path: Path) -> None:
    snippet, *_ = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "siwakit.toml").write_text(snippet)
    assert set(tomllib.loads(snippet)) <= set(read_project(str(tmp_path / "siwakit.toml")).stated())


def test_the_transport_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (snippet,) = (block for block in re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL) if "AppleTransport" in block)
    exec(compile(snippet, "README.md", "exec"), {})  # noqa: S102  our own snippet
    assert "'keys': [" in capsys.readouterr().out
