"""What is pasted or typed at a terminal: no line is cut, the terminal is left as it was, and who waits says so."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from importlib.resources import files

import pytest
from tests.each import each

if sys.platform == "win32":
    pytest.skip("a terminal of Windows cuts nothing", allow_module_level=True)

import pty
import termios

from siwakit.samples.example_keys import team_key_text

READ = "import sys; from siwakit.edge.files.reading import read_standard_input; text = read_standard_input().text; sys.stdout.write"
PROGRAM = (sys.executable, "-c", f"{READ}(str(len(text)))")
QUOTE = (sys.executable, "-c", f"{READ}(repr(text))")
DOCTOR = (sys.executable, "-m", "siwakit", "doctor", "-")
WAIT = 20.0
SIWAKIT = (sys.executable, "-m", "siwakit")
PROMPT = "waiting for input: paste it here, then press Enter and Ctrl-D\n"
NOWHERE = ("--emulator", "http://127.0.0.1:1", "--services-id", "com.example.web")
READERS = {
    "doctor": ("doctor",),
    "doctor -": ("doctor", "-"),
    "doctor --summary": ("doctor", "--summary"),
    "doctor --summary -": ("doctor", "--summary", "-"),
    "siwakit -": ("-",),
    "key": ("key",),
    "key -": ("key", "-"),
    "decode": ("decode",),
    "decode -": ("decode", "-"),
    "verify": ("verify", "-", "--no-nonce", *NOWHERE),
    "notification": ("notification", "-", *NOWHERE),
    "token exchange": ("token", "exchange", "-", *NOWHERE),
    "token refresh": ("token", "refresh", "-", *NOWHERE),
    "token revoke": ("token", "revoke", "-", *NOWHERE),
}


def heed_signals():
    """Undo what nohup and a shell's background jobs hand down: they ignore some signals, which a program at a terminal does not."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Terminal:
    """A terminal with a program that reads it; what the terminal shows is collected."""

    def __init__(self, command):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.shown = bytearray()
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True, "preexec_fn": heed_signals}
        self.process = subprocess.Popen(command, stdin=self.slave, **options)
        self.reader = threading.Thread(target=self._collect, daemon=True)
        self.reader.start()
        end = time.monotonic() + WAIT
        while termios.tcgetattr(self.slave)[3] & termios.ICANON and time.monotonic() < end:
            time.sleep(0.01)

    def _collect(self):
        try:
            while data := os.read(self.master, 65536):
                self.shown += data
        except OSError:
            return

    def type(self, data):
        while data:
            data = data[os.write(self.master, data[:1024]) :]

    def end(self):
        out, said = self.process.communicate(timeout=WAIT)
        return out.decode(), said.decode()

    def is_as_before(self):
        return termios.tcgetattr(self.slave) == self.before

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.slave)
        os.close(self.master)


@pytest.fixture
def start():
    made = []

    def open_terminal(*command):
        made.append(Terminal(command))
        return made[-1]

    yield open_terminal
    for one in made:
        one.close()


@pytest.mark.parametrize("length", [4094, 4095, 4096, 4194, 200_000])
def test_a_long_line_is_not_cut(start, length):
    terminal = start(*PROGRAM)
    terminal.type(b"x" * length + b"\n\x04")
    assert terminal.end()[0] == str(length + 1)
    assert terminal.is_as_before()


def test_a_long_client_secret_is_judged_whole(start):
    terminal = start(*DOCTOR)
    terminal.type(b'{"error":"invalid_grant","error_description":"The code has already been used.","pad":"' + b"x" * 5000 + b'"}\n\x04')
    assert "code-used-twice" in terminal.end()[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (b"a\n\x04", "a\n"),
        (b"a\x04\x04", "a"),
        (b"a\x04b\n\x04", "ab\n"),
        (b"\x04", ""),
        (b"ax\x7fb\n\x04", "ab\n"),
        ("aäö\x7f\x7fb\n\x04".encode(), "ab\n"),
        (b"\x7fa\n\x04", "a\n"),
        (b"wrong\x15right\n\x04", "right\n"),
        (b"a\n\x7f\x15b\n\x04", "a\nb\n"),
        (b"a\r\x04", "a\n"),
    ],
)
def test_keys_do_what_they_do_at_a_terminal(start, typed, read):
    terminal = start(*QUOTE)
    terminal.type(typed)
    assert terminal.end()[0] == repr(read)


