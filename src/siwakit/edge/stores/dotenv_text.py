"""Entries of a `.env` file, found and replaced without changing anything else in it.

Loaders of such files disagree about almost everything, so only what an entry looks like is decided here: `NAME=value`, `export NAME=value` or
`NAME: value`, with spaces, in quotes of three kinds or without, with a comment behind it. The quotes that an entry has are kept, because a
client_secret needs none, and a file for `docker run --env-file` must not get any. If a name is there twice, most loaders take the last value and
some the first, so the last is read and all are replaced.

A line inside another entry's quoted value is not an entry. The text is read from left to right once: no pattern here backtracks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.record import record

_HEAD = re.compile(r"\ufeff?[ \t]*+(?:export[ \t]++)?+([A-Za-z_][A-Za-z0-9_.-]*+)(?:[ \t]*+=|:[ \t])")
_SPACES = re.compile(r"[ \t]*+")
_QUOTED = tuple(re.compile(rf"{quote}((?:[^{quote}\\]|\\.)*+){quote}(?=[ \t]*+(?:#[^\n]*+)?+\r?(?:\n|\Z))", re.DOTALL) for quote in "\"'`")
_BARE = re.compile(r"[^\s#]++(?:[ \t]++(?!#)[^\s#]++|#[^\s#]*+)*+|")
_LINE_END = re.compile(r"[^\n]*+(?:\n|\Z)")
_ESCAPE = re.compile(r"\\([\\\"'$`])")


@record
class Entry:
    """One entry: the span of its value without quotes, and the value as a loader reads it."""

    name: str
    start: int
    end: int
    value: str


def find_entries(text: str, name: str) -> tuple[Entry, ...]:
    """Return the entries called *name* in *text*, in order."""
    return tuple(entry for entry in _entries(text) if entry.name == name)


def replace_entries(text: str, name: str, value: str) -> str:
    """Return *text* in which every entry called *name* has *value*; if there is none, one is added at the end."""
    entries = find_entries(text, name)
    if not entries:
        return _added(text, f"{name}={value}")
    parts, at = [], 0
    for entry in entries:
        parts += [text[at : entry.start], value]
        at = entry.end
    return "".join([*parts, text[at:]])


def _entries(text: str) -> Iterator[Entry]:
    at = 0
    while at < len(text):
        head = _HEAD.match(text, at)
        if head is None:
            at = _line_end(text, at)
            continue
        entry = _entry(text, head)
        yield entry
        at = _line_end(text, entry.end)


def _entry(text: str, head: re.Match[str]) -> Entry:
    begin = _end_of(_SPACES, text, head.end())
    quoted = next((found for pattern in _QUOTED if (found := pattern.match(text, begin))), None)
    if quoted is not None:
        return Entry(head[1], *quoted.span(1), _ESCAPE.sub(r"\1", quoted[1]))
    end = _end_of(_BARE, text, begin)
    # Without a value, the spaces belong to the comment behind it.
    return Entry(head[1], begin if end > begin else head.end(), end if end > begin else head.end(), text[begin:end])


def _line_end(text: str, at: int) -> int:
    return _end_of(_LINE_END, text, at)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _added(text: str, line: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    if text in {"", "\ufeff"}:
        return f"{text}{line}{newline}"
    return f"{text}{line}{newline}" if text.endswith("\n") else f"{text}{newline}{line}"
