"""Whenever the cause is open, there is one thing to add that would decide most, and a sentence that says how to get it."""

from __future__ import annotations

import pytest
from tests.each import check_each
from tests.reports.run import DATA

import siwakit
from siwakit.evidence.parts import ASK_REQUEST, PORTAL
from siwakit.judge import VerdictKind, diagnose
from siwakit.judge.how_to_get import HOW_TO_GET
from siwakit.judge.suspects import SHOWN
from siwakit.judge.wanted import ask_anyway, collect_next
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule
from siwakit.samples import NOW, Scenario

REFUSED = {"error": "invalid_client"}


def test_what_an_open_rule_asks_for_comes_with_how_to_get_it():
    def is_explained(rule: Rule) -> None:
        asks = {part.ask for part in rule.check.parts if part.ask} if rule.suspicion or rule.told_by else set()
        assert asks <= set(HOW_TO_GET)

    check_each(CATALOGUE, is_explained)


def test_the_sentences_are_sentences():
    def is_a_sentence(how: str) -> None:
        assert how[0].isupper()
        assert how.endswith((".", "keys"))

    check_each(sorted(set(HOW_TO_GET.values())), is_a_sentence)


def test_of_a_bare_error_the_request_decides_most_because_the_secret_is_in_it():
    diagnosis = siwakit.diagnose('{"error":"invalid_client"}', clock=NOW)
    question = diagnosis.wanted[0]
    assert question.part.ask == ASK_REQUEST
    assert {suspect.rule.id for suspect in diagnosis.suspects[:SHOWN]} <= set(question.decides)
    assert "Print the request" in question.how


def test_the_portal_is_asked_for_last_because_it_cannot_be_pasted():
    diagnosis = diagnose(Scenario().answered(400, REFUSED).unknown("portal", "keys").evidence())
    assert len(diagnosis.wanted) > 1
    assert diagnosis.wanted[-1].part is PORTAL


def test_no_rule_is_decided_twice_by_one_thing():
    for wanted in siwakit.diagnose('{"error":"invalid_client"}', clock=NOW).wanted:
        assert len(wanted.decides) == len(set(wanted.decides))


def test_if_no_suspect_is_left_there_is_still_a_question():
    evidence = Scenario().answered(400, REFUSED).unknown("portal").evidence()
    assert collect_next(()) == ()
    (question,) = ask_anyway(evidence)
    assert question.how
    everything = Scenario().answered(400, REFUSED).evidence()
    assert all(question.part.ask and question.how for question in ask_anyway(everything))


@pytest.mark.parametrize("answer", [REFUSED, {"error": "invalid_grant"}, {"error": "invalid_request"}, {"error": "unknown_to_all"}])
@pytest.mark.parametrize("hidden", [(), ("portal",), ("portal", "keys", "origin"), ("request", "portal")])
def test_an_open_verdict_never_leaves_the_reader_without_a_next_step(answer: dict[str, str], hidden: tuple[str, ...]):
    diagnosis = diagnose(Scenario().answered(400, answer).unknown(*hidden).evidence())
    if diagnosis.kind in {VerdictKind.SUSPECTS, VerdictKind.UNDECIDED}:
        assert diagnosis.wanted
        assert diagnosis.wanted[0].part.ask
        assert diagnosis.wanted[0].how


def test_no_report_ends_without_a_next_step():
    def has_one(path) -> None:
        for file in path.iterdir():
            try:
                diagnosis = siwakit.diagnose((file.name, file.read_text(errors="replace")), clock=NOW)
            except siwakit.SiwakitError:
                continue
            if diagnosis.kind in {VerdictKind.SUSPECTS, VerdictKind.UNDECIDED}:
                assert diagnosis.wanted, file.name
                assert diagnosis.wanted[0].how, diagnosis.wanted[0].part.ask

    check_each(sorted(path for path in DATA.iterdir() if path.is_dir()), has_one)
