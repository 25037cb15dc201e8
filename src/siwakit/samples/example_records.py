"""Signers of the examples, and the portal's records about them; created once, because there are hundreds of examples."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from siwakit.evidence.evidence import KeyAtHand
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.sign_in.portal import AccessRecord, Portal, PortalClient, PortalKey, UserRecord
from siwakit.jose import base64url, es256, rs256
from siwakit.samples import example_keys
from siwakit.samples.example_values import (
    ACCESS_TOKEN,
    BUNDLE_ID,
    KEY_ID,
    NOW,
    OTHER_KEY_ID,
    REDIRECT_URI,
    SERVICES_ID,
    TEAM_ID,
    TRANSFER_SUB,
    USER,
)


def compact(value: Any) -> str:
    """Return *value* as a JSON segment of a JWS."""
    return base64url.encode(json.dumps(value, separators=(",", ":")).encode())


@lru_cache(maxsize=4096)
def sign_es256(data: bytes, *, other: bool = False) -> bytes:
    """Return the deterministic signature of *data* with the team's key, or with its *other* one."""
    return es256.sign_deterministic(example_keys.other_key() if other else example_keys.team_key(), data)


@lru_cache(maxsize=1024)
def sign_rs256(data: bytes) -> bytes:
    """Return the signature of *data* with the test key that represents Apple's."""
    return rs256.sign(example_keys.apple_key(), data)


@lru_cache(maxsize=1)
def team_key_at_hand() -> KeyAtHand:
    """Return the team's key as a developer has it."""
    return key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8")


@lru_cache(maxsize=1)
def portal() -> Portal:
    """Return the developer portal of the team, before any code is issued."""
    keys = {
        KEY_ID: PortalKey(KEY_ID, TEAM_ID, example_keys.team_key().public_key(), BUNDLE_ID),
        OTHER_KEY_ID: PortalKey(OTHER_KEY_ID, TEAM_ID, example_keys.other_key().public_key(), BUNDLE_ID),
    }
    clients = {
        BUNDLE_ID: PortalClient(BUNDLE_ID, TEAM_ID, is_services_id=False, primary_app=BUNDLE_ID),
        SERVICES_ID: PortalClient(SERVICES_ID, TEAM_ID, is_services_id=True, primary_app=BUNDLE_ID, return_urls=(REDIRECT_URI,)),
    }
    return Portal(
        keys,
        clients,
        access_tokens={ACCESS_TOKEN: AccessRecord(TEAM_ID, NOW - 10)},
        users={USER: UserRecord(TEAM_ID)},
        transfers={TRANSFER_SUB: UserRecord(TEAM_ID)},
    )
