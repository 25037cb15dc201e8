"""Recognise a key by the outline of its DER, even if its end is missing.

A parser would only say that the key is invalid. This reader looks at the first few elements, decodes nothing secret, and never raises.
"""

from __future__ import annotations

from siwakit.jose.keys.key_kinds import KeyForm
from siwakit.record import record

_INTEGER, _BIT_STRING, _OCTET_STRING, _OID, _SEQUENCE, _CONTEXT_0 = 0x02, 0x03, 0x04, 0x06, 0x30, 0xA0
_SHORT_FORM = 0x80
_MAX_LENGTH_BYTES = 3
_EC_PUBLIC_KEY = bytes.fromhex("06072a8648ce3d0201")
_RSA_ENCRYPTION = bytes.fromhex("06092a864886f70d010101")
# After the version, serial number, algorithm, issuer, validity and subject (RFC 5280, section 4.1).
_PLACE_OF_PUBLIC_KEY = 6
_FORMS = {
    (_INTEGER, _SEQUENCE): KeyForm.PKCS8,
    (_INTEGER, _OCTET_STRING): KeyForm.SEC1,
    (_INTEGER, _INTEGER): KeyForm.RSA,
    (_SEQUENCE, _OCTET_STRING): KeyForm.ENCRYPTED,
    (_SEQUENCE, _BIT_STRING): KeyForm.PUBLIC,
    (_SEQUENCE, _SEQUENCE): KeyForm.CERTIFICATE,
}
_CURVES = {
    "2a8648ce3d030107": "P-256",
    "2a8648ce3d030101": "P-192",
    "2b81040021": "P-224",
    "2b81040022": "P-384",
    "2b81040023": "P-521",
    "2b8104000a": "secp256k1",
    "2b6570": "Ed25519",
    "2b6571": "Ed448",
    "2b656e": "X25519",
    "2b656f": "X448",
    "2b2403030208010107": "brainpoolP256r1",
}


@record
class Outline:
    """Kind of a DER value, its curve, and its declared length in bytes."""

    form: KeyForm
    curve: str | None
    declared: int


@record
class _Element:
    tag: int
    start: int
    end: int


def read_outline(data: bytes) -> Outline | None:
    """Return the outline of the key or certificate at the start of *data*, or None."""
    outer = _element(data, 0)
    if outer is None or outer.tag != _SEQUENCE:
        return None
    first = _element(data, outer.start)
    second = _element(data, first.end) if first else None
    if first is None or second is None:
        return None
    form = _FORMS.get((first.tag, second.tag))
    match form:
        case None:
            return None
        case KeyForm.PKCS8:
            algorithm = data[second.start : second.end]
            form = KeyForm.RSA if algorithm.startswith(_RSA_ENCRYPTION) else form
            curve = _curve_of_algorithm(algorithm)
        case KeyForm.SEC1:
            curve = _curve_of_sec1(data, second.end)
        case KeyForm.PUBLIC:
            curve = _curve_of_public(data)
        case KeyForm.CERTIFICATE:
            # Requests and lists have this outline too; only a certificate has a public key in seventh place.
            public = public_of_certificate(data)
            if public is None:
                return None
            curve = _curve_of_public(public)
        case _:
            curve = None
    return Outline(form, curve, outer.end)


def public_of_certificate(data: bytes) -> bytes | None:
    """Return the DER of the public key in the certificate *data*, or None if there is none at the expected position."""
    body = _first_inside(data, _first_inside(data, _Element(_SEQUENCE, 0, len(data))))
    child = _first_inside(data, body)
    begin = 0
    for _ in range(_PLACE_OF_PUBLIC_KEY):
        if body is None or child is None or child.end >= min(body.end, len(data)):
            return None
        begin = child.end
        child = _element(data, begin)
    return data[begin : child.end] if child and child.tag == _SEQUENCE and child.end <= len(data) else None


def _first_inside(data: bytes, parent: _Element | None) -> _Element | None:
    return _element(data, parent.start) if parent else None


def _element(data: bytes, at: int) -> _Element | None:
    if at + 2 > len(data):
        return None
    tag, length, start = data[at], data[at + 1], at + 2
    if length >= _SHORT_FORM:
        count = length - _SHORT_FORM
        if not 0 < count <= _MAX_LENGTH_BYTES or start + count > len(data):
            return None
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
    return _Element(tag, start, start + length)


def _curve_of_public(data: bytes) -> str | None:
    algorithm = _first_inside(data, _element(data, 0))
    return _curve_of_algorithm(data[algorithm.start : algorithm.end]) if algorithm else None


def _curve_of_algorithm(algorithm: bytes) -> str | None:
    if algorithm.startswith(_EC_PUBLIC_KEY):
        return _curve_at(algorithm, len(_EC_PUBLIC_KEY))
    oid = _element(algorithm, 0)
    return _CURVES.get(algorithm[oid.start : oid.end].hex()) if oid else None


def _curve_of_sec1(data: bytes, at: int) -> str | None:
    parameters = _element(data, at)
    return _curve_at(data, parameters.start) if parameters and parameters.tag == _CONTEXT_0 else None


def _curve_at(data: bytes, at: int) -> str | None:
    oid = _element(data, at)
    if oid is None or oid.end > len(data):
        return None
    return _CURVES.get(data[oid.start : oid.end].hex(), "another curve") if oid.tag == _OID else "explicit parameters"
