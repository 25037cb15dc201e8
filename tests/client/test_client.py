"""The rest of the client: both variants are alike, configuration, the sign-in page, migration, and logging."""

from __future__ import annotations

import inspect
import logging
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.client.party import APP, RETURN, WEB, configuration, sign_in
from tests.client.spoiled import Spoiled
from tests.each import each

from siwakit.edge.client import telemetry
from siwakit.edge.client.async_client.client import AsyncAppleClient
from siwakit.edge.client.retry import RetryPolicy
from siwakit.edge.client.sync_client.client import AppleClient
from siwakit.errors import UsageError
from siwakit.flow.authorize import authorization_url, pkce_challenge
from siwakit.flow.configuration import Apple, AppleConfiguration
from siwakit.flow.failures import InvalidGrant, RateLimited, ServerFault
from siwakit.http import Request, Response

VERIFIER = "v" * 43


def public(kind):
    methods = {name: member for name, member in vars(kind).items() if inspect.isfunction(member) and not name.startswith("_")}
    return {name.replace("aclose", "close"): str(inspect.signature(member)) for name, member in methods.items()}


def test_the_two_clients_have_the_same_methods():
    assert public(AppleClient) == public(AsyncAppleClient)


def test_pkce_goes_all_the_way(apple, drive):
    code = sign_in(apple, code_challenge=pkce_challenge(VERIFIER), code_challenge_method="S256")
    driver = drive(configuration(apple), transport=Spoiled(apple))
    assert driver("exchange_web_code", code, redirect_uri=RETURN, code_verifier=VERIFIER).refresh_token


def test_the_sign_in_page_is_asked_for_as_apple_wants_it(apple, drive):
    driver = drive(configuration(apple), transport=Spoiled(apple))
    url = driver.client.authorization_url(RETURN, state="s", nonce="n", scopes=("name", "email"), code_challenge=pkce_challenge(VERIFIER))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://appleid.apple.com/auth/authorize?")
    assert "scope=name%20email" in url
    assert (asked["client_id"], asked["response_mode"], asked["code_challenge_method"]) == (WEB, "form_post", "S256")


@each(
    "changes",
    [{"state": ""}, {"nonce": ""}, {"scopes": ("openid",)}, {"response_mode": "web"}, {"scopes": ("name",), "response_mode": "query"}],
)
def test_what_apples_page_would_refuse_is_refused_before(changes):
    with pytest.raises(UsageError):
        authorization_url(WEB, RETURN, **{"state": "s", "nonce": "n", **changes})


@pytest.mark.parametrize("verifier", ["", "v" * 42, "v" * 129, "+" * 43])
def test_a_verifier_of_another_shape_is_refused(verifier):
    with pytest.raises(UsageError):
        pkce_challenge(verifier)


def test_users_move_from_one_team_to_another(apple, drive):
    driver = drive(configuration(apple), transport=Spoiled(apple))
    tokens = driver("exchange_web_code", sign_in(apple), redirect_uri=RETURN)
    sub = driver("verify_identity_token", tokens.id_token, nonce=None).sub
    team = driver("migration_token", client_id=APP)
    assert team.refresh_token is None
    moved = driver("transfer_identifier", sub, target_team_id="ZZZZZZZZZZ", access_token=team.access_token, client_id=APP)
    with pytest.raises(Exception, match="Apple answered"):
        driver("exchange_transfer_identifier", moved, access_token=team.access_token, client_id=APP)


@each(
    "url",
    [
        "",
        "127.0.0.1:1",
        "ftp://127.0.0.1",
        "http://user@127.0.0.1",
        "http://apple.example",
        "https://appleid.apple.com",
        "http://[",
        "http://127.0.0.1?a",
    ],
)
def test_an_address_that_is_no_emulators_is_refused(url):
    with pytest.raises(UsageError):
        Apple.emulator(url)


def test_an_apple_is_changed_as_a_whole():
    assert (Apple.PRODUCTION.base_url, Apple.PRODUCTION.issuer) == ("https://appleid.apple.com",) * 2
    assert Apple.emulator("http://127.0.0.1:8080/") == Apple("http://127.0.0.1:8080", "https://appleid.apple.com", is_emulator=True)


