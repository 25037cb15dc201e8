"""Try known mistakes on a signature, and report which one was made.

A signature that does not verify says nothing by itself. With the key, or its public half, each known mistake can be
repeated: if the signature verifies with one of them, that mistake is proved. The first key is tried on its own first, so a
valid signature costs one ES256 verification, and an invalid one at most some sixty times `MAX_KEYS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from siwakit.jose import es256
from siwakit.jose.jws import Jws
from siwakit.jose.trials.key_text_hmac import find_key_text
from siwakit.jose.trials.signature_shape import CURVE_OF_LENGTH, Shape, SignatureKind, read_shape, repair_length
from siwakit.jose.trials.signed_bytes import other_bytes
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record

__all__ = ["SignatureFinding", "SignatureKind", "TrialKey", "examine"]

MAX_KEYS = 10
_P256_NAME = "secp256r1"
_SHA256 = ECDSA(hashes.SHA256())
_HASHES = (
    ("SHA-384", ECDSA(hashes.SHA384())),
    ("SHA-512", ECDSA(hashes.SHA512())),
    ("SHA-1", ECDSA(hashes.SHA1())),  # noqa: S303  recognised, never used to sign
    ("SHA-224", ECDSA(hashes.SHA224())),
    ("SHA3-256", ECDSA(hashes.SHA3_256())),
)
_HASH_OF_CURVE = {"P-384": ECDSA(hashes.SHA384()), "P-521": ECDSA(hashes.SHA512())}
_CURVES = {"P-384": "secp384r1", "P-521": "secp521r1"}
_TRIED = (
    "the given keys with r and s swapped, little-endian order, other hashes, the JSON and other encodings of what is signed, "
    "and an HMAC with the key's text"
)


@record
class TrialKey:
    """Key to try: its public half and, if it is known, the text of its private half for the HMAC trial."""

    public: EllipticCurvePublicKey | None
    text: str | None = field(default=None, repr=False)
    __reduce__ = refuse_pickling


@record
class SignatureFinding:
    """Kind of a signature, the key that made it, and whether that is proved.

    *also* is the second of two mistakes. *corrected* is the raw signature that was intended; if the
    finding is proved and there is no second mistake, it verifies.
    """

    kind: SignatureKind
    key: int | None = None
    detail: str = ""
    proved: bool = False
    corrected: bytes | None = field(default=None, repr=False)
    also: SignatureKind | None = None


@record
class _Trial:
    kind: SignatureKind
    detail: str
    raw: bytes = field(repr=False)
    data: bytes = field(repr=False)
    algorithm: ECDSA = _SHA256


def examine(jws: Jws, keys: Sequence[TrialKey]) -> SignatureFinding:
    """Return the finding about the signature of *jws*; the first ten of *keys* are tried, the first one before anything else."""
    data, signature = jws.signing_input, jws.signature
    if signature is not None and len(signature) == es256.SIGNATURE_BYTES:
        for index, key in enumerate(keys[:MAX_KEYS]):
            if key.public is not None and es256.verify(key.public, signature, data):
                return SignatureFinding(SignatureKind.VERIFIES, index, proved=True)
    return _examine_closely(jws, keys[:MAX_KEYS])


def _examine_closely(jws: Jws, keys: Sequence[TrialKey]) -> SignatureFinding:
    shape = read_shape(jws.signature, jws.segments[2])
    hmac = _try_hmac(jws, keys)
    if hmac:
        return hmac
    if shape.raw is None:
        return _try_lengths(jws, keys) or SignatureFinding(shape.kinds[0], detail=shape.detail)
    if len(shape.raw) != es256.SIGNATURE_BYTES:
        return _try_curve(jws, keys, shape, shape.raw)
    finding = _first_proved(_trials(jws, shape.raw), keys) or _try_foreign(jws, keys, shape.raw)
    if finding:
        return _under_shape(shape, finding)
    if shape.kinds:
        return SignatureFinding(shape.kinds[0], detail=shape.detail, corrected=shape.raw, also=_second(shape))
    if not any(key.public for key in keys):
        return SignatureFinding(SignatureKind.NOT_TRIED, detail="64 bytes, but no key was given to verify them with")
    return SignatureFinding(SignatureKind.UNVERIFIED, detail=f"tried {_TRIED}")


def _trials(jws: Jws, raw: bytes) -> Iterator[_Trial]:
    data = jws.signing_input
    yield _Trial(SignatureKind.VERIFIES, "", raw, data)
    for kind, words, other in _permutations(raw):
        yield _Trial(kind, words, other, data)
    for words, algorithm in _HASHES:
        yield _Trial(SignatureKind.WRONG_HASH, words, raw, data, algorithm)
    digest = sha256(data)
    yield _Trial(SignatureKind.WRONG_HASH, "SHA-256 twice", raw, digest.digest())
    yield _Trial(SignatureKind.WRONG_HASH, "SHA-256 twice, the first time as hexadecimal text", raw, digest.hexdigest().encode())
    not_hashed = ECDSA(Prehashed(hashes.SHA256()))
    yield _Trial(SignatureKind.WRONG_HASH, "not hashed: the first 32 bytes used as the digest", raw, data[:32].rjust(32, b"\0"), not_hashed)
    for words, other in other_bytes(jws):
        yield _Trial(SignatureKind.OTHER_BYTES, words, raw, other)
    # Two mistakes at once: both happen to code that builds a signature from its two numbers.
    for kind, words, other in _permutations(raw):
        for name, algorithm in _HASHES[:2]:
            yield _Trial(kind, f"{words}, and {name}", other, data, algorithm)


def _permutations(raw: bytes) -> tuple[tuple[SignatureKind, str, bytes], ...]:
    r, s = raw[:32], raw[32:]
    return (
        (SignatureKind.HALVES_SWAPPED, "s before r", s + r),
        (SignatureKind.LITTLE_ENDIAN, "r and s each in little-endian order", r[::-1] + s[::-1]),
        (SignatureKind.LITTLE_ENDIAN, "the whole signature in reverse order", raw[::-1]),
    )


def _first_proved(trials: Iterator[_Trial], keys: Sequence[TrialKey]) -> SignatureFinding | None:
    for trial in trials:
        for index, key in enumerate(keys):
            if key.public is not None and key.public.curve.name == _P256_NAME and _verifies(key.public, trial):
                return _finding(trial, index)
    return None


def _finding(trial: _Trial, index: int) -> SignatureFinding:
    is_remade = trial.kind in (SignatureKind.WRONG_HASH, SignatureKind.OTHER_BYTES)
    is_double = not is_remade and trial.algorithm is not _SHA256
    return SignatureFinding(
        trial.kind,
        index,
        trial.detail,
        proved=True,
        # A signature over another digest cannot be corrected without the private key.
        corrected=None if is_remade or is_double else trial.raw,
        also=SignatureKind.WRONG_HASH if is_double else None,
    )


def _under_shape(shape: Shape, finding: SignatureFinding) -> SignatureFinding:
    if not shape.kinds:
        return finding
    also = _second(shape) if finding.kind is SignatureKind.VERIFIES else finding.kind
    detail = f"{shape.detail}; {finding.detail}" if finding.detail else shape.detail
    return SignatureFinding(shape.kinds[0], finding.key, detail, finding.proved, finding.corrected, also)


def _second(shape: Shape) -> SignatureKind | None:
    return shape.kinds[1] if len(shape.kinds) > 1 else None


def _try_hmac(jws: Jws, keys: Sequence[TrialKey]) -> SignatureFinding | None:
    signature = jws.signature or b""
    for index, key in enumerate(keys):
        words = find_key_text(signature, jws.signing_input, key.text) if key.text else None
        if words:
            return SignatureFinding(SignatureKind.HMAC_WITH_KEY_TEXT, index, words, proved=True)
    return None


def _try_lengths(jws: Jws, keys: Sequence[TrialKey]) -> SignatureFinding | None:
    repairs = repair_length(jws.signature or b"")
    return _first_proved((_Trial(SignatureKind.WRONG_LENGTH, words, raw, jws.signing_input) for words, raw in repairs), keys)


def _try_curve(jws: Jws, keys: Sequence[TrialKey], shape: Shape, raw: bytes) -> SignatureFinding:
    curve = CURVE_OF_LENGTH[len(raw)]
    for index, key in enumerate(keys):
        if key.public is None or key.public.curve.name != _CURVES[curve]:
            continue
        for algorithm in (_HASH_OF_CURVE[curve], _SHA256):
            if _verifies(key.public, _Trial(SignatureKind.WRONG_CURVE, "", raw, jws.signing_input, algorithm)):
                detail = f"{shape.detail}; the key is on {curve}, expected P-256"
                return SignatureFinding(shape.kinds[0], index, detail, proved=True, also=SignatureKind.WRONG_CURVE)
    return SignatureFinding(shape.kinds[0], detail=shape.detail, also=_second(shape))


def _try_foreign(jws: Jws, keys: Sequence[TrialKey], raw: bytes) -> SignatureFinding | None:
    """Try the keys on another curve of the same size as P-256: secp256k1, as used by blockchains."""
    trial = _Trial(SignatureKind.WRONG_CURVE, "", raw, jws.signing_input)
    for index, key in enumerate(keys):
        if key.public is not None and key.public.curve.name != _P256_NAME and _verifies(key.public, trial):
            detail = f"the key is on {key.public.curve.name}, expected P-256"
            return SignatureFinding(SignatureKind.WRONG_CURVE, index, detail, proved=True)
    return None


def _verifies(public: EllipticCurvePublicKey, trial: _Trial) -> bool:
    try:
        public.verify(es256.raw_to_der(trial.raw), trial.data, trial.algorithm)
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
