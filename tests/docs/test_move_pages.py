"""The how-to pages about moving to siwakit: the code before and the code after sign the same user in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.how_to_pages import read_page, run

BY_HAND = read_page("how-to/move-from-hand-made-code.md")
NODE = read_page("how-to/move-from-apple-signin-auth.md")
PACKAGES = Path(__file__).resolve().parents[1] / "npm" / "node_modules"


def test_the_code_by_hand_and_siwakit_sign_in_the_same_user(tmp_path: Path):
    BY_HAND.write(tmp_path)
    done = run(BY_HAND.command("siwakit run"), tmp_path)
    (said,) = [block.text for block in BY_HAND.blocks if block.language == "text"]
    assert done.stdout == said, done.stdout + done.stderr


def test_the_code_by_hand_is_not_accused(tmp_path: Path):
    BY_HAND.write(tmp_path)
    done = run("siwakit doctor by_hand.py", tmp_path)
    assert done.stdout.startswith("What was given shows no mistake so far"), done.stdout


def test_the_python_code_for_users_of_node_signs_in(tmp_path: Path):
    NODE.write(tmp_path)
    done = run(NODE.command("python compare.py"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout in [block.text for block in NODE.blocks if block.language == "text"]


@pytest.mark.npm
def test_the_node_program_runs_unchanged(tmp_path: Path):
    NODE.write(tmp_path)
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    done = run(NODE.command("node sign_in.mjs"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout in [block.text for block in NODE.blocks if block.language == "text"]
