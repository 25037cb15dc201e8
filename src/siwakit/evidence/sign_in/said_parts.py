"""The parts that the words of others supply: one for each thing that words can prove."""

from __future__ import annotations

from siwakit.evidence.evidence import LACKING, Absence, Evidence, Part
from siwakit.evidence.said import HINTS, Proof, Statement

ASK_WORDS = "the message of the library or service that refused, whole"


def _said(proof: Proof) -> Part[Statement]:
    def read(evidence: Evidence) -> Statement | Absence:
        return next((one for one in evidence.statements if one.proof is proof and not one.is_guess), LACKING)

    return Part(f"said.{proof.name.lower()}", read, ASK_WORDS, is_extra=True, is_timeless=True)


SAID = {proof: _said(proof) for proof in Proof if proof not in HINTS}
"""The first statement with each proof that is not a guess. Hints have no part, so rules cannot fail by them."""
