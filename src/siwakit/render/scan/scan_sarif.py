"""The report of a scan as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from siwakit.escape import visible_json
from siwakit.flow.scan.problem import Problem, Report
from siwakit.render.formats.sarif import SCHEMA, file_uri, location_object, message_object, rule_object
from siwakit.render.report.region import Region
from siwakit.render.scan.problem_words import message, region_of, veil_of

_EXITS = {0: "nothing is wrong", 1: "a problem was found", 2: "wrong use: see the notifications"}


def render_scan_sarif(report: Report, *, version: str, strict: bool = False) -> str:
    """Return *report* as a SARIF log by siwakit *version*."""
    rules = list({problem.rule_id: problem.finding.rule for problem in report.problems}.values())
    order = {rule.id: number for number, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "siwakit", "semanticVersion": version, "rules": [rule_object(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, strict=strict)],
        "results": [_result(problem, order, seen) for problem in report.problems],
    }
    return visible_json(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)) + "\n"


def _result(problem: Problem, order: Mapping[str, int], seen: Counter[str]) -> dict[str, Any]:
    same = "\n".join((problem.rule_id, file_uri(problem.path), problem.line_hash))
    seen[same] += 1
    # Two equal lines of a file are told apart by their order.
    fingerprint = sha256(f"{same}\n{seen[same]}".encode()).hexdigest()[:32]
    return {
        "ruleId": problem.rule_id,
        "ruleIndex": order[problem.rule_id],
        "level": problem.level.value,
        "message": message_object(message(problem)),
        "locations": [location_object(veil_of(problem).clean(problem.finding.fail.at), region_of(problem))],
        "partialFingerprints": {"siwakitScan/v1": fingerprint},
        "properties": {"explains": [consequence.rule.id for consequence in problem.finding.explained]},
    }


def _invocation(report: Report, *, strict: bool) -> dict[str, Any]:
    code = report.exit_code(strict=strict)
    told = [
        *(("note", f"not read: {file.because}", Region(file.path)) for file in report.not_read),
        *(("warning", remark.message, Region(remark.path, remark.line, 1, remark.line, 2)) for remark in (*report.hints, *report.mistakes)),
        *(("warning", f"stale entry of the baseline: {entry.rule}", Region(entry.path)) for entry in report.stale),
    ]
    return {
        "executionSuccessful": code in {0, 1},
        "exitCode": code,
        "exitCodeDescription": _EXITS[code],
        "toolExecutionNotifications": [
            {"level": level, "message": message_object(text), "locations": [location_object("", region)]} for level, text, region in told
        ],
    }
