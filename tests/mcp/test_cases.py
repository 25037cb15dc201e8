"""A client that follows only `next` gets from reported failures to a request that the emulator accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cases.data.build import build
from tests.cases.run import DATA, NOT_GIVEN
from tests.mcp.mechanical import Client, Way

MOST_CALLS = 3
STAGES = {"token", "refresh", "revoke"}
_OPTIONS = {
    "--now": "now",
    "--team": "team_id",
    "--key-id": "key_id",
    "--bundle-id": "bundle_ids",
    "--services-id": "services_ids",
    "--origin": "origin",
    "--redirect-uri": "redirect_uri",
}


def cases(corpus: str, stages: set[str] = STAGES) -> list[dict[str, str]]:
    found = [json.loads(line) for line in (DATA / corpus).read_text("utf-8").splitlines()]
    return [case for case in found if case["stage"] in stages]


def arguments_of(args: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for option, value in zip(args[::2], args[1::2], strict=True):
        name = _OPTIONS[option]
        found[name] = [*found.get(name, []), value] if name.endswith("_ids") else value
    return found


def walk(case: dict[str, str], folder: Path) -> Way:
    folder.mkdir()
    for name, content in build(case).items():
        (folder / Path(name).name).write_text(content, encoding="utf-8", newline="")
    args = json.loads((folder / "context.json").read_text("utf-8"))["args"]
    files = sorted(path.name for path in folder.iterdir() if path.name not in NOT_GIVEN)
    with Client(folder) as client:
        return client.follow("doctor", {"files": files, **arguments_of(args)}, MOST_CALLS)


# Those that do not end there ask for a key that was not given, or for what only the developer portal shows.
@pytest.mark.parametrize(("corpus", "least"), [("cases.jsonl", 36), ("invented.jsonl", 109)])
def test_failing_requests_end_at_one_that_the_emulator_accepts(corpus, least, tmp_path):
    ways = {case["id"]: walk(case, tmp_path / case["id"]) for case in cases(corpus)}
    assert len([name for name, way in ways.items() if way.is_accepted]) >= least


def test_a_way_has_at_most_three_calls_and_its_last_answer_is_the_emulators(tmp_path):
    case = next(case for case in cases("invented.jsonl") if case["id"] == "invented-two-der-and-prefix")
    way = walk(case, tmp_path / "case")
    assert way.is_accepted
    assert way.calls <= MOST_CALLS
    assert way.answers[-1]["client_secret"] == "the minted one"
    assert way.answers[-1]["next"] == {"done": True}


@pytest.mark.parametrize("corpus", ["cases.jsonl", "invented.jsonl"])
def test_every_other_failure_has_a_next_step_that_its_tool_takes(corpus, tmp_path):
    others = cases(corpus, {"authorize", "id_token", "key", "migration"})
    ways = [walk(case, tmp_path / case["id"]) for case in others]
    assert len(ways) > 10
    assert [way.answers[0] for way in ways if "verdict" not in way.answers[0]] == []
    assert [way for way in ways if not {"do", "ask", "tool", "done"} & set(way.answers[-1]["next"])] == []
