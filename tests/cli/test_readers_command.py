"""`siwakit readers` lists what can be read, and shows the samples of one reader."""

from __future__ import annotations

import sys

import pytest
from tests.each import each

from siwakit.cli import main
from siwakit.escape import visible
from siwakit.readers.model import Reader
from siwakit.readers.registry import READERS
from siwakit.render.reader_text import reader_text


@pytest.fixture
def siwakit(capsys, monkeypatch):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capsys.readouterr()

    return run


def test_every_reader_is_listed_in_order(siwakit):
    code, out, _ = siwakit("readers")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == [reader.id for reader in READERS]
    assert max(map(len, out.splitlines())) <= 80


def test_a_reader_shows_its_samples(siwakit):
    code, out, _ = siwakit("readers", "curl-command")
    assert code == 0
    assert out.startswith("curl-command\na curl command, with the answer below it\n")
    assert "\nit does not read: another program:\n\n    wget https://appleid.apple.com/auth/token\n" in out


def test_an_unknown_reader_is_a_usage_error_that_names_the_most_similar(siwakit):
    code, out, err = siwakit("readers", "curl")
    assert (code, out) == (2, "")
    assert err == "error: no reader curl\nhint: did you mean verbose-curl, curl-command?\n"


@each("reader", READERS)
def test_each_line_of_each_sample_is_shown(reader: Reader):
    shown = {line.strip() for line in reader_text(reader).splitlines()}
    lines = {visible(line).strip() for sample in (*reader.good(), *reader.bad()) for line in sample.text.splitlines()}
    assert lines - shown == set()
