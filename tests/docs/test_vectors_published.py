"""The published vectors are valid by their schema, current, and judged here as they say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from build_vectors import build
from jsonschema import Draft202012Validator
from vector_form import evidence_of, read_key

import siwakit
from siwakit.evidence.evidence import UNKNOWN, Evidence, Origin
from siwakit.judge.askers import evaluate
from siwakit.judge.diagnosis import diagnose
from siwakit.rules.catalogue import CATALOGUE

FOLDER = Path(__file__).resolve().parents[2] / "vectors"
SCHEMA = json.loads((FOLDER / "schema.json").read_text())
FILES = {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json")) if path.name != "schema.json"}
MAX_BYTES = 3_000_000
NAMES = ("team_id", "key_id", "bundle_ids", "services_ids", "redirect_uri")
EACH_FILE = pytest.mark.parametrize("name", FILES)


def given(document: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    return {name: document["right"][name] if value == "right" else value for name, value in case["given"].items()}


def judged(evidence: Evidence) -> dict[str, Any]:
    diagnosis = diagnose(evidence)
    return {
        "broken": [rule.id for rule, _ in evaluate(evidence).fails],
        "root": diagnosis.root.rule.id if diagnosis.root else None,
        "verdict": diagnosis.kind.name.lower().replace("_", "-"),
    }


def wire_text(first: str, message: dict[str, Any]) -> str:
    """Write a request or response as raw HTTP, which is what people paste."""
    return "\n".join([first, *(f"{name}: {value}" for name, value in message["headers"]), "", message["body"]])


def can_be_pasted(case: dict[str, Any]) -> bool:
    request = case["given"].get("request")
    # A request to the authorize page is read as the one that began the sign-in, whatever else it is given with.
    return bool(request) and isinstance(request["body"], str) and "/auth/authorize" not in request["url"]


def pasted(value: dict[str, Any]) -> siwakit.Diagnosis:
    texts = [wire_text(f"{value['request']['method']} {value['request']['url']} HTTP/1.1", value["request"])]
    if value.get("answer"):
        texts.append(wire_text(f"HTTP/1.1 {value['answer']['status']} -", value["answer"]))
    names = {name: tuple(value[name]) if isinstance(value[name], list) else value[name] for name in NAMES if value.get(name)}
    origin = Origin(value["origin"]) if value.get("origin") else UNKNOWN
    keys = tuple(read_key(key) for key in value.get("keys") or ())
    return siwakit.diagnose(*texts, known=siwakit.Known(now=value["now"], origin=origin, keys=keys, **names))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@EACH_FILE
def test_a_file_keeps_to_the_schema(name: str) -> None:
    assert [error.message[:200] for error in Draft202012Validator(SCHEMA).iter_errors(FILES[name])] == []


@EACH_FILE
def test_every_case_is_judged_as_it_says(name: str) -> None:
    expected = {case["id"]: {key: case["expected"][key] for key in ("broken", "root", "verdict")} for case in FILES[name]["cases"]}
    assert {case["id"]: judged(evidence_of(given(FILES[name], case))) for case in FILES[name]["cases"]} == expected


@EACH_FILE
def test_what_can_be_pasted_gives_the_same_root_as_the_evidence_itself(name: str) -> None:
    parts = {"now", "request", "answer", "origin", "keys", *NAMES}
    values = {case["id"]: given(FILES[name], case) for case in FILES[name]["cases"] if can_be_pasted(case)}
    bare = {key: evidence_of({part: one for part, one in value.items() if part in parts and one is not None}) for key, value in values.items()}
    roots = {key: root.rule.id if (root := pasted(value).root) else None for key, value in values.items()}
    assert roots == {key: judged(evidence)["root"] for key, evidence in bare.items()}


def test_every_example_of_every_rule_is_published() -> None:
    found = [(case["rule"], case["kind"], case["title"]) for document in FILES.values() for case in document["cases"]]
    shelves = [
        (rule.id, kind, example.title) for rule in CATALOGUE for kind, shelf in (("bad", rule.bad()), ("good", rule.good())) for example in shelf
    ]
    assert sorted(found) == sorted(shelves)


def test_no_two_cases_bear_one_id() -> None:
    ids = [case["id"] for document in FILES.values() for case in document["cases"]]
    assert len(set(ids)) == len(ids)


def test_the_files_are_current() -> None:
    held = {path.name: path.read_text() for path in FOLDER.glob("*.json") if path.name != "schema.json"}
    written = build()
    assert sorted(written) == sorted(held)
    assert [name for name, text in written.items() if text != held[name]] == []


def test_the_files_stay_small_enough_to_be_read() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.json")) < MAX_BYTES


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (snippet,) = re.findall(r"^```python\n(.*?)^```", (FOLDER / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(FOLDER.parent)
    exec(compile(snippet, "README.md", "exec"), {})  # noqa: S102  our own snippet
    assert "secret-aud-is-endpoint/bad/1" in capsys.readouterr().out
