"""What the doctor finds in a program, and programs with one thing changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from siwakit.flow.diagnose import diagnose

NOW = 1_796_004_660

Changes = Iterable[tuple[str, str, str, str]]
"""Rows of a title, what is replaced in a program, what replaces it, and the rule that names the mistake."""


def root_of(name: str, program: str) -> str | None:
    """Return the id of the rule that names the root cause in *program*, a file of this *name*, or the first doubt; None if there is none."""
    diagnosis = diagnose((name, program), now=NOW)
    finding = next(iter((*([diagnosis.root] if diagnosis.root else []), *diagnosis.assumed)), None)
    return finding.rule.id if finding else None


def changed(program: str, changes: Changes) -> Iterator[tuple[str, str, str]]:
    """Yield a title, the changed program and the rule for each of *changes*; what is replaced has to be in *program*."""
    for title, old, new, rule in changes:
        assert old in program, f"{title}: {old!r} is not in the program"
        yield title, program.replace(old, new), rule
