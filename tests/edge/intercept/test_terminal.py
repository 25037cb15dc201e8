"""At a terminal, a program under siwakit is as it is without."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shlex
import struct
import subprocess
import sys
import termios
import time
from contextlib import contextmanager

import pytest
from tests.edge.intercept.guarded import SECONDS, command, folder_of, guardian_of, is_running, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
SIZE = (33, 101)
PROMPT = "outer> "


class Terminal:
    """A shell with job control at a terminal of its own."""

    def __init__(self, controller, shell):
        self.controller = controller
        self.shell = shell
        self.said = ""

    def type(self, text):
        os.write(self.controller, text.encode())

    def run(self, *words):
        self.type(shlex.join(words) + "\n")

    def wait_for(self, pattern):
        """Wait until *pattern* is shown, and return the match; what was shown so far is forgotten."""
        end = time.monotonic() + SECONDS
        while not (found := re.search(pattern, self.said)):
            left = end - time.monotonic()
            assert left > 0, f"{pattern} was not shown: {self.said!r}"
            if select.select([self.controller], [], [], left)[0]:
                try:
                    self.said += os.read(self.controller, 65536).decode(errors="replace")
                except OSError:
                    raise AssertionError(f"the terminal ended before {pattern}: {self.said!r}") from None
        self.said = self.said[found.end() :]
        return found


def settle():
    """Wait until a shell has given the terminal to the job that it has just named: it says nothing afterwards."""
    time.sleep(0.3)


@contextmanager
def terminal():
    controller, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    env = {**os.environ, "PS1": PROMPT, "TERM": "dumb", "HISTFILE": "/dev/null"}

    def take_terminal():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    shell = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "--noediting", "-i"],
        stdin=end,
        stdout=end,
        stderr=end,
        env=env,
        preexec_fn=take_terminal,  # noqa: PLW1509  as a terminal does it
    )
    os.close(end)
    shown = Terminal(controller, shell)
    try:
        shown.wait_for(PROMPT)
        yield shown
    finally:
        shell.kill()
        shell.wait()
        os.close(shown.controller)


@pytest.fixture
def about(tmp_path):
    return tmp_path / "about"


@pytest.fixture
def start(about, tmp_path):
    """The words that run a program of shell under the guardian; they are short, because the terminal repeats them."""
    (tmp_path / "siwakit").write_text("#!/bin/sh\nexec " + shlex.join(command(about)) + ' "$@"\n')
    (tmp_path / "siwakit").chmod(0o755)
    return str(tmp_path / "siwakit")


def write(tmp_path, text):
    (tmp_path / "script.py").write_text(text)
    return (sys.executable, str(tmp_path / "script.py"))


def test_the_terminal_has_its_size_and_is_the_program_s(start, tmp_path):
    script = write(tmp_path, "import os; print('size', *os.get_terminal_size(0), os.isatty(0), os.isatty(1), os.tcgetpgrp(0) == os.getpgrp())")
    with terminal() as shown:
        shown.run(start, *script)
        shown.wait_for(r"size 101 33 True True True\r")


def test_ctrl_c_reaches_the_program_once(start, tmp_path):
    script = write(
        tmp_path,
        "import time\nseen = 0\n"
        "while not seen:\n  try: print('rea' + 'dy', flush=True); time.sleep(30)\n  except KeyboardInterrupt: seen += 1\n"
        "try: time.sleep(0.5)\nexcept KeyboardInterrupt: seen += 1\nprint('se' + 'en', seen)\nraise SystemExit(5)",
    )
    with terminal() as shown:
        shown.run(start, *script)
        shown.wait_for("ready")
        shown.type("\x03")
        shown.wait_for("seen 1\r")
        shown.wait_for(PROMPT)
        shown.type("echo status $?\n")
        shown.wait_for("status 5\r")


def test_ctrl_c_ends_a_program_that_does_not_handle_it(start, about):
    with terminal() as shown:
        shown.run(start, "sh", "-c", "echo rea''dy; exec sleep 60")
        shown.wait_for("ready\r")
        shown.type("\x03")
        shown.wait_for(PROMPT)
        shown.type("echo status $?\n")
        shown.wait_for("status 130\r")
    wait_until(lambda: not is_running(guardian_of(about)), "the guardian ends")


def test_ctrl_backslash_ends_it_too(start):
    with terminal() as shown:
        shown.run(start, "sh", "-c", "echo rea''dy; exec sleep 60")
        shown.wait_for("ready\r")
        shown.type("\x1c")
        shown.wait_for(PROMPT)
        shown.type("echo status $?\n")
        shown.wait_for("status 131\r")


def test_ctrl_z_stops_and_fg_and_bg_continue(start):
    with terminal() as shown:
        shown.run(start, "sh", "-c", "echo rea''dy; read line; echo got $line; sleep 1 & wait; echo do''ne")
        shown.wait_for("ready\r")
        for _ in range(3):
            shown.type("\x1a")
            shown.wait_for("Stopped")
            shown.wait_for(PROMPT)
            shown.type("echo at the sh''ell\n")
            shown.wait_for("at the shell\r")
            shown.type("fg\n")
            shown.wait_for("read line")
            settle()
        shown.type("words\n")
        shown.wait_for("got words")
        shown.type("\x1a")
        shown.wait_for("Stopped")
        shown.wait_for(PROMPT)
        shown.type("bg\n")
        shown.wait_for("done\r")
        shown.type("wait %1; echo status $?\n")
        shown.wait_for("status 0\r")


def test_a_program_in_the_background_stops_when_it_reads(start):
    with terminal() as shown:
        shown.type(f"{start} sh -c 'echo rea\"\"dy; read line; echo got $line' &\n")
        shown.wait_for("ready\r")
        settle()
        shown.type("jobs\n")
        shown.wait_for("Stopped")
        shown.type("fg\n")
        shown.wait_for("read line")
        shown.type("words\n")
        shown.wait_for("got words")


def test_a_shell_inside_has_its_own_jobs(start, tmp_path):
    (tmp_path / "settings").write_text("PS1='inner'\\> \n")
    with terminal() as shown:
        shown.run(start, "bash", "--noprofile", "--noediting", "--rcfile", str(tmp_path / "settings"), "-i")
        shown.wait_for("inner>")
        shown.run("sh", "-c", "echo rea''dy; exec sleep 60")
        shown.wait_for("ready\r")
        shown.type("\x1a")
        shown.wait_for("Stopped")
        shown.wait_for("inner>")
        shown.type("fg\n")
        shown.wait_for("exec sleep 60'\r")
        settle()
        shown.type("\x03")
        shown.wait_for("inner>")
        for _ in range(2):
            shown.type("suspend\n")
            shown.wait_for("Stopped")
            shown.wait_for(PROMPT)
            shown.type("fg\n")
            shown.wait_for("-i\r")
            shown.type("echo in''side\n")
            shown.wait_for("inside\r")
        shown.type("exit 3\n")
        shown.wait_for(PROMPT)
        shown.type("echo status $?\n")
        shown.wait_for("status 3\r")


def test_the_settings_of_the_terminal_are_kept(start, tmp_path):
    with terminal() as shown:
        before = termios.tcgetattr(shown.controller)
        shown.run(start, "true")
        shown.wait_for(PROMPT)
        assert termios.tcgetattr(shown.controller) == before


def test_nothing_is_left_if_the_terminal_is_closed(start, about, tmp_path):
    script = write(tmp_path, "import os, time\nprint('pid', os.getpid(), flush=True)\nif os.fork() == 0: os.setsid()\ntime.sleep(120)")
    with terminal() as shown:
        shown.run(start, *script)
        pid = int(shown.wait_for(r"pid (\d+)\r")[1])
        os.close(shown.controller)
        shown.controller = os.open(os.devnull, os.O_RDONLY)
        wait_until(lambda: not is_running(pid) and not is_running(guardian_of(about)), "the program and the guardian end")
        wait_until(lambda: not folder_of(about).exists(), "the folder is removed")


def test_a_pipe_into_a_pager_is_one_job(start):
    with terminal() as shown:
        shown.type(f"{start} sh -c 'echo rea\"\"dy; exec sleep 60' | cat\n")
        shown.wait_for("ready\r")
        shown.type("\x03")
        shown.wait_for(PROMPT)
        shown.type("echo status ${PIPESTATUS[0]}\n")
        shown.wait_for("status 130\r")
