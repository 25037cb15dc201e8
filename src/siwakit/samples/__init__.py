"""A sign-in that is correct in every detail, the test keys behind it, and ways to change one thing in it.

Only examples of rules are built from these names. Each is loaded when it is first used, so that
a rule file can say `from siwakit import samples` at no cost until its examples are requested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siwakit.samples import key_texts
    from siwakit.samples.example_keys import apple_key, other_key, other_key_text, team_key, team_key_text
    from siwakit.samples.example_records import compact, sign_es256, sign_rs256
    from siwakit.samples.example_values import (
        ACCESS_TOKEN,
        APPLE_KID,
        BUNDLE_ID,
        CHALLENGE,
        CODE,
        KEY_ID,
        NONCE,
        NOW,
        OTHER_KEY_ID,
        OTHER_TEAM_ID,
        REDIRECT_URI,
        REFRESH_TOKEN,
        SERVICES_ID,
        STATE,
        TEAM_ID,
        TRANSFER_SUB,
        USER,
        VERIFIER,
    )
    from siwakit.samples.identity_scenario import DROP, OTHER_APPLE_KID, Identity, Signer, apple_jwk, apple_keys, changed
    from siwakit.samples.resigned_secret import resigned, signed_as_written
    from siwakit.samples.scenario import Scenario
    from siwakit.samples.scenario_stages import (
        COOKIE,
        JTI,
        authorizing,
        came_back,
        event,
        event_text,
        lost_cookie,
        notification,
        notified,
        redirected,
        registered,
        said,
        seen_by_authorize,
        told,
        with_callback,
        with_clients,
        without_cookies,
    )

_HOMES = {
    "siwakit.samples.example_keys": ("apple_key", "other_key", "other_key_text", "team_key", "team_key_text"),
    "siwakit.samples.example_records": ("compact", "sign_es256", "sign_rs256"),
    "siwakit.samples.example_values": (
        "ACCESS_TOKEN",
        "APPLE_KID",
        "BUNDLE_ID",
        "CHALLENGE",
        "CODE",
        "KEY_ID",
        "NONCE",
        "NOW",
        "OTHER_KEY_ID",
        "OTHER_TEAM_ID",
        "REDIRECT_URI",
        "REFRESH_TOKEN",
        "SERVICES_ID",
        "STATE",
        "TEAM_ID",
        "TRANSFER_SUB",
        "USER",
        "VERIFIER",
    ),
    "siwakit.samples.identity_scenario": ("DROP", "OTHER_APPLE_KID", "Identity", "Signer", "apple_jwk", "apple_keys", "changed"),
    "siwakit.samples.resigned_secret": ("resigned", "signed_as_written"),
    "siwakit.samples.scenario": ("Scenario",),
    "siwakit.samples.scenario_stages": (
        "COOKIE",
        "JTI",
        "authorizing",
        "came_back",
        "event",
        "event_text",
        "lost_cookie",
        "notification",
        "notified",
        "redirected",
        "registered",
        "said",
        "seen_by_authorize",
        "told",
        "with_callback",
        "with_clients",
        "without_cookies",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ACCESS_TOKEN",
    "APPLE_KID",
    "BUNDLE_ID",
    "CHALLENGE",
    "CODE",
    "COOKIE",
    "DROP",
    "JTI",
    "KEY_ID",
    "NONCE",
    "NOW",
    "OTHER_APPLE_KID",
    "OTHER_KEY_ID",
    "OTHER_TEAM_ID",
    "REDIRECT_URI",
    "REFRESH_TOKEN",
    "SERVICES_ID",
    "STATE",
    "TEAM_ID",
    "TRANSFER_SUB",
    "USER",
    "VERIFIER",
    "Identity",
    "Scenario",
    "Signer",
    "apple_jwk",
    "apple_key",
    "apple_keys",
    "authorizing",
    "came_back",
    "changed",
    "compact",
    "event",
    "event_text",
    "key_texts",
    "lost_cookie",
    "notification",
    "notified",
    "other_key",
    "other_key_text",
    "redirected",
    "registered",
    "resigned",
    "said",
    "seen_by_authorize",
    "sign_es256",
    "sign_rs256",
    "signed_as_written",
    "team_key",
    "team_key_text",
    "told",
    "with_callback",
    "with_clients",
    "without_cookies",
]


def _load(name: str) -> Any:
    from importlib import import_module  # noqa: PLC0415  only when a name is first used

    if name == "key_texts":
        return import_module("siwakit.samples.key_texts")
    home = _HOME_OF.get(name)
    if home is None:
        message = f"module 'siwakit.samples' has no attribute {name!r}"
        raise AttributeError(message)
    value = globals()[name] = getattr(import_module(home), name)
    return value


if not TYPE_CHECKING:  # otherwise a type checker would accept misspelt names
    __getattr__ = _load
