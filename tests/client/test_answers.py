"""Parsing of Apple's answers."""

from __future__ import annotations

import json

import pytest
from tests.each import each

from siwakit.flow import migration, tokens
from siwakit.flow.configuration import Apple
from siwakit.flow.documents import read_discovery
from siwakit.flow.failures import AnswerNotReadable, InvalidGrant
from siwakit.http import Request, Response

NAMES = {"client_id": "com.example.web", "client_secret": "s"}
REQUEST = Request("POST", "https://appleid.apple.com/auth/token")
GRANT = {"access_token": "a", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r", "id_token": "i"}


def answer(members, status=200):
    return Response(status, (("Content-Type", "application/json"),), json.dumps(members).encode())


def test_a_code_brings_every_token():
    assert tokens.read_token_response(answer(GRANT), REQUEST) == tokens.Tokens("a", 3600, "r", "i")


@pytest.mark.parametrize("missing", ["access_token", "expires_in", "refresh_token", "id_token"])
def test_an_answer_to_a_code_lacks_nothing(missing):
    with pytest.raises(AnswerNotReadable):
        tokens.read_token_response(answer({name: value for name, value in GRANT.items() if name != missing}), REQUEST)


@each("value", ["3600", 0, -1, True, 1.5, None])
def test_seconds_are_a_whole_number(value):
    with pytest.raises(AnswerNotReadable):
        tokens.read_refresh_response(answer({**GRANT, "expires_in": value}), REQUEST)


@pytest.mark.parametrize("value", ["", 1, ["a"]])
def test_a_token_is_text(value):
    with pytest.raises(AnswerNotReadable):
        tokens.read_refresh_response(answer({**GRANT, "access_token": value}), REQUEST)


def test_a_refusal_with_status_200_is_a_refusal():
    with pytest.raises(InvalidGrant):
        tokens.read_revoke_response(answer({"error": "invalid_grant"}), REQUEST)


@pytest.mark.parametrize(("flag", "is_private"), [(True, True), ("true", True), ("false", False), (False, False)])
def test_a_moved_user_may_have_a_relay_address(flag, is_private):
    read = migration.read_exchange_transfer_identifier_response
    user = read(answer({"sub": "u", "email": "x@privaterelay.appleid.com", "is_private_email": flag}), REQUEST)
    assert user == migration.MigratedUser("u", "x@privaterelay.appleid.com", is_private_email=is_private)
    assert read(answer({"sub": "u"}), REQUEST) == migration.MigratedUser("u")


@pytest.mark.parametrize(
    ("read", "members"),
    [
        (migration.read_exchange_transfer_identifier_response, {"sub": "u", "is_private_email": 1}),
        (migration.read_exchange_transfer_identifier_response, {}),
        (migration.read_transfer_identifier_response, {"sub": "u"}),
        (lambda response, request: read_discovery(response, request, Apple.PRODUCTION), {"issuer": "https://appleid.apple.com"}),
    ],
)
def test_an_answer_that_lacks_what_was_asked_for_cannot_be_read(read, members):
    with pytest.raises(AnswerNotReadable):
        read(answer(members), REQUEST)


def test_a_native_code_has_no_redirect_uri_and_a_web_code_has():
    native = tokens.native_code_request("c", **NAMES)
    web = tokens.web_code_request("c", **NAMES, redirect_uri="https://app.example.com/callback")
    assert b"redirect_uri" not in native.body
    assert b"redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback" in web.body
    assert b"code_verifier" not in web.body


def test_a_migration_says_who_asks():
    asked = migration.transfer_identifier_request("u", target_team_id="ZZZZZZZZZZ", access_token="t", **NAMES)
    assert asked.header("authorization") == "Bearer t"
    assert "target=ZZZZZZZZZZ" in asked.text
