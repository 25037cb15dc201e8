"""Fitting text into a width: prose is wrapped, a long value is shortened in the middle."""

from __future__ import annotations


def cut(text: str, room: int) -> str:
    """Return *text* in at most *room* characters. If something is left out, the middle says how long the text is."""
    if len(text) <= room:
        return text
    told = f"...({len(text)} characters)..."
    kept = max(room - len(told), 8)
    return f"{text[: kept - kept // 3]}{told}{text[len(text) - kept // 3 :]}"


def wrapped(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """Return *text* in lines of at most *width*, each after *indent*, the first after *first* if given.

    A word that is longer than a line is broken too.
    """
    lines: list[str] = []
    line = indent if first is None else first
    room, is_bare = width, True
    for whole in text.split():
        word = whole
        if not is_bare and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, is_bare = indent, True
        while len(line) + (not is_bare) + len(word) > room:
            kept = max(room - len(line), 1)
            lines.append(line + word[:kept])
            word, line = word[kept:], indent
        line += word if is_bare else f" {word}"
        is_bare = False
    return [*lines, line] if not is_bare else lines
