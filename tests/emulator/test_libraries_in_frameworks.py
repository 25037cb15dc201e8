"""Unmodified libraries sign in within a web framework or asynchronously: from the redirect to Apple's page to the verified user."""

from __future__ import annotations

import asyncio
import warnings

import pytest
from tests.emulator.party import CALLBACK, CHALLENGE, VERIFIER, WEB, consent, sub_of

from siwakit.apple import AUTHORIZE_URL, DISCOVERY_URL, REVOKE_URL, TOKEN_URL

ORIGIN = "https://app.example.com"


@pytest.fixture
def apple(led):
    """The emulator, to which this process is redirected."""
    return led


@pytest.fixture
def other_secret(apple):
    """A client_secret that is correct, but for another client."""
    return apple.mint_secret("com.example.app")


# Authlib


def register(oauth, secret):
    """Register Apple as Authlib's documentation does; Authlib fetches the discovery document and the keys."""
    ways = {"token_endpoint_auth_method": "client_secret_post", "code_challenge_method": "S256"}
    oauth.register(
        "apple", client_id=WEB, client_secret=secret, server_metadata_url=DISCOVERY_URL, client_kwargs={"scope": "openid name email", **ways}
    )


def flask_app(secret):
    import flask
    from authlib.integrations.flask_client import OAuth

    app = flask.Flask("an-app")
    app.secret_key = "a-secret-of-this-test-alone"
    app.testing = True
    oauth = OAuth(app)
    register(oauth, secret)
    app.add_url_rule("/login", "login", lambda: oauth.apple.authorize_redirect(CALLBACK, response_mode="form_post"))
    app.add_url_rule("/callback", "callback", lambda: oauth.apple.authorize_access_token()["userinfo"], methods=["POST"])
    return app.test_client()


def test_authlib_in_flask_signs_in_and_verifies(apple):
    browser = flask_app(apple.mint_secret(WEB))
    fields = consent(apple, browser.get("/login", base_url=ORIGIN).location)
    assert browser.post("/callback", base_url=ORIGIN, data=fields).json["sub"] == sub_of(apple)


def test_authlib_in_flask_is_refused_with_the_secret_of_another_client(apple, other_secret):
    from authlib.integrations.base_client import OAuthError

    browser = flask_app(other_secret)
    fields = consent(apple, browser.get("/login", base_url=ORIGIN).location)
    with pytest.raises(OAuthError, match="invalid_client"):
        browser.post("/callback", base_url=ORIGIN, data=fields)


def browser_of(login, callback):
    """Return a browser at an application of two pages, whose session survives the callback from another site."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.sessions import SessionMiddleware
    from starlette.routing import Route
    from starlette.testclient import TestClient

    routes = [Route("/login", login), Route("/callback", callback, methods=["POST"])]
    session = Middleware(SessionMiddleware, secret_key="a-secret-of-this-test-alone", same_site="none", https_only=True)
    return TestClient(Starlette(routes=routes, middleware=[session]), base_url=ORIGIN, follow_redirects=False)


def starlette_app(secret):
    from authlib.integrations.starlette_client import OAuth
    from starlette.responses import JSONResponse

    oauth = OAuth()
    register(oauth, secret)

    async def login(request):
        return await oauth.apple.authorize_redirect(request, CALLBACK, response_mode="form_post")

    async def callback(request):
        return JSONResponse((await oauth.apple.authorize_access_token(request))["userinfo"])

    return browser_of(login, callback)


def test_authlib_in_starlette_signs_in_and_verifies(apple):
    browser = starlette_app(apple.mint_secret(WEB))
    fields = consent(apple, browser.get("/login").headers["location"])
    assert browser.post("/callback", data=fields).json()["sub"] == sub_of(apple)


def test_authlib_in_starlette_is_refused_with_the_secret_of_another_client(apple, other_secret):
    from authlib.integrations.base_client import OAuthError

    browser = starlette_app(other_secret)
    fields = consent(apple, browser.get("/login").headers["location"])
    with pytest.raises(OAuthError, match="invalid_client"):
        browser.post("/callback", data=fields)


# fastapi-sso


def fastapi_sso_app(secret):
    from starlette.responses import JSONResponse

    with warnings.catch_warnings():
        # Its imports issue deprecation warnings.
        warnings.simplefilter("ignore")
        from fastapi_sso.sso.apple import AppleSSO

    sso = AppleSSO(WEB, secret, CALLBACK)

    async def login(_):
        async with sso:
            return await sso.get_login_redirect()

    async def callback(request):
        async with sso:
            return JSONResponse((await sso.verify_and_process(request)).model_dump())

    return browser_of(login, callback)


def test_fastapi_sso_signs_in(apple):
    browser = fastapi_sso_app(apple.mint_secret(WEB))
    fields = consent(apple, browser.get("/login").headers["location"])
    assert browser.post("/callback", data=fields).json()["id"] == sub_of(apple)


def test_fastapi_sso_is_refused_with_the_secret_of_another_client(apple, other_secret):
    from oauthlib.oauth2 import InvalidClientError

    browser = fastapi_sso_app(other_secret)
    fields = consent(apple, browser.get("/login").headers["location"])
    with pytest.raises(InvalidClientError):
        browser.post("/callback", data=fields)


# httpx-oauth


def httpx_oauth(secret):
    from httpx_oauth.oauth2 import OAuth2

    ways = dict.fromkeys(("token_endpoint_auth_method", "revocation_endpoint_auth_method"), "client_secret_post")
    places = {"refresh_token_endpoint": TOKEN_URL, "revoke_token_endpoint": REVOKE_URL}
    return OAuth2(WEB, secret, AUTHORIZE_URL, TOKEN_URL, base_scopes=["name", "email"], **places, **ways)


async def address_of(client):
    more = {"code_challenge": CHALLENGE, "code_challenge_method": "S256", "extras_params": {"response_mode": "form_post"}}
    return await client.get_authorization_url(CALLBACK, state="a state", **more)


def test_httpx_oauth_signs_in_refreshes_and_revokes(apple):
    from httpx_oauth.oauth2 import RefreshTokenError

    async def sign_in():
        client = httpx_oauth(apple.mint_secret(WEB))
        code = consent(apple, await address_of(client))["code"]
        tokens = await client.get_access_token(code, CALLBACK, VERIFIER)
        refreshed = await client.refresh_token(tokens["refresh_token"])
        await client.revoke_token(tokens["refresh_token"], "refresh_token")
        with pytest.raises(RefreshTokenError) as refused:
            await client.refresh_token(tokens["refresh_token"])
        return tokens, refreshed, refused.value.response.json()

    tokens, refreshed, refusal = asyncio.run(sign_in())
    assert refreshed["access_token"] != tokens["access_token"]
    assert refusal == {"error": "invalid_grant", "error_description": "The token has expired or has been revoked."}


def test_httpx_oauth_is_refused_with_the_secret_of_another_client(apple, other_secret):
    from httpx_oauth.oauth2 import GetAccessTokenError

    async def sign_in():
        client = httpx_oauth(other_secret)
        await client.get_access_token(consent(apple, await address_of(client))["code"], CALLBACK, VERIFIER)

    with pytest.raises(GetAccessTokenError) as refused:
        asyncio.run(sign_in())
    assert refused.value.response.json() == {"error": "invalid_client"}
