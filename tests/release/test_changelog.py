"""The changelog: what `make release` does with the fragments, for a first and a second release."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
KEPT = ["README.md", "template.md.jinja"]


@pytest.fixture
def project(tmp_path):
    """Return a repository with the settings and the fragments of this one, and no release."""
    for name in ("pyproject.toml", "CHANGELOG.md", "src/siwakit/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "changes", tmp_path / "changes")
    (tmp_path / "changes/something.fixed.md").write_text("Something works again.\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "--quiet", "--message", "all")
    return tmp_path


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def towncrier(folder: Path, *words: str) -> str:
    command = [Path(sys.executable).with_name("towncrier"), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_draft_has_every_fragment(project):
    draft = in_one_line(towncrier(project, "build", "--draft"))
    fragments = [path for path in (project / "changes").glob("*.md") if path.name != "README.md"]
    assert [path.name for path in fragments if in_one_line(path.read_text("utf-8")) not in draft] == []
    assert "Something works again." in draft


def test_a_second_release_is_above_the_first_and_below_the_title(project):
    command = re.search(r"^release:.*\n(?:\t.*\n)*?\t\$\(BIN\)/towncrier (.*)$", MAKEFILE, re.MULTILINE)
    assert command is not None
    before = (project / "CHANGELOG.md").read_text("utf-8").rstrip()
    towncrier(project, *command[1].split(), "--version", "0.8.0")
    assert sorted(path.name for path in (project / "changes").iterdir()) == KEPT
    (project / "changes/more.added.md").write_text("There is more.\n")
    git(project, "add", "--all")
    towncrier(project, *command[1].split(), "--version", "0.9.0")
    text = (project / "CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# Changelog\n")
    assert text.startswith(before.partition("\n## ")[0])
    assert re.findall(r"^## (0\.[89]\.0) \(", text, re.MULTILINE) == ["0.9.0", "0.8.0"]
    assert text.index("There is more.") < text.index("## 0.8.0") < text.index("Something works again.")
