"""The last lines of a report: the cause on one line, and the next step, complete and ready to copy."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.next_step.step import NextStep
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.wrapping import wrapped

_INDENT = "      "


def write_end(diagnosis: Diagnosis, step: NextStep | None, context: RenderContext) -> Iterator[str]:
    """Yield the cause, if there is one, and what to do next."""
    finding, head, style = leading(diagnosis)
    if finding is not None:
        yield from context.headed(f"{head}[{finding.rule.id}]", finding.rule.title, style)
    if step is None:
        return
    first, *rest = wrapped(step.sentence, context.width, _INDENT, "next: ")
    yield from (first.replace("next:", context.paint("green", "next:"), 1), *rest)
    if step.text:
        yield from ("", *step.text.split("\n"))


def leading(diagnosis: Diagnosis) -> tuple[Finding | None, str, str]:
    """Return the finding that the report is about, what it is called, and its style."""
    if diagnosis.root is not None:
        return diagnosis.root, "root cause", "red"
    return (diagnosis.assumed[0], "perhaps", "yellow") if diagnosis.assumed else (None, "", "")
