"""What collectors make of a log says the same as the log itself."""

from __future__ import annotations

import io
import json
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.errors import NotReadable
from siwakit.readers.logs import log_documents
from siwakit.readers.logs.envelopes import unwrap
from siwakit.readers.logs.log_blocks import block_of, count_lines, find_records
from siwakit.readers.logs.log_documents import entry_lines, is_document
from siwakit.readers.logs.record_lines import MAX_LINE, MAX_RECORD
from siwakit.readers.logs.timestamps import read_time

NOW = 1_790_000_000  # 2026-09-21 14:13:20 UTC
STAMP = "2026-09-21T14:13:20.000000000Z"
TRACE = (
    "ERROR exchange with appleid.apple.com failed",
    "com.example.OAuthException: invalid_client",
    "\tat com.example.Apple.exchange(Apple.java:12)",
    "Caused by: java.io.IOException",
    "\tat com.example.Http.post(Http.java:7)",
)
ALONE = "2026-09-21 14:13:21 WARN apple said invalid_grant"
OTHER = "GET /health 200"


def _docker(text, stream):
    return json.dumps({"log": f"{text}\n", "stream": "stderr" if stream else "stdout", "time": STAMP})


def _json(text, stream, **members):
    return json.dumps(members | {"name": stream}, default=lambda made: made(text, stream))


def _cri(text, stream):
    return f"{STAMP} {'stderr' if stream else 'stdout'} F {text}"


MILLISECONDS = NOW * 1000
LINES = {
    "docker": _docker,
    "cri": _cri,
    "docker compose": lambda text, stream: f"{'web' if stream else 'proxy'}-1  | {text}",
    "kubectl with pods": lambda text, stream: f"[pod/{'web' if stream else 'proxy'}-5d9/c] {text}",
    "kubectl with times": lambda text, stream: f"{STAMP} {text}" if stream else f"[pod/x] {STAMP} {text}",
    "fluent bit": lambda text, stream: json.dumps(
        {"@timestamp": STAMP, "log": text, "stream": "stderr", "kubernetes": {"pod_name": f"web-{stream}", "labels": {"app": "google-login"}}}
    ),
    "fluent bit, its cri lines unread": lambda text, stream: json.dumps({"log": _cri(text, stream), "kubernetes": {"pod_name": "web"}}),
    "cloudwatch": lambda text, stream: json.dumps(
        {"logStreamName": f"web/{stream}", "timestamp": MILLISECONDS, "message": text, "ingestionTime": MILLISECONDS + 9, "eventId": "36"}
    ),
    "cloudwatch insights": lambda text, stream: json.dumps({"@timestamp": "2026-09-21 14:13:20.000", "@logStream": f"s{stream}", "@message": text}),
    "stackdriver": lambda text, stream: json.dumps(
        {"insertId": "a1", "logName": f"projects/p/logs/{stream}", "resource": {"labels": {"pod": "x"}}, "textPayload": text, "timestamp": STAMP}
    ),
    "stackdriver, only a message": lambda text, stream: json.dumps(
        {"insertId": "a1", "logName": f"projects/p/logs/{stream}", "jsonPayload": {"message": text}, "timestamp": STAMP}
    ),
    "datadog archive": lambda text, stream: json.dumps(
        {"_id": "AQ", "date": STAMP, "service": f"web-{stream}", "host": "h", "status": "error", "message": text, "attributes": {}, "tags": []}
    ),
    "datadog interface": lambda text, stream: json.dumps(
        {"id": "AQ", "type": "log", "attributes": {"timestamp": STAMP, "service": f"web-{stream}", "message": text, "tags": []}}
    ),
    "loki": lambda text, stream: json.dumps({"labels": {"app": f"web-{stream}"}, "line": text, "timestamp": STAMP}),
    "elasticsearch": lambda text, stream: json.dumps(
        {"_index": "logs", "_id": "1", "_source": {"@timestamp": STAMP, "message": text, "host": {"name": f"h{stream}"}}}
    ),
    "filebeat": lambda text, stream: json.dumps(
        {"@timestamp": STAMP, "agent": {"type": "filebeat"}, "log": {"file": {"path": f"/{stream}.log"}, "offset": len(text)}, "message": text}
    ),
    "logstash": lambda text, stream: json.dumps({"@version": "1", "@timestamp": STAMP, "host": f"h{stream}", "message": text}),
    "journal": lambda text, stream: json.dumps({"__REALTIME_TIMESTAMP": str(NOW * 10**6), "_PID": str(stream), "MESSAGE": text}),
}


