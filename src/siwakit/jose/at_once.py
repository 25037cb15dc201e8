"""Verify an RS256 token that is right in its form and its signature, quickly; say nothing of any other.

Nearly every token that a server meets is right. `verify` names what is wrong with the rest: what is None here is for it
to decide, so nothing is refused in this place, and what is accepted here it accepts too.
"""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from siwakit.errors import JsonFault
from siwakit.jose import rs256, strictjson
from siwakit.jose.jwks import KeySet
from siwakit.jose.jws import MAX_TOKEN_CHARACTERS
from siwakit.jose.verify import Refusal, open_token

_ALGORITHMS = frozenset({"RS256"})
_MAX_HEADER_BYTES = 256  # Apple's have about 50; what is remembered stays small
_ORDINARY = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING = (b"", b"", b"==", b"=")
# The letters whose last bits are zero, where they stand for less than they could.
_LAST = (b"", b"", b"AQgw", b"AEIMQUYcgkosw048")


def verify_at_once(text: str, keys: KeySet) -> Mapping[str, Any] | None:
    """Return the claims of *text* where its form is right and a key of *keys* signed it; None says that it wants a closer look."""
    if len(text) > MAX_TOKEN_CHARACTERS or keys.fault:
        return None
    try:
        data = text.encode("ascii")
        header, body, tail = data.split(b".")
        public = _find_key(find_kid(header), keys)
        if public is None or not rs256.verify(public, _decode(tail), data[: -len(tail) - 1]):
            return None
        document = strictjson.read(_decode(body))
    except (ValueError, JsonFault):
        return None
    return document.value if isinstance(document.value, dict) and not document.repeated else None


def _find_key(kid: str | None, keys: KeySet) -> RSAPublicKey | None:
    for key in keys.keys:
        if kid is not None and key.kid == kid:
            return key.public if isinstance(key.public, RSAPublicKey) else None
    return None


def _decode(segment: bytes) -> bytes:
    """Return the bytes that *segment* spells in base64url, as `base64url.decode` does.

    Raises:
        ValueError: it would complain.
    """
    over = len(segment) % 4
    if over and segment[-1] not in _LAST[over]:
        raise ValueError
    # What belongs to ordinary base64 alone, padding included, is outside the alphabet after the exchange of letters.
    return a2b_base64(segment.translate(_ORDINARY) + _PADDING[over], strict_mode=True)


def kid_of(text: str) -> str | None:
    """Return the key that the token in *text* says it is signed with, unverified; None where its header is not one of Apple's."""
    return find_kid(text.partition(".")[0].encode("utf-8", "replace")) if len(text) <= MAX_TOKEN_CHARACTERS else None


# Every token under one key has the same header, letter by letter.
@lru_cache(maxsize=64)
def find_kid(header: bytes) -> str | None:
    """Return the kid in the *header* of a token that nothing in it would have refused, else None."""
    if len(header) > _MAX_HEADER_BYTES:
        return None
    opened = open_token(f"{header.decode('utf-8', 'replace')}.e30.AA", _ALGORITHMS)
    kid = None if isinstance(opened, Refusal) else (opened.header or {}).get("kid")
    return kid if isinstance(kid, str) else None
