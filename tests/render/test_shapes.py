"""Every format of the report on every bad example of the catalogue: no secrets, no control characters, no errors."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from tests.each import check_all, check_each, each
from tests.render.bad_examples import leaks

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.judge import Diagnosis, diagnose
from siwakit.render.formats.github import render_github
from siwakit.render.formats.markdown import render_markdown
from siwakit.render.formats.sarif import render_sarif
from siwakit.render.snippets.snippet import LANGUAGES, snippet_for
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule

SCHEMA = Draft4Validator(json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text("utf-8")))
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
ANNOTATION = re.compile(r"::(?:error|warning|notice) [^\n]*?::[^\n]+")


def files_of(evidence: Evidence) -> dict[str, str]:
    """Write the evidence to the files that a developer would pass."""
    keys = {} if isinstance(evidence.keys, Absence) else {key.name: key.text for key in evidence.keys}
    if isinstance(evidence.request, Absence):
        return keys
    request = evidence.request
    headers = "".join(f"{name}: {value}\n" for name, value in request.headers)
    return {"request.http": f"{request.method} {request.url}\n{headers}\n{request.text}", **keys}


def sarif_is_as_its_schema_says_and_shows_no_secret(diagnosis: Diagnosis) -> None:
    text = render_sarif(diagnosis, files_of(diagnosis.evidence), version="1.2.3")
    assert [error.message for error in SCHEMA.iter_errors(json.loads(text))] == []
    assert leaks(diagnosis, text) == []
    assert text.isascii()
    assert CONTROLS.findall(text) == []


def markdown_shows_no_secret_and_nothing_unseen(diagnosis: Diagnosis) -> None:
    text = render_markdown(diagnosis)
    assert leaks(diagnosis, text) == []
    assert CONTROLS.findall(text) == []
    assert text.count("```") % 2 == 0


def annotations_are_one_line_each_and_show_no_secret(diagnosis: Diagnosis) -> None:
    text = render_github(diagnosis, files_of(diagnosis.evidence))
    *annotations, verdict, end = text.split("\n")
    assert [line for line in annotations if not ANNOTATION.fullmatch(line)] == []
    assert not verdict.startswith("::")
    assert end == ""
    assert leaks(diagnosis, text) == []
    assert CONTROLS.findall(text) == []


def a_snippet_shows_no_secret_in_any_language(diagnosis: Diagnosis) -> None:
    text = "\n".join(snippet.text for language in LANGUAGES if (snippet := snippet_for(diagnosis, language)))
    assert leaks(diagnosis, text) == []
    assert CONTROLS.findall(text.replace("\t", "")) == []


OF_EVERY_SHAPE = [
    sarif_is_as_its_schema_says_and_shows_no_secret,
    markdown_shows_no_secret_and_nothing_unseen,
    annotations_are_one_line_each_and_show_no_secret,
    a_snippet_shows_no_secret_in_any_language,
]


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_no_shape_of_the_report_of_a_bad_example_shows_a_secret_or_a_control_character(rule: Rule) -> None:
    check_each(rule.bad(), lambda example: check_all(OF_EVERY_SHAPE, diagnose(example.evidence())))


@each("rule", CATALOGUE)
def test_a_rule_says_nothing_that_markdown_would_take_for_a_mention_or_an_issue(rule: Rule) -> None:
    said = [rule.title, rule.why, rule.fix, *((rule.suspicion.look,) if rule.suspicion else ())]
    assert [text for text in said if re.search(r"(?<!\w)@\w|(?<!\w)#\d", text)] == []
