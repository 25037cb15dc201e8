"""The wheel, installed with the oldest dependencies that it allows, does what README says; `make release-check` tries every Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import build_dist
import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def run(*command: str | Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PIP_CONSTRAINT"}}
    done = subprocess.run(
        [*map(str, command)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_an_installed_wheel_does_what_readme_says(tmp_path):
    build_dist.copy_sources(tmp_path / "sources", 0o022)
    (wheel,) = build_dist.build(tmp_path / "sources", build_dist.MACHINES[0], "wheel")
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv/bin/python"
    path = tmp_path / "sources/out" / wheel
    run(python, "-m", "pip", "install", "-q", f"{path}[server,settings,code]", "pytest", "-c", ROOT / "tests/lowest.txt")
    assert "failed" not in run(python, ROOT / "tools/try_installed.py", "-ra")
