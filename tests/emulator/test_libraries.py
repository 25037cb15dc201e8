"""Unmodified libraries sign in: with each, a correct sign-in succeeds completely, and a wrong one is refused.

The emulator serves appleid.apple.com itself, and the libraries are redirected to it by `HTTPS_PROXY`, as any program can be.
"""

from __future__ import annotations

import warnings
from urllib.parse import parse_qs, urlsplit

import jwt as pyjwt
import pytest
from tests.emulator.party import CALLBACK, NONCE, VERIFIER, WEB, consent, sub_of

from siwakit.apple import AUTHORIZE_URL, KEYS_URL, REVOKE_URL, TOKEN_URL


@pytest.fixture
def apple(led):
    """The emulator, to which this process is redirected."""
    return led


# social-auth-core


class Nonces:
    """Storage in which social-auth-core keeps its states."""

    @staticmethod
    def use(*_):
        return True


class Storage:
    """The database as social-auth-core needs it."""

    nonce = Nonces


def strategy_of(settings, data):
    """Return what social-auth-core needs from its framework: settings, a session, a request."""
    with warnings.catch_warnings():
        # Its imports issue deprecation warnings.
        warnings.simplefilter("ignore")
        from social_core.strategy import BaseStrategy

    session = {}
    made = BaseStrategy(Storage)
    made.get_setting = settings.__getitem__
    made.request_data = lambda *_, **__: data
    made.absolute_uri = lambda path=None: path
    made.session_get, made.session_set, made.session_pop = session.get, session.__setitem__, session.pop
    return made


def social_auth(apple, **changes):
    from social_core.backends.apple import AppleIdAuth

    settings = {"CLIENT": WEB, "TEAM": apple.team_id, "KEY": apple.key_id, "SECRET": apple.key_text, "SCOPE": ["name", "email"], **changes}
    names = {f"{prefix}{name}": value for name, value in settings.items() for prefix in ("", "SOCIAL_AUTH_APPLE_ID_", "SOCIAL_AUTH_")}
    data = {}
    backend = AppleIdAuth(strategy_of(names, data), redirect_uri=CALLBACK)
    backend.data = data
    return backend, data


def test_social_auth_core_signs_in_verifies_and_refreshes(apple):
    backend, data = social_auth(apple)
    data.update(consent(apple, backend.auth_url()))
    tokens = backend.request_access_token(
        backend.access_token_url(), data=backend.auth_complete_params(), headers=backend.auth_headers(), method="POST"
    )
    assert backend.decode_id_token(tokens["id_token"])["sub"] == sub_of(apple)
    assert backend.refresh_token(tokens["refresh_token"])["access_token"]


def test_social_auth_core_is_refused_with_another_team(apple):
    backend, data = social_auth(apple, TEAM="Z9Z9Z9Z9Z9")
    data.update(consent(apple, backend.auth_url()))
    with pytest.raises(Exception, match="configuration is invalid"):
        backend.request_access_token(backend.access_token_url(), data=backend.auth_complete_params(), headers=backend.auth_headers(), method="POST")
    assert apple.journal[-1].rule == "secret-iss-differs-from-team"


# django-allauth


@pytest.fixture(scope="module")
def django():
    """Django in one module, with allauth and nothing from siwakit."""
    import django as package
    from django.conf import settings

    apps = ["auth", "contenttypes", "sessions", "messages", "sites"]
    allauth = ["allauth", "allauth.account", "allauth.socialaccount", "allauth.socialaccount.providers.apple"]
    settings.configure(
        SECRET_KEY="a-secret-of-this-test-alone",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in apps), *allauth],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "allauth.account.middleware.AccountMiddleware"],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        SITE_ID=1,
        ROOT_URLCONF="allauth.urls",
        USE_TZ=True,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package.setup()
    return package


def allauth_client(apple, key_id):
    from allauth.socialaccount.models import SocialApp
    from allauth.socialaccount.providers.apple.client import AppleOAuth2Client
    from allauth.socialaccount.providers.apple.views import AppleOAuth2Adapter
    from django.conf import settings
    from django.test import RequestFactory

    stated = {"client_id": WEB, "secret": key_id, "key": apple.team_id, "settings": {"certificate_key": apple.key_text}}
    settings.SOCIALACCOUNT_PROVIDERS = {"apple": {"APPS": [stated]}}
    request = RequestFactory().get("/")
    adapter = AppleOAuth2Adapter(request)
    app = SocialApp(provider="apple", client_id=WEB, secret=key_id, key=apple.team_id, settings=stated["settings"])
    places = (adapter.access_token_method, adapter.access_token_url, CALLBACK)
    return adapter, AppleOAuth2Client(request, WEB, key_id, *places), app


