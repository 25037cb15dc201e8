"""Settings for Apple in django-allauth, which mints the client_secret itself and has its own names for the parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siwakit.edge.adapters.minting import require_mintable


def allauth_settings(*, team_id: str, key_id: str, key_text: str, services_id: str, bundle_ids: Sequence[str] = ()) -> dict[str, Any]:
    """Return the settings for "apple" in SOCIALACCOUNT_PROVIDERS, after checking that a client_secret can be minted from them.

    Raises:
        KeyFault: *key_text* is not a `.p8` key, or is damaged.
        MintRefused: an identifier has the wrong form.
    """
    require_mintable(team_id=team_id, key_id=key_id, key_text=key_text, services_id=services_id)
    # The Services ID comes first: allauth uses the first on the web, and accepts all of them as audiences.
    clients = ",".join((services_id, *bundle_ids))
    return {"APPS": [{"client_id": clients, "secret": key_id, "key": team_id, "settings": {"certificate_key": key_text}}]}
