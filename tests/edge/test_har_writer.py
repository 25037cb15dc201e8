"""The HAR that grows while a program runs: it is complete at every moment, private, and never in the place of another file."""

from __future__ import annotations

import json
import os
import resource
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest

from siwakit.edge.files.har_writer import MAX_KEPT, HarWriter
from siwakit.errors import UsageError

ENTRY = {"comment": "x" * 1000}


def entries(path):
    return json.loads(path.read_text())["log"]["entries"]


@contextmanager
def files_of_at_most(size):
    """Let no file of this process grow beyond *size*, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_the_file_is_complete_after_each_entry_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "apple.har"
    writer = HarWriter(str(path), 1 << 20, "1.0")
    assert (entries(path), path.stat().st_mode & 0o777) == ([], 0o600)
    for number in range(1, 4):
        writer.add({"number": number})
        assert [entry["number"] for entry in entries(path)] == list(range(1, number + 1))


def test_a_file_is_moved_before_it_is_too_large_and_the_oldest_go(tmp_path):
    path = tmp_path / "apple.har"
    writer = HarWriter(str(path), 2500, "1.0")
    for number in range(20):
        writer.add({**ENTRY, "number": number})
    names = ["apple.har", *(f"apple.{number}.har" for number in range(1, MAX_KEPT + 1))]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(names)
    # Two fit into each file.
    assert [[entry["number"] for entry in entries(tmp_path / name)] for name in names] == [[first, first + 1] for first in range(18, 6, -2)]
    assert all(file.stat().st_size <= 2500 and file.stat().st_mode & 0o777 == 0o600 for file in tmp_path.iterdir())


def test_an_entry_larger_than_the_limit_has_a_file_of_its_own(tmp_path):
    path = tmp_path / "apple.har"
    writer = HarWriter(str(path), 500, "1.0")
    for number in range(2):
        writer.add({**ENTRY, "number": number})
    assert [entries(path)[0]["number"], entries(tmp_path / "apple.1.har")[0]["number"]] == [1, 0]


def test_a_file_of_an_earlier_run_is_moved_aside(tmp_path):
    path = tmp_path / "apple.har"
    HarWriter(str(path), 1 << 20, "1.0").add({"run": 1})
    HarWriter(str(path), 1 << 20, "1.1").add({"run": 2})
    assert (entries(path), entries(tmp_path / "apple.1.har")) == ([{"run": 2}], [{"run": 1}])


@pytest.mark.parametrize("name", ["apple.har", "apple.1.har", f"apple.{MAX_KEPT}.har"])
def test_a_file_of_somebody_else_is_neither_moved_nor_replaced(tmp_path, name):
    (tmp_path / name).write_text('{"log": {"version": "1.2", "creator": {"name": "Firefox"}}}')
    with pytest.raises(UsageError, match="was not written by siwakit"):
        HarWriter(str(tmp_path / "apple.har"), 1 << 20, "1.0")
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_link_a_folder_and_a_device_are_not_replaced(tmp_path):
    HarWriter(str(tmp_path / "own.har"), 1 << 20, "1.0")
    (tmp_path / "link.har").symlink_to(tmp_path / "own.har")
    (tmp_path / "dangling.har").symlink_to(tmp_path / "missing")
    for path in (tmp_path / "link.har", tmp_path / "dangling.har", tmp_path, "/dev/null"):
        with pytest.raises(UsageError, match="was not written by siwakit"):
            HarWriter(str(path), 1 << 20, "1.0")


def test_a_folder_that_is_missing_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="no such file or directory"):
        HarWriter(str(tmp_path / "missing" / "apple.har"), 1 << 20, "1.0")


def test_on_a_full_disk_the_file_stays_complete_and_grows_again_when_there_is_room(tmp_path):
    path = tmp_path / "apple.har"
    writer = HarWriter(str(path), 1 << 20, "1.0")
    writer.add({"number": 1})
    with files_of_at_most(path.stat().st_size + 100):
        with pytest.raises(OSError, match="too large"):
            writer.add(ENTRY)
        assert entries(path) == [{"number": 1}]
        writer.add({"number": 2})
    writer.add({"number": 3})
    assert [entry["number"] for entry in entries(path)] == [1, 2, 3]


def test_a_file_that_cannot_be_begun_on_a_full_disk_is_begun_when_there_is_room(tmp_path):
    path = tmp_path / "apple.har"
    writer = HarWriter(str(path), 1200, "1.0")
    writer.add({**ENTRY, "number": 1})
    with files_of_at_most(10):
        for _ in range(2):
            with pytest.raises(OSError, match="too large"):
                writer.add({**ENTRY, "number": 2})
    writer.add({**ENTRY, "number": 3})
    assert [entry["number"] for entry in entries(path)] == [3]
    assert [entry["number"] for entry in entries(tmp_path / "apple.1.har")] == [1]


def test_a_file_that_is_removed_meanwhile_does_not_stop_the_writer(tmp_path):
    path = tmp_path / "apple.har"
    writer = HarWriter(str(path), 1500, "1.0")
    path.unlink()
    for number in range(2):
        writer.add({**ENTRY, "number": number})
    assert [entry["number"] for entry in entries(path)] == [1]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")  # noqa: PTH112  a condition, not a path of the test
def test_what_is_started_meanwhile_does_not_inherit_the_file(tmp_path):
    path = tmp_path / "apple.har"
    writer = HarWriter(str(path), 1 << 20, "1.0")
    opened = [int(number.name) for number in Path("/proc/self/fd").iterdir() if os.path.realpath(number) == str(path)]
    assert [os.get_inheritable(number) for number in opened] == [False]
    writer.close()
