"""Verify a compact JWS as strictly as Apple's tokens allow: ES256 or RS256, a key of the set chosen by kid, nothing else.

What Apple never sends is refused by name: other algorithms, members of encrypted tokens, crit, b64, cty, a typ other than JWT, and keys that
a token brings along. Other members are ignored, as RFC 7515 requires: x5t, for example, only names a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from siwakit.errors import TooLarge
from siwakit.jose import es256, jws, rs256
from siwakit.jose.jwks import KeySet
from siwakit.jose.jws import FaultKind, Jws
from siwakit.record import record

ALGORITHMS = frozenset({"ES256", "RS256"})
_RS256 = frozenset({"RS256"})
_MAX_HEADER_CHARACTERS = 256  # Apple's headers have about 50 bytes
_JWE_DOTS = 4
_PLAIN = frozenset({"alg", "kid"})
_BRINGS_KEY = frozenset({"jwk", "jku", "x5c", "x5u"})
_OF_ENCRYPTION = frozenset({"enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"})  # RFC 7516 and RFC 7518


class Refusal(Enum):
    """Reason why a token is refused; the value is a stable code."""

    TOO_LARGE = "too-large"
    IS_ENCRYPTED = "is-encrypted"
    NOT_A_JWS = "not-a-jws"
    DAMAGED_SEGMENT = "damaged-segment"
    DAMAGED_HEADER = "damaged-header"
    REPEATED_MEMBER = "repeated-member"
    ALG_NOT_ALLOWED = "alg-not-allowed"
    HAS_CRIT = "has-crit"
    HAS_B64 = "has-b64"
    BRINGS_KEY = "brings-key"
    UNSIGNED = "unsigned"
    KID_MISSING = "kid-missing"
    OF_ENCRYPTION = "member-of-encryption"
    HAS_CTY = "has-cty"
    TYP_NOT_JWT = "typ-not-jwt"
    KEY_SET_BROKEN = "key-set-broken"
    KEY_UNKNOWN = "key-unknown"
    KEY_UNFIT = "key-unfit"
    SIGNATURE_WRONG = "signature-wrong"


@record
class Verified:
    """Token whose signature was made with the key *kid* of the set."""

    token: Jws = field(repr=False)
    kid: str


def verify(text: str, keys: KeySet, algorithms: frozenset[str] = ALGORITHMS) -> Verified | Refusal:
    """Return the token in *text*, verified with *keys*, or the first reason to refuse it."""
    token = open_token(text, algorithms)
    if isinstance(token, Refusal):
        return token
    return verify_signature(token, keys)


def open_token(text: str, algorithms: frozenset[str] = ALGORITHMS) -> Jws | Refusal:
    """Return the token in *text* if its form is right; its signature is not checked yet."""
    token = read_token(text)
    return token if isinstance(token, Refusal) else open_read_token(token, algorithms)


def read_token(text: str) -> Jws | Refusal:
    """Return the token in *text* with all its faults, or why it is not a JWS at all."""
    try:
        return jws.read(text)
    except TooLarge:
        return Refusal.TOO_LARGE
    except ValueError:
        return Refusal.IS_ENCRYPTED if text.count(".") == _JWE_DOTS else Refusal.NOT_A_JWS


def open_read_token(token: Jws, algorithms: frozenset[str] = ALGORITHMS) -> Jws | Refusal:
    """Return *token* if its form is right; its signature is not checked yet."""
    return (_find_damage(token) if token.faults else None) or _find_header_fault(token, algorithms) or token


def _find_damage(token: Jws) -> Refusal | None:
    kinds = [fault.kind for fault in token.faults]
    if FaultKind.NOT_BASE64URL in kinds:
        return Refusal.DAMAGED_SEGMENT
    if token.header is None:
        return Refusal.DAMAGED_HEADER
    return Refusal.REPEATED_MEMBER if FaultKind.REPEATED_MEMBER in kinds else None


def kid_of(text: str) -> str | None:
    """Return the kid in the header of the token in *text*, unverified, or None: it tells a cache which key will be needed."""
    header = text[:_MAX_HEADER_CHARACTERS].partition(".")[0]
    opened = open_token(f"{header}.e30.AA", _RS256)
    kid = None if isinstance(opened, Refusal) else (opened.header or {}).get("kid")
    return kid if isinstance(kid, str) else None


def _find_header_fault(token: Jws, algorithms: frozenset[str]) -> Refusal | None:
    header = token.header or {}
    alg = header.get("alg")
    if not isinstance(alg, str) or alg not in algorithms:
        return Refusal.ALG_NOT_ALLOWED
    fault = None if header.keys() <= _PLAIN else _find_member_fault(header)
    if fault is not None:
        return fault
    if not token.signature:
        return Refusal.UNSIGNED
    kid = header.get("kid")
    return None if isinstance(kid, str) and kid else Refusal.KID_MISSING


def _find_member_fault(header: Mapping[str, Any]) -> Refusal | None:
    """Return why a member of the header cannot be ignored, or None; typ and cty tell kinds of tokens apart (RFC 8725, section 3.11)."""
    if "crit" in header:
        return Refusal.HAS_CRIT
    if "b64" in header:
        return Refusal.HAS_B64
    if not _BRINGS_KEY.isdisjoint(header):
        return Refusal.BRINGS_KEY
    if not _OF_ENCRYPTION.isdisjoint(header):
        return Refusal.OF_ENCRYPTION
    if "cty" in header:
        return Refusal.HAS_CTY
    return Refusal.TYP_NOT_JWT if header.get("typ", "JWT") != "JWT" else None


def verify_signature(token: Jws, keys: KeySet) -> Verified | Refusal:
    """Return *token*, verified with the key that its kid names, or why it was refused; its form must have been checked."""
    if keys.fault:
        return Refusal.KEY_SET_BROKEN
    header, signature = token.header or {}, token.signature or b""
    key = keys.find(header.get("kid"))
    if key is None or key.kid is None:
        return Refusal.KEY_UNKNOWN
    alg, public = header.get("alg"), key.public
    if alg == "RS256" and isinstance(public, RSAPublicKey):
        is_valid = rs256.verify(public, signature, token.signing_input)
    elif alg == "ES256" and isinstance(public, EllipticCurvePublicKey):
        is_valid = es256.verify(public, signature, token.signing_input)
    else:
        return Refusal.KEY_UNFIT
    return Verified(token, key.kid) if is_valid else Refusal.SIGNATURE_WRONG
