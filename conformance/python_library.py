"""Verify identity tokens and mint a client_secret with one Python library, as its own documentation says.

python -m conformance.python_library LIBRARY < asked.json > answered.json

Each class has the few lines that a program with this library needs; the page prints them. Keys come from the vector in place of Apple's
address, and the library's clock shows the vector's time. What a library raises is its refusal, whatever it raises.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

ISSUER = "https://appleid.apple.com"
CALLBACK = "https://app.example.com/callback"
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "allauth.account.middleware.AccountMiddleware"]


class FixedDatetime(datetime):
    """The class datetime, whose clock shows the time that was set."""

    shown = 0.0

    @classmethod
    def now(cls, tz: Any = None) -> FixedDatetime:
        """Return the time that was set."""
        return cls.fromtimestamp(cls.shown, tz)


def set_clock(now: float) -> None:
    """Let this process and PyJWT read *now* as the time."""
    import jwt.api_jwt

    FixedDatetime.shown = now
    jwt.api_jwt.datetime = FixedDatetime  # type: ignore[attr-defined]  # it has no parameter for the time
    time.time = lambda: now


class PyJWT:
    """PyJWT."""

    def verify(self, token: str, key_set: Any, audiences: list[str], _: str | None) -> None:
        """Verify *token*."""
        import jwt

        class PyJWKClient(jwt.PyJWKClient):
            def fetch_data(self) -> Any:
                return key_set

        # What follows is printed.
        keys = PyJWKClient("https://appleid.apple.com/auth/keys")
        key = keys.get_signing_key_from_jwt(token)
        required = ["iss", "aud", "exp", "iat", "sub"]
        jwt.decode(token, key, algorithms=["RS256"], audience=audiences, issuer=ISSUER, options={"require": required})

    def mint(self, claims: dict[str, Any], key: str, kid: str) -> str:
        """Return a client_secret."""
        import jwt

        return jwt.encode(claims, key, algorithm="ES256", headers={"kid": kid})


class Joserfc:
    """joserfc."""

    def verify(self, token: str, key_set: Any, audiences: list[str], nonce: Any) -> None:
        """Verify *token*."""
        from joserfc import jwt
        from joserfc.jwk import KeySet

        # What follows is printed.
        decoded = jwt.decode(token, KeySet.import_key_set(key_set), algorithms=["RS256"])
        requests = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "values": audiences},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        requests.validate(decoded.claims)

    def mint(self, claims: dict[str, Any], key: str, kid: str) -> str:
        """Return a client_secret."""
        from joserfc import jwt
        from joserfc.jwk import ECKey

        return jwt.encode({"alg": "ES256", "kid": kid}, claims, ECKey.import_key(key))


class Authlib:
    """Authlib, as its page on Django describes it; its integrations with other frameworks share this code."""

    def __init__(self) -> None:
        """Set up Django without applications."""
        from django.conf import settings

        settings.configure()

    def verify(self, token: str, key_set: Any, audiences: list[str], nonce: str | None) -> None:
        """Verify *token*."""
        from authlib.integrations.django_client import OAuth

        # What follows is printed.
        oauth = OAuth()
        oauth.register(
            "apple",
            client_id=audiences[0],
            issuer=ISSUER,
            jwks=key_set,
            jwks_uri="https://appleid.apple.com/auth/keys",
            id_token_signing_alg_values_supported=["RS256"],
        )
        oauth.apple.parse_id_token({"id_token": token, "access_token": "a"}, nonce=nonce)

    def mint(self, claims: dict[str, Any], key: str, kid: str) -> str:
        """Return a client_secret."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from authlib.jose import jwt

        return str(jwt.encode({"alg": "ES256", "kid": kid}, claims, key), "ascii")


class SocialAuthCore:
    """social-auth-core."""

    def _backend(self, settings: dict[str, Any]) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from social_core.backends.apple import AppleIdAuth
            from social_core.strategy import BaseStrategy

        strategy: Any = BaseStrategy(type("Storage", (), {}))
        strategy.get_setting = settings.__getitem__
        strategy.request_data = lambda *_, **__: {}
        strategy.absolute_uri = lambda path=None: path
        return AppleIdAuth(strategy, redirect_uri=CALLBACK)

    def verify(self, token: str, key_set: Any, audiences: list[str], _: str | None) -> None:
        """Verify *token*."""
        settings: dict[str, Any] = {}
        backend = self._backend(settings)
        backend.get_json = lambda *_, **__: key_set
        # What follows is printed.
        settings["SOCIAL_AUTH_APPLE_ID_CLIENT"] = audiences[0]
        settings["SOCIAL_AUTH_APPLE_ID_AUDIENCE"] = audiences
        backend.decode_id_token(token)

    def mint(self, claims: dict[str, Any], key: str, kid: str) -> str:
        """Return a client_secret."""
        settings = {"CLIENT": claims["sub"], "TEAM": claims["iss"], "KEY": kid, "SECRET": key}
        backend = self._backend({f"SOCIAL_AUTH_APPLE_ID_{name}": value for name, value in settings.items()})
        return str(backend.generate_client_secret())


