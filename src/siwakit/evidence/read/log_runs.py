"""Decide which lines of a log belong together: a record is a line with the lines below that go on with it.

Most logs ask this of few lines, and a hostile one of every line many times. What was found of a line is therefore remembered, so that the
time taken grows with the size of the log alone.
"""

from __future__ import annotations

import re

from siwakit.evidence.read.log_time import HEAD, read_time

LOOK_BACK = 8 * 1024
MAX_RECORD = 64 * 1024
MAX_LINES = 60
MAX_LINE = 1024 * 1024
_REMEMBERED = 4096
_FIRST_WORDS = 60
_LONG_AFTER = 4_102_444_800  # the year 2100, for dates without a year: here it matters only that there is a time
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


class LogLines:
    """The lines of a part of a log, told apart by where they begin.

    *deep* holds those that were found to be more than 60 lines below the start of their record.
    """

    __slots__ = ("_above", "_below", "_data", "_dated", "_deep", "_distance", "_start", "_top", "deep")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._above: dict[int, int] = {}
        self._below: dict[int, int] = {}
        self.deep: set[int] = set()
        # The last line that was found to be deep, and a line that is 60 above such a one.
        self._deep, self._top = -1, -1
        # The search for a time that was made last: from where, what it found, and how many lines above.
        self._start, self._dated, self._distance = -1, -1, 0

    def record_start(self, hit: int) -> int:
        """Return where the record begins that the line at *hit* goes on with; *hit* itself if that is more than 60 lines above."""
        least = max(0, hit - LOOK_BACK)
        start = hit
        for _ in range(MAX_LINES):
            if start == self._deep and self._top > least:
                # That one is too deep by itself, so a line below it is too.
                return self._add_deep(hit)
            above = self._continued_above(start)
            if above < 0 or (above <= least and least > 0):
                return start
            start = above
        self._top = start
        return self._add_deep(hit)

    def _add_deep(self, hit: int) -> int:
        self._deep = hit
        self.deep.add(hit)
        return hit

    def record_end(self, start: int, limit: int) -> int:
        """Return where the record ends that begins at *start*, at the line at *limit* if it has not ended before."""
        end = _line_end(self._data, start)
        for _ in range(MAX_LINES):
            if end >= limit or end - start > MAX_RECORD:
                break
            below = self._continued_below(end)
            if below < 0:
                break
            end = below
        return end

    def dated_above(self, start: int) -> tuple[int, int]:
        """Return the span of the nearest line above *start* that begins with a time; an empty one if *start* does, or there is none near."""
        found, distance = self._search_time(start)
        self._start, self._dated, self._distance = start, found, distance
        return (start, start) if found in {-1, start} else (found, _line_end(self._data, found, 10 * HEAD))

    def _continued_above(self, start: int) -> int:
        """Return where the line begins that the line at *start* goes on with, or -1."""
        known = self._above.get(start)
        if known is not None:
            return known
        above = _line_above(self._data, start, start)
        goes_on = above >= 0 and (self._below.get(start, -1) >= 0 or _goes_on(self._data, start, above))
        return _remember(self._above, start, above if goes_on else -1)

    def _continued_below(self, start: int) -> int:
        """Return where the line at *start* ends if it goes on with the one above it, or -1."""
        known = self._below.get(start)
        if known is not None:
            return known
        goes_on = self._above.get(start, -1) >= 0 or _goes_on(self._data, start, self._data.rfind(b"\n", 0, start - 1) + 1)
        return _remember(self._below, start, _line_end(self._data, start) if goes_on else -1)

    def _search_time(self, start: int) -> tuple[int, int]:
        """Return where the nearest line that begins with a time begins, or -1, and how many lines above *start* it is."""
        at = start
        for distance in range(MAX_LINES):
            if at < 0:
                break
            if at == self._start:
                return self._search_on(start, distance)
            if _has_time(self._data, at):
                return at, distance
            at = _line_above(self._data, at, start)
        return -1, 0

    def _search_on(self, start: int, distance: int) -> tuple[int, int]:
        """Return what the last search found, if that is near enough to the line at *start* too."""
        least = max(0, start - LOOK_BACK)
        is_near = distance + self._distance < MAX_LINES and (self._dated > least or least == 0)
        return (self._dated, distance + self._distance) if self._dated >= 0 and is_near else (-1, 0)


def _remember(known: dict[int, int], key: int, value: int) -> int:
    if len(known) > _REMEMBERED:
        known.clear()
    known[key] = value
    return value


def _goes_on(data: bytes, start: int, above: int) -> bool:
    """Return whether the line at *start* goes on with the one *above* it."""
    if _answers(data, start, above):
        return True
    line = _line(data, start)
    if not _GOES_ON.match(line) and not _ends_traceback(data, start, above):
        return False
    if _JSON_RECORD.match(line) or _BRACKETED_TIME.match(line) or _JSON_RECORD.match(_line(data, above)):
        return False
    return not _has_time(data, start)


def _answers(data: bytes, start: int, above: int) -> bool:
    """Return whether the line at *start* is the answer to the request in the one *above* it: both are logged, one after the other."""
    request = _line(data, above)
    if b"client_secret" not in request:
        return False
    line = _line(data, start)
    if not any(word in line for word in _IN_REFUSALS) or not _REFUSES.search(line) or _ASKS.search(line) or _ANOTHER.search(line):
        return False
    return bool(_ASKS.search(request)) and not _REFUSES.search(request)


def _ends_traceback(data: bytes, start: int, above: int) -> bool:
    """Return whether the lines from *above* upwards are a traceback of Python, whose last line, at *start*, is not indented."""
    at, is_indented = above, False
    while at >= 0 and data[at : at + 1] == b" ":
        at, is_indented = _line_above(data, at, start), True
    return is_indented and at >= 0 and data.startswith(b"Traceback", at)


def _line(data: bytes, start: int) -> bytes:
    return data[start : _line_end(data, start, MAX_RECORD)].rstrip(b"\n")


def _has_time(data: bytes, start: int) -> bool:
    """Return whether a line that is not indented begins with a time."""
    if _ISO_TIME.match(data, start):
        return True
    is_json = data.startswith(b"{", start)
    head = data[start : _line_end(data, start, 10 * HEAD if is_json else _FIRST_WORDS)]
    if head[:1] in {b" ", b"\t"} or not _HAS_TIME.search(head):
        return False
    return read_time(head.decode("utf-8", "replace"), _LONG_AFTER) is not None


def _line_above(data: bytes, start: int, hit: int) -> int:
    """Return where the line above the one at *start* begins; -1 at the top, and where that is too far from *hit*."""
    if start == 0:
        return -1
    least = max(0, hit - LOOK_BACK)
    above = data.rfind(b"\n", least, start - 1) + 1
    return above if above > least or least == 0 else -1


def _line_end(data: bytes, start: int, within: int = MAX_LINE) -> int:
    end = data.find(b"\n", start, start + within)
    return end + 1 if end >= 0 else min(len(data), start + within)
