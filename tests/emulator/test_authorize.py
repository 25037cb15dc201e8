"""The sign-in page: its steps, its errors, and what goes back to the application."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from siwakit.emulator.app import Emulator
from siwakit.emulator.complete_evidence import authorize_evidence
from siwakit.emulator.endpoints.authorize_endpoint import MAX_TICKETS, TICKET_SECONDS, answer_authorize
from siwakit.emulator.endpoints.authorize_rules import UNWORDED, page_words
from siwakit.emulator.endpoints.consent import Choice
from siwakit.emulator.endpoints.sign_in import sign_in, sign_in_fully
from siwakit.emulator.endpoints.token_endpoint import half_hash
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import Consent, Ticket, consent_key, load
from siwakit.emulator.state.world import READY_BUNDLE_ID, READY_RETURN_URL, READY_SERVICES_ID, Client, User, ready_world
from siwakit.errors import UsageError
from siwakit.evidence.evidence import UNKNOWN
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Request, Response
from siwakit.jose import jws
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.samples import Scenario

NOW = 1_790_000_000
ASKED = {
    "client_id": READY_SERVICES_ID,
    "redirect_uri": READY_RETURN_URL,
    "response_type": "code",
    "response_mode": "form_post",
    "scope": "name email",
    "state": "state-of-the-app",
    "nonce": "n-0S6",
}
PLAIN = {**ASKED, "scope": "", "response_mode": "query"}
REFUSALS = [
    ({"client_id": "com.example.unknown"}, "authorize-client-unknown", "invalid_client", "Invalid client."),
    ({"client_id": READY_BUNDLE_ID}, "authorize-client-id-is-bundle-id", "invalid_request", "Invalid client id or web redirect url."),
    ({"redirect_uri": f"{READY_RETURN_URL}/"}, "redirect-uri-slash-differs", "invalid_request", "Invalid web redirect url."),
    ({"redirect_uri": "http://localhost:8000/callback"}, "redirect-uri-is-localhost", "invalid_request", "Invalid web redirect url."),
    ({"response_type": "id_token"}, "response-type-id-token-alone", "invalid_request", "Invalid response type."),
    (
        {"response_mode": "query"},
        "response-mode-must-be-form-post",
        "invalid_request",
        "response_mode must be form_post when name or email scope is requested.",
    ),
    ({"scope": "profile"}, "scope-unknown", "invalid_request", "Invalid client scope"),
    ({"redirect_uri": ""}, "authorize-redirect-uri-missing", "invalid_request", "Invalid web redirect url."),
]


@pytest.fixture
def emulator(apple_keys: AppleKeys) -> Emulator:
    world, _ = ready_world(SeededRandom(7))
    store = MemoryStore()
    load(store, world.rows)
    return Emulator(store, SeededRandom(8), apple_keys, sign_in=answer_authorize)


def opened(emulator: Emulator, asked: dict[str, str], now: int = NOW) -> Response:
    query = urlencode({name: value for name, value in asked.items() if value})
    return emulator.handle(Request("GET", f"http://127.0.0.1:8137/auth/authorize?{query}"), now)


def ticket_of(page: Response) -> str:
    found = re.search(r'name="ticket" value="([0-9a-f]{32})"', page.text)
    assert found, page.text
    return found[1]


def posted(emulator: Emulator, now: int = NOW, **form: str) -> Response:
    return emulator.handle(Request("POST", "http://127.0.0.1:8137/auth/authorize", body=urlencode(form).encode()), now)


def users(emulator: Emulator) -> tuple[User, ...]:
    return emulator.store.list(User)


def signed_in(emulator: Emulator, asked: dict[str, str], account: int = 0, **form: str) -> Response:
    ticket, user_id = ticket_of(opened(emulator, asked)), users(emulator)[account].user_id
    assert posted(emulator, ticket=ticket, account=user_id).status == 200
    return posted(emulator, ticket=ticket, account=user_id, step="continue", **form)


def form_of(page: Response) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in pairs}


def test_a_correct_request_opens_apples_page(emulator: Emulator):
    page = opened(emulator, ASKED)
    assert page.status == 200
    assert "<title>Sign in to Apple Account</title>" in page.text
    assert "For testing only" in page.text
    assert all(user.email in page.text for user in users(emulator))


def test_a_token_request_to_the_page_is_named_as_such(emulator: Emulator):
    answer = emulator.handle(Scenario().sends(url="https://appleid.apple.com/auth/authorize").request(), NOW)
    entry = emulator.store.entries()[-1]
    assert (answer.status, entry.rule) == (400, "request-to-other-endpoint")
    assert "the fields are those of /auth/token" in entry.report


def test_the_alias_opens_the_same_page(emulator: Emulator):
    assert emulator.handle(Request("GET", f"http://x/auth/oauth2/v2/authorize?{urlencode(ASKED)}"), NOW).status == 200


@pytest.mark.parametrize(("changes", "rule", "error", "message"), REFUSALS, ids=[rule for _, rule, _, _ in REFUSALS])
def test_a_refusal_is_a_page_that_never_redirects(emulator: Emulator, changes: dict[str, str], rule: str, error: str, message: str):
    page = opened(emulator, {**ASKED, **changes})
    answer = read_answer(page)
    assert (page.status, page.header("Siwakit-Rule"), answer.error, answer.description) == (200, rule, error, message)
    assert page.header("Location") is None
    assert "For testing only" in page.text
    block = re.search(r'<script type="application/json" id="boot_args">(.*?)</script>', page.text)
    assert block
    assert json.loads(block[1]) == {"direct": {"errorMessage": message, "errorCode": error}}


def test_a_refusal_can_be_the_json_that_a_technote_prints(emulator: Emulator):
    emulator.store.set_switches(emulator.store.switches().with_changes(authorize_error_form="json"))
    answer = opened(emulator, {**ASKED, "client_id": "com.example.unknown"})
    assert (answer.status, answer.body) == (400, b'{"error":"invalid_client"}')


def test_a_mistake_without_known_words_has_the_general_error_text():
    unworded = replace(BY_ID["authorize-client-unknown"], wire=None, also_seen=())
    assert page_words(unworded).message == UNWORDED


def test_every_rule_of_the_page_has_words():
    assert all(page_words(rule).message and page_words(rule).error for rule in CATALOGUE)


def test_request_parameters_cannot_end_a_script_element(emulator: Emulator):
    page = opened(emulator, {**ASKED, "client_id": "</script><script>alert(1)</script>"})
    assert "<script>alert" not in page.text


def test_the_first_consent_shares_name_and_address(emulator: Emulator):
    page = signed_in(emulator, ASKED, first_name="Janet", last_name="A", email="share")
    form = form_of(page)
    assert f'action="{READY_RETURN_URL}"' in page.text
    assert (form["state"], json.loads(form["user"])) == (
        ASKED["state"],
        {"name": {"firstName": "Janet", "lastName": "A"}, "email": "jane@example.com"},
    )
    row = emulator.store.get_code(form["code"])
    assert row is not None
    assert (row.redirect_uri, row.nonce, row.scopes, row.issued_at, row.is_first) == (READY_RETURN_URL, "n-0S6", ("name", "email"), NOW, True)
    assert "id_token" not in form


def test_the_address_can_stay_hidden(emulator: Emulator):
    emulator.store.set_switches(emulator.store.switches().with_changes(relay_domain="private.icloud.com"))
    form = form_of(signed_in(emulator, ASKED, email="hide"))
    client = emulator.store.get(Client, READY_SERVICES_ID)
    assert client
    address = users(emulator)[0].relay_address(client.team_id, "private.icloud.com")
    assert json.loads(form["user"])["email"] == address
    consent = emulator.store.get(Consent, consent_key(users(emulator)[0].user_id, READY_BUNDLE_ID))
    assert consent is not None
    assert (consent.email, consent.is_private_email) == (address, True)


def test_a_relay_address_belongs_to_a_user_and_a_team():
    one, other = User("1"), User("2")
    assert len({user.relay_address(team, "d") for user, team in ((one, "A"), (one, "B"), (other, "A"), (one, "A"))}) == 3


def test_a_later_consent_is_short_and_brings_no_user(emulator: Emulator):
    signed_in(emulator, ASKED)
    ticket = ticket_of(opened(emulator, ASKED))
    sheet = posted(emulator, ticket=ticket, account=users(emulator)[0].user_id)
    assert "first_name" not in sheet.text
    form = form_of(posted(emulator, ticket=ticket, account=users(emulator)[0].user_id, step="continue", first_name="Other"))
    assert set(form) == {"code", "state"}


def test_an_app_of_the_same_group_shares_the_consent(emulator: Emulator):
    client = emulator.store.get(Client, READY_SERVICES_ID)
    assert client
    emulator.store.put(replace(client, identifier="com.example.second"))
    signed_in(emulator, ASKED)
    assert "user" not in form_of(signed_in(emulator, {**ASKED, "client_id": "com.example.second"}))


def test_an_address_that_was_not_asked_for_at_first_does_not_come_later(emulator: Emulator):
    signed_in(emulator, {**ASKED, "scope": "name"})
    form = form_of(signed_in(emulator, {**ASKED, "response_type": "code id_token"}))
    token = jws.read(form["id_token"])
    assert "email" not in (token.claims or {})


def test_a_managed_account_may_have_no_address(emulator: Emulator):
    emulator.store.put(User("managed", first_name="M", is_managed=True))
    form = form_of(signed_in(emulator, ASKED, account=2, email="share"))
    assert json.loads(form["user"]) == {"name": {"firstName": "M", "lastName": ""}}


def test_an_identity_token_sent_with_the_code_contains_nonce_and_c_hash(emulator: Emulator):
    form = form_of(signed_in(emulator, {**ASKED, "response_type": "code id_token"}))
    claims = jws.read(form["id_token"]).claims or {}
    assert (claims["nonce"], claims["c_hash"], claims["aud"]) == ("n-0S6", half_hash(form["code"]), READY_SERVICES_ID)
    assert "at_hash" not in claims


def test_an_answer_in_the_query_keeps_the_query_of_the_address(emulator: Emulator):
    client = emulator.store.get(Client, READY_SERVICES_ID)
    assert client
    emulator.store.put(replace(client, return_urls=(f"{READY_RETURN_URL}?from=apple",)))
    answer = signed_in(emulator, {**PLAIN, "redirect_uri": f"{READY_RETURN_URL}?from=apple"})
    query = dict(parse_qsl(urlsplit(answer.header("Location") or "").query))
    assert answer.status == 302
    assert set(query) == {"from", "code", "state"}


@pytest.mark.parametrize("mode", ["query", "fragment"])
def test_a_space_in_the_state_survives_both_ways_to_decode_a_query(emulator: Emulator, mode: str):
    location = signed_in(emulator, {**PLAIN, "response_mode": mode, "state": "a b"}).header("Location") or ""
    assert "state=a%20b" in location


def test_the_default_response_mode_is_query(emulator: Emulator):
    location = signed_in(emulator, {**PLAIN, "response_mode": "", "state": ""}).header("Location") or ""
    assert list(dict(parse_qsl(urlsplit(location).query))) == ["code"]


def test_an_answer_in_the_fragment(emulator: Emulator):
    location = signed_in(emulator, {**PLAIN, "response_mode": "fragment", "response_type": "code id_token"}).header("Location") or ""
    assert set(dict(parse_qsl(urlsplit(location).fragment))) == {"code", "state", "id_token"}


def test_a_popup_hands_the_answer_to_its_opener(emulator: Emulator):
    page = signed_in(emulator, {**ASKED, "response_mode": "web_message"})
    block = re.search(r'data-message data-origin="([^"]+)">(.*?)</script>', page.text)
    assert block
    message = json.loads(block[2])
    assert block[1] == "https://app.example.com"
    assert set(message["data"]["authorization"]) == {"code", "state"}
    assert message["data"]["user"]["email"] == "jane@example.com"


@pytest.mark.parametrize("mode", ["form_post", "query", "fragment", "web_message"])
def test_cancelling_uses_the_requested_response_mode(emulator: Emulator, mode: str):
    asked = ASKED if mode in {"form_post", "web_message"} else PLAIN
    ticket = ticket_of(opened(emulator, {**asked, "response_mode": mode}))
    answer = posted(emulator, ticket=ticket, step="cancel")
    location = urlsplit(answer.header("Location") or "")
    given = form_of(answer) or dict(parse_qsl(location.query or location.fragment)) or {"error": answer.text, "state": answer.text}
    assert "user_cancelled_authorize" in given["error"]
    assert "state-of-the-app" in given["state"]
    assert "code" not in given


def test_a_ticket_can_be_used_once(emulator: Emulator):
    ticket, user_id = ticket_of(opened(emulator, ASKED)), users(emulator)[0].user_id
    posted(emulator, ticket=ticket, account=user_id, step="continue")
    again = posted(emulator, ticket=ticket, account=user_id, step="continue")
    assert (again.status, "has ended" in again.text) == (400, True)


class Racing(MemoryStore):
    """Store in which another request takes the ticket first."""

    def drop(self, kind, key):
        super().drop(kind, key)
        return False


@pytest.mark.parametrize("step", ["continue", "cancel"])
def test_of_two_requests_with_one_ticket_only_one_succeeds(emulator: Emulator, step: str):
    store = Racing()
    load(store, (*emulator.store.list(Client), *users(emulator)))
    racing = Emulator(store, SeededRandom(8), emulator.keys, sign_in=answer_authorize)
    ticket = ticket_of(opened(racing, ASKED))
    assert posted(racing, ticket=ticket, account=users(racing)[0].user_id, step=step).status == 400


def test_a_ticket_is_valid_for_ten_minutes(emulator: Emulator):
    ticket = ticket_of(opened(emulator, ASKED))
    assert posted(emulator, NOW + TICKET_SECONDS, ticket=ticket).status == 200
    assert posted(emulator, NOW + TICKET_SECONDS + 1, ticket=ticket).status == 400


def test_old_tickets_are_forgotten(emulator: Emulator):
    opened(emulator, ASKED)
    opened(emulator, ASKED, NOW + TICKET_SECONDS + 1)
    assert len(emulator.store.list(Ticket)) == 1


def test_the_number_of_tickets_is_limited(emulator: Emulator):
    for number in range(MAX_TICKETS):
        emulator.store.put(Ticket(f"{number:032x}", "", NOW))
    opened(emulator, ASKED)
    assert len(emulator.store.list(Ticket)) == MAX_TICKETS


def test_the_browser_cannot_change_what_was_asked_for(emulator: Emulator):
    ticket = ticket_of(opened(emulator, PLAIN))
    form = {"ticket": ticket, "account": users(emulator)[0].user_id, "step": "continue", "redirect_uri": "https://evil.example", "client_id": "x"}
    answer = posted(emulator, **form)
    assert (answer.header("Location") or "").startswith(f"{READY_RETURN_URL}?")


def test_deleting_the_client_meanwhile_ends_the_sign_in(emulator: Emulator):
    ticket = ticket_of(opened(emulator, ASKED))
    emulator.store.drop(Client, READY_SERVICES_ID)
    answer = posted(emulator, ticket=ticket, account=users(emulator)[0].user_id, step="continue")
    assert answer.header("Siwakit-Rule") == "authorize-client-unknown"


def test_a_deleted_user_cannot_sign_in(emulator: Emulator):
    gone = replace(users(emulator)[0], is_gone=True)
    emulator.store.put(gone)
    page = opened(emulator, ASKED)
    assert gone.email not in page.text
    assert "code" not in form_of(posted(emulator, ticket=ticket_of(page), account=gone.user_id, step="continue"))


def test_the_user_can_go_back_to_the_accounts(emulator: Emulator):
    ticket = ticket_of(opened(emulator, ASKED))
    assert users(emulator)[1].email in posted(emulator, ticket=ticket, account=users(emulator)[0].user_id, step="accounts").text


def test_a_world_without_users_says_so(emulator: Emulator):
    for user in users(emulator):
        emulator.store.drop(User, user.user_id)
    assert "has no user" in opened(emulator, ASKED).text


def test_other_methods_are_not_found(emulator: Emulator):
    assert emulator.handle(Request("PUT", "http://x/auth/authorize"), NOW).status == 404


def test_localhost_must_be_registered_even_if_it_is_tolerated(emulator: Emulator):
    emulator.store.set_switches(emulator.store.switches().with_changes(allow_localhost="on"))
    local = "http://localhost:8000/callback"
    assert opened(emulator, {**ASKED, "redirect_uri": local}).header("Siwakit-Rule") == "redirect-uri-is-localhost"
    client = emulator.store.get(Client, READY_SERVICES_ID)
    assert client
    emulator.store.put(replace(client, return_urls=(local,)))
    assert opened(emulator, {**ASKED, "redirect_uri": local}).header("Siwakit-Rule") is None


def test_every_page_is_guarded(emulator: Emulator):
    pages = (opened(emulator, ASKED), opened(emulator, {}), signed_in(emulator, ASKED), posted(emulator))
    for page in pages:
        policy = page.header("Content-Security-Policy") or ""
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.header("Cache-Control") == "no-store"
        assert "For testing only" in page.text


@pytest.mark.parametrize("name", ["style.css", "hand-over.js"])
def test_the_files_of_the_pages_are_served(emulator: Emulator, name: str):
    assert emulator.handle(Request("GET", f"http://x/siwakit/{name}"), NOW).body


@pytest.mark.parametrize("path", ["/siwakit/", "/siwakit/pages.py", "/siwakit/../style.css", "/style.css"])
def test_no_other_file_is_served(emulator: Emulator, path: str):
    assert emulator.handle(Request("GET", f"http://x{path}"), NOW).status == 404


def test_a_sign_in_without_a_page_on_the_web(emulator: Emulator):
    signed = sign_in_fully(emulator, READY_SERVICES_ID, NOW, {"state": "s", "nonce": "n"})
    row = emulator.store.get_code(signed.code)
    assert row is not None
    assert (signed.state, row.nonce, row.redirect_uri, row.is_native) == ("s", "n", READY_RETURN_URL, False)
    assert signed.user
    assert signed.id_token is None


def test_a_sign_in_on_the_device_brings_a_token(emulator: Emulator):
    signed = sign_in_fully(emulator, READY_BUNDLE_ID, NOW, {"nonce": "n"}, user_id="john@example.org", choice=Choice(hides_email=True))
    claims = jws.read(signed.id_token or "").claims or {}
    row = emulator.store.get_code(signed.code)
    assert row is not None
    assert (row.redirect_uri, row.is_native, claims["aud"], claims["nonce"]) == (None, True, READY_BUNDLE_ID, "n")
    assert claims["c_hash"] == half_hash(signed.code)
    assert claims["is_private_email"] is True


def test_a_sign_in_without_a_page_is_refused_by_the_same_rules(emulator: Emulator):
    with pytest.raises(UsageError, match="registered") as refused:
        sign_in(emulator, READY_SERVICES_ID, NOW, redirect_uri="https://app.example.com/other")
    assert "redirect-uri-not-registered" in refused.value.hint


@pytest.mark.parametrize(("client_id", "user_id"), [("com.example.none", None), (READY_SERVICES_ID, "nobody")])
def test_an_unknown_client_or_user_cannot_sign_in(emulator: Emulator, client_id: str, user_id: str | None):
    with pytest.raises(UsageError, match="has no"):
        sign_in(emulator, client_id, NOW, user_id=user_id)


def test_an_error_of_the_page_is_in_the_journal_and_its_files_are_not(emulator: Emulator):
    opened(emulator, {**ASKED, "client_id": "com.example.unknown"})
    emulator.handle(Request("GET", "http://x/siwakit/style.css"), NOW)
    [entry] = emulator.store.entries()
    assert (entry.rule, entry.client_id) == ("authorize-client-unknown", "com.example.unknown")
    assert "misspelled" in entry.report


def test_an_undecidable_request_is_an_error_of_the_emulators_own(emulator: Emulator, monkeypatch: pytest.MonkeyPatch):
    whole = authorize_evidence(Request("GET", f"http://x/auth/authorize?{urlencode(ASKED)}"), emulator.store, NOW)
    monkeypatch.setattr("siwakit.emulator.endpoints.authorize_endpoint.authorize_evidence", lambda *_: replace(whole, portal=UNKNOWN))
    answer = opened(emulator, ASKED)
    assert answer.status == 500
    assert answer.header("Siwakit-Rule")
