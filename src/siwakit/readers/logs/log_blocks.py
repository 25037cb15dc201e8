"""Cut a log into blocks of bytes, and find in each the few records that can concern Sign in with Apple.

Searching bytes for a marker is a hundred times faster than checking each line. A record is a line with the lines below
that continue it: indented ones, bodies, causes. It belongs to the block in which it begins, so that blocks can be read
independently, in any order, with the same result.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field

from siwakit.readers.logs.enveloped_lines import EnvelopedLines
from siwakit.readers.logs.markers import marked_lines
from siwakit.readers.logs.record_lines import LOOK_BACK, MAX_LINE, MAX_RECORD, LogLines
from siwakit.record import record

# How many lines with a marker are read together if they are too far below the start of their record to be part of it. Each of them is also
# a record, so each line is read that many times.
_MAX_SHARED = 4
BODY_BYTES = 4 * 1024 * 1024
BEFORE_BYTES = 2 * LOOK_BACK
AFTER_BYTES = MAX_LINE + MAX_RECORD


@record
class Block:
    """Part of a log, from *begin* to *end* of *data*, which has at most `BEFORE_BYTES` before it and `AFTER_BYTES` after it.

    The three are together, because putting them together again would take as long as searching them.
    """

    data: bytes = field(repr=False)
    begin: int
    end: int

    @property
    def size(self) -> int:
        """Number of bytes, without those before and after it."""
        return self.end - self.begin


def block_of(body: bytes, *, before: bytes = b"", after: bytes = b"") -> Block:
    """Return *body* as a block between what is before and after it."""
    return Block(before + body + after, len(before), len(before) + len(body))


@record
class Found:
    """Text of one record, and the number of its line, from 0, among those that begin in its block.

    *dated* is a line above it with a time, in case its own first line has none; *stamp* is the time in its envelope.
    """

    line: int
    text: str = field(repr=False)
    dated: str = field(default="", repr=False)
    stamp: str = ""


@record
class Count:
    """Number of lines that begin in a block, and number of those longer than 1 MiB."""

    lines: int
    cut: int


def find_records(block: Block) -> Iterator[Found]:
    """Yield each record that begins in the body of *block* and contains a marker, in order."""
    data, begins = block.data, _first_line(block)
    if begins < 0:
        return
    lines, enveloped = LogLines(data), EnvelopedLines(data)
    hits = sorted(marked_lines(data, _last_hit(data, block.end)))
    line, counted, in_envelope = 0, begins, set(filter(enveloped.is_enveloped, hits))
    starts = {enveloped.record_start(hit) if hit in in_envelope else lines.record_start(hit) for hit in hits}
    for start in sorted(start for start in starts if begins <= start < block.end):
        line += data.count(b"\n", counted, start)
        counted = start
        # The lines below a deep one are also records; without a limit each of them would be read up to 60 times.
        limit = _nth_after(hits, start, len(data)) if start in lines.deep or start in enveloped.deep else len(data)
        if enveloped.is_enveloped(start):
            record = enveloped.record_at(start, limit)
            yield Found(line, record.text, stamp=record.time)
            continue
        end = lines.record_end(start, limit)
        above, end_above = lines.dated_above(start)
        yield Found(line, _text(data, start, end), _text(data, above, end_above) if end_above > above else "")


def count_lines(block: Block) -> Count:
    """Return how many lines begin in the body of *block*."""
    begins = _first_line(block)
    if begins < 0:
        return Count(0, 0)
    lines = block.data.count(b"\n", begins, block.end) + (not block.data.endswith(b"\n", begins, block.end))
    return Count(lines, _count_long(block.data, begins, block.end))


def _first_line(block: Block) -> int:
    """Return where in the data the first line begins that begins in the body, or -1."""
    data, begin, end = block.data, block.begin, block.end
    if not begin or data.endswith(b"\n", 0, begin):
        return begin if end > begin else -1
    line_break = data.find(b"\n", begin, end)
    return line_break + 1 if 0 <= line_break < end - 1 else -1


def _count_long(data: bytes, position: int, end: int) -> int:
    """Return how many lines that begin from *position* to *end* are over the limit, in steps as long as the limit."""
    long = 0
    while position < end:
        last = data.rfind(b"\n", position, position + MAX_LINE + 1)
        if last < 0:
            long += len(data) - position > MAX_LINE
            last = data.find(b"\n", position)
        if last < 0:
            break
        position = last + 1
    return long


def _nth_after(hits: list[int], start: int, end: int) -> int:
    position = bisect_right(hits, start) + _MAX_SHARED - 1
    return hits[position] if position < len(hits) else end


def _last_hit(data: bytes, end_of_body: int) -> int:
    """Return the end of the last line that can matter to a record of the body."""
    end = data.find(b"\n", min(end_of_body + MAX_RECORD, len(data)))
    return end + 1 if end >= 0 else len(data)


def _text(data: bytes, start: int, end: int) -> str:
    return data[start : min(end, start + MAX_LINE)].decode("utf-8", "replace").rstrip("\r\n")