class DjangoAllauth:
    """django-allauth."""

    def __init__(self) -> None:
        """Set up Django."""
        import django
        from django.conf import settings

        apps = ["auth", "contenttypes", "sessions", "messages", "sites"]
        allauth = ["allauth", "allauth.account", "allauth.socialaccount", "allauth.socialaccount.providers.apple"]
        settings.configure(
            SECRET_KEY="of these vectors", INSTALLED_APPS=[*(f"django.contrib.{name}" for name in apps), *allauth], SITE_ID=1, MIDDLEWARE=MIDDLEWARE
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            django.setup()

    def _configure(self, **app: Any) -> Any:
        from allauth.socialaccount.models import SocialApp
        from django.conf import settings

        settings.SOCIALACCOUNT_PROVIDERS = {"apple": {"APPS": [app]}}
        return SocialApp(provider="apple", **app)

    def verify(self, token: str, key_set: Any, audiences: list[str], _: str | None) -> None:
        """Verify *token*."""
        from allauth.socialaccount.internal import jwtkit
        from allauth.socialaccount.models import SocialApp
        from allauth.socialaccount.providers.apple.provider import AppleProvider
        from allauth.socialaccount.providers.apple.views import AppleOAuth2Adapter

        jwtkit.get_adapter = lambda: Loopback(key_set)
        # What follows is printed.
        app = SocialApp(provider="apple", client_id=",".join(audiences))
        AppleOAuth2Adapter.get_verified_identity_data(AppleProvider(None, app=app), token)

    def mint(self, claims: dict[str, Any], key: str, kid: str) -> str:
        """Return a client_secret."""
        from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
        from allauth.socialaccount.providers.apple.client import AppleOAuth2Client
        from django.test import RequestFactory

        app = self._configure(client_id=claims["sub"], secret=kid, key=claims["iss"], settings={"certificate_key": key})
        DefaultSocialAccountAdapter.get_app = lambda *_, **__: app  # it would ask a database
        client = AppleOAuth2Client(RequestFactory().get("/"), claims["sub"], kid, "POST", f"{ISSUER}/auth/token", CALLBACK)
        return str(client.generate_client_secret())


class Loopback:
    """What django-allauth needs of an adapter and of a session of requests: one document, at every address."""

    def __init__(self, document: Any) -> None:
        """Serve *document*."""
        self.document = document

    def get_requests_session(self) -> Loopback:
        """Return the session."""
        return self

    def __enter__(self) -> Self:
        """Return the session."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""

    def get(self, _: str) -> Loopback:
        """Return the answer."""
        return self

    def raise_for_status(self) -> None:
        """Raise nothing."""

    def json(self) -> Any:
        """Return the document."""
        return self.document


class Siwakit:
    """siwakit itself."""

    def verify(self, token: str, key_set: Any, audiences: list[str], nonce: str | None) -> None:
        """Verify *token*."""
        from siwakit import read_key_set, verify_identity_token

        # What follows is printed.
        verify_identity_token(token, keys=read_key_set(key_set), audience=audiences, nonce=nonce, now=int(time.time()))

    def mint(self, claims: dict[str, Any], key: str, kid: str) -> str:
        """Return a client_secret."""
        from siwakit import KeySigner, key_at_hand, mint_client_secret

        private: Any = key_at_hand(key).reading.private
        now = int(time.time())
        return mint_client_secret(KeySigner(private), team_id=claims["iss"], key_id=kid, client_id=claims["sub"], now=now)


LIBRARIES: dict[str, Callable[[], Any]] = {
    "siwakit": Siwakit,
    "PyJWT": PyJWT,
    "joserfc": Joserfc,
    "Authlib": Authlib,
    "social-auth-core": SocialAuthCore,
    "django-allauth": DjangoAllauth,
}


def refusal_of(library: Any, asked: dict[str, Any]) -> str | None:
    """Return the name of the error that the library raises for this token, or None if it accepts it."""
    set_clock(asked["now"])
    try:
        library.verify(asked["token"], asked["key_set"], asked["audiences"], asked["nonce"])
    except Exception as error:  # noqa: BLE001  whatever a library raises is its refusal
        return type(error).__name__
    return None


def main() -> None:
    """Answer what standard input asks."""
    library = LIBRARIES[sys.argv[1]]()
    asked = json.load(sys.stdin)
    refused = {name: refusal_of(library, token) for name, token in asked["tokens"].items()}
    mint = asked["mint"]
    set_clock(mint["claims"]["iat"])
    json.dump({"refused": refused, "minted": library.mint(mint["claims"], mint["key"], mint["kid"])}, sys.stdout)


if __name__ == "__main__":
    main()
