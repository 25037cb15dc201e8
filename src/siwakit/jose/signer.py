"""Sign without knowing where the key lives: a signer takes bytes and gives 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

from siwakit.jose import es256
from siwakit.jose.p8 import load_private_key
from siwakit.jose.unpicklable import refuse_pickling

PublicKey = EllipticCurvePublicKey


class Signer(Protocol):
    """Sign ES256: a key in a file is one, a key in a KMS another."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes r‖s of a P-256 and SHA-256 signature over *data*."""


@dataclass(frozen=True, slots=True)
class KeySigner:
    """Sign with a private key in memory, parsed once."""

    private: EllipticCurvePrivateKey = field(repr=False)
    __reduce__ = refuse_pickling

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes r‖s of a signature over *data*."""
        return es256.sign(self.private, data)

    @property
    def public(self) -> EllipticCurvePublicKey:
        """Return the public half."""
        return self.private.public_key()


def load_signer(text: str | bytes) -> KeySigner:
    """Return a signer of the `.p8` key in *text*.

    Raises:
        KeyFault: *text* is not Apple's form of a key, or is damaged; the hint says what to do.
        TooLarge: more than 16 KiB.
    """
    return KeySigner(load_private_key(text))
