"""Sign in a token of SoftHSM2 and verify the signature, compared with the bare signature of a key in memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from tests.edge.signers import softhsm

from bench.timing import Figure, time_calls
from siwakit import KeySigner, mint_client_secret, open_signer
from siwakit.edge.signers.addresses import parse_address
from siwakit.edge.signers.import_key import import_key
from siwakit.jose import es256
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, example_keys

MOST = 8
BARE = "cryptography's bare signature"
DATA = b"x" * 250  # as long as what a client_secret signs


def measure() -> list[Figure]:
    """Return the figures of signing in a token; none if SoftHSM2 is not installed."""
    if not any(Path(place).exists() for place in softhsm.PLACES):
        sys.stderr.write("note: SoftHSM2 is missing, so signing in a token is not measured\n")
        return []
    with TemporaryDirectory() as folder:
        hsm = softhsm.start(Path(folder))
        with mock.patch.dict(os.environ, {"SOFTHSM2_CONF": str(hsm.configuration), "SIWAKIT_PKCS11_PIN": softhsm.PIN}):
            hsm.add_token("apple")
            return _measure(hsm.address(f"token=apple;object=AuthKey_{KEY_ID}"))


def _measure(address: str) -> list[Figure]:
    private = example_keys.team_key()
    local, algorithm = KeySigner(private), ECDSA(SHA256())
    import_key(parse_address(address), local, KEY_ID)
    signer, limited = open_signer(address, seconds=None), open_signer(address)
    public = limited.public
    seen = time_calls(
        {
            "token": lambda: es256.verify(public, signer.sign(DATA), DATA) or sys.exit("a signature does not verify"),
            "limited": lambda: es256.verify(public, limited.sign(DATA), DATA) or sys.exit("a signature does not verify"),
            "mint": lambda: mint_client_secret(limited, team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=NOW),
            BARE: lambda: private.sign(DATA, algorithm),
        }
    )
    bare = seen[BARE]
    ratio = seen["token"] / bare
    return [
        Figure("sign in a token of SoftHSM2 and verify", seen["token"], BARE, bare, ratio, f"ours / peer <= {MOST}", ratio <= MOST),
        Figure("the same with a time limit, in a thread", seen["limited"], BARE, bare, seen["limited"] / bare, "ours / peer, no promise"),
        Figure("mint a client_secret in a token, with a time limit", seen["mint"], BARE, bare, seen["mint"] / bare, "ours / peer, no promise"),
    ]
