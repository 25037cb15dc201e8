"""Settings for Apple in social-auth-core, which mints the client_secret itself from its parts."""

from __future__ import annotations

from collections.abc import Sequence

from siwakit.edge.adapters.minting import require_mintable


def social_auth_settings(*, team_id: str, key_id: str, key_text: str, services_id: str, bundle_ids: Sequence[str] = ()) -> dict[str, str | list[str]]:
    """Return the settings SOCIAL_AUTH_APPLE_ID_..., after checking that a client_secret can be minted from them.

    Raises:
        KeyFault: *key_text* is not a `.p8` key, or is damaged.
        MintRefused: an identifier has the wrong form.
    """
    require_mintable(team_id=team_id, key_id=key_id, key_text=key_text, services_id=services_id)
    return {
        "SOCIAL_AUTH_APPLE_ID_CLIENT": services_id,
        "SOCIAL_AUTH_APPLE_ID_TEAM": team_id,
        "SOCIAL_AUTH_APPLE_ID_KEY": key_id,
        "SOCIAL_AUTH_APPLE_ID_SECRET": key_text,
        "SOCIAL_AUTH_APPLE_ID_AUDIENCE": [services_id, *bundle_ids],
    }
