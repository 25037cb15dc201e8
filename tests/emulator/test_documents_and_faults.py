"""Keys, discovery, unknown paths, and injected faults."""

from __future__ import annotations

import json

import pytest
from tests.each import each

from siwakit.emulator.answers import FAULT_HEADER
from siwakit.emulator.faults import Fault, FaultKind, FaultPlan, FaultRule, read_header, read_kind, read_rule
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.errors import UsageError
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.http import Request
from siwakit.jose import jws, rs256
from siwakit.jose.jwks import read_key_set
from siwakit.jose.keys import rsa_keys
from siwakit.samples import NOW, Scenario

BASE = "http://127.0.0.1:9999"
KEYS = Request("GET", f"{BASE}/auth/keys")
DISCOVERY = Request("GET", f"{BASE}/.well-known/openid-configuration")
TOKEN = Scenario().request()


def with_fault(request: Request, text: str) -> Request:
    return Request(request.method, request.url, (*request.headers, (FAULT_HEADER, text)), request.body)


def read(emulator, request):
    return json.loads(emulator.handle(request, NOW).text)


@pytest.mark.parametrize("name", ["/auth/keys", "/auth/oauth2/v2/keys"])
def test_the_key_set_is_apples_in_form(emulate, name):
    keys = read(emulate(), Request("GET", f"{BASE}{name}"))["keys"]
    assert [list(key) for key in keys] == [["kty", "kid", "use", "alg", "n", "e"]] * 3
    assert {key["e"] for key in keys} == {"AQAB"}


def test_how_many_keys_and_their_order_can_be_switched(emulate):
    emulator = emulate()
    emulator.store.set_switches(emulator.store.switches().with_changes(jwks_keys=2, jwks_shuffle=False))
    sets = [read(emulator, KEYS)["keys"] for _ in range(3)]
    assert sets[0] == sets[1] == sets[2]
    assert (len(sets[0]), sets[0][0]["kid"]) == (2, emulator.keys.kid)


def test_the_keys_follow_from_the_seed(apple_keys):
    again = AppleKeys(apple_keys._seed, apple_keys.generation)
    assert again.document(1) == apple_keys.document(1)
    assert again.kid != AppleKeys(1).kid


def test_discovery_is_apples(emulate):
    document = read(emulate(), DISCOVERY)
    assert document["issuer"] == "https://appleid.apple.com"
    assert list(document)[:5] == ["issuer", "authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"]
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_post"]
    assert "userinfo_endpoint" not in document


def test_the_endpoints_of_discovery_can_be_the_emulators_own(emulate):
    emulator = emulate()
    emulator.address = f"{BASE}/"
    document = read(emulator, DISCOVERY)
    assert (document["issuer"], document["token_endpoint"]) == ("https://appleid.apple.com", f"{BASE}/auth/token")


@pytest.mark.parametrize(
    ("address", "there", "base"),
    [
        (None, "https://account.apple.com", "https://account.apple.com"),
        ("http://127.0.0.1:9494/", "http://127.0.0.1:9494/account.apple.com", "http://127.0.0.1:9494"),
    ],
)
def test_the_incident_of_june_2025_moves_the_document_and_changes_only_its_issuer(emulate, address, there, base):
    emulator = emulate()
    emulator.address = address
    moved = emulator.handle(with_fault(DISCOVERY, "issuer-incident"), NOW)
    assert (moved.status, moved.header("Location")) == (302, f"{there}/.well-known/openid-configuration")
    document = read(emulator, Request("GET", moved.header("Location")))
    assert (document["issuer"], document["jwks_uri"]) == ("https://account.apple.com", f"{base}/auth/keys")
    emulator.store.set_switches(emulator.store.switches().with_changes(issuer_incident=True))
    assert emulator.handle(DISCOVERY, NOW).status == 302
    assert jws.read(read(emulator, TOKEN)["id_token"]).claims["iss"] == "https://appleid.apple.com"


@pytest.mark.parametrize(("method", "path"), [("GET", "/userinfo"), ("POST", "/auth/keys"), ("GET", "/"), ("POST", "/auth/introspect")])
def test_unknown_paths_are_not_found(emulate, method, path):
    response = emulate().handle(Request(method, f"{BASE}{path}"), NOW)
    assert response.status == 404
    assert b"404 Not Found" in response.body


