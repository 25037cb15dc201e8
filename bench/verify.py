"""Verify a client_secret's signature, which includes parsing the token, compared with the bare verification."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from bench.timing import Figure, time_calls
from siwakit import verify_signature
from siwakit.jose import es256, jws
from siwakit.samples import Scenario, example_keys

LEAST = 0.8
BARE = "cryptography's bare verification"


def measure() -> list[Figure]:
    """Return the figure of verification."""
    token = Scenario().compact_secret()
    public = example_keys.team_key().public_key()
    read = jws.read(token)
    der, data, algorithm = es256.raw_to_der(read.signature or b""), read.signing_input, ECDSA(SHA256())
    seen = time_calls({"siwakit": lambda: verify_signature(token, public), BARE: lambda: public.verify(der, data, algorithm)})
    ratio = seen[BARE] / seen["siwakit"]
    return [Figure("verify a client_secret's signature", seen["siwakit"], BARE, seen[BARE], ratio, f"peer / ours >= {LEAST}", ratio >= LEAST)]
