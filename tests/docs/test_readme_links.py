"""README's links; its commands are run by `tests/test_readme.py`, which needs no other file of the project."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    places = re.findall(r"\]\(([^)#:]+)[^):]*\)", README)
    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []
