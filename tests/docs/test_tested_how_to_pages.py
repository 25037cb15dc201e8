"""How-to pages that print tests of their own: these pass as printed, and fail if the code of the page does less than it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.how_to_pages import read_page, run

TESTS = {"account-deletion": 3, "notifications": 2, "deployment": 2}
MUTATIONS = [
    ("deployment", "now=time.time())\n    form", "now=time.time() - 601)\n    form"),
    ("account-deletion", "self.client.revoke(token, ", "dict("),
    ("notifications", ", seen=seen)", ")"),
    ("account-deletion", "            else:\n", "            if True:\n"),
]


@pytest.mark.parametrize("name", list(TESTS))
def test_the_tests_of_a_page_pass(name: str, tmp_path: Path):
    page = read_page(f"how-to/{name}.md")
    page.write(tmp_path)
    done = run(f"{page.command('pytest test_')} -q", tmp_path)
    assert f"{TESTS[name]} passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part", "mutant"), MUTATIONS)
def test_the_tests_of_a_page_can_fail(name: str, part: str, mutant: str, tmp_path: Path):
    page = read_page(f"how-to/{name}.md")
    page.write(tmp_path)
    (path,) = [path for path in tmp_path.iterdir() if part in path.read_text("utf-8")]
    path.write_text(path.read_text("utf-8").replace(part, mutant), "utf-8")
    assert "failed" in run(f"{page.command('pytest test_')} -q", tmp_path).stdout
