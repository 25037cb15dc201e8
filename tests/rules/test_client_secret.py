"""What the examples of the rules about header and payload cannot show."""

from __future__ import annotations

import pytest
from tests.each import each

from siwakit.evidence.evidence import LACKING
from siwakit.judge import diagnose
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Fail, Missing, Skip
from siwakit.rules.payload import aud
from siwakit.samples import BUNDLE_ID, KEY_ID, NOW, OTHER_KEY_ID, OTHER_TEAM_ID, SERVICES_ID, TEAM_ID, Scenario, example_keys

ALONE = ("portal", "keys", "team_id", "key_id", "bundle_ids", "services_ids", "identity_token", "authorize")
REFUSED = {"error": "invalid_client"}


def verdict(rule: str, scenario: Scenario) -> object:
    return BY_ID[rule].check(scenario.evidence())


def failure(rule: str, scenario: Scenario) -> Fail:
    found = verdict(rule, scenario)
    assert isinstance(found, Fail)
    return found


@pytest.mark.parametrize(
    "rule",
    ["secret-kid-is-team-id", "secret-kid-differs-from-key-file", "secret-iss-differs-from-team", "secret-iss-is-key-id"],
)
def test_what_only_the_developer_knows_stays_open_without_it(rule: str) -> None:
    assert isinstance(verdict(rule, Scenario().unknown(*ALONE)), Missing)


@pytest.mark.parametrize(
    "rule",
    ["secret-kid-is-team-id", "secret-kid-differs-from-key-file", "secret-iss-differs-from-team", "secret-iss-is-key-id"],
)
def test_a_secret_that_names_nothing_leaves_nothing_open(rule: str) -> None:
    assert verdict(rule, Scenario().unknown(*ALONE).header(kid="").secret(iss="")) is None


def test_kid_and_iss_that_are_the_same_need_no_configuration() -> None:
    scenario = Scenario().unknown(*ALONE).header(kid=OTHER_TEAM_ID).secret(iss=OTHER_TEAM_ID)
    assert failure("secret-kid-is-team-id", scenario).actual == OTHER_TEAM_ID


def test_kid_and_iss_swapped_are_seen_by_the_name_of_the_key_file() -> None:
    scenario = Scenario().unknown("portal", "team_id", "key_id").header(kid=TEAM_ID).secret(iss=KEY_ID)
    assert diagnose(scenario.evidence()).named[0] == "secret-kid-is-team-id"


def test_the_team_id_alone_shows_that_kid_is_it() -> None:
    scenario = Scenario().unknown("portal", "keys", "key_id").header(kid=TEAM_ID).secret(iss="")
    assert failure("secret-kid-is-team-id", scenario).because == "these ten characters are the Team ID"


def test_a_key_id_that_the_portal_knows_is_one_whatever_its_form() -> None:
    known = Scenario().portal(lambda portal: type(portal)({**portal.keys, "test-key": portal.keys[KEY_ID]}, portal.clients, portal.codes))
    assert verdict("secret-kid-malformed", known.header(kid="test-key")) is None
    assert isinstance(verdict("secret-kid-malformed", Scenario().header(kid="test-key")), Fail)


def test_the_key_that_signed_is_found_among_two_files() -> None:
    both = Scenario().another_key(example_keys.other_key_text(), f"AuthKey_{OTHER_KEY_ID}.p8").unknown("portal")
    assert verdict("secret-kid-differs-from-key-file", both) is None
    found = failure("secret-kid-differs-from-key-file", both.signed_by_other_key())
    assert (found.actual, found.expected, found.correct) == (KEY_ID, OTHER_KEY_ID, OTHER_KEY_ID)


def test_a_file_of_another_key_that_did_not_sign_leaves_the_question_open() -> None:
    scenario = Scenario().key(example_keys.other_key_text(), f"AuthKey_{OTHER_KEY_ID}.p8").unknown("portal")
    assert isinstance(verdict("secret-kid-differs-from-key-file", scenario), Missing)


def test_an_unreadable_signature_proves_nothing_about_the_key() -> None:
    scenario = Scenario().key(example_keys.other_key_text(), f"AuthKey_{OTHER_KEY_ID}.p8").sent(lambda text: f"{text[:-1]}")
    assert not isinstance(verdict("secret-kid-differs-from-key-file", scenario), Fail)


def test_a_key_without_a_name_compares_with_nothing() -> None:
    assert isinstance(verdict("secret-kid-differs-from-key-file", Scenario().key(example_keys.team_key_text(), "")), Skip)


@each(
    ("kid", "correct"),
    [
        (f"AuthKey_{KEY_ID}.p8", KEY_ID),
        (f"/etc/apple/AuthKey_{KEY_ID}.p8", KEY_ID),
        (f" {KEY_ID}\n", KEY_ID),
        (KEY_ID.lower(), KEY_ID),
        ("apple", None),
        (["a"], None),
    ],
)
def test_a_malformed_kid_is_corrected_where_a_key_id_is_inside(kid: object, correct: str | None) -> None:
    assert failure("secret-kid-malformed", Scenario().header(kid=kid)).correct == correct


def test_iss_and_sub_swapped_need_no_configuration() -> None:
    scenario = Scenario().unknown(*ALONE).client(TEAM_ID).secret(iss=BUNDLE_ID)
    assert isinstance(verdict("secret-iss-is-client-id", scenario), Fail)


def test_an_iss_with_dots_is_not_called_a_client_id_for_its_look() -> None:
    scenario = Scenario().secret(iss="accounts.example.com")
    assert verdict("secret-iss-is-client-id", scenario) is None
    assert isinstance(verdict("secret-iss-malformed", scenario), Fail)


