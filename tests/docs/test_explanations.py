"""The first page shows what really is printed, and the explanations name only what exists."""

from __future__ import annotations

import re
import shlex
import sys
from html import unescape
from pathlib import Path

import pytest
from pages.drawing import SOURCE, draw, read_boxes
from tests.each import each

from siwakit import cli
from siwakit.cli.group import COMMANDS
from siwakit.rules.catalogue import CATALOGUE
from siwakit.sources import Basis

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
INDEX = (DOCS / "index.md").read_text("utf-8")
EXPLANATIONS = ("how-a-diagnosis-is-made", "what-is-known-about-apple", "threat-model", "how-it-is-tested", "comparison")
TEXTS = {name: (DOCS / f"{name}.md").read_text("utf-8") for name in EXPLANATIONS}
SCREEN = 24


def texts_of(picture: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<text [^>]*>([^<]*)</text>", picture)]


def test_the_first_page_shows_what_the_command_prints(monkeypatch, capsys) -> None:
    ((line, printed),) = re.findall(r"^```console\n\$ ((?:[^\n]*\\\n)*[^\n]*)\n(.*?)^```", INDEX, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().out == printed
    assert len(printed.splitlines()) < SCREEN


def test_the_first_page_installs_as_the_makefile_does() -> None:
    (extras,) = re.findall(r"pip install -e '\.(\[[\w,]+\])'", INDEX)
    assert f"install -e '.{extras}'" in (ROOT / "Makefile").read_text("utf-8")


def test_a_page_is_in_one_of_the_kinds_once() -> None:
    captions = re.findall(r"^:caption: (.*)$", INDEX, re.MULTILINE)
    assert captions == [kind for kind in ("Tutorial", "How-to guides", "Reference", "Explanation") if kind in captions]
    listed = [name for block in re.findall(r"^```\{toctree\}\n(.*?)^```", INDEX, re.MULTILINE | re.DOTALL) for name in block.split("\n\n")[1].split()]
    assert len(listed) == len(set(listed))
    assert {path.stem for path in DOCS.glob("*.md")} - {"index"} == {name for name in listed if "/" not in name}


@each("name", EXPLANATIONS)
def test_a_path_that_an_explanation_names_exists(name: str) -> None:
    paths = re.findall(r"`((?:tests|docs|src|examples)/[\w./-]+)`", TEXTS[name])
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_a_target_of_make_exists() -> None:
    targets = set(re.findall(r"`make ([\w-]+)`", TEXTS["how-it-is-tested"]))
    assert len(targets) > 8
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [target for target in targets if f"\n{target}:" not in makefile] == []


@each("name", EXPLANATIONS)
def test_a_command_that_an_explanation_names_exists(name: str) -> None:
    assert set(re.findall(r"`siwakit ([a-z]+)", TEXTS[name])) <= set(COMMANDS)


def test_every_basis_of_a_statement_is_explained() -> None:
    words = {Basis.DOCUMENTED: "documented", Basis.OBSERVED: "observed", Basis.STANDARD: "standard", Basis.INFERRED: "inferred"}
    listed = re.findall(r"^\| (\w+) \| .* \| .* \|$", TEXTS["what-is-known-about-apple"].partition("## What is certain")[0], re.MULTILINE)
    assert [basis for basis, word in words.items() if word not in listed] == []


def test_the_number_of_rules_is_not_too_high() -> None:
    assert "more than\nthree hundred" in TEXTS["how-a-diagnosis-is-made"]
    assert len(CATALOGUE) > 300


def test_the_drawing_shows_what_its_text_says_and_can_be_read_in_both_themes() -> None:
    boxes = read_boxes(SOURCE.read_text("utf-8"))
    picture = (DOCS / "_static" / "diagnosis.svg").read_text("utf-8")
    shown = texts_of(picture)
    assert [box.title for box in boxes if box.title not in shown] == []
    assert [line for box in boxes for line in (*box.lines, box.passes) if line and line not in shown] == []
    assert "prefers-color-scheme: dark" in picture
    assert 'class="page"' in picture


def test_a_drawing_escapes_its_text() -> None:
    picture = draw(read_boxes("a < b | c & d\n> e\nlast | one"), "a & b")
    assert texts_of(picture) == ["a < b", "c & d", "e", "last", "one"]
