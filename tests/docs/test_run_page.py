"""The page about `siwakit run`: its commands work, and its tables are complete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from siwakit.cli.run import command

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "run.md").read_text()
COMMANDS = [line for block in re.findall(r"^```bash\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()]
SHELL = [line for line in COMMANDS if " -- sh -c " in line]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(["bash", "-c", line], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60, check=False)


def test_settings_of_the_program_come_from_the_variables(tmp_path: Path) -> None:
    line = next(line for line in SHELL if "./server" in line)
    server = tmp_path / "server"
    server.write_text("#!/bin/sh\necho $APPLE_TEAM_ID $APPLE_KEY_ID\n")
    server.chmod(0o700)
    assert re.fullmatch(r"[A-Z0-9]{10} [A-Z0-9]{10}\n", run(line, tmp_path).stdout)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_a_code_comes_from_the_portal(tmp_path: Path) -> None:
    done = run(next(line for line in SHELL if "api/sign-in" in line), tmp_path)
    assert '"code": "c' in done.stdout, done.stderr


def test_every_command_of_the_page_has_options_that_exist() -> None:
    known = {name for option in command.params for name in option.opts}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)))
    assert said - {"--root-certs-file"} <= known


def test_every_variable_that_the_program_gets_is_on_the_page(tmp_path: Path) -> None:
    printed = run("siwakit run --quiet -- env", tmp_path).stdout
    assert set(re.findall(r"^(SIWAKIT_\w+)=", printed, re.MULTILINE)) == set(re.findall(r"SIWAKIT_[A-Z_]+", PAGE))
