"""The identity token of a correct sign-in, and what its verifier has: key set, nonce, accepted client ids."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import lru_cache
from typing import Any

from siwakit.apple import ISSUER
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence
from siwakit.jose import base64url, jws
from siwakit.jose.jwks import KeySet, read_key_set
from siwakit.record import record
from siwakit.samples import example_keys
from siwakit.samples.example_records import compact, sign_rs256
from siwakit.samples.example_values import APPLE_KID, BUNDLE_ID, NONCE, NOW, SERVICES_ID, USER

DROP = object()  # the value that removes a member or a field
OTHER_APPLE_KID = "siwakit002"
_RIGHT = object()  # the key set that contains Apple's two keys

Signer = Callable[[bytes], bytes]

# The public half of a second key, whose private half was discarded.
_OTHER_MODULUS = int(
    "d972c937a858f3ce16468e1394b4fe3bf27aa039e788e047c47a302e342fbc654c050040cdf717c48222e54c8fd485d4"
    "0d5e566e0533663c835815809bc344e5e10790cbc1c03d3e9b7ce323665d9a1ba045dc5065f5c5617ef5a5725860f3b1"
    "2dde94473393e3f3a2aa70bcc6081d40d42b8e1b17680799765b09b8d008c052be95977646e96097a437df3002554c49"
    "26a43a209c1ea24bdcf7db0c7ccd0cf75a7305e1ea8ee6e68a0dd2698ec397886052532543c826ff654e64b85b028541"
    "54e10deb0dd2f49512ec33ac2633b9f03f23856442468494a9d0661b501643e9a3f9e60878a345d53480e826b1eca84e"
    "cc6996c350b829eff68e9f2791e82b49",
    16,
)


def changed(members: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return *members* with *changes*; DROP removes one."""
    merged = {**members, **changes}
    return {name: value for name, value in merged.items() if value is not DROP}


def apple_jwk(kid: str = APPLE_KID, **members: Any) -> dict[str, Any]:
    """Return the published form of the test key that represents Apple's, or of its second key."""
    n = _OTHER_MODULUS if kid == OTHER_APPLE_KID else example_keys.apple_key().public_key().public_numbers().n
    modulus = base64url.encode(n.to_bytes((n.bit_length() + 7) // 8, "big"))
    return changed({"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256", "n": modulus, "e": "AQAB"}, members)


def apple_keys(*kids: str, **members: Any) -> dict[str, Any]:
    """Return the key set of these *kids*, each with *members* changed."""
    return {"keys": [apple_jwk(kid, **members) for kid in kids]}


@lru_cache(maxsize=64)
def _read(text: str) -> KeySet:
    return read_key_set(text)


@lru_cache(maxsize=1)
def _right_set() -> KeySet:
    return read_key_set(apple_keys(APPLE_KID, OTHER_APPLE_KID))


@record(kw_only=True)
class Identity:
    """Correct identity token and its verifier; change it with the methods, never with the fields."""

    claim_changes: Mapping[str, Any] = field(default_factory=dict)
    header_changes: Mapping[str, Any] = field(default_factory=dict)
    text_changes: tuple[Callable[[str], str], ...] = ()
    signer: Signer = field(default=sign_rs256, repr=False)
    held: Any = _RIGHT
    fresh: Any = UNKNOWN
    expected_nonce: str | Absence = field(default=NONCE, repr=False)
    accepted: tuple[str, ...] | Absence = (SERVICES_ID, BUNDLE_ID)
    verifier: Mapping[str, Any] | None = None
    is_absent: bool = False

    def claims(self, **claims: Any) -> Identity:
        """Change claims; DROP removes one."""
        return replace(self, claim_changes={**self.claim_changes, **claims})

    def header(self, **members: Any) -> Identity:
        """Change members of the header; DROP removes one."""
        return replace(self, header_changes={**self.header_changes, **members})

    def absent(self) -> Identity:
        """Leave out the token."""
        return replace(self, is_absent=True)

    def sent(self, change: Callable[[str], str]) -> Identity:
        """Change the finished token in transit."""
        return replace(self, text_changes=(*self.text_changes, change))

    def signed(self, signer: Signer) -> Identity:
        """Sign with *signer*, a function of the signing input."""
        return replace(self, signer=signer)

    def keys(self, held: Mapping[str, Any] | Absence, *, fresh: Mapping[str, Any] | Absence = UNKNOWN) -> Identity:
        """Change the key set that the verifier has, and the one that Apple publishes now (*fresh*)."""
        return replace(self, held=held, fresh=fresh)

    def nonce(self, raw: str | Absence) -> Identity:
        """Change the raw nonce that the application expects."""
        return replace(self, expected_nonce=raw)

    def audiences(self, *client_ids: str) -> Identity:
        """Change the client ids that the verifier accepts."""
        return replace(self, accepted=client_ids)

    def audiences_unknown(self) -> Identity:
        """Make it unknown which client ids the verifier accepts."""
        return replace(self, accepted=UNKNOWN)

    def verifier_says(self, **settings: Any) -> Identity:
        """Add settings of the verifier."""
        return replace(self, verifier={**(self.verifier or {}), **settings})

    def text(self, client_id: str) -> str:
        """Return the token as it reaches the verifier."""
        claims = {"iss": ISSUER, "aud": client_id, "exp": NOW + 86400, "iat": NOW, "sub": USER, "nonce": NONCE, "nonce_supported": True}
        header = changed({"kid": APPLE_KID, "alg": "RS256"}, self.header_changes)
        signing_input = f"{compact(header)}.{compact(changed(claims, self.claim_changes))}"
        text = f"{signing_input}.{base64url.encode(self.signer(signing_input.encode()))}"
        for change in self.text_changes:
            text = change(text)
        return text

    def evidence(self, client_id: str) -> dict[str, Any]:
        """Return the fields of Evidence for the token and what the verifier has."""
        text = self.text(client_id)
        known: dict[str, Any] = {
            "key_set": _right_set() if self.held is _RIGHT else _as_set(self.held),
            "fresh_key_set": _as_set(self.fresh),
            "nonce": self.expected_nonce,
            "audiences": self.accepted,
        }
        if self.verifier is not None:
            known["settings"] = {"verifier": self.verifier}
        if self.is_absent:
            return {**known, "identity_token": LACKING}
        try:
            return {**known, "identity_token": jws.read(text)}
        except ValueError:
            return {**known, "identity_text": text}


def _as_set(document: Mapping[str, Any] | Absence) -> KeySet | Absence:
    return document if isinstance(document, Absence) else _read(json.dumps(document))
