"""The stores `file:` and `env-file:`: what they change, what they keep, and what is left if anything stops them."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.each import each

from siwakit.edge.stores import file_replacement
from siwakit.edge.stores.open_store import open_store
from siwakit.edge.stores.store import NOTHING, Stored
from siwakit.errors import StoreConflict, StoreRefused, StoreUnavailable, UsageError

OLD = "eyJhbGciOiJFUzI1NiJ9.eyJvbGQiOjF9.b2xk"
NEW = "eyJhbGciOiJFUzI1NiJ9.eyJuZXciOjF9.bmV3"
NAME = "APPLE_CLIENT_SECRET"


def store_of(path: Path, kind: str = "env-file"):
    return open_store(f"env-file:{path}#{NAME}" if kind == "env-file" else f"file:{path}")


def renewed(path: Path, kind: str = "env-file") -> str:
    """Write NEW over what is there, and return the whole file."""
    store = store_of(path, kind)
    assert store.write(NEW, store.read()).value == NEW
    assert store.read().value == NEW
    return path.read_bytes().decode("utf-8", "surrogateescape")


@each(
    ("before", "after"),
    [
        (f"A=1\n{NAME}={OLD}\nB=2\n", f"A=1\n{NAME}={NEW}\nB=2\n"),
        (f"A=1\r\n{NAME}={OLD}\r\nB=2\r\n", f"A=1\r\n{NAME}={NEW}\r\nB=2\r\n"),
        (f'{NAME}="{OLD}"', f'{NAME}="{NEW}"'),
        (f"{NAME}='{OLD}'\n", f"{NAME}='{NEW}'\n"),
        (f"{NAME}=`{OLD}`\n", f"{NAME}=`{NEW}`\n"),
        (f"export  {NAME}={OLD}\n", f"export  {NAME}={NEW}\n"),
        (f"  {NAME} = {OLD}  # until May\n", f"  {NAME} = {NEW}  # until May\n"),
        (f'{NAME}="{OLD}" # until May\nB="x # y"\n', f'{NAME}="{NEW}" # until May\nB="x # y"\n'),
        (f"{NAME}: {OLD}\n", f"{NAME}: {NEW}\n"),
        (f"{NAME}=\nB=2\n", f"{NAME}={NEW}\nB=2\n"),
        (f"{NAME}= # none yet\n", f"{NAME}={NEW} # none yet\n"),
        (f"{NAME}:  # none yet\n", f"{NAME}: {NEW} # none yet\n"),
        (f"{NAME}=first\n# {NAME}=comment\n{NAME}='{OLD}'\n", f"{NAME}={NEW}\n# {NAME}=comment\n{NAME}='{NEW}'\n"),
        (f"\ufeff{NAME}={OLD}\n", f"\ufeff{NAME}={NEW}\n"),
        (f"A=1\nMY_{NAME}=x\n{NAME}_2=y\n", f"A=1\nMY_{NAME}=x\n{NAME}_2=y\n{NAME}={NEW}\n"),
        ("A=1\r\nB=2", f"A=1\r\nB=2\r\n{NAME}={NEW}"),
        ("", f"{NAME}={NEW}\n"),
        (f'KEY="line\n{NAME}=not an entry\n"\n{NAME}={OLD}\n', f'KEY="line\n{NAME}=not an entry\n"\n{NAME}={NEW}\n'),
        (f"TEXT=it's\n{NAME}={OLD}\nMORE=isn't\n", f"TEXT=it's\n{NAME}={NEW}\nMORE=isn't\n"),
        (f'{NAME}="not closed\nB=2\n', f"{NAME}={NEW}\nB=2\n"),
        (f'{NAME}="a \\" b"\n', f'{NAME}="{NEW}"\n'),
        (f"A=caf\udce9\n{NAME}={OLD}\n", f"A=caf\udce9\n{NAME}={NEW}\n"),
    ],
)
def test_only_the_value_of_the_entry_changes(before: str, after: str, tmp_path: Path):
    path = tmp_path / ".env"
    path.write_bytes(before.encode("utf-8", "surrogateescape"))
    assert renewed(path) == after


@each(("ending"), ["", "\n", "\r\n"])
def test_a_file_keeps_the_end_of_its_line(ending: str, tmp_path: Path):
    path = tmp_path / "secret"
    path.write_bytes((OLD + ending).encode())
    assert renewed(path, "file") == NEW + ending


@each("kind", ["file", "env-file"])
def test_a_file_that_is_missing_is_made_for_its_owner(kind: str, tmp_path: Path):
    path = tmp_path / kind / "new"
    path.parent.mkdir()
    assert store_of(path, kind).read() == NOTHING
    renewed(path, kind)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["new"]


@each("mode", [0o600, 0o640, 0o644, 0o664])
def test_permissions_are_kept(mode: int, tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    path.chmod(mode)
    renewed(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_extended_attributes_are_kept(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    try:
        os.setxattr(path, "user.note", b"mine")
    except OSError:
        pytest.skip("a file system without extended attributes")
    renewed(path)
    assert os.getxattr(path, "user.note") == b"mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_the_owner_and_the_group_are_kept(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    os.chown(path, 4242, 4343)
    renewed(path)
    assert (path.stat().st_uid, path.stat().st_gid) == (4242, 4343)


def test_an_owner_that_cannot_be_kept_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / ".env"
    path.write_text("A=1\n")

    def refuse(*_: object):
        raise PermissionError

    status = path.stat()
    another = os.stat_result((*status[:4], status.st_uid + 1, *status[5:]))
    copy = file_replacement._copy_attributes
    monkeypatch.setattr(file_replacement.os, "fchown", refuse)
    monkeypatch.setattr(file_replacement, "_copy_attributes", lambda path, _, number: copy(path, another, number))
    with pytest.raises(StoreRefused, match="owner or group"):
        store_of(path).write(NEW, NOTHING)
    assert path.read_text() == "A=1\n"
    assert [entry.name for entry in tmp_path.iterdir()] == [".env"]


def test_a_link_stays_a_link(tmp_path: Path):
    target, link = tmp_path / "target", tmp_path / ".env"
    target.write_text(f"{NAME}={OLD}\n")
    link.symlink_to("target")
    renewed(link)
    assert link.is_symlink()
    assert target.read_text() == f"{NAME}={NEW}\n"


@each(
    ("number", "error", "hint"),
    [
        (errno.ENOSPC, StoreUnavailable, "try again"),
        (errno.EDQUOT, StoreUnavailable, "try again"),
        (errno.EIO, StoreUnavailable, "try again"),
        (errno.EBUSY, StoreRefused, "mount its folder"),
        (errno.EROFS, StoreRefused, "file system"),
        (errno.EACCES, StoreRefused, "run siwakit as"),
        (errno.ENAMETOOLONG, StoreRefused, "check the path"),
    ],
)
def test_a_file_system_that_fails_leaves_the_old_file_and_nothing_else(number: int, error: type[Exception], hint: str, tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text(f"{NAME}={OLD}\n")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    for owner, step in ((file_replacement.os, "fsync"), (file_replacement.os, "fchmod"), (Path, "replace")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, step, fail)
            with pytest.raises(error) as raised:
                store_of(path).write(NEW, Stored(value=OLD))
        assert hint in raised.value.hint
        assert NEW not in str(raised.value)
        assert path.read_text() == f"{NAME}={OLD}\n"
        assert [entry.name for entry in tmp_path.iterdir()] == [".env"]


def test_a_file_that_a_killed_process_left_is_replaced_and_never_followed(tmp_path: Path):
    path, victim = tmp_path / ".env", tmp_path / "victim"
    path.write_text(f"{NAME}={OLD}\n")
    victim.write_text("untouched")
    (tmp_path / ".env.siwakit-new").symlink_to(victim)
    renewed(path)
    assert victim.read_text() == "untouched"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".env", "victim"]


def test_a_second_name_of_the_file_is_a_refusal(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text(f"{NAME}={OLD}\n")
    os.link(path, tmp_path / "other")
    with pytest.raises(StoreRefused, match="hard links"):
        renewed(path)


@each("kind", ["file", "env-file"])
def test_what_is_not_a_file_is_refused_at_once(kind: str, tmp_path: Path):
    place = tmp_path / kind
    place.mkdir()
    os.mkfifo(place / "pipe")
    (place / "folder").mkdir()
    (place / "loop").symlink_to("loop")
    for name in ("pipe", "folder", "loop", "missing/secret", "x" * 300):
        with pytest.raises(StoreRefused):
            store_of(place / name, kind).write(NEW, NOTHING)


def test_a_file_in_utf16_is_refused(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text(f"{NAME}={OLD}\n", encoding="utf-16")
    with pytest.raises(StoreRefused, match="UTF-16"):
        store_of(path).read()


@each("kind", ["file", "env-file"])
def test_a_file_that_was_changed_since_is_a_conflict(kind: str, tmp_path: Path):
    path = tmp_path / "place"
    path.write_text(f"{NAME}={OLD}\n")
    with pytest.raises(StoreConflict):
        store_of(path, kind).write(NEW, Stored(value="something else"))
    with pytest.raises(StoreConflict):
        store_of(path, kind).write(NEW, NOTHING)
    assert path.read_text() == f"{NAME}={OLD}\n"


def test_other_entries_may_change_meanwhile(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text(f"{NAME}={OLD}\n")
    store = store_of(path)
    before = store.read()
    path.write_text(f"{NAME}={OLD}\nB=2\n")
    store.write(NEW, before)
    assert path.read_text() == f"{NAME}={NEW}\nB=2\n"


def test_a_writer_that_comes_in_between_is_a_conflict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / ".env"
    path.write_text(f"{NAME}={OLD}\n")
    write_new = file_replacement._write_new

    def interrupted(*arguments: object):
        write_new(*arguments)
        path.write_text("B=from an editor\n")

    monkeypatch.setattr(file_replacement, "_write_new", interrupted)
    with pytest.raises(StoreConflict):
        store_of(path).write(NEW, Stored(value=OLD))
    assert path.read_text() == "B=from an editor\n"
    assert [entry.name for entry in tmp_path.iterdir()] == [".env"]


def test_two_writers_take_turns(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    names = [f"NAME_{number}" for number in range(8)]

    def write(name: str):
        store = open_store(f"env-file:{path}#{name}")
        store.write(NEW, store.read())

    threads = [threading.Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_text().splitlines()) == sorted(["A=1", *(f"{name}={NEW}" for name in names)])


def test_a_lock_that_is_not_released_ends_in_time(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    with file_replacement.locked(path, 1), pytest.raises(StoreUnavailable, match="locked"):
        open_store(f"env-file:{path}#{NAME}", seconds=0.05).write(NEW, NOTHING)


KILLED = """
import os, signal, sys
from siwakit.edge.stores import file_replacement
from siwakit.edge.stores.open_store import open_store

