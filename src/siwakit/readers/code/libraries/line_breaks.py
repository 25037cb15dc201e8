"""Line breaks that a program removes from a key. OpenSSL and Go read a PEM only line by line; other readers do not need the lines."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.library import Given
from siwakit.readers.code.relevant import key_span
from siwakit.readers.code.values import Instance, KeyText, Reference, Unknown, Value, at, text_of

PATTERN = "RegExp"
# A line break, and patterns that match nothing else, or all whitespace. What removes the two characters \\n does nothing to many keys.
_BREAKS = frozenset({"\n", "\r\n"})
REMOVES_LINE_BREAKS = pattern(r"\(?(?:\?:)?(?:\\r\??\\n|\\n|\\r\|\\n|\\s|\\R|\n|\[(?:\\[rt])?\\[ns](?:\\[rtn])?\])(?:\|\\[rn]){0,2}\)?[+*]?")


def regular_expression(given: Given) -> Value | None:
    """Return a regular expression by its text."""
    text = given.text(0)
    return None if text is None else Instance(kind=PATTERN, state={"pattern": given.known(text)}, span=given.span)


def replaced(given: Given, value: Value | None, old: Value | None, new: Value | None) -> Value | None:
    """Return *value*, which is not known, with *old* replaced by *new*: it stays what it is. Note it if it loses its line breaks."""
    if not isinstance(value, KeyText | Unknown | Reference):
        return value
    habits = given.run.habits
    if text_of(new) == "" and _is_line_break(old):
        habits.joined.add(given.span)
        return at(value, given.span)
    # What is replaced after that may put the line breaks back.
    return at(value, given.span) if value.span in habits.joined else value


def _is_line_break(old: Value | None) -> bool:
    if isinstance(old, Instance) and old.kind == PATTERN:
        return REMOVES_LINE_BREAKS.fullmatch(text_of(old.state.get("pattern")) or "") is not None
    return text_of(old) in _BREAKS


def needs_lines(given: Given, key: Value | None) -> None:
    """Note that *key* is read by what needs its line breaks."""
    span = key_span(key)
    if span in given.run.habits.joined:
        given.run.habits.joined_keys.add(span)
