"""django-allauth and dj-rest-auth."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CLIENT = "https://github.com/pennersr/django-allauth/blob/main/allauth/socialaccount/providers/apple/client.py"
_JWT = "https://github.com/pennersr/django-allauth/blob/main/allauth/socialaccount/internal/jwtkit.py"

MESSAGES = (
    Message(
        id="allauth-no-identity-token",
        speaker="django-allauth",
        literal="keyerror: 'id_token'",
        words=pattern(r"providers/apple/(?:views|provider|client)\.py\"?(?:, line \d{1,4})?[^{}]{0,250}?KeyError: 'id_token'"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=(
            """File "/app/allauth/socialaccount/providers/apple/views.py", line 92, in parse_token\n    data["id_token"]\nKeyError: 'id_token'""",
        ),
        versions="0.42 and later, below dj-rest-auth",
        where="https://github.com/iMerica/dj-rest-auth/issues/201",
    ),
    Message(
        id="allauth-no-identity-token-page",
        speaker="django-allauth",
        literal="keyerror at /",
        words=pattern(r"KeyError at /[\w/.-]{0,40}apple[^{}']{0,120}'id_token'"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("KeyError at /rest-auth/apple/\n\n    'id_token'",),
        versions="0.42 and later, below dj-rest-auth",
        where="https://github.com/pennersr/django-allauth/issues/2931",
    ),
    Message(
        id="allauth-identity-token",
        speaker="django-allauth",
        literal="oauth2error: invalid id_token",
        words=pattern(r"OAuth2Error: Invalid id_token"),
        proves=Proof.TOKEN_REFUSED,
        samples=("allauth.socialaccount.providers.oauth2.client.OAuth2Error: Invalid id_token",),
        versions="0.44 and later",
        where=_JWT,
        is_general=True,
    ),
    Message(
        id="allauth-kid",
        speaker="django-allauth",
        literal="invalid 'kid'",
        words=pattern(r"Invalid 'kid': '(?P<kid>[\w-]{1,80})'"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("allauth.socialaccount.providers.oauth2.client.OAuth2Error: Invalid 'kid': 'T8tIJ1zSrO'",),
        versions="0.62 and later",
        where=_JWT,
        is_general=True,
    ),
    Message(
        id="allauth-replayed",
        speaker="django-allauth",
        literal="oauth2error: token already used",
        words=pattern(r"OAuth2Error: token already used"),
        proves=Proof.TOKEN_REPLAYED,
        samples=("allauth.socialaccount.providers.oauth2.client.OAuth2Error: token already used",),
        versions="0.64 and later",
        where=_JWT,
        is_general=True,
    ),
    Message(
        id="allauth-key-missing",
        speaker="django-allauth",
        literal="apple 'certificate_key' missing",
        words=pattern(r"Apple 'certificate_key' missing"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("django.core.exceptions.ImproperlyConfigured: Apple 'certificate_key' missing",),
        versions="0.44 and later",
        where=_CLIENT,
    ),
    Message(
        id="allauth-team-missing",
        speaker="django-allauth",
        literal="apple 'key' missing",
        words=pattern(r"Apple 'key' missing"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("django.core.exceptions.ImproperlyConfigured: Apple 'key' missing",),
        versions="0.44 and later",
        where=_CLIENT,
    ),
)
