"""Where in a file a finding is: in source code at its expression, in settings at the name of the setting."""

from __future__ import annotations

import re

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import Stated, read_configuration
from siwakit.evidence.source import SourcePlace

_INDEX = re.compile(r"\[(.*)\]", re.DOTALL)
_LONGEST_LINE = 4000


def place_of(at: str, evidence: Evidence, text: str) -> tuple[SourcePlace, bool]:
    """Return the place of the path *at* in the file *text*, and whether it is in source code."""
    if not isinstance(evidence.source, Absence):
        found = evidence.source.place(at)
        if found is not None:
            return found, True
    return _in_settings(at, evidence, text), False


def place_at(text: str, start: int, end: int) -> SourcePlace:
    """Return the place of the characters from *start* to *end* of *text*, in its first line."""
    first = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", start)
    line = text[first : stop if stop >= 0 else len(text)].rstrip("\r")
    length = max(min(end, first + len(line)) - start, 1)
    return SourcePlace("", text.count("\n", 0, start) + 1, start - first + 1, length, line[:_LONGEST_LINE])


def _in_settings(at: str, evidence: Evidence, text: str) -> SourcePlace:
    stated = _stated(at, evidence, text)
    lines = text.split("\n")
    number = stated.line if stated and stated.line else _line_of(at, lines)
    line = lines[number - 1].rstrip("\r")
    name = (stated.path if stated else at).rpartition(".")[2]
    column = max(line.find(name), 0)
    length = len(name) if name and name in line else len(line.strip()) or 1
    start = column if name and name in line else len(line) - len(line.lstrip())
    return SourcePlace("", number, start + 1, length, line[:_LONGEST_LINE])


def _stated(at: str, evidence: Evidence, text: str) -> Stated | None:
    """Return the setting that *at* is about."""
    if isinstance(evidence.settings, Absence):
        return None
    stated = read_configuration(evidence.settings, text).stated
    index = _INDEX.search(at)
    path = index[1] if index else at.removeprefix("settings.").removeprefix("configuration.")
    named = next((setting for setting in stated if setting.path == path), None)
    if named or not at.startswith("client_secret"):
        return named
    return next((setting for setting in stated if setting.role is Role.CLIENT_SECRET), None)


def _line_of(at: str, lines: list[str]) -> int:
    name = at.rpartition(".")[2]
    return next((number for number, line in enumerate(lines, 1) if name and name in line), 1)
