"""Keys of examples and vectors: public test keys, which nothing real may trust.

They are fixed so that generated files do not change; the verifier refuses them unless it is told otherwise.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from siwakit.jose import rs256
from siwakit.jose.keys import pkcs8

TEAM_KEY_SCALAR = 0x3F1D6C0A9B5E4782A1C3D5E7F90B2D4F6A8C1E3057799BBDDFF1234567A9C0D1
OTHER_KEY_SCALAR = 0x5A7E91C3D2B4F60817293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E90
APPLE_KEY_P = int(
    "f00c34c4dcbca8da72311ffc4637f814b4ff5369597093290e043cb005698e80388bd852f4ff003f1032499c05f813fb"
    "99344e857262d410626ef3d64c08f39d257bd461a0f4c73c89961d2fba616efed93720fedb4defd24538edb90b533c38"
    "ce8ab9249a7dca3204f45b4e0cfb22936f7b49a83f69fa63887da868bd712577",
    16,
)
APPLE_KEY_Q = int(
    "c55b7d140d1a70b2583d44a4c047161d25bc317275eb99528ed26f2213aac3129999e792f876832240d973a86d8566ff"
    "3bce7f74827f4d13ffbf184ad1375d5bca328f0cf511e8a452c8c4e1c718b190b3470268999de928827937fe47073e04"
    "4eee47452ca1a7c828222abfbc69a97b92a5da56d0a2d835d7640074facb13e7",
    16,
)


@cache
def team_key() -> Any:
    """Return the private key of the team in the examples."""
    return pkcs8.private_key(TEAM_KEY_SCALAR)


@cache
def other_key() -> Any:
    """Return a second private key of the same team."""
    return pkcs8.private_key(OTHER_KEY_SCALAR)


@cache
def apple_key() -> Any:
    """Return the key that signs the identity tokens of the examples."""
    return rs256.private_key(APPLE_KEY_P, APPLE_KEY_Q)


@cache
def team_key_text() -> str:
    """Return the `.p8` text of the team's key."""
    return pkcs8.pem(team_key())


@cache
def other_key_text() -> str:
    """Return the `.p8` text of the second key."""
    return pkcs8.pem(other_key())
