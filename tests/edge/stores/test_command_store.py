"""The store that is any command."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.each import each

from siwakit.edge.stores.open_store import open_store
from siwakit.edge.stores.store import Stored
from siwakit.errors import StoreConflict, StoreRefused, StoreUnavailable, UsageError

OLD = "eyJhbGciOiJFUzI1NiJ9.eyJvbGQiOiJDQU5BUlktT0xEIn0.b2xkLXNpZ25hdHVyZS1jYW5hcnk"
NEW = "eyJhbGciOiJFUzI1NiJ9.eyJuZXciOiJDQU5BUlktTkVXIn0.bmV3LXNpZ25hdHVyZS1jYW5hcnk"
ENVIRONMENT = {"PATH": os.environ["PATH"]}


def opened(folder: Path, **table: Any):
    return open_store(table, folder=folder, environment=ENVIRONMENT)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_secret_is_on_standard_input_and_nowhere_else(tmp_path: Path):
    code = "import os, sys; open('seen', 'w').write('|'.join([sys.stdin.read(), repr(sys.argv), repr(dict(os.environ))]))"
    opened(tmp_path, command=python(code)).write(NEW, Stored())
    given, arguments, environment = (tmp_path / "seen").read_text().split("|")
    assert given == NEW
    assert NEW not in arguments + environment


def test_the_input_may_name_the_variable(tmp_path: Path):
    opened(tmp_path, command=["tee", "seen"], input="APPLE_CLIENT_SECRET={secret}\n").write(NEW, Stored())
    assert (tmp_path / "seen").read_text() == f"APPLE_CLIENT_SECRET={NEW}\n"


def test_a_command_that_reads_is_compared_and_read_back(tmp_path: Path):
    store = opened(tmp_path, command=["tee", "kept"], read=["cat", "kept"])
    (tmp_path / "kept").write_text(f"{OLD}\n")
    assert store.describe().can_be_read
    before = store.read()
    assert before.value == OLD
    assert store.write(NEW, before).value == NEW
    with pytest.raises(StoreConflict):
        store.write(OLD, before)
    (tmp_path / "kept").write_text("")
    assert not store.read().exists


def test_without_a_command_that_reads_nothing_is_known(tmp_path: Path):
    store = opened(tmp_path, command=["cat"])
    assert (store.read(), store.describe().can_be_read) == (Stored(), False)
    assert store.destroy_previous(Stored()) == ()


def test_a_command_that_fails_may_have_written(tmp_path: Path):
    code = "import sys; s = sys.stdin.read(); print(s); print('not logged in', s, s[:40], s[30:], file=sys.stderr); sys.exit(7)"
    with pytest.raises(StoreUnavailable, match="failed with 7: not logged in") as raised:
        opened(tmp_path, command=python(code)).write(NEW, Stored())
    assert raised.value.is_outcome_unknown
    assert [NEW[at : at + 10] for at in range(len(NEW) - 10) if NEW[at : at + 10] in str(raised.value)] == []


def test_a_command_that_cannot_read_is_quoted_without_what_it_printed(tmp_path: Path):
    code = f"import sys; print('{OLD}'); print('bad {OLD}', file=sys.stderr); sys.exit(1)"
    with pytest.raises(StoreUnavailable, match=r"failed with 1: bad \[token, 76 characters") as raised:
        opened(tmp_path, command=["cat"], read=python(code)).read()
    assert "eyJhbGci" not in str(raised.value)


def test_a_command_that_is_missing_is_a_refusal(tmp_path: Path):
    (tmp_path / "not-executable").write_text("x")
    for name in ("no-such-command-here", "./not-executable", str(tmp_path)):
        with pytest.raises(StoreRefused, match="cannot be started"):
            opened(tmp_path, command=[name]).write(NEW, Stored())


def test_a_command_that_hangs_is_killed_with_its_children(tmp_path: Path):
    store = opened(tmp_path, command=["sh", "-c", "sleep 30 & echo $! >child; wait"], seconds=0.3)
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match=r"did not end within 0.3 seconds") as raised:
        store.write(NEW, Stored())
    assert time.monotonic() - began < 3
    assert raised.value.is_outcome_unknown
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 3
    while Path(f"/proc/{child}/stat").exists() and Path(f"/proc/{child}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < deadline


def test_a_child_that_keeps_the_output_open_does_not_keep_us_waiting(tmp_path: Path):
    began = time.monotonic()
    opened(tmp_path, command=["sh", "-c", "(sleep 5 &) ; cat >seen"]).write(NEW, Stored())
    assert time.monotonic() - began < 4
    assert (tmp_path / "seen").read_text() == NEW


def test_a_command_that_prints_without_end_ends_in_time(tmp_path: Path):
    with pytest.raises(StoreUnavailable, match="did not end"):
        opened(tmp_path, command=["yes"], read=["yes"], seconds=0.3).read()


def test_a_command_that_does_not_read_its_input_is_fine(tmp_path: Path):
    opened(tmp_path, command=["true"]).write(NEW, Stored())


WRONG: list[Any] = [
    {},
    {"command": []},
    {"command": "fly secrets import"},
    {"command": [""]},
    {"command": ["a\0b"]},
    {"command": ["a", 1]},
    {"command": ["a"], "read": []},
    {"command": ["a"], "read": "cat"},
    {"command": ["a"], "stdin": "x"},
    {"command": ["a"], "input": "without"},
    {"command": ["a"], "input": "{secret}{secret}"},
    {"command": ["a"], "input": 1},
    {"command": ["a"], "seconds": 0},
    {"command": ["a"], "seconds": True},
    {"command": ["a"], "seconds": "1"},
    {"command": ["a"], "seconds": 1e9},
    {"command": ["a"], "seconds": float("nan")},
    7,
    None,
    ["file:x"],
]


@each("table", WRONG)
def test_a_wrong_table_is_a_clear_error(table: Any):
    with pytest.raises(UsageError) as raised:
        open_store(table)
    assert raised.value.hint
    assert "\n" not in str(raised.value)


def test_a_token_among_the_arguments_is_not_shown_in_the_address(tmp_path: Path):
    store = opened(tmp_path, command=["deploy", "--token", "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA", "set"])
    assert "Zm9vYmFy" not in store.address + repr(store.describe())
    assert store.address.startswith("command:deploy --token ")
