"""The command line as a person sees it: a command, what it prints, how it ends.

Each file in `transcripts/` contains commands after `$ `, the lines that each prints (including standard error), and `[exit N]`.
They run in a folder with the files of `examples/`. SIWAKIT_UPDATE_TRANSCRIPTS=1 writes what the commands print now.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*?)\[exit (\d+)\]\n", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in (ROOT / "examples").iterdir():
        shutil.copy(file, tmp_path)
    for file in tmp_path.glob("*.p8"):
        file.chmod(0o600)
    return tmp_path


def run(command: str, folder: Path) -> tuple[str, int]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "80"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    # click before 8.2 names the shorter option.
    return done.stdout.decode().replace("'siwakit -h'", "'siwakit --help'"), done.returncode


def transcribe(commands: list[str], folder: Path) -> str:
    steps = []
    for command in commands:
        printed, code = run(command, folder)
        steps.append(f"$ {command}\n{printed}{'' if printed.endswith(chr(10)) or not printed else chr(10)}[exit {code}]\n")
    return "\n".join(steps)


@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in FILES])
def test_the_commands_print_and_end_as_written(file: Path, folder: Path) -> None:
    written = file.read_text()
    seen = transcribe([step[0] for step in STEP.findall(written)], folder)
    if os.environ.get("SIWAKIT_UPDATE_TRANSCRIPTS"):
        file.write_text(seen)
    assert seen == file.read_text()
