"""`--follow` as people use it: a process that waits, is told to show what it has, and is ended by Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.each import each
from tests.render.timed_logs import ANSWERS, refused

from siwakit.samples import NOW, Scenario

PROGRAM = (sys.executable, "-m", "siwakit", "doctor", "--summary", "--follow")
NEW = "2026-09-21 14:13:20 UTC  new: Apple answered invalid_client, in "


class Following:
    """A process that follows logs, with what it writes line by line."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, *arguments], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
        )

    def line(self) -> str:
        return self.process.stdout.readline().rstrip("\n")

    def write(self, text: str) -> None:
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def until(self, words: str) -> list[str]:
        """Return the lines up to the one with *words*."""
        lines = []
        while not lines or words not in lines[-1]:
            lines.append(self.line())
            assert lines[-1] or self.process.poll() is None
        return lines

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@pytest.fixture
def follow(tmp_path):
    started = []

    def begin(*arguments):
        started.append(Following(tmp_path, *arguments))
        return started[-1]

    yield begin
    for following in started:
        following.process.kill()
        following.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_new_cause_is_told_at_once_and_the_summary_at_the_end(follow, number):
    following = follow("-")
    following.write(f"{refused(NOW)}\n{refused(NOW, ANSWERS[1])}\n")
    assert following.line() == f"{NEW}standard input"
    assert following.line() == "2026-09-21 14:13:20 UTC  new: the code was redeemed before (code-used-twice), in standard input"
    code, out, err = following.end(number)
    assert (code, err) == (1, "")
    assert out.startswith("standard input: 2 lines, ")


def test_the_exit_code_is_that_of_the_summary(follow):
    following = follow()
    following.write(f"{refused(NOW)}\n")
    assert following.line() == f"{NEW}standard input"
    assert following.end()[0] == 3


def test_a_cause_that_comes_more_often_is_told(follow):
    following = follow("-")
    steady = "".join(f"{refused(NOW + minute * 60)}\n" for minute in range(30))
    following.write(steady + "".join(f"{refused(NOW + 1800 + second)}\n" for second in range(40)))
    lines = following.until("more often")
    assert [line.split()[3] for line in lines] == ["new:", "often:", "more"]
    counts = "20 in ten minutes, 10 in the ten minutes before"
    assert lines[-1] == f"2026-09-21 14:43:30 UTC  more often: Apple answered invalid_client, {counts}, in standard input"


def test_the_time_in_an_envelope_is_that_of_its_line(follow):
    following = follow("-")
    following.write(json.dumps({"log": 'apple {"error":"invalid_client"}\n', "stream": "stderr", "time": "2026-09-21T14:13:20.5Z"}) + "\n")
    assert following.line() == f"{NEW}standard input"


def test_the_end_of_standard_input_ends_it(follow):
    following = follow("-")
    out, err = following.process.communicate(f"{refused(NOW)}\n{refused(NOW, ANSWERS[3])}", timeout=30)
    assert (following.process.returncode, err) == (3, "")
    assert out.startswith(NEW)
    assert "standard input: 2 lines" in out


def test_sigusr1_shows_the_summary_and_goes_on(follow):
    following = follow("-")
    following.write(f"{refused(NOW)}\n")
    following.line()
    following.process.send_signal(signal.SIGUSR1)
    assert following.line().startswith("standard input: 1 line, ")
    following.until("standard input:1: ")
    following.write(f"{refused(NOW, ANSWERS[1])}\n")
    assert "new: the code was redeemed before" in following.line()
    assert "standard input: 2 lines" in following.end()[1]


def test_a_log_is_followed_through_rotations(follow, tmp_path):
    log = tmp_path / "app.log"
    log.write_text(f"{refused(NOW, ANSWERS[5])}\n", "utf-8")
    following = follow("app.log", "--since", "2000-01-01", "--now", str(NOW))
    assert "invalid_scope" in following.line()
    log.rename(tmp_path / "app.log.1")
    log.write_text(f"{refused(NOW)}\n", "utf-8")
    assert following.line() == f"{NEW}app.log"
    log.write_text(f"{refused(NOW, ANSWERS[3])}\n", "utf-8")
    assert "invalid_request" in following.line()
    code, out, _ = following.end()
    assert code == 3
    assert out.startswith("app.log: 3 lines, ")


