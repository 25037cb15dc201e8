"""Logs that grow, are renamed or truncated, and are read while somebody writes to them."""

from __future__ import annotations

import os
import random
import tracemalloc

import pytest
from tests.each import each

from siwakit.edge.files import followed_file, growing_log
from siwakit.edge.files.followed_file import FollowedFile, FollowedStream, open_followed
from siwakit.edge.files.growing_log import GrowingLog
from siwakit.errors import NotReadable, UsageError
from siwakit.readers.logs.log_blocks import AFTER_BYTES, BEFORE_BYTES, count_lines, find_records

REFUSED = 'apple {"error":"invalid_client"}\n'


def texts(blocks):
    return [found.text for block in blocks for found in find_records(block)]


def looks(log, times=2):
    """Return the texts of the records that the next looks find; what has just arrived is judged at the look after."""
    return [text for _ in range(times) for text in texts(log.blocks())]


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "app.log"
    file.write_text(f"old {REFUSED}", "utf-8")
    return file


@pytest.fixture
def follow(path):
    """Follow the log, and close it at the end."""
    opened = []

    def begin(*, is_whole=False):
        opened.append(FollowedFile(str(path), is_whole=is_whole))
        return opened[-1]

    yield begin
    for log in opened:
        log.close()


def append(path, text):
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_a_log_is_followed_from_its_end_or_from_its_beginning(path, follow):
    assert looks(follow(is_whole=True)) == [f"old {REFUSED.strip()}"]
    log = follow()
    assert looks(log) == []
    append(path, f"new {REFUSED}")
    assert looks(log) == [f"new {REFUSED.strip()}"]


def test_a_partial_line_waits_for_its_end(path, follow):
    log = follow()
    append(path, "apple said invalid_")
    assert looks(log, 5) == []
    append(path, "grant: x\nnext\n")
    assert looks(log) == ["apple said invalid_grant: x"]


def test_a_partial_line_is_judged_at_the_end(path, follow):
    log = follow()
    append(path, "apple said invalid_grant")
    assert looks(log) == []
    assert texts(log.rest()) == ["apple said invalid_grant"]


def test_lines_that_continue_a_record_may_arrive_a_moment_later(path, follow):
    log = follow()
    append(path, "2026-09-21T14:13:20Z ERROR apple failed\n")
    assert looks(log, 1) == []
    append(path, '  body: {"error":"invalid_client"}\n2026-09-21T14:13:21Z INFO next\n')
    assert looks(log) == ['2026-09-21T14:13:20Z ERROR apple failed\n  body: {"error":"invalid_client"}']


def test_a_renamed_log_is_read_to_its_end_and_the_new_one_from_its_beginning(path, follow):
    log = follow()
    append(path, f"1 {REFUSED}")
    path.rename(path.with_suffix(".1"))
    append(path.with_suffix(".1"), f"2 {REFUSED}")
    assert looks(log) == [f"1 {REFUSED.strip()}", f"2 {REFUSED.strip()}"]  # nothing has the name yet
    path.write_text(f"3 {REFUSED}", "utf-8")
    found = looks(log)
    append(path.with_suffix(".1"), f"4 {REFUSED}")  # the writer has not noticed yet
    append(path, f"5 {REFUSED}")
    assert sorted(found + looks(log, 3)) == [f"{number} {REFUSED.strip()}" for number in (3, 4, 5)]


def test_a_renamed_log_is_given_up_when_it_is_quiet(path, follow, monkeypatch):
    monkeypatch.setattr(followed_file, "_LINGER", 2)
    log = follow()
    path.rename(path.with_suffix(".1"))
    path.write_text("", "utf-8")
    append(path.with_suffix(".1"), "apple invalid_client at the end")
    assert looks(log, 6) == ["apple invalid_client at the end"]
    assert log._renamed == []


