"""The corrected client_secret in a report. It is shown unredacted, because the user asked for it in order to copy it."""

from __future__ import annotations

from dataclasses import field

from siwakit.flow.correction import Correction
from siwakit.record import record


@record
class FixedSecret:
    """A corrected client_secret and the sources of its identifiers; if *text* is empty, *note* says what is missing."""

    text: str = field(repr=False)
    note: str = ""


def fixed(correction: Correction) -> FixedSecret:
    """Return *correction* as a report shows it."""
    if correction.client_secret:
        names = "; ".join(f"{claim} {value} from {origin}" for claim, value, origin in correction.choices)
        return FixedSecret(correction.client_secret, f"passes every rule, signature verified; {names}")
    if correction.refused is not None:
        return FixedSecret("", f"not minted: {correction.refused.message}; {correction.refused.hint}")
    return FixedSecret("", f"not minted: add {', '.join(correction.missing)}")
