"""Decide which lines of a log belong together if each is in an envelope: the lines of one stream, taken out of their envelopes.

Other streams may have written between them. As for other lines, a record is found within 60 lines and 8 KiB above the line with a marker, so
that it does not matter where the log was cut into blocks.
"""

from __future__ import annotations

from siwakit.readers.logs.envelopes import Entry, unwrap
from siwakit.readers.logs.record_lines import MAX_LINE, MAX_LINES, MAX_RECORD, continues, line_above, line_end
from siwakit.record import record

_REMEMBERED = 4096


@record
class EnvelopedRecord:
    """Text of a record without its envelopes, and the time in the first of them."""

    text: str
    time: str


class EnvelopedLines:
    """Lines of a part of a log that are in envelopes, identified by where they begin."""

    __slots__ = ("_data", "_entries", "deep")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._entries: dict[int, Entry | None] = {}
        # The lines that were found to be more than 60 lines or 8 KiB below the start of their record.
        self.deep: set[int] = set()

    def is_enveloped(self, hit: int) -> bool:
        """Return whether the line at *hit* is in an envelope."""
        return self._entry(hit) is not None

    def record_start(self, hit: int) -> int:
        """Return where the record begins that the line at *hit* continues; *hit* itself if that is too far above."""
        positions, entries, is_cut = self._above(hit)
        text, starts = bytearray(), []
        for entry in entries:
            starts.append(len(text))
            text += entry.text if entry.is_partial else entry.text + b"\n"
        at = len(entries) - 1
        while at > 0 and _goes_on(text, starts[at], entries[at - 1]):
            at -= 1
        if at == 0 and is_cut:
            self.deep.add(hit)
            return hit
        return positions[at]

    def _above(self, hit: int) -> tuple[list[int], list[Entry], bool]:
        """Return where the lines of the same stream above the one at *hit* begin, and what they contain, with that one as the last.

        Also return whether there are more of them, too far above.
        """
        own, positions, entries, at = self._entry(hit), [hit], [], hit
        if own is None:
            return positions, [], False
        entries.append(own)
        for _ in range(MAX_LINES):
            above = line_above(self._data, at, hit)
            entry = self._entry(above) if above >= 0 else None
            if entry is None:
                return positions[::-1], entries[::-1], above < 0 < at
            at = above
            if entry.stream == own.stream:
                positions.append(at)
                entries.append(entry)
        return positions[::-1], entries[::-1], True

    def record_at(self, start: int, limit: int) -> EnvelopedRecord:
        """Return the record that begins at *start*, without the line at *limit* and those below it if it has not ended before."""
        first = self._entry(start)
        if first is None:
            return EnvelopedRecord("", "")
        text, last, at = bytearray(first.text), first, start
        for _ in range(MAX_LINES):
            at = line_end(self._data, at)
            entry = self._entry(at) if at < min(limit, len(self._data)) and at - start <= MAX_RECORD else None
            if entry is None:
                break
            if entry.stream != first.stream:
                continue
            before = len(text)
            text += entry.text if last.is_partial else b"\n" + entry.text
            if not _goes_on(text, before + (not last.is_partial), last):
                del text[before:]
                break
            last = entry
        return EnvelopedRecord(text[:MAX_LINE].decode("utf-8", "replace").rstrip("\r\n"), first.time)

    def _entry(self, start: int) -> Entry | None:
        if start not in self._entries:
            if len(self._entries) > _REMEMBERED:
                self._entries.clear()
            self._entries[start] = unwrap(self._data[start : line_end(self._data, start)].rstrip(b"\r\n"))
        return self._entries[start]


def _goes_on(text: bytearray, start: int, above: Entry) -> bool:
    """Return whether what begins at *start* of *text* continues what the entry *above* it contains."""
    return above.is_partial or continues(text, start)
