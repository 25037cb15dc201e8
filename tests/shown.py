"""What a report shows of a diagnosis that leaves the cause open."""

from __future__ import annotations

from collections.abc import Collection

from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import ROOT_GRADES
from siwakit.judge.suspects import SHOWN


def is_open(diagnosis: Diagnosis) -> bool:
    """Return whether *diagnosis* has no root cause."""
    return diagnosis.root is None or diagnosis.root.rule.grade not in ROOT_GRADES


def names_shown(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Return the ids of the rules that a report shows: doubts and suspects, five of them, and advice."""
    likely = (*(finding.rule.id for finding in diagnosis.assumed), *(suspect.rule.id for suspect in diagnosis.suspects))
    return (*likely[:SHOWN], *(finding.rule.id for finding in diagnosis.advice))


def place_of(diagnosis: Diagnosis, rules: Collection[str]) -> int | None:
    """Return the place, from 1, of the first of *rules* among those that a report shows, or None."""
    return next((place for place, name in enumerate(names_shown(diagnosis), 1) if name in rules), None)