def test_django_allauth_signs_in_and_verifies(apple, django, monkeypatch):
    from allauth.socialaccount.providers.apple.provider import AppleProvider

    adapter, client, app = allauth_client(apple, apple.key_id)
    monkeypatch.setattr("allauth.socialaccount.adapter.DefaultSocialAccountAdapter.get_app", lambda *_, **__: app)
    url = client.get_redirect_url(adapter.authorize_url, ["name", "email"], {})
    tokens = client.get_access_token(consent(apple, url)["code"])
    claims = adapter.get_verified_identity_data(AppleProvider(None, app=app), tokens["id_token"])
    assert claims["sub"] == sub_of(apple)


def test_django_allauth_is_refused_with_another_key_id(apple, django, monkeypatch):
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    adapter, client, app = allauth_client(apple, "Z9Z9Z9Z9Z9")
    monkeypatch.setattr("allauth.socialaccount.adapter.DefaultSocialAccountAdapter.get_app", lambda *_, **__: app)
    code = consent(apple, client.get_redirect_url(adapter.authorize_url, ["name", "email"], {}))["code"]
    with pytest.raises(OAuth2Error, match="invalid_client"):
        client.get_access_token(code)


# Authlib


def authlib_session(apple):
    from authlib.integrations.requests_client import OAuth2Session

    ways = dict.fromkeys(("token_endpoint_auth_method", "revocation_endpoint_auth_method"), "client_secret_post")
    session = OAuth2Session(WEB, apple.mint_secret(WEB), scope="name email", redirect_uri=CALLBACK, **ways)
    url, _ = session.create_authorization_url(AUTHORIZE_URL, response_mode="form_post", nonce=NONCE, code_verifier=VERIFIER)
    return session, url


def test_authlib_signs_in_refreshes_and_revokes(apple):
    session, url = authlib_session(apple)
    tokens = session.fetch_token(TOKEN_URL, code=consent(apple, url)["code"])
    key = pyjwt.PyJWK(next(one for one in session.get(KEYS_URL, withhold_token=True).json()["keys"] if one["kid"] == kid_of(tokens["id_token"])))
    assert pyjwt.decode(tokens["id_token"], key, audience=WEB, leeway=10)["nonce"] == NONCE
    assert session.refresh_token(TOKEN_URL, tokens["refresh_token"])["access_token"]
    assert session.revoke_token(REVOKE_URL, tokens["refresh_token"], "refresh_token").status_code == 200
    with pytest.raises(Exception, match="The token has expired or has been revoked"):
        session.refresh_token(TOKEN_URL, tokens["refresh_token"])


def kid_of(token):
    return pyjwt.get_unverified_header(token)["kid"]


def test_authlib_is_refused_a_second_time(apple):
    session, url = authlib_session(apple)
    code = consent(apple, url)["code"]
    session.fetch_token(TOKEN_URL, code=code)
    with pytest.raises(Exception, match="The code has already been used"):
        session.fetch_token(TOKEN_URL, code=code)


# requests-oauthlib


def test_requests_oauthlib_signs_in_and_refreshes(apple):
    from requests_oauthlib import OAuth2Session

    session = OAuth2Session(WEB, redirect_uri=CALLBACK, scope=["name", "email"])
    url, state = session.authorization_url(AUTHORIZE_URL, response_mode="form_post")
    fields = consent(apple, url)
    assert fields["state"] == state
    secret = apple.mint_secret(WEB)
    tokens = session.fetch_token(TOKEN_URL, code=fields["code"], client_secret=secret, include_client_id=True)
    assert tokens["id_token"]
    again = session.refresh_token(TOKEN_URL, refresh_token=tokens["refresh_token"], client_id=WEB, client_secret=secret)
    assert again["access_token"] != tokens["access_token"]


def test_requests_oauthlib_is_refused_another_redirect_uri(apple):
    from requests_oauthlib import OAuth2Session

    session = OAuth2Session(WEB, redirect_uri=f"{CALLBACK}/", scope=["name"])
    with pytest.raises(Exception, match="redirect_uri mismatch"):
        session.fetch_token(TOKEN_URL, code=apple.sign_in(WEB), client_secret=apple.mint_secret(WEB), include_client_id=True)


def test_apple_accepts_the_authorize_url_of_each_library(apple):
    urls = [social_auth(apple)[0].auth_url(), authlib_session(apple)[1]]
    assert [parse_qs(urlsplit(url).query)["response_mode"] for url in urls] == [["form_post"]] * 2
