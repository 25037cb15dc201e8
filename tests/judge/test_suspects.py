"""The order of the suspects: Apple's list, then the reports; evidence moves it, and siblings do not fill the first five."""

from __future__ import annotations

import json

import pytest
from tests.each import check_each

import siwakit
from siwakit.judge.apple_list import APPLE_LIST, AppleCause, causes_of
from siwakit.judge.clues import CLUES, Clue
from siwakit.judge.likelihood import likelihoods, reported_in_all
from siwakit.judge.reported import REPORTED
from siwakit.judge.suspects import SHOWN, by_likelihood
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.samples import NOW, team_key_text

REFUSED = '{"error":"invalid_client"}'
ERRORS = {(cause.error, cause.is_on_page) for cause in APPLE_LIST}


def first(*inputs: str | tuple[str, str], times: int = SHOWN) -> list[str]:
    return [suspect.rule.id for suspect in siwakit.diagnose(*inputs, clock=NOW).suspects[:times]]


def environment(**settings: str) -> tuple[str, str]:
    return ".env", "".join(f"{name}={value}\n" for name, value in settings.items())


def test_every_entry_of_apples_list_covers_suspects_that_can_get_the_error():
    def is_sound(cause: AppleCause) -> None:
        for name in cause.rules:
            answers = {answer.error for answer in BY_ID[name].answers()}
            assert not answers or cause.error in answers, f"{name} is not known to get {cause.error}"
            assert BY_ID[name].suspicion or BY_ID[name].told_by, f"{name} is never a suspect"

    check_each(APPLE_LIST, is_sound)


@pytest.mark.parametrize(("error", "is_on_page"), sorted(ERRORS))
def test_an_error_has_each_rule_in_one_entry(error: str, is_on_page):
    names = [name for cause in causes_of(error, is_on_page=is_on_page) for name in cause.rules]
    assert len(names) == len(set(names))


def test_a_bare_error_shows_each_of_apples_reasons_by_its_most_reported_mistake():
    reasons = [cause for cause in causes_of("invalid_client", is_on_page=False) if not cause.is_general]
    counts = REPORTED["invalid_client"]
    expected = {max(cause.rules, key=lambda name: counts.get(name, 0)) for cause in reasons}
    assert len(reasons) == SHOWN
    assert set(first(REFUSED)) == expected
    assert first(REFUSED)[0] == "sub-differs-from-client-id", "the commonest by Apple's own words"


def test_entries_come_by_the_reports_of_all_that_they_cover():
    totals = {
        cause.words: sum(REPORTED["invalid_client"].get(name, 0) for name in cause.rules) for cause in APPLE_LIST if cause.error == "invalid_client"
    }
    covering = {name: cause.words for cause in causes_of("invalid_client", is_on_page=False) for name in cause.rules}
    shown = [totals[covering[name]] for name in first(REFUSED)]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize("error", ["invalid_client", "invalid_grant", "invalid_request", "unsupported_grant_type"])
def test_no_two_of_the_first_five_are_siblings(error: str):
    diagnosis = siwakit.diagnose(json.dumps({"error": error}), clock=NOW)
    likely = likelihoods(siwakit.judge.diagnosis.AppleAnswer(400, error=error))
    families = [likely[suspect.rule].family for suspect in diagnosis.suspects[:4]]
    assert len(set(families)) == len(families)


def test_what_the_answer_rules_out_is_not_a_suspect():
    diagnosis = siwakit.diagnose('{"error":"invalid_grant"}', clock=NOW)
    assert {rule.id for rule in diagnosis.ruled_out}.isdisjoint(suspect.rule.id for suspect in diagnosis.suspects)
    assert not any(suspect.rule.id.startswith("secret-") for suspect in diagnosis.suspects)


def test_a_mistake_of_the_key_is_no_likely_cause_of_an_answer_about_the_code():
    order = first('{"error":"invalid_grant"}', times=50)
    assert order.index("key-never-reached-the-signer") > order.index("code-is-wrapped")


def test_without_an_answer_the_list_for_the_usual_one_counts():
    assert set(first('const tokenUrl = "https://appleid.apple.com/auth/token";\n')) == set(first(REFUSED))


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (environment(APPLE_CLIENT_ID="com.example.web", APPLE_CLIENT_SECRET="your_apple_client_secret"), "secret-is-not-a-jwt"),
        (environment(APPLE_CLIENT_ID="com.example.web", APPLE_CLIENT_SECRET="<client secret>"), "secret-is-not-a-jwt"),
        (environment(APPLE_CLIENT_ID="com.example.web", APPLE_CLIENT_SECRET=""), "secret-empty"),
        (environment(APPLE_CLIENT_ID="com.example.web", APPLE_PRIVATE_KEY=""), "key-never-reached-the-signer"),
        (environment(APPLE_CLIENT_ID="com.example.web", APPLE_PRIVATE_KEY="changeme"), "key-never-reached-the-signer"),
        (environment(APPLE_CLIENT_ID="", APPLE_TEAM_ID="A1B2C3D4E5"), "client-id-missing"),
        (environment(APPLE_CLIENT_ID="com.example.web", APPLE_KEY_ID="3c219e58ed0eb18ad48f4f92793ae591"), "secret-kid-malformed"),
        (environment(APPLE_CLIENT_ID="com.example.web", APPLE_TEAM_ID="A1B2C3D4E5.com.example.web"), "secret-iss-malformed"),
    ],
)
def test_a_clue_moves_what_it_points_to_to_the_front(given: tuple[str, str], rule: str):
    assert rule not in first(REFUSED), "it would be there without the clue"
    assert first(given, REFUSED)[0] == rule


@pytest.mark.parametrize(
    "given",
    [
        environment(APPLE_CLIENT_ID="com.example.web", APPLE_KEY_ID="ABC123DEFG", APPLE_TEAM_ID="A1B2C3D4E5"),
        environment(APPLE_CLIENT_ID="com.example.web", APPLE_CLIENT_SECRET="${APPLE_SECRET}"),
        environment(GOOGLE_CLIENT_ID="", GOOGLE_CLIENT_SECRET="your_google_client_secret"),
    ],
)
def test_settings_in_order_and_those_of_others_point_to_nothing(given: tuple[str, str]):
    assert first(given, REFUSED) == first(REFUSED)


def test_a_key_in_the_setting_of_a_secret_is_suspected_of_being_sent():
    settings = json.dumps({"Authentication": {"Apple": {"ClientId": "com.example.web", "Secret": team_key_text()}}})
    assert "secret-is-private-key" in first(("appsettings.json", settings), REFUSED)


def test_several_keys_make_another_key_likely():
    keys = (("AuthKey_ABC123DEFG.p8", team_key_text()), ("AuthKey_XYZ987WVUT.p8", siwakit.samples.example_keys.other_key_text()))
    assert {"signature-by-other-key", "secret-kid-differs-from-key-file"} <= set(first(*keys, REFUSED))


def test_every_clue_points_to_suspects():
    def is_sound(clue: Clue) -> None:
        assert all(BY_ID[name].suspicion for name in clue.rules)

    check_each(CLUES, is_sound)


def test_every_rule_has_a_likelihood_for_every_answer():
    for error in (*REPORTED, None):
        answer = siwakit.judge.diagnosis.AppleAnswer(400, error=error)
        assert set(likelihoods(answer)) == set(CATALOGUE)
        assert set(by_likelihood(CATALOGUE, answer)) == set(CATALOGUE)


def test_the_reports_name_rules():
    assert set(reported_in_all()) <= set(BY_ID)
