"""Recognise what was given instead of a PEM key: a JWK, a JWT, a path, a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

from siwakit.errors import KeyFault
from siwakit.jose import jwk, strictjson
from siwakit.jose.jws import looks_like_jws
from siwakit.jose.keys.key_kinds import KeyForm
from siwakit.patterns import pattern
from siwakit.record import record

_KEY_ID = pattern(r"[A-Z0-9]{10}")
_FILE = pattern(r"(?:.{0,1000}\.(?:p8|pem|key|der|cer|crt|txt|json))|(?:.{0,1000}[/\\])?(?:Auth|Subscription|Api)Key_\w{1,40}", re.IGNORECASE)
_ROOTED = pattern(r"(?:~|\.{1,2})?/(?:[\w.@ -]{1,100}/){0,20}[\w.@ -]{1,100}|[A-Za-z]:[\\/].{1,1000}|file:.{1,1000}")
_MAX_PATH = 1024
_CURVE_NAMES = frozenset(
    (
        *("prime256v1", "secp256r1", "p-256", "p256", "nistp256", "es256", "ec", "ecdsa", "secp384r1", "p-384", "p384", "es384"),
        *("secp521r1", "p-521", "p521", "es512", "secp256k1", "es256k", "ed25519", "eddsa", "x25519", "brainpoolp256r1"),
    )
)
_JWK_CURVES = frozenset(("P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519", "X448"))


@record
class NonPemKey:
    """Text that is not a PEM key: its form; for a JWK on P-256 the keys, and whether it is damaged."""

    form: KeyForm
    curve: str | None = None
    private: EllipticCurvePrivateKey | None = field(default=None, repr=False)
    public: EllipticCurvePublicKey | None = field(default=None, repr=False)
    is_damaged: bool = False
    has_second: bool = False


def recognise(text: str) -> NonPemKey | None:
    """Return what *text* is if it is recognised and is neither PEM nor base64; None otherwise."""
    if not text:
        return NonPemKey(KeyForm.EMPTY)
    if text.startswith("{"):
        return _recognise_jwk(text)
    if "\n" in text:
        return None
    if _KEY_ID.fullmatch(text):
        return NonPemKey(KeyForm.KEY_ID)
    if text.lower() in _CURVE_NAMES:
        return NonPemKey(KeyForm.CURVE_NAME)
    if looks_like_jws(text):
        return NonPemKey(KeyForm.JWT)
    if len(text) <= _MAX_PATH and "-----" not in text and (_FILE.fullmatch(text) or _ROOTED.fullmatch(text)):
        return NonPemKey(KeyForm.PATH)
    return None


def _recognise_jwk(text: str) -> NonPemKey | None:
    value = strictjson.read_object(text)
    if value is None:
        return None
    keys = value.get("keys")
    if isinstance(keys, list) and keys and isinstance(keys[0], dict):
        value = keys[0]
        others = (key.get("d", value.get("d")) for key in keys[1:] if isinstance(key, dict))
        if any(other != value.get("d") for other in others):
            return replace(_read_jwk(value), has_second=True)
    kty = value.get("kty")
    if kty not in ("EC", "OKP", "RSA"):
        return None
    if kty == "RSA" and "d" in value:
        return NonPemKey(KeyForm.RSA)
    return _read_jwk(value)


def _read_jwk(value: Mapping[str, Any]) -> NonPemKey:
    form = KeyForm.PRIVATE_JWK if "d" in value else KeyForm.PUBLIC_JWK
    crv = value.get("crv")
    curve = crv if isinstance(crv, str) and crv in _JWK_CURVES else None
    if curve != "P-256":
        return NonPemKey(form, curve)
    try:
        private = jwk.read_private(value) if form is KeyForm.PRIVATE_JWK else None
        return NonPemKey(form, curve, private, private.public_key() if private else jwk.read_public(value))
    except KeyFault:
        return NonPemKey(form, curve, is_damaged=True)
