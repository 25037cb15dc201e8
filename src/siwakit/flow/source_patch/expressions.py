"""Entries of mappings and named arguments in the text of a program: where the value of `iss: team` begins and ends, whatever the language.

Only brackets and quotes are looked at. Whether what is found is what was meant is found out by trying the correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.flow.source_patch.edits import Edit
from siwakit.record import record

_OPEN, _CLOSE, _QUOTES = "([{", ")]}", "\"'`"
_MOST = 20_000


@record
class Entry:
    """Entry of a mapping: where its name begins, and where its value begins and ends."""

    start: int
    value: int
    end: int


def end_of_value(text: str, start: int, limit: int) -> int:
    """Return where the expression at *start* ends: at a comma, a semicolon, a line's end or a closing bracket, none of them inside it."""
    depth, place = 0, start
    while place < min(limit, start + _MOST):
        sign = text[place]
        if sign in _QUOTES:
            place = _end_of_string(text, place, limit)
            continue
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            if not depth:
                break
            depth -= 1
        elif not depth and (sign in ",;" or (sign == "\n" and place > start)):
            break
        place += 1
    return place - len(text[start:place]) + len(text[start:place].rstrip())


def _end_of_string(text: str, start: int, limit: int) -> int:
    place = start + 1
    while place < limit and text[place] != text[start]:
        place += 2 if text[place] == "\\" else 1
    return place + 1


def entries(text: str, names: str, start: int, end: int) -> Iterator[Entry]:
    """Yield the entries between *start* and *end* whose name matches *names*, a regular expression."""
    form = re.compile(rf"(?<![\w.$-])(?:[\"']?|:)(?:{names})[\"']?[^\S\n]*(?::(?!:)|=>|=(?!=))\s*")
    for match in form.finditer(text, start, end):
        stop = end_of_value(text, match.end(), end)
        if stop > match.end():
            yield Entry(match.start(), match.end(), stop)


def arguments(text: str, names: str, start: int, end: int) -> Iterator[Entry]:
    """Yield the only arguments of calls between *start* and *end* of functions whose name matches *names*."""
    for match in re.compile(rf"\b(?:{names})\(\s*").finditer(text, start, end):
        stop = end_of_value(text, match.end(), end)
        if stop > match.end():
            yield Entry(match.start(), match.end(), stop)


def named_like(text: str, entry: Entry, name: str, new: str) -> str:
    """Return the name of *entry* with its quotes and its sign, but *new* in place of *name*."""
    return re.sub(name, new, text[entry.start : entry.value], count=1)


def deletion(text: str, entry: Entry) -> Edit:
    """Return the edit that removes *entry* with the sign behind it, or else before it, and with its line if nothing else is there."""
    start, end = entry.start, entry.end
    has_sign = text[end : end + 1] in {",", ";"}
    end += has_sign
    line = text.rfind("\n", 0, start) + 1
    if not text[line:start].strip() and text[end : end + 1] == "\n":
        return Edit(line, end + 1, "")
    if has_sign:
        return Edit(start, end + len(text[end:]) - len(text[end:].lstrip()), "")
    before = text[:start].rstrip()
    return Edit(len(before) - 1 if before.endswith(",") else start, end, "")
