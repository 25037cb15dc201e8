"""Import the package, compared with importing the library that it is built on."""

from __future__ import annotations

import sys

from bench.timing import Figure, time_programs

MOST = 2
MOST_TO_MINT = 3
OURS = "import siwakit"
TO_MINT = "from siwakit import mint_client_secret"
PEER = "from cryptography.hazmat.primitives.asymmetric import ec"


def measure() -> list[Figure]:
    """Return the figures of imports, each in a Python of its own."""
    seen = time_programs({line: [sys.executable, "-c", line] for line in (OURS, TO_MINT, PEER)})
    ratio, to_mint = seen[OURS] / seen[PEER], seen[TO_MINT] / seen[PEER]
    return [
        Figure(OURS, seen[OURS], PEER, seen[PEER], ratio, f"ours / peer < {MOST}", ratio < MOST),
        Figure(TO_MINT, seen[TO_MINT], PEER, seen[PEER], to_mint, f"ours / peer <= {MOST_TO_MINT}", to_mint <= MOST_TO_MINT),
    ]
