"""Apple's facts as data: addresses, limits, names and shapes.

The comment on each constant names its source in `sources.py`. Shapes are only what has been seen: Apple promises none of
them, so no rule may call a value wrong just because it has another shape.
"""

from __future__ import annotations

import re
from enum import Enum

from siwakit.patterns import pattern

HOST = "appleid.apple.com"
OTHER_HOST = "account.apple.com"  # served discovery in June 2025; never the host to use (STAFF_ON_HOST)
ISSUER = f"https://{HOST}"  # APPLE_CLIENT_SECRET: the audience of a client_secret, the issuer of an identity token
AUTHORIZE_URL = f"{ISSUER}/auth/authorize"  # APPLE_AUTHORIZE
TOKEN_URL = f"{ISSUER}/auth/token"  # APPLE_TOKEN
REVOKE_URL = f"{ISSUER}/auth/revoke"  # APPLE_REVOKE
KEYS_URL = f"{ISSUER}/auth/keys"  # APPLE_KEYS
MIGRATION_URL = f"{ISSUER}/auth/usermigrationinfo"  # APPLE_TRANSFER_OUT
DISCOVERY_URL = f"{ISSUER}/.well-known/openid-configuration"

MAX_SECRET_SECONDS = 15_777_000  # APPLE_CLIENT_SECRET
CODE_SECONDS = 300  # APPLE_TOKEN
ACCESS_TOKEN_SECONDS = 3600  # APPLE_TOKEN

IDENTITY_TOKEN_SECONDS = 86_400  # PASSPORT_APPLE_79: what has been seen since 2021; 600 before
RELAY_DOMAINS = ("privaterelay.appleid.com", "private.icloud.com")  # APPLE_RELAY_NEWS

FORM_TYPE = "application/x-www-form-urlencoded"  # APPLE_TN3107
MIGRATION_SCOPE = "user.migration"  # APPLE_TRANSFER_OUT

FIELDS = (  # APPLE_TOKEN, APPLE_REVOKE, APPLE_TRANSFER_OUT; code_verifier is undocumented and honoured
    "client_id",
    "client_secret",
    "grant_type",
    "code",
    "redirect_uri",
    "refresh_token",
    "code_verifier",
    "scope",
    "token",
    "token_type_hint",
    "sub",
    "target",
    "transfer_sub",
)
GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")

IDENTIFIER = pattern(r"[A-Z0-9]{10}")  # Team IDs and Key IDs (APPLE_CLIENT_SECRET)
REVERSE_DNS = pattern(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
UUID = pattern(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
USER_ID = pattern(r"\d{6}\.[0-9a-f]{32}\.\d{4}")
OPAQUE = pattern(r"([acr])[0-9a-f]{32}\.0\.")  # observed; the letter says which kind it is
# Values of `error` in answers: the names of OAuth 2.0 (RFC 6749, sections 4.1.2.1 and 5.2).
ERRORS = (
    *("invalid_client", "invalid_grant", "invalid_request", "invalid_scope"),
    *("unauthorized_client", "unsupported_grant_type", "unsupported_response_type"),
)


class Endpoint(Enum):
    """Endpoint of Apple's service; the value is its path."""

    # Members are hashed thousands of times. Enum's own __hash__ is written in Python and hashes the name; identity is enough.
    __hash__ = object.__hash__

    AUTHORIZE = "/auth/authorize"
    TOKEN = "/auth/token"
    REVOKE = "/auth/revoke"
    MIGRATION = "/auth/usermigrationinfo"
    KEYS = "/auth/keys"
    DISCOVERY = "/.well-known/openid-configuration"

    def __init__(self, path: str) -> None:
        # Whether this endpoint requires a client_secret. Computed once, because two dozen rules read it.
        self.takes_credentials = path in {"/auth/token", "/auth/revoke", "/auth/usermigrationinfo"}


# The endpoints that require a client_secret.
CREDENTIAL_ENDPOINTS = (Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.MIGRATION)

# The discovery document: the members that are addresses, and those that are lists (WELL_KNOWN_SNAPSHOTS).
DISCOVERY_ADDRESSES = {
    "authorization_endpoint": Endpoint.AUTHORIZE,
    "token_endpoint": Endpoint.TOKEN,
    "revocation_endpoint": Endpoint.REVOKE,
    "jwks_uri": Endpoint.KEYS,
}
DISCOVERY_LISTS = {
    "response_types_supported": ("code",),
    "response_modes_supported": ("query", "fragment", "form_post"),
    "subject_types_supported": ("pairwise",),
    "id_token_signing_alg_values_supported": ("RS256",),
    "scopes_supported": ("openid", "email", "name"),
    "token_endpoint_auth_methods_supported": ("client_secret_post",),
    "claims_supported": (
        *("aud", "email", "email_verified", "exp", "iat", "is_private_email", "iss", "nonce", "nonce_supported"),
        *("real_user_status", "sub", "transfer_sub"),
    ),
}

_ALIASES = {f"/auth/oauth2/v2/{name}": f"/auth/{name}" for name in ("authorize", "token", "revoke", "keys")}
_BY_PATH = {endpoint.value: endpoint for endpoint in Endpoint}


def endpoint_of(path: str) -> Endpoint | None:
    """Return the endpoint at *path* or at its `/auth/oauth2/v2` alias, or None."""
    return _BY_PATH.get(_ALIASES.get(path, path))


class Kind(Enum):
    """Kind of an opaque value, by its first letter."""

    CODE = "authorization code"
    ACCESS_TOKEN = "access token"
    REFRESH_TOKEN = "refresh token"


_BY_LETTER = {"c": Kind.CODE, "a": Kind.ACCESS_TOKEN, "r": Kind.REFRESH_TOKEN}


def kind_of(value: str) -> Kind | None:
    """Return the kind of opaque value that *value* looks like, or None, which does not prove that it is something else."""
    match = OPAQUE.match(value)
    return _BY_LETTER[match.group(1)] if match else None
