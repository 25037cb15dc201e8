"""Take what the page read in a key for what the key reader would have read, without the key.

The page never sends a key. In its place it puts a stand-in: a key made for this alone, in the same form, with the same damages at
the same characters, so that the key reader finds here what it would have found there. Beside it stands whose stand-in it is: the
public half of the true key. With that a signature is tried; nothing can be signed for the developer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from siwakit.errors import KeyFault, NotReadable
from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand
from siwakit.jose.jwk import read_public, thumbprint
from siwakit.jose.key_kinds import KeyForm
from siwakit.jose.signer import PublicKey

MAX_KEYS = 16


@dataclass(frozen=True, slots=True)
class StandIns:
    """Know for each stand-in, by its thumbprint, the public half of the key that it stands for."""

    owners: Mapping[str, PublicKey]

    def reveal(self, evidence: Evidence) -> Evidence:
        """Return *evidence* with the public half of the true key in each reading of a stand-in; its private half stays the stand-in's."""
        if isinstance(evidence.keys, Absence) or not self.owners:
            return evidence
        return replace(evidence, memo={}, keys=tuple(self._reveal(key) for key in evidence.keys))

    def _reveal(self, key: KeyAtHand) -> KeyAtHand:
        public = key.reading.public
        owner = self.owners.get(thumbprint(public)) if public is not None else None
        return key if owner is None else replace(key, reading=replace(key.reading, public=owner))


def read_stand_ins(given: object) -> StandIns:
    """Return the stand-ins that the page names: a list of objects, each with the public JWKs `stand_in` and `public`.

    Raises:
        NotReadable: another shape, more than 16, or a JWK that is none.
    """
    if not isinstance(given, list) or len(given) > MAX_KEYS:
        raise NotReadable("keys is no list of at most 16", hint="reload the page")
    try:
        return StandIns({thumbprint(read_public(_member(one, "stand_in"))): read_public(_member(one, "public")) for one in given})
    except KeyFault as fault:
        raise NotReadable(f"a key of the page cannot be read: {fault.message}", hint="reload the page") from None


def key_words(key: KeyAtHand) -> dict[str, Any]:
    """Return what was found in *key*, in words, for the page to show."""
    reading = key.reading
    return {
        "name": key.name or "the key in the paste",
        "form": reading.form.value,
        "curve": reading.curve,
        "damages": [damage.value for damage in reading.damages],
        "origin": reading.origin,
        "key_id": key.file_name.key_id,
        "thumbprint": thumbprint(reading.public) if reading.public is not None else None,
        "signs": reading.private is not None,
        "is_public": reading.form in {KeyForm.PUBLIC, KeyForm.PUBLIC_JWK, KeyForm.CERTIFICATE},
    }


def _member(one: object, name: str) -> Mapping[str, Any]:
    value = one.get(name) if isinstance(one, dict) else None
    if not isinstance(value, dict):
        raise NotReadable(f"a key of the page has no {name}", hint="reload the page")
    return value
