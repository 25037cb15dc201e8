"""The options of --summary about time: the period, marks, the picture, metrics and sparklines."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from tests.render.timed_logs import ANSWERS, HOUR, accepted, busy_log, refused, tally_of

from siwakit.cli import main, output
from siwakit.flow.logs.summary import GroupKey, GroupKind, Tally
from siwakit.render.logs.metrics import render_metrics
from siwakit.samples import NOW

SAMPLE = re.compile(r'(siwakit_log_[a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (\d+)')


@pytest.fixture
def doctor(tmp_path, monkeypatch, capsys):
    """Run the doctor with --summary in a folder with a log, and return its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)
    Path("app.log").write_text("\n".join(["apple invalid_client", *busy_log()]) + "\n", "utf-8")

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", "doctor", "--summary", "app.log", "--now", str(NOW), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return ended.value.code, written.out, written.err

    return run


def document(doctor, *arguments):
    return json.loads(doctor(*arguments, "--format", "json")[1])


@pytest.mark.parametrize("since", ["2026-09-20T14:13:20Z", "2026-09-20T14:13:20", "24h", "1440m", "1d", str(NOW - 24 * HOUR)])
def test_only_the_period_is_counted_and_the_rest_is_counted_apart(doctor, since):
    whole, part = document(doctor), document(doctor, "--since", since)
    assert part["lines"] == whole["lines"]
    assert 0 < part["records"] < whole["records"]
    assert part["outside_period"] + part["records"] + 1 == whole["records"]
    assert part["without_time"] == 1
    assert min(group["first"] for group in part["groups"]) >= NOW - 24 * HOUR


