"""Entries of a saved HAR: what is left out of them says so, and is not taken for absent."""

from __future__ import annotations

import io
import json
import re

import pytest

from siwakit.apple import HOST
from siwakit.flow.diagnose import diagnose_gathered
from siwakit.flow.gather import AlreadyRead, GatherRequest, Pasted, gather
from siwakit.http import Exchange, Request, Response
from siwakit.readers.requests.har import read_har
from siwakit.render.live.sealed_har import Recorded, har_entry
from siwakit.samples import NOW, Scenario

REFUSED = Response(400, (("Content-Type", "application/json"),), b'{"error":"invalid_client"}')


def entry(exchange, *, show_secrets=False, **cut):
    return har_entry(Recorded(exchange, NOW, NOW + 0.1, **cut), show_secrets=show_secrets)


def root_of(*entries):
    text = json.dumps({"log": {"version": "1.2", "entries": entries}})
    return diagnose_gathered(gather(GatherRequest((AlreadyRead(read_har(io.BytesIO(text.encode()))),), clock=NOW))).root


@pytest.mark.parametrize("show_secrets", [True, False])
def test_a_body_of_which_the_end_is_missing_is_left_out_and_accuses_nothing(show_secrets):
    exchange = Exchange(Scenario().request(), REFUSED)
    cut = Exchange(Request("POST", exchange.request.url, exchange.request.headers, b""), REFUSED)
    assert root_of(entry(cut, show_secrets=show_secrets)).rule.id == "request-body-empty"
    assert root_of(entry(cut, show_secrets=show_secrets, request_is_cut=True)) is None
    half = Exchange(exchange.request, Response(400, REFUSED.headers, b'{"err'))
    written = entry(half, show_secrets=show_secrets, answer_is_cut=True)
    assert "text" not in written["response"]["content"]
    assert root_of(written) is None


def test_what_is_pasted_on_the_page_has_the_same_cause_as_the_file():
    exchange = Exchange(Scenario().secret(sub="com.example.app").request(), REFUSED)
    text = json.dumps({"log": {"version": "1.2", "entries": [entry(exchange)]}})
    pasted = diagnose_gathered(gather(GatherRequest((Pasted(text, "apple.har"),), clock=NOW))).root
    assert pasted.rule.id == root_of(entry(exchange)).rule.id == "sub-differs-from-client-id"


def test_without_an_answer_there_is_only_a_request():
    written = entry(Exchange(Scenario().request()))
    assert (written["response"]["status"], root_of(written)) == (0, None)


PLACES = {
    "a header": Request("GET", f"https://{HOST}/auth/keys", (("X-Api-Key", "canary-0123456789"),)),
    "a cookie": Request("GET", f"https://{HOST}/auth/keys", (("Cookie", "a=canary-0123456789; b=canary-0123456789"),)),
    "Basic credentials": Request("GET", f"https://{HOST}/auth/keys", (("Authorization", "Basic YTpjYW5hcnktMDEyMzQ1Njc4OQ=="),)),
    "Bearer credentials": Request("GET", f"https://{HOST}/auth/keys", (("Authorization", "Bearer canary-0123456789"),)),
    "the address": Request("GET", f"https://{HOST}/auth/authorize?state=canary-0123456789"),
    "a field that nobody knows": Request("GET", f"https://{HOST}/auth/authorize?x=canary-0123456789"),
    "a fragment": Request("GET", f"https://{HOST}/auth/keys#canary-0123456789"),
    "a password in the address": Request("GET", f"https://a:canary-0123456789@{HOST}/auth/keys"),
    "a form": Request("POST", f"https://{HOST}/auth/token", (("Content-Type", "application/x-www-form-urlencoded"),), b"password=canary-0123456789"),
    "JSON": Request("POST", f"https://{HOST}/auth/token", (("Content-Type", "application/json"),), b'{"code": {"a": "canary-0123456789"}}'),
    "text": Request("POST", f"https://{HOST}/auth/token", (("Content-Type", "text/plain"),), b"canary-0123456789"),
    "a form without a type": Request("POST", f"https://{HOST}/auth/token", (), b"canary-0123456789"),
}


@pytest.mark.parametrize("request_with_it", PLACES.values(), ids=PLACES)
def test_a_secret_is_not_saved_wherever_the_program_puts_it(request_with_it):
    exchange = Exchange(request_with_it, REFUSED)
    assert "canary-0123456789" not in json.dumps(entry(exchange))
    assert re.search("canary-0123456789|YTpjYW5hcnktMDEyMzQ1Njc4OQ==", json.dumps(entry(exchange, show_secrets=True)))


ANSWERS = {
    "a token": b'{"access_token": "canary-0123456789"}',
    "a member that nobody knows": b'{"x": "canary-0123456789"}',
    "a member inside": b'{"x": [{"y": "canary-0123456789"}]}',
    "a page": b"<html><input name=code value=canary-0123456789></html>",
    "keys with more in them": b'{"keys": [{"kty": "RSA", "d": "canary-0123456789"}]}',
}


@pytest.mark.parametrize("body", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("path", ["/auth/token", "/auth/keys", "/.well-known/openid-configuration"])
def test_a_secret_is_not_saved_wherever_the_answer_has_it(path, body):
    location = "https://app.example.com/back?code=canary-0123456789#canary-0123456789"
    headers = (("Content-Type", "application/json"), ("Set-Cookie", "a=canary-0123456789; Path=/; x=canary-0123456789"), ("Location", location))
    exchange = Exchange(Request("GET", f"https://{HOST}{path}"), Response(200, headers, body))
    assert "canary-0123456789" not in json.dumps(entry(exchange))
