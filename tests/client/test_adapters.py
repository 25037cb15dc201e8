"""Other libraries with our client_secrets, against the emulator."""

from __future__ import annotations

import httpx2
import pytest
from authlib.integrations.requests_client import OAuth2Session
from tests.client.party import APP, RETURN, WEB, configuration

from siwakit.edge.adapters.allauth import allauth_settings
from siwakit.edge.adapters.authlib import client_auth_method
from siwakit.edge.adapters.httpx_auth import ClientSecretAuth
from siwakit.edge.adapters.social_auth import social_auth_settings
from siwakit.edge.client.client_secrets import ClientSecrets
from siwakit.errors import KeyFault, MintRefused, UsageError
from siwakit.testing import emulator


@pytest.fixture
def served():
    with emulator(seed=7) as running:
        yield running


@pytest.fixture
def secrets(served):
    return ClientSecrets(configuration(served.server.apple, served.url))


def test_httpx_posts_with_a_secret(served, secrets):
    form = {"grant_type": "authorization_code", "code": served.sign_in(WEB), "redirect_uri": RETURN}
    answer = httpx2.post(f"{served.url}/auth/token", data=form, auth=ClientSecretAuth(secrets, client_id=WEB))
    assert answer.json()["refresh_token"]


async def post(url, form, auth):
    async with httpx2.AsyncClient() as client:
        return await client.post(url, data=form, auth=auth)


def test_httpx_posts_with_a_secret_from_a_loop(served, secrets):
    import asyncio

    form = {"grant_type": "authorization_code", "code": served.sign_in(WEB), "redirect_uri": RETURN}
    assert asyncio.run(post(f"{served.url}/auth/token", form, ClientSecretAuth(secrets, client_id=WEB))).status_code == 200


@pytest.mark.parametrize(
    ("method", "url", "options"),
    [
        ("POST", "https://elsewhere.example/auth/token", {"data": {"a": "b"}}),
        ("POST", "http://127.0.0.1.evil.example/auth/token", {"data": {"a": "b"}}),
        ("GET", "{}/auth/keys", {}),
        ("POST", "{}/auth/token", {"json": {}}),
    ],
)
def test_a_secret_goes_into_forms_to_apple_alone(served, secrets, method, url, options):
    with pytest.raises(UsageError):
        httpx2.request(method, url.format(served.url), auth=ClientSecretAuth(secrets, client_id=WEB), **options)


def test_authlib_exchanges_a_code(served, secrets):
    session = OAuth2Session(WEB, token_endpoint_auth_method="siwakit", redirect_uri=RETURN)
    session.register_client_auth_method(client_auth_method(secrets))
    assert session.fetch_token(f"{served.url}/auth/token", code=served.sign_in(WEB))["refresh_token"]


def test_authlib_sends_no_secret_elsewhere(secrets):
    session = OAuth2Session(WEB, token_endpoint_auth_method="siwakit", redirect_uri=RETURN)
    session.register_client_auth_method(client_auth_method(secrets))
    with pytest.raises(UsageError):
        session.fetch_token("https://elsewhere.example/auth/token", code="c")


def test_allauth_is_told_the_parts_where_it_looks_for_them(served):
    names = {"team_id": served.team_id, "key_id": served.key_id, "key_text": served.key_text, "services_id": WEB, "bundle_ids": (APP,)}
    (app,) = allauth_settings(**names)["APPS"]
    assert (app["client_id"], app["secret"], app["key"]) == (f"{WEB},{APP}", served.key_id, served.team_id)
    assert app["settings"] == {"certificate_key": served.key_text}


def test_social_auth_is_told_the_parts(served):
    told = social_auth_settings(team_id=served.team_id, key_id=served.key_id, key_text=served.key_text, services_id=WEB)
    assert told["SOCIAL_AUTH_APPLE_ID_CLIENT"] == WEB
    assert told["SOCIAL_AUTH_APPLE_ID_AUDIENCE"] == [WEB]


@pytest.mark.parametrize("settings", [allauth_settings, social_auth_settings])
def test_settings_that_cannot_work_are_refused(served, settings):
    with pytest.raises(KeyFault):
        settings(team_id=served.team_id, key_id=served.key_id, key_text="no key", services_id=WEB)
    with pytest.raises(MintRefused):
        settings(team_id="short", key_id=served.key_id, key_text=served.key_text, services_id=WEB)
