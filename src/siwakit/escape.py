"""Visible escapes for characters that a terminal interprets, hides or reorders.

Every text from outside passes through here before it is printed or put into an error message.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Characters that Python calls printable although they have no glyph. This is a string, so that `re` compiles it only if there is
# something to escape.
_WITHOUT_GLYPH = (
    "["
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"  # joiners, fillers, variation selectors
    "\U00016fe4\U0001d173-\U0001d17a\U000e0100-\U000e01ef"  # a filler, signs of music, more variation selectors
    "]"
)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    """Return *text* with every character that has no visible glyph written as an escape.

    These are control, bidirectional and zero-width characters, surrogates, every space except U+0020, and private-use or unassigned
    characters, for which a terminal may show anything.
    """
    if text.isascii() and text.isprintable():
        return text
    return _replace(text, _escape)


def visible_json(document: str) -> str:
    """Return serialised JSON with the same characters written as JSON escapes; its line breaks stay."""
    if document.isascii() and "\x7f" not in document:
        return document
    return _replace(document, _escape_in_json)


def _replace(text: str, escape: Callable[[str], str]) -> str:
    text = re.sub(_WITHOUT_GLYPH, lambda match: escape(match.group()), text)
    if text.isprintable():
        return text
    return "".join([character if character.isprintable() else escape(character) for character in text])


def _escape_in_json(character: str) -> str:
    if character == "\n":  # between members: inside a text it is escaped already
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _escape(character: str) -> str:
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if number <= 0xFF:  # noqa: PLR2004  the last number that two digits write
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004  the last that four digits write
