"""The command line when its input never ends, or its output cannot be written."""

from __future__ import annotations

import gzip
import os
import shlex
import subprocess
import sys
import threading

import httpx2
import pytest

from siwakit.cli import main
from siwakit.edge.files import reading
from siwakit.emulator.state.world import READY_RETURN_URL, READY_SERVICES_ID
from siwakit.errors import NotReadable
from siwakit.testing import emulator

CLIENT = READY_SERVICES_ID
PROGRAM = (sys.executable, "-m", "siwakit")
LINE = b'2026-09-21T14:13:20Z apple {"error":"invalid_client"}\n'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes and devices are those of Linux")


def run(command, **options):
    return subprocess.run(["bash", "-c", f"{' '.join(PROGRAM)} {command}"], capture_output=True, text=True, check=False, timeout=60, **options)


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_pipe_without_a_writer_is_named(pipe, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS_TO_WAIT_FOR_A_WRITER", 0.1)
    with pytest.raises(NotReadable, match="no program writes to this pipe"):
        reading.read_file(str(pipe))


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_a_pipe_is_read_to_its_end_when_its_writer_comes(pipe, delay):
    writer = threading.Timer(delay, lambda: pipe.write_bytes(b"client_id=a"))
    writer.start()
    assert reading.read_file(str(pipe)).text == "client_id=a"
    writer.join()


@pytest.mark.parametrize("command", ["doctor /dev/zero", "doctor --summary /dev/zero", "doctor --summary < /dev/zero", "doctor < /dev/zero"])
def test_a_device_without_an_end_is_refused(command):
    done = run(command)
    assert (done.returncode, done.stderr.startswith("error: "), "bug" in done.stderr) == (2, True, False)


@pytest.mark.parametrize("command", ["doctor", "doctor --summary"])
def test_what_another_program_writes_is_read_from_its_pipe(command, tmp_path):
    (tmp_path / "log").write_bytes(LINE * 100)
    assert "invalid_client" in run(f"{command} <(cat {tmp_path / 'log'})").stdout


@pytest.mark.parametrize("given", ["<(cat {log})", "- < {log}"])
def test_a_packed_log_is_unpacked_from_a_pipe(given, tmp_path):
    (tmp_path / "log.gz").write_bytes(gzip.compress(LINE * 100))
    assert "100" in run(f"doctor --summary {given.format(log=tmp_path / 'log.gz')}").stdout


@pytest.fixture(scope="module")
def apple():
    with emulator(seed=7) as apple:
        yield apple


@pytest.fixture(scope="module")
def key(apple, tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / f"AuthKey_{apple.key_id}.p8"
    path.write_text(apple.key_text)
    return path


def fill(command, apple, key):
    """Return the words of *command*, with what the running emulator gives in place of the names in braces."""
    live = f"--emulator {apple.url} --key {{key}} --team {apple.team_id} --services-id {CLIENT} --redirect-uri {READY_RETURN_URL}"
    given = {"team": apple.team_id, "secret": apple.mint_secret(CLIENT), "code": apple.sign_in(CLIENT), "token": apple.issue_id_token(CLIENT)}
    return shlex.split(command.format(live=live, key="{key}", folder="{key}-emulator", **given).format(key=key))


# The arguments of each command, and the code with which it ends.
COMMANDS = {
    "doctor": ("doctor error=invalid_client", 3),
    "doctor --summary": ("doctor --summary {key}", 3),
    "secret": (f"secret --key {{key}} --team {{team}} --client-id {CLIENT}", 0),
    "decode": ("decode {secret}", 0),
    "key": ("key {key}", 0),
    "token": ("token exchange {code} {live}", 0),
    "token, refused": ("token refresh wrong {live}", 1),
    "verify": ("verify {token} --no-nonce {live}", 0),
    "notification": ("notification [] {live}", 1),
    "explain": ("explain secret-expired", 0),
    "rules": ("rules", 0),
    "emulator": ("emulator --port 0 --keys {folder}", 0),
    "emulator --list-switches": ("emulator --list-switches", 0),
    "web": ("web --port 0", 0),
    "demo": ("demo 1", 0),
    "completion": ("completion bash", 0),
    "help": ("doctor --help", 0),
}
SERVERS = ("emulator", "web")
# Whose refusal is on standard error before the report is written.
REFUSED = ("token, refused", "notification")
FULL = "error: standard output: no space left on device\nhint: free some space, or write somewhere else\n"
CLOSED = "error: standard output is closed\nhint: leave it open, or redirect it to a file: siwakit ... > report.txt\n"


def started(redirection, arguments, stdout=subprocess.PIPE):
    shell = ("bash", "-c", f'exec "$@" {redirection}', "bash")
    return subprocess.Popen([*shell, *PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, text=True)


def nobody_reads(arguments):
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as output:
        return started("", arguments, output)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_why_its_output_cannot_be_written(name, apple, key):
    command, _ = COMMANDS[name]
    ends = {
        "gone": nobody_reads(fill(command, apple, key)),
        "full": started(">/dev/full", fill(command, apple, key)),
        "closed": started(">&-", fill(command, apple, key)),
    }
    said = {end: process.communicate(timeout=60)[1] for end, process in ends.items()}
    codes = {end: process.returncode for end, process in ends.items()}
    # click writes its help nowhere if there is nowhere to write it.
    assert codes == {"gone": 141, "full": 2, "closed": 0 if name == "help" else 2}
    assert (said["gone"] == "") is (name not in REFUSED)
    assert said["full"].endswith(FULL)
    assert said["closed"].endswith("" if name == "help" else CLOSED)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in SERVERS])
def test_each_command_needs_no_standard_input_and_no_standard_error(name, apple, key):
    command, code = COMMANDS[name]
    ends = [started(redirection, fill(command, apple, key)) for redirection in ("<&- 2>&-", "2>/dev/full")]
    for process in ends:
        written, _ = process.communicate(timeout=60)
        assert (process.returncode, written != "") == (code, True)


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_needs_no_standard_input_and_no_standard_error(name, apple, key):
    process = started("<&- 2>&-", fill(COMMANDS[name][0], apple, key))
    assert process.stdout.readline()
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.parametrize("command", ["doctor", "doctor --summary", "decode", "key"])
def test_a_standard_input_that_is_closed_is_an_empty_one(command):
    closed, empty = run(f"{command} <&-"), run(f"{command} </dev/null")
    assert (closed.returncode, closed.stdout, closed.stderr) == (empty.returncode, empty.stdout, empty.stderr)
    assert "bug" not in closed.stderr


def test_an_emulator_whose_reader_has_gone_answers_the_request_and_ends(tmp_path):
    with started("", ("emulator", "--port", "0", "--no-page", "--keys", str(tmp_path / "keys"))) as process:
        address = next(line for line in process.stdout if line.split()[:1] == ["service"]).split()[1]
        while "Ctrl-C" not in process.stdout.readline():
            pass
        process.stdout.close()
        assert httpx2.get(f"{address}/auth/keys").status_code == 200
        assert process.wait(timeout=30) == 141
        assert process.stderr.read() == ""


@pytest.mark.parametrize("command", ["doctor error=invalid_client --key {key}", "token refresh wrong {live}", "token exchange {code} {live}"])
def test_a_key_is_read_from_a_pipe_once(command, apple, key):
    words = fill(f"{command} --key-id {apple.key_id}", apple, "@key@")
    done = run(" ".join(shlex.quote(word) for word in words).replace("@key@", f"<(cat {key})"))
    assert "cannot be read" not in done.stderr
    assert "bug" not in done.stderr
    assert "no program writes" not in done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    "arguments",
    ["doctor {} --response", "doctor {} --key", "doctor {} --config", "secret --team A1B2C3D4E5 --client-id a.b --key", "emulator --world"],
)
def test_each_option_names_a_pipe_without_a_writer(arguments, pipe, monkeypatch, capsys):
    monkeypatch.setattr(reading, "SECONDS_TO_WAIT_FOR_A_WRITER", 0.1)
    monkeypatch.setattr(sys, "argv", ["siwakit", *arguments.split(), str(pipe)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "no program writes to this pipe" in capsys.readouterr().err


WAITER = """
import signal, threading, time
from siwakit.cli.output import until_ended

def interrupt():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.{signal})

with until_ended() as wait:
    threading.Thread(target=interrupt, daemon=True).start()
    wait()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_that_does_not_wake_the_main_thread_still_ends_a_server(name):
    done = subprocess.run([sys.executable, "-c", WAITER.format(signal=name)], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
