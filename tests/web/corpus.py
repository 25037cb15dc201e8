"""The cases of the corpus as input for the page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.cases.data.build import build

from siwakit.web.examples import known_of

DATA = Path(__file__).resolve().parents[1] / "cases/data"
NOT_GIVEN = {"context.json", "expected.json"}


@cache
def cases() -> list[dict[str, Any]]:
    """Return each case that has files: its id, its inputs, and what else is known."""
    lines = [line for name in ("cases.jsonl", "invented.jsonl") for line in (DATA / name).read_text("utf-8").splitlines()]
    found = [_case(json.loads(line)["id"], build(json.loads(line))) for line in lines]
    return [case for case in found if case["inputs"]]


def _case(name: str, files: dict[str, str]) -> dict[str, Any]:
    inputs = [{"name": Path(file).name, "text": text} for file, text in sorted(files.items()) if file not in NOT_GIVEN]
    args = json.loads(files["context.json"])["args"]
    return {"id": name, "inputs": inputs, "known": known_of(args), "args": args}
