"""Undo the escapes that text gets when it is logged: JSON in a JSON string, reprs, HTML entities."""

from __future__ import annotations

import re
from html import unescape

from siwakit.patterns import pattern

MAX_LEVELS = 4
_ESCAPE = pattern(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrt\"'/\\])")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t"}
_ENTITY = pattern(r"&(?:quot|amp|lt|gt|#34|#39|#x27|#x22);")


def unescaped_levels(text: str) -> tuple[str, ...]:
    """Return *text* as it is, then with one layer of escapes after another undone, the fully unescaped one last."""
    levels = [text]
    while len(levels) <= MAX_LEVELS:
        bare = levels[-1]
        if "\\" in bare:
            bare = _ESCAPE.sub(_read_escape, bare)
        if "&" in bare:
            bare = _ENTITY.sub(lambda found: unescape(found.group()), bare)
        if bare == levels[-1]:
            break
        levels.append(bare)
    return tuple(levels)


def _read_escape(found: re.Match[str]) -> str:
    escape = found.group(1)
    if escape[0] in "ux":
        return chr(int(escape[1:], 16))
    return _SIMPLE.get(escape, escape)
