"""POST /auth/token: what is granted, what is refused, and that a refused request changes nothing."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import replace

import pytest

from siwakit.emulator import app
from siwakit.emulator.endpoints.token_endpoint import half_hash
from siwakit.emulator.state.storage import CodeRow, Consent, TokenKind
from siwakit.emulator.state.world import Client, User
from siwakit.evidence.evidence import UNKNOWN, Part
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.jose import jws, rs256
from siwakit.jose.jwks import read_key_set
from siwakit.judge.plan import Plan
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import on
from siwakit.samples import (
    BUNDLE_ID,
    CHALLENGE,
    CODE,
    DROP,
    NOW,
    OTHER_TEAM_ID,
    REDIRECT_URI,
    SERVICES_ID,
    TEAM_ID,
    VERIFIER,
    Scenario,
)

SETTINGS_UNKNOWN = Part("settings", lambda _: UNKNOWN)
WEB = Scenario()
CODE_TEXT = "The code has expired or has been revoked."
TOKEN_TEXT = "The token has expired or has been revoked."
NEW_CODE = "cfedcba9876543210fedcba9876543210.0.zqtrm.vUtSrQpOnMlKjIhGfEdCbA"


def answer(emulator, scenario, now=NOW):
    response = emulator.handle(scenario.request(), now)
    body = json.loads(response.text) if response.body else {}
    return response.status, body.get("error"), body.get("error_description"), response.header(RULE_HEADER)


def tokens(emulator, scenario, now=NOW):
    response = emulator.handle(scenario.request(), now)
    assert response.status == 200, response.header(RULE_HEADER)
    return json.loads(response.text)


def claims_of(token: str) -> dict:
    return dict(jws.read(token).claims or {})


def with_code(emulator, **changes):
    emulator.store.add_code(replace(emulator.store.get_code(CODE), code=NEW_CODE, **changes))
    return WEB.form(code=NEW_CODE)


STRICT = {
    "no secret": (WEB.form(client_secret=DROP), (400, "invalid_request", None, "client-secret-missing")),
    "an empty secret": (WEB.form(client_secret=""), (400, "invalid_client", None, "secret-empty")),
    "a garbage secret": (WEB.form(client_secret="garbage"), (400, "invalid_client", None, "secret-is-not-a-jwt")),
    "a secret by another key": (WEB.signed_by_other_key(), (400, "invalid_client", None, "signature-by-other-key")),
    "an unregistered client": (WEB.client("com.example.stranger"), (400, "invalid_client", None, "client-not-registered")),
    "a code of another client": (
        WEB.form(client_id=BUNDLE_ID).secret(sub=BUNDLE_ID),
        (400, "invalid_grant", f"client_id mismatch. The code was not issued to {BUNDLE_ID}.", "bundle-id-for-web-code"),
    ),
    "another redirect_uri": (
        WEB.form(redirect_uri="https://evil.example/x"),
        (400, "invalid_grant", "redirect_uri mismatch. The code was not issued to https://evil.example/x.", "redirect-uri-mismatch"),
    ),
    "an invented code": (WEB.form(code="dummy"), (400, "invalid_grant", CODE_TEXT, "code-unknown")),
    "an invented code and a garbage secret": (WEB.form(code="dummy", client_secret="x"), (400, "invalid_grant", CODE_TEXT, "code-unknown")),
    "an invented refresh token": (WEB.refresh().form(refresh_token="dummy"), (400, "invalid_grant", TOKEN_TEXT, "refresh-token-unknown")),
    "a refresh token of another client": (
        WEB.refresh().form(client_id=BUNDLE_ID).secret(sub=BUNDLE_ID),
        (400, "invalid_grant", None, "bundle-id-for-web-code"),
    ),
    "client credentials with a garbage secret": (
        WEB.migration_token().form(client_secret="x"),
        (400, "invalid_client", None, "secret-is-not-a-jwt"),
    ),
    "client credentials for another scope": (WEB.migration_token().form(scope="openid"), (400, "invalid_scope", None, "scope-not-user-migration")),
    "a grant of another kind": (WEB.form(grant_type="password"), (400, "unsupported_grant_type", None, "grant-type-unknown")),
}


@pytest.mark.parametrize(("scenario", "expected"), STRICT.values(), ids=list(STRICT))
def test_it_is_as_strict_as_apple(emulate, scenario, expected):
    assert answer(emulate(), scenario) == expected


def test_a_code_works_once(emulate):
    emulator = emulate()
    assert answer(emulator, WEB)[0] == 200
    assert answer(emulator, WEB) == (400, "invalid_grant", "The code has already been used.", "code-used-twice")


def test_a_code_lives_five_minutes(emulate):
    late = WEB.secret(iat=NOW, exp=NOW + 3600)
    assert answer(emulate(), late, NOW - 10 + 301) == (400, "invalid_grant", CODE_TEXT, "code-expired")
    assert answer(emulate(), late, NOW - 10 + 300)[0] == 200


def test_a_refused_client_spends_no_code(emulate):
    emulator = emulate()
    assert answer(emulator, WEB.basic())[1:] == ("invalid_client", None, "request-credentials-in-basic-auth")
    assert answer(emulator, WEB.signed_by_other_key())[1] == "invalid_client"
    assert answer(emulator, WEB.form(redirect_uri=f"{REDIRECT_URI}/"))[1] == "invalid_grant"
    assert answer(emulator, WEB)[0] == 200


def test_the_answer_is_apples_to_the_byte(emulate):
    response = emulate().handle(WEB.form(client_secret="garbage").request(), NOW)
    assert response.body == b'{"error":"invalid_client"}'
    assert response.headers[:4] == (
        ("Server", "Apple"),
        ("Content-Type", "application/json;charset=UTF-8"),
        ("Cache-Control", "no-store"),
        ("Pragma", "no-cache"),
    )


def test_client_authentication_comes_first_where_that_is_switched_on(emulate):
    emulator = emulate()
    emulator.store.set_switches(emulator.store.switches().with_changes(check_order="client_first"))
    assert answer(emulator, WEB.form(code="dummy", client_secret="x"))[1:] == ("invalid_client", None, "secret-is-not-a-jwt")
    assert answer(emulator, WEB.form(code="dummy"))[1:] == ("invalid_grant", CODE_TEXT, "code-unknown")
    # Revocations of what is unknown were not asked for their client then either (live probes, June 2022).
    assert emulator.handle(WEB.revoke().form(token="dummy", client_secret="x").request(), NOW).status == 200


def test_pkce_is_enforced_where_it_was_begun(emulate):
    emulator = emulate()
    request = with_code(emulator, code_challenge=CHALLENGE)
    assert answer(emulator, request)[1:] == ("invalid_grant", None, "code-verifier-missing")
    assert answer(emulator, request.form(code_verifier="x" * 43))[1:] == ("invalid_grant", None, "code-verifier-wrong")
    assert answer(emulator, request.form(code_verifier=VERIFIER))[0] == 200
    assert answer(emulator, WEB.form(code_verifier=VERIFIER))[3] == "code-verifier-without-challenge"


def test_pkce_is_not_looked_at_where_that_is_switched_off(emulate):
    emulator = emulate()
    emulator.store.set_switches(emulator.store.switches().with_changes(pkce="ignore"))
    assert answer(emulator, with_code(emulator, code_challenge=CHALLENGE))[0] == 200


def test_the_identity_token_of_a_code(emulate):
    emulator = emulate()
    members = tokens(emulator, with_code(emulator, nonce="n-1", scopes=("name", "email")))
    claims = claims_of(members["id_token"])
    user = emulator.store.get(User, "owner")
    names = ["iss", "aud", "exp", "iat", "sub", "nonce", "at_hash", "email", "email_verified", "is_private_email", "auth_time", "nonce_supported"]
    assert list(claims) == names
    assert claims["sub"] == user.sub(TEAM_ID)
    assert claims["exp"] - claims["iat"] == 86_400
    assert (claims["aud"], claims["nonce"], claims["at_hash"]) == (SERVICES_ID, "n-1", half_hash(members["access_token"]))
    assert (claims["email"], claims["email_verified"], claims["is_private_email"]) == ("abc@privaterelay.appleid.com", True, True)


def test_the_identity_token_verifies_by_the_published_keys_and_is_not_always_by_the_first(emulate):
    emulator = emulate()
    token = jws.read(tokens(emulator, WEB)["id_token"])
    assert list(token.header) == ["kid", "alg"]
    sets = [read_key_set(json.loads(emulator.handle(keys_request(), NOW).text)) for _ in range(12)]
    found = [key_set.find(token.header["kid"]) for key_set in sets]
    assert all(rs256.verify(key.public, token.signature, token.signing_input) for key in found)
    assert all(len(key_set.keys) == 3 for key_set in sets)
    assert len({key_set.kids for key_set in sets}) > 1
    assert all(kid.startswith("SIWAKIT") and len(kid) == 10 for key_set in sets for kid in key_set.kids)


def keys_request():
    return replace(WEB.request(), method="GET", url="https://appleid.apple.com/auth/keys", body=b"")


SWITCHED = {
    "strings": ({"bool_claims": "string"}, {"email_verified": "true", "is_private_email": "true"}),
    "a life of ten minutes": ({"id_token_ttl": 600}, {"exp": NOW + 600}),
}


@pytest.mark.parametrize(("switches", "expected"), SWITCHED.values(), ids=list(SWITCHED))
def test_switches_change_the_identity_token(emulate, switches, expected):
    emulator = emulate()
    emulator.store.set_switches(emulator.store.switches().with_changes(**switches))
    claims = claims_of(tokens(emulator, WEB)["id_token"])
    assert {name: claims[name] for name in expected} == expected


def test_a_false_is_private_email_is_left_out_unless_switched(emulate):
    emulator = emulate()
    emulator.store.put(Consent("owner", BUNDLE_ID, NOW, ("email",), "jane@example.com"))
    assert "is_private_email" not in claims_of(tokens(emulator, WEB)["id_token"])
    emulator.store.set_switches(emulator.store.switches().with_changes(omit_false_is_private_email="off"))
    assert claims_of(tokens(emulator, with_code(emulator, is_spent=False))["id_token"])["is_private_email"] is False


def test_a_managed_account_has_an_organisation_and_may_have_no_email(emulate):
    emulator = emulate()
    emulator.store.put(User("owner", is_managed=True, org_id="org-1"))
    emulator.store.put(Consent("owner", BUNDLE_ID, NOW))
    claims = claims_of(tokens(emulator, WEB)["id_token"])
    assert claims["org_id"] == "org-1"
    assert "email" not in claims


def test_a_refresh_has_an_identity_token_only_where_that_is_switched_on(emulate):
    emulator = emulate()
    members = tokens(emulator, WEB.refresh())
    assert list(members) == ["access_token", "token_type", "expires_in", "id_token"]
    assert not {"c_hash", "auth_time", "nonce"} & set(claims_of(members["id_token"]))
    emulator.store.set_switches(emulator.store.switches().with_changes(refresh_returns_id_token=False))
    assert list(tokens(emulator, WEB.refresh())) == ["access_token", "token_type", "expires_in"]


def test_a_refresh_token_stays_good_and_every_code_gives_a_new_one(emulate):
    emulator = emulate()
    bought = tokens(emulator, WEB)["refresh_token"]
    assert answer(emulator, WEB.refresh())[0] == 200
    assert answer(emulator, WEB.refresh().form(refresh_token=bought))[0] == 200


def test_a_native_first_sign_in_says_that_the_user_is_likely_real(emulate):
    native = WEB.native()
    emulator = emulate(native)
    emulator.store.add_code(CodeRow(NEW_CODE, BUNDLE_ID, "owner", NOW, is_native=True, is_first=True))
    assert claims_of(tokens(emulator, native.form(code=NEW_CODE))["id_token"])["real_user_status"] == 2


def test_after_a_transfer_the_token_carries_the_transfer_identifier_for_sixty_days(emulate):
    emulator = emulate()
    moved = replace(emulator.store.get(Client, SERVICES_ID), former_team_id=OTHER_TEAM_ID, transferred_at=NOW - 1)
    emulator.store.put(moved)
    user = emulator.store.get(User, "owner")
    assert claims_of(tokens(emulator, WEB)["id_token"])["transfer_sub"] == user.transfer_sub(TEAM_ID)
    emulator.store.put(replace(moved, transferred_at=NOW - 60 * 86_400))
    assert "transfer_sub" not in claims_of(tokens(emulator, with_code(emulator, is_spent=False))["id_token"])


def test_the_front_channel_token_is_bound_to_the_code(emulate):
    emulator = emulate()
    claims = claims_of(emulator.issuer().identity_token(emulator.store.get_code(CODE), NOW))
    assert claims["c_hash"] == half_hash(CODE)
    assert "at_hash" not in claims


def test_a_code_of_a_deleted_user_is_unknown(emulate):
    emulator = emulate()
    emulator.store.drop(User, "owner")
    assert answer(emulator, WEB)[3] == "code-unknown"
    assert answer(emulator, WEB.refresh())[3] == "user-withdrew-consent"


JWT_STRINGS = {
    "iat as text": WEB.secret(iat=str(NOW)),
    "exp as text": WEB.secret(exp=str(NOW + 600)),
    "a slash behind the audience": WEB.secret(aud="https://appleid.apple.com/"),
    "padding": WEB.sent(lambda text: f"{text}=="),
}


@pytest.mark.parametrize("scenario", JWT_STRINGS.values(), ids=list(JWT_STRINGS))
def test_loose_spelling_is_accepted_only_where_that_is_switched_on(emulate, scenario):
    emulator = emulate()
    assert answer(emulator, scenario)[1] == "invalid_client"
    emulator.store.set_switches(emulator.store.switches().with_changes(strict_jwt_strings="accept"))
    assert answer(emulator, scenario)[0] == 200


def test_a_skewed_clock_is_tolerated_only_where_that_is_switched_on(emulate):
    emulator = emulate()
    early, late = WEB.secret(iat=NOW + 30), WEB.secret(iat=NOW - 600, exp=NOW - 30)
    assert [answer(emulator, request)[1] for request in (early, late)] == ["invalid_client", "invalid_client"]
    emulator.store.set_switches(emulator.store.switches().with_changes(clock_skew_seconds=31))
    assert answer(emulator, early)[0] == 200
    assert answer(emulator, late)[3] == "code-used-twice"
    assert answer(emulator, WEB.secret(iat=NOW + 32))[1] == "invalid_client"
    assert answer(emulator, WEB.form(client_secret="garbage"))[1] == "invalid_client"


@pytest.mark.parametrize("error", ["unsupported_grant_type", "invalid_client", "invalid_request"])
def test_a_json_body_gets_the_answer_that_is_switched_on(emulate, error):
    emulator = emulate()
    emulator.store.set_switches(emulator.store.switches().with_changes(json_body=error))
    scenario = WEB.body(lambda fields: json.dumps(dict(fields))).sends(content_type="application/json")
    assert answer(emulator, scenario) == (400, error, None, "request-body-is-json")


def test_what_cannot_be_decided_is_an_error_of_the_emulators_own(emulate, monkeypatch):
    # Scenario decides every rule that an endpoint enforces, so an undecided one is made from a rule about the developer's settings.
    open_rule = replace(BY_ID["client-id-missing"], check=on(SETTINGS_UNKNOWN)(lambda _: None))
    monkeypatch.setattr(app, "plan_in_order", lambda *_: Plan((open_rule,)))
    emulator = emulate()
    response = emulator.handle(WEB.request(), NOW)
    assert (response.status, response.header(RULE_HEADER)) == (500, "client-id-missing")
    assert "cannot be decided" in response.text
    assert emulator.store.entries()[-1].summary.startswith("cannot be decided")


ODD = {
    "compressed": WEB.sends(content_encoding="gzip"),
    "in chunks": WEB.sends(transfer_encoding="chunked"),
    "in chunks and empty": WEB.body(lambda _: "").sends(transfer_encoding="chunked"),
    "shorter than it says": WEB.sends(content_length="100000"),
    "without a header": replace(WEB, headers=()),
    "not UTF-8": WEB.body(lambda _: "client_id=%FF&client_secret=%C3%28&grant_type=%00"),
    "of one field a thousand times": WEB.body(lambda _: "code=a&" * 1000),
    "by GET": WEB.sends(method="GET"),
    "by OPTIONS": WEB.sends(method="OPTIONS"),
    "with a query": WEB.sends(url="https://appleid.apple.com/auth/token?code=a#b"),
    "with a slash behind the path": WEB.sends(url="https://appleid.apple.com/auth/token/"),
}


@pytest.mark.parametrize("scenario", ODD.values(), ids=list(ODD))
def test_an_odd_request_is_decided(emulate, scenario):
    assert emulate().handle(scenario.request(), NOW).status in {200, 400, 404}


def test_of_many_exchanges_of_one_code_exactly_one_wins(emulate):
    emulator = emulate()
    row, request = emulator.store.get_code(CODE), WEB.request()
    for _ in range(100):
        emulator.store.add_code(row)
        assert Counter(race(emulator, request, 50)) == {200: 1, 400: 49}


def race(emulator, request, count):
    statuses: list[int] = []
    start = threading.Barrier(count)

    def exchange():
        start.wait()
        statuses.append(emulator.handle(request, NOW).status)

    threads = [threading.Thread(target=exchange) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_a_loser_of_the_race_is_refused_by_a_rule(emulate, monkeypatch):
    emulator = emulate()
    spend = emulator.store.spend_code

    def lose(code, bought=()):
        spend(code, bought)
        return spend(code, bought)

    monkeypatch.setattr(emulator.store, "spend_code", lose)
    assert answer(emulator, WEB)[3] == "code-used-twice"


def test_every_token_that_was_issued_is_kept(emulate):
    emulator = emulate()
    members = tokens(emulator, WEB)
    kinds = [emulator.store.get_token(members[name]).kind for name in ("access_token", "refresh_token")]
    assert kinds == [TokenKind.ACCESS, TokenKind.REFRESH]
    team = tokens(emulator, WEB.migration_token())
    assert emulator.store.get_token(team["access_token"]).user_id is None


def test_what_is_gone_between_the_judgement_and_the_grant_is_not_granted(emulate):
    issuer = emulate().issuer()
    assert (issuer.exchange_code("c", NOW), issuer.refresh("r", NOW), issuer.team_token("x", NOW)) == (None, None, None)


def test_a_grant_that_fails_without_a_reason_is_an_error_of_the_emulators_own(emulate, monkeypatch):
    emulator = emulate()
    monkeypatch.setattr(emulator.store, "spend_code", lambda *_: False)
    assert emulator.handle(WEB.request(), NOW).status == 500


def test_a_token_outlives_the_registration_of_its_user(emulate):
    emulator = emulate()
    emulator.store.drop(User, "owner")
    assert claims_of(emulator.issuer().identity_token(emulator.store.get_code(CODE), NOW))["sub"] == "owner"


ALIASES = {
    "the token endpoint": (WEB.sends(url="https://appleid.apple.com/auth/oauth2/v2/token"), 200),
    "the revocation endpoint": (WEB.revoke().sends(url="https://appleid.apple.com/auth/oauth2/v2/revoke"), 200),
    "on loopback": (WEB.sends(url="http://127.0.0.1:8080/auth/token", host="127.0.0.1:8080"), 200),
    "by its path alone": (WEB.sends(url="/auth/token"), 200),
}


@pytest.mark.parametrize(("scenario", "status"), ALIASES.values(), ids=list(ALIASES))
def test_an_endpoint_has_more_than_one_address(emulate, scenario, status):
    assert emulate().handle(scenario.request(), NOW).status == status
