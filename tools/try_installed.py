"""Run what README promises with the siwakit that is installed for this Python, in a folder without the source.

python tools/try_installed.py [pytest's options]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What README's commands and its tests name.
NEEDED = ("README.md", "siwakit.toml", "examples", "tests/test_readme.py")
WHERE = "import siwakit; print(siwakit.__file__)"


def copy_needed(folder: Path) -> None:
    """Copy what README's commands read, and its tests, into *folder*."""
    for name in NEEDED:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, target)


def main() -> int:
    """Return 1 if siwakit comes from a checkout, or pytest's exit code."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTEST_ADDOPTS"}}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        copy_needed(folder)
        done = subprocess.run([sys.executable, "-c", WHERE], cwd=folder, env=environment, capture_output=True, text=True, check=True)
        installed = Path(done.stdout.strip())
        if not installed.is_relative_to(Path(sysconfig.get_path("purelib"))):
            print(f"error: siwakit is imported from {installed}, not from the wheel", file=sys.stderr)
            return 1
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:anyio", "tests", *sys.argv[1:]]
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
