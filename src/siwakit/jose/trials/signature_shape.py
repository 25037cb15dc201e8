"""Encoding of a signature, recognised without a key: raw, DER, text encoded twice, or of a length that fits nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from enum import Enum

from siwakit.jose import base64url, es256
from siwakit.record import record

# The curve, by the number of bytes that its r‖s has.
CURVE_OF_LENGTH = {64: "P-256", 96: "P-384", 132: "P-521"}
_HALVES = (32, 48, 66)
_OTHER_MAKERS = {
    32: "32 bytes: the length of an HMAC-SHA256",
    48: "48 bytes: the length of an HMAC-SHA384",
    65: "65 bytes: a P-256 signature with one byte too many",
    96: "96 bytes: the length of a P-384 signature",
    132: "132 bytes: the length of a P-521 signature",
    256: "256 bytes: the length of an RSA signature of 2048 bits",
    384: "384 bytes: the length of an RSA signature of 3072 bits",
    512: "512 bytes: the length of an RSA signature of 4096 bits",
}
_HEX = re.compile(rb"(?:0[xX])?((?:[0-9a-fA-F]{2}){60,150})\s?")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{80,200}={0,2}\s{0,2}")
_SHORTEST, _LONGEST = 60, 67


class SignatureKind(Enum):
    """Kind of signature that was found."""

    VERIFIES = "verifies"
    MISSING = "missing"
    DER = "ASN.1 DER instead of raw bytes"
    HEX = "hexadecimal text"
    BASE64_OF_TEXT = "base64 of base64 text"
    WRONG_LENGTH = "of the wrong length"
    HALVES_SWAPPED = "s before r"
    LITTLE_ENDIAN = "in little-endian order"
    WRONG_HASH = "made with another hash"
    OTHER_BYTES = "made over other bytes"
    HMAC_WITH_KEY_TEXT = "an HMAC keyed with the text of the private key"
    WRONG_CURVE = "made with a key on another curve"
    UNVERIFIED = "verified by no trial"
    NOT_TRIED = "not tried without a key"


@record
class Shape:
    """Encoding of a signature: kinds from the outside in (none for 64 raw bytes), and r‖s if it could be read."""

    kinds: tuple[SignatureKind, ...]
    detail: str
    raw: bytes | None = field(repr=False)


def read_shape(signature: bytes | None, segment: str) -> Shape:
    """Return how *signature*, written as *segment*, encodes its two numbers."""
    if not segment:
        return Shape((SignatureKind.MISSING,), "the third segment is empty", None)
    direct = _HEX.fullmatch(segment.encode("utf-8", "replace"))
    if direct:
        return _read_layers(bytes.fromhex(direct.group(1).decode("ascii")), (SignatureKind.HEX,), "hexadecimal text instead of base64url")
    if signature is None:
        return Shape((SignatureKind.WRONG_LENGTH,), "not base64url, so not bytes", None)
    return _read_layers(signature, (), "")


def repair_length(signature: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the 64 bytes that 60 to 67 bytes were meant to be, with the mistake."""
    length = len(signature)
    if not _SHORTEST <= length <= _LONGEST or length == es256.SIGNATURE_BYTES:
        return
    for split in range(max(28, length - 35), min(35, length - 28) + 1):
        r, s = (int.from_bytes(half, "big") for half in (signature[:split], signature[split:]))
        if max(r, s).bit_length() <= es256.SIGNATURE_BYTES * 4:
            yield f"{length} bytes: r or s without its fixed length of 32 bytes", r.to_bytes(32, "big") + s.to_bytes(32, "big")
    if length == es256.SIGNATURE_BYTES + 1:
        yield "65 bytes: a recovery byte at the end", signature[:-1]
        yield "65 bytes: a byte in front", signature[1:]


def _read_layers(data: bytes, kinds: tuple[SignatureKind, ...], detail: str) -> Shape:
    text = _HEX.fullmatch(data)
    if text and not kinds:
        return _read_layers(bytes.fromhex(text.group(1).decode("ascii")), (SignatureKind.HEX,), "hexadecimal text, then base64url")
    if _BASE64.fullmatch(data) and not kinds:
        inner = base64url.decode_loosely(data.decode("ascii").strip())
        if inner is not None and (len(inner) == es256.SIGNATURE_BYTES or _der_to_raw(inner)):
            return _read_layers(inner, (SignatureKind.BASE64_OF_TEXT,), "base64 text, then base64url once more")
    raw = _der_to_raw(data)
    if raw:
        words = f"ASN.1 DER of {len(data)} bytes"
        return Shape((*kinds, SignatureKind.DER), f"{words}, written as {detail}" if detail else words, raw)
    if len(data) == es256.SIGNATURE_BYTES:
        return Shape(kinds, detail, data)
    words = _OTHER_MAKERS.get(len(data), f"{len(data)} bytes, expected {es256.SIGNATURE_BYTES}")
    return Shape((*kinds, SignatureKind.WRONG_LENGTH), words, data if len(data) in CURVE_OF_LENGTH else None)


def _der_to_raw(data: bytes) -> bytes | None:
    if data[:1] != b"0":
        return None
    return next((raw for half in _HALVES if (raw := es256.der_to_raw(data, half))), None)
