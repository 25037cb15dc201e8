"""A correction takes each value from where the evidence shows it to be right, and says what is missing."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from siwakit import Evidence, Origin, correct_client_secret, key_at_hand
from siwakit.apple import MAX_SECRET_SECONDS, TOKEN_URL
from siwakit.evidence.evidence import LACKING, UNKNOWN
from siwakit.flow.correction import check_product, choose_client_id
from siwakit.jose import jws
from siwakit.samples import BUNDLE_ID, KEY_ID, NOW, OTHER_KEY_ID, OTHER_TEAM_ID, SERVICES_ID, TEAM_ID, Scenario, example_keys

ASKED = ("the .p8 key", "the Team ID", "the Key ID", "the client_id")
TEAM_KEY = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8")
NAMELESS_KEY = key_at_hand(example_keys.team_key_text(), "apple.p8")
OTHER_KEY = key_at_hand(example_keys.other_key_text(), f"AuthKey_{OTHER_KEY_ID}.p8")
# The doctor of a developer sees no portal.
BROKEN = Scenario().secret(aud=TOKEN_URL).unknown("portal")


def correct(scenario: Scenario, **changes):
    evidence = scenario.evidence()
    known = {name: getattr(evidence, name) for name in Evidence.__dataclass_fields__}
    return correct_client_secret(Evidence(**{**known, **changes}), now=NOW)


def source_of(correction, member):
    return next((value, source) for name, value, source in correction.choices if name == member)


def asked_for(correction):
    return [ask for ask in ASKED if any(missing.startswith(ask) for missing in correction.missing)]


def test_a_broken_secret_is_replaced_by_one_that_breaks_no_rule():
    correction = correct(BROKEN)
    assert correction.missing == ()
    assert correction.client_id == SERVICES_ID
    assert check_product(correction.client_secret, TEAM_KEY, SERVICES_ID, NOW) == ()
    assert jws.read(correction.client_secret).claims["iat"] == NOW


def test_nothing_known_means_everything_is_asked_for():
    correction = correct_client_secret(Evidence(), now=NOW)
    assert correction.client_secret is None
    assert asked_for(correction) == list(ASKED)


def test_a_correction_does_not_show_the_secret_when_it_is_printed():
    correction = correct(BROKEN)
    assert correction.client_secret not in repr(correction)


def test_a_lifetime_that_apple_refuses_is_refused_here_too():
    correction = correct_client_secret(BROKEN.evidence(), now=NOW, expires_in_seconds=MAX_SECRET_SECONDS + 1)
    assert correction.client_secret is None
    assert correction.refused.rules == ("secret-lives-too-long",)
    assert correction.client_id == SERVICES_ID


# the team


def test_the_configured_team_is_taken_before_that_of_the_secret():
    assert source_of(correct(BROKEN.secret(iss=OTHER_TEAM_ID)), "iss") == (TEAM_ID, "configuration")


def test_without_configuration_the_team_is_that_of_the_secret():
    assert source_of(correct(BROKEN.secret(iss=OTHER_TEAM_ID), team_id=UNKNOWN), "iss") == (OTHER_TEAM_ID, "iss in the client_secret")


@pytest.mark.parametrize("iss", [SERVICES_ID, "a1b2c3d4e5", 7, None])
def test_an_iss_that_is_no_team_id_is_not_taken(iss):
    assert asked_for(correct(BROKEN.secret(iss=iss), team_id=UNKNOWN)) == ["the Team ID"]


# the key and its id


@pytest.mark.parametrize("keys", [UNKNOWN, LACKING, ()])
def test_without_a_key_the_key_is_asked_for(keys):
    assert asked_for(correct(BROKEN, keys=keys))[0] == "the .p8 key"


def test_a_public_key_cannot_sign():
    text = example_keys.team_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    public = key_at_hand(text, "public.pem")
    assert asked_for(correct(BROKEN, keys=(public,)))[0] == "the .p8 key"


def test_of_two_keys_the_configured_one_signs():
    correction = correct(BROKEN.header(kid="WRONG12345"), keys=(OTHER_KEY, TEAM_KEY))
    assert source_of(correction, "kid") == (KEY_ID, "the key's file name")


def test_of_two_keys_the_one_that_kid_names_signs():
    correction = correct(BROKEN, keys=(OTHER_KEY, TEAM_KEY), key_id=UNKNOWN)
    assert source_of(correction, "kid") == (KEY_ID, "the key's file name")


def test_of_two_keys_that_nothing_names_the_first_signs():
    correction = correct(BROKEN.header(kid="WRONG12345"), keys=(OTHER_KEY, TEAM_KEY), key_id=UNKNOWN)
    assert source_of(correction, "kid") == (OTHER_KEY_ID, "the key's file name")


def test_a_key_without_a_name_takes_the_configured_key_id():
    assert source_of(correct(BROKEN, keys=(NAMELESS_KEY,)), "kid") == (KEY_ID, "configuration")


def test_a_key_without_a_name_takes_the_kid_of_a_secret_that_it_verifies():
    value, source = source_of(correct(BROKEN, keys=(NAMELESS_KEY,), key_id=UNKNOWN), "kid")
    assert value == KEY_ID
    assert "signed" in source


def test_a_kid_that_the_key_does_not_verify_is_not_taken():
    assert asked_for(correct(BROKEN.signed_by_other_key(), keys=(NAMELESS_KEY,), key_id=UNKNOWN)) == ["the Key ID"]


def test_a_kid_that_is_no_key_id_is_not_taken():
    assert asked_for(correct(BROKEN.header(kid="AuthKey"), keys=(NAMELESS_KEY,), key_id=UNKNOWN)) == ["the Key ID"]


# the client


def chosen(scenario: Scenario, *hidden: str):
    return choose_client_id(scenario.unknown(*hidden).evidence())


def test_the_identity_token_decides_first():
    assert chosen(Scenario().identity_token(aud=BUNDLE_ID)) == (BUNDLE_ID, "aud in the identity token")


def test_then_the_authorization_request_decides():
    assert chosen(Scenario().authorize(client_id="com.example.other"), "identity_token") == (
        "com.example.other",
        "client_id in the authorization request",
    )


@pytest.mark.parametrize(("origin", "client_id"), [(Origin.WEB, SERVICES_ID), (Origin.NATIVE, BUNDLE_ID)])
def test_then_the_origin_of_the_code_decides_among_what_is_configured(origin, client_id):
    found = chosen(Scenario().origin(origin).client("com.example.wrong"), "identity_token", "authorize")
    assert found == (client_id, "configuration, chosen by the origin of the code")


def test_then_the_request_decides():
    assert chosen(Scenario(), "identity_token", "authorize", "origin") == (SERVICES_ID, "client_id in the request")


def test_a_client_of_the_request_that_is_none_of_the_configured_ones_is_not_taken():
    scenario = Scenario().client("com.example.wrong").configured(services_ids=(SERVICES_ID, "com.example.second"))
    assert chosen(scenario, "identity_token", "authorize", "bundle_ids") is None


def test_without_a_request_the_secret_decides():
    evidence = Evidence(secret=Scenario().compact_secret())
    assert choose_client_id(evidence) == (SERVICES_ID, "sub in the client_secret")


@pytest.mark.parametrize("sub", ["", 7])
def test_a_sub_that_names_nobody_is_not_taken(sub):
    assert choose_client_id(Evidence(secret=Scenario().secret(sub=sub).compact_secret())) is None


def test_at_last_the_only_client_that_is_configured_is_taken():
    assert choose_client_id(Evidence(bundle_ids=(BUNDLE_ID,))) == (BUNDLE_ID, "configuration")


def test_of_two_that_are_configured_none_is_guessed():
    assert choose_client_id(Evidence(bundle_ids=(BUNDLE_ID,), services_ids=(SERVICES_ID,))) is None


def test_a_client_that_apple_would_refuse_is_refused_by_name():
    correction = correct(BROKEN.identity_token(aud=f"{TEAM_ID}.{BUNDLE_ID}"))
    assert correction.refused.rules == ("client-id-has-team-prefix",)


# the product


def test_a_product_that_another_key_signed_breaks_a_rule():
    token = Scenario().signed_by_other_key().compact_secret()
    assert any(rule.startswith("signature-") for rule in check_product(token, TEAM_KEY, SERVICES_ID, NOW))


def test_a_product_for_another_client_breaks_a_rule():
    assert "sub-differs-from-client-id" in check_product(Scenario().compact_secret(), TEAM_KEY, BUNDLE_ID, NOW)
