"""Exchanges that were watched are joined to sign-ins by what one step gives and the next one sends."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from siwakit.apple import FORM_TYPE, HOST, ISSUER
from siwakit.flow.watched import SignIns, Step
from siwakit.http import Exchange, Request, Response
from siwakit.samples import NOW, Scenario

FORM = (("Content-Type", FORM_TYPE),)
JSON = (("Content-Type", "application/json"),)
REFUSED = Response(400, JSON, b'{"error":"invalid_client"}')
SIGN_IN = Scenario()
FIELDS = dict(SIGN_IN.fields())
CLIENT, CODE = FIELDS["client_id"], FIELDS["code"]
PAGE = f"https://{HOST}/auth/authorize?" + urlencode(
    {"client_id": CLIENT, "state": "s1", "response_type": "code", "redirect_uri": FIELDS["redirect_uri"]}
)
TOKENS = {"access_token": "access-1", "refresh_token": "refresh-1", "id_token": ""}


def call(path="/auth/token", response=REFUSED, **fields):
    return Exchange(Request("POST", f"https://{HOST}{path}", FORM, urlencode(fields).encode()), response)


def token_call(response=REFUSED, **fields):
    return call(response=response, **{**FIELDS, **fields})


def granted(**members):
    return Response(200, JSON, json.dumps({**TOKENS, **members}).encode())


def led_to_apple(page=PAGE):
    return Exchange(Request("GET", "https://app.example.com/login"), Response(302, (("Location", page),), b""))


def callback(origin=ISSUER, **fields):
    headers = (*FORM, ("Origin", origin)) if origin else FORM
    return Request("POST", "https://app.example.com/callback", headers, urlencode(fields).encode())


def notification(sub="u1", issuer=ISSUER):
    from base64 import urlsafe_b64encode

    claims = {"iss": issuer, "events": json.dumps({"type": "consent-revoked", "sub": sub})}
    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "RS256", "kid": "k"}, claims)]
    return Request("POST", "https://app.example.com/apple", JSON, json.dumps({"payload": ".".join((*parts, "AAAA"))}).encode())


def id_token(sub):
    from base64 import urlsafe_b64encode

    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "RS256", "kid": "k"}, {"sub": sub})]
    return ".".join((*parts, "AAAA"))


def test_the_steps_of_one_sign_in_have_its_number():
    sign_ins = SignIns()
    steps = [
        sign_ins.answer(led_to_apple(), NOW),
        sign_ins.receive(callback(code=CODE, state="s1"), NOW + 20),
        sign_ins.add(token_call(granted(id_token=id_token("u1"))), NOW + 22),
        sign_ins.add(Exchange(Request("GET", f"https://{HOST}/auth/keys"), Response(200, JSON, b"{}")), NOW + 23),
        sign_ins.add(call(grant_type="refresh_token", refresh_token="refresh-1", response=granted(access_token="access-2")), NOW + 90_000),
        sign_ins.add(call("/auth/revoke", Response(200, (), b""), token="access-2"), NOW + 90_100),
        sign_ins.receive(notification("u1"), NOW + 90_200),
    ]
    assert [step.sign_in for step in steps] == [1] * len(steps)
    assert [step.step for step in steps] == [Step.START, Step.CALLBACK, *[Step.CALL] * 4, Step.NOTIFICATION]


def test_the_code_is_as_old_as_the_callback_that_brought_it():
    sign_ins = SignIns()
    sign_ins.receive(callback(code=CODE, state="s1"), NOW)
    assert [sign_ins.add(token_call(), NOW + seconds).code_age for seconds in (3, 400)] == [3, 400]


def test_the_code_is_as_old_as_apples_redirect_if_that_was_seen():
    sign_ins = SignIns()
    location = f"{FIELDS['redirect_uri']}?{urlencode({'code': CODE, 'state': 's1'})}"
    sign_ins.add(Exchange(Request("GET", PAGE), Response(302, (("Location", location),), b"")), NOW)
    sign_ins.receive(callback(code=CODE, state="s1"), NOW + 5)
    assert sign_ins.add(token_call(), NOW + 7).code_age == 7


def test_a_code_that_was_not_seen_has_no_age():
    assert SignIns().add(token_call(), NOW).code_age is None


def test_a_token_call_whose_code_was_not_seen_belongs_to_the_only_page_for_its_client():
    sign_ins = SignIns()
    sign_ins.answer(led_to_apple(), NOW)
    assert sign_ins.add(token_call(client_id="com.example.other"), NOW + 1).sign_in == 2
    assert sign_ins.add(token_call(code="c2"), NOW + 2).sign_in == 1
    # That one has its code now.
    assert sign_ins.add(token_call(code="c3"), NOW + 3).sign_in == 3


def test_two_users_who_sign_in_at_once_are_not_taken_for_one():
    sign_ins = SignIns()
    for state in ("s1", "s2"):
        sign_ins.answer(led_to_apple(PAGE.replace("s1", state)), NOW)
    assert sign_ins.add(token_call(), NOW + 1).sign_in == 3
    assert sign_ins.receive(callback(code="c9", state="s2"), NOW + 2).sign_in == 2
    assert sign_ins.add(token_call(code="c9"), NOW + 3).sign_in == 2


def test_a_page_that_is_long_ago_is_not_joined():
    sign_ins = SignIns()
    sign_ins.answer(led_to_apple(), NOW)
    assert sign_ins.add(token_call(), NOW + 601).sign_in == 2


def test_the_keys_belong_to_nothing_if_nothing_happened_just_before():
    sign_ins = SignIns()
    keys = Exchange(Request("GET", f"https://{HOST}/auth/keys"), Response(200, JSON, b"{}"))
    assert sign_ins.add(keys, NOW).sign_in is None
    sign_ins.add(token_call(), NOW)
    assert sign_ins.add(keys, NOW + 31).sign_in is None


OF_OTHERS = {
    "a page of the program": Request("GET", "https://app.example.com/?page=2"),
    "another provider's callback": Request("GET", "https://app.example.com/google?code=c5&state=s5"),
    "a form with a user": callback(origin="https://app.example.com", user="jane", error="none"),
    "another service's webhook": notification(issuer="https://example.com"),
    "a payload that is no token": Request("POST", "https://app.example.com/hook", JSON, b'{"payload": "eyJ"}'),
    "a body that is not text": Request("POST", "https://app.example.com/", JSON, b'\xff\xfe"payload"' * 99),
}


@pytest.mark.parametrize("request_of_others", OF_OTHERS.values(), ids=OF_OTHERS)
def test_what_the_program_receives_from_others_is_neither_shown_nor_kept(request_of_others):
    sign_ins = SignIns()
    sign_ins.answer(led_to_apple(), NOW)
    assert sign_ins.receive(request_of_others, NOW) is None
    assert sign_ins.answer(Exchange(request_of_others, Response(500, (), b"")), NOW) is None


def test_a_callback_in_the_address_is_known_by_its_state():
    sign_ins = SignIns()
    sign_ins.answer(led_to_apple(), NOW)
    assert sign_ins.receive(Request("GET", f"https://app.example.com/callback?code={CODE}&state=s1"), NOW).sign_in == 1


def test_a_callback_without_a_start_begins_a_sign_in():
    assert SignIns().receive(callback(code=CODE), NOW).sign_in == 1


def test_a_notification_about_an_unknown_user_belongs_to_no_sign_in():
    seen = SignIns().receive(notification(), NOW)
    assert (seen.step, seen.sign_in, seen.event) == (Step.NOTIFICATION, None, "consent-revoked")


def test_an_answer_that_refuses_a_callback_is_judged_and_one_that_accepts_it_is_not():
    sign_ins = SignIns()
    request = callback(code=CODE, state="s1")
    sign_ins.answer(led_to_apple(), NOW)
    sign_ins.receive(request, NOW)
    assert sign_ins.answer(Exchange(request, Response(302, (("Location", "/"),), b"")), NOW).diagnosis is None
    refused = Response(403, (("Content-Type", "text/html"),), b"<h1>Forbidden</h1><p>CSRF verification failed. Request aborted.</p>")
    seen = sign_ins.answer(Exchange(request, refused), NOW)
    assert seen.diagnosis.root.rule.id == "callback-refused-by-own-csrf"


def test_an_answer_about_apples_refusal_is_not_a_second_report():
    sign_ins = SignIns()
    request = callback(code=CODE, state="s1")
    sign_ins.receive(request, NOW)
    sign_ins.add(token_call(), NOW)
    assert sign_ins.answer(Exchange(request, Response(500, (), b"Internal Server Error")), NOW).diagnosis is None


def test_what_was_seen_of_a_sign_in_decides_what_a_call_shows_only_in_part():
    alone, joined = SignIns(), SignIns()
    used = token_call(Response(400, JSON, b'{"error":"invalid_grant"}'))
    assert alone.add(used, NOW).diagnosis.root is None
    joined.add(token_call(granted()), NOW)
    assert joined.add(used, NOW + 1).diagnosis.root.rule.id == "code-used-twice"


@pytest.mark.parametrize(("date", "ahead"), [("Sat, 29 Nov 2025 12:00:00 GMT", 100), ("nonsense", None)])
def test_the_clock_is_compared_with_the_date_of_the_answer(date, ahead):
    at = 1764417600 + 100
    seen = SignIns().add(token_call(Response(400, (*JSON, ("Date", date)), b'{"error":"invalid_client"}')), at)
    assert seen.clock == ahead


def test_a_large_exchange_is_judged_and_not_kept():
    sign_ins = SignIns()
    large = token_call(granted(x="x" * 100_000))
    sign_ins.add(large, NOW)
    # That the code was used is not known any more.
    assert sign_ins.add(token_call(Response(400, JSON, b'{"error":"invalid_grant"}')), NOW + 1).diagnosis.root is None


def test_what_is_kept_is_limited():
    sign_ins = SignIns()
    sign_ins.receive(callback(code=CODE, state="s1"), NOW)
    for number in range(300):
        sign_ins.add(token_call(granted(access_token=f"access-{number}", refresh_token=f"refresh-{number}")), NOW + number)
    assert sign_ins.add(call(refresh_token="refresh-299"), NOW).sign_in == 1
    assert sign_ins.add(call(refresh_token="refresh-0"), NOW).sign_in == 2
    for number in range(100):
        sign_ins.add(token_call(code=f"other-{number}"), NOW)
    assert sign_ins.add(token_call(), NOW).sign_in == 103


def test_what_a_cut_exchange_lacks_is_not_taken_for_missing():
    sign_ins = SignIns()
    cut = call(response=REFUSED)
    assert sign_ins.add(cut, NOW).diagnosis.root is not None
    assert sign_ins.add(cut, NOW, is_cut=True).diagnosis is None
