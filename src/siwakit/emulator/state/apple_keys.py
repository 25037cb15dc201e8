"""The emulated signing keys of Apple: some are published, one signs, and their ids can never be Apple's.

Each key is derived from the seed and its number, so that a process restarted with its seed has the same keys. Deriving a key takes
a fifth of a second, so only the signing key is derived at the start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from threading import RLock
from typing import Any

from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.jose import base64url, rs256
from siwakit.jose.keys import rsa_keys

# Created once, because `json.dumps` creates an encoder at each call.
_write_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_UNPUBLISHED = 1_000_000  # the number of a key that is never published
_ALSO_PUBLISHED = 2_000_000  # the numbers of the keys that are always published beside the signing key


class AppleKeys:
    """Apple's emulated signing keys; *generation* counts how often they were rotated."""

    def __init__(self, seed: int, generation: int = 0) -> None:
        self._seed = seed
        self._lock = RLock()
        self._derived: dict[int, tuple[str, Any]] = {}
        self.generation = generation
        self._key(generation)

    @property
    def kid(self) -> str:
        """Return the key id of the signing key."""
        return self._key(self.generation)[0]

    def document(self, count: int) -> dict[str, list[dict[str, str]]]:
        """Return the key set of *count* keys, with the signing key first."""
        # The next signing key is not among them: after a rotation, a client with a cached key set meets an unknown kid, and must fetch again.
        return {"keys": [self._public(self.generation), *(self._public(_ALSO_PUBLISHED + step) for step in range(1, count))]}

    def rotate(self) -> int:
        """Retire the signing key and publish a new one; return the new generation."""
        with self._lock:
            self.generation += 1
            return self.generation

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return *claims* as a compact JWS signed with the signing key."""
        return self._sign(self.generation, claims)

    def sign_with_unknown_kid(self, claims: Mapping[str, Any]) -> str:
        """Return *claims* signed with a key that is not in the key set."""
        return self._sign(_UNPUBLISHED, claims)

    def forge(self, claims: Mapping[str, Any]) -> str:
        """Return *claims* with the kid of the signing key, but signed with a key that is not Apple's."""
        return self._sign(_UNPUBLISHED, claims, kid=self.kid)

    def _sign(self, number: int, claims: Mapping[str, Any], kid: str | None = None) -> str:
        own_kid, key = self._key(number)
        signing_input = f"{_header(kid or own_kid)}.{_segment(claims)}"
        return f"{signing_input}.{base64url.encode(rs256.sign(key, signing_input.encode()))}"

    def _public(self, number: int) -> dict[str, str]:
        kid, key = self._key(number)
        return rsa_keys.public_jwk(key, kid)

    def _key(self, number: int) -> tuple[str, Any]:
        pair = self._derived.get(number)
        if pair is not None:
            return pair
        with self._lock:
            if number not in self._derived:
                self._derived[number] = _derive(self._seed, number)
            return self._derived[number]


# A test suite that starts an emulator for each test with one seed derives the keys once.
@lru_cache(maxsize=64)
def _derive(seed: int, number: int) -> tuple[str, Any]:
    random = SeededRandom.of(seed, f"apple-key-{number}")
    return random.kid(), rsa_keys.derive(random.bits)


@lru_cache(maxsize=64)
def _header(kid: str) -> str:
    return _segment({"kid": kid, "alg": "RS256"})


def _segment(value: Mapping[str, Any]) -> str:
    return base64url.encode(_write_json(value).encode())
