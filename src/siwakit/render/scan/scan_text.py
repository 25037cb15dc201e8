"""The report of a scan for the terminal: one block for each problem, and the counts as the last line."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.escape import visible
from siwakit.flow.scan.problem import Problem, Report
from siwakit.judge.level import Level
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import actual_words, expected_words
from siwakit.render.scan.problem_words import count_words, line_of, veil_of
from siwakit.render.wrapping import cut, wrapped

_STYLES = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "blue"}
_INDENT = "    "
_LONGEST_PATH = 400


def render_scan_text(report: Report, *, colour: bool = False, width: int = 80) -> str:
    """Return *report* as text with lines of at most *width* characters; without *colour* it contains no escape sequences."""
    paint, width = Paint(colour), max(width, 40)
    blocks = ["\n".join(line.rstrip() for line in _block(problem, paint, width)) for problem in report.problems]
    aside = [
        *(_remark(f"not read: {file.path}: {file.because}", width) for file in report.not_read),
        *(_remark(f"hint: {hint.path}:{hint.line}: {hint.message}", width) for hint in report.hints),
    ]
    blocks += ["\n".join(aside)] if aside else []
    style = "red" if report.count(Level.ERROR) else "yellow" if report.count(Level.WARNING) else "green"
    return "\n\n".join([*blocks, "\n".join(paint(style, line) for line in wrapped(count_words(report), width))]) + "\n"


def _block(problem: Problem, paint: Paint, width: int) -> Iterator[str]:
    rule, style = problem.finding.rule, _STYLES[problem.level]
    place = f"{cut(visible(problem.path), _LONGEST_PATH)}:{problem.line}:{problem.column}:"
    level = f"{problem.level.value}:"
    head = wrapped(f"{place} {level} {rule.title} [{rule.id}]", width, "  ", "")
    yield from (text.replace(level, paint(style, level), 1) if level in text.split() else text for text in head)
    line = line_of(problem, width - len(_INDENT))
    if line and line.mark:
        start, end = line.mark
        yield f"{_INDENT}{line.text}"
        yield f"{_INDENT}{' ' * start}{paint(style, '^' * max(min(end, len(line.text)) - start, 1))}"
    yield from wrapped(_found(problem), width, _INDENT, "  found: ")
    if problem.level is not Level.NOTE:
        yield from wrapped(rule.fix, width, _INDENT, "  fix: ")


def _found(problem: Problem) -> str:
    fail = problem.finding.fail
    if problem.is_secret:
        return f"{fail.actual}, expected {fail.expected}"
    veil = veil_of(problem)
    expected = "" if fail.expected is None else f", expected {expected_words(fail, veil)}"
    because = f"; {veil.clean(fail.because)}" if fail.because else ""
    return f"{veil.clean(fail.at)} is {actual_words(fail, veil)}{expected}{because}"


def _remark(text: str, width: int) -> str:
    return "\n".join(wrapped(cut(visible(text), 2 * _LONGEST_PATH), width, _INDENT, ""))
