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
from siwakit.readers.logs.record_lines import LOOK_BACK, MAX_LINE, MAX_RECORD, LogLines
from siwakit.record import record

# How many lines with a marker are read together if they are too far below the start of their record to be part of it. Each of them is also
# a record, so each line is read that many times.
_MAX_SHARED = 4
BODY_BYTES = 4 * 1024 * 1024
BEFORE_BYTES = 2 * LOOK_BACK
AFTER_BYTES = MAX_LINE + MAX_RECORD
# Each marker with what must follow it: searching for the part that markers share costs as much as searching for one marker.
_ANYTHING = (b"",)
_MARKERS: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (
    (b"nvalid", (b"_", b"Client", b"Grant")),
    (b"INVALID_", (b"CLIENT", b"GRANT")),
    *((marker, _ANYTHING) for marker in (b"unsupported_", b"nauthorized_client")),
    *((marker, _ANYTHING) for marker in (b"client_secret", b"clientSecret", b"grant_type", b"appleid.apple.com", b"status code 4")),
    *((marker, _ANYTHING) for marker in (b"The code has ", b"The token has ", b"was not issued to", b"<center>Apple<")),
    # appleid.apple.com in the payload of a token, in each of the three alignments of base64.
    *((marker, _ANYTHING) for marker in (b"YXBwbGVpZC5hcHBsZS5jb2", b"FwcGxlaWQuYXBwbGUuY29t", b"hcHBsZWlkLmFwcGxlLmNvb")),
)


@record
class Block:
    """Part of a log, with at most `BEFORE_BYTES` before it and `AFTER_BYTES` after it."""

    before: bytes = field(repr=False)
    body: bytes = field(repr=False)
    after: bytes = field(repr=False)


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
    first, data = len(block.before), block.before + block.body + block.after
    end_of_body, begins = first + len(block.body), _first_line(block)
    if begins < 0:
        return
    lines, enveloped = LogLines(data), EnvelopedLines(data)
    hits = sorted(set(_hits(data, _last_hit(data, end_of_body))))
    line, counted, in_envelope = 0, first + begins, set(filter(enveloped.is_enveloped, hits))
    starts = {enveloped.record_start(hit) if hit in in_envelope else lines.record_start(hit) for hit in hits}
    for start in sorted(start for start in starts if first + begins <= start < end_of_body):
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
    lines = block.body.count(b"\n", begins) + (not block.body.endswith(b"\n"))
    return Count(lines, _count_long(block.body + block.after[: MAX_LINE + 2], begins, len(block.body)))


def _first_line(block: Block) -> int:
    """Return where the first line begins that begins in the body, or -1."""
    if not block.before or block.before.endswith(b"\n"):
        return 0 if block.body else -1
    end = block.body.find(b"\n")
    return end + 1 if 0 <= end < len(block.body) - 1 else -1


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


def _hits(data: bytes, limit: int) -> Iterator[int]:
    """Yield where each line before *limit* with a marker begins, if the marker is in its first 1 MiB."""
    for marker, following in _MARKERS:
        at = data.find(marker, 0, limit)
        while at >= 0:
            if not data.startswith(following, at + len(marker)):
                at = data.find(marker, at + len(marker), limit)
                continue
            above = data.rfind(b"\n", max(0, at - MAX_LINE), at)
            if above >= 0 or at <= MAX_LINE:
                yield above + 1
            end = data.find(b"\n", at)
            at = data.find(marker, end, limit) if end >= 0 else -1


def _text(data: bytes, start: int, end: int) -> str:
    return data[start : min(end, start + MAX_LINE)].decode("utf-8", "replace").rstrip("\r\n")
