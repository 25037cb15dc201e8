"""The report of a scan for programs, in a stable order and redacted like every other format."""

from __future__ import annotations

import json
from typing import Any

from siwakit.escape import visible_json
from siwakit.flow.scan.problem import Problem, Remark, Report
from siwakit.judge.level import Level
from siwakit.render.report.finding_text import copyable
from siwakit.render.scan.problem_words import message, veil_of

VERSION = 1
SCHEMA = "urn:siwakit:scan:1"


def render_scan_json(report: Report, *, strict: bool = False) -> str:
    """Return *report* as a JSON document that conforms to `scan.schema.json`."""
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "exit_code": report.exit_code(strict=strict),
        "files": report.files,
        "found_in": list(report.found_in),
        "counts": {
            **{f"{level.value}s": report.count(level) for level in Level},
            "ignored": report.ignored,
            "in_baseline": report.in_baseline,
        },
        "problems": [_problem(problem) for problem in report.problems],
        "not_read": [{"path": file.path, "because": file.because} for file in report.not_read],
        "hints": [_remark(hint) for hint in report.hints],
        "mistakes": [_remark(mistake) for mistake in report.mistakes],
        "stale": [{"rule": entry.rule, "path": entry.path} for entry in report.stale],
    }
    return visible_json(json.dumps(document, indent=2)) + "\n"


def _problem(problem: Problem) -> dict[str, Any]:
    rule, fail, veil = problem.finding.rule, problem.finding.fail, veil_of(problem)
    return {
        "rule": rule.id,
        "level": problem.level.value,
        "title": rule.title,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "end_column": problem.column + problem.length,
        "at": veil.hide(fail.at),
        "actual": fail.actual if problem.is_secret else veil.plain(fail.at, fail.actual),
        "expected": fail.expected if problem.is_secret else veil.expected(fail.at, fail.expected),
        "because": veil.hide(fail.because) or None,
        "correct": None if problem.is_secret else copyable(fail, veil),
        "message": message(problem),
        "fix": rule.fix,
        "explained": [consequence.rule.id for consequence in problem.finding.explained],
        "line_hash": problem.line_hash,
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {"path": remark.path, "line": remark.line, "message": remark.message}