def log_of(line):
    """Return a log of one trace and one record of a line, with another stream between their lines."""
    lines = []
    for text in (OTHER, *TRACE, ALONE, OTHER):
        lines += [line(text, 1), line(OTHER, 0)]
    return "".join(f"{text}\n" for text in lines).encode()


def records(data, size=None):
    """Return the line, text and stamp of each record, with *data* cut into bodies of *size*."""
    found, base, size = [], 0, size or len(data)
    for start in range(0, len(data), size):
        block = block_of(
            data[start : start + size], before=data[max(0, start - 16384) : start], after=data[start + size : start + size + MAX_LINE + MAX_RECORD]
        )
        found += [(base + record.line, record.text, record.stamp) for record in find_records(block)]
        base += count_lines(block).lines
    return found


@each("name", LINES)
def test_a_trace_is_held_together_in_each_envelope(name):
    found = records(log_of(LINES[name]))
    assert [text for _, text, _ in found] == ["\n".join(TRACE), ALONE]
    assert [line for line, _, _ in found] == [2, 12]
    assert {read_time(stamp).seconds for _, _, stamp in found if stamp} in ({NOW}, set())


@each("name", LINES)
def test_it_does_not_matter_where_a_log_in_envelopes_is_cut(name):
    data = log_of(LINES[name])
    whole = records(data)
    for size in (1, 7, 100, 333, 1000):
        assert records(data, size) == whole


@given(st.lists(st.sampled_from([*TRACE, ALONE, OTHER, ""]), max_size=90), st.lists(st.integers(0, 1), min_size=90, max_size=90), st.integers(1, 400))
def test_blocks_of_any_size_hold_the_same_records(texts, streams, size):
    data = "".join(f"{_cri(text, stream)}\n" for text, stream in zip(texts, streams, strict=False)).encode()
    assert records(data, size) == records(data, max(len(data), 1))


def test_a_line_that_was_split_is_put_together():
    text = f"apple {'x' * 100} invalid_client {'y' * 100}"
    cri = [f"{STAMP} stderr P {text[:50]}", f"{STAMP} stdout F {OTHER}", f"{STAMP} stderr P {text[50:115]}", f"{STAMP} stderr F {text[115:]}"]
    docker = [json.dumps({"log": part, "stream": "stderr", "time": STAMP}) for part in (text[:50], text[50:130], f"{text[130:]}\n")]
    for lines in (cri, docker):
        assert [found for _, found, _ in records("".join(f"{line}\n" for line in lines).encode())] == [text]


@each(
    "line",
    [
        '{"time":"2026-09-21T14:13:20Z","level":"error","msg":"apple","body":"client_id=x","answer":"invalid_client"}',
        '{"message":"invalid_client","timestamp":1790000000}',
        '{"log":"invalid_client","level":"error"}',
        '{"attributes":{"message":"invalid_client"}}',
        '{"tags":["a"],"message":"invalid_client","level":"error"}',
        '{"log":{"a":"invalid_client"},"stream":"stderr","time":"x"}',
        '{"log":"invalid_client","stream":"stderr","time":',
        "[" * 100_000,
        '{"log":' + "[" * 100_000,
        "2026-09-21T14:13:20Z invalid_client",
        "ERROR | invalid_client",
        "",
    ],
)
def test_what_is_not_an_envelope_stays_as_it_is(line):
    assert unwrap(line.encode()) is None


def test_a_message_of_the_journal_may_be_a_list_of_bytes():
    line = json.dumps({"__REALTIME_TIMESTAMP": "1", "MESSAGE": list(b"apple \xff")})
    assert unwrap(line.encode()).text.decode() == "apple \ufffd"


def test_an_exception_belongs_to_the_message_with_which_it_was_logged():
    thrown = "com.example.AppleException: invalid_client\n\tat x\n"
    data = f"2026-09-21 14:13:20 INFO started\n{thrown}2026-09-21 14:13:20 ERROR apple\n{thrown}"
    assert [(line, text.count("\n")) for line, text, _ in records(data.encode())] == [(1, 1), (3, 2)]


def test_the_record_of_an_application_keeps_its_members():
    line = json.dumps({"insertId": "a", "logName": "l", "timestamp": STAMP, "jsonPayload": {"message": "apple", "body": "invalid_client"}})
    assert json.loads(unwrap(line.encode()).text) == {"message": "apple", "body": "invalid_client"}


