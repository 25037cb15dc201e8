"""The report of a scan as workflow commands of GitHub, which become annotations."""

from __future__ import annotations

from siwakit.flow.scan.problem import Problem, Report
from siwakit.render.formats.github import COMMANDS, command
from siwakit.render.scan.problem_words import count_words, message


def render_scan_github(report: Report) -> str:
    """Return an annotation for each problem, and the counts as the last line."""
    lines = [_annotation(problem) for problem in report.problems]
    lines += [command("notice", {"file": file.path}, "not read", f"not read: {file.because}") for file in report.not_read]
    remarks = (*report.hints, *report.mistakes)
    lines += [command("warning", {"file": remark.path, "line": str(remark.line)}, "comment", remark.message) for remark in remarks]
    lines += [command("warning", {"file": entry.path}, "stale baseline", f"stale entry of the baseline: {entry.rule}") for entry in report.stale]
    return "\n".join((*lines, count_words(report))) + "\n"


def _annotation(problem: Problem) -> str:
    where = {"file": problem.path, "line": str(problem.line), "col": str(problem.column), "endColumn": str(problem.column + problem.length)}
    return command(COMMANDS[problem.level], where, problem.rule_id, message(problem))
