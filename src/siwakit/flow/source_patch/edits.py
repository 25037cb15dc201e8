"""Edits of a text: places, and what to write there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from difflib import unified_diff

from siwakit.record import record


@record
class Edit:
    """Replacement of the bytes from *start* to *end* by *text*."""

    start: int
    end: int
    text: str


def apply(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Return *source* with all *edits*, which do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        source = source[: edit.start] + edit.text.encode() + source[edit.end :]
    return source


def overlap(edits: Iterable[Edit]) -> bool:
    """Return whether two of *edits* touch the same bytes."""
    ordered = sorted(edits, key=lambda edit: edit.start)
    return any(first.end > second.start for first, second in itertools.pairwise(ordered))


def write_diff(before: str, after: str, name: str, context: int) -> str:
    """Return the unified diff of two texts of the file *name*."""
    lines = unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="", n=context)
    return "\n".join(lines)
