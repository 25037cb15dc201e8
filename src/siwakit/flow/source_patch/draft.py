"""A mistake in source code, and everything a correction is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from siwakit.evidence.source import Source, SourcePlace
from siwakit.flow.source_patch.edits import Edit
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern

_KEY_FILE = pattern(r"AuthKey_([A-Z0-9]{10})\.p8")
_FAMILY = {"typescript": "javascript", "tsx": "javascript"}
_FEW = 3
Edits = tuple[Edit, ...]


class Draft:
    """A mistake in source code: the *finding*, the *source* that shows it, and its *text*."""

    def __init__(self, finding: Finding, source: Source, text: bytes) -> None:
        self.finding = finding
        self.source = source
        self.text = text

    @cached_property
    def code(self) -> str:
        """Return the text as characters."""
        return self.text.decode("utf-8", "replace")

    @property
    def rules(self) -> frozenset[str]:
        """Return the ids of the rules that are broken by this mistake."""
        return frozenset({self.finding.rule.id, *(consequence.rule.id for consequence in self.finding.explained)})

    @property
    def family(self) -> str:
        """Return the language, with TypeScript as JavaScript."""
        return _FAMILY.get(self.source.language, self.source.language)

    def place(self, path: str) -> SourcePlace | None:
        """Return the place of the part at *path*, unless it is in another file."""
        place = self.source.places.get(path)
        return place if place is not None and place.end else None

    def at(self, place: SourcePlace) -> str:
        """Return the source at *place*."""
        return self.text[place.start : place.end].decode("utf-8", "replace")

    def key_id(self) -> str:
        """Return the Key ID that the name of a key's file in the source tells, or a blank."""
        match = _KEY_FILE.search(self.code)
        return match[1] if match else "<KEY_ID>"

    def whole(self, code: str) -> Edits:
        """Return the edit that makes *code* of the text."""
        return (Edit(0, len(self.text), code),)

    def replaced(self, found: re.Pattern[str], by: str) -> Iterator[Edits]:
        """Yield the text with what the pattern *found* matches replaced, at one place if there are few, then at all of them."""
        matches = list(found.finditer(self.code))
        for match in matches if 1 < len(matches) <= _FEW else ():
            yield self.whole(self.code[: match.start()] + match.expand(by) + self.code[match.end() :])
        if matches:
            yield self.whole(found.sub(by, self.code))

    @property
    def raw(self) -> str:
        """Return the text with one character for each byte, so that offsets in it are those of places."""
        return self.text.decode("latin-1")

    def between(self, start: int, end: int) -> str:
        """Return the source between two offsets."""
        return self.text[start:end].decode("utf-8", "replace")

    def ranges(self, *paths: str) -> Iterator[tuple[int, int]]:
        """Yield where the parts at *paths* begin and end, and then the whole text."""
        for path in paths:
            place = self.place(path)
            if place is not None:
                yield place.start, place.end
        yield 0, len(self.text)
