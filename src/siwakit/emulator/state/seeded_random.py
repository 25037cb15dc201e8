"""Everything random in the emulator, drawn from one seed that can be printed and reused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

from siwakit.jose import base64url

KID_PREFIX = "SIWAKIT"  # Apple's observed key ids are random: one that starts with a word cannot be Apple's
_IDENTIFIER_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_IDENTIFIER_LENGTH = 10
_NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_NAME = 3
_NAME_SPAN = 4
_TAIL_BYTES = 16
_HEX_BITS = 128
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SP 800-186, section 3.2.1.3

T = TypeVar("T")


class SeededRandom:
    """Source of codes, tokens, ids and orders; two sources with the same seed draw the same values."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._random = random.Random(seed)  # noqa: S311  it must be repeatable from its seed, and protects nothing

    @classmethod
    def of(cls, seed: int, purpose: str) -> SeededRandom:
        """Return a source for *seed* and one *purpose*, which draws for other purposes do not affect."""
        return cls(int.from_bytes(sha256(f"{seed}\n{purpose}".encode()).digest(), "big"))

    def code(self) -> str:
        """Return a new authorization code, in the form of Apple's."""
        return self._opaque("c")

    def access_token(self) -> str:
        """Return a new access token."""
        return self._opaque("a")

    def refresh_token(self) -> str:
        """Return a new refresh token."""
        return self._opaque("r")

    def identifier(self) -> str:
        """Return a new Team ID or Key ID: ten capital letters and digits, the first a letter."""
        letters = _IDENTIFIER_LETTERS
        return self.choice(letters[:26]) + "".join(self.choice(letters) for _ in range(_IDENTIFIER_LENGTH - 1))

    def kid(self) -> str:
        """Return the key id of an emulated signing key of Apple: ten characters that Apple never gave a key."""
        return KID_PREFIX + "".join(self.choice(_IDENTIFIER_LETTERS) for _ in range(_IDENTIFIER_LENGTH - len(KID_PREFIX)))

    def jti(self) -> str:
        """Return the id of a notification, 22 characters."""
        return base64url.encode(self.bytes(_TAIL_BYTES))

    def user_id(self) -> str:
        """Return a new user ID, in the form of Apple's."""
        return f"{self.below(10**6):06d}.{self.bits(_HEX_BITS):032x}.{self.below(24):02d}{self.below(60):02d}"

    def relay_name(self) -> str:
        """Return the part before the @ of a relay address."""
        return "".join(self.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(_IDENTIFIER_LENGTH))

    def scalar(self) -> int:
        """Return the private number of a P-256 key."""
        return 1 + self.below(_P256_ORDER - 1)

    def bits(self, count: int) -> int:
        """Return a number of at most *count* bits."""
        return self._random.getrandbits(count)

    def bytes(self, count: int) -> bytes:
        """Return *count* bytes."""
        return self._random.getrandbits(8 * count).to_bytes(count, "big")

    def below(self, limit: int) -> int:
        """Return a number from 0 up to, but not including, *limit*."""
        return self._random.randrange(limit)

    def choice(self, among: Sequence[T]) -> T:
        """Return one element of *among*."""
        return self._random.choice(among)

    def shuffled(self, things: Sequence[T]) -> tuple[T, ...]:
        """Return *things* in a random order."""
        return tuple(self._random.sample(things, len(things)))

    def _opaque(self, letter: str) -> str:
        # Every exchange draws two. This draws the same as `below` and `choice`, in a fifth of their time.
        draw = self._random.getrandbits
        while (more := draw(3)) >= _NAME_SPAN:
            pass
        name = ""
        while len(name) < _SHORTEST_NAME + more:
            place = draw(5)
            name += _NAME_LETTERS[place : place + 1]
        return f"{letter}{draw(_HEX_BITS):032x}.0.{name}.{base64url.encode(self.bytes(_TAIL_BYTES))}"
