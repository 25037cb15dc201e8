"""Signers: objects that sign without revealing where the private key is."""

from __future__ import annotations

import inspect
from dataclasses import field
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey, derive_private_key

from siwakit.errors import KeyFault, SiwakitError
from siwakit.jose import es256
from siwakit.jose.keys.p8 import load_private_key
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record

PublicKey = EllipticCurvePublicKey
PrivateKey = EllipticCurvePrivateKey
_CANCELLING_MODULES = frozenset({"asyncio.exceptions", "trio"})
_WRITE_A_SIGNER = "write a signer for it: an object with `public` and `sign(data)`"


class Signer(Protocol):
    """ES256 signer, such as a key in a file or in a KMS.

    Whatever it returns is verified with *public* before it is used. Nothing can interrupt a call of `sign` safely, so it
    should have a time limit of its own.
    """

    @property
    def public(self) -> PublicKey:
        """Return the public half of the key, on P-256; it is read for every signature, so fetch it once and cache it."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes r‖s of a P-256 and SHA-256 signature over *data*."""


@record
class KeySigner:
    """Private key in memory, checked once, when the signer is created.

    Raises:
        KeyFault: a key that is not on P-256, that cannot be exported from its store, or whose public half is another key's.
    """

    private: EllipticCurvePrivateKey = field(repr=False)
    __reduce__ = refuse_pickling

    def __post_init__(self) -> None:
        """Check the key now, because its signatures are not verified later."""
        if not isinstance(self.private, EllipticCurvePrivateKey):
            raise KeyFault(f"the private key is {type(self.private).__name__}, expected one on P-256", hint=es256.USE_APPLES_KEY)
        es256.require_p256(self.private)
        try:
            derived = derive_private_key(self.private.private_numbers().private_value, self.private.curve)
        except (ValueError, NotImplementedError, UnsupportedAlgorithm):
            raise KeyFault("the private key cannot be read out of its store", hint=_WRITE_A_SIGNER) from None
        if derived.public_key() != self.private.public_key():
            raise KeyFault("the private key is stored with the public half of another key", hint="copy the .p8 file again from the download")

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes r‖s of a signature over *data*."""
        return es256.sign(self.private, data)

    @property
    def public(self) -> PublicKey:
        """Return the public half."""
        return self.private.public_key()


class RememberingSigner:
    """Signer that remembers the public key that *signer* had when it last signed: reading it again may be a call to another machine."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.last_public: PublicKey | None = None

    @property
    def public(self) -> PublicKey:
        """Return the public half."""
        self.last_public = self._signer.public
        return self.last_public

    def sign(self, data: bytes, /) -> bytes:
        """Return what the signer returns for *data*."""
        return self._signer.sign(data)


def load_signer(text: str | bytes) -> KeySigner:
    """Return a signer of the `.p8` key in *text*.

    Raises:
        KeyFault: *text* is not Apple's form of a key, or is damaged; the hint says what to do.
        TooLarge: more than 16 KiB.
    """
    return KeySigner(load_private_key(text))


def ask_signer(signer: Signer, data: bytes) -> tuple[PublicKey, bytes]:
    """Return the public key of *signer* and its signature over *data*, which is not verified yet.

    Raises:
        KeyFault: *signer* has no public key on P-256, fails, or returns something other than bytes. The message never quotes
            what it returned, or the text of its exception.
    """
    public = _public_key_of(signer)
    try:
        signature: object = signer.sign(data)
    except SiwakitError:
        raise
    except BaseException as error:
        _raise_if_exiting(error)
        raise KeyFault(f"the signer failed with {type(error).__name__}", hint="its exception, the cause of this one, says why") from error
    if inspect.iscoroutine(signature):
        signature.close()  # otherwise Python warns that it was never awaited
        raise KeyFault("the signer is asynchronous, expected a `sign` that returns bytes", hint="siwakit calls it in a thread: wait there")
    if not isinstance(signature, bytes):
        raise KeyFault(f"the signer returned {type(signature).__name__}, expected bytes", hint="return the 64 bytes r‖s as bytes, not encoded")
    return public, signature


def _raise_if_exiting(error: BaseException) -> None:
    """Raise *error* again if it ends the program or the task. A panic in a Rust library is a BaseException too, but ends neither."""
    if not isinstance(error, Exception) and (
        isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit) or type(error).__module__ in _CANCELLING_MODULES
    ):
        raise error


def _public_key_of(signer: Signer) -> PublicKey:
    hint = "give the signer a property `public`: the public half, as cryptography's load_pem_public_key returns it"
    try:
        public: object = getattr(signer, "public", None)
    except SiwakitError:
        raise
    except BaseException as error:
        _raise_if_exiting(error)
        raise KeyFault(f"the signer's public key failed with {type(error).__name__}", hint=hint) from error
    if not isinstance(public, EllipticCurvePublicKey):
        raise KeyFault(f"the signer's public key is {type(public).__name__}, expected an EllipticCurvePublicKey", hint=hint)
    es256.require_p256(public)
    return public
