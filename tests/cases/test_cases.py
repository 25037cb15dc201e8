"""The doctor names what people found out the hard way."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
STAGES = {"token", "key", "refresh", "revoke", "authorize", "migration"}


def _runner():
    spec = importlib.util.spec_from_file_location("cases_run", HERE / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cases_run"] = module
    spec.loader.exec_module(module)
    return module


RUNNER = _runner()
LINES = [line for corpus in ("cases.jsonl", "invented.jsonl") for line in RUNNER.run(RUNNER.DATA / corpus, STAGES)]


@pytest.mark.parametrize("line", [pytest.param(line, id=line.id) for line in LINES])
def test_the_doctor_agrees_with_what_the_reporter_found(line):
    assert line.result == "agree", str(line)
