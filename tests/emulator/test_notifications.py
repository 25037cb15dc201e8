"""Server-to-server notifications: their contents, and how they are delivered."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from siwakit.emulator.sent_notifications import EVENT_TYPES, deletion_event, due, mark, request_of
from siwakit.emulator.state.storage import Consent, NoticeRow, consent_key
from siwakit.emulator.state.world import Client, User
from siwakit.errors import UsageError
from siwakit.jose import jws, rs256
from siwakit.jose.jwks import read_key_set
from siwakit.samples import BUNDLE_ID, NOW, SERVICES_ID, TEAM_ID

URL = "https://app.example.com/notify"


def listening(emulator):
    emulator.store.put(replace(emulator.store.get(Client, BUNDLE_ID), notify_url=URL))
    return emulator


def claims_of(payload):
    return dict(jws.read(payload).claims)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_an_event_is_text_in_a_token_for_the_app(emulate, event_type):
    emulator = emulate()
    claims = claims_of(emulator.notifier.payload(event_type, "owner", SERVICES_ID, NOW))
    event = json.loads(claims["events"])
    assert list(claims) == ["iss", "aud", "exp", "iat", "jti", "events"]
    assert (claims["aud"], claims["exp"] - claims["iat"], len(claims["jti"])) == (BUNDLE_ID, 86_400, 22)
    assert (event["type"], event["event_time"]) == (event_type, NOW * 1000)
    assert event["sub"] == emulator.store.get(User, "owner").sub(TEAM_ID)
    assert ("email" in event) is event_type.startswith("email-")


def test_an_event_about_the_address_names_it(emulate):
    event = json.loads(claims_of(emulate().notifier.payload("email-disabled", "owner", BUNDLE_ID, NOW))["events"])
    assert (event["email"], event["is_private_email"]) == ("abc@privaterelay.appleid.com", "true")


def test_events_can_be_an_object_as_they_are_documented(emulate):
    emulator = emulate()
    emulator.store.set_switches(emulator.store.switches().with_changes(events_encoding="object"))
    event = claims_of(emulator.notifier.payload("email-enabled", "owner", BUNDLE_ID, NOW))["events"]
    assert event["is_private_email"] is True


def test_the_deletion_has_two_spellings(emulate):
    switches = emulate().store.switches()
    assert deletion_event(switches) == "account-deleted"
    assert deletion_event(switches.with_changes(delete_event_name="account-delete")) == "account-delete"


def test_a_forged_notification_does_not_verify(emulate):
    emulator = emulate()
    payloads = [emulator.notifier.payload("consent-revoked", "owner", BUNDLE_ID, NOW, is_forged=forged) for forged in (False, True)]
    keys = read_key_set(emulator.keys.document(3))
    tokens = [jws.read(payload) for payload in payloads]
    assert [rs256.verify(keys.find(token.header["kid"]).public, token.signature, token.signing_input) for token in tokens] == [True, False]


@pytest.mark.parametrize("arguments", [("meteor", "owner", BUNDLE_ID), ("email-enabled", "x", BUNDLE_ID), ("email-enabled", "owner", "x")])
def test_an_impossible_notification_is_a_usage_error(emulate, arguments):
    with pytest.raises(UsageError) as raised:
        emulate().notifier.notify(*arguments, NOW)
    assert raised.value.hint


def test_nothing_is_sent_to_an_app_without_an_address(emulate):
    emulator = emulate()
    assert emulator.notifier.notify("consent-revoked", "owner", SERVICES_ID, NOW) == ()
    assert due(emulator.store, NOW) == ()


def test_a_duplicate_is_the_same_notification_twice(emulate):
    emulator = listening(emulate())
    first, second = emulator.notifier.notify("consent-revoked", "owner", SERVICES_ID, NOW, copies=2)
    assert first.body == second.body
    assert first.notice_id != second.notice_id
    request = request_of(first)
    assert (request.method, request.url, request.headers) == ("POST", URL, (("Content-Type", "application/json"),))
    assert list(json.loads(request.text)) == ["payload"]


def test_every_group_that_the_user_consented_to_is_told(emulate):
    emulator = listening(emulate())
    assert [row.url for row in emulator.notifier.notify_groups("account-deleted", "owner", NOW)] == [URL]


def test_a_delivery_is_retried_until_it_is_accepted(emulate):
    store = listening(emulate()).store
    row = NoticeRow("n", URL, "{}", "email-enabled", NOW)
    store.put(row)
    failed = mark(store, row, 500, NOW)
    assert due(store, NOW + 4) == ()
    assert due(store, NOW + 5) == (failed,)
    done = mark(store, failed, 200, NOW + 5)
    assert (done.is_done, done.statuses) == (True, (500, 200))
    assert due(store, NOW + 10_000) == ()


def test_a_delivery_is_given_up_after_the_last_try(emulate):
    store = emulate().store
    row = NoticeRow("n", URL, "{}", "email-enabled", NOW)
    for _ in range(4):
        assert not row.is_done
        row = mark(store, row, None, NOW)
    assert (row.is_done, row.statuses) == (True, (0, 0, 0, 0))


def test_an_earlier_event_can_arrive_last(emulate):
    emulator = listening(emulate())
    (first,) = emulator.notifier.notify("email-disabled", "owner", SERVICES_ID, NOW, delay_seconds=9)
    (second,) = emulator.notifier.notify("email-enabled", "owner", SERVICES_ID, NOW + 5)
    assert due(emulator.store, NOW + 8) == (second,)
    assert due(emulator.store, NOW + 9) == (second, first)


@pytest.mark.parametrize(("status", "is_done"), [(200, True), (201, False), (204, False), (302, False), (None, False)])
def test_only_200_ends_the_retries(emulate, status, is_done):
    store = emulate().store
    row = mark(store, NoticeRow("n", URL, "{}", "email-enabled", NOW), status, NOW)
    assert row.is_done is is_done


def test_a_user_without_a_shared_address_has_a_relay_address(emulate):
    emulator = emulate()
    emulator.store.drop(Consent, consent_key("owner", BUNDLE_ID))
    claims = jws.read(emulator.notifier.payload("email-disabled", "owner", BUNDLE_ID, NOW)).claims
    event = json.loads(claims["events"])
    assert event["email"].endswith("@privaterelay.appleid.com")
    assert "jane" not in event["email"]