def test_the_authorize_page_is_there_only_with_its_module(emulate):
    assert emulate().handle(Request("GET", f"{BASE}/auth/authorize"), NOW).status == 404


PAGES = {"edge-403": (403, b"403 Forbidden"), "server-500": (500, b"500 Internal"), "server-503": (503, b"503 Service")}


@pytest.mark.parametrize(("name", "expected"), PAGES.items(), ids=list(PAGES))
def test_a_page_of_the_edge_spends_no_code(emulate, name, expected):
    emulator = emulate()
    response = emulator.handle(with_fault(TOKEN, name), NOW)
    assert response.status == expected[0]
    assert expected[1] in response.body
    assert b"<center>Apple</center>" in response.body
    assert response.header("content-type") == "text/html"
    assert emulator.store.entries()[-1].fault == name
    assert emulator.handle(TOKEN, NOW).status == 200


def test_the_edge_can_be_switched_to_refuse_everything(emulate):
    emulator = emulate()
    emulator.store.set_switches(emulator.store.switches().with_changes(edge_403="on"))
    assert [emulator.handle(request, NOW).status for request in (TOKEN, KEYS)] == [403, 403]


def test_faults_of_the_connection_are_left_to_the_edge(emulate):
    emulator = emulate()
    slow, reset, cut = (emulator.exchange(with_fault(KEYS, text), NOW) for text in ("slow;seconds=3", "reset", "truncated"))
    assert (slow.fault.delay_seconds, slow.fault.is_reset, slow.fault.cut(b"abcd")) == (3, False, b"abcd")
    assert (reset.fault.delay_seconds, reset.fault.is_reset) == (0, True)
    assert cut.fault.cut(b"abcd") == b"ab"


def test_a_key_set_that_changes_mid_flow_has_the_new_key(emulate):
    emulator = emulate()
    emulator.keys = AppleKeys(7)
    before = read_key_set(read(emulator, KEYS))
    token = jws.read(read(emulator, with_fault(TOKEN, "keys-rotated"))["id_token"])
    after = read_key_set(read(emulator, KEYS))
    assert (before.find(token.header["kid"]), after.find(token.header["kid"]) is None) == (None, False)
    assert sum(before.find(key.kid) is not None for key in after.keys) == len(after.keys) - 1
    assert emulator.store.setting("key_generation") == 1
    read(emulator, with_fault(KEYS, "keys-rotated"))
    assert read_key_set(read(emulator, KEYS)).find(token.header["kid"]) is None


def test_an_unknown_kid_is_in_no_key_set(emulate):
    emulator = emulate()
    token = jws.read(read(emulator, with_fault(TOKEN, "unknown-kid"))["id_token"])
    assert read_key_set(read(emulator, KEYS)).find(token.header["kid"]) is None


def test_booleans_can_be_strings_for_one_request(emulate):
    emulator = emulate()
    assert jws.read(read(emulator, with_fault(TOKEN, "string-booleans"))["id_token"]).claims["email_verified"] == "true"


@pytest.mark.parametrize("name", ["key-not-live;seconds=30", "client-not-live"])
def test_a_configuration_that_apple_does_not_know_yet_is_refused(emulate, name):
    response = emulate().handle(with_fault(TOKEN, name), NOW)
    assert (response.body, response.header(RULE_HEADER)) == (b'{"error":"invalid_client"}', "configuration-too-fresh")


def test_the_header_counts_only_if_it_is_allowed(emulate):
    emulator = emulate()
    emulator.faults.heeds_header = False
    assert emulator.handle(with_fault(TOKEN, "server-500"), NOW).status == 200


def test_rules_count_by_path(emulate):
    emulator = emulate()
    emulator.set_faults((FaultRule(FaultKind.UNAVAILABLE, "/auth/keys", after=1, times=2), FaultRule(FaultKind.SERVER_ERROR, "/auth/token", times=1)))
    assert [emulator.handle(KEYS, NOW).status for _ in range(5)] == [200, 503, 503, 200, 200]
    assert [emulator.handle(TOKEN, NOW).status for _ in range(2)] == [500, 200]
    assert len(emulator.faults.rules) == 2


