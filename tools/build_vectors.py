"""Write every good and bad example of the catalogue as JSON, for programs in any language.

    python tools/build_vectors.py [--check]

There is one file for each question and one line for each case. Any other file in the folder is removed; with --check it counts as
not current.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vector_form import RIGHT, given_of

from siwakit.judge.askers import evaluate
from siwakit.judge.diagnosis import diagnose
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Example, Fail, Question, Rule
from siwakit.rules.wire import Answer
from siwakit.samples import Scenario

FOLDER = Path(__file__).parent.parent / "vectors"
SCHEMA = "urn:siwakit:vectors:1"  # vectors/schema.json, written by hand
VERSION = 1
NOTE = "Public test keys, made-up codes and tokens: anybody has them, nothing real may trust them."
_SHARED = ("portal", "key_set", "identity_token", "authorize")


def build() -> dict[str, str]:
    """Return every file by name."""
    right = {name: value for name, value in given_of(Scenario()).items() if name in _SHARED}
    files = {}
    for question in Question:
        cases = [case for rule in CATALOGUE if rule.question is question for case in _cases(rule, right)]
        if cases:
            files[f"{question.value}.json"] = _file(question, right, cases)
    return files


def _file(question: Question, right: dict[str, Any], cases: list[dict[str, Any]]) -> str:
    head = {"schema": SCHEMA, "version": VERSION, "note": NOTE, "question": question.value, RIGHT: right}
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    return json.dumps(head, indent=1)[:-2] + f',\n "cases": [\n{lines}\n ]\n}}\n'


def _cases(rule: Rule, right: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kind, shelf in (("bad", rule.bad()), ("good", rule.good())):
        for number, example in enumerate(shelf, 1):
            yield _case(f"{rule.id}/{kind}/{number}", rule, kind, example, right)


def _case(name: str, rule: Rule, kind: str, example: Example, right: dict[str, Any]) -> dict[str, Any]:
    scenario = example.change(Scenario())
    given = {key: RIGHT if key in right and right[key] == value else value for key, value in given_of(scenario).items()}
    return {
        "id": name,
        "rule": rule.id,
        "kind": kind,
        "title": example.title,
        "given": given,
        "expected": _expected(rule, scenario),
    }


def _expected(rule: Rule, scenario: Scenario) -> dict[str, Any]:
    evidence = scenario.evidence()
    broken = [failed.id for failed, _ in evaluate(evidence).fails]
    diagnosis = diagnose(evidence)
    fail = rule.check(evidence)
    root = diagnosis.root
    return {
        "broken": broken,
        "root": root.rule.id if root else None,
        "at": fail.at if isinstance(fail, Fail) else None,
        "answer": _answer(root.rule.wire) if root else None,
        "verdict": diagnosis.kind.name.lower().replace("_", "-"),
    }


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    return None if answer is None else {"status": answer.status, "error": answer.error, "description": answer.description}


def main() -> int:
    """Write the files, or with --check say whether they are current."""
    files = build()
    left_over = [path for path in sorted(FOLDER.glob("*.json")) if path.name not in {*files, "schema.json"}]
    changed = [name for name, text in files.items() if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for name in (*changed, *(path.name for path in left_over)):
            print(f"vectors/{name} is not current")
        return 1 if changed or left_over else 0
    FOLDER.mkdir(exist_ok=True)
    for path in left_over:
        path.unlink()
    for name in changed:
        (FOLDER / name).write_text(files[name], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
