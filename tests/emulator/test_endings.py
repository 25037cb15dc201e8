"""The effects of ending an account, a consent or an app's membership of a team, and the answers of the other endpoints, over HTTP."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

import jwt as pyjwt
import pytest

from siwakit.emulator.state.world import User
from siwakit.testing import Choice, emulator

WEB, APP, BACK = "com.example.web", "com.example.app", "https://app.example.com/callback"
FORM = "application/x-www-form-urlencoded"
MIGRATION = "/auth/usermigrationinfo"


def ask(url, method, path, fields=None, **headers):
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname, place.port, timeout=20)
    is_form = fields is not None and "Content-Type" not in headers
    body = urlencode(fields) if is_form else fields
    connection.request(method, path, body, {**({"Content-Type": FORM} if is_form else {}), **headers})
    try:
        answer = connection.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def post(apple, path, fields, **headers):
    return ask(apple.url, "POST", path, fields, **headers)


def portal(apple, method, path, body=None):
    return ask(apple.portal_url, method, path, None if body is None else json.dumps(body), **{"Content-Type": "application/json"})


def exchange(apple, code, client=WEB, **more):
    fields = {"client_id": client, "client_secret": apple.mint_secret(client), "grant_type": "authorization_code", "code": code}
    return post(apple, "/auth/token", {**fields, **({"redirect_uri": BACK} if client == WEB else {}), **more})


def refresh(apple, token, client=WEB):
    return post(
        apple, "/auth/token", {"client_id": client, "client_secret": apple.mint_secret(client), "grant_type": "refresh_token", "refresh_token": token}
    )


def team_token(apple, client, key=None):
    fields = {
        "client_id": client,
        "client_secret": apple.mint_secret(client, key_id=key),
        "grant_type": "client_credentials",
        "scope": "user.migration",
    }
    return json.loads(post(apple, "/auth/token", fields)[1])["access_token"]


TWO_TEAMS = {
    "team": [
        {"id": "AAAAAAAAA1", "key": [{"id": "KEYAAAAAA1", "app": APP}], "app": [{"id": APP}]},
        {"id": "BBBBBBBBB2", "key": [{"id": "KEYBBBBBB1", "app": "com.b.app"}], "app": [{"id": "com.b.app"}]},
    ],
    "user": [{"email": "jane@example.com"}, {"email": "john@example.com"}],
}


def sub_of(apple, user="jane@example.com"):
    token = apple.sign_in_fully(APP, user=user, choice=Choice(hides_email=True)).id_token
    return pyjwt.decode(token, options={"verify_signature": False})


def test_a_bearer_of_another_team_is_refused():
    with emulator(TWO_TEAMS) as apple:
        fields = {"sub": sub_of(apple)["sub"], "target": "BBBBBBBBB2", "client_id": APP, "client_secret": apple.mint_secret(APP)}
        assert post(apple, MIGRATION, fields, Authorization=f"Bearer {team_token(apple, APP)}")[0] == 200
        status, body, headers = post(apple, MIGRATION, fields, Authorization=f"Bearer {team_token(apple, 'com.b.app')}")
        assert (status, body, headers.get("siwakit-rule")) == (400, b'{"error":"invalid_request"}', "migration-bearer-of-other-team")


def test_a_deleted_accounts_code_and_tokens_are_no_longer_valid():
    with emulator() as apple:
        user = apple.store.list(User)[0]
        first, second = apple.sign_in(WEB), apple.sign_in(WEB)
        secret = apple.mint_secret(WEB)
        # What was accepted is remembered for the second that it was accepted in.
        while time.time() % 1 > 0.2:
            time.sleep(0.01)
        bought = exchange(apple, first, client_secret=secret)
        assert portal(apple, "DELETE", f"/api/users/{user.user_id}")[0] == 204
        assert (bought[0], exchange(apple, second, client_secret=secret)[0]) == (200, 400)
        assert refresh(apple, json.loads(bought[1])["refresh_token"])[0] == 400


@pytest.mark.parametrize("by_user", [True, False])
def test_unspent_codes_end_with_the_consent(by_user):
    with emulator() as apple:
        user = apple.store.list(User)[0]
        token = json.loads(exchange(apple, apple.sign_in(WEB))[1])["refresh_token"]
        code = apple.sign_in(WEB)
        if by_user:
            portal(apple, "DELETE", f"/api/users/{user.user_id}/consents/{APP}")
        else:
            post(apple, "/auth/revoke", {"client_id": WEB, "client_secret": apple.mint_secret(WEB), "token": token})
        assert exchange(apple, code)[1] == b'{"error":"invalid_grant","error_description":"The code has expired or has been revoked."}'


def test_the_receiving_team_gets_relay_addresses_of_its_own():
    with emulator(TWO_TEAMS) as apple:
        before = sub_of(apple)["email"]
        assert portal(apple, "POST", f"/api/clients/{APP}/transfer", {"to_team_id": "BBBBBBBBB2"})[0] == 200
        after = sub_of(apple)["email"]
        assert before != after
        assert after.endswith("@privaterelay.appleid.com")


def test_a_user_who_has_not_consented_is_not_translated():
    with emulator(TWO_TEAMS) as apple:
        sub_of(apple)
        john = apple.store.list(User)[1].sub("AAAAAAAAA1")
        fields = {"sub": john, "target": "BBBBBBBBB2", "client_id": APP, "client_secret": apple.mint_secret(APP)}
        answer = post(apple, MIGRATION, fields, Authorization=f"Bearer {team_token(apple, APP)}")
        assert (answer[1], answer[2]["siwakit-rule"]) == (b'{"error":"invalid_request"}', "migration-user-without-consent")


@pytest.mark.parametrize("state", [None, "file"])
def test_a_revoked_team_token_is_no_longer_valid(state, tmp_path):
    with emulator(TWO_TEAMS, state=state and str(tmp_path / "state.db")) as apple:
        fields = {"sub": sub_of(apple)["sub"], "target": "BBBBBBBBB2", "client_id": APP, "client_secret": apple.mint_secret(APP)}
        token = team_token(apple, APP)
        assert post(apple, "/auth/revoke", {"client_id": APP, "client_secret": apple.mint_secret(APP), "token": token})[0] == 200
        assert post(apple, MIGRATION, fields, Authorization=f"Bearer {token}")[0] == 400


def front_channel(apple, fault):
    query = {"client_id": WEB, "redirect_uri": BACK, "response_type": "code id_token", "response_mode": "fragment"}
    page = ask(apple.url, "GET", f"/auth/authorize?{urlencode(query)}")[1].decode()
    ticket = page.split('name="ticket" value="')[1][:32]
    answer = post(
        apple, "/auth/authorize", {"ticket": ticket, "account": apple.store.list(User)[0].user_id, "step": "continue"}, **{"Siwakit-Fault": fault}
    )
    return dict(part.split("=", 1) for part in urlsplit(answer[2]["location"]).fragment.split("&"))["id_token"]


def test_faults_of_identity_tokens_reach_the_front_channel():
    with emulator() as apple:
        kids = {key["kid"] for key in json.loads(ask(apple.url, "GET", "/auth/keys")[1])["keys"]}
        assert pyjwt.get_unverified_header(front_channel(apple, "unknown-kid"))["kid"] not in kids


def test_a_revocation_of_nothing_and_json_beside_the_token_endpoint():
    with emulator() as apple:
        assert post(apple, "/auth/revoke", {})[1] == b'{"error":"invalid_client"}'
        body = json.dumps({"client_id": WEB, "client_secret": "x", "token": "y"})
        for path in ("/auth/revoke", MIGRATION):
            assert post(apple, path, body, **{"Content-Type": "application/json"})[1] == b'{"error":"invalid_request"}'


def test_a_hint_that_does_not_fit_is_refused():
    with emulator() as apple:
        token = json.loads(exchange(apple, apple.sign_in(WEB))[1])["refresh_token"]
        fields = {"client_id": WEB, "client_secret": apple.mint_secret(WEB), "token": token}
        assert post(apple, "/auth/revoke", {**fields, "token_type_hint": "access_token"})[1] == b'{"error":"invalid_request"}'
        assert refresh(apple, token)[0] == 200


def authorize(apple, **changes):
    query = {"client_id": WEB, "redirect_uri": BACK, "response_type": "code", "response_mode": "form_post", "scope": "name", **changes}
    return ask(apple.url, "GET", f"/auth/authorize?{urlencode(query, quote_via=quote)}")


def test_the_json_of_the_technote_names_its_errors():
    with emulator() as apple:
        apple.switch(authorize_error_form="json")
        assert authorize(apple, redirect_uri=f"{BACK}/")[1] == b'{"error":"unauthorized_client"}'
        assert authorize(apple, scope="profile")[1] == b'{"error":"invalid_scope"}'
        assert authorize(apple, client_id="com.example.none")[1] == b'{"error":"invalid_client"}'


def test_a_services_id_whose_app_was_removed_is_not_a_client():
    with emulator() as apple:
        code = apple.sign_in(WEB)
        assert portal(apple, "DELETE", f"/api/clients/{APP}")[0] == 204
        assert exchange(apple, code)[1] == b'{"error":"invalid_client"}'
        assert b'"Invalid client."' in authorize(apple)[1]
