"""Programs with one mistake: a snippet in which some lines are others, and the rule that the mistake breaks.

A file in `faults` is for one language. `=== name` names a snippet, `@@ rule | title` begins a mistake in it; lines with `-` are replaced by the lines
with `+` behind them, wherever they are. A title that ends in (not corrected) is one whose correction is not known yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.readers.code.shown import SNIPPETS

FAULTS = Path(__file__).parent / "faults"
NOT_CORRECTED = "(not corrected)"


@dataclass
class Fault:
    """A mistake in the snippet of this *name*."""

    language: str
    name: str
    rule: str
    title: str
    changes: list[tuple[list[str], list[str]]] = field(default_factory=list)

    @property
    def program(self) -> str:
        """Return the snippet with the mistake."""
        text = (SNIPPETS / self.language / self.name).read_text(encoding="utf-8")
        for old, new in self.changes:
            before, after = "\n".join(old), "\n".join(new)
            if before not in text:
                before, after = before.strip(), after.strip()
            assert before in text, f"{self.name}: {before!r} is not in the snippet"
            at = text.index(before)
            if not after and text[at + len(before)] == "\n" and text[at - 1 : at] in {"", "\n"}:
                before += "\n"
            text = text.replace(before, after)
        return text


def right_programs(language: str) -> list[Path]:
    """Return the snippets of *language* that the mistakes are put into, which are right without them."""
    lines = (FAULTS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [SNIPPETS / language / line[4:] for line in lines if line.startswith("=== ")]


def faults(language: str) -> Iterator[Fault]:
    """Yield the mistakes in the snippets of *language*."""
    name = ""
    fault: Fault | None = None
    for line in (FAULTS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            name, fault = line[4:], None
        elif line.startswith("@@ "):
            rule, _, title = line[3:].partition(" | ")
            fault = Fault(language, name, rule, title)
            yield fault
        elif fault is not None:
            old, new = fault.changes[-1] if fault.changes else ([], [])
            if not fault.changes or (line.startswith("-") and new):
                old, new = [], []
                fault.changes.append((old, new))
            (old if line.startswith("-") else new).append(line[2:])
