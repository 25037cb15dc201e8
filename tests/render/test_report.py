"""The report on every bad example of the catalogue: its width, no secrets, its schema."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from tests.each import check_all, check_each, each
from tests.render.bad_examples import leaks

from siwakit.judge import Diagnosis, diagnose
from siwakit.render.explain import explain, rule_table
from siwakit.render.formats.json import render_json
from siwakit.render.formats.text import render_text
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule

SCHEMA = json.loads(files("siwakit.render").joinpath("report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
WIDTH = 80


def too_wide(text: str, *copied: str | None) -> list[str]:
    return [line for line in text.splitlines() if len(line) > WIDTH and " " in line.strip() and line not in copied]


def no_line_of_the_text_is_wider_than_80_columns(diagnosis: Diagnosis) -> None:
    copied = [finding.fail.correct for finding in (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others)]
    assert too_wide(render_text(diagnosis, colour=False), *copied) == []


def neither_text_nor_json_shows_a_secret(diagnosis: Diagnosis) -> None:
    assert leaks(diagnosis, render_text(diagnosis, colour=False)) == []
    assert leaks(diagnosis, render_json(diagnosis)) == []


def text_without_colour_is_plain_lines(diagnosis: Diagnosis) -> None:
    text = render_text(diagnosis, colour=False)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) == []
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def colour_changes_nothing_that_is_said(diagnosis: Diagnosis) -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", render_text(diagnosis, colour=True)) == render_text(diagnosis, colour=False)


def json_is_as_its_schema_says(diagnosis: Diagnosis) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(render_json(diagnosis)))] == []


OF_A_REPORT = [
    no_line_of_the_text_is_wider_than_80_columns,
    neither_text_nor_json_shows_a_secret,
    text_without_colour_is_plain_lines,
    colour_changes_nothing_that_is_said,
    json_is_as_its_schema_says,
]


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_the_report_of_a_bad_example_is_narrow_silent_about_secrets_and_valid(rule: Rule) -> None:
    check_each(rule.bad(), lambda example: check_all(OF_A_REPORT, diagnose(example.evidence())))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@each("rule", CATALOGUE)
def test_an_explanation_fits_and_names_rule_and_fix(rule: Rule) -> None:
    text = explain(rule)
    assert too_wide(text) == []
    assert rule.id in text
    assert "what Apple answers" in text or not rule.answers()


@each("rule", CATALOGUE)
def test_an_explanation_shows_no_secret(rule: Rule) -> None:
    assert leaks(diagnose(rule.bad()[0].evidence()), explain(rule)) == []


def test_the_table_lists_every_rule_in_80_columns() -> None:
    table = rule_table(CATALOGUE)
    assert too_wide(table) == []
    assert [rule.id for rule in CATALOGUE if rule.id not in table] == []


def test_the_table_of_nothing_is_nothing() -> None:
    assert rule_table(()) == ""
