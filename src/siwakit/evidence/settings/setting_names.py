"""Names under which libraries and services store the settings for Sign in with Apple.

Names are compared with separators and capitals normalised: `clientID`, `client-id` and `CLIENT_ID` are `client_id`, and a
path is one name, `registration_apple_client_id`. A library's own names take precedence over the general ones: what
django-allauth calls `key` is a Team ID.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache

from siwakit.patterns import pattern
from siwakit.record import record

_HUMP = pattern(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = pattern(r"[^A-Za-z0-9]+")
_MAX_NAME = 200


class Role(Enum):
    """Purpose of a setting."""

    TEAM_ID = "the Team ID"
    KEY_ID = "the Key ID"
    CLIENT_ID = "the client_id"
    SERVICES_ID = "the Services ID"
    BUNDLE_ID = "the bundle ID"
    PRIVATE_KEY = "the private key"
    KEY_FILE = "the name of the key file"
    CLIENT_SECRET = "the client_secret"
    REDIRECT_URI = "the redirect_uri"
    AUTHENTICATION = "how the client authenticates"
    GENERATES = "the switch that makes the client_secret"


@record
class Library:
    """Library with its *names*; *where* is the path to them.

    *sends_secret* means that its client_secret is sent to Apple as it is, and *is_nested* that each name is a member of a mapping, not
    the end of a longer name.
    """

    name: str
    where: re.Pattern[str]
    names: Mapping[str, Role]
    sends_secret: bool = False
    is_nested: bool = False


def _library(name: str, where: str, *, sends_secret: bool = False, is_nested: bool = False, **names: Role) -> Library:
    return Library(name, re.compile(rf"{where}({'|'.join(names)})"), names, sends_secret, is_nested)


_BEGIN = r"(?:.*_)?"


# Compiled when settings are first read: most inputs have none, and compiling so much takes a while.
@cache
def _libraries() -> tuple[Library, ...]:
    return (
        _library(
            "django-allauth",
            _BEGIN + r"apple_apps?_(?:settings_)?",
            is_nested=True,
            client_id=Role.CLIENT_ID,
            secret=Role.KEY_ID,
            key=Role.TEAM_ID,
            certificate_key=Role.PRIVATE_KEY,
            certificate=Role.PRIVATE_KEY,
        ),
        _library("django-allauth", r"socialaccount_providers_apple_", certificate_key=Role.PRIVATE_KEY, certificate=Role.PRIVATE_KEY),
        _library(
            "social-auth",
            _BEGIN + r"social_auth_apple_id_",
            client=Role.CLIENT_ID,
            audience=Role.CLIENT_ID,
            team=Role.TEAM_ID,
            key=Role.KEY_ID,
            secret=Role.PRIVATE_KEY,
        ),
        _library(
            "Supabase",
            _BEGIN + r"external_apple_",
            sends_secret=True,
            client_id=Role.CLIENT_ID,
            additional_client_ids=Role.CLIENT_ID,
            secret=Role.CLIENT_SECRET,
            redirect_uri=Role.REDIRECT_URI,
        ),
        _library("Auth.js", r"(?:next_)?auth_apple_", sends_secret=True, id=Role.CLIENT_ID, secret=Role.CLIENT_SECRET),
        _library("Auth.js", r"apple_", id=Role.CLIENT_ID, secret=Role.CLIENT_SECRET),
        _library("Auth.js", _BEGIN + r"apple_provider_", sends_secret=True, client_id=Role.CLIENT_ID, client_secret=Role.CLIENT_SECRET),
        _library(
            "AspNet.Security.OAuth.Apple",
            _BEGIN + r"add_apple_",
            sends_secret=True,
            client_id=Role.CLIENT_ID,
            client_secret=Role.CLIENT_SECRET,
            key_id=Role.KEY_ID,
            team_id=Role.TEAM_ID,
            private_key=Role.PRIVATE_KEY,
            generate_client_secret=Role.GENERATES,
        ),
        _library("Directus", r"auth_apple_", sends_secret=True, client_id=Role.CLIENT_ID, client_secret=Role.CLIENT_SECRET),
        _library(
            "Better Auth",
            _BEGIN + r"social_providers_apple_",
            sends_secret=True,
            client_id=Role.CLIENT_ID,
            client_secret=Role.CLIENT_SECRET,
            app_bundle_identifier=Role.BUNDLE_ID,
        ),
        _library(
            "Ory Kratos",
            _BEGIN + r"providers_",
            apple_team_id=Role.TEAM_ID,
            apple_private_key_id=Role.KEY_ID,
            apple_private_key=Role.PRIVATE_KEY,
        ),
        _library(
            "Serverpod",
            r"(?:shared|development|test|staging|production|serverpod_password)_",
            apple_service_identifier=Role.SERVICES_ID,
            apple_bundle_identifier=Role.BUNDLE_ID,
            apple_redirect_uri=Role.REDIRECT_URI,
            apple_team_id=Role.TEAM_ID,
            apple_key_id=Role.KEY_ID,
            apple_key=Role.PRIVATE_KEY,
        ),
    )


@cache
def _general() -> tuple[tuple[re.Pattern[str], Role], ...]:
    return tuple(
        (re.compile(rf"(?:(.*?)_)?(?:{words})"), role)
        for words, role in (
            (r"(?:private_)?key_?id|kid|key_identifier", Role.KEY_ID),
            (r"team(?:_?id|_identifier)?", Role.TEAM_ID),
            (r"(?:web_)?services?_?(?:id|identifier)", Role.SERVICES_ID),
            (r"bundle_?(?:id|identifier)s?", Role.BUNDLE_ID),
            (r"client_?ids?", Role.CLIENT_ID),
            (r"(?:key|p8|cert(?:ificate)?)_(?:file_?)?(?:path|location|file|filename|name)", Role.KEY_FILE),
            (
                r"private_?key(?:_(?:string|text|value|contents?|pem|p8|base64|b64))?|p8(?:_(?:key|contents?|text))?|pem|certificate_key",
                Role.PRIVATE_KEY,
            ),
            (r"key_(?:contents?|text|pem)|app_secret", Role.PRIVATE_KEY),
            (r"(?:generate|mint|create|auto)_(?:\w{1,20}_)?secret", Role.GENERATES),
            (r"(?:client_auth(?:entication)?|token_endpoint_auth(?:entication)?|credentials_client_secret)_method", Role.AUTHENTICATION),
            (r"client_?secret", Role.CLIENT_SECRET),
            (r"(?:redirect|callback|return)(?:_?ur[il])?", Role.REDIRECT_URI),
        )
    )


_APPLE = pattern(r"(?:^|_)(?:apple|siwa|sign_?in_?with_?apple|apple_?id)(?:_|$)")
# Apple's other services have Team IDs, Key IDs and .p8 files of their own.
_OTHER_SERVICE = pattern(
    r"(?:^|_)(?:apns?|push|app_?store(?:_connect)?|asc|storekit|iap|in_app|map_?kit|maps?|music(?:_?kit)?|weather(?:_?kit)?|wallet|pass_?kit|"
    r"fastlane|notari\w*|testflight|device_check|code_?sign\w*|provisioning|eas|search_ads|api_key|api_issuer)(?:_|$)"
)


def plain_name(name: str) -> str:
    """Return *name* in lower case, with one underscore between words."""
    return _SEPARATORS.sub("_", _HUMP.sub("_", name[:_MAX_NAME])).strip("_").lower()


def says_apple(plain: str) -> bool:
    """Return whether the name *plain* refers to Sign in with Apple."""
    return bool(_APPLE.search(plain))


def says_other_service(plain: str) -> bool:
    """Return whether the name *plain* refers to another Apple service."""
    return bool(_OTHER_SERVICE.search(plain))


def library_of(plain: str, last: str) -> tuple[Library, Role] | None:
    """Return the library that has the path *plain*, which ends with the name *last*, among its own names, and what it means there."""
    for library in _libraries():
        found = library.where.fullmatch(plain)
        if found and (not library.is_nested or plain_name(last) in library.names):
            return library, library.names[found.group(1)]
    return None


def role_of(plain: str) -> Role | None:
    """Return what the name *plain* means in most libraries."""
    return next((role for pattern, role in _general() if pattern.fullmatch(plain)), None)


def prefix_of(plain: str) -> str:
    """Return the words of *plain* before those that say what it is; all of them if none does."""
    found = next((match for pattern, _ in _general() if (match := pattern.fullmatch(plain))), None)
    return (found.group(1) or "") if found else plain
