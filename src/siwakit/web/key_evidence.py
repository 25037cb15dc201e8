"""Judge a key that only the page has, as if the key reader had read it here.

The page never sends a key. It sends a stand-in instead: a key made for this purpose, in the same form, with the same damage at
the same characters, so that the key reader reports the same as it would for the real key. With it the page sends the
public half of the real key. That is enough to try a signature, but not to sign anything for the developer.

If the browser cannot compute the public half (WebCrypto lacks the curve, or does not compute it), null is sent instead. Then the public
half is unknown here as well: no signature is verified with the stand-in's, and the page says which command to run instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siwakit.errors import NotReadable, SiwakitError
from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand
from siwakit.jose import base64url
from siwakit.jose.jwk import read_public, thumbprint
from siwakit.jose.keys.key_kinds import KeyForm
from siwakit.jose.keys.p8 import read_key
from siwakit.jose.signer import PublicKey
from siwakit.record import record

MAX_KEYS = 16
_HINT = "reload the page"


@record
class StandIns:
    """Public halves of the real keys by stand-in, on the same curve; None if the browser cannot compute one."""

    owners: tuple[tuple[PublicKey, PublicKey | None], ...]

    def reveal(self, evidence: Evidence) -> Evidence:
        """Return *evidence* with the public half of the real key in each reading of a stand-in; the private half stays the stand-in's."""
        if isinstance(evidence.keys, Absence) or not self.owners:
            return evidence
        return replace(evidence, keys=tuple(self._reveal(key) for key in evidence.keys))

    def _reveal(self, key: KeyAtHand) -> KeyAtHand:
        reading = key.reading
        for stand_in, owner in self.owners:
            if reading.public == stand_in:
                return replace(key, reading=replace(reading, public=owner))
            if reading.foreign_public == stand_in:
                return replace(key, reading=replace(reading, foreign_public=owner))
        return key


def read_stand_ins(given: object) -> StandIns:
    """Return the stand-ins that the page names: a list of objects, each with the public halves `stand_in` and `public`.

    A public half is a JWK on P-256, and on another curve base64url of its DER. `public` is null if the browser cannot compute it.

    Raises:
        NotReadable: another structure, more than 16 of them, or something that is not a public half.
    """
    if not isinstance(given, list) or len(given) > MAX_KEYS:
        raise NotReadable("keys is not a list of at most 16", hint=_HINT)
    return StandIns(tuple(_pair(member) for member in given))


def _pair(member: object) -> tuple[PublicKey, PublicKey | None]:
    stand_in = _public_half(member, "stand_in")
    if isinstance(member, dict) and "public" in member and member["public"] is None:
        return stand_in, None
    owner = _public_half(member, "public")
    if stand_in.curve.name != owner.curve.name:
        raise NotReadable("a key in the page is on another curve than its stand-in", hint=_HINT)
    return stand_in, owner


def _public_half(member: object, name: str) -> PublicKey:
    value = member.get(name) if isinstance(member, dict) else None
    try:
        public = (
            read_public(value) if isinstance(value, dict) else read_key(base64url.decode(value)).foreign_public if isinstance(value, str) else None
        )
    except SiwakitError as fault:
        raise NotReadable(f"a key in the page cannot be read: {fault.message}", hint=_HINT) from None
    if public is None:
        raise NotReadable(f"a key in the page has no {name}", hint=_HINT)
    return public


def is_checked(sent: KeyAtHand, key: KeyAtHand) -> bool:
    """Return whether the browser computed the public half of *key*, which was sent as *sent*."""
    return (sent.reading.public or sent.reading.foreign_public) is None or (key.reading.public or key.reading.foreign_public) is not None


def key_words(sent: KeyAtHand, key: KeyAtHand) -> dict[str, Any]:
    """Return a description of *key*, which was sent as *sent*, for the page to show."""
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
        "is_checked": is_checked(sent, key),
        "is_public": reading.form in {KeyForm.PUBLIC, KeyForm.PUBLIC_JWK, KeyForm.CERTIFICATE},
    }
