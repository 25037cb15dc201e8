"""Undo the escapes that text gets when it is logged: JSON in a JSON string, reprs, HTML entities."""

from __future__ import annotations

from html import unescape

from siwakit.patterns import pattern

MAX_LEVELS = 4
_CODE = pattern(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_SIMPLE = (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ('\\"', '"'), ("\\'", "'"), ("\\/", "/"))
_ENTITY = pattern(r"&(?:quot|amp|lt|gt|#34|#39|#x27|#x22);")


def unescaped_levels(text: str) -> tuple[str, ...]:
    """Return *text* as it is, then with one layer of escapes after another undone, the fully unescaped one last."""
    levels = [text]
    while len(levels) <= MAX_LEVELS:
        bare = levels[-1]
        if "\\" in bare:
            bare = "\\".join(map(_read_escapes, bare.split("\\\\")))
        if "&" in bare:
            bare = _ENTITY.sub(lambda found: unescape(found.group()), bare)
        if bare == levels[-1]:
            break
        levels.append(bare)
    return tuple(levels)


def _read_escapes(part: str) -> str:
    """Return *part*, which has no escaped backslash, without its escapes: replacing one kind after another is much faster than one by one."""
    if "\\" not in part:
        return part
    for escape, character in _SIMPLE:
        part = part.replace(escape, character)
    return _CODE.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), part) if "\\u" in part or "\\x" in part else part
