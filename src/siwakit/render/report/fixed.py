"""Carry a corrected client_secret to the report; who asked for it wants to copy it, so it is shown as it is."""

from __future__ import annotations

from dataclasses import field

from siwakit.flow.correction import Correction
from siwakit.record import record


@record
class FixedSecret:
    """Hold a corrected client_secret, and where its names come from; without a text, *note* says what is missing."""

    text: str = field(repr=False)
    note: str = ""


def fixed(correction: Correction) -> FixedSecret:
    """Return *correction* as it is shown."""
    if correction.client_secret:
        names = "; ".join(f"{claim} {value} from {origin}" for claim, value, origin in correction.choices)
        return FixedSecret(correction.client_secret, f"checked against every rule, its signature verified; {names}")
    if correction.refused is not None:
        return FixedSecret("", f"not made: {correction.refused.message}; {correction.refused.hint}")
    return FixedSecret("", f"not made: give {', '.join(correction.missing)}")
