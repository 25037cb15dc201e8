"""What every format says of a problem: its message, its line without secrets, its region, and the counts at the end."""

from __future__ import annotations

from siwakit.apple import IDENTIFIER, REVERSE_DNS
from siwakit.escape import visible
from siwakit.evidence.source import SourcePlace
from siwakit.flow.scan.problem import Problem, Report
from siwakit.judge.level import Level
from siwakit.patterns import pattern
from siwakit.render.listing import Line
from siwakit.render.report.message import message_of
from siwakit.render.report.region import Region
from siwakit.render.report.source_place import line_of_source
from siwakit.render.sealing import Veil, veil_over

_SETTING = pattern(r"^(\s*(?:-\s+)?[\"']?[\w.$:-]{1,120}[\"']?\s*(?:[:=]|=>)\s*)(.*)$")
_OPAQUE = pattern(r"[A-Za-z0-9+/_=-]{40,}|PRIVATE KEY")
_ELLIPSIS = "\u2026"


def veil_of(problem: Problem) -> Veil:
    """Return the veil over everything that is secret in the evidence of *problem*."""
    return veil_over(problem.evidence)


def message(problem: Problem) -> str:
    """Return what is wrong, and how to fix it, on one line and without secrets."""
    rule = problem.finding.rule
    if problem.is_secret:
        return visible(f"{rule.title}: {problem.finding.fail.actual}. {rule.fix}")
    return message_of(problem.finding, veil_of(problem))


def region_of(problem: Problem) -> Region:
    """Return the region of *problem*, in one line."""
    return Region(problem.path, problem.line, problem.column, problem.line, problem.column + problem.length)


def line_of(problem: Problem, width: int) -> Line | None:
    """Return the line of *problem* with a mark, or None if it may not be shown."""
    if problem.is_secret or not problem.text.strip():
        return None
    text = problem.text if problem.is_source else _without_value(problem.text)
    if not problem.is_source and problem.column > len(text):
        return None
    place = SourcePlace(problem.path, problem.line, problem.column, problem.length, text)
    line = line_of_source(place, veil_of(problem), width)
    return None if _OPAQUE.search(line.text) else line


def count_words(report: Report) -> str:
    """Return the last line of a report: how much was read, and what was found."""
    files = f"{report.files:,} file{'' if report.files == 1 else 's'} read"
    where = f"Sign in with Apple in {len(report.found_in):,}" if report.found_in else "nothing of Sign in with Apple"
    counts = [_counted(report.count(level), level.value) for level in (Level.ERROR, Level.WARNING, Level.NOTE) if report.count(level)]
    left_out = [f"{report.ignored:,} ignored"] if report.ignored else []
    left_out += [f"{report.in_baseline:,} in the baseline"] if report.in_baseline else []
    aside = f" ({', '.join(left_out)})" if left_out else ""
    return f"{files}, {where}: {', '.join(counts) or 'no problem found'}{aside}"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _without_value(line: str) -> str:
    """Return a line of settings without its value, unless that is an identifier."""
    found = _SETTING.match(line)
    if not found:
        return ""
    bare = found[2].strip().rstrip(",;").strip("\"'")
    return line if IDENTIFIER.fullmatch(bare) or REVERSE_DNS.fullmatch(bare) or not bare else f"{found[1]}{_ELLIPSIS}"