def test_what_is_typed_is_shown_and_no_control_character_is_obeyed(start):
    terminal = start(*PROGRAM)
    terminal.type(b"abc\x1b[31md\n\x04")
    terminal.end()
    assert bytes(terminal.shown).replace(b"\r", b"") == b"abc^[[31md\n"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"])
def test_a_signal_leaves_the_terminal_as_it_was(start, name):
    terminal = start(*PROGRAM)
    terminal.type(b"abc")
    terminal.process.send_signal(getattr(signal, name))
    terminal.end()
    assert terminal.process.returncode != 0
    assert terminal.is_as_before()


def test_a_long_line_of_a_log_is_not_cut(start):
    terminal = start(sys.executable, "-m", "siwakit", "doctor", "--summary", "-")
    terminal.type(b"2026-09-21T14:13:20Z apple " + b"x" * 5000 + b' {"error":"invalid_client"}\n\x04')
    assert "invalid_client" in terminal.end()[0]


def test_a_long_token_is_decoded_whole(start):
    terminal = start(*SIWAKIT, "decode")
    terminal.type(long_token() + b"\n\x04")
    assert "last" in terminal.end()[0]


def long_token():
    """Return a JWT of more than 4,095 characters, without a signature."""
    parts = ({"alg": "none"}, {"pad": "x" * 5000, "last": True})
    return b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts) + b"."


@each("name", READERS)
def test_a_command_that_waits_says_so_once_and_how_to_end(start, tmp_path, name):
    key = tmp_path / "AuthKey_ABC123DEFG.p8"
    key.write_text(team_key_text())
    options = ("--key", str(key), "--team", "A1B2C3D4E5", "--redirect-uri", "https://app.example.com/callback") if name.startswith("token") else ()
    terminal = start(*SIWAKIT, *READERS[name], *options)
    terminal.type(b"\n\x04")
    said = terminal.end()[1]
    assert said.startswith(PROMPT)
    assert said.count("waiting") == 1
    assert terminal.is_as_before()


@each("name", ("doctor", "doctor --summary", "key", "verify"))
def test_nothing_is_said_about_waiting_if_the_input_is_no_terminal(name):
    done = subprocess.run([*SIWAKIT, *READERS[name]], input=b"\n", capture_output=True, check=False, timeout=WAIT)
    assert b"waiting" not in done.stdout + done.stderr


def test_the_key_that_ends_the_input_is_named_as_the_terminal_has_it(start):
    master, slave = pty.openpty()
    mode = termios.tcgetattr(slave)
    mode[6][termios.VEOF] = b"\x05"
    termios.tcsetattr(slave, termios.TCSANOW, mode)
    process = subprocess.Popen(PROGRAM, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stderr.readline() == b"waiting for input: paste it here, then press Enter and Ctrl-E\n"
    os.write(master, b"a\n\x05")
    assert process.communicate(timeout=WAIT)[0] == b"2"
    os.close(slave)
    os.close(master)


def said_at_a_terminal(*arguments):
    master, slave = pty.openpty()
    subprocess.run([*SIWAKIT, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave, check=False, timeout=WAIT)
    said = os.read(master, 65536).decode()
    os.close(slave)
    os.close(master)
    return said.splitlines()


@each("arguments", (("doctor", "hello there, what is this?"), ("explain", "expired"), ("secret",), ("key", "no-such-file.p8")))
def test_a_hint_is_wrapped_at_a_terminal_and_no_command_in_it_is_broken(arguments):
    said = said_at_a_terminal(*arguments)
    hint = " ".join(line.strip() for line in said[1:])
    assert hint.startswith("hint: ")
    assert [line for line in said if len(line) > 80 and line.count(" ") > 6] == []
    assert all(any(command in line for line in said) for command in re.findall(r"`[^`]+`", hint))
    assert [line for line in said if line.rstrip().endswith("siwakit")] == []


def test_standard_input_is_read_in_one_place():
    reads = re.compile(r"stdin\.(buffer|read)|\binput\(|click\.(prompt|confirm|get_(text|binary)_stream)")
    package = files("siwakit")
    found = [path.name for path in package.rglob("*.py") if reads.search(path.read_text("utf-8"))]
    assert found == ["terminal_input.py"]