def test_one_in_several_is_drawn_from_the_seeded_random():
    def drawn(seed: int) -> list[bool]:
        plan = FaultPlan(SeededRandom(seed), (FaultRule(FaultKind.RESET, one_in=3),))
        return [plan.next_fault(KEYS, NOW) is not None for _ in range(60)]

    assert drawn(1) == drawn(1)
    assert 5 < sum(drawn(1)) < 40


HEADERS = {
    "edge-403": Fault(FaultKind.EDGE_FORBIDDEN),
    " slow ; seconds = 2 ": Fault(FaultKind.SLOW, 2),
    "slow": Fault(FaultKind.SLOW, 5),
    "slow;seconds=9999": Fault(FaultKind.SLOW, 600),
}


@pytest.mark.parametrize(("text", "fault"), HEADERS.items(), ids=list(HEADERS))
def test_a_header_names_a_fault(text, fault):
    assert read_header(text) == fault


@pytest.mark.parametrize("text", ["nonsense", "slow;minutes=1", ""])
def test_a_header_that_names_none_is_an_error_that_says_so(emulate, text):
    emulator = emulate()
    answer = emulator.handle(with_fault(TOKEN, text), NOW)
    assert (answer.status, answer.text.partition(":")[0]) == (400, "siwakit emulator")
    assert emulator.handle(TOKEN, NOW).status == 200


def test_an_identifier_becomes_live_after_its_delay(emulate):
    emulator = emulate()
    emulator.set_faults((FaultRule(FaultKind.KEY_NOT_LIVE, seconds=5),))
    assert [emulator.handle(TOKEN, now).status for now in (NOW, NOW + 4, NOW + 5)] == [400, 400, 200]


def test_a_fault_at_a_path_also_affects_its_alias(emulate):
    emulator = emulate()
    emulator.set_faults((FaultRule(FaultKind.UNAVAILABLE, "/auth/keys"),))
    alias = Request("GET", "https://appleid.apple.com/auth/oauth2/v2/keys")
    assert [emulator.handle(request, NOW).status for request in (alias, KEYS, TOKEN)] == [503, 503, 200]


WRONG = {
    "a path that Apple does not have": {"kind": "slow", "path": "/nope"},
    "an unknown kind": {"kind": "meteor"},
    "no kind": {},
    "an unknown member": {"kind": "reset", "colour": 1},
    "a negative count": {"kind": "reset", "after": -1},
    "a count without end": {"kind": "reset", "after": 10**4000},
    "one in none": {"kind": "reset", "one_in": 0},
    "a claim for a count": {"kind": "reset", "times": True},
    "too slow": {"kind": "slow", "seconds": 601},
}


@each("members", WRONG.values(), ids=list(WRONG))
def test_an_impossible_fault_rule_is_a_usage_error(members):
    with pytest.raises(UsageError) as raised:
        read_rule(members)
    assert raised.value.hint


def test_a_fault_rule_has_a_default_duration():
    assert read_rule({"kind": "slow", "path": "/auth/keys", "times": 1}) == FaultRule(FaultKind.SLOW, "/auth/keys", times=1, seconds=5)
    assert read_rule({"kind": "slow", "seconds": 1}).seconds == 1
    assert read_kind("reset") is FaultKind.RESET


def test_a_forged_token_has_the_right_kid_and_a_wrong_signature(apple_keys):
    forged = jws.read(apple_keys.forge({"iss": "x"}))
    key = read_key_set(apple_keys.document(3)).find(forged.header["kid"])
    assert not rs256.verify(key.public, forged.signature, forged.signing_input)


def test_a_key_that_two_threads_request_is_derived_once(monkeypatch):
    keys = AppleKeys(3)
    with keys._lock:
        monkeypatch.setattr(keys, "_derived", Forgetful(keys._derived))
        assert keys.kid == AppleKeys(3).kid


class Forgetful(dict):
    """Dictionary that says that a key is missing, as it looks to a thread that came too early."""

    def get(self, *_):
        return None


def test_if_no_prime_is_near_another_start_is_drawn(monkeypatch):
    monkeypatch.setattr(rsa_keys, "_WINDOW", 40)
    assert rsa_keys.derive(SeededRandom(1).bits).key_size == 2048