steps = iter(range(1000))
def killed_at(step):
    def trace(event, arguments):
        if event in {"open", "os.rename", "os.remove", "os.chmod", "os.chown", "os.listxattr", "fcntl.flock"} and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)
    return trace

store = open_store(sys.argv[1])
before = store.read()
sys.addaudithook(killed_at(int(sys.argv[2])))
store.write(sys.argv[3], before)
"""


def test_a_process_killed_between_two_steps_leaves_the_old_content_or_the_new(tmp_path: Path):
    path = tmp_path / ".env"
    old, new = f"# mine\n{NAME}={OLD}\n", f"# mine\n{NAME}={NEW}\n"
    ends = []
    for step in range(20):
        path.write_text(old)
        done = subprocess.run([sys.executable, "-c", KILLED, f"env-file:{path}#{NAME}", str(step), NEW], timeout=60, check=False)
        ends.append((done.returncode, path.read_text()))
        if done.returncode == 0:
            break
    killed = [content for code, content in ends if code == -signal.SIGKILL]
    assert len(killed) > 5
    assert {*killed} <= {old, new}
    assert ends[-1] == (0, new)
    # The last write has removed what the killed ones left.
    assert [entry.name for entry in tmp_path.iterdir()] == [".env"]


def test_what_is_half_written_is_readable_only_by_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    path.chmod(0o644)
    seen = []
    copy = file_replacement._copy_attributes

    def look(*arguments: object):
        seen.append(stat.S_IMODE((tmp_path / ".env.siwakit-new").stat().st_mode))
        copy(*arguments)

    monkeypatch.setattr(file_replacement, "_copy_attributes", look)
    renewed(path)
    assert seen == [0o600]


@each("secret", ["", "a\nB=2", "a b", "a'b", 'a"b', "a$b", "a#b", "é", "a" * 10_000])
@each("kind", ["file", "env-file"])
def test_only_a_token_is_written(secret: str, kind: str, tmp_path: Path):
    with pytest.raises(UsageError, match="not a client_secret"):
        store_of(tmp_path / "place", kind).write(secret, NOTHING)
    assert list(tmp_path.iterdir()) == []


WRONG = """
x|:|file:|file:  |file:folder/|file:a\0b|file:a\tb|env-file:|env-file:.env|env-file:.env#|env-file:#NAME|env-file:.env#A B|env-file:.env#A=B
env-file:.env#1A|s3:bucket|FILE:x|file:a\u202eb
"""


@each("address", ["", "file:a\nb", "file:" + "x" * 5000, *WRONG.strip().replace("\n", "|").split("|")])
def test_a_wrong_address_is_a_clear_error_on_one_line(address: str):
    with pytest.raises(UsageError) as raised:
        open_store(address)
    assert raised.value.hint
    assert "\n" not in raised.value.message + raised.value.hint
    assert len(raised.value.message) < 200


def test_a_secret_given_as_an_address_is_not_shown():
    with pytest.raises(UsageError) as raised:
        open_store(f"{OLD}{OLD}")
    assert OLD[:20] not in str(raised.value)


def test_relative_paths_start_at_the_folder(tmp_path: Path):
    open_store("file:secret", folder=tmp_path).write(NEW, NOTHING)
    assert (tmp_path / "secret").read_text() == NEW


def test_no_value_shows_a_secret():
    assert OLD not in repr(Stored(value=OLD))
