"""The journal as a file: whole lines only, whatever happened to the last one, and no run beside another."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from tests.each import each

from siwakit.edge.renewal.journal_file import JournalFile
from siwakit.edge.renewal.lock import only_run
from siwakit.errors import UsageError
from siwakit.flow.renewal.journal import Entry, Event, read_entry, write_entry

ENTRY = Entry(at=1_800_000_000, event=Event.DELIVERED, client_id="com.example.web", store="file:a", fingerprint="f0", remaining=("1", "2"))


@pytest.fixture
def journal(tmp_path):
    return JournalFile(tmp_path)


@each("entry", [ENTRY, Entry(at=1, event=Event.HOOKS, client_id="ü\n\u2028"), replace(ENTRY, read_back=True, words="…")])
def test_an_entry_is_read_as_it_was_written(entry):
    line = write_entry(entry)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert read_entry(line) == entry


NOT_ENTRIES = ["", "{", "[]", "null", '{"at":1}', '{"at":"1","event":"hooks","client_id":"a"}', '{"at":1,"event":"other","client_id":"a"}']
NOT_ENTRIES += ['{"at":true,"event":"hooks","client_id":"a"}', '{"at":1,"event":"hooks","client_id":"a","remaining":[1]}', "[" * 100_000]
NOT_ENTRIES += ['{"at":1,"event":"hooks","client_id":"a","expires_at":"soon"}', "\0" * 80, '{"at":1,"event":["hooks"],"client_id":"a"}']


@each("line", NOT_ENTRIES, ids=lambda line: line[:40])
def test_what_is_not_an_entry_is_none(line):
    assert read_entry(line) is None


def test_a_member_of_a_later_version_is_ignored():
    assert read_entry(write_entry(ENTRY).replace("}", ',"later":1}')) == ENTRY


@each("cut", range(1, len(write_entry(ENTRY))))
def test_a_last_line_that_was_cut_off_is_left_out_and_overwritten(cut, tmp_path):
    folder = tmp_path / str(cut)
    folder.mkdir()
    whole = write_entry(ENTRY)
    (folder / "renew.journal").write_text(whole + whole[:cut])
    journal = JournalFile(folder)
    assert len(journal.journal.entries) == 1
    journal.append(ENTRY)
    assert (folder / "renew.journal").read_text() == whole * 2


def test_a_damaged_line_in_the_middle_is_counted_and_not_lost(tmp_path):
    content = write_entry(ENTRY) + "\0\0\0\n" + write_entry(ENTRY)
    (tmp_path / "renew.journal").write_text(content)
    journal = JournalFile(tmp_path)
    assert (len(journal.journal.entries), journal.journal.damaged) == (2, 1)
    journal.append(ENTRY)
    assert (tmp_path / "renew.journal").read_text() == content + write_entry(ENTRY)


def test_the_journal_is_readable_only_by_its_owner(journal):
    journal.append(ENTRY)
    assert journal.path.stat().st_mode & 0o777 == 0o600


FULL = """
import resource, signal, sys
from pathlib import Path
from siwakit.edge.renewal.journal_file import JournalFile
from siwakit.flow.renewal.journal import Entry, Event
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = JournalFile(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
try:
    while True:
        journal.append(Entry(at=1, event=Event.HOOKS, client_id="a" * 50))
except OSError:
    print(len(journal.journal.entries))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the size of files")
def test_a_full_disk_leaves_whole_lines(tmp_path):
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True)
    text = (tmp_path / "renew.journal").read_text()
    assert text.endswith("\n")
    assert (int(done.stdout), text.count("\n")) == (2, 2)


@each("make", ["mkdir", "symlink_to"])
def test_what_is_not_a_file_is_refused(make, tmp_path):
    folder = tmp_path / make
    folder.mkdir()
    getattr(folder / "renew.journal", make)(*([folder / "other"] if make == "symlink_to" else []))
    with pytest.raises(UsageError, match="cannot be used"):
        JournalFile(folder)


HOLD = """
import sys
from pathlib import Path
from siwakit.edge.renewal.lock import only_run
with only_run(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_kept_out_and_a_killed_one_is_not_waited_for(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "locked\n"
    with pytest.raises(UsageError, match="another run has locked"), only_run(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with only_run(tmp_path):
        assert (tmp_path / "renew.lock").exists()


def test_a_new_state_folder_is_for_no_repository_and_no_other_user(tmp_path):
    with only_run(tmp_path / "state"):
        pass
    assert (tmp_path / "state/.gitignore").read_text() == "*\n"
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
