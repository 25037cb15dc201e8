"""The portal: the same actions by JSON and by forms, and pages that show the result."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from openapi_spec_validator import validate

from siwakit.emulator.app import Emulator
from siwakit.emulator.complete_evidence import portal_of
from siwakit.emulator.endpoints.authorize_endpoint import answer_authorize
from siwakit.emulator.portal.management_api import ACTIONS
from siwakit.emulator.portal.portal_app import PAGES, answer_portal
from siwakit.emulator.portal.teams_and_keys import MAX_KEYS
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import Consent, JournalEntry, NoticeRow, Ticket, load
from siwakit.emulator.state.world import READY_BUNDLE_ID, READY_RETURN_URL, READY_SERVICES_ID, Client, SigningKey, Team, User, ready_world
from siwakit.http import Request, Response
from siwakit.jose import jwk

NOW = 1_790_000_000
HOST = "127.0.0.1:8138"
JSON = ("Content-Type", "application/json")


@pytest.fixture
def emulator(apple_keys: AppleKeys) -> Emulator:
    world, _ = ready_world(SeededRandom(7))
    store = MemoryStore()
    load(store, world.rows)
    return Emulator(store, SeededRandom(8), apple_keys, sign_in=answer_authorize)


def got(emulator: Emulator, path: str) -> Response:
    return answer_portal(emulator, Request("GET", f"http://{HOST}{path}", (("Host", HOST),)), NOW)


def called(emulator: Emulator, method: str, path: str, members: Any = None, headers: tuple[tuple[str, str], ...] = (JSON,)) -> Response:
    body = b"" if members is None else json.dumps(members).encode()
    return answer_portal(emulator, Request(method, f"http://{HOST}{path}", (("Host", HOST), *headers), body), NOW)


def made(emulator: Emulator, method: str, path: str, members: Any = None) -> Any:
    answer = called(emulator, method, path, members)
    assert answer.status in {200, 201, 204}, answer.text
    return json.loads(answer.text) if answer.body else None


def refused(emulator: Emulator, method: str, path: str, members: Any = None) -> tuple[int, str]:
    answer = called(emulator, method, path, members)
    return answer.status or 0, json.loads(answer.text)["message"]


def filled(emulator: Emulator, name: str, form: Mapping[str, str], origin: str | None = f"http://{HOST}") -> Response:
    headers = (("Host", HOST), *((("Origin", origin),) if origin else ()))
    return answer_portal(emulator, Request("POST", f"http://{HOST}/do/{name}", headers, urlencode(form).encode()), NOW)


def team_of(emulator: Emulator) -> str:
    return emulator.store.list(Team)[0].team_id


def user_of(emulator: Emulator) -> User:
    return emulator.store.list(User)[0]


def client_of(emulator: Emulator, identifier: str) -> Client:
    client = emulator.store.get(Client, identifier)
    assert client is not None
    return client


class CountingStore(MemoryStore):
    """Store that counts the rows that it returns in lists."""

    def __init__(self):
        super().__init__()
        self.listed = 0

    def list(self, kind):
        rows = super().list(kind)
        self.listed += len(rows)
        return rows


def count_rows_listed(apple_keys: AppleKeys, path: str, users: int) -> int:
    store = CountingStore()
    load(store, ready_world(SeededRandom(7))[0].rows)
    for number in range(users):
        store.put(User(f"u{number}"))
        store.put(Consent(f"u{number}", READY_BUNDLE_ID, NOW))
    got(Emulator(store, SeededRandom(8), apple_keys, sign_in=answer_authorize), path)
    return store.listed


@pytest.mark.parametrize("path", ["/api/users", "/users"])
def test_listing_users_reads_each_row_of_the_store_once(apple_keys, path):
    few, many = (count_rows_listed(apple_keys, path, users) for users in (1_000, 2_000))
    assert many - few == 2 * 1_000


def test_the_document_is_openapi_and_names_every_action(emulator: Emulator):
    document = json.loads(got(emulator, "/api/openapi.json").text)
    validate(document)
    named = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    assert named == {action.name for action in ACTIONS}


@pytest.mark.parametrize("path", [path for path, _ in PAGES])
def test_every_page_says_that_it_is_for_testing_only(emulator: Emulator, path: str):
    page = got(emulator, path)
    assert page.status == 200
    assert "For testing only" in page.text
    assert "form-action 'self'" in (page.header("Content-Security-Policy") or "")


def test_pages_of_an_empty_world(apple_keys: AppleKeys):
    empty = Emulator(MemoryStore(), SeededRandom(1), apple_keys)
    assert {got(empty, path).status for path, _ in PAGES} == {200}


def test_rows_created_by_json_are_shown_on_the_page(emulator: Emulator):
    team = made(emulator, "POST", "/api/teams", {"name": "Second <Team>"})
    assert team["team_id"] in got(emulator, "/teams").text
    assert "Second &lt;Team&gt;" in got(emulator, "/teams").text


def test_rows_created_by_a_form_are_listed_by_json(emulator: Emulator):
    assert filled(emulator, "create-team", {"team_id": "ABCDE12345", "name": "Third"}).header("Location") == "/teams"
    assert {"team_id": "ABCDE12345", "name": "Third"} in made(emulator, "GET", "/api/teams")


@pytest.mark.parametrize("team_id", ["abcde12345", "SHORT"])
def test_a_team_id_has_ten_capitals_and_digits(emulator: Emulator, team_id: str):
    assert refused(emulator, "POST", "/api/teams", {"team_id": team_id})[0] == 400


def test_a_team_is_created_once(emulator: Emulator):
    assert refused(emulator, "POST", "/api/teams", {"team_id": team_of(emulator)})[0] == 409


def new_key(emulator: Emulator, **members: Any) -> dict[str, Any]:
    return dict(made(emulator, "POST", "/api/keys", {"team_id": team_of(emulator), "primary_app": READY_BUNDLE_ID, **members}))


def test_a_key_can_be_downloaded_once_in_apples_form(emulator: Emulator):
    key = new_key(emulator, name="Second")
    file = made(emulator, "POST", f"/api/keys/{key['key_id']}/download")
    private = load_pem_private_key(file["private_key"].encode(), None)
    assert file["file_name"] == f"AuthKey_{key['key_id']}.p8"
    assert len(b64decode("".join(file["private_key"].splitlines()[1:-1]))) == 150
    assert file["private_key"].splitlines()[1].startswith("MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQg")
    assert jwk.public_jwk(private.public_key()) == key["public_jwk"]
    assert refused(emulator, "POST", f"/api/keys/{key['key_id']}/download")[0] == 410


def test_the_page_offers_a_file_for_download(emulator: Emulator):
    key = new_key(emulator)
    assert "Download once" in got(emulator, "/teams").text
    file = filled(emulator, "download-key", {"key_id": key["key_id"]})
    assert file.header("Content-Disposition") == f'attachment; filename="AuthKey_{key["key_id"]}.p8"'
    assert file.text.startswith("-----BEGIN PRIVATE KEY-----")
    assert "Download once" not in got(emulator, "/teams").text
    assert filled(emulator, "download-key", {"key_id": key["key_id"]}).status == 410


def test_a_primary_app_has_two_keys_at_most(emulator: Emulator):
    new_key(emulator)
    status, message = refused(emulator, "POST", "/api/keys", {"team_id": team_of(emulator), "primary_app": READY_BUNDLE_ID})
    assert status == 409
    assert f"has {MAX_KEYS} keys" in message


def test_revoking_a_key_makes_room_for_another(emulator: Emulator):
    second = new_key(emulator)
    assert made(emulator, "POST", f"/api/keys/{second['key_id']}/revoke")["is_revoked"] is True
    assert emulator.store.list(Ticket) == ()
    assert new_key(emulator)["is_revoked"] is False
    assert refused(emulator, "POST", "/api/keys/NOSUCHKEY1/revoke")[0] == 404


def test_a_key_can_be_without_the_service(emulator: Emulator):
    key = made(emulator, "POST", "/api/keys", {"team_id": team_of(emulator), "has_service": False, "key_id": "KEYID12345", "live_after": 60})
    assert (key["key_id"], key["primary_app"], key["has_service"], key["live_at"]) == ("KEYID12345", "", False, NOW + 60)
    assert refused(emulator, "POST", "/api/keys", {"team_id": team_of(emulator), "has_service": False, "key_id": "KEYID12345"})[0] == 409


@pytest.mark.parametrize("primary", ["", "com.example.none", READY_SERVICES_ID])
def test_a_key_needs_a_primary_app_id(emulator: Emulator, primary: str):
    status, message = refused(emulator, "POST", "/api/keys", {"team_id": team_of(emulator), "primary_app": primary})
    assert (status, "primary App ID" in message) == (400, True)


def test_a_key_needs_a_team(emulator: Emulator):
    assert refused(emulator, "POST", "/api/keys", {"team_id": "NOSUCHTEAM"})[0] == 404


def test_an_app_id_is_its_own_primary_or_grouped(emulator: Emulator):
    own = made(emulator, "POST", "/api/apps", {"identifier": "com.example.own", "team_id": team_of(emulator)})
    members = {"identifier": "com.example.lite", "team_id": team_of(emulator), "primary_app": READY_BUNDLE_ID, "name": "Lite"}
    grouped = made(emulator, "POST", "/api/apps", members)
    assert (own["primary_app"], grouped["primary_app"]) == ("com.example.own", READY_BUNDLE_ID)


@pytest.mark.parametrize("identifier", [READY_BUNDLE_ID, READY_SERVICES_ID])
def test_a_services_id_cannot_have_an_identifier_in_use(emulator: Emulator, identifier: str):
    assert refused(emulator, "POST", "/api/services", {"identifier": identifier, "team_id": team_of(emulator)})[0] == 409


def test_an_identifier_is_a_name_in_reverse(emulator: Emulator):
    assert refused(emulator, "POST", "/api/apps", {"identifier": "app", "team_id": team_of(emulator)})[0] == 400


BAD_URLS = [
    ("http://app.example.com/callback", "redirect-uri-http-behind-proxy"),
    ("http://intranet/callback", "redirect-uri-not-https"),
    ("https://localhost/callback", "redirect-uri-is-localhost"),
    ("https://192.0.2.7/callback", "redirect-uri-is-ip-address"),
    ("https://2130706433/callback", "redirect-uri-is-ip-address"),
    ("https://0x7f000001/callback", "redirect-uri-is-ip-address"),
    ("https://0177.0.0.1/callback", "redirect-uri-is-ip-address"),
    ("https://127.1/callback", "redirect-uri-is-ip-address"),
    ("https://[::1]/callback", "redirect-uri-is-ip-address"),
    ("exampleapp://callback", "redirect-uri-custom-scheme"),
    ("https://app.example.com/callback#top", "redirect-uri-has-fragment"),
    ("https://user:password@app.example.com/callback", "redirect-uri-has-userinfo"),
    ("https://app.example.com/callback\r\nSet-Cookie: a=b", "redirect-uri-malformed"),
    ("https://app.example.com/\0", "redirect-uri-malformed"),
    ("https://app.example.com/\x0bcallback", "redirect-uri-malformed"),
    ("https://app.example.com/call back", "redirect-uri-malformed"),
    ("https://app.example.com\\callback", "redirect-uri-malformed"),
    ("https:///callback", "redirect-uri-malformed"),
    ("https://app..example.com/callback", "redirect-uri-malformed"),
    ("https://b\u00fccher.example/callback", "redirect-uri-malformed"),
    ("https://app.example.com:65536/callback", "redirect-uri-malformed"),
    ("", "authorize-redirect-uri-missing"),
]


@pytest.mark.parametrize(("url", "rule"), BAD_URLS, ids=[ascii(url) for url, _ in BAD_URLS])
def test_a_return_url_is_refused_in_apples_words_by_a_rule(emulator: Emulator, url: str, rule: str):
    members = {"identifier": "com.example.web2", "team_id": team_of(emulator), "return_urls": [READY_RETURN_URL, url]}
    answer = json.loads(called(emulator, "POST", "/api/services", members).text)
    assert answer["message"] == "One or more Return URLs are invalid."
    assert answer["rule"] == rule
    assert emulator.store.get(Client, "com.example.web2") is None


@pytest.mark.parametrize("url", [url for url, rule in BAD_URLS if rule == "redirect-uri-malformed"], ids=ascii)
def test_the_switch_for_localhost_tolerates_nothing_malformed(emulator: Emulator, url: str):
    made(emulator, "PATCH", "/api/switches", {"allow_localhost": True})
    urls = [url.replace("app.example.com", "localhost")]
    assert called(emulator, "PATCH", f"/api/clients/{READY_SERVICES_ID}", {"return_urls": urls}).status == 400


@pytest.mark.parametrize(
    "url",
    [
        "https://-app.example.com/",
        "https://app-.example.com/",
        f"https://{'a' * 64}.example.com/",
        f"https://{'a.' * 127}com/",
        "https://a.com/\ud800",
    ],
    ids=ascii,
)
def test_a_host_that_dns_cannot_have_and_half_a_character_are_refused(emulator: Emulator, url: str):
    assert refused(emulator, "PATCH", f"/api/clients/{READY_SERVICES_ID}", {"return_urls": [url]})[0] == 400


GOOD_URLS = [
    "https://app.example.com:8443/auth/callback?from=apple&x=%20",
    "https://xn--bcher-kva.example/callback",
    "https://10-0-0-5.example.com/callback",
    "https://app_1.example.com/",
    "HTTPS://App.Example.com/@team/callback",
]


@pytest.mark.parametrize("url", GOOD_URLS)
def test_a_return_url_that_apple_takes_is_registered_as_it_is_written(emulator: Emulator, url: str):
    changed = made(emulator, "PATCH", f"/api/clients/{READY_SERVICES_ID}", {"return_urls": [url]})
    assert changed["return_urls"] == [url]


def test_a_form_with_a_wrong_return_url_comes_back_as_it_was_filled_with_the_reason_beside_the_field(emulator: Emulator):
    typed = "https://app.example.com/one\r\nhttps://2130706433/two"
    form = {"identifier": "com.example.web2", "team_id": team_of(emulator), "name": "<b>Web</b>", "return_urls": typed}
    answer = filled(emulator, "create-services-id", form)
    assert answer.status == 400
    assert "https://app.example.com/one\nhttps://2130706433/two</textarea>" in answer.text
    assert 'value="com.example.web2"' in answer.text
    assert "&lt;b&gt;Web&lt;/b&gt;" in answer.text
    field = answer.text.partition('<textarea name="return_urls"')[2].partition("</label>")[0]
    assert 'aria-invalid="true"' in field
    assert "redirect_uri contains an IP address" in field
    assert emulator.store.get(Client, "com.example.web2") is None


def test_a_control_character_in_a_form_does_not_end_a_return_url(emulator: Emulator):
    form = {"identifier": READY_SERVICES_ID, "return_urls": "https://app.example.com/one\x0b\nhttps://app.example.com/two\x1f"}
    assert filled(emulator, "change-client", form).status == 400


def test_a_change_that_is_refused_comes_back_for_the_same_identifier(emulator: Emulator):
    answer = filled(emulator, "change-client", {"identifier": READY_SERVICES_ID, "return_urls": "http://localhost/"})
    assert f'name="identifier" value="{READY_SERVICES_ID}"' in answer.text
    assert 'name="notify_url"' not in answer.text


@pytest.mark.parametrize("url", ["https://", "https://[", "", "https://app.example.com", "https://*.example.com/callback", "https://{host}/callback"])
def test_a_return_url_has_a_host_and_a_path(emulator: Emulator, url: str):
    members = {"identifier": "com.example.web2", "team_id": team_of(emulator), "return_urls": [url]}
    assert refused(emulator, "POST", "/api/services", members) == (400, "One or more Return URLs are invalid.")


@pytest.mark.parametrize(("count", "status"), [(100, 200), (101, 400)])
def test_a_services_id_has_at_most_a_hundred_return_urls(emulator: Emulator, count: int, status: int):
    urls = [f"{READY_RETURN_URL}/{number}" for number in range(count)]
    assert called(emulator, "PATCH", f"/api/clients/{READY_SERVICES_ID}", {"return_urls": urls}).status == status


def test_localhost_can_be_tolerated(emulator: Emulator):
    made(emulator, "PATCH", "/api/switches", {"allow_localhost": True})
    members = {"identifier": "com.example.web2", "team_id": team_of(emulator), "primary_app": READY_BUNDLE_ID}
    web = made(emulator, "POST", "/api/services", {**members, "return_urls": ["http://localhost:8000/callback", "http://localhost:8000/callback"]})
    assert web["return_urls"] == ["http://localhost:8000/callback"]


def test_an_identifier_is_changed_by_json(emulator: Emulator):
    changed = made(
        emulator, "PATCH", f"/api/clients/{READY_SERVICES_ID}", {"return_urls": ["https://app.example.com/other"], "has_capability": False}
    )
    assert (changed["return_urls"], changed["has_capability"], changed["name"]) == (["https://app.example.com/other"], False, "Example Web")


def test_an_identifier_is_changed_by_a_form(emulator: Emulator):
    form = {"identifier": READY_BUNDLE_ID, "name": "", "primary_app": "", "return_urls": "", "notify_url": "https://app.example.com/apple"}
    assert filled(emulator, "change-client", form).status == 303
    client = client_of(emulator, READY_BUNDLE_ID)
    assert (client.name, client.primary_app, client.has_capability, client.notify_url) == (
        "",
        READY_BUNDLE_ID,
        False,
        "https://app.example.com/apple",
    )


def test_a_services_id_can_lose_its_primary_app(emulator: Emulator):
    assert made(emulator, "PATCH", f"/api/clients/{READY_SERVICES_ID}", {"primary_app": "", "notify_url": ""})["primary_app"] is None
    assert made(emulator, "PATCH", f"/api/clients/{READY_SERVICES_ID}", {"primary_app": READY_BUNDLE_ID})["primary_app"] == READY_BUNDLE_ID


def test_an_app_id_has_no_return_urls(emulator: Emulator):
    assert refused(emulator, "PATCH", f"/api/clients/{READY_BUNDLE_ID}", {"return_urls": [READY_RETURN_URL]})[0] == 400


def test_an_identifier_is_removed(emulator: Emulator):
    assert called(emulator, "DELETE", f"/api/clients/{READY_SERVICES_ID}").status == 204
    assert refused(emulator, "DELETE", f"/api/clients/{READY_SERVICES_ID}")[0] == 404
    assert got(emulator, f"/identifiers/{READY_SERVICES_ID}").status == 404


def test_an_app_is_transferred_with_its_services_ids(emulator: Emulator):
    old, new = team_of(emulator), made(emulator, "POST", "/api/teams", {})["team_id"]
    moved = made(emulator, "POST", f"/api/clients/{READY_BUNDLE_ID}/transfer", {"to_team_id": new})
    assert (moved["identifier"], moved["team_id"], moved["former_team_id"], moved["transferred_at"]) == (READY_BUNDLE_ID, new, old, NOW)
    assert client_of(emulator, READY_SERVICES_ID).team_id == new
    assert old in got(emulator, f"/identifiers/{READY_BUNDLE_ID}").text
    assert emulator.store.list(SigningKey)[0].team_id == old


def test_grouped_apps_are_not_transferred(emulator: Emulator):
    new = made(emulator, "POST", "/api/teams", {})["team_id"]
    made(emulator, "POST", "/api/apps", {"identifier": "com.example.lite", "team_id": team_of(emulator), "primary_app": READY_BUNDLE_ID})
    for identifier in (READY_BUNDLE_ID, "com.example.lite"):
        assert refused(emulator, "POST", f"/api/clients/{identifier}/transfer", {"to_team_id": new})[0] == 409


def test_only_app_ids_are_transferred_and_to_another_team(emulator: Emulator):
    new = made(emulator, "POST", "/api/teams", {})["team_id"]
    assert refused(emulator, "POST", f"/api/clients/{READY_SERVICES_ID}/transfer", {"to_team_id": new})[0] == 400
    assert refused(emulator, "POST", f"/api/clients/{READY_BUNDLE_ID}/transfer", {"to_team_id": team_of(emulator)})[0] == 400


def test_users_are_created_and_changed(emulator: Emulator):
    user = made(emulator, "POST", "/api/users", {"email": "kim@example.net", "first_name": "Kim", "is_managed": True})
    path = f"/api/users/{quote(user['user_id'])}"
    assert set(user["subs"]) == {team_of(emulator)}
    assert made(emulator, "PATCH", path, {"is_email_verified": False})["is_email_verified"] is False
    assert refused(emulator, "POST", "/api/users", {"user_id": user["user_id"]})[0] == 409
    assert refused(emulator, "PATCH", "/api/users/none", {"email": ""})[0] == 404
    assert "kim@example.net" in got(emulator, "/users").text
    assert got(emulator, f"/users/{quote(user['user_id'])}").status == 200


def signed_in(emulator: Emulator, **members: Any) -> dict[str, str]:
    return dict(made(emulator, "POST", "/api/sign-in", {"client_id": READY_SERVICES_ID, **members}))


def test_a_user_signs_in_by_the_api(emulator: Emulator):
    fields = signed_in(emulator, user_id="john@example.org", hides_email=True, state="s", first_name="J")
    assert set(fields) == {"code", "state", "user"}
    assert json.loads(fields["user"])["name"]["firstName"] == "J"
    status, message = refused(emulator, "POST", "/api/sign-in", {"client_id": READY_SERVICES_ID, "redirect_uri": "https://app.example.com/x"})
    assert (status, "refuses" in message) == (400, True)


def test_deleting_an_account_notifies_apps_and_ends_it(emulator: Emulator):
    signed_in(emulator)
    made(emulator, "PATCH", f"/api/clients/{READY_BUNDLE_ID}", {"notify_url": "https://app.example.com/apple"})
    user = user_of(emulator)
    assert READY_BUNDLE_ID in got(emulator, f"/users/{quote(user.user_id)}").text
    assert called(emulator, "DELETE", f"/api/users/{quote(user.user_id)}").status == 204
    assert [row.event_type for row in emulator.store.list(NoticeRow)] == ["account-deleted"]
    assert user_of(emulator).is_gone
    assert "deleted" in got(emulator, f"/users/{quote(user.user_id)}").text
    assert "user" in signed_in(emulator, user_id="john@example.org")


def test_a_user_stops_using_an_app(emulator: Emulator):
    made(emulator, "PATCH", f"/api/clients/{READY_BUNDLE_ID}", {"notify_url": "https://app.example.com/apple"})
    signed_in(emulator)
    form = {"user_id": user_of(emulator).user_id, "group": READY_BUNDLE_ID}
    assert filled(emulator, "stop-using", form).status == 303
    assert [row.event_type for row in emulator.store.list(NoticeRow)] == ["consent-revoked"]
    assert filled(emulator, "stop-using", form).status == 404
    assert "user" in signed_in(emulator)


def test_a_removed_app_is_not_notified(emulator: Emulator):
    signed_in(emulator)
    made(emulator, "DELETE", f"/api/clients/{READY_BUNDLE_ID}")
    made(emulator, "DELETE", f"/api/users/{quote(user_of(emulator).user_id)}/consents/{READY_BUNDLE_ID}")
    assert emulator.store.list(NoticeRow) == ()


def test_a_notification_is_sent_on_demand(emulator: Emulator):
    members = {"event_type": "email-disabled", "user_id": user_of(emulator).user_id, "client_id": READY_SERVICES_ID}
    assert refused(emulator, "POST", "/api/notifications", members)[0] == 409
    made(emulator, "PATCH", f"/api/clients/{READY_BUNDLE_ID}", {"notify_url": "https://app.example.com/apple"})
    sent = made(emulator, "POST", "/api/notifications", {**members, "copies": 2, "is_forged": True})
    assert len(sent) == 2
    assert "body" not in sent[0]
    assert len(made(emulator, "GET", "/api/notifications")) == 2
    assert "email-disabled" in got(emulator, "/notifications").text
    assert refused(emulator, "POST", "/api/notifications", {**members, "copies": 11})[0] == 400
    assert refused(emulator, "POST", "/api/notifications", {**members, "event_type": "other"})[0] == 400


def test_switches_are_set_at_run_time(emulator: Emulator):
    assert made(emulator, "PATCH", "/api/switches", {"bool_claims": "string", "id_token_ttl": 600})["id_token_ttl"] == 600
    assert "bool_claims, id_token_ttl" in got(emulator, "/settings").text
    assert refused(emulator, "PATCH", "/api/switches", {"id_token_ttl": 0})[0] == 400
    assert refused(emulator, "PATCH", "/api/switches", {"no_such": True})[0] == 400
    assert made(emulator, "DELETE", "/api/switches") == made(emulator, "GET", "/api/switches")
    assert emulator.store.switches().changed() == {}


def test_the_form_of_the_switches_sets_every_one(emulator: Emulator):
    assert filled(emulator, "set-switches", {"id_token_ttl": "600", "jwks_shuffle": "on"}).status == 303
    switches = emulator.store.switches()
    assert (switches.id_token_ttl, switches.jwks_shuffle, switches.refresh_returns_id_token) == (600, True, False)


def test_faults_are_asked_for_and_ended(emulator: Emulator):
    assert filled(emulator, "add-fault", {"kind": "slow", "path": "/auth/token", "times": "2", "seconds": "3", "one_in": "2"}).status == 303
    assert made(emulator, "GET", "/api/faults") == [{"kind": "slow", "path": "/auth/token", "after": 0, "times": 2, "one_in": 2, "seconds": 3}]
    assert "/auth/token" in got(emulator, "/settings").text
    assert refused(emulator, "POST", "/api/faults", {"kind": "flood"})[0] == 400
    made(emulator, "DELETE", "/api/faults")
    assert emulator.faults.rules == ()


def test_the_clock_is_moved_and_set(emulator: Emulator):
    assert made(emulator, "POST", "/api/clock", {"advance": 301}) == {"now": NOW + 301, "offset": 301}
    assert "+301 s" in got(emulator, "/settings").text
    assert made(emulator, "POST", "/api/clock", {"now": NOW - 5})["offset"] == 296
    assert made(emulator, "GET", "/api/clock") == {"now": NOW, "offset": 296}
    assert refused(emulator, "POST", "/api/clock", {})[0] == 400
    assert refused(emulator, "POST", "/api/clock", {"advance": 10**12})[0] == 400


def test_a_code_is_aged_and_the_clock_stays(emulator: Emulator):
    code = made(emulator, "POST", "/api/sign-in", {"client_id": READY_SERVICES_ID})["code"]
    assert made(emulator, "POST", "/api/age", {"issued": code, "seconds": 301}) == {"seconds": 301}
    assert emulator.store.get_code(code).aged_seconds == 301
    assert made(emulator, "GET", "/api/clock") == {"now": NOW, "offset": 0}
    assert filled(emulator, "age", {"issued": code, "seconds": "9"}).status == 303
    assert emulator.store.get_code(code).aged_seconds == 310


@pytest.mark.parametrize("seconds", [0, -5, 10**12])
def test_a_code_only_gets_older(emulator: Emulator, seconds: int):
    code = made(emulator, "POST", "/api/sign-in", {"client_id": READY_SERVICES_ID})["code"]
    assert refused(emulator, "POST", "/api/age", {"issued": code, "seconds": seconds})[0] == 400
    assert emulator.store.get_code(code).aged_seconds == 0


def test_a_code_that_was_not_issued_is_not_shown(emulator: Emulator):
    answer = called(emulator, "POST", "/api/age", {"issued": "c-secret", "seconds": 1})
    assert (answer.status, "c-secret" in answer.text) == (404, False)


def test_apples_keys_are_rotated(emulator: Emulator):
    before = emulator.keys.kid
    try:
        assert made(emulator, "POST", "/api/apple-keys/rotate")["kid"] != before
    finally:
        emulator.keys.generation = 0


def test_the_journal_shows_the_judgement_of_each_exchange(emulator: Emulator):
    emulator.handle(Request("GET", "http://x/auth/keys"), NOW)
    emulator.handle(Request("POST", "http://x/auth/token", (("Content-Type", "application/x-www-form-urlencoded"),), b"grant_type=none"), NOW)
    emulator.store.add_entry(JournalEntry(NOW, "GET", "/<b>", 503, fault="server-503"))
    entries = made(emulator, "GET", "/api/journal")
    assert [entry["number"] for entry in entries] == [1, 2, 3]
    assert entries[1]["rule"]
    assert [entry["number"] for entry in made(emulator, "GET", "/api/journal?after=2")] == [3]
    assert made(emulator, "GET", "/api/journal/2") == entries[1]
    page = got(emulator, "/journal").text
    assert entries[1]["rule"] in page
    assert "<b>" not in page.replace("<b>siwakit emulator</b>", "")
    assert "Doctor's report" in got(emulator, "/journal/2").text
    assert "debugger page" not in page
    emulator.page_url = "http://127.0.0.1:9496"
    assert '<a href="http://127.0.0.1:9496">debugger page</a>' in got(emulator, "/journal").text
    assert got(emulator, "/journal/9").status == 404
    assert refused(emulator, "GET", "/api/journal?after=x")[0] == 400
    assert refused(emulator, "GET", "/api/journal/9")[0] == 404


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:9999", "http://[127.0.0.1:8138"])
def test_a_form_from_elsewhere_is_not_taken(emulator: Emulator, origin: str | None):
    assert filled(emulator, "create-team", {"name": "Evil"}, origin).status == 403
    assert len(emulator.store.list(Team)) == 1


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_the_api_takes_json_alone(emulator: Emulator, content_type: str):
    assert called(emulator, "POST", "/api/teams", {}, (("Content-Type", content_type),)).status == 415
    assert called(emulator, "POST", "/api/teams", None, ()).status == 415


def test_the_api_takes_nothing_from_a_page_elsewhere(emulator: Emulator):
    assert called(emulator, "POST", "/api/teams", {}, (JSON, ("Origin", "https://evil.example"))).status == 403


BAD_BODIES = [
    ("/api/teams", {"name": 5}),
    ("/api/teams", {"other": ""}),
    ("/api/teams", ["name"]),
    ("/api/teams", {"name": "x" * 2001}),
    ("/api/apps", {"identifier": "com.example.x"}),
    ("/api/keys", {"team_id": "A", "has_service": "yes"}),
    ("/api/keys", {"team_id": "A", "live_after": True}),
    ("/api/services", {"identifier": "com.example.x", "team_id": "A", "return_urls": "https://app.example.com"}),
]


@pytest.mark.parametrize(("path", "members"), BAD_BODIES)
def test_a_body_of_another_shape_is_refused_with_a_hint(emulator: Emulator, path: str, members: Any):
    assert refused(emulator, "POST", path, members)[0] == 400


def test_a_body_that_is_no_json_is_refused(emulator: Emulator):
    request = Request("POST", f"http://{HOST}/api/teams", (("Host", HOST), JSON), b"{")
    assert answer_portal(emulator, request, NOW).status == 400


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("notify", {"event_type": "consent-revoked", "client_id": "com.example.unknown"}),
        ("add-fault", {"kind": "slow", "seconds": "99999"}),
        ("add-fault", {"kind": "slow", "after": "-1"}),
        ("add-fault", {"kind": "slow", "after": "9" * 5000}),
        ("create-key", {"team_id": "A1B2C3D4E5", "live_after": "9" * 13}),
        ("set-switches", {"jwks_keys": "11"}),
    ],
)
def test_a_form_that_cannot_be_done_comes_back_with_the_reason(emulator: Emulator, name: str, form: Mapping[str, str]):
    answer = filled(emulator, name, {"user_id": user_of(emulator).user_id, **form})
    assert (answer.status, "Nothing was changed." in answer.text) == (400, True)


def test_a_number_in_a_form_must_be_one(emulator: Emulator):
    page = filled(emulator, "move-clock", {"advance": "soon"})
    assert (page.status, "Nothing was changed" in page.text) == (400, True)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/none", 404), ("PUT", "/api/teams", 405), ("GET", "/none", 404), ("GET", "/teams/x", 404)]
)
def test_what_is_not_there_is_not_found(emulator: Emulator, method: str, path: str, status: int):
    assert called(emulator, method, path).status == status


@pytest.mark.parametrize("name", ["none", "sign-in", "list-teams"])
def test_there_are_forms_for_what_has_one(emulator: Emulator, name: str):
    assert filled(emulator, name, {"client_id": READY_SERVICES_ID}).status == 404


def test_the_rule_of_a_refused_form_is_named(emulator: Emulator):
    form = {"identifier": READY_SERVICES_ID, "return_urls": "https://localhost/callback"}
    page = filled(emulator, "change-client", form)
    assert "One or more Return URLs are invalid." in page.text
    assert "redirect-uri-is-localhost" in page.text


def test_the_style_is_served_here_too(emulator: Emulator):
    assert got(emulator, "/siwakit/style.css").header("Content-Type") == "text/css; charset=utf-8"


def test_what_there_is_is_listed(emulator: Emulator):
    new_key(emulator)
    assert [key["primary_app"] for key in made(emulator, "GET", "/api/keys")] == [READY_BUNDLE_ID] * 2
    assert [client["identifier"] for client in made(emulator, "GET", "/api/clients")] == [READY_BUNDLE_ID, READY_SERVICES_ID]
    assert [user["email"] for user in made(emulator, "GET", "/api/users")] == ["jane@example.com", "john@example.org"]


def test_an_account_is_deleted_with_what_it_agreed_to_and_nothing_else(emulator: Emulator):
    signed_in(emulator)
    signed_in(emulator, user_id="john@example.org")
    made(emulator, "DELETE", f"/api/users/{quote(user_of(emulator).user_id)}")
    assert [bool(user["consents"]) for user in made(emulator, "GET", "/api/users")] == [False, True]


def test_a_code_of_a_deleted_account_is_worth_nothing(emulator: Emulator):
    code = signed_in(emulator)["code"]
    assert code in portal_of(emulator.store, NOW).codes
    made(emulator, "DELETE", f"/api/users/{quote(user_of(emulator).user_id)}")
    assert code not in portal_of(emulator.store, NOW).codes


def refuse_one(emulator: Emulator) -> None:
    emulator.handle(Request("POST", "http://x/auth/token", (("Content-Type", "application/x-www-form-urlencoded"),), b"grant_type=none"), NOW)


def test_the_first_page_shows_what_an_application_needs(emulator: Emulator):
    (key,) = emulator.store.list(SigningKey)
    emulator.url, emulator.key_files, emulator.page_url = "http://127.0.0.1:9494", {key.key_id: "keys/a.p8"}, "http://127.0.0.1:9496"
    page = got(emulator, "/").text
    for line in (
        "SIWAKIT_URL=http://127.0.0.1:9494",
        f"SIWAKIT_TEAM_ID={team_of(emulator)}",
        f"SIWAKIT_KEY_ID={key.key_id}",
        "SIWAKIT_KEY_FILE=keys/a.p8",
        f"SIWAKIT_CLIENT_ID={READY_SERVICES_ID}",
        f"SIWAKIT_BUNDLE_ID={READY_BUNDLE_ID}",
        f"SIWAKIT_REDIRECT_URI={READY_RETURN_URL}",
    ):
        assert f"\n{line}\n" in page.replace("</pre>", "\n")
    assert page.count("data-copy=") == 8
    assert '<a href="http://127.0.0.1:9496">' in page
    assert "Sign in as Jane" in page
    assert "No requests yet." in page


def test_the_page_of_keys_names_the_files_that_are_known(emulator: Emulator):
    new_key(emulator)
    first, second = emulator.store.list(SigningKey)
    emulator.key_files = {first.key_id: "keys/<first>.p8"}
    page = got(emulator, "/teams").text
    assert page.count("keys/&lt;first&gt;.p8") == 1
    assert second.key_id in page


def test_the_first_page_does_without_what_a_world_does_not_have(apple_keys: AppleKeys):
    page = got(Emulator(MemoryStore(), SeededRandom(1), apple_keys), "/").text
    assert "SIWAKIT_URL=https://appleid.apple.com" in page
    assert "No user can sign in yet" in page
    assert "Sign in as" not in page


def test_the_first_page_shows_refusals_with_their_reasons_the_latest_first(emulator: Emulator):
    emulator.handle(Request("GET", "http://x/auth/keys"), NOW)
    assert "None: no request was refused." in got(emulator, "/").text
    refuse_one(emulator)
    emulator.handle(Request("POST", "http://x/auth/token", (("Content-Type", "application/json"),), b"{}"), NOW)
    page = got(emulator, "/").text
    entries = [entry for entry in emulator.store.entries() if entry.rule]
    places = [page.index(f'<a href="/journal/{entry.number}"><b class="bad-text">{entry.summary}</b>') for entry in reversed(entries)]
    assert (len(places), places) == (2, sorted(places))


def sign_in_as(emulator: Emulator, client_id: str = READY_SERVICES_ID, user_id: str | None = None) -> Response:
    return filled(emulator, "sign-in-as", {"client_id": client_id, "user_id": user_id or user_of(emulator).user_id})


def test_a_sign_in_from_the_first_page_shows_what_the_application_would_receive(emulator: Emulator):
    (key,) = emulator.store.list(SigningKey)
    emulator.key_files = {key.key_id: "it's/a.p8"}
    assert emulator.store.list(Consent) == ()
    page = sign_in_as(emulator)
    code = page.text.partition('<span class="id" id="code">')[2].partition("<")[0]
    row = emulator.store.get_code(code)
    assert (page.status, row is not None and row.client_id) == (200, READY_SERVICES_ID)
    assert "&#34;firstName&#34;:&#34;Jane&#34;" in page.text
    assert "--key &#39;it&#39;&#34;&#39;&#34;&#39;s/a.p8&#39;" in page.text
    again = sign_in_as(emulator).text
    assert "firstName" not in again
    assert "first sign-in still to come" in got(emulator, "/").text
    sign_in_as(emulator, user_id=emulator.store.list(User)[1].user_id)
    assert "first sign-in still to come" not in got(emulator, "/").text


def test_an_app_on_the_device_gets_an_identity_token_and_no_address(emulator: Emulator):
    page = sign_in_as(emulator, READY_BUNDLE_ID).text
    assert 'id="id_token">ey' in page
    assert "redirect_uri" not in page
    assert "/auth/authorize" not in page


@pytest.mark.parametrize("form", [{}, {"client_id": READY_SERVICES_ID}, {"client_id": "com.example.none", "user_id": "x"}])
def test_a_sign_in_of_nobody_is_refused(emulator: Emulator, form: Mapping[str, str]):
    assert filled(emulator, "sign-in-as", form).status in {400, 404}
    assert emulator.store.list(Consent) == ()


def test_a_sign_in_that_another_site_asks_for_is_refused(emulator: Emulator):
    form = {"client_id": READY_SERVICES_ID, "user_id": user_of(emulator).user_id}
    assert filled(emulator, "sign-in-as", form, "https://attacker.example").status == 403
    assert filled(emulator, "sign-in-as", form, None).status == 403
    assert emulator.store.list(Consent) == ()


def test_every_field_of_a_form_has_words_as_its_label(emulator: Emulator):
    labels = {field.label for action in ACTIONS for field in action.fields if action.page}
    assert [label for label in labels if label[:1].islower() or "_" in re.sub("is_private_email|client_secret", "", label)] == []
    assert {"Team ID", "Key ID", "Return URLs", "Notification URL", "Redirects to localhost"} <= labels


def test_choices_are_shown_in_words(emulator: Emulator):
    user = user_of(emulator)
    page = got(emulator, "/notifications").text
    assert f'<option value="{user.user_id}">Jane Appleseed (jane@example.com)</option>' in page
    assert f'<option value="{READY_SERVICES_ID}">{READY_SERVICES_ID} (Services ID)</option>' in page


WRONG = [
    ("create-team", {"team_id": "abc"}, "team_id"),
    ("create-team", {"team_id": "TEAM"}, "team_id"),
    ("create-key", {"team_id": "NOSUCHTEAM", "primary_app": READY_BUNDLE_ID, "has_service": "on"}, "team_id"),
    ("create-key", {"team_id": "TEAM", "primary_app": "com.example.none", "has_service": "on"}, "primary_app"),
    ("create-key", {"team_id": "TEAM", "key_id": "short"}, "key_id"),
    ("create-key", {"team_id": ""}, "team_id"),
    ("create-app", {"identifier": "app", "team_id": "TEAM"}, "identifier"),
    ("create-app", {"identifier": READY_SERVICES_ID, "team_id": "TEAM"}, "identifier"),
    ("create-app", {"identifier": "com.example.b", "team_id": "TEAM", "live_after": "soon"}, "live_after"),
    (
        "create-services-id",
        {"identifier": "com.example.b", "team_id": "TEAM", "return_urls": "https://x.example/*\nhttp://localhost/"},
        "return_urls",
    ),
    ("transfer-app", {"identifier": READY_BUNDLE_ID, "to_team_id": "NOSUCHTEAM"}, "to_team_id"),
    ("transfer-app", {"identifier": READY_BUNDLE_ID, "to_team_id": "TEAM"}, "to_team_id"),
    ("create-user", {"user_id": "USER"}, "user_id"),
    ("notify", {"event_type": "none", "user_id": "USER", "client_id": READY_BUNDLE_ID}, "event_type"),
    ("notify", {"event_type": "consent-revoked", "user_id": "none", "client_id": READY_BUNDLE_ID}, "user_id"),
    ("notify", {"event_type": "consent-revoked", "user_id": "USER", "client_id": "none"}, "client_id"),
    ("notify", {"event_type": "consent-revoked", "user_id": "USER", "client_id": READY_BUNDLE_ID}, "client_id"),
    ("notify", {"event_type": "consent-revoked", "user_id": "USER", "client_id": READY_BUNDLE_ID, "copies": "99"}, "copies"),
    ("set-switches", {"jwks_keys": "11"}, "jwks_keys"),
    ("set-switches", {"pkce": "perhaps"}, "pkce"),
    ("add-fault", {"kind": "none"}, "kind"),
    ("add-fault", {"kind": "server-503", "path": "/nothing"}, "path"),
    ("add-fault", {"kind": "server-503", "times": "-1"}, "times"),
    ("add-fault", {"kind": "slow", "seconds": "999999"}, "seconds"),
    ("move-clock", {"advance": "999999999999"}, "advance"),
    ("move-clock", {"now": "999999999999"}, "now"),
    ("move-clock", {"advance": "soon"}, "advance"),
    ("move-clock", {"advance": "", "now": ""}, "advance"),
    ("age", {"issued": "c-none", "seconds": "5"}, "issued"),
    ("age", {"issued": "c-none", "seconds": "0"}, "seconds"),
]


@pytest.mark.parametrize(("name", "form", "field"), WRONG, ids=[f"{name}-{field}" for name, _, field in WRONG])
def test_a_form_complains_beside_the_field_and_keeps_what_was_typed(emulator: Emulator, name: str, form: Mapping[str, str], field: str):
    known = {"TEAM": team_of(emulator), "USER": user_of(emulator).user_id}
    typed = {key: known.get(value, value) for key, value in form.items()}
    before = (
        emulator.store.list(Team),
        emulator.store.list(Client),
        emulator.store.list(User),
        emulator.store.switches(),
        emulator.store.clock_offset(),
    )
    page = filled(emulator, name, typed)
    assert 400 <= (page.status or 0) < 500
    assert re.search(rf'name="{field}"[^>]* aria-invalid="true" aria-describedby="refused-{field}"', page.text)
    assert re.search(rf'id="refused-{field}">[^<]+<', page.text)
    assert page.text.count("aria-invalid") == 1
    for text in (
        value
        for key, value in typed.items()
        if key not in {"kind", "event_type", "pkce", "user_id", "client_id", "team_id", "to_team_id", "primary_app", "has_service"}
    ):
        assert text in page.text
    assert before == (
        emulator.store.list(Team),
        emulator.store.list(Client),
        emulator.store.list(User),
        emulator.store.switches(),
        emulator.store.clock_offset(),
    )


def test_an_address_that_only_apple_refuses_comes_with_the_switch_that_accepts_it(emulator: Emulator):
    form = {"identifier": READY_SERVICES_ID, "return_urls": "http://localhost:8000/callback"}
    assert "set the switch allow_localhost" in filled(emulator, "change-client", form).text
    made(emulator, "PATCH", "/api/switches", {"allow_localhost": True})
    assert filled(emulator, "change-client", form).status == 303
    assert "allow_localhost" not in filled(emulator, "change-client", {**form, "return_urls": "http://localhost:8000/#x"}).text
