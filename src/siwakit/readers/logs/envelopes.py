"""Take a line of a log out of the envelope in which a collector keeps it, with the time and the stream that the envelope names.

An envelope is recognised by the members that its collector always writes. The record of an application in JSON is not an envelope: all of
its members say something about the sign-in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from siwakit.record import record

MAX_ENVELOPE = 1024 * 1024
_MAX_LEVELS = 3
_MAX_BYTES_OF_MESSAGE = 64 * 1024
# Kubernetes' format of container runtimes.
_CRI = re.compile(rb"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (?P<stream>stdout|stderr) (?P<tag>[FP])(?::\S*)? ")
# `docker logs --timestamps` and `kubectl logs --timestamps`: no logger writes nanoseconds like this.
_STAMPED = re.compile(rb"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) ")
_COMPOSE = re.compile(rb"(?P<stream>[\w.-]{1,100}[-_.]\d{1,5}(?:\.\w{1,40}@[\w.-]{1,100})?) {1,60}\| ?")
_POD = re.compile(rb"\[(?P<stream>pod/[\w./-]{1,300})\] ")
# At least one of these is in every envelope in JSON; few other lines are parsed.
_MEMBER = re.compile(
    rb"\"(?:log|stream|kubernetes|logStreamName|logStream|ingestionTime|eventId|insertId|logName|textPayload|ddsource|tags|attributes|line|_source"
    rb"|@version|@metadata|agent|ecs|MESSAGE|@message)\"\s?:"
)
_TIMES = ("time", "timestamp", "@timestamp", "date", "__REALTIME_TIMESTAMP", "receiveTimestamp", "_SOURCE_REALTIME_TIMESTAMP", "eventTime")


@record
class Entry:
    """Line without its envelope, the time in the envelope, and a name of the stream that the line belongs to.

    If *is_partial*, the next line of the stream continues it without a line break.
    """

    text: bytes = field(repr=False)
    time: str
    stream: str
    is_partial: bool = False


def unwrap(line: bytes) -> Entry | None:
    """Return what is in the envelope *line*, or None if it is not one."""
    found = _unwrap(line)
    if found is None:
        return None
    for _ in range(_MAX_LEVELS - 1):
        inner = None if found.is_partial else _unwrap(found.text)
        if inner is None:
            break
        found = Entry(inner.text, inner.time or found.time, f"{found.stream} {inner.stream}", inner.is_partial)
    return found


def _unwrap(line: bytes) -> Entry | None:
    if line[:1] == b"{":
        return _unwrap_json(line)
    for form in (_CRI, _STAMPED, _COMPOSE, _POD):
        found = form.match(line)
        if found:
            parts = {name: value.decode("utf-8", "replace") for name, value in found.groupdict().items()}
            return Entry(line[found.end() :].rstrip(b"\r\n"), parts.get("time", ""), parts.get("stream", ""), parts.get("tag") == "P")
    return None


def _unwrap_json(line: bytes) -> Entry | None:
    if len(line) > MAX_ENVELOPE or not _MEMBER.search(line):
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    for read in (_docker, _kubernetes, _cloudwatch, _stackdriver, _loki, _elastic, _datadog, _journal):
        entry = read(value)
        if entry:
            return entry
    return None


def _docker(value: Mapping[str, Any]) -> Entry | None:
    """Read the format json-file of Docker, and what its forwarders make of it."""
    text = value.get("log")
    if not isinstance(text, str) or not isinstance(value.get("stream"), str) or "kubernetes" in value:
        return None
    name = " ".join(str(value[member]) for member in ("stream", "container_id", "container_name", "attrs") if member in value)
    # Docker splits lines after 16 KiB; only the last part ends with a line break. Forwarders remove it.
    is_partial = value.keys() <= {"log", "stream", "time", "attrs"} and "time" in value and not text.endswith("\n")
    return _entry(text, value, name, is_partial=is_partial)


def _kubernetes(value: Mapping[str, Any]) -> Entry | None:
    """Read a record of Fluentd, Fluent Bit or Vector about a container."""
    text, about = _first_text(value, "log", "message"), value.get("kubernetes")
    if text is None or not isinstance(about, dict):
        return None
    return _entry(text, value, _named(about, "namespace_name", "pod_name", "pod_uid", "container_name") + str(value.get("stream", "")))


def _cloudwatch(value: Mapping[str, Any]) -> Entry | None:
    """Read an event of CloudWatch: of an export, a subscription, or a query."""
    text = value.get("@message")
    if isinstance(text, str):
        return _entry(text, value, _named(value, "@log", "@logStream"))
    text = value.get("message")
    is_event = "timestamp" in value and not value.keys() <= {"timestamp", "message"}
    if not isinstance(text, str) or not is_event or not value.keys() <= _OF_CLOUDWATCH:
        return None
    return _entry(text, value, _named(value, "logGroup", "logStreamName", "logStream"))


_OF_CLOUDWATCH = {"message", "timestamp", "ingestionTime", "eventId", "id", "logStreamName", "logStream", "logGroup", "owner"}


def _stackdriver(value: Mapping[str, Any]) -> Entry | None:
    """Read an entry of Google Cloud Logging."""
    if not {"insertId", "logName"} & value.keys():
        return None
    text, payload = value.get("textPayload"), value.get("jsonPayload")
    if isinstance(payload, dict):
        message = payload.get("message")
        # The record of an application in JSON, unless it is only a message.
        text = message if isinstance(message, str) and len(payload) == 1 else json.dumps(payload, ensure_ascii=False)
    about = value.get("resource")
    labels = about.get("labels") if isinstance(about, dict) else None
    name = f"{value.get('logName', '')} {json.dumps(labels, sort_keys=True) if labels else ''}"
    return _entry(text, value, name) if isinstance(text, str) else None


def _loki(value: Mapping[str, Any]) -> Entry | None:
    text, labels = value.get("line"), value.get("labels", value.get("stream"))
    if not isinstance(text, str) or not isinstance(labels, dict) or "timestamp" not in value:
        return None
    return _entry(text, value, json.dumps(labels, sort_keys=True))


def _elastic(value: Mapping[str, Any]) -> Entry | None:
    """Read a document of Elasticsearch or OpenSearch, or a record of Beats or Logstash."""
    source = value.get("_source", value)
    is_document = "_source" in value and "_index" in value
    is_record = "@timestamp" in value and not {"@version", "@metadata", "agent", "ecs"}.isdisjoint(value)
    if not isinstance(source, dict) or not (is_document or is_record):
        return None
    event = source.get("event")
    original = event.get("original") if isinstance(event, dict) else None
    text = original if isinstance(original, str) else _first_text(source, "message", "log")
    return None if text is None else _entry(text, source, _about(source))


def _datadog(value: Mapping[str, Any]) -> Entry | None:
    """Read a record of Datadog's archives or of its interface."""
    attributes = value.get("attributes")
    if not isinstance(attributes, dict) and "ddsource" not in value:
        return None
    if "message" not in value and isinstance(attributes, dict):
        value = attributes
    text = value.get("message")
    if not isinstance(text, str) or not text or {"service", "source", "ddsource", "host", "status"}.isdisjoint(value):
        return None
    return _entry(text, value, _named(value, "host", "service", "source", "ddsource"))


