"""Fitting text into a width: prose is wrapped, a long value is shortened in the middle."""

from __future__ import annotations

_DOTS = " ..."


def cut(text: str, room: int) -> str:
    """Return *text* in at most *room* characters. If something is left out, the middle says how long the text is."""
    if len(text) <= room:
        return text
    note = f"...({len(text)} characters)..."
    kept = max(room - len(note), 8)
    return f"{text[: kept - kept // 3]}{note}{text[len(text) - kept // 3 :]}"


def at_most(lines: list[str], limit: int | None, width: int) -> list[str]:
    """Return the first *limit* of *lines*; dots at the end, after the last word that leaves room for them, say that there is more."""
    if limit is None or len(lines) <= limit:
        return lines
    last = lines[limit - 1]
    if len(last) + len(_DOTS) > width:
        last = last[: width - len(_DOTS) + 1].rpartition(" ")[0] or last[: width - len(_DOTS)]
    return [*lines[: limit - 1], last + _DOTS]


def wrapped(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """Return *text* in lines of at most *width*, each after *indent*, the first after *first* if given.

    A word that is longer than a line is broken too.
    """
    lines: list[str] = []
    line = indent if first is None else first
    room, is_empty = width, True
    for full_word in text.split():
        word = full_word
        if not is_empty and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, is_empty = indent, True
        while len(line) + (not is_empty) + len(word) > room:
            kept = max(room - len(line), 1)
            lines.append(line + word[:kept])
            word, line = word[kept:], indent
        line += word if is_empty else f" {word}"
        is_empty = False
    return [*lines, line] if not is_empty else lines
