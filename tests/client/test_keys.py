"""Apple's keys: one fetch for all callers, one for a new kid, none for kids that do not exist, and none if keys are given."""

from __future__ import annotations

import base64
import json

import httpx2
import pytest
from tests.client.party import RETURN, WEB, configuration, sign_in
from tests.client.spoiled import Spoiled

from siwakit.apple import Endpoint
from siwakit.emulator.endpoints.discovery_endpoint import moved_discovery
from siwakit.emulator.faults import read_rule
from siwakit.errors import TooLarge
from siwakit.flow.failures import AnswerNotReadable, ServerFault
from siwakit.flow.refused import IdentityTokenRefused, KeysUnavailable, NotificationRefused
from siwakit.testing import emulator

KEYS = "/auth/keys"


@pytest.fixture
def token(apple, drive):
    return drive(configuration(apple), transport=Spoiled(apple))("exchange_web_code", sign_in(apple), redirect_uri=RETURN).id_token


def with_kid(token, kid):
    head = base64.urlsafe_b64encode(json.dumps({"alg": "RS256", "kid": kid}).encode()).decode().rstrip("=")
    return f"{head}.{token.partition('.')[2]}"


def test_a_hundred_cold_verifications_are_one_fetch(apple, drive, token):
    spoiled = Spoiled(apple)
    done = drive(configuration(apple), transport=spoiled).together("verify_identity_token", 100, token, nonce=None)
    assert {type(one).__name__ for one in done} == {"IdentityToken"}
    assert spoiled.asked[KEYS] == 1


def test_the_first_token_under_a_new_key_verifies_after_one_fetch(apple, drive, token):
    spoiled = Spoiled(apple)
    driver = drive(configuration(apple), transport=spoiled)
    driver("verify_identity_token", token, nonce=None)
    for _ in range(10):
        apple.emulator.rotate_keys()
    newer = driver("exchange_web_code", sign_in(apple), redirect_uri=RETURN).id_token
    assert driver("verify_identity_token", newer, nonce=None).audience == WEB
    assert spoiled.asked[KEYS] == 2


def test_unknown_kids_are_one_fetch_in_a_cool_down(apple, drive, token):
    spoiled = Spoiled(apple)
    driver = drive(configuration(apple), transport=spoiled)
    driver("keys")
    for number in range(200):
        with pytest.raises(IdentityTokenRefused):
            driver("verify_identity_token", with_kid(token, f"KID{number}"), nonce=None)
    assert spoiled.asked[KEYS] == 2


@pytest.mark.parametrize("given", ["", "x", "a.b.c", "W10.e30.AA", f"{'A' * 2000}.e30.AA", None, 7])
def test_what_is_no_token_is_refused_by_the_rules(apple, drive, given):
    with pytest.raises(IdentityTokenRefused):
        drive(configuration(apple), transport=Spoiled(apple))("verify_identity_token", given, nonce=None)


def test_keys_given_by_hand_are_never_fetched(apple, drive, token):
    keys = drive(configuration(apple), transport=Spoiled(apple))("keys")
    spoiled = Spoiled(apple)
    assert drive(configuration(apple), transport=spoiled, keys=keys)("verify_identity_token", token, nonce=None).audience == WEB
    assert not spoiled.asked


def test_keys_that_cannot_be_had_are_an_error_and_soon_asked_for_again(apple, drive, token):
    apple.emulator.set_faults((read_rule({"kind": "server-503", "path": KEYS}),))
    driver = drive(configuration(apple), transport=Spoiled(apple))
    with pytest.raises(ServerFault):
        driver("verify_identity_token", token, nonce=None)
    with pytest.raises(KeysUnavailable):
        driver("verify_identity_token", token, nonce=None)


def test_a_set_that_is_held_is_used_while_apple_is_away(apple, drive, token):
    driver = drive(configuration(apple), transport=Spoiled(apple))
    driver("verify_identity_token", token, nonce=None)
    apple.emulator.set_faults((read_rule({"kind": "server-503", "path": KEYS}),))
    with pytest.raises(IdentityTokenRefused):
        driver("verify_identity_token", with_kid(token, "KID"), nonce=None)
    assert driver("verify_identity_token", token, nonce=None).audience == WEB


def test_the_audience_is_the_configured_clients_and_can_be_narrowed(apple, drive, token):
    with pytest.raises(IdentityTokenRefused):
        drive(configuration(apple), transport=Spoiled(apple))("verify_identity_token", token, nonce=None, audience="com.example.app")


@pytest.mark.parametrize("body", [b"", b"\xff", "[]", "{}", '{"payload":7}', '{"payload":"x"}', " " * 70_000])
def test_what_is_no_notification_is_refused(apple, drive, body):
    with pytest.raises((NotificationRefused, TooLarge)):
        drive(configuration(apple), transport=Spoiled(apple))("verify_notification", body)


def test_a_redirect_of_the_discovery_document_is_told_and_not_followed(drive):
    with emulator(seed=7, tls=True, issuer_incident=True) as served:
        driver = drive(configuration(served.server.apple, served.url))
        with pytest.raises(AnswerNotReadable, match=r"302: it is a redirect to account\.apple\.com, which is not followed"):
            driver("discovery")


class Incident(Spoiled):
    """Transport that answers with the document that was at account.apple.com for a day."""

    def _spoil(self, request):
        super()._spoil(request)
        if request.url.path != Endpoint.DISCOVERY.value:
            return None
        return httpx2.Response(200, headers={"Content-Type": "application/json"}, stream=httpx2.ByteStream(moved_discovery().body))


def test_a_discovery_document_that_points_elsewhere_is_told_and_not_followed(drive):
    with emulator(seed=7) as served:
        driver = drive(configuration(served.server.apple), transport=Incident(served.server.apple))
        found = driver("discovery")
        assert found.issuer == "https://account.apple.com"
        assert "token_endpoint" in found.differences
        assert driver("exchange_web_code", served.sign_in(WEB), redirect_uri=RETURN).refresh_token
