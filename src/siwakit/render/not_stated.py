"""Values that source code does not say: the evidence has stand-ins for them, which no output shows as if they were real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from siwakit.evidence.evidence import Absence, Evidence

NOT_STATED = "(not in the source code)"


def is_stated(path: str, evidence: Evidence) -> bool:
    """Return whether the value at *path* is known, and is not a stand-in for what source code does not say."""
    return isinstance(evidence.source, Absence) or path not in evidence.source.stand_ins


def stated(path: str, members: Mapping[str, Any] | None, evidence: Evidence) -> dict[str, Any] | None:
    """Return the *members* below *path* whose values are stated."""
    return None if members is None else {name: value for name, value in members.items() if is_stated(f"{path}.{name}", evidence)}


def not_stated_in(path: str, evidence: Evidence) -> Iterator[str]:
    """Yield the paths below *path*, without it, whose values are stand-ins."""
    for name in () if isinstance(evidence.source, Absence) else evidence.source.stand_ins:
        if name.startswith(f"{path}."):
            yield name.removeprefix(f"{path}.")
