"""What the examples of the client, grant and portal rules cannot show: which suspects are named, and which of two values is correct."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from tests.each import each

from siwakit.apple import TOKEN_URL
from siwakit.evidence.evidence import LACKING, Origin
from siwakit.evidence.parts import AUTHORIZE, IDENTITY_CLAIMS
from siwakit.evidence.sign_in.issued_to import SURFACE
from siwakit.http import Exchange, Request, Response
from siwakit.jose import base64url
from siwakit.judge import diagnose
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Fail, Missing
from siwakit.samples import ACCESS_TOKEN, BUNDLE_ID, CODE, NOW, SERVICES_ID, Scenario

WITNESSES = ("portal", "identity_token", "authorize", "origin")


def refused(scenario: Scenario, description: str | None = None) -> Scenario:
    body = {"error": "invalid_grant", **({"error_description": description} if description else {})}
    return scenario.answered(400, body).unknown("portal")


def suspects(scenario: Scenario) -> list[str]:
    return [suspect.rule.id for suspect in diagnose(scenario.evidence()).suspects]


def test_a_code_that_has_expired_by_apples_words_is_old_or_unknown() -> None:
    seen = suspects(refused(Scenario(), "The code has expired or has been revoked.").unknown("identity_token"))
    assert seen[:2] == ["code-expired", "code-unknown"]
    assert "code-used-twice" not in seen
    assert "redirect-uri-mismatch" not in seen


def test_a_refused_code_without_words_was_used_is_old_or_is_the_other_surfaces() -> None:
    seen = suspects(refused(Scenario()).unknown(*WITNESSES))
    assert seen[:3] == ["services-id-for-native-code", "code-used-twice", "code-expired"]
    assert {"redirect-uri-mismatch", "code-issued-to-other-client", "code-unknown"} <= set(seen)


def test_a_client_mismatch_by_apples_words_alone_names_the_other_client_and_suspects_the_surface() -> None:
    words = f"client_id mismatch. The code was not issued to {SERVICES_ID}."
    diagnosis = diagnose(refused(Scenario(), words).unknown(*WITNESSES).evidence())
    assert diagnosis.named[:2] == ("code-issued-to-other-client", "services-id-for-native-code")


def test_an_authorize_request_beside_a_code_of_the_app_is_no_witness() -> None:
    scenario = Scenario().form(client_id=BUNDLE_ID).secret(sub=BUNDLE_ID).origin(Origin.NATIVE).unknown("portal", "identity_token")
    evidence = replace(scenario.evidence(), authorize=Scenario().evidence().authorize)
    assert BY_ID["bundle-id-for-web-code"].check(evidence) is None
    assert BY_ID["code-issued-to-other-client"].check(evidence) == Missing((IDENTITY_CLAIMS, AUTHORIZE), 0)


def test_a_refresh_token_that_has_expired_by_apples_words_was_ended_by_the_user_or_by_revocation() -> None:
    seen = suspects(refused(Scenario().refresh(), "The token has expired or has been revoked."))
    assert seen[:3] == ["user-withdrew-consent", "refresh-token-revoked", "refresh-token-unknown"]


def test_everything_in_sight_is_right_and_the_portal_is_what_is_left() -> None:
    seen = suspects(Scenario().answered(400, {"error": "invalid_client"}).unknown("portal"))
    portal = [rule_id for rule_id in seen if BY_ID[rule_id].question.value == "portal"]
    assert portal[:3] == ["configuration-too-fresh", "key-lacks-service", "capability-disabled"]


@pytest.mark.parametrize("description", ["redirect_uri mismatch. The code was not issued to x.", "client_id mismatch. The code was not issued to x."])
def test_apples_words_about_one_thing_clear_the_age_of_the_code(description: str) -> None:
    evidence = refused(Scenario(), description).unknown(*WITNESSES).evidence()
    assert BY_ID["code-expired"].check(evidence) is None
    assert BY_ID["code-used-twice"].check(evidence) is None
    assert BY_ID["code-unknown"].check(evidence) is None


@each(
    ("scenario", "at", "wanted"),
    [
        pytest.param(Scenario().secret(sub=BUNDLE_ID), "client_secret.claims.sub", SERVICES_ID, id="the code is the web's, sub the app's"),
        pytest.param(
            Scenario().native().form(client_id=SERVICES_ID), "request.form.client_id", BUNDLE_ID, id="the code is the app's, client_id the web's"
        ),
        pytest.param(
            Scenario().secret(sub="com.example.nobody").unknown(*WITNESSES),
            "client_secret.claims.sub",
            SERVICES_ID,
            id="only client_id is configured",
        ),
        pytest.param(
            Scenario().form(client_id="com.example.nobody").unknown(*WITNESSES), "request.form.client_id", SERVICES_ID, id="only sub is configured"
        ),
        pytest.param(
            Scenario().form(client_id=BUNDLE_ID).unknown("portal", "identity_token", "authorize"),
            "request.form.client_id",
            SERVICES_ID,
            id="the origin is stated",
        ),
    ],
)
def test_of_sub_and_client_id_the_one_that_a_witness_names_is_right(scenario: Scenario, at: str, wanted: str) -> None:
    verdict = BY_ID["sub-differs-from-client-id"].check(scenario.evidence())
    assert isinstance(verdict, Fail)
    assert (verdict.at, verdict.expected) == (at, wanted)


def test_a_native_token_that_says_so_itself_needs_no_stated_origin() -> None:
    scenario = Scenario().native().identity_token(real_user_status=2).unknown("portal", "origin", "bundle_ids", "services_ids")
    verdict = BY_ID["redirect-uri-with-native-code"].check(scenario.form(redirect_uri="https://app.example.com/callback").evidence())
    assert isinstance(verdict, Fail)


def test_a_client_id_is_not_classified_by_its_name() -> None:
    scenario = Scenario().native().form(client_id="com.example.app.service").unknown("portal", "bundle_ids", "services_ids", "identity_token")
    assert isinstance(BY_ID["services-id-for-native-code"].check(scenario.evidence()), Missing)


def test_an_exchange_of_the_same_code_elsewhere_does_not_spend_it() -> None:
    tokens = Response(200, (), f'{{"access_token":"{ACCESS_TOKEN}"}}'.encode())
    elsewhere = Exchange(Request("POST", "https://app.example.com/login", (), Scenario().request().body), tokens)
    unanswered = Exchange(Request("POST", TOKEN_URL, (), Scenario().request().body))
    evidence = Scenario().after(elsewhere, unanswered).evidence()
    assert BY_ID["code-used-twice"].check(evidence) is None


@pytest.mark.parametrize(("age", "words"), [(301, "5 minutes"), (86_400 * 3, "3 days")])
def test_the_age_of_a_code_is_said_in_units_that_one_reads(age: int, words: str) -> None:
    scenario = refused(Scenario().identity_token(iat=NOW - age), "The code has expired or has been revoked.")
    verdict = BY_ID["code-expired"].check(scenario.evidence())
    assert isinstance(verdict, Fail)
    assert words in verdict.because


def test_a_code_that_matches_the_c_hash_is_whole_whatever_its_length() -> None:
    short = CODE[:-8]
    c_hash = base64url.encode(sha256(short.encode()).digest()[:16])
    evidence = Scenario().form(code=short).identity_token(c_hash=c_hash).unknown("portal").evidence()
    assert BY_ID["code-truncated"].check(evidence) is None


def test_a_broker_that_is_not_named_is_asked_for() -> None:
    evidence = Scenario().configured(settings={"verifier": {"access_token": None}}).unknown("request").evidence()
    assert isinstance(BY_ID["broker-needs-code"].check(evidence), Missing)


def test_where_only_the_sign_in_page_was_reached_the_portal_is_suspected_most() -> None:
    evidence = Scenario().unknown("portal", "request", "keys", "identity_token").evidence()
    assert {"redirect-uri-not-registered", "configuration-too-fresh"} <= set(diagnose(evidence).named[:6])


def test_settings_that_are_nested_without_end_say_nothing_below_a_depth() -> None:
    settings: dict[str, object] = {"code_flow_config": None}
    for _ in range(12):
        settings = {"deeper": settings}
    evidence = Scenario().configured(settings=settings).unknown("request").evidence()
    assert BY_ID["code-flow-not-configured"].check(evidence) is None


def test_without_a_witness_the_owner_of_a_refresh_token_is_open() -> None:
    evidence = Scenario().refresh().unknown(*WITNESSES).evidence()
    assert isinstance(BY_ID["refresh-token-of-other-client"].check(evidence), Missing)


def test_a_web_code_without_redirect_uri_is_open_where_its_way_is_not_known() -> None:
    scenario = Scenario().native().unknown(*WITNESSES)
    assert isinstance(BY_ID["redirect-uri-missing-for-web-code"].check(scenario.evidence()), Missing)
    assert BY_ID["redirect-uri-missing-for-web-code"].check(refused(scenario, "The code has already been used.").evidence()) is None


def test_a_code_on_a_refresh_is_no_refresh_token_in_the_wrong_field() -> None:
    evidence = Scenario().refresh().form(refresh_token="", code=CODE).evidence()
    assert BY_ID["refresh-token-in-code-field"].check(evidence) is None


def test_apples_words_about_something_else_clear_the_refresh_token() -> None:
    evidence = refused(Scenario().refresh(), "client_id mismatch. The code was not issued to x.").evidence()
    assert BY_ID["refresh-token-revoked"].check(evidence) is None


def test_a_token_of_the_wrong_kind_is_not_suspected_of_more() -> None:
    evidence = refused(Scenario().refresh().form(refresh_token=ACCESS_TOKEN)).evidence()
    assert BY_ID["user-withdrew-consent"].check(evidence) is None


def test_nothing_that_was_issued_has_no_surface() -> None:
    assert Scenario().migration().evidence().get(SURFACE) is LACKING


def test_a_mismatch_by_apples_words_and_a_stated_origin_is_the_surfaces() -> None:
    words = f"client_id mismatch. The code was not issued to {SERVICES_ID}."
    scenario = refused(Scenario().origin(Origin.NATIVE), words).unknown("identity_token", "bundle_ids", "services_ids")
    verdict = BY_ID["services-id-for-native-code"].check(scenario.evidence())
    assert isinstance(verdict, Fail)
    assert "client_id mismatch" in verdict.because
