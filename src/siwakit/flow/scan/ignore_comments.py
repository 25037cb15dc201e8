"""Comments that silence a rule for one line: `# siwakit: ignore[rule-id] reason`, in the comment of any language."""

from __future__ import annotations

import re
from collections.abc import Container

from siwakit.patterns import pattern
from siwakit.record import record

_MARKS = r"(?:#|//|--|/\*|<!--|;|%)"
_COMMENT = pattern(
    rf"(?:^|(?<=[\s;,)({{}}\]])){_MARKS}[#*/!;-]{{0,8}}\s{{0,40}}siwakit:\s*ignore\b(?:\[(?P<ids>[^\]\n]{{0,400}})\])?(?P<reason>[^\n]{{0,400}})",
    re.IGNORECASE,
)
_END = pattern(r"\s*(?:\*/|-->|\*\)|-\}|--%>)\s*$")
_LITERAL = pattern(r"\"(?:\\.|[^\"\\])*+\"|'(?:\\.|[^'\\])*+'|`(?:\\.|[^`\\])*+`")
_WORD = pattern(r"\w\w")
_LONGEST = 2000  # of what is before a comment in its line
# Prose shows such comments; there only a comment that is not shown silences anything.
_PROSE = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".txt")


@record
class Ignored:
    """A comment at *line*: the rules that it names, and whether it gives a reason. If it *is_own_line*, it is about the next line of code too."""

    line: int
    ids: tuple[str, ...]
    has_reason: bool
    is_own_line: bool


def find_ignored(text: str, path: str) -> tuple[Ignored, ...]:
    """Return every comment in *text* that silences rules."""
    if "siwakit:" not in text:
        return ()
    found = []
    is_prose = path.lower().endswith(_PROSE)
    for number, line in enumerate(text.split("\n"), 1):
        match = _COMMENT.search(line) if "siwakit:" in line else None
        if match and not _is_in_literal(line[: match.start()], line[match.start() :]) and (not is_prose or match[0].startswith("<!--")):
            ids = tuple(name.strip() for name in (match["ids"] or "").split(",") if name.strip())
            found.append(Ignored(number, ids, bool(_WORD.search(_END.sub("", match["reason"]))), not line[: match.start()].strip()))
    return tuple(found)


class IgnoreComments:
    """The comments of one file by the lines that they are about."""

    def __init__(self, comments: tuple[Ignored, ...]) -> None:
        self.comments = comments
        self._by_line = {comment.line: comment for comment in comments}

    def unknown_ids(self, known: Container[str]) -> list[tuple[int, str]]:
        """Return each id that is not *known* with its line; "" for a comment that names no rule."""
        return [(comment.line, name) for comment in self.comments for name in comment.ids or ("",) if name not in known]

    def find(self, line: int, rule_id: str) -> Ignored | None:
        """Return the comment that names *rule_id* on *line* or directly above it, or None."""
        here = self._by_line.get(line)
        if here and rule_id in here.ids:
            return here
        above = self._by_line.get(line - 1)
        while above and above.is_own_line:
            if rule_id in above.ids:
                return above
            above = self._by_line.get(above.line - 1)
        return None


def _is_in_literal(before: str, after: str) -> bool:
    """Return whether a literal that is opened in *before* is closed in *after*."""
    return any(quote in after for quote in _LITERAL.sub("", before[-_LONGEST:]) if quote in "\"'`")
