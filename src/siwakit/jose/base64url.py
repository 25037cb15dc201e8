"""Read and write base64url as RFC 7515 requires: no padding, no stray bits, one encoding for each value."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64

from siwakit.errors import Base64Fault

# Strings, which `re` compiles and caches when they are first needed.
_OUTSIDE = r"[^A-Za-z0-9_-]"
_LOOSE = r"[^A-Za-z0-9_+/-]"
_URL_LETTERS = bytes.maketrans(b"+/", b"-_")
_ORDINARY_LETTERS = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING = (b"", b"", b"==", b"=")
# The letters that may come last, by the remainder of the length divided by four: the unused bits of any other are not all zero.
_LAST_LETTERS = ("", "", "AQgw", "AEIMQUYcgkosw048")


def encode(data: bytes) -> str:
    """Return *data* as base64url without padding."""
    return b2a_base64(data, newline=False).rstrip(b"=").translate(_URL_LETTERS).decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes that *text* encodes.

    Raises:
        Base64Fault: a character outside the alphabet (padding included), an impossible length, or stray bits.
    """
    remainder = len(text) % 4
    try:
        # The substitution turns padding, and the two letters that only ordinary base64 has, into characters outside the alphabet.
        data = a2b_base64(text.encode("ascii").translate(_ORDINARY_LETTERS) + _PADDING[remainder], strict_mode=True)
    except ValueError:
        raise _fault_in(text) from None
    if remainder and text[-1] not in _LAST_LETTERS[remainder]:
        raise _fault_in(text)
    return data


def decode_loosely(text: str) -> bytes | None:
    """Decode base64 in any alphabet, padded or not; None if it cannot be decoded."""
    unpadded = text.rstrip("=")
    if re.search(_LOOSE, unpadded) or len(unpadded) % 4 == 1:
        return None
    return _decode_padded(unpadded.replace("+", "-").replace("/", "_"))


def _fault_in(text: str) -> Base64Fault:
    outside = re.search(_OUTSIDE, text)
    if outside:
        return Base64Fault(_describe(outside.group()), outside.start())
    if len(text) % 4 == 1:
        return Base64Fault("an impossible length", len(text) - 1)
    return Base64Fault("bits after the last byte that are not zero", len(text) - 1)


def _decode_padded(text: str) -> bytes:
    return a2b_base64(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))


def _describe(character: str) -> str:
    if character == "=":
        return "padding (=)"
    if character in "+/":
        return f"the character {character} of ordinary base64"
    if character.isspace():
        return "whitespace"
    return "a character outside the alphabet"