@each("unit", [f"{STAMP} stderr F   invalid_client", _docker(" invalid_client", 1), f"{STAMP} stderr P invalid_client"])
def test_hostile_envelopes_take_no_more_than_their_size(unit):
    seconds = []
    for count in (500, 2000):
        data = f"{unit}\n".encode() * count
        before = time.process_time()
        found = records(data)
        seconds.append(time.process_time() - before)
        assert sum(text.count("invalid_client") for _, text, _ in found) <= 8 * count
    assert seconds[1] < 12 * seconds[0] + 0.5


def _pretty(value):
    return json.dumps(value, indent=4).encode()


def _events(*texts):
    return [json.loads(LINES["cloudwatch"](text, 1)) for text in texts]


DOCUMENTS = {
    "cloudwatch": _pretty({"events": _events(*TRACE, ALONE), "searchedLogStreams": []}),
    "subscription": json.dumps(
        {
            "messageType": "DATA_MESSAGE",
            "owner": "1",
            "logGroup": "g",
            "logStream": "s",
            "logEvents": [{"id": "1", "timestamp": MILLISECONDS, "message": text} for text in (*TRACE, ALONE)],
        }
    ).encode()
    * 1,
    "insights": json.dumps(
        {"results": [[{"field": "@timestamp", "value": STAMP}, {"field": "@message", "value": text}] for text in (*TRACE, ALONE)]}
    ).encode(),
    "stackdriver": _pretty([json.loads(LINES["stackdriver"](text, 1)) for text in (*TRACE, ALONE)]),
    "stackdriver, one after the other": b"\n".join(_pretty(json.loads(LINES["stackdriver"](text, 1))) for text in (*TRACE, ALONE)),
    "datadog": json.dumps({"data": [json.loads(LINES["datadog interface"](text, 1)) for text in (*TRACE, ALONE)], "meta": {}}).encode(),
    "loki": json.dumps(
        {
            "status": "success",
            "data": {
                "resultType": "streams",
                "result": [{"stream": {"app": "web"}, "values": [[f"{NOW}000000000", text] for text in (*TRACE, ALONE)]}],
            },
        }
    ).encode(),
    "elasticsearch": _pretty(
        {"took": 3, "hits": {"total": {"value": 6}, "hits": [json.loads(LINES["elasticsearch"](text, 1)) for text in (*TRACE, ALONE)]}}
    ),
    "journal": b"".join(
        f"__CURSOR=s=1;i={number}\n__REALTIME_TIMESTAMP={NOW}000000\n_PID=7\nMESSAGE={text}\n\n".encode()
        for number, text in enumerate((*TRACE, ALONE))
    ),
    "journal with lines": b"".join(
        b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=%d000000\n_PID=7\nMESSAGE\n%b%b\n\n" % (NOW, struct.pack("<Q", len(text)), text)
        for text in ("\n".join(TRACE).encode(), ALONE.encode())
    ),
}


@each("name", DOCUMENTS)
def test_an_export_that_is_one_document_says_the_same(name):
    data = DOCUMENTS[name]
    assert is_document(data[: log_documents.HEAD_BYTES])
    lines = b"".join(entry_lines(io.BytesIO(data), data[: log_documents.HEAD_BYTES]))
    found = records(lines)
    assert [text for _, text, _ in found] == ["\n".join(TRACE), ALONE]
    assert {read_time(stamp).seconds for _, _, stamp in found} == {NOW}


@each(
    "head",
    ["2026-09-21 x", '{"level":"info"}\n', "{\n  port: 80\n}", '{\n  "port": 80\n}', "[main] INFO", "[[a]]", '{"insertId":"a"}\n{"insertId"', ""],
)
def test_a_log_of_lines_is_not_a_document(head):
    assert not is_document(head.encode())


@each("name", [name for name in DOCUMENTS if name != "journal"])
def test_half_a_document_is_an_error(name):
    data = DOCUMENTS[name]
    cut = data[: data.rindex(b"invalid_grant")]
    with pytest.raises((NotReadable, EOFError)):
        list(entry_lines(io.BytesIO(cut), cut[:512]))


def test_the_size_of_an_entry_is_limited(monkeypatch):
    monkeypatch.setattr(log_documents, "MAX_ENTRY", 100_000)
    for data in (_pretty({"events": _events("x" * 300_000)}), b"__CURSOR=1\nMESSAGE=" + b"x" * 400_000, b"__CURSOR=1\nMESSAGE\n" + b"\xff" * 99):
        with pytest.raises(NotReadable, match="an entry of this export is over"):
            list(entry_lines(io.BytesIO(data), data[:512]))
