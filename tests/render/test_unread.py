"""Input that could not be read is listed at the end of a report, without anything in it that may be secret."""

from __future__ import annotations

import json
from importlib.resources import files

from jsonschema import Draft202012Validator
from tests.each import each

from siwakit.flow.diagnose import diagnose
from siwakit.render.formats.json import render_json
from siwakit.render.formats.markdown import render_markdown
from siwakit.render.formats.text import render_text

SCHEMA = json.loads(files("siwakit.render").joinpath("report.schema.json").read_text("utf-8"))
CURL = "curl https://appleid.apple.com/auth/token -d client_id=com.example.web"
PROSE = "the client_secret is hunter2hunter2 and the password = correct-horse"
FORMS = {
    "text": lambda diagnosis: render_text(diagnosis, verbose=True),
    "JSON": render_json,
    "Markdown": render_markdown,
}


@each("form", FORMS)
def test_a_file_and_a_part_of_a_text_are_named_and_their_secrets_hidden(form: str) -> None:
    report = FORMS[form](diagnose(("notes.txt", PROSE), f"{PROSE}\n\n{CURL}"))
    assert "notes.txt" in report
    assert "no reader recognises this part (68 characters)" in " ".join(report.split())
    assert "client_secret is" in report
    assert "hunter2" not in report
    assert "horse" not in report


def test_the_list_is_the_last_section_before_the_end_of_the_text() -> None:
    text = render_text(diagnose(("notes.txt", PROSE), CURL), verbose=True)
    (section,) = [section for section in text.split("\n\n") if section.startswith("not read")]
    assert section.startswith("not read, so not part of this diagnosis\n  - 'notes.txt' is nothing that siwakit recognises")
    assert text.split(section)[1].startswith("\n\nroot cause[")


def test_the_short_text_names_what_was_not_read_in_one_line_each() -> None:
    diagnosis = diagnose(*((f"{number}.txt", PROSE) for number in range(5)), '{"error":"invalid_client"}')
    text = render_text(diagnosis)
    assert "\nnot read: '0.txt' is nothing that siwakit recognises" in text
    assert " that were not read: --verbose\n" in text
    assert "hunter2" not in text


@each("form", FORMS)
def test_nothing_is_said_if_everything_was_read(form: str) -> None:
    assert "not read" not in FORMS[form](diagnose(CURL)).lower()


def test_json_lists_everything_and_text_the_first_three() -> None:
    diagnosis = diagnose(*((f"{number}.txt", PROSE) for number in range(5)), CURL)
    report = json.loads(render_json(diagnosis))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []
    assert [unread["name"] for unread in report["unread"]] == [f"{number}.txt" for number in range(5)]
    assert "  - and 2 more\n" in render_text(diagnosis, verbose=True)


@each("form", FORMS)
def test_neither_a_name_nor_a_text_can_command_a_terminal(form: str) -> None:
    report = FORMS[form](diagnose(("\x1b[31m\u202e.txt", "\x1b[2J\u202ethe error \u200b"), CURL))
    assert not {"\x1b", "\u202e", "\u200b"} & set(report)


def test_a_name_stays_in_code_in_markdown() -> None:
    report = render_markdown(diagnose(("`<b>x", "the error"), CURL))
    assert "\n- `` '`<b>x' is nothing that siwakit recognises (9 characters): the error ``\n" in report
