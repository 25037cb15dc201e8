"""A program as people paste it: with a sentence before it or behind it, and the answer that they got."""

from __future__ import annotations

from siwakit.patterns import pattern

_MOST_LINES = 60
_WORDS = pattern(r"(?:[A-Za-z'\u2019]{1,40}[,:;.!?]{0,3}(?: |$)){3}")
_FIRST_OF_CODE = pattern(
    r"\s|[@#/*<\[$%&(\"'`-]|(?:public|private|protected|internal|static|sealed|abstract|final|const|let|var|val|async|suspend|override|open|export"
    r"|default|class|struct|enum|interface|type|import|package|using|namespace|return|def|func?|fn|function|defmodule|module|end|raise|throw|puts|echo"
    r"|print|from|for|if|with|while|use|require|elif|else|try|and|do|in|not|set|new|await)\b"
)
_LAST_OF_CODE = (";", "{", "}", "(", "[", ",", "=", "=>", "->", "&&", "||", "+", "do", "then", "\\")
# Answers and lines of HTTP, which are read by themselves.
_ANSWER = pattern(
    r"\{\s{0,9}\"error\"[^\n]{0,300}\}\s{0,9}|(?:HTTP/[0-9.]{1,3} )?[45][0-9]{2}(?: [A-Za-z ]{1,40})?|error[:=] ?\w{1,40}|invalid_\w{1,20}"
)


def without_prose(text: str) -> str:
    """Return *text* with empty lines in the place of the prose and the answers before and behind the program, so that it keeps its lines."""
    lines = text.split("\n")
    before = _count_prose(lines)
    if before == len(lines):
        return text
    behind = len(lines) - _count_prose(lines[::-1])
    return "\n".join(line if before <= at < behind else "" for at, line in enumerate(lines))


def _count_prose(lines: list[str]) -> int:
    """Return how many of *lines*, from the first one, are prose or empty."""
    most = lines[:_MOST_LINES]
    return next((at for at, line in enumerate(most) if line.strip() and not _is_prose(line)), len(lines) if len(most) == len(lines) else 0)


def _is_prose(line: str) -> bool:
    if _ANSWER.fullmatch(line.strip()):
        return True
    return _FIRST_OF_CODE.match(line) is None and not line.rstrip().endswith(_LAST_OF_CODE) and _WORDS.search(line) is not None
