"""Read a key set (RFC 7517), in which each key either can verify ES256 or RS256 or has a named fault.

The order is preserved, because always using the first key is one of the mistakes to find. Nothing here raises because of
a set's contents: `KeySet.fault` says why a set cannot be trusted as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from siwakit.errors import Base64Fault, JsonFault, KeyFault
from siwakit.jose import base64url, jwk, strictjson
from siwakit.jose.keys import roca
from siwakit.record import record

MAX_CHARACTERS = 64 * 1024
MAX_KEYS = 50
MIN_BITS = 2048
MAX_BITS = 8192
_MAX_EXPONENT_BYTES = 8
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}

PublicKey = RSAPublicKey | EllipticCurvePublicKey


class KeySetFault(Enum):
    """Fault of a key in a set, or of the whole set."""

    TOO_LARGE = "over 64 KiB or over 50 keys"
    NOT_JSON = "not JSON"
    NOT_A_SET = "not an object with a list of keys"
    EMPTY = "no keys in it"
    REPEATED_MEMBER = "a repeated member"
    REPEATED_KID = "two keys with one kid"
    MIXED = "symmetric keys beside public ones"
    NOT_AN_OBJECT = "not an object"
    NO_KID = "no kid"
    PRIVATE = "private members"
    SYMMETRIC = "a symmetric key"
    OTHER_KIND = "neither an RSA key nor an EC key"
    WRONG_USE = "use is not sig"
    WRONG_ALG = "alg does not match kty"
    WRONG_KEY_OPS = "key_ops other than verify"
    WEAK = "weaker than RSA with 2048 bits"
    MALFORMED = "numbers that are not a key"


@record
class SetKey:
    """Key in a set; *public* is None if it has a *fault*."""

    kid: str | None
    kind: str
    public: PublicKey | None = field(default=None, repr=False)
    fault: KeySetFault | None = None


@record
class KeySet:
    """Keys of a set in their order; with a *fault* none of them may be used."""

    keys: tuple[SetKey, ...] = ()
    fault: KeySetFault | None = None

    @property
    def kids(self) -> tuple[str, ...]:
        """Return the key ids in the order of the set."""
        return tuple(key.kid for key in self.keys if key.kid is not None)

    def find(self, kid: object) -> SetKey | None:
        """Return the key with this *kid*, or None."""
        for key in self.keys:
            if key.kid is not None and key.kid == kid:
                return key
        return None


def read_key_set(source: Mapping[str, Any] | str) -> KeySet:
    """Return the key set in *source*, a document or its text; a single JWK is a set of one."""
    if isinstance(source, str):
        return _read_text(source)
    members = source.get("keys", [source] if "kty" in source else None)
    if not isinstance(members, list):
        return KeySet(fault=KeySetFault.NOT_A_SET)
    if len(members) > MAX_KEYS:
        return KeySet(fault=KeySetFault.TOO_LARGE)
    keys = tuple(_read_key(member) for member in members)
    return KeySet(keys, _find_fault(keys))


def _read_text(text: str) -> KeySet:
    if len(text) > MAX_CHARACTERS:
        return KeySet(fault=KeySetFault.TOO_LARGE)
    try:
        document = strictjson.read(text)
    except JsonFault:
        return KeySet(fault=KeySetFault.NOT_JSON)
    if document.repeated:
        return KeySet(fault=KeySetFault.REPEATED_MEMBER)
    return read_key_set(document.value) if isinstance(document.value, dict) else KeySet(fault=KeySetFault.NOT_A_SET)


def _find_fault(keys: tuple[SetKey, ...]) -> KeySetFault | None:
    if not keys:
        return KeySetFault.EMPTY
    kids = [key.kid for key in keys if key.kid is not None]
    if len(set(kids)) != len(kids):
        return KeySetFault.REPEATED_KID
    is_symmetric = {key.kind == "oct" for key in keys}
    return KeySetFault.MIXED if len(is_symmetric) > 1 else None


def _read_key(member: object) -> SetKey:
    if not isinstance(member, Mapping):
        return SetKey(None, "", fault=KeySetFault.NOT_AN_OBJECT)
    kid = member.get("kid")
    kid = kid if isinstance(kid, str) and kid else None
    kind = member.get("kty")
    kind = kind if isinstance(kind, str) else ""
    fault = KeySetFault.NO_KID if kid is None else _find_key_fault(member, kind)
    if fault:
        return SetKey(kid, kind, fault=fault)
    public_or_fault = _make_rsa(member) if kind == "RSA" else _make_ec(member)
    if isinstance(public_or_fault, KeySetFault):
        return SetKey(kid, kind, fault=public_or_fault)
    return SetKey(kid, kind, public_or_fault)


def _find_key_fault(member: Mapping[str, Any], kind: str) -> KeySetFault | None:
    if kind == "oct":
        return KeySetFault.SYMMETRIC
    if kind not in _ALGORITHMS:
        return KeySetFault.OTHER_KIND
    if member.keys() & _PRIVATE:
        return KeySetFault.PRIVATE
    if member.get("use", "sig") != "sig":
        return KeySetFault.WRONG_USE
    if member.get("alg", _ALGORITHMS[kind]) != _ALGORITHMS[kind]:
        return KeySetFault.WRONG_ALG
    return None if member.get("key_ops", ["verify"]) == ["verify"] else KeySetFault.WRONG_KEY_OPS


def _make_ec(member: Mapping[str, Any]) -> EllipticCurvePublicKey | KeySetFault:
    try:
        return jwk.read_public(member)
    except KeyFault:
        return KeySetFault.MALFORMED


def _make_rsa(member: Mapping[str, Any]) -> RSAPublicKey | KeySetFault:
    try:
        modulus, exponent = (base64url.decode(str(member.get(name, ""))) for name in ("n", "e"))
    except Base64Fault:
        return KeySetFault.MALFORMED
    n, e = int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")
    if n.bit_length() > MAX_BITS or len(exponent) > _MAX_EXPONENT_BYTES:
        return KeySetFault.MALFORMED
    if n.bit_length() < MIN_BITS or roca.is_weak(n):
        return KeySetFault.WEAK
    try:
        return RSAPublicNumbers(e, n).public_key()
    except ValueError:
        return KeySetFault.MALFORMED
