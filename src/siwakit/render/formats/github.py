"""A diagnosis as GitHub workflow commands, which become annotations: redacted, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from siwakit.escape import visible
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.judge.level import Level, level_of
from siwakit.render.report.message import findings_of, message_of
from siwakit.render.report.region import Region, find_region
from siwakit.render.report.verdict import focus, verdict_sentence
from siwakit.render.sealing import Veil, veil_over
from siwakit.rules.model import Question

COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_FIRST = 3


def render_github(diagnosis: Diagnosis, files: Mapping[str, str], *, show_secrets: bool = False, question: Question | None = None) -> str:
    """Return an annotation for each finding, at its place in *files*, and the verdict as the last line."""
    veil = veil_over(diagnosis.evidence, show_secrets=show_secrets)
    shown = focus(diagnosis, question) if question else diagnosis
    lines = [_annotation(finding, files, diagnosis, veil) for finding in findings_of(shown)]
    if shown.kind in {VerdictKind.SUSPECTS, VerdictKind.UNDECIDED}:
        lines += [command("warning", _where(next((Region(name) for name in files), None)), "not decided", text) for text in _open(shown)]
    return "\n".join((*lines, verdict_sentence(shown))) + "\n"


def _annotation(finding: Finding, files: Mapping[str, str], diagnosis: Diagnosis, veil: Veil) -> str:
    where = _where(find_region(finding.fail.at, files, diagnosis.evidence))
    return command(COMMANDS[level_of(finding.rule.grade)], where, finding.rule.id, message_of(finding, veil))


def _where(region: Region | None) -> dict[str, str]:
    if region is None:
        return {}
    if region.line is None:
        return {"file": region.file}
    place = {"file": region.file, "line": str(region.line), "col": str(region.column)}
    # GitHub allows an end column only within one line.
    return {**place, "endColumn": str(region.end_column)} if region.end_line == region.line else {**place, "endLine": str(region.end_line)}


def _open(diagnosis: Diagnosis) -> Iterator[str]:
    suspects = [f"{suspect.rule.title} ({suspect.rule.id})" for suspect in diagnosis.suspects[:_FIRST]]
    wanted = [
        f"{wanted_part.part.ask}{f' ({wanted_part.part.option})' if wanted_part.part.option else ''}"
        for wanted_part in diagnosis.wanted
        if wanted_part.part.ask
    ][:_FIRST]
    lines = [f"suspects, most likely first: {'; '.join(suspects)}"] if suspects else []
    lines += [f"what to add next: {'; '.join(wanted)}"] if wanted else []
    yield from ("\n".join(lines),) if lines else ()


def command(name: str, where: Mapping[str, str], title: str, message: str) -> str:
    """Return a workflow command that annotates the place *where*."""
    properties = ",".join(f"{key}={_property(value)}" for key, value in {**where, "title": f"siwakit: {title}"}.items())
    return f"::{name} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """Return *text* as the data of a command, with the three escapes that the runner decodes; a raw line feed would end the command."""
    kept = "\n".join(visible(line) for line in text.split("\n"))
    return kept.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
