"""Suspects of a refused request that other requests rule out, because Apple accepted them.

Each rule says what an accepted request must have in common with the refused one (`Suspicion.shared`); nothing else is concluded.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, HEADER, KEYS
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.wanted import collect_next
from siwakit.rules.model import Rule, Shared


def with_accepted(diagnosis: Diagnosis, accepted: Collection[Evidence]) -> Diagnosis:
    """Return *diagnosis* of a refused request without the suspects that the *accepted* requests rule out."""
    shared = {kind for other in accepted for kind in Shared if _have_in_common(kind, diagnosis.evidence, other)}
    out = tuple(suspect.rule for suspect in diagnosis.suspects if _is_ruled_out(suspect.rule, shared))
    if not out:
        return diagnosis
    suspects = tuple(suspect for suspect in diagnosis.suspects if suspect.rule not in out)
    return replace(diagnosis, suspects=suspects, ruled_out=(*diagnosis.ruled_out, *out), wanted=collect_next(suspects) or diagnosis.wanted)


def _is_ruled_out(rule: Rule, shared: Collection[Shared]) -> bool:
    return rule.suspicion is not None and rule.suspicion.shared in shared


def _have_in_common(kind: Shared, refused: Evidence, accepted: Evidence) -> bool:
    """Return whether both requests are known to have *kind* and the Team ID in common."""
    theirs = _values(kind, refused)
    return theirs is not None and theirs == _values(kind, accepted)


def _values(kind: Shared, evidence: Evidence) -> tuple[Any, ...] | None:
    header, claims, client_id = evidence.get(HEADER), evidence.get(CLAIMS), evidence.get(CLIENT_ID)
    keys = evidence.get(KEYS)
    if isinstance(header, Absence) or isinstance(claims, Absence) or isinstance(client_id, Absence) or isinstance(keys, Absence):
        return None
    key = (header.get("kid"), *(key.reading.public for key in keys))
    of_kind = {Shared.CLIENT: (client_id,), Shared.KEY: key, Shared.BOTH: (client_id, *key)}
    return (claims.get("iss"), *of_kind[kind])
