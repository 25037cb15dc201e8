"""The report of a scan as Markdown, for a comment or the summary of a job; input appears only inside code."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.flow.scan.problem import Problem, Report
from siwakit.render.formats.markdown import block, code, prose
from siwakit.render.report.finding_text import actual_words, expected_words
from siwakit.render.scan.problem_words import count_words, line_of, veil_of

_WIDTH = 100


def render_scan_markdown(report: Report) -> str:
    """Return *report* as Markdown."""
    sections = [["### siwakit scan"], *(list(_problem(problem)) for problem in report.problems)]
    aside = [f"- not read: {code(file.path)}: {prose(file.because)}" for file in report.not_read]
    aside += [f"- {code(f'{remark.path}:{remark.line}')}: {prose(remark.message)}" for remark in (*report.hints, *report.mistakes)]
    aside += [f"- stale entry of the baseline: {code(entry.rule)} in {code(entry.path)}" for entry in report.stale]
    sections += [aside, [prose(count_words(report))]]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _problem(problem: Problem) -> Iterator[str]:
    rule, fail, veil = problem.finding.rule, problem.finding.fail, veil_of(problem)
    yield f"**{problem.level.value}:** {prose(rule.title)} ({code(rule.id)}), {code(f'{problem.path}:{problem.line}:{problem.column}')}"
    line = line_of(problem, _WIDTH)
    if line and line.mark:
        start, end = line.mark
        yield from ("", *block([line.text, f"{' ' * start}{'^' * max(min(end, len(line.text)) - start, 1)}"]), "")
    else:
        yield ""
    actual = str(fail.actual) if problem.is_secret else actual_words(fail, veil)
    yield f"- **actual:** {code(actual)}"
    if fail.expected is not None:
        yield f"- **expected:** {code(str(fail.expected) if problem.is_secret else expected_words(fail, veil))}"
    yield f"- **fix:** {prose(rule.fix)}"