@pytest.mark.parametrize("ids", [{}, {"bundle_ids": (APP,), "services_ids": (APP,)}, {"bundle_ids": APP}])
def test_a_configuration_without_clear_clients_is_refused(ids):
    with pytest.raises(UsageError):
        AppleConfiguration("A1B2C3D4E5", "ABC123DEFG", None, **ids)


@pytest.mark.parametrize(
    ("name", "options"), [("exchange_native_code", {"client_id": WEB}), ("refresh", {}), ("revoke", {"client_id": "com.example.other"})]
)
def test_a_client_that_cannot_be_meant_is_refused(apple, drive, name, options):
    with pytest.raises(UsageError):
        drive(configuration(apple), transport=Spoiled(apple))(name, "x", **options)


def test_nothing_secret_is_logged_or_shown(apple, drive, caplog):
    caplog.set_level(logging.DEBUG)
    ours = configuration(apple)
    driver = drive(ours, transport=Spoiled(apple))
    code = sign_in(apple)
    tokens = driver("exchange_web_code", code, redirect_uri=RETURN)
    with pytest.raises(InvalidGrant) as caught:
        driver("exchange_web_code", code, redirect_uri=RETURN)
    shown = f"{caplog.text} {tokens!r} {ours!r} {caught.value!r} {driver.client.secrets!r}"
    secret = driver("client_secret", WEB)
    for one in (code, tokens.access_token, tokens.refresh_token, tokens.id_token, secret):
        assert one not in shown
    assert "exchange_web_code failed: invalid-grant, status 400" in caplog.text


def test_a_call_is_a_span(apple, drive, monkeypatch):
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    telemetry._instruments.cache_clear()
    driver = drive(configuration(apple), transport=Spoiled(apple, "bad-gateway", times=1))
    with pytest.raises(InvalidGrant):
        driver("refresh", "r", client_id=WEB)
    (span,) = exporter.get_finished_spans()
    assert span.name == "apple refresh"
    assert dict(span.attributes) == {
        "siwakit.call": "refresh",
        "server.address": "appleid.apple.com",
        "siwakit.outcome": "invalid-grant",
        "http.response.status_code": 400,
        "siwakit.attempts": 2,
    }
    telemetry._instruments.cache_clear()


def test_without_opentelemetry_nothing_is_missing(apple, drive, monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    telemetry._instruments.cache_clear()
    drive(configuration(apple), transport=Spoiled(apple))("discovery")
    assert telemetry._instruments() is None
    telemetry._instruments.cache_clear()


@pytest.mark.parametrize("bounds", [{"attempts": 0}, {"deadline_seconds": 0}, {"first_wait_seconds": -1}])
def test_a_policy_that_bounds_nothing_is_refused(bounds):
    with pytest.raises(UsageError):
        RetryPolicy(**bounds)


def wait(error, attempt=1, left=10.0, dice=1.0):
    return RetryPolicy().wait_before_next(error, attempt, left, dice, may_be_repeated=True)


def test_waits_double_are_spread_and_end():
    fault = ServerFault("x", request=Request("GET", ""), response=Response(500))
    assert [wait(fault, attempt) for attempt in (1, 2, 3, 4, 9)] == [0.1, 0.2, 0.4, 0.8, 0.8]
    assert wait(fault, dice=0.0) == 0.05
    assert wait(fault, 10) is None
    assert wait(fault, left=0.1) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("Retry-After", "7"),), 7),
        ((("Retry-After", "Wed, 25 Nov 2026 00:00:30 GMT"), ("Date", "Wed, 25 Nov 2026 00:00:00 GMT")), 30),
        ((("Retry-After", "Wed, 25 Nov 2026 00:00:30 GMT"),), None),
        ((("Retry-After", "soon"),), None),
    ],
)
def test_retry_after_is_read_in_both_forms(headers, seconds):
    assert RateLimited("x", request=Request("GET", ""), response=Response(429, headers)).retry_after_seconds == seconds
