"""The state file is new, empty or written by siwakit, and readable only by its owner; any other file is left unchanged."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from siwakit.edge.files.sqlite_store import FileStore
from siwakit.edge.files.state_file import APPLICATION_ID
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.emulator.state.world import Team
from siwakit.errors import UsageError

ROW = Team("T", "Team")
OLD_UMASK_MODE = 0o666


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.db"


def open_and_close(path):
    store = FileStore(str(path))
    try:
        return store.notices
    finally:
        store.close()


def execute(path, *statements):
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def pragma(path, name):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def snapshot(folder):
    return {file.name: (file.lstat().st_mode, file.read_bytes() if file.is_file() else None) for file in folder.iterdir()}


def others_may(path):
    return stat.S_IMODE(path.stat().st_mode) & 0o077


def test_a_new_file_is_marked_as_siwakits_and_closed_to_others_even_with_a_lax_umask(path):
    script = "import os, sys; os.umask(0); from siwakit.edge.files.sqlite_store import FileStore; FileStore(sys.argv[1]); os._exit(0)"
    subprocess.run([sys.executable, "-c", script, path], check=True)
    # Nothing was closed, so the side files of SQLite are still there.
    assert {file.name for file in path.parent.iterdir()} == {"state.db", "state.db-wal", "state.db-shm"}
    assert {others_may(file) for file in path.parent.iterdir()} == {0}
    assert pragma(path, "application_id") == APPLICATION_ID


@pytest.mark.parametrize("mode", [0o600, OLD_UMASK_MODE])
def test_an_empty_file_becomes_the_state(path, mode):
    path.touch()
    path.chmod(mode)
    assert len(open_and_close(path)) == (mode != 0o600)
    assert others_may(path) == 0
    assert pragma(path, "application_id") == APPLICATION_ID


def test_a_file_that_others_may_read_is_closed_to_them_with_a_notice(path):
    open_and_close(path)
    path.chmod(0o644)
    (notice,) = open_and_close(path)
    assert str(path) in notice
    assert others_may(path) == 0
    assert open_and_close(path) == ()


def test_side_files_that_others_may_read_are_closed_to_them(path):
    store = FileStore(str(path))
    store.put(ROW)
    wal = path.with_name("state.db-wal")
    wal.chmod(OLD_UMASK_MODE)
    assert open_and_close(path)
    assert others_may(wal) == 0
    store.close()


def test_a_file_from_before_the_mark_is_adopted_with_what_is_in_it(path):
    store = FileStore(str(path))
    store.put(ROW)
    store.close()
    execute(path, "PRAGMA application_id = 0")
    store = FileStore(str(path))
    assert store.list(Team) == (ROW,)
    store.close()
    assert pragma(path, "application_id") == APPLICATION_ID


FOREIGN = {
    "tables of another program": ("CREATE TABLE customers (name)",),
    "tables of another program in WAL": ("PRAGMA journal_mode = WAL", "CREATE TABLE customers (name)"),
    "the mark of another program": ("PRAGMA application_id = 1196444487", "CREATE TABLE customers (name)"),
    "the mark of another program and no table": ("PRAGMA application_id = 1196444487",),
    "a version of another program and no table": ("PRAGMA user_version = 7",),
    "one table of the same name": ("CREATE TABLE settings (name, value)",),
    "tables of the same names with other columns": tuple(f"CREATE TABLE {name} (id)" for name in ("rows", "codes", "tokens", "journal", "settings")),
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
def test_a_database_of_another_program_is_left_as_it_was(path, statements):
    execute(path, *statements)
    path.chmod(0o644)
    before = snapshot(path.parent)
    with pytest.raises(UsageError, match="another program") as refused:
        open_and_close(path)
    assert str(path) in refused.value.message
    assert refused.value.hint
    assert snapshot(path.parent) == before


@pytest.mark.parametrize("addition", ["CREATE TABLE customers (name)", "CREATE VIEW all_rows AS SELECT * FROM rows"])
def test_unmarked_tables_like_ours_with_something_else_beside_them_are_not_adopted(path, addition):
    open_and_close(path)
    execute(path, "PRAGMA application_id = 0", addition)
    with pytest.raises(UsageError, match="another program"):
        open_and_close(path)


@pytest.mark.parametrize("content", [b"x", b"n" * 511, b"not to be lost" * 100], ids=["one byte", "511 bytes", "notes"])
def test_a_file_that_is_not_a_database_is_left_as_it_was(path, content):
    path.write_bytes(content)
    before = snapshot(path.parent)
    with pytest.raises(UsageError, match="cannot keep"):
        open_and_close(path)
    assert snapshot(path.parent) == before


def test_a_file_of_another_version_is_reported(path):
    open_and_close(path)
    execute(path, "PRAGMA user_version = 99")
    with pytest.raises(UsageError, match="another version"):
        open_and_close(path)


def test_a_missing_folder_is_reported(tmp_path):
    with pytest.raises(UsageError, match="cannot be opened"):
        open_and_close(tmp_path / "none" / "state.db")


def test_a_symbolic_link_is_refused(path):
    target = path.with_name("target.db")
    open_and_close(target)
    path.symlink_to(target)
    with pytest.raises(UsageError, match="symbolic link"):
        open_and_close(path)


def test_a_link_to_nothing_makes_no_file(path):
    path.symlink_to(path.with_name("target.db"))
    with pytest.raises(UsageError, match="symbolic link"):
        open_and_close(path)
    assert not path.exists()


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_side_file_that_is_a_symbolic_link_is_refused(path, ending):
    target = path.with_name("target.txt")
    target.write_text("not to be lost")
    path.with_name(path.name + ending).symlink_to(target)
    with pytest.raises(UsageError, match="symbolic link"):
        open_and_close(path)
    assert target.read_text() == "not to be lost"


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    with closing(socket.socket(socket.AF_UNIX)) as bound:
        bound.bind(str(path))


@pytest.mark.parametrize("make", [os.mkdir, make_pipe, make_socket], ids=["a folder", "a pipe", "a socket"])
def test_what_is_not_a_regular_file_is_refused_at_once(path, make):
    make(path)
    with pytest.raises(UsageError, match="not a regular file"):
        open_and_close(path)


def test_a_file_of_another_user_is_refused(path, monkeypatch):
    open_and_close(path)
    path.chmod(0o666)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(UsageError, match="another user"):
        open_and_close(path)
    assert others_may(path) == 0o066


def opened(path):
    """Return which of *path* and its side files this process has open."""
    links = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
    return [link for link in links if link.startswith(str(path))]


@pytest.mark.skipif(sys.platform != "linux", reason="what a process has open is read from /proc")
def test_a_start_that_is_refused_leaves_the_file_closed(path):
    LocalApple(Setup(seed=7, state=str(path))).close()
    with pytest.raises(UsageError, match="was created with the seed"):
        LocalApple(Setup(seed=8, state=str(path)))
    assert opened(path) == []
