"""The tool `scan`."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from siwakit.edge import clock
from siwakit.edge.files.baseline_file import FILE_NAME, read_baseline_file
from siwakit.edge.files.scan_paths import scan_paths
from siwakit.edge.mcp_server.session import Session
from siwakit.errors import NotReadable, TooLarge, UsageError
from siwakit.evidence.showing.redact import veiled
from siwakit.flow.scan.problem import Problem, Report
from siwakit.flow.scan.scan_files import Scan
from siwakit.judge.level import Level
from siwakit.mcp.next_call import call
from siwakit.render.scan.problem_words import message
from siwakit.rules.catalogue import BY_ID

_SECONDS = 60.0
_MOST_PLACES = 5


def answer(session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the problems in the files and folders that *arguments* name, errors first."""
    rule = arguments.get("rule")
    if rule is not None and rule not in BY_ID:
        raise UsageError("rule is not the id of a rule", hint="leave it out to report every rule")
    places = [session.folders.find(name) for name in arguments.get("paths") or [str(session.folders.allowed[0])]]
    scan = Scan(clock.now(), (rule,) if rule else ())
    scan_paths(scan, tuple(map(str, places)), (), _Deadline())
    report = scan.report()
    with suppress(NotReadable):
        baseline = read_baseline_file(str(session.folders.find(FILE_NAME)))
        report = baseline.apply(report, tuple(map(str, places)), (rule,) if rule else ())
    return _describe(report, session)


class _Deadline:
    """Time limit of a scan, because an agent waits for it."""

    def __init__(self) -> None:
        self._end = monotonic() + _SECONDS

    def __call__(self, files: int) -> None:
        if monotonic() > self._end:
            raise TooLarge(f"{files:,} files took more than {_SECONDS:.0f} seconds", hint="which folders have the sign-in? Name them in paths")


def _describe(report: Report, session: Session) -> dict[str, Any]:
    order = list(Level)
    problems = sorted(report.problems, key=lambda problem: order.index(problem.level))
    root = session.folders.allowed[0]
    members = {
        "problems": _by_rule(problems, root),
        "found_in": [_relative(path, root) for path in report.found_in],
        "not_read": [f"{_relative(file.path, root)}: {file.because}" for file in report.not_read],
    }
    counts = {level.value: report.count(level) for level in Level if report.count(level)}
    return {"files": report.files, "counts": counts, **{name: value for name, value in members.items() if value}, "next": _next(problems, root)}


def _by_rule(problems: list[Problem], root: Path) -> list[dict[str, Any]]:
    """Return *problems* by rule, each with its places and the words on the first of them."""
    grouped: dict[tuple[str, str], dict[str, Any]] = {}
    for problem in problems:
        group = grouped.setdefault((problem.rule_id, problem.level.value), {"rule": problem.rule_id, "level": problem.level.value, "at": []})
        group["at"].append(f"{_relative(problem.path, root)}:{problem.line}")
        group.setdefault("words", message(problem))
    for group in grouped.values():
        group["at"] = [*group["at"][:_MOST_PLACES], *([f"and {len(group['at']) - _MOST_PLACES} more"] if len(group["at"]) > _MOST_PLACES else [])]
    return list(grouped.values())


def _relative(path: str, root: Path) -> str:
    return veiled(os.path.relpath(path, root) if Path(path).is_relative_to(root) else path)


def _next(problems: list[Problem], root: Path) -> dict[str, Any]:
    """Return the call that looks at the first problem more closely: in source code, the doctor writes the change."""
    if not problems:
        return {"done": True}
    first = problems[0]
    if not first.is_source:
        return {"do": first.finding.rule.fix, "then": call("scan")}
    return call("doctor", files=[_relative(first.path, root)])
