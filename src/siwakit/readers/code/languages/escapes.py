"""Escapes in string literals that most languages share."""

from __future__ import annotations

from collections.abc import Iterable

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


def margin_of(lines: Iterable[str]) -> int:
    """Return the indentation that all *lines* have in common; empty ones do not count."""
    return min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)


def without_margin(text: str, margin: int, *, from_start: bool) -> str:
    """Return *text* with up to *margin* characters of indentation less in each line; the first line has some only if it is read *from_start*."""
    first, newline, rest = text.partition("\n")
    indented = pattern(rf"(?m)^[ \t]{{0,{margin}}}")
    return (indented.sub("", first) if from_start else first) + newline + indented.sub("", rest)
