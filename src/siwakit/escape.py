"""Visible escapes for characters that a terminal obeys, hides or turns around.

Every text that others wrote passes through here before it is printed or becomes the message of an error.
"""

from __future__ import annotations

import re

# Left to `re` to compile, and to keep, when there is something to escape.
_UNSEEN = (
    "["
    "\x00-\x1f\x7f-\xa0\xad"  # controls, the no-break space, the soft hyphen
    "\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # joiners and fillers without a glyph
    "\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164"  # spaces, zero width, bidirectional controls
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"  # surrogates, variation selectors, the byte order mark
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # signs that join others, music, tags
    "]"
)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    """Return *text* with every control, bidirectional, zero-width, surrogate or unusual space character written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSEEN, _escape, text)


def visible_json(document: str) -> str:
    """Return serialised JSON with the same characters written as JSON escapes; its line breaks stay."""
    if document.isascii() and "\x7f" not in document:
        return document
    return re.sub(_UNSEEN, _escape_in_json, document)


def _escape_in_json(found: re.Match[str]) -> str:
    character = found.group()
    if character == "\n":  # between members: inside a text it is escaped already
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if number <= 0xFF:  # noqa: PLR2004  the last number that two digits write
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004  the last that four digits write
