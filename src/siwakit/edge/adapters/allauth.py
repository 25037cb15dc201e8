"""Make the settings that django-allauth takes for Apple; it mints for itself, and wants the parts in places of its own naming."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siwakit.edge.adapters.minting import require_mintable


def allauth_settings(*, team_id: str, key_id: str, key_text: str, services_id: str, bundle_ids: Sequence[str] = ()) -> dict[str, Any]:
    """Return what belongs under "apple" in SOCIALACCOUNT_PROVIDERS, once a client_secret could be minted of it.

    Raises:
        KeyFault: *key_text* is no `.p8` key, or a damaged one.
        MintRefused: a name of the wrong shape.
    """
    require_mintable(team_id=team_id, key_id=key_id, key_text=key_text, services_id=services_id)
    # The Services ID stands first: allauth takes the first for the web, and all of them as audiences.
    clients = ",".join((services_id, *bundle_ids))
    return {"APPS": [{"client_id": clients, "secret": key_id, "key": team_id, "settings": {"certificate_key": key_text}}]}