def test_many_rotations_leave_few_files_open(path, follow):
    log = follow()
    found = []
    for number in range(30):
        append(path, f"{number} {REFUSED}")
        path.rename(path.with_suffix(f".{number}"))
        path.write_text("", "utf-8")
        found += looks(log, 1)
    found += looks(log) + texts(log.rest())
    assert sorted(found) == sorted(f"{number} {REFUSED.strip()}" for number in range(30))
    assert len(log._renamed) <= 4


@each("size", [0, 5, 10_000])
def test_a_truncated_log_is_read_from_its_beginning_even_if_it_has_grown_since(path, follow, size):
    append(path, "x" * 2000 + "\n")
    log = follow()
    looks(log)
    path.write_text("y" * size + f"\nnew {REFUSED}", "utf-8")
    assert looks(log, 3) == [f"new {REFUSED.strip()}"]


def test_what_was_complete_before_a_truncation_is_not_lost(path, follow):
    log = follow()
    append(path, f"1 {REFUSED}")
    assert looks(log, 1) == []
    path.write_text(f"2 {REFUSED}", "utf-8")
    assert looks(log, 3) == [f"1 {REFUSED.strip()}", f"2 {REFUSED.strip()}"]


def test_standard_input_ends_and_a_named_pipe_does_not(tmp_path):
    ends = os.pipe()
    stream = FollowedStream("standard input", ends[0])
    os.write(ends[1], f"1 {REFUSED}".encode())
    assert looks(stream) == [f"1 {REFUSED.strip()}"]
    assert not stream.is_ended
    os.write(ends[1], b"apple invalid_grant")
    os.close(ends[1])
    assert looks(stream) == []
    assert stream.is_ended
    assert texts(stream.rest()) == ["apple invalid_grant"]
    stream.close()
    os.mkfifo(tmp_path / "pipe")
    named = open_followed(str(tmp_path / "pipe"), is_whole=False)
    for number in range(2):
        with (tmp_path / "pipe").open("w") as writer:
            writer.write(f"{number} {REFUSED}")
        assert looks(named) == [f"{number} {REFUSED.strip()}"]
    assert not named.is_ended
    named.close()


@pytest.mark.parametrize("name", ["gone.log", ".", "a\0b"])
def test_what_cannot_be_read_is_an_error(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotReadable):
        open_followed(name, is_whole=False)


@pytest.mark.parametrize(("name", "said"), [("s3://bucket/app.log", "an address cannot be followed"), ("app.log.gz", "is compressed or UTF-16")])
def test_what_cannot_be_followed_is_an_error(tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.log.gz").write_bytes(b"\x1f\x8b\x08\x00")
    with pytest.raises(UsageError, match=said):
        open_followed(name, is_whole=False)


@each("seed", range(10))
def test_however_a_log_arrives_each_record_is_found_once(seed):
    draw = random.Random(seed)  # noqa: S311  sizes, not a secret
    lines = [draw.choice([f"{number} {REFUSED}", "nothing\n", f"{number} failed apple\n  invalid_grant\n"]) for number in range(300)]
    data = "".join(lines).encode()
    log, blocks, at = GrowingLog(), [], 0
    while at < len(data):
        size = draw.choice([40, 60, 900])
        log.add(data[at : at + size])
        at += size
        blocks.append(log.take())
    blocks += [log.take(), log.take_rest()]
    found = [block for block in blocks if block]
    # A record whose next line has not arrived at the look after is judged by what it has by then.
    assert len(texts(found)) == sum("apple" in line for line in lines)
    assert sum(count_lines(block).lines for block in found) == data.count(b"\n")
    assert b"".join(block.data[block.begin : block.end] for block in found) == data


def test_a_line_without_end_takes_bounded_memory():
    log, found = GrowingLog(), []
    tracemalloc.start()
    log.add(b"apple invalid_client ")
    for _ in range(100):
        log.add(b"x" * 1_000_000)
        block = log.take()
        if block:
            found += texts([block])
            assert block.size <= growing_log._MAX_PENDING + 1_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    log.add(b"\n")
    assert len(found) == 1
    assert len(log._before) <= BEFORE_BYTES
    assert peak < 12 * AFTER_BYTES
