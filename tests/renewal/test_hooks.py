"""Hooks: what is said about one that fails, and that none outlives its time."""

from __future__ import annotations

import os
import sys

import pytest
from tests.each import each

from siwakit.edge.renewal.hooks import run_hook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the hooks are for a shell")

ENDS = [
    (("true",), ""),
    (("sh", "-c", "exit 3"), "it exited with 3"),
    (("sh", "-c", "kill -TERM $$"), "it was ended by signal 15"),
    (("/no/such/program",), "it could not be started: no such file or directory"),
    (("a\0b",), "it could not be started: an error"),
]


@each("hook, problem", ENDS, ids=lambda value: repr(value)[:40])
def test_what_became_of_a_hook(hook, problem, tmp_path):
    assert run_hook(hook, {}, tmp_path) == problem


def test_a_hook_starts_in_the_folder_with_its_variables_and_no_input(tmp_path):
    run_hook(("sh", "-c", "cat > got; pwd > where; echo $SIWAKIT_CLIENT_ID >> where"), {"SIWAKIT_CLIENT_ID": "com.example.web"}, tmp_path)
    assert (tmp_path / "got").read_text() == ""
    assert (tmp_path / "where").read_text() == f"{tmp_path.resolve()}\ncom.example.web\n"


def test_a_hook_that_hangs_is_ended_with_what_it_started(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    number = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    problem = run_hook(("sh", "-c", "(echo started; sleep 60) > pipe & sleep 60"), {}, tmp_path, seconds=1)
    assert problem == "it took longer than 1 seconds"
    os.set_blocking(number, True)
    with os.fdopen(number) as left:
        assert left.read() == "started\n"  # it ends only when nothing has the pipe open any more
