"""The how-to page about pytest: its tests pass with the application of the FastAPI page, and fail as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.how_to_pages import read_page, run

from siwakit.testing import emulator

APP, PAGE = read_page("how-to/fastapi.md"), read_page("how-to/pytest.md")
COMMAND = "python -m pytest -q -p no:cacheprovider"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    APP.write(tmp_path)
    PAGE.write(tmp_path)
    return tmp_path


def test_the_tests_of_the_page_pass(folder: Path):
    done = run(COMMAND, folder)
    assert re.search(r"^9 passed in", done.stdout, re.MULTILINE), done.stdout
    assert done.returncode == 0


def test_a_test_that_fails_says_why(folder: Path):
    conftest = folder / "conftest.py"
    conftest.write_text(conftest.read_text().replace("**apple.environment()}", '**apple.environment(), "SIWAKIT_TEAM_ID": "Z9Z9Z9Z9Z9"}'))
    done = run(f"{COMMAND} test_sign_in.py -k name", folder)
    (said,) = [block.text for block in PAGE.blocks if block.language == "text"]
    assert [part for part in said.split("…\n") if part not in done.stdout] == []
    assert "--apple-seed" in done.stdout


def test_the_options_that_the_page_names_exist(tmp_path: Path):
    (fault,) = re.findall(r"`(--fault \S+)`", PAGE.text)
    (age,) = re.findall(r"`(--age-codes \d+)`", PAGE.text)
    assert run(f"siwakit run --quiet {fault} {age} -- true", tmp_path).returncode == 0


def test_what_the_page_calls_exists():
    with emulator() as apple:
        called = set(re.findall(r"\bapple\.([a-z_]+)", PAGE.text)) - {"environment"}
        assert len(called) > 4
        assert [name for name in called if not hasattr(apple, name)] == []
