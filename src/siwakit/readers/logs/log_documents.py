"""Read exports that are one document instead of lines, as the lines of JSON that other exports of the same collector have.

These are answers of the interfaces of CloudWatch, Google Cloud Logging, Datadog, Loki and Elasticsearch, subscriptions of CloudWatch, and
systemd's export of its journal. They are read from the beginning, one entry at a time, so that their size does not matter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from siwakit.errors import NotReadable, UsageError

# How much of a file shows what it is.
HEAD_BYTES = 512
# An entry may not be larger, so that memory does not grow with what is in a document.
MAX_ENTRY = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_JOURNAL = re.compile(rb"__CURSOR=|__REALTIME_TIMESTAMP=\d")
_FIRST_MEMBERS = "|".join(
    (
        *("events", "searchedLogStreams", "nextForwardToken", "logEvents", "messageType", "results", "took", "_scroll_id", "timed_out", "hits"),
        *('status"\\s?:\\s?"success', "resultType", "nextToken"),
    )
)
# An entry of Google Cloud Logging is a line of its own, unless it is written with indentation.
_OBJECT = re.compile(rf'\{{\s*"(?:{_FIRST_MEMBERS})"|\{{\s*\n\s*"(?:insertId|logName|textPayload|jsonPayload)"'.encode())
_DATADOG = re.compile(rb'\{\s*"data"\s*:\s*\[\s*\{\s*"(?:id|type|attributes)"')
_LIST = re.compile(rb'\[\s*(?:\{\s*"|\[\s*\{\s*"(?:field|value)")')
_MEMBERS_OF_ENTRIES = re.compile(
    rb'"(?:insertId|logName|textPayload|jsonPayload|timestamp|@timestamp|eventId|logStreamName|_source|_index|field|MESSAGE|line|ingestionTime)"'
)
_ENTRIES = frozenset(
    {
        *("item", "events.item", "logEvents.item", "results.item", "data.item", "hits.hits.item", "data.result.item.values.item"),
        *("result.item.values.item", "item.item"),
    }
)
_LABELS = frozenset({"data.result.item.stream", "result.item.stream"})
_JOURNAL_FIELDS = frozenset({b"MESSAGE", b"__REALTIME_TIMESTAMP", b"_HOSTNAME", b"_SYSTEMD_UNIT", b"SYSLOG_IDENTIFIER", b"_PID"})
_LENGTH_BYTES = 8


class Stream(Protocol):
    """Source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to *size* bytes, none at the end."""


def is_document(head: bytes) -> bool:
    """Return whether a file that begins with *head* is one document."""
    head = head.lstrip()
    return bool(_JOURNAL.match(head) or _OBJECT.match(head) or _DATADOG.match(head) or (_LIST.match(head) and _MEMBERS_OF_ENTRIES.search(head)))


def entry_lines(stream: Stream, head: bytes) -> Iterator[bytes]:
    """Yield each entry of the document in *stream*, which begins with *head*, as a line of JSON.

    Raises:
        UsageError: it is JSON, and `ijson` is not installed.
        NotReadable: it is not whole, or an entry is too large.
    """
    entries = _journal_entries(stream) if _JOURNAL.match(head.lstrip()) else _json_entries(_Limited(stream))
    for entry in entries:
        yield json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


class _Limited:
    """Stream that ends with an error if too much of it is read without an entry."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.since_entry = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(_CHUNK if size < 0 else size)
        self.since_entry += len(data)
        if self.since_entry > MAX_ENTRY:
            raise NotReadable("an entry of this export is over 8 MiB", hint="give the log as lines, one entry each")
        return data


def _json_entries(stream: _Limited) -> Iterator[Any]:
    try:
        import ijson  # noqa: PLC0415  belongs to an extra
    except ImportError:
        raise UsageError("this export is one JSON document, and ijson is not installed", hint="run: pip install 'siwakit[har]'") from None
    labels: Any = {}
    building: Any = None
    at, depth, count = "", 0, 0
    top = _Top()
    try:
        for prefix, event, value in ijson.parse(stream, multiple_values=True, use_float=True):
            if building is None and event in {"start_map", "start_array"} and (prefix in _ENTRIES or prefix in _LABELS):
                building, at, depth = ijson.ObjectBuilder(), prefix, 0
            if building is None:
                yield from top.take(prefix, event, value)
                continue
            building.event(event, value)
            depth += event in {"start_map", "start_array"}
            depth -= event in {"end_map", "end_array"}
            if depth:
                continue
            if at in _LABELS:
                labels = building.value
            else:
                count, top.had_entries = count + 1, True
                yield _as_record(building.value, labels, top.members)
            building, stream.since_entry = None, 0
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError):
        raise NotReadable(f"the export is not JSON after entry {count}", hint="give the whole export, and nothing else in the file") from None


