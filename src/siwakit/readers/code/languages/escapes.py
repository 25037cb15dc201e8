"""Escapes in string literals that most languages share."""

from __future__ import annotations

from siwakit.patterns import pattern

_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "a": "\a", "e": "\x1b", "\n": "", "\r\n": ""}
_CODE = pattern(r"(?:x|u|U)\{?([0-9A-Fa-f]{1,8})\}?")
_OCTAL = pattern(r"[0-7]{1,3}")
_SURROGATE = pattern("[\ud800-\udfff]")
_LAST_CHARACTER = 0x10FFFF


def undo_escape(text: str) -> str:
    """Return the character that *text*, an escape with its backslash, stands for; an unknown escape is the character after the backslash."""
    rest = text[1:]
    coded = _CODE.fullmatch(rest)
    if coded:
        number = int(coded[1], 16)
        return chr(number) if number <= _LAST_CHARACTER else ""
    if _OCTAL.fullmatch(rest):
        return chr(int(rest, 8))
    return _SIMPLE.get(rest, rest)


def whole_characters(text: str) -> str:
    """Return *text* with the halves of a character that were escaped one by one put together; a half without its other one is replaced."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
