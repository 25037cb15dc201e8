"""Ids that rules of several families explain together, written down once."""

from __future__ import annotations

# What is said of a signature vanishes when its algorithm, its key or the secret itself is another than it should be.
SIGNATURE_RULES = (
    "signature-missing",
    "signature-is-der",
    "signature-is-hex",
    "signature-is-base64-of-text",
    "signature-wrong-length",
    "signature-halves-swapped",
    "signature-little-endian",
    "signature-wrong-hash",
    "signature-over-other-bytes",
    "signature-by-other-key",
    "signature-does-not-verify",
)
