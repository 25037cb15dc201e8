"""Decide which lines of a log belong together: a record is a line with the lines below that continue it.

In most logs few lines have to be checked, in a hostile one every line many times. Results are therefore cached, so that the
time taken is proportional to the size of the log.
"""

from __future__ import annotations

import re

from siwakit.readers.logs.timestamps import HEAD, read_time

LOOK_BACK = 8 * 1024
MAX_RECORD = 64 * 1024
MAX_LINES = 60
MAX_LINE = 1024 * 1024
_REMEMBERED = 4096
_FIRST_WORDS = 60
_LONG_AFTER = 4_102_444_800  # the year 2100, for dates without a year: here it matters only that there is a time
_GOES_ON = re.compile(rb"[\s{}\[\]\"'<>*]|Response:|Body:|Caused by|Traceback|---", re.IGNORECASE)
# The name of an exception in Java, Kotlin or C# below the message with which it was logged. The level must show that the message is about it.
_THROWN = re.compile(rb"(?:[A-Za-z_$][\w$]{0,60}\.){1,12}[A-Z][\w$]{0,100}(?:Exception|Error|Throwable|Failure)(?:\r?$|:)", re.MULTILINE)
_FAILED = re.compile(rb"\b(?:ERROR|Error|error|WARN|Warn|warn|WARNING|SEVERE|FATAL|CRITICAL|fail)\b")
# The first characters of a matching line: for most lines nothing else is checked.
_FIRST_BYTES = frozenset(b"\t\n\v\f\r {}[]\"'<>*RrBbCcTt-")
_INDENTED = frozenset(b" \t")
_BLANKS = (b" ", b"\t", b"\n")
# Such lines continue a line above that is not JSON; checking each of them separately takes longer.
_INDENTED_LINES = re.compile(rb"(?:[ \t][^\n]*\n|\n){1,%d}+" % MAX_LINES)
_SPACE = ord(" ")
_NOTHING = -1
# A line of JSON begins a record, unless it is an answer, which comes below the message that it belongs to.
_JSON_RECORD = re.compile(
    rb"\{\"(?!error|access_token|id_token)[^\n]*\}\r?$|\{\"error[^\n]{0,2000}\"(?:level|time|ts|timestamp|msg|severity)\"", re.MULTILINE
)
_ASKS = re.compile(rb"client_secret[\"'\\]{0,4}\s?(?:=>|[=:])")
_IN_REFUSALS = (b"invalid_", b"unauthorized_client", b"unsupported_grant_type")
_REFUSES = re.compile(rb"(?<![A-Za-z_])(?:invalid_(?:client|grant|request|scope)|unauthorized_client|unsupported_grant_type)(?![A-Za-z0-9_])")
_ANOTHER = re.compile(rb"google|facebook|github|microsoft|linkedin", re.IGNORECASE)
# The usual time at the start of a line; `read_time` reads all others.
_ISO_TIME = re.compile(rb"20\d\d[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|1\d|2[0-8])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_HAS_TIME = re.compile(rb"\d\d:\d\d|\d{10}")
_BRACKETED_TIME = re.compile(rb"\[[^\]\n]{0,12}\d{1,4}[-/ ]")


class LogLines:
    """Lines of a part of a log, identified by where they begin.

    *deep* contains those that were found to be more than 60 lines or 8 KiB below the start of their record.
    """

    __slots__ = ("_data", "_dated", "_deep", "_distance", "_joins", "_start", "_top", "deep")

    def __init__(self, data: bytes) -> None:
        self._data = data
        # Whether the line that begins there continues the one above it.
        self._joins: dict[int, bool] = {}
        self.deep: set[int] = set()
        # The last line that was found to be deep, and a line that is 60 above such a one.
        self._deep, self._top = -1, -1
        # The last search for a time: from where, what it found, and how many lines above.
        self._start, self._dated, self._distance = -1, -1, 0

    def record_start(self, hit: int) -> int:
        """Return where the record begins that the line at *hit* continues; *hit* itself if that is more than 60 lines or 8 KiB above."""
        least = max(0, hit - LOOK_BACK)
        start = hit
        for _ in range(MAX_LINES):
            if start == self._deep and self._top > least:
                # That one is already too deep, so a line below it is too.
                return self._add_deep(hit)
            above = line_above(self._data, start, start) if self._goes_on(start) else -1
            if above < 0:
                return start
            if above <= least and least > 0:
                return self._add_far(hit)
            start = above
        self._top = start
        return self._add_deep(hit)

    def _add_deep(self, hit: int) -> int:
        self._deep = hit
        self.deep.add(hit)
        return hit

    def _add_far(self, hit: int) -> int:
        self.deep.add(hit)
        return hit

    def record_end(self, start: int, limit: int) -> int:
        """Return where the record ends that begins at *start*, at the line at *limit* if it has not ended before."""
        data, end, lines = self._data, line_end(self._data, start), MAX_LINES
        if data[end : end + 1] in _BLANKS and not _is_json_record(data, start):
            end, lines = self._end_of_indented(end, min(limit, start + MAX_RECORD))
        for _ in range(lines):
            if end >= limit or end - start > MAX_RECORD or not self._goes_on(end):
                break
            end = line_end(data, end)
        return end

    def _end_of_indented(self, start: int, limit: int) -> tuple[int, int]:
        """Return where the indented and empty lines from *start* on end, and how many more lines their record may have."""
        run = _INDENTED_LINES.match(self._data, start, limit)
        return (run.end(), MAX_LINES - self._data.count(b"\n", start, run.end())) if run else (start, MAX_LINES)

    def dated_above(self, start: int) -> tuple[int, int]:
        """Return the span of the nearest line above *start* that begins with a time; an empty one if *start* does, or if there is none nearby."""
        found, distance = self._search_time(start)
        self._start, self._dated, self._distance = start, found, distance
        return (start, start) if found in {-1, start} else (found, line_end(self._data, found, 10 * HEAD))

    def _goes_on(self, start: int) -> bool:
        """Return whether the line at *start* continues the one above it."""
        known = self._joins.get(start)
        if known is None:
            known = continues(self._data, start)
            if len(self._joins) > _REMEMBERED:
                self._joins.clear()
            self._joins[start] = known
        return known

    def _search_time(self, start: int) -> tuple[int, int]:
        """Return where the nearest line that begins with a time begins, or -1, and how many lines above *start* it is."""
        at = start
        for distance in range(MAX_LINES):
            if at < 0:
                break
            if at == self._start:
                return self._search_on(start, distance)
            if self._data[at] not in _INDENTED and _has_time(self._data, at):
                return at, distance
            at = line_above(self._data, at, start)
        return -1, 0

    def _search_on(self, start: int, distance: int) -> tuple[int, int]:
        """Return what the last search found, if that is near enough to the line at *start* too."""
        least = max(0, start - LOOK_BACK)
        is_near = distance + self._distance < MAX_LINES and (self._dated > least or least == 0)
        return (self._dated, distance + self._distance) if self._dated >= 0 and is_near else (-1, 0)


def _goes_on(data: bytes | bytearray, start: int, above: int) -> bool:
    """Return whether the line at *start* continues the one *above* it."""
    if _answers(data, start, above):
        return True
    first = data[start] if start < len(data) else _NOTHING
    if first not in _FIRST_BYTES or not _GOES_ON.match(data, start):
        if _THROWN.match(data, start) and _FAILED.search(data, above, min(start, above + MAX_RECORD)):
            return _begins_none(data, start, above)
        return data[above] == _SPACE and _ends_traceback(data, start, above) and _begins_none(data, start, above)
    if first in _INDENTED:
        return not _is_json_record(data, above)
    return _begins_none(data, start, above)


def _begins_none(data: bytes | bytearray, start: int, above: int) -> bool:
    """Return whether nothing shows that the line at *start* begins a record of its own."""
    if _is_json_record(data, start) or _BRACKETED_TIME.match(data, start) or _is_json_record(data, above):
        return False
    return not _has_time(data, start)


def _is_json_record(data: bytes | bytearray, start: int) -> bool:
    return data.startswith(b'{"', start) and _JSON_RECORD.match(data, start, start + MAX_RECORD) is not None


def _answers(data: bytes | bytearray, start: int, above: int) -> bool:
    """Return whether the line at *start* is the answer to the request in the one *above* it: both are logged, one after the other."""
    if data.find(b"client_secret", above, min(start, above + MAX_RECORD)) < 0:
        return False
    request, line = _line(data, above), _line(data, start)
    if not any(word in line for word in _IN_REFUSALS) or not _REFUSES.search(line) or _ASKS.search(line) or _ANOTHER.search(line):
        return False
    return bool(_ASKS.search(request)) and not _REFUSES.search(request)


def _ends_traceback(data: bytes | bytearray, start: int, above: int) -> bool:
    """Return whether the lines from *above* upwards are a traceback of Python, whose last line, at *start*, is not indented."""
    at, is_indented = above, False
    while at >= 0 and data[at : at + 1] == b" ":
        at, is_indented = line_above(data, at, start), True
    return is_indented and at >= 0 and data.startswith(b"Traceback", at)


def _line(data: bytes | bytearray, start: int) -> bytes | bytearray:
    return data[start : line_end(data, start, MAX_RECORD)].rstrip(b"\n")


def _has_time(data: bytes | bytearray, start: int) -> bool:
    """Return whether a line that is not indented begins with a time."""
    end = line_end(data, start, 10 * HEAD) if data.startswith(b"{", start) else start + _FIRST_WORDS
    # Few lines without a time have digits that look like one. The end of a short line is searched for only then.
    if not _HAS_TIME.search(data, start, end) or data[start] in _INDENTED:
        return False
    if _ISO_TIME.match(data, start):
        return True
    head = data[start : line_end(data, start, end - start)]
    return _HAS_TIME.search(head) is not None and read_time(head.decode("utf-8", "replace"), _LONG_AFTER) is not None


def continues(data: bytes | bytearray, start: int) -> bool:
    """Return whether the line at *start* continues the one above it."""
    return start > 0 and _goes_on(data, start, data.rfind(b"\n", 0, start - 1) + 1)


def line_above(data: bytes | bytearray, start: int, hit: int) -> int:
    """Return where the line above the one at *start* begins; -1 at the top, or if that is too far from *hit*."""
    if start == 0:
        return -1
    least = max(0, hit - LOOK_BACK)
    above = data.rfind(b"\n", least, start - 1) + 1
    return above if above > least or least == 0 else -1


def line_end(data: bytes | bytearray, start: int, within: int = MAX_LINE) -> int:
    """Return where the line after the one at *start* begins, at most *within* bytes further on."""
    end = data.find(b"\n", start, start + within)
    return end + 1 if end >= 0 else min(len(data), start + within)
