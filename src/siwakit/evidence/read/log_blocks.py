"""Cut a log into blocks of bytes, and find in each the few records that can hold something of a sign-in with Apple.

Searching bytes for a marker is a hundred times faster than looking at each line. A record is a line with the lines below
that go on with it: indented ones, bodies, causes. It belongs to the block in which it begins, so that blocks can be read
apart from each other, in any order, and always say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from siwakit.evidence.read.log import MAX_LINE
from siwakit.evidence.read.log_time import HEAD, read_time
from siwakit.record import record

BODY_BYTES = 4 * 1024 * 1024
BEFORE_BYTES = 16 * 1024
MAX_RECORD = 64 * 1024
AFTER_BYTES = MAX_LINE + MAX_RECORD
_FIRST_WORDS = 60
_LONG_AFTER = 4_102_444_800  # the year 2100, for dates without a year: here it matters only that there is a time
_LOOK_BACK = BEFORE_BYTES // 2
_MAX_LINES = 60
# Each marker with what has to follow it: a search for the part that markers share costs as much as one for a marker.
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
_GOES_ON = re.compile(rb"[\s{}\[\]\"'<>*]|Response:|Body:|Caused by|Traceback|---|\r?$", re.IGNORECASE)
# A line of JSON begins a record, unless it is an answer, which stands below the message that it belongs to.
_JSON_RECORD = re.compile(rb"\{\"(?!error|access_token|id_token)[^\n]*\}\r?$|\{\"error[^\n]{0,2000}\"(?:level|time|ts|timestamp|msg|severity)\"")
_ASKS = re.compile(rb"client_secret[\"'\\]{0,4}\s?(?:=>|[=:])")
_IN_REFUSALS = (b"invalid_", b"unauthorized_client", b"unsupported_grant_type")
_REFUSES = re.compile(rb"(?<![A-Za-z_])(?:invalid_(?:client|grant|request|scope)|unauthorized_client|unsupported_grant_type)(?![A-Za-z0-9_])")
_ANOTHER = re.compile(rb"google|facebook|github|microsoft|linkedin", re.IGNORECASE)
# How nearly every log begins a line; all other times are left to `read_time`.
_ISO_TIME = re.compile(rb"20\d\d[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|1\d|2[0-8])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_HAS_TIME = re.compile(rb"\d\d:\d\d|\d{10}")
_BRACKETED_TIME = re.compile(rb"\[[^\]\n]{0,12}\d{1,4}[-/ ]")


@record
class Block:
    """Hold a part of a log, with what stands before it and after it: at most `BEFORE_BYTES` and `AFTER_BYTES`."""

    before: bytes = field(repr=False)
    body: bytes = field(repr=False)
    after: bytes = field(repr=False)


@record
class Found:
    """Hold the text of one record, and the number of its line, from 0, among those that begin in its block.

    *dated* is a line above it with a time, where its own first line may have none.
    """

    line: int
    text: str = field(repr=False)
    dated: str = field(default="", repr=False)


@record
class Count:
    """Hold how many lines begin in a block, and how many of them are longer than 1 MiB."""

    lines: int
    cut: int


def find_records(block: Block) -> Iterator[Found]:
    """Yield each record that begins in the body of *block* and holds a marker, in order."""
    first, data = len(block.before), block.before + block.body + block.after
    end_of_body, begins = first + len(block.body), _first_line(block)
    starts = sorted({_record_start(data, hit) for hit in set(_hits(data, _last_hit(data, end_of_body)))})
    line, counted = 0, first + max(begins, 0)
    for start in starts:
        if begins < 0 or not first + begins <= start < end_of_body:
            continue
        line += data.count(b"\n", counted, start)
        counted = start
        yield Found(line, _text(data, start, _record_end(data, start)), _dated_above(data, start))


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


def _last_hit(data: bytes, end_of_body: int) -> int:
    """Return the end of the last line that can belong to a record of the body."""
    end = data.find(b"\n", min(end_of_body + _LOOK_BACK, len(data)))
    return end + 1 if end >= 0 else len(data)


def _hits(data: bytes, limit: int) -> Iterator[int]:
    """Yield where each line before *limit* with a marker begins, as far as the marker stands in its first 1 MiB."""
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


def _record_start(data: bytes, hit: int) -> int:
    """Return where the line begins that the line at *hit* goes on with; *hit* itself where it goes on with none."""
    start = hit
    for _ in range(_MAX_LINES):
        above = _line_above(data, start, hit)
        if above < 0 or not _goes_on(data, start, above, hit):
            return start
        start = above
    return hit


def _record_end(data: bytes, start: int) -> int:
    end, above = _line_end(data, start), start
    for _ in range(_MAX_LINES):
        if end >= len(data) or end - start > MAX_RECORD or not _goes_on(data, end, above, end):
            break
        end, above = _line_end(data, end), end
    return end


def _goes_on(data: bytes, start: int, above: int, hit: int) -> bool:
    """Tell whether the line at *start* goes on with the one *above* it."""
    if _answers(data, start, above):
        return True
    line = _line(data, start)
    if not _GOES_ON.match(line) and not _ends_traceback(data, above, hit):
        return False
    if _JSON_RECORD.match(line) or _BRACKETED_TIME.match(line) or _JSON_RECORD.match(_line(data, above)):
        return False
    return not _has_time(data, start)


def _answers(data: bytes, start: int, above: int) -> bool:
    """Tell whether the line at *start* is the answer to the request in the one *above* it: both are logged, one after the other."""
    request = _line(data, above)
    if b"client_secret" not in request:
        return False
    line = _line(data, start)
    if not any(word in line for word in _IN_REFUSALS) or not _REFUSES.search(line) or _ASKS.search(line) or _ANOTHER.search(line):
        return False
    return bool(_ASKS.search(request)) and not _REFUSES.search(request)


def _ends_traceback(data: bytes, above: int, hit: int) -> bool:
    """Tell whether the lines from *above* upwards are a traceback of Python, whose last line is not indented."""
    at, is_indented = above, False
    while at >= 0 and data[at : at + 1] == b" ":
        at, is_indented = _line_above(data, at, hit), True
    return is_indented and at >= 0 and data.startswith(b"Traceback", at)


def _line(data: bytes, start: int) -> bytes:
    return data[start : _line_end(data, start, MAX_RECORD)].rstrip(b"\n")


def _has_time(data: bytes, start: int) -> bool:
    """Tell whether a line that is not indented begins with a time."""
    if _ISO_TIME.match(data, start):
        return True
    is_json = data.startswith(b"{", start)
    head = data[start : _line_end(data, start, 10 * HEAD if is_json else _FIRST_WORDS)]
    if head[:1] in {b" ", b"\t"} or not _HAS_TIME.search(head):
        return False
    return read_time(head.decode("utf-8", "replace"), _LONG_AFTER) is not None


def _dated_above(data: bytes, start: int) -> str:
    """Return the nearest line at or above *start* that begins with a time; empty where there is none near."""
    at = start
    for _ in range(_MAX_LINES):
        if at < 0:
            break
        if _has_time(data, at):
            return "" if at == start else _text(data, at, _line_end(data, at, 10 * HEAD))
        at = _line_above(data, at, start)
    return ""


def _line_above(data: bytes, start: int, hit: int) -> int:
    """Return where the line above the one at *start* begins; -1 at the top, and where that is too far from *hit*."""
    if start == 0:
        return -1
    least = max(0, hit - _LOOK_BACK)
    above = data.rfind(b"\n", least, start - 1) + 1
    return above if above > least or least == 0 else -1


def _line_end(data: bytes, start: int, within: int = MAX_LINE) -> int:
    end = data.find(b"\n", start, start + within)
    return end + 1 if end >= 0 else min(len(data), start + within)


def _text(data: bytes, start: int, end: int) -> str:
    return data[start : min(end, start + MAX_LINE)].decode("utf-8", "replace").rstrip("\r\n")
