"""Break prose into lines of a width; a word that is longer than a line is broken too."""

from __future__ import annotations


def wrapped(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """Return *text* in lines of at most *width*, each after *indent*, the first after *first* where that is given."""
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
