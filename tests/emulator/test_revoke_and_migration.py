"""POST /auth/revoke and POST /auth/usermigrationinfo."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from siwakit.emulator.endpoints.migration_endpoint import _spend_bearer
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.storage import Consent, TokenKind, TokenRow, consent_key
from siwakit.emulator.state.world import Client, User
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.samples import (
    ACCESS_TOKEN,
    BUNDLE_ID,
    CODE,
    DROP,
    NOW,
    OTHER_TEAM_ID,
    REFRESH_TOKEN,
    SERVICES_ID,
    TEAM_ID,
    TRANSFER_SUB,
    USER,
    Scenario,
)

REVOKE = Scenario().revoke()
JWT = "eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJpc3MiOiJhIn0.c2ln"
JUNK = REVOKE.form(token="dummy", client_secret="clientSecret")
ANSWERS = {
    "a token of this client": (REVOKE, 200, None),
    "a token that is unknown": (REVOKE.form(token="dummy"), 200, None),
    "a token and a secret that are junk": (JUNK, 200, None),
    "a token and a client that are junk": (JUNK.form(client_id="clientID"), 200, None),
    "a code": (REVOKE.form(token=CODE), 200, None),
    "an identity token": (REVOKE.form(token=JWT), 400, "invalid_client"),
    "a known token and a junk secret": (REVOKE.form(client_secret="clientSecret"), 400, "invalid_client"),
    "a token of another client": (REVOKE.form(client_id=BUNDLE_ID).secret(sub=BUNDLE_ID), 400, "invalid_client"),
    "no token": (REVOKE.form(token=DROP), 400, "invalid_request"),
    "nothing at all": (REVOKE.body(lambda _: ""), 400, "invalid_client"),  # forum-707610
    "a hint that names the other kind": (REVOKE.form(token_type_hint="access_token"), 400, "invalid_request"),
}


def answer(emulator, scenario, now=NOW):
    response = emulator.handle(scenario.request(), now)
    body = json.loads(response.text) if response.body else {}
    return response.status, body.get("error"), response.header(RULE_HEADER)


@pytest.mark.parametrize(("scenario", "status", "error"), ANSWERS.values(), ids=list(ANSWERS))
def test_a_revocation_is_answered_as_apple_does(emulate, scenario, status, error):
    assert answer(emulate(), scenario)[:2] == (status, error)


def test_a_revocation_names_no_type_for_what_is_empty(emulate):
    # oauth2-apple (PHP) and others parse whatever is labelled JSON, and an empty text is not JSON.
    response = emulate().handle(REVOKE.request(), NOW)
    assert (response.body, response.header("Content-Type")) == (b"", None)


def test_a_revocation_ends_the_users_tokens_and_the_consent(emulate):
    emulator = emulate()
    assert emulator.handle(REVOKE.request(), NOW).body == b""
    assert emulator.store.get(Consent, consent_key("owner", BUNDLE_ID)) is None
    assert answer(emulator, Scenario().refresh()) == (400, "invalid_grant", "refresh-token-revoked")
    assert answer(emulator, REVOKE)[0] == 200


def test_an_access_token_revokes_too_and_only_for_its_client(emulate):
    emulator = emulate()
    emulator.store.add_token(TokenRow(ACCESS_TOKEN, TokenKind.ACCESS, SERVICES_ID, TEAM_ID, NOW, "owner", BUNDLE_ID))
    by_access = REVOKE.form(token=ACCESS_TOKEN, token_type_hint="access_token")
    assert answer(emulator, by_access.form(client_id=BUNDLE_ID).secret(sub=BUNDLE_ID))[1:] == ("invalid_client", "revoke-token-of-other-client")
    assert answer(emulator, by_access)[0] == 200
    assert emulator.store.get_token(REFRESH_TOKEN).is_revoked


MOVE = Scenario().migration()
MOVED = MOVE.form(sub=DROP, target=DROP, transfer_sub=TRANSFER_SUB)


def test_a_transfer_identifier_leads_to_the_user_in_the_other_team(emulate):
    emulator = emulate()
    user = emulator.store.get(User, f"user-{USER}")
    made = json.loads(emulator.handle(MOVE.request(), NOW).text)
    assert made == {"transfer_sub": user.transfer_sub(OTHER_TEAM_ID)}
    assert made == json.loads(emulator.handle(MOVE.request(), NOW).text)


def test_the_receiving_team_gets_the_users_identifier_and_the_relay_address(emulate):
    emulator = emulate()
    user = emulator.store.get(User, f"transfer-{TRANSFER_SUB}")
    assert json.loads(emulator.handle(MOVED.request(), NOW).text) == {"sub": user.sub(TEAM_ID)}
    emulator.store.put(Consent(user.user_id, BUNDLE_ID, NOW, ("email",), "r@privaterelay.appleid.com", is_private_email=True))
    assert json.loads(emulator.handle(MOVED.request(), NOW).text) == {
        "sub": user.sub(TEAM_ID),
        "email": "r@privaterelay.appleid.com",
        "is_private_email": True,
    }


def test_a_users_access_token_counts_once(emulate):
    emulator = emulate()
    emulator.store.add_token(replace(emulator.store.get_token(ACCESS_TOKEN), user_id="owner"))
    assert answer(emulator, MOVE)[0] == 200
    assert answer(emulator, MOVE) == (400, "invalid_grant", "migration-bearer-spent")


def test_a_users_access_token_that_another_request_was_quicker_to_use_is_refused(emulate, monkeypatch):
    emulator = emulate()
    emulator.store.add_token(replace(emulator.store.get_token(ACCESS_TOKEN), user_id="owner"))
    spend = emulator.store.spend_token
    monkeypatch.setattr(emulator.store, "spend_token", lambda token: spend(token) and spend(token))
    assert answer(emulator, MOVE)[2] == "migration-bearer-spent"


def test_no_bearer_token_is_refused_where_that_is_switched_on(emulate):
    emulator = emulate()
    bare = MOVE.sends(authorization=DROP)
    assert answer(emulator, bare)[0] == 200
    assert answer(emulator, MOVE.sends(authorization="Bearer "))[2] == "migration-bearer-missing"
    emulator.store.set_switches(emulator.store.switches().with_changes(migration_bearer="demanded"))
    assert answer(emulator, bare)[1:] == ("invalid_request", "migration-bearer-missing")


def test_a_transferred_app_is_the_new_teams(emulate):
    emulator = emulate()
    for name in (SERVICES_ID, BUNDLE_ID):
        emulator.store.put(replace(emulator.store.get(Client, name), team_id=OTHER_TEAM_ID, former_team_id=TEAM_ID, transferred_at=NOW))
    assert answer(emulator, Scenario())[1:] == ("invalid_client", "app-transferred")


def test_a_bearer_token_that_is_gone_between_the_judgement_and_the_grant_does_not_count(emulate):
    assert not _spend_bearer(MOVE.request(), MemoryStore())