class _Top:
    """Members of the document beside its entries; a document without any is an entry itself, as `jq` writes them."""

    def __init__(self) -> None:
        self.members: dict[str, Any] = {}
        self.had_entries = False

    def take(self, prefix: str, event: str, value: Any) -> Iterator[Any]:
        """Take an event that belongs to no entry, and yield the document if it ends and is one."""
        if prefix == "" and event == "start_map":
            self.members, self.had_entries = {}, False
        elif prefix == "" and event == "end_map":
            if not self.had_entries and {"message", "textPayload", "jsonPayload"} & {name.partition(".")[0] for name in self.members}:
                yield _nested(self.members)
        elif event in {"string", "number", "boolean"} and len(self.members) < _MAX_MEMBERS:
            self.members[prefix] = value


_MAX_MEMBERS = 200


def _nested(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return *members*, named by their paths, as an object."""
    found: dict[str, Any] = {}
    for path, value in members.items():
        *above, name = path.split(".")
        place = found
        for part in above:
            inner = place.setdefault(part, {})
            place = inner if isinstance(inner, dict) else {}
        place[name] = value
    return found


def _as_record(entry: Any, labels: Any, members: Mapping[str, Any]) -> Any:
    """Return *entry* as the object that the same collector writes on a line."""
    if isinstance(entry, list) and entry and all(isinstance(field, dict) and "field" in field for field in entry):
        return {str(field["field"]): field.get("value") for field in entry}
    if isinstance(entry, list) and len(entry) > 1:
        return {"timestamp": entry[0], "line": entry[1], "labels": labels}
    if isinstance(entry, dict) and "logGroup" in members and "message" in entry:
        return {**entry, "logGroup": members["logGroup"], "logStream": members.get("logStream", "")}
    return entry


def _journal_entries(stream: Stream) -> Iterator[dict[str, str]]:
    """Yield the entries of systemd's export: lines of NAME=value, or NAME, a length and binary data, with an empty line at the end of each."""
    lines = _Lines(stream)
    entry: dict[str, str] = {}
    while (line := lines.next_line()) is not None:
        if not line:
            if entry:
                yield entry
            entry = {}
            continue
        name, sign, value = line.partition(b"=")
        if not sign:
            value = lines.next_bytes(int.from_bytes(lines.next_bytes(_LENGTH_BYTES), "little"))
            lines.next_line()
        if name in _JOURNAL_FIELDS:
            entry[name.decode()] = value.decode("utf-8", "replace")
    if entry:
        yield entry


class _Lines:
    """Lines and binary data of a stream, in limited memory."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._data, self._at = b"", 0

    def next_line(self) -> bytes | None:
        """Return the next line without its line break, or None at the end."""
        end = self._data.find(b"\n", self._at)
        while end < 0:
            known = len(self._data) - self._at
            if not self._read_more():
                rest, self._at = self._data[self._at :], len(self._data)
                return rest or None
            end = self._data.find(b"\n", known)
        line, self._at = self._data[self._at : end], end + 1
        return line

    def next_bytes(self, size: int) -> bytes:
        """Return the next *size* bytes."""
        if size > MAX_ENTRY:
            raise NotReadable("an entry of this export is over 8 MiB", hint="give the log as lines, one entry each")
        while len(self._data) - self._at < size:
            if not self._read_more():
                raise EOFError
        found, self._at = self._data[self._at : self._at + size], self._at + size
        return found

    def _read_more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        self._data, self._at = self._data[self._at :] + chunk, 0
        if len(self._data) > 2 * MAX_ENTRY:
            raise NotReadable("an entry of this export is over 8 MiB", hint="give the log as lines, one entry each")
        return bool(chunk)
