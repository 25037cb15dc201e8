"""The summary of a log, from blocks of bytes to the rendered text and JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from fuzz.checks import require_bounded, require_no_secret, require_visible
from siwakit.evidence.known import Known
from siwakit.flow.logs.log_records import Judge, Line
from siwakit.flow.logs.summary import Tally
from siwakit.readers.logs.log_blocks import AFTER_BYTES, BEFORE_BYTES, block_of, count_lines, find_records
from siwakit.render.logs.summary import render_summary, render_summary_json

NOW = 1_764_000_000


def fuzz_summary(data: bytes) -> None:
    """Check that a log has the same summary as one block and as several, with nothing raw, secret or too long in either format."""
    size, log = (data[0] + 1, data[1:]) if data else (1, b"")
    whole = _tally(log, len(log) or 1)
    parts = _tally(log, max(size * 8, len(log) // 8))
    assert parts == whole, "a different tally if the log is read in other blocks"
    files = [("app.log", whole.lines, len(log))]
    text, document = render_summary(files, whole, colour=False), render_summary_json(files, whole)
    assert len(json.loads(document)["groups"]) == len(whole.groups)
    for shown in (text, document):
        require_visible(shown)
        require_no_secret(shown, log)
        require_bounded(shown)


def _tally(log: bytes, size: int) -> Tally:
    """Return the tally of *log* in blocks of *size* bytes, by a new judge."""
    judge, tally = Judge(Known(), NOW), Tally()
    for start in range(0, len(log), size):
        end = start + size
        block = block_of(log[start:end], before=log[max(0, start - BEFORE_BYTES) : start], after=log[end : end + AFTER_BYTES])
        count = count_lines(block)
        part = judge.tally(Line(log_record.line, log_record.text, log_record.dated, log_record.stamp) for log_record in find_records(block))
        tally = tally.joined(replace(part, lines=count.lines, cut=count.cut).moved(tally.lines))
    return tally
