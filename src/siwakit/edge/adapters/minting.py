"""A check for adapters of libraries that mint the client_secret themselves."""

from __future__ import annotations

from siwakit.flow.client_secret import mint_client_secret
from siwakit.jose.signer import load_signer

_ANY_TIME = 1_700_000_000


def require_mintable(*, team_id: str, key_id: str, key_text: str, services_id: str) -> None:
    """Check that a client_secret can be minted from these settings.

    Raises:
        KeyFault: *key_text* is not a `.p8` key, or is damaged.
        MintRefused: an identifier has the wrong form.
    """
    mint_client_secret(load_signer(key_text), team_id=team_id, key_id=key_id, client_id=services_id, now=_ANY_TIME)
