"""A file that cannot be read does not stop the doctor if there is something else to judge."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from siwakit.cli import main
from siwakit.edge.files.reading import MAX_TEXT_BYTES

REQUEST = "client_id=com.example.web&client_secret=&grant_type=authorization_code&code=c"


@pytest.fixture
def doctor_of(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("large.log").write_text("a" * (MAX_TEXT_BYTES + 1), "utf-8")

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", "doctor", *arguments, "--format", "json"])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(("name", "why"), [("missing.txt", "no such file"), ("folder", "is a directory"), ("large.log", "more than 1048576 bytes")])
def test_the_report_names_a_file_that_cannot_be_read_and_judges_the_rest(doctor_of, name, why):
    code, out, err = doctor_of(name, REQUEST)
    report = json.loads(out)
    assert (code, report["root"]["rule"]) == (1, "secret-empty")
    assert [unread["because"] for unread in report["unread"]] == [f"{name}: {why}"]
    assert err == f"note: not read: {name}: {why}\n"


@pytest.mark.parametrize("names", [("missing.txt",), ("large.log",), ("folder", "missing.txt")])
def test_it_is_wrong_use_if_nothing_at_all_was_read(doctor_of, names):
    code, out, err = doctor_of(*names)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {names[0]}: ")


def test_a_key_that_cannot_be_read_is_wrong_use(doctor_of):
    code, _, err = doctor_of(REQUEST, "--key", "missing.p8")
    assert code == 2
    assert "missing.p8" in err
