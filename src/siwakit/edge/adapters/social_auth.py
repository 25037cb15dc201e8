"""Make the settings that social-auth-core takes for Apple; it mints for itself, and wants the parts."""

from __future__ import annotations

from collections.abc import Sequence

from siwakit.edge.adapters.minting import require_mintable


def social_auth_settings(*, team_id: str, key_id: str, key_text: str, services_id: str, bundle_ids: Sequence[str] = ()) -> dict[str, str | list[str]]:
    """Return the settings SOCIAL_AUTH_APPLE_ID_..., once a client_secret could be minted of them.

    Raises:
        KeyFault: *key_text* is no `.p8` key, or a damaged one.
        MintRefused: a name of the wrong shape.
    """
    require_mintable(team_id=team_id, key_id=key_id, key_text=key_text, services_id=services_id)
    return {
        "SOCIAL_AUTH_APPLE_ID_CLIENT": services_id,
        "SOCIAL_AUTH_APPLE_ID_TEAM": team_id,
        "SOCIAL_AUTH_APPLE_ID_KEY": key_id,
        "SOCIAL_AUTH_APPLE_ID_SECRET": key_text,
        "SOCIAL_AUTH_APPLE_ID_AUDIENCE": [services_id, *bundle_ids],
    }
