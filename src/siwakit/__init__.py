"""Sign in with Apple: find the cause of `invalid_client`, prove it, and provide the fix.

The public names below are loaded at their first use, so that `import siwakit` is fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siwakit.edge.client.async_client.client import AsyncAppleClient
    from siwakit.edge.client.async_client.key_keeper import AsyncKeyKeeper
    from siwakit.edge.client.client_secrets import ClientSecrets
    from siwakit.edge.client.environment import configuration_from_environment
    from siwakit.edge.client.key_shelf import KeyStore, StoredKeys
    from siwakit.edge.client.retry import RetryPolicy
    from siwakit.edge.client.sync_client.client import AppleClient
    from siwakit.edge.client.sync_client.key_keeper import KeyKeeper
    from siwakit.edge.signers.open_signer import open_signer
    from siwakit.edge.web_endpoints import AsgiNotifications, WsgiNotifications
    from siwakit.errors import (
        InputError,
        KeyFault,
        MintRefused,
        MissingExtra,
        NotReadable,
        SignerUnavailable,
        SiwakitError,
        TooLarge,
        UsageError,
    )
    from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand, Origin
    from siwakit.evidence.keys import key_at_hand
    from siwakit.evidence.known import Known
    from siwakit.flow.authorize import authorization_url, pkce_challenge
    from siwakit.flow.callback import AppleUser, Callback, UserCancelled, read_callback
    from siwakit.flow.client_secret import mint_client_secret, verify_signature
    from siwakit.flow.configuration import Apple, AppleConfiguration
    from siwakit.flow.correction import Correction, correct_client_secret
    from siwakit.flow.diagnose import diagnose, read_evidence
    from siwakit.flow.documents import Discovery
    from siwakit.flow.failures import (
        AnswerNotReadable,
        AnswerTooLarge,
        AppleError,
        AppleRefusal,
        AppleUnavailable,
        ConnectionFailed,
        EdgeBlocked,
        HtmlAnswer,
        InvalidClient,
        InvalidGrant,
        InvalidRequest,
        InvalidScope,
        OutcomeUnknown,
        RateLimited,
        ServerFault,
        TimedOut,
        UnauthorizedClient,
        UnknownRefusal,
        UnsupportedGrantType,
    )
    from siwakit.flow.identity_token import IdentityToken, RealUser, verify_identity_token
    from siwakit.flow.migration import MigratedUser
    from siwakit.flow.notifications import EventType, NotificationEvent, verify_notification
    from siwakit.flow.refused import CallbackRefused, IdentityTokenRefused, KeysUnavailable, NotificationRefused, VerificationRefused
    from siwakit.flow.seen import Seen
    from siwakit.flow.sign_in_cookie import clear_cookie_header, cookie_header, open_cookie, repost_page, seal_cookie
    from siwakit.flow.tokens import Tokens
    from siwakit.http import Exchange, Request, Response
    from siwakit.jose.jwks import KeySet, read_key_set
    from siwakit.jose.signer import KeySigner, Signer, load_signer
    from siwakit.judge.diagnosis import Diagnosis, VerdictKind
    from siwakit.judge.findings import Finding
    from siwakit.render.formats.json import render_json
    from siwakit.render.formats.text import render_text
    from siwakit.rules.catalogue import CATALOGUE
    from siwakit.rules.model import Grade, Question, Rule

__version__ = "0.1.0"

_HOMES = {
    "siwakit.edge.client.async_client.client": ("AsyncAppleClient",),
    "siwakit.edge.client.async_client.key_keeper": ("AsyncKeyKeeper",),
    "siwakit.edge.client.client_secrets": ("ClientSecrets",),
    "siwakit.edge.client.environment": ("configuration_from_environment",),
    "siwakit.edge.client.key_shelf": ("KeyStore", "StoredKeys"),
    "siwakit.edge.client.retry": ("RetryPolicy",),
    "siwakit.edge.client.sync_client.client": ("AppleClient",),
    "siwakit.edge.client.sync_client.key_keeper": ("KeyKeeper",),
    "siwakit.edge.signers.open_signer": ("open_signer",),
    "siwakit.edge.web_endpoints": ("AsgiNotifications", "WsgiNotifications"),
    "siwakit.errors": (
        "InputError",
        "KeyFault",
        "MintRefused",
        "MissingExtra",
        "NotReadable",
        "SignerUnavailable",
        "SiwakitError",
        "TooLarge",
        "UsageError",
    ),
    "siwakit.evidence.evidence": ("Absence", "Evidence", "KeyAtHand", "Origin"),
    "siwakit.evidence.known": ("Known",),
    "siwakit.evidence.keys": ("key_at_hand",),
    "siwakit.flow.authorize": ("authorization_url", "pkce_challenge"),
    "siwakit.flow.callback": ("AppleUser", "Callback", "UserCancelled", "read_callback"),
    "siwakit.flow.client_secret": ("mint_client_secret", "verify_signature"),
    "siwakit.flow.configuration": ("Apple", "AppleConfiguration"),
    "siwakit.flow.correction": ("Correction", "correct_client_secret"),
    "siwakit.flow.diagnose": ("diagnose", "read_evidence"),
    "siwakit.flow.documents": ("Discovery",),
    "siwakit.flow.failures": (
        "AnswerNotReadable",
        "AnswerTooLarge",
        "AppleError",
        "AppleRefusal",
        "AppleUnavailable",
        "ConnectionFailed",
        "EdgeBlocked",
        "HtmlAnswer",
        "InvalidClient",
        "InvalidGrant",
        "InvalidRequest",
        "InvalidScope",
        "OutcomeUnknown",
        "RateLimited",
        "ServerFault",
        "TimedOut",
        "UnauthorizedClient",
        "UnknownRefusal",
        "UnsupportedGrantType",
    ),
    "siwakit.flow.identity_token": ("IdentityToken", "RealUser", "verify_identity_token"),
    "siwakit.flow.migration": ("MigratedUser",),
    "siwakit.flow.notifications": ("EventType", "NotificationEvent", "verify_notification"),
    "siwakit.flow.refused": ("CallbackRefused", "IdentityTokenRefused", "KeysUnavailable", "NotificationRefused", "VerificationRefused"),
    "siwakit.flow.seen": ("Seen",),
    "siwakit.flow.sign_in_cookie": ("clear_cookie_header", "cookie_header", "open_cookie", "repost_page", "seal_cookie"),
    "siwakit.flow.tokens": ("Tokens",),
    "siwakit.http": ("Exchange", "Request", "Response"),
    "siwakit.jose.jwks": ("KeySet", "read_key_set"),
    "siwakit.jose.signer": ("KeySigner", "Signer", "load_signer"),
    "siwakit.judge.diagnosis": ("Diagnosis", "VerdictKind"),
    "siwakit.judge.findings": ("Finding",),
    "siwakit.render.formats.json": ("render_json",),
    "siwakit.render.formats.text": ("render_text",),
    "siwakit.rules.catalogue": ("CATALOGUE",),
    "siwakit.rules.model": ("Grade", "Question", "Rule"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CATALOGUE",
    "Absence",
    "AnswerNotReadable",
    "AnswerTooLarge",
    "Apple",
    "AppleClient",
    "AppleConfiguration",
    "AppleError",
    "AppleRefusal",
    "AppleUnavailable",
    "AppleUser",
    "AsgiNotifications",
    "AsyncAppleClient",
    "AsyncKeyKeeper",
    "Callback",
    "CallbackRefused",
    "ClientSecrets",
    "ConnectionFailed",
    "Correction",
    "Diagnosis",
    "Discovery",
    "EdgeBlocked",
    "EventType",
    "Evidence",
    "Exchange",
    "Finding",
    "Grade",
    "HtmlAnswer",
    "IdentityToken",
    "IdentityTokenRefused",
    "InputError",
    "InvalidClient",
    "InvalidGrant",
    "InvalidRequest",
    "InvalidScope",
    "KeyAtHand",
    "KeyFault",
    "KeyKeeper",
    "KeySet",
    "KeySigner",
    "KeyStore",
    "KeysUnavailable",
    "Known",
    "MigratedUser",
    "MintRefused",
    "MissingExtra",
    "NotReadable",
    "NotificationEvent",
    "NotificationRefused",
    "Origin",
    "OutcomeUnknown",
    "Question",
    "RateLimited",
    "RealUser",
    "Request",
    "Response",
    "RetryPolicy",
    "Rule",
    "Seen",
    "ServerFault",
    "Signer",
    "SignerUnavailable",
    "SiwakitError",
    "StoredKeys",
    "TimedOut",
    "Tokens",
    "TooLarge",
    "UnauthorizedClient",
    "UnknownRefusal",
    "UnsupportedGrantType",
    "UsageError",
    "UserCancelled",
    "VerdictKind",
    "VerificationRefused",
    "WsgiNotifications",
    "authorization_url",
    "clear_cookie_header",
    "configuration_from_environment",
    "cookie_header",
    "correct_client_secret",
    "diagnose",
    "key_at_hand",
    "load_signer",
    "mint_client_secret",
    "open_cookie",
    "open_signer",
    "pkce_challenge",
    "read_callback",
    "read_evidence",
    "read_key_set",
    "render_json",
    "render_text",
    "repost_page",
    "seal_cookie",
    "verify_identity_token",
    "verify_notification",
    "verify_signature",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        message = f"module 'siwakit' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415  only when a public name is first used

    try:
        module = import_module(home)
    except ModuleNotFoundError as missing:
        from siwakit.extras import explained  # noqa: PLC0415  only if something is missing

        # Only the clients need an extra.
        raise explained(missing, f"siwakit.{name}", "http") from None
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
