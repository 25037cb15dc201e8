"""Hold every shape of the report against every bad example of the catalogue: no secret, no control character, no error."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import FIELDS, SECRET
from siwakit.judge import Diagnosis, diagnose
from siwakit.render.github import render_github
from siwakit.render.markdown import render_markdown
from siwakit.render.sarif import render_sarif
from siwakit.render.snippet import LANGUAGES, snippet_for
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule
from siwakit.samples import ACCESS_TOKEN, CODE, REFRESH_TOKEN, VERIFIER, example_keys

SCHEMA = Draft4Validator(json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text("utf-8")))
RULES = [pytest.param(rule, id=rule.id) for rule in CATALOGUE if rule.bad()]
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
BODY_LINE = re.compile(r"[A-Za-z0-9+/=]{20,}")
ANNOTATION = re.compile(r"::(?:error|warning|notice) [^\n]*?::[^\n]+")


def files_of(evidence: Evidence) -> dict[str, str]:
    """Write the evidence down as the files that a developer would give."""
    keys = {} if isinstance(evidence.keys, Absence) else {key.name: key.text for key in evidence.keys}
    if isinstance(evidence.request, Absence):
        return keys
    request = evidence.request
    headers = "".join(f"{name}: {value}\n" for name, value in request.headers)
    return {"request.http": f"{request.method} {request.url}\n{headers}\n{request.text}", **keys}


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


def diagnoses(rule: Rule) -> list[Diagnosis]:
    return [diagnose(example.evidence()) for example in rule.bad()]


@pytest.mark.parametrize("rule", RULES)
def test_sarif_is_as_its_schema_says_and_shows_no_secret(rule: Rule) -> None:
    for diagnosis in diagnoses(rule):
        text = render_sarif(diagnosis, files_of(diagnosis.evidence), version="1.2.3")
        assert [error.message for error in SCHEMA.iter_errors(json.loads(text))] == []
        assert [one for one in canaries(diagnosis) if one in text] == []
        assert text.isascii()
        assert not CONTROLS.search(text)


@pytest.mark.parametrize("rule", RULES)
def test_markdown_shows_no_secret_and_nothing_unseen(rule: Rule) -> None:
    for diagnosis in diagnoses(rule):
        text = render_markdown(diagnosis)
        assert [one for one in canaries(diagnosis) if one in text] == []
        assert not CONTROLS.search(text)
        assert text.count("```") % 2 == 0


@pytest.mark.parametrize("rule", RULES)
def test_annotations_are_one_line_each_and_show_no_secret(rule: Rule) -> None:
    for diagnosis in diagnoses(rule):
        text = render_github(diagnosis, files_of(diagnosis.evidence))
        *annotations, verdict, end = text.split("\n")
        assert [line for line in annotations if not ANNOTATION.fullmatch(line)] == []
        assert not verdict.startswith("::")
        assert end == ""
        assert [one for one in canaries(diagnosis) if one in text] == []
        assert not CONTROLS.search(text)


@pytest.mark.parametrize("rule", RULES)
def test_a_snippet_shows_no_secret_in_any_language(rule: Rule) -> None:
    for diagnosis in diagnoses(rule):
        text = "\n".join(snippet.text for language in LANGUAGES if (snippet := snippet_for(diagnosis, language)))
        assert [one for one in canaries(diagnosis) if one in text] == []
        assert not CONTROLS.search(text.replace("\t", ""))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_nothing_that_markdown_would_take_for_a_mention_or_an_issue(rule: Rule) -> None:
    said = [rule.title, rule.why, rule.fix, *((rule.suspicion.look,) if rule.suspicion else ())]
    assert [text for text in said if re.search(r"(?<!\w)@\w|(?<!\w)#\d", text)] == []
