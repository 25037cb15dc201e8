"""The report fits a terminal of 24 lines by 80 columns, ends with the cause and the next step, and says what it leaves out."""

from __future__ import annotations

import re

import pytest
from tests.each import check_each
from tests.render.bad_examples import leaks

from siwakit.judge import Diagnosis, diagnose
from siwakit.render.formats.text import render_text
from siwakit.render.next_step import next_step
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.short_report import ROOM, rows
from siwakit.render.sealing import veil_over
from siwakit.render.snippets.snippet import Snippet
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule
from siwakit.samples import DROP, Scenario
from siwakit.sources import every_source

LINK = re.compile(r"\x1b\]8;;([^\x1b]*)\x1b\\")
INVALID_CLIENT = {"error": "invalid_client"}
UNDECIDED = Scenario().unknown("portal", "keys", "origin").answered(400, INVALID_CLIENT)
TOKEN = f"eyJ{'a' * 280}.b.c"


def lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def it_fits(diagnosis: Diagnosis) -> None:
    assert rows(lines(render_text(diagnosis)), 80) <= ROOM


def it_fits_in_colour_and_with_links(diagnosis: Diagnosis) -> None:
    assert rows(lines(render_text(diagnosis, colour=True, links=True)), 80) <= ROOM


def it_ends_with_the_cause_and_the_next_step(diagnosis: Diagnosis) -> None:
    step = next_step(diagnosis, veil_over(diagnosis.evidence))
    text = render_text(diagnosis)
    assert step is None or " ".join(text.split()).endswith(" ".join(f"next: {step.sentence} {step.text}".split()))
    assert diagnosis.root is None or f"\nroot cause[{diagnosis.root.rule.id}]: " in text


def the_text_of_the_next_step_stands_on_lines_of_its_own(diagnosis: Diagnosis) -> None:
    step = next_step(diagnosis, veil_over(diagnosis.evidence))
    assert step is None or not step.text or render_text(diagnosis, colour=True).endswith(f"\n\n{step.text}\n")


def links_lead_only_to_sources(diagnosis: Diagnosis) -> None:
    addresses = {
        address
        for report in (render_text(diagnosis, links=True), render_text(diagnosis, links=True, verbose=True))
        for address in LINK.findall(report)
    }
    assert addresses <= {"", *(source.address for source in every_source())}


def the_long_report_shows_no_secret(diagnosis: Diagnosis) -> None:
    assert leaks(diagnosis, render_text(diagnosis, verbose=True, every_suspect=True)) == []


OF_A_REPORT = (
    it_fits,
    it_fits_in_colour_and_with_links,
    it_ends_with_the_cause_and_the_next_step,
    the_text_of_the_next_step_stands_on_lines_of_its_own,
    links_lead_only_to_sources,
    the_long_report_shows_no_secret,
)


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_the_report_of_a_bad_example_fits_and_ends_with_what_to_do(rule: Rule) -> None:
    for example in rule.bad():
        diagnosis = diagnose(example.evidence())
        check_each(OF_A_REPORT, lambda check, diagnosis=diagnosis: check(diagnosis))


def test_an_undecided_report_shows_five_suspects_and_the_one_question() -> None:
    text = render_text(diagnose(UNDECIDED.evidence()))
    assert len(re.findall(r"(?m)^ \d\. ", text)) == 5
    assert re.search(r"\(5 of \d+; --all lists them\)", text)
    assert "\nnext: Add the .p8 key file" in text


def test_all_lists_every_suspect() -> None:
    diagnosis = diagnose(UNDECIDED.evidence())
    text = render_text(diagnosis, every_suspect=True)
    assert len(re.findall(r"(?m)^ ?\d+\. ", text)) == len(diagnosis.suspects) > 5
    assert "--all" not in text


def test_a_corrected_secret_is_whole_on_its_line_and_the_last_lines_use_it() -> None:
    text = render_text(diagnose(Scenario().secret(aud="x").unknown("portal").evidence()), fix=FixedSecret(TOKEN, "signature verified; iss A from b"))
    assert f"\n{TOKEN}\n" in text
    assert rows(lines(text), 80) <= ROOM
    assert text.index("client_secret=$CLIENT_SECRET") > text.index(TOKEN)
    assert text.count(TOKEN) == 1


def test_a_secret_that_could_not_be_corrected_says_what_is_missing() -> None:
    text = render_text(diagnose(Scenario().secret(aud="x").unknown("portal", "keys").evidence()), fix=FixedSecret("", "not minted: add the .p8 key"))
    assert "\ncorrected client_secret: not minted: add the .p8 key\n" in text
    assert "\nsiwakit secret --key" in text


def test_code_that_was_asked_for_is_never_folded() -> None:
    snippet = Snippet("ruby", "\n".join(f"line {number}" for number in range(40)))
    text = render_text(diagnose(Scenario().secret(aud="x").evidence()), snippet=snippet)
    assert f"\n\n{snippet.text}\n\n" in text
    assert lines(text)[-1].endswith("--client-id com.example.web")


def test_what_is_folded_is_counted() -> None:
    text = render_text(diagnose(Scenario().sends(method="GET", user_agent="Faraday v2").unknown("portal").evidence()))
    assert re.search(r"(?m)^and \d+ consequences, the fix as code \(--lang ruby\): --verbose$", text)


@pytest.mark.parametrize("verbose", [True, False])
def test_a_bare_number_is_not_offered_for_copying(verbose: bool) -> None:  # noqa: FBT001  a case of the test
    text = render_text(diagnose(Scenario().secret(exp=1_790_000_600_000).unknown("portal").evidence()), verbose=verbose)
    assert "secret-exp-in-milliseconds" in text
    assert [line for line in lines(text) if line.isdecimal()] == []


def test_a_missing_field_is_in_the_request_to_send() -> None:
    assert '"code=$CODE"' in render_text(diagnose(Scenario().form(code=DROP).evidence()))