def test_without_since_what_was_there_before_is_not_counted(follow, tmp_path):
    log = tmp_path / "app.log"
    log.write_text(f"{refused(NOW, ANSWERS[5])}\n", "utf-8")
    following = follow("app.log", "-")
    following.write(f"{refused(NOW)}\n")
    assert following.line() == f"{NEW}standard input"
    with log.open("a") as file:
        file.write(f"{refused(NOW, ANSWERS[3])}\n")
    assert "invalid_request, in app.log" in following.line()
    assert "invalid_scope" not in following.end()[1]


@pytest.mark.parametrize("shape", ["json", "html", "prometheus"])
def test_alerts_do_not_disturb_a_document(follow, shape):
    following = follow("-", "--format", shape)
    out, err = following.process.communicate(f"{refused(NOW)}\n", timeout=30)
    assert err == f"{NEW}standard input\n"
    assert "new:" not in out
    begins = {"json": "{", "html": "<!DOCTYPE html>", "prometheus": "# HELP"}
    assert out.startswith(begins[shape])


def test_the_summary_is_that_of_the_same_log_at_rest(follow, tmp_path):
    lines = [refused(NOW + number * 7, ANSWERS[number % 8]) for number in range(500)]
    (tmp_path / "app.log").write_text("\n".join(lines) + "\n", "utf-8")
    following = follow("--format", "json", "-")
    out, _ = following.process.communicate("\n".join(lines) + "\n", timeout=60)
    command = [argument for argument in PROGRAM if argument != "--follow"]
    rest = subprocess.run([*command, "--format", "json", "app.log"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert json.loads(out)["groups"] == json.loads(rest.stdout.replace("app.log", "standard input"))["groups"]


def test_no_line_shows_a_secret(follow):
    fields = "&".join(f"{name}={value}" for name, value in Scenario().secret(aud="x").fields())
    following = follow("-")
    attack = '{"error":"invalid_client","error_description":"\\u001b]0;owned hunter2"}'
    log = f"2026-09-21T14:13:20Z jane@example.com POST https://appleid.apple.com/auth/token {fields}\n2026-09-21T14:13:20Z apple {attack}\n"
    out, err = following.process.communicate(log, timeout=30)
    assert "new: " in out
    for canary in ("hunter2", "jane", "\x1b", *Scenario().secret(aud="x").compact_secret().split(".")):
        assert canary[:20] not in out + err


@each("arguments", [("s3://bucket/x",), ("gone.log",), ("app.log", "--jobs", "2")])
def test_what_cannot_be_followed_is_an_error_at_once(follow, tmp_path, arguments):
    (tmp_path / "app.log").touch()
    following = follow(*arguments)
    out, err = following.process.communicate(timeout=30)
    assert (following.process.returncode, out) == (2, "")
    assert err.startswith("error: ")


def test_a_reader_that_has_gone_ends_it_quietly(tmp_path):
    reading, writing = os.pipe()
    process = subprocess.Popen([*PROGRAM, "-"], stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    os.close(reading)
    _, err = process.communicate(f"{refused(NOW)}\n", timeout=30)
    assert (process.returncode, err) == (141, "")


@pytest.mark.slow
def test_memory_stays_bounded_over_a_long_time(follow):
    """A hundred thousand records over two hundred days, of which each cause keeps its counts over time."""
    following = follow("-")
    peaks = []
    for part in range(10):
        following.write("".join(f"{refused(NOW + part * 1_800_000 + 180 * number, ANSWERS[number % 8])}\n" for number in range(10_000)))
        peaks.append(int(Path(f"/proc/{following.process.pid}/statm").read_text().split()[1]) * 4096 // 2**20)
    assert following.end()[0] == 1
    assert peaks[-1] < 100
    assert peaks[-1] - peaks[4] < 8
