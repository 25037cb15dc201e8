"""Read Java's `.properties`: `name=value`, `name: value` or `name value`, with a backslash at the end of a line that continues."""

from __future__ import annotations

import re

from siwakit.patterns import pattern
from siwakit.readers.settings.bounds import limit_text

_FOLD = pattern(r"(?<!\\)((?:\\\\)*)\\\r?\n[^\S\n]*")
_PAIR = pattern(r"((?:[^\s=:\\]|\\.){1,200})(?:[^\S\n]*[=:][^\S\n]*|[^\S\n]+)(.*)", re.DOTALL)
_ESCAPE = pattern(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}


def read_properties(text: str) -> dict[str, str] | None:
    """Return the settings in *text*, or None if a line is something else.

    Raises:
        TooLarge: more than 256 Ki characters.
    """
    limit_text(text, "a .properties file")
    made: dict[str, str] = {}
    for line in _FOLD.sub(r"\1", text).split("\n"):
        bare = line.strip()
        if not bare or bare[0] in "#!":
            continue
        pair = _PAIR.fullmatch(bare)
        if not pair:
            return None
        made[_unescaped(pair.group(1))] = _unescaped(pair.group(2))
    return made or None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda escape: chr(int(escape.group(1), 16)) if escape.group(1) else _LETTERS.get(escape.group(2), escape.group(2)), text)
