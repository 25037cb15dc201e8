"""Hold the report against every bad example of the catalogue: its width, its silence about secrets, its schema."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from siwakit.evidence.evidence import Absence
from siwakit.evidence.parts import FIELDS, SECRET
from siwakit.judge import Diagnosis, diagnose
from siwakit.render.explain import explain, rule_table
from siwakit.render.json import render_json
from siwakit.render.text import render_text
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Example, Rule
from siwakit.samples import ACCESS_TOKEN, CODE, REFRESH_TOKEN, VERIFIER, example_keys

BAD = [pytest.param(example, id=f"{rule.id}: {example.title}") for rule in CATALOGUE for example in rule.bad()]
RULES = [pytest.param(rule, id=rule.id) for rule in CATALOGUE]
SCHEMA = json.loads(files("siwakit.render").joinpath("report.schema.json").read_text("utf-8"))
WIDTH = 80
BODY_LINE = re.compile(r"[A-Za-z0-9+/=]{20,}")


@cache
def diagnosis_of(example: Example) -> Diagnosis:
    return diagnose(example.evidence())


def canaries(diagnosis: Diagnosis) -> set[str]:
    """Collect what must not be shown: keys, codes, tokens and the signature of this very sign-in."""
    found = {CODE, REFRESH_TOKEN, ACCESS_TOKEN, VERIFIER, CODE[-16:], f"{example_keys.TEAM_KEY_SCALAR:x}", str(example_keys.TEAM_KEY_SCALAR)}
    found.update(BODY_LINE.findall(example_keys.team_key_text() + example_keys.other_key_text()))
    secret, fields = diagnosis.evidence.get(SECRET), diagnosis.evidence.get(FIELDS)
    if not isinstance(secret, Absence):
        found.update(part for part in (secret.sent, *secret.inside.split(".")) if len(part) > 24)
    if not isinstance(fields, Absence):
        found.update(one.value for one in fields.every if one.name in {"code", "token", "refresh_token", "code_verifier"} and len(one.value) > 24)
    return found


def too_wide(text: str, *copied: str | None) -> list[str]:
    return [line for line in text.splitlines() if len(line) > WIDTH and " " in line.strip() and line not in copied]


@pytest.mark.parametrize("example", BAD)
def test_no_line_of_the_text_is_wider_than_80_columns(example: Example) -> None:
    diagnosis = diagnosis_of(example)
    copied = [one.fail.correct for one in (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others)]
    assert too_wide(render_text(diagnosis, colour=False), *copied) == []


@pytest.mark.parametrize("example", BAD)
def test_neither_text_nor_json_shows_a_secret(example: Example) -> None:
    diagnosis = diagnosis_of(example)
    shown = render_text(diagnosis, colour=False) + render_json(diagnosis)
    assert [one for one in canaries(diagnosis) if one in shown] == []


@pytest.mark.parametrize("example", BAD)
def test_text_without_colour_is_plain_lines(example: Example) -> None:
    text = render_text(diagnosis_of(example), colour=False)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("example", BAD)
def test_colour_changes_nothing_that_is_said(example: Example) -> None:
    diagnosis = diagnosis_of(example)
    assert re.sub(r"\x1b\[[0-9;]*m", "", render_text(diagnosis, colour=True)) == render_text(diagnosis, colour=False)


@pytest.mark.parametrize("example", BAD)
def test_json_is_as_its_schema_says(example: Example) -> None:
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(json.loads(render_json(diagnosis_of(example))))]
    assert errors == []


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("rule", RULES)
def test_an_explanation_fits_and_names_rule_and_fix(rule: Rule) -> None:
    text = explain(rule)
    assert too_wide(text) == []
    assert rule.id in text
    assert "what Apple answers" in text or not rule.answers()


@pytest.mark.parametrize("rule", RULES)
def test_an_explanation_shows_no_secret(rule: Rule) -> None:
    text = explain(rule)
    assert [one for one in canaries(diagnosis_of(rule.bad()[0])) if one in text] == []


def test_the_table_lists_every_rule_in_80_columns() -> None:
    table = rule_table(CATALOGUE)
    assert too_wide(table) == []
    assert all(rule.id in table for rule in CATALOGUE)


def test_the_table_of_nothing_is_nothing() -> None:
    assert rule_table(()) == ""
