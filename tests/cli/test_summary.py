from __future__ import annotations

import bz2
import gzip
import json
import lzma
import multiprocessing
import os
import sys
import time
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import jsonschema
import pytest

from siwakit.cli import doctor, main, summary
from siwakit.edge.files import log_files, log_pool
from siwakit.edge.files.log_files import Source
from siwakit.errors import NotReadable, SiwakitError
from siwakit.evidence.known import Known
from siwakit.readers.logs import log_blocks
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, Scenario, example_keys

APPLE = '2026-09-21T14:13:20Z ERROR apple {"error":"invalid_client"}'


def form_line(**claims):
    fields = "&".join(f"{name}={value}" for name, value in Scenario().secret(**claims).fields())
    return f"2026-09-21T14:13:21Z DEBUG jane@example.com POST https://appleid.apple.com/auth/token {fields}"


LOG = "\n".join([APPLE, "nothing", form_line(aud="x"), "google invalid_grant", "plain invalid_client apple", APPLE, "the end"]) + "\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("app.log").write_text(LOG, "utf-8")
    Path(f"AuthKey_{KEY_ID}.p8").write_text(example_keys.team_key_text(), "utf-8")
    return tmp_path


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(log_files, "BODY_BYTES", 400)


def run(*arguments, given=b"", capsys, monkeypatch):
    """Return the exit code, standard output and standard error of the doctor with --summary."""
    stdin = TextIOWrapper(BytesIO(given))
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "argv", ["siwakit", "doctor", "--summary", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return ended.value.code, out, err


@pytest.fixture
def doctor_of(capsys, monkeypatch, folder):
    return lambda *arguments, **more: run(*arguments, capsys=capsys, monkeypatch=monkeypatch, **more)


def test_a_log_is_summarised(doctor_of):
    code, out, err = doctor_of("app.log", "--key", f"AuthKey_{KEY_ID}.p8", "--team", TEAM_ID, "--services-id", SERVICES_ID)
    assert (code, err) == (1, "")
    assert out.startswith("app.log: 7 lines")
    assert "       3  Apple answered invalid_client; the log contains no request to judge\n" in out
    assert "rule secret-aud" in out
    assert "first: 2026-09-21 14:13:20 UTC, last: 2026-09-21 14:13:21 UTC" in out
    assert "From other providers, not judged: 1 record.\n" in out


def test_an_example_shows_no_secret_and_no_person(doctor_of):
    secret = Scenario().secret(aud="x").compact_secret()
    _, out, _ = doctor_of("app.log")
    assert "app.log:3: 2026-09-21T14:13:21Z DEBUG [email] POST" in out
    for part in secret.split("."):
        assert part[:24] not in out
    _, shown, _ = doctor_of("app.log", "--show-secrets")
    assert "client_secret=eyJ" in shown


def test_json_says_the_same_to_programs(doctor_of):
    code, out, _ = doctor_of("app.log", "--format", "json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["schema"], told["version"]) == (1, 1, "urn:siwakit:summary:1", 1)
    assert (told["lines"], told["records"], told["refused"], told["other_providers"]) == (7, 5, 3, 1)
    assert told["files"] == [{"name": "app.log", "lines": 7, "bytes": len(LOG)}]
    assert [(group["kind"], group["count"], group["example"]["line"]) for group in told["groups"]] == [("answer", 3, 1), ("rule", 1, 3)]
    schema = json.loads(Path(summary.__file__).parent.parent.joinpath("render", "summary.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["groups"][1]["fix"]
    assert told["groups"][0]["proves"]


def test_standard_input_and_packed_files_are_read(doctor_of):
    Path("app.log.1.gz").write_bytes(gzip.compress(LOG.encode()))
    Path("app.log.2.bz2").write_bytes(bz2.compress(LOG.encode()))
    Path("app.log.3.xz").write_bytes(lzma.compress(LOG.encode()))
    Path("app.log.4").write_bytes(LOG.encode("utf-16"))
    code, out, _ = doctor_of("-", "app.log.1.gz", "app.log.2.bz2", "app.log.3.xz", "app.log.4", "--format", "json", given=LOG.encode())
    told = json.loads(out)
    assert code == 1
    assert [file["lines"] for file in told["files"]] == [7] * 5
    assert [group["count"] for group in told["groups"]] == [15, 5]
    assert told["groups"][0]["example"]["file"] == "standard input"


def test_what_is_piped_in_needs_no_name(doctor_of):
    code, out, _ = doctor_of(given=APPLE.encode())
    assert (code, out.splitlines()[0][:30]) == (3, "standard input: 1 line, 0.1 kB")


@pytest.mark.usefixtures("small_blocks")
def test_the_number_of_processes_changes_nothing(doctor_of):
    Path("long.log").write_text("".join(f"{LOG}line {number}\n" for number in range(40)), "utf-8")
    seen = {doctor_of("long.log", "app.log", "--format", "json", "--jobs", jobs) for jobs in ("1", "2", "3")}
    assert len(seen) == 1
    assert json.loads(next(iter(seen))[1])["lines"] == 40 * 8 + 7


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("nothing\n", 3, "It contains nothing about Sign in with Apple"),
        ("", 3, "0 lines"),
        (f"{form_line()}\n", 0, "No mistake visible: 1 record."),
        (f"{APPLE}\n", 3, "1 Apple answered invalid_client"),
        ("apple invalid_grant: The code has already been used.\n", 1, "when: the log does not say"),
        ("appleid.apple.com/auth/token status 400\n", 3, "Apple answered HTTP 400; the log contains neither the body nor the request"),
        (f"{APPLE}{'x' * log_blocks.MAX_LINE}\n", 3, "Longer than 1 MiB, read only up to there: 1 line."),
    ],
)
def test_the_exit_code_and_the_words_fit_what_was_found(doctor_of, text, code, said):
    Path("other.log").write_text(text, "utf-8")
    ended, out, _ = doctor_of("other.log", "--now", "2026-09-21T14:13:20Z")
    assert (ended, said in " ".join(out.split())) == (code, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.log",), "missing.log: no such file"),
        ((".",), ".: is a directory"),
        (("broken.gz",), "broken.gz has truncated or damaged compressed data"),
        (("app.log", "--fix"), "--fix cannot be used with --summary"),
        (("app.log", "--question", "header"), "--question cannot be used with --summary"),
        (("app.log", "--response", "x"), "--response cannot be used with --summary"),
        (("app.log", "--key", "missing.p8"), "missing.p8"),
        (("app.log", "--now", "noon"), "--now noon is not a time"),
    ],
)
def test_wrong_use_is_one_clear_error(doctor_of, arguments, said):
    Path("broken.gz").write_bytes(gzip.compress(LOG.encode() * 9)[:-20])
    code, out, err = doctor_of(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert said in err


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.mark.usefixtures("small_blocks")
def test_progress_is_shown_on_a_terminal_and_removed_at_the_end(doctor_of, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(summary, "_SECONDS_BETWEEN", 0)
    doctor_of("app.log", "--jobs", "1")
    assert "lines, 0 MB, 2 records of Sign in with Apple" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    shown = summary._Progress()
    shown.shown_at = time.monotonic() + 100
    assert shown(1, None) is None


def brief():
    return log_pool.WorkerContext(Known(), (), 1_790_000_000)


class Deadly:
    """A task that ends the process that it is handed to, however that process was started."""

    def __reduce__(self):
        return os._exit, (1,)


@pytest.mark.usefixtures("folder")
def test_a_process_that_dies_is_one_clear_error(monkeypatch):
    part = Source("app.log", 0, 400, len(LOG))
    monkeypatch.setattr(log_pool, "source_parts", lambda _source: [part, part])
    monkeypatch.setattr(log_pool, "tally_task", Deadly())
    with pytest.raises(SiwakitError, match="a process that was reading the log died") as caught:
        log_pool.tally_files([Source("app.log")], brief(), jobs=2)
    assert "--jobs 1" in caught.value.hint


@pytest.mark.usefixtures("folder")
def test_a_missing_file_is_reported():
    with pytest.raises(NotReadable, match="no such file"):
        list(log_files.read_blocks(Source("gone.log", 0, 400, 400)))


@pytest.mark.usefixtures("small_blocks", "folder")
def test_spawned_processes_give_the_same_result(monkeypatch):
    copied = log_pool.tally_files([Source("app.log")], brief(), jobs=2)
    monkeypatch.setattr(log_pool, "_context", lambda: multiprocessing.get_context("spawn"))
    assert log_pool.tally_files([Source("app.log")], brief(), jobs=2) == copied


def test_processes_are_spawned_except_on_linux(monkeypatch):
    monkeypatch.setattr(log_pool.sys, "platform", "darwin")
    assert log_pool._context().get_start_method() == "spawn"
    monkeypatch.delattr(log_pool.os, "sched_getaffinity", raising=False)
    assert log_pool.core_count() >= 1


def test_a_worker_leaves_ctrl_c_to_the_main_process(monkeypatch):
    ignored = []
    monkeypatch.setattr(log_pool.signal, "signal", lambda *given: ignored.append(given))
    log_pool._ignore_ctrl_c()
    assert ignored == [(log_pool.signal.SIGINT, log_pool.signal.SIG_IGN)]


def _interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it_silently_and_leaves_no_process(doctor_of, monkeypatch, jobs):
    tally_files = summary.tally_files
    monkeypatch.setattr(summary, "tally_files", lambda *given, **more: tally_files(*given, **(more | {"progress": _interrupt})))
    assert doctor_of("app.log", "--jobs", jobs) == (130, "", "")
    assert multiprocessing.active_children() == []


def test_the_help_mentions_it():
    assert "--summary" in [option for parameter in doctor.command.params for option in parameter.opts]
