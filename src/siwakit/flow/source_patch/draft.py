"""A mistake in source code, and everything a correction is made of."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.evidence.source import Source, SourcePlace
from siwakit.flow.source_patch.edits import Edit
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.record import record

Edits = tuple[Edit, ...]
_KEY_FILE = pattern(r"AuthKey_([A-Z0-9]{10})\.p8")
_FAMILY = {"typescript": "javascript", "tsx": "javascript"}


@record
class Draft:
    """A mistake in source code, and everything a correction is made of."""

    finding: Finding
    source: Source
    text: bytes

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
        match = _KEY_FILE.search(self.text.decode("utf-8", "replace"))
        return match[1] if match else "<KEY_ID>"

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
