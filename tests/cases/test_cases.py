"""The doctor names what people found out the hard way."""

from __future__ import annotations

import pytest
from tests.cases.run import DATA, run

STAGES = {"token", "key", "refresh", "revoke", "authorize", "migration"}


LINES = [line for corpus in ("cases.jsonl", "invented.jsonl") for line in run(DATA / corpus, STAGES)]


@pytest.mark.parametrize("line", [pytest.param(line, id=line.id) for line in LINES])
def test_the_doctor_agrees_with_what_the_reporter_found(line):
    assert line.result == "agree", str(line)
