"""Parse a compact JWS and list every fault, without judging it.

The parser never raises because of a token's contents: a user who pastes a broken token wants to see what is inside and where
it breaks. Rules decide what a fault means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from siwakit.errors import Base64Fault, JsonFault, TooLarge
from siwakit.jose import base64url, strictjson
from siwakit.patterns import pattern
from siwakit.record import record

MAX_TOKEN_CHARACTERS = 16 * 1024
SEGMENTS = ("header", "payload", "signature")
_COMPACT = pattern(r"e(?:yJ|yA|w[0ogk])[A-Za-z0-9_+/=-]*\.[A-Za-z0-9_+/=-]*\.[A-Za-z0-9_+/=-]*")
_MAX_CACHED_HEADER = 256  # headers of Apple's tokens have about 70 characters


class FaultKind(Enum):
    """Kind of fault in the form of a JWS."""

    NOT_BASE64URL = "not base64url"
    NOT_JSON = "not JSON"
    NOT_AN_OBJECT = "not a JSON object"
    REPEATED_MEMBER = "a repeated member"


# A named tuple instead of a dataclass, because `siwakit decode` waits while classes are created.
class Fault(NamedTuple):
    """Fault in one segment; *position* counts in its base64url, or in its JSON if that is where the fault is."""

    kind: FaultKind
    segment: str
    position: int
    detail: str


@record
class Jws:
    """Parsed compact JWS; a part that cannot be read is None and has a fault."""

    text: str = field(repr=False)
    header: Mapping[str, Any] | None = field(repr=False)
    claims: Mapping[str, Any] | None = field(repr=False)
    signature: bytes | None = field(repr=False)
    faults: tuple[Fault, ...] = ()
    payload: bytes | None = field(default=None, repr=False)

    @property
    def segments(self) -> tuple[str, str, str]:
        """Return the three segments as they were written."""
        first, second, third = self.text.split(".", 2)
        return first, second, third

    @property
    def signing_input(self) -> bytes:
        """Return the bytes that the signature is made over."""
        return self.text.rsplit(".", 1)[0].encode("utf-8", "replace")

    def has(self, kind: FaultKind, segment: str) -> Fault | None:
        """Return the first fault of this *kind* in *segment*, or None."""
        return next((fault for fault in self.faults if fault.kind is kind and fault.segment == segment), None)


def is_compact(text: str) -> bool:
    """Return whether *text* looks like a JWS in compact form, whatever its segments contain."""
    return len(text) <= MAX_TOKEN_CHARACTERS and bool(_COMPACT.fullmatch(text))


def looks_like_jws(text: str) -> bool:
    """Return whether *text* has the outline of a JWS: three segments, the first of which could be a JSON object."""
    return text.count(".") == 2 and text.startswith("ey")  # noqa: PLR2004  three segments have two dots


def read(text: str) -> Jws:
    """Return the JWS in *text*, with all its faults.

    Raises:
        TooLarge: more than 16 KiB.
        ValueError: *text* does not have three segments.
    """
    if len(text) > MAX_TOKEN_CHARACTERS:
        raise TooLarge(f"a token of {len(text)} characters, expected at most {MAX_TOKEN_CHARACTERS}")
    segments = text.split(".")
    if len(segments) != len(SEGMENTS):
        message = f"{len(segments)} segments, expected 3"
        raise ValueError(message)
    first, second, third = segments
    header, header_faults = _read_header(first) if len(first) <= _MAX_CACHED_HEADER else _read_header.__wrapped__(first)
    faults = list(header_faults)
    claims, payload = _read_object(second, "payload", faults)
    signature = _read_bytes(third, "signature", faults)
    return Jws(text, None if header is None else dict(header), claims, signature, tuple(faults), payload)


# All tokens signed with one key have exactly the same header.
@lru_cache(maxsize=64)
def _read_header(segment: str) -> tuple[dict[str, Any] | None, tuple[Fault, ...]]:
    faults: list[Fault] = []
    header, _ = _read_object(segment, "header", faults)
    return header, tuple(faults)


def _read_bytes(segment: str, name: str, faults: list[Fault]) -> bytes | None:
    try:
        return base64url.decode(segment)
    except Base64Fault as fault:
        faults.append(Fault(FaultKind.NOT_BASE64URL, name, fault.position, fault.message))
        return base64url.decode_loosely(segment)


def _read_object(segment: str, name: str, faults: list[Fault]) -> tuple[dict[str, Any] | None, bytes | None]:
    data = _read_bytes(segment, name, faults)
    if data is None:
        return None, None
    try:
        document = strictjson.read(data)
    except JsonFault as fault:
        faults.append(Fault(FaultKind.NOT_JSON, name, fault.position, fault.message))
        return None, data
    if document.repeated:
        faults.append(Fault(FaultKind.REPEATED_MEMBER, name, 0, document.repeated[0]))
    if not isinstance(document.value, dict):
        faults.append(Fault(FaultKind.NOT_AN_OBJECT, name, 0, type(document.value).__name__))
        return None, data
    return document.value, data
