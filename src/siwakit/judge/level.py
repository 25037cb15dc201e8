"""Severity of a finding, in the words that editors and forges use."""

from __future__ import annotations

from enum import Enum

from siwakit.rules.model import Grade


class Level(Enum):
    """Severity of a finding, in SARIF's words."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_LEVELS = {Grade.REFUSED: Level.ERROR, Grade.DEFEATED: Level.ERROR, Grade.ASSUMED: Level.WARNING, Grade.ADVICE: Level.NOTE}


def level_of(grade: Grade) -> Level:
    """Return the severity of a failure of *grade*."""
    return _LEVELS[grade]