def test_a_team_prefix_is_seen_by_its_digits_where_no_team_is_known() -> None:
    scenario = Scenario().unknown(*ALONE).client("Z9Y8X7W6V5.com.example.web")
    assert failure("secret-sub-has-team-prefix", scenario).correct == SERVICES_ID


@pytest.mark.parametrize("sub", ["EXAMPLECOM.app.web", "A1B2C3D4E5.app", "Z9Y8X7W6V5..web"])
def test_a_client_id_is_not_called_prefixed_for_ten_letters(sub: str) -> None:
    assert verdict("secret-sub-has-team-prefix", Scenario().unknown(*ALONE).secret(iss="X1X1X1X1X1").client(sub)) is None


def test_a_registered_client_is_never_taken_apart() -> None:
    name = f"{TEAM_ID}.com.example"
    known = Scenario().portal(lambda portal: type(portal)(portal.keys, {**portal.clients, name: portal.clients[SERVICES_ID]}, portal.codes))
    assert verdict("secret-sub-has-team-prefix", known.client(name)) is None


def test_ten_characters_in_sub_are_the_team_only_where_a_team_says_so() -> None:
    assert verdict("secret-sub-is-team-id", Scenario().secret(sub=OTHER_TEAM_ID)) is None


def test_apples_clock_goes_before_our_own() -> None:
    ahead = Scenario().secret(iat=NOW + 5).at(NOW + 86_400).answered(400, REFUSED, date="Mon, 21 Sep 2026 14:13:20 GMT")
    assert "5 seconds after Apple's clock" in failure("secret-iat-in-future", ahead).because
    behind = Scenario().secret(iat=NOW).at(NOW - 86_400).answered(400, REFUSED, date="Mon, 21 Sep 2026 14:13:20 GMT")
    assert verdict("secret-iat-in-future", behind) is None


def test_seconds_ahead_of_apple_are_no_failure_where_apple_refused_something_else() -> None:
    scenario = Scenario().secret(iat=NOW + 5).answered(400, {"error": "invalid_grant"}, date="Mon, 21 Sep 2026 14:13:20 GMT")
    assert verdict("secret-iat-in-future", scenario) is None
    assert isinstance(verdict("secret-iat-ahead-of-apple", scenario), Fail)


@pytest.mark.parametrize("rule", ["secret-iat-in-future", "secret-expired", "secret-lives-too-long"])
def test_without_any_clock_nothing_is_said_of_time(rule: str) -> None:
    assert isinstance(verdict(rule, Scenario().unknown("now")), Missing)


def test_a_length_in_exp_is_named_without_a_clock_too() -> None:
    found = failure("secret-exp-is-a-duration", Scenario().unknown("now").secret(exp=600))
    assert found.correct is None


@pytest.mark.parametrize(("exp", "correct"), [(3600, NOW + 3600), (0, NOW + 600), (31_536_000, NOW + 600)])
def test_a_length_in_exp_is_corrected_to_a_moment_that_apple_allows(exp: int, correct: int) -> None:
    assert failure("secret-exp-is-a-duration", Scenario().secret(exp=exp)).correct == str(correct)


def test_a_newer_secret_that_is_not_known_leaves_an_expired_one_open() -> None:
    expired = Scenario().secret(iat=NOW - 900, exp=NOW - 600)
    assert isinstance(verdict("secret-is-stale", expired), Missing)
    assert verdict("secret-is-stale", Scenario()) is None


def test_an_expired_secret_says_since_when() -> None:
    assert failure("secret-expired", Scenario().secret(iat=NOW - 99_999, exp=NOW - 86_400)).because == (
        "it worked until 2026-09-20 14:13:20 UTC, 1 day before the request"
    )


@pytest.mark.parametrize("claims", [{"iat": 10**20, "exp": 10**20}, {"iat": -1e300, "exp": 1e300}, {"iat": [], "exp": {}}, {"exp": -1, "nbf": "x"}])
def test_no_claim_is_odd_enough_to_break_a_rule(claims: dict[str, object]) -> None:
    assert diagnose(Scenario().secret(**claims).evidence()).named


@pytest.mark.parametrize("header", [{"alg": 5, "kid": []}, {"alg": ["ES256"], "kid": {}}, {"alg": True, "crit": None}])
def test_no_header_is_odd_enough_to_break_a_rule(header: dict[str, object]) -> None:
    assert diagnose(Scenario().header(**header).evidence()).root is not None


def test_a_header_that_was_altered_alone_is_judged_with_its_payload() -> None:
    scenario = Scenario().sent(lambda text: "AAAA." + text.split(".", 1)[1])
    assert diagnose(scenario.evidence()).named[0] == "secret-header-not-json"


def test_two_segments_that_only_look_encoded_are_no_jwt() -> None:
    assert diagnose(Scenario().form(client_secret="eyes.eyed.eyeing").evidence()).named[0] == "secret-is-not-a-jwt"


def test_a_request_without_a_secret_says_nothing_of_its_text() -> None:
    assert isinstance(BY_ID["secret-is-not-a-jwt"].check(Scenario().evidence().__class__(secret=LACKING)), Skip)


@each(
    ("value", "kind"),
    [
        ([], aud.Aud.MISSING),
        ([""], aud.Aud.MISSING),
        (["https://appleid.apple.com/"], aud.Aud.SLASH),
        (["https://appleid.apple.com"] * 2, aud.Aud.OTHER),
        ({"aud": 1}, aud.Aud.OTHER),
        ("https://account.apple.com/auth/token", aud.Aud.ENDPOINT),
        ("AppStoreConnect-V1", aud.Aud.OTHER_SERVICE),
        ("https://appleid.apple.com.example.com", aud.Aud.OTHER),
    ],
)
def test_each_audience_belongs_to_one_rule(value: object, kind: aud.Aud) -> None:
    assert aud.classify(value) is kind
