"""Minting with a developer's key: the client_secret is judged, with its key, before it is returned."""

from __future__ import annotations

from siwakit.errors import KeyFault, MintRefused
from siwakit.evidence.evidence import KeyAtHand
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.correction import check_product
from siwakit.jose.keys.p8 import load_private_key
from siwakit.jose.signer import KeySigner, Signer


def sign_with_file(key: KeyAtHand) -> Signer:
    """Return the signer of a file, even of a damaged one that contains a whole key.

    Raises:
        KeyFault: there is no private key on P-256 in it.
    """
    if key.reading.private is None:
        load_private_key(key.text)
        raise KeyFault(f"{key.name} contains no private key on P-256", hint="use the .p8 file from Apple's developer portal")
    return KeySigner(key.reading.private)


def mint_checked(signer: Signer, key: KeyAtHand, *, team_id: str, key_id: str, client_id: str, now: int, seconds: int) -> str:
    """Return a client_secret for *client_id* that passes every rule, with its signature verified.

    Raises:
        MintRefused: it would break a rule.
        KeyFault: the signer fails.
    """
    token = mint_client_secret(signer, team_id=team_id, key_id=key_id, client_id=client_id, now=now, expires_in_seconds=seconds)
    broken = check_product(token, key, client_id, now)
    if broken:
        raise MintRefused("the minted client_secret breaks a rule", rules=broken, hint=f"run siwakit explain {broken[0]}")
    return token
