"""The change of source code that puts a mistake right, as a unified diff."""

from __future__ import annotations

from siwakit.evidence.evidence import Absence
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.render.next_step.shell import blanks_in
from siwakit.render.next_step.step import NextStep, StepKind
from siwakit.render.sealing import Veil

_LINES_AROUND = 1
_MOST_LINES = 24
# A long literal that is neither an address nor an identifier with dots may be anything, unless it is in lower case.
_OPAQUE = pattern(
    r"""(["'`])(?=[^"'`\s]*[A-Z0-9])(?!(?:\w{1,20}=)?[\w.-]+\.[\w.-]+\1|https?://|(?:[Cc]ontent-[Tt]ype: ?)?application/)[\w+/=.~\\-]{24,}\1"""
)


def source_step(diagnosis: Diagnosis, finding: Finding, veil: Veil) -> NextStep | None:
    """Return the change of the source code that shows *finding*; None if there is none, or if a line of it may contain a secret."""
    if isinstance(diagnosis.evidence.source, Absence):
        return None
    from siwakit.flow.source_patch.edits import write_diff  # noqa: PLC0415  loads what runs source code, which most reports do not need
    from siwakit.flow.source_patch.patch import patch_source  # noqa: PLC0415  as above

    patch = patch_source(diagnosis, finding)
    if patch is None:
        return None
    name = patch.name or "source"
    for context in (_LINES_AROUND, 0):
        text = write_diff(patch.before, patch.after, name, context)
        lines = text.split("\n")
        if len(lines) <= _MOST_LINES and all(_is_harmless(line, veil) for line in lines):
            return NextStep(kind=StepKind.PATCH, sentence=f"{finding.rule.fix.rstrip('.')}. The change:", text=text, blanks=blanks_in(text))
    return None


def _is_harmless(line: str, veil: Veil) -> bool:
    """Return whether *line* of the source may be shown."""
    spaced = line.replace("\t", " ")
    return spaced == veil.clean(spaced) and not _OPAQUE.search(line)