def _journal(value: Mapping[str, Any]) -> Entry | None:
    """Read an entry of systemd's journal, whose message is a list of bytes if it is not text."""
    if "__REALTIME_TIMESTAMP" not in value:
        return None
    text = value.get("MESSAGE")
    if isinstance(text, list) and len(text) <= _MAX_BYTES_OF_MESSAGE and all(isinstance(byte, int) and 0 <= byte < 256 for byte in text):  # noqa: PLR2004  a byte
        text = bytes(text).decode("utf-8", "replace")
    return _entry(text, value, _named(value, "_HOSTNAME", "_SYSTEMD_UNIT", "SYSLOG_IDENTIFIER", "_PID")) if isinstance(text, str) else None


def _entry(text: str, value: Mapping[str, Any], stream: str, *, is_partial: bool = False) -> Entry:
    time = next((value[name] for name in _TIMES if isinstance(value.get(name), (str, int, float))), "")
    return Entry(text.rstrip("\r\n").encode("utf-8", "replace"), str(time), stream, is_partial)


def _first_text(value: Mapping[str, Any], *names: str) -> str | None:
    return next((value[name] for name in names if isinstance(value.get(name), str)), None)


def _named(value: Mapping[str, Any], *names: str) -> str:
    return " ".join(str(value[name]) for name in names if name in value)


def _about(source: Mapping[str, Any]) -> str:
    about = [source.get(name) for name in ("host", "container", "kubernetes", "log", "service", "stream")]
    # The position in the file differs from line to line.
    return json.dumps([{name: one for name, one in part.items() if name != "offset"} if isinstance(part, dict) else part for part in about])
