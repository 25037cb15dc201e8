"""The doctor finds the causes that people found the hard way."""

from __future__ import annotations

import pytest
from tests.cases.run import DATA, Line, run
from tests.each import check_each

STAGES = {"token", "key", "refresh", "revoke", "authorize", "migration"}


@pytest.mark.parametrize("corpus", ["cases.jsonl", "invented.jsonl"])
def test_the_doctor_agrees_with_what_the_reporters_found(corpus):
    def agrees(line: Line) -> None:
        assert line.result == "agree", str(line)

    check_each(run(DATA / corpus, STAGES), agrees)
