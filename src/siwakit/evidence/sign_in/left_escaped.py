"""Whether a signer may have got a key with the backslash and n that a setting has: some loaders of settings make line breaks of them."""

from __future__ import annotations

from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.said_parts import ASK_WORDS, SAID
from siwakit.evidence.sign_in.signer_trial import DOUBTED_KEYS

# What a signer says that met a key with backslash and n.
_OF_UNREAD_KEYS = (Proof.KEY_WITHOUT_PEM_LINES, Proof.KEY_HOLDS_BACKSLASH, Proof.KEY_HOLDS_FOREIGN_CHARACTER, Proof.KEY_REFUSED)


def _read(evidence: Evidence) -> bool | Absence:
    keys = evidence.get(DOUBTED_KEYS)
    if isinstance(keys, Absence):
        return keys
    return any(key.is_unescaped for key in keys) and any(not isinstance(evidence.get(SAID[proof]), Absence) for proof in _OF_UNREAD_KEYS)


LEFT_ESCAPED: Part[bool] = Part("keys.left_escaped", _read, ASK_WORDS, is_extra=True)