def test_two_periods_add_up_to_the_whole(doctor):
    cut = str(NOW - 30 * HOUR)
    parts = [document(doctor, "--since", "2000-01-01", "--until", cut), document(doctor, "--since", cut)]
    assert sum(part["records"] for part in parts) + 1 == document(doctor)["records"]
    assert sum(part["accepted"] for part in parts) == document(doctor)["accepted"] == 72 * 8


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "yesterday"), "--since yesterday is not a time"),
        (("--until", "10:00"), "--until 10:00 is not a time"),
        (("--since", "1h", "--until", "2h"), "--until is not later than --since"),
        (("--mark", "2026-11-30T10:00Z"), "is not a time and a name"),
        (("--mark", "2026-11-30T10:00Z= "), "is not a time and a name"),
        (("--mark", "soon=release"), "--mark soon is not a time"),
        (("--mark", f"1790000000={'x' * 81}"), "is 81 characters long"),
        (("--mark", "1790000000=release", "--format", "json"), "--mark cannot be used with --format json"),
        (("--format", "sarif"), "--format sarif cannot be used with --summary"),
        (("--follow", "--jobs", "2"), "--jobs cannot be used with --follow"),
        (("--follow", "--dask", "tcp://127.0.0.1:1"), "--dask cannot be used with --follow"),
    ],
)
def test_what_cannot_be_read_is_an_error_before_any_log_is_read(doctor, arguments, said):
    Path("app.log").unlink()
    code, out, err = doctor(*arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    "arguments",
    [("--format", "html"), ("--format", "prometheus"), ("--since", "1h"), ("--mark", "1=a"), ("--follow",), ("--dask", "tcp://127.0.0.1:1")],
)
def test_options_of_the_summary_need_it(monkeypatch, capsys, arguments):
    monkeypatch.setattr(sys, "argv", ["siwakit", "doctor", "x", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "can only be used with --summary" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--since", "2h"], ["--mark", f"{NOW}=release"], ["--dask", "tcp://127.0.0.1:1"], ["--format", "html"]])
def test_a_command_that_calls_apple_has_no_options_of_the_summary(monkeypatch, capsys, arguments):
    monkeypatch.setattr(sys, "argv", ["siwakit", "token", "revoke", "a-token", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_the_picture_has_the_marks_and_the_exit_code_of_the_summary(doctor):
    code, out, err = doctor("--format", "html", "--mark", "2026-09-20T10:00Z=release-412", "--mark", "2026-09-19=key  rotated")
    assert (code, err) == (1, "")
    assert out.startswith("<!DOCTYPE html>\n")
    assert out.index("key rotated, 2026-09-19 00:00:00 UTC") < out.index("release-412, 2026-09-20 10:00:00 UTC")


def test_metrics_are_in_the_text_format_of_prometheus(doctor):
    code, out, _ = doctor("--format", "prometheus")
    lines = out.splitlines()
    told = document(doctor)
    assert code == 1
    samples = [SAMPLE.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(samples)
    typed = {line.split()[2] for line in lines if line.startswith("# TYPE ")}
    assert {sample[1] for sample in samples} == typed
    assert f"siwakit_log_lines_total {told['lines']}" in lines
    assert f"siwakit_log_accepted_total {told['accepted']}" in lines
    counts = sorted(int(sample[3]) for sample in samples if sample[1] == "siwakit_log_failures_total")
    assert counts == sorted(group["count"] for group in told["groups"])


def test_a_metric_escapes_words_from_a_log_and_is_written_once():
    ((_, group),) = tally_of([refused(NOW)]).groups
    keys = [GroupKey(GroupKind.ANSWER, "invalid_client", text) for text in ('a "hunter2" \\ one', 'a "swordfish" \\ one', "x\ny")]
    out = render_metrics(Tally(groups=tuple((key, group) for key in keys)))
    samples = [line for line in out.splitlines() if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples)
    named = [line.rpartition(" ")[0] for line in samples]
    assert len(named) == len(set(named))
    assert "hunter2" not in out


class Terminal(io.TextIOWrapper):
    """Standard output as a terminal with an encoding."""

    def __init__(self, encoding):
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)

    def isatty(self):
        return True

    @property
    def text(self):
        return self.buffer.getvalue().decode(self.encoding)


@pytest.fixture
def terminal(doctor, monkeypatch):
    def run(encoding, *arguments):
        for name, value in (("TERM", "xterm"), ("NO_COLOR", "")):
            monkeypatch.setenv(name, value)
        shown = Terminal(encoding)
        monkeypatch.setattr(sys, "stdout", shown)
        doctor(*arguments)
        return shown.text

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
@pytest.mark.parametrize("is_coloured", [False, True])
def test_each_cause_has_a_sparkline_that_fits_a_terminal(terminal, encoding, is_coloured):
    colour = ("--colour", "always" if is_coloured else "never")
    text = terminal(encoding, *colour, "--mark", f"{NOW - 20 * HOUR}=release-412")
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    lines = [line for line in plain.splitlines() if "  peak " in line]
    assert (text != plain) is is_coloured
    assert len(lines) == 8
    assert all(len(line) <= 80 for line in lines)
    assert "\\u25" not in plain
    bars = {line[10:].partition("  peak ")[0] for line in lines}
    assert set("".join(bars)) <= set("▁▂▃▄▅▆▇█" if encoding == "utf-8" else "_.:-=+*#")
    assert "One bar for each 6 hours, from 2026-09-18 12:00 to 2026-09-21 18:00 UTC." in plain
    assert "1: release-412, 2026-09-20 18:13:20 UTC" in plain
    assert re.search(r"^ +1$", plain, re.MULTILINE)


def test_a_pipe_gets_no_sparkline(doctor):
    assert "peak" not in doctor()[1]


def test_a_stream_shows_what_its_encoding_has(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal("ascii"))
    assert (output.can_show("#"), output.can_show("█")) == (True, False)


def test_a_log_of_successes_is_clean(doctor):
    Path("app.log").write_text(f"{accepted(NOW)}\n", "utf-8")
    assert doctor("--format", "html")[0] == 0
    Path("app.log").write_text(f"{refused(NOW, ANSWERS[0])}\n", "utf-8")
    assert doctor("--format", "html")[0] == 3
