"""Undo damage to a client_secret in transit, record what was undone, and recognise what is not a JWT.

Nothing is guessed: damage is undone only if the result is a JWT, and a kind is named only if it has unmistakable marks.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import field
from enum import Enum
from urllib.parse import unquote

from siwakit.apple import IDENTIFIER, Kind, kind_of
from siwakit.errors import JsonFault
from siwakit.jose import base64url, jws, strictjson
from siwakit.jose.keys.key_kinds import KeyForm
from siwakit.jose.keys.p8 import MAX_KEY_CHARACTERS, read_key
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.patterns import pattern
from siwakit.record import record

_QUOTES = "\"'`\u00ab\u00bb\u2018\u2019\u201c\u201d"
_INVISIBLE = " \t\r\n\v\f\u00a0\u200b\u2060\ufeff"
_SPOTS = pattern(rf"[\s\\%{_QUOTES}\u200b\u2060\ufeff]")
_SPACE = pattern(r"[\s\u200b\u2060\ufeff]+")
_ESCAPED_ENDS = pattern(r"^(?:\\[nrt\"'])+|(?:\\[nrt\"'])+$")
_LITERAL = pattern(r"[bru]{1,2}(?=[\"'])", re.IGNORECASE)  # as Python prints bytes
_PREFIX = pattern(r"(?:bearer|jwt|token)[\s:=]+|client_secret\s*[=:]\s*", re.IGNORECASE)
_ENCODED = pattern(r"%[0-9A-Fa-f]{2}")
_WRAPPED = pattern(r"[A-Za-z0-9+/_-]{40,}={0,2}")
_MAX_LAYERS = 6
_STARTS = ("ey", "ew")  # base64url of an opening brace, and what may follow it
_NOTHING = frozenset({"undefined", "null", "none", "nil", "nan", "[object object]", "[object promise]"})
_PRIVATE = frozenset({KeyForm.PKCS8, KeyForm.SEC1, KeyForm.ENCRYPTED, KeyForm.RSA, KeyForm.PRIVATE_JWK})
_WIDTHS = frozenset({100, 128, 200, 250, 254, 255, 256, 300, 500, 511, 512})  # of database columns and form fields
_ES256_CHARACTERS = 86  # 64 bytes
_HMAC_CHARACTERS = frozenset({43, 64})  # 32 and 48 bytes: complete, and from another algorithm


class Damage(Enum):
    """Damage to a client_secret between the signer and the request."""

    QUOTES = "quotes or escapes around it"
    WHITESPACE = "whitespace around or inside it"
    PREFIX = "a word in front of it"
    URL_ENCODED = "remaining percent-encoding"
    WRAPPED_TWICE = "a second layer of base64"


class SecretKind(Enum):
    """Kind of text that was sent as client_secret, as far as it can be recognised."""

    JWT = "a JWT"
    EMPTY = "nothing"
    NOTHING_IN_WORDS = "the word for an unset variable"
    PRIVATE_KEY = "a private key"
    IDENTIFIER = "a Key ID or Team ID"
    CODE = "an authorization code"
    OTHER_TOKEN = "another kind of Apple token"
    JSON = "JSON"
    TRUNCATED = "the beginning of a JWT"
    OTHER = "something else"


@record
class SecretText:
    """Client_secret as it was sent, and its content once the damage is undone, outermost first.

    *detail* says how the kind was recognised; *cut_at* is the width of the column that a JWT of three segments was cut to.
    """

    sent: str = field(repr=False)
    inside: str = field(repr=False)
    damages: tuple[Damage, ...] = ()
    kind: SecretKind = SecretKind.JWT
    detail: str = ""
    cut_at: int | None = None
    __reduce__ = refuse_pickling


def read_secret(sent: str) -> SecretText:
    """Return *sent* with its damage undone, layer by layer; text that does not contain a JWT is left as it is."""
    if _could_be_jws(sent) and not _SPOTS.search(sent):
        return SecretText(sent, sent, cut_at=_cut_at(sent))
    if len(sent) > 2 * jws.MAX_TOKEN_CHARACTERS:
        return SecretText(sent, sent, kind=SecretKind.OTHER, detail=f"{len(sent)} characters are more than any JWT needs")
    text, damages = sent, []
    for _ in range(_MAX_LAYERS):
        step = _undo_one(text)
        if step is None:
            break
        text, damage = step
        damages.append(damage)
    if _has_outline(text):
        return SecretText(sent, text, tuple(dict.fromkeys(damages)), cut_at=_cut_at(text))
    kind, detail = _recognise(_bare(sent))
    return SecretText(sent, sent, kind=kind, detail=detail)


def _has_outline(text: str) -> bool:
    if text.count(".") != 2 or text.startswith("{"):  # noqa: PLR2004  three segments have two dots
        return False
    return text.startswith(_STARTS) or text.split(".", 2)[1].startswith(_STARTS)


def _could_be_jws(text: str) -> bool:
    return text.startswith(_STARTS) and text.count(".") == 2  # noqa: PLR2004  the same


def _bare(text: str) -> str:
    return text.strip(_INVISIBLE).strip(_QUOTES).strip(_INVISIBLE)


def _cut_at(text: str) -> int | None:
    if len(text) not in _WIDTHS:
        return None
    length = len(text) - text.rindex(".") - 1
    return len(text) if 0 < length < _ES256_CHARACTERS and length not in _HMAC_CHARACTERS else None


def _undo_one(text: str) -> tuple[str, Damage] | None:
    for damage, after in (
        (Damage.WHITESPACE, text.strip(_INVISIBLE)),
        (Damage.QUOTES, _ESCAPED_ENDS.sub("", text)),
        (Damage.QUOTES, _LITERAL.sub("", text, count=1) if _LITERAL.match(text) else text),
        (Damage.QUOTES, text.strip(_QUOTES)),
        (Damage.PREFIX, _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text),
        (Damage.URL_ENCODED, unquote(text) if _ENCODED.search(text) else text),
    ):
        if after != text:
            return after, damage
    joined = _SPACE.sub("", text)
    if joined != text and _could_be_jws(joined):
        return joined, Damage.WHITESPACE
    return _unwrap(text)


def _unwrap(text: str) -> tuple[str, Damage] | None:
    if not _WRAPPED.fullmatch(text):
        return None
    inside = _decoded(text)
    return (inside, Damage.WRAPPED_TWICE) if inside is not None and _could_be_jws(_bare(inside)) else None


def _decoded(text: str) -> str | None:
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(bare + "=" * (-len(bare) % 4)).decode("ascii")
    except ValueError:
        return None


def _recognise(text: str) -> tuple[SecretKind, str]:
    if not text:
        return SecretKind.EMPTY, ""
    if text.lower() in _NOTHING:
        return SecretKind.NOTHING_IN_WORDS, f"the text is {text}, which is what an unset variable prints as"
    if text.startswith(("{", "[")):
        return _recognise_json(text)
    if text.startswith(_STARTS):
        return _recognise_beginning(text)
    opaque = kind_of(text)
    if opaque is not None:
        return (SecretKind.CODE if opaque is Kind.CODE else SecretKind.OTHER_TOKEN), f"its form is that of an {opaque.value}".replace(
            "an ref", "a ref"
        )
    if IDENTIFIER.fullmatch(text):
        return SecretKind.IDENTIFIER, "ten capital letters and digits are a Key ID or a Team ID"
    return _recognise_key(text)


def _recognise_json(text: str) -> tuple[SecretKind, str]:
    try:
        value = strictjson.read(text).value
    except JsonFault:
        return _recognise_key(text)
    if isinstance(value, dict) and "kty" in value and "d" in value:
        return SecretKind.PRIVATE_KEY, "a private key as JWK"
    return SecretKind.JSON, "a JSON object" if isinstance(value, dict) else "a JSON list"


def _recognise_beginning(text: str) -> tuple[SecretKind, str]:
    """Recognise what begins like a JWT but does not have three segments."""
    count = text.count(".") + 1
    first = text.split(".", 1)[0]
    start = base64url.decode_loosely(first[: len(first) // 4 * 4]) or b""
    if count > len(jws.SEGMENTS):
        return SecretKind.OTHER, f"{count} segments, but a signed JWT has 3"
    if not start.lstrip().startswith(b"{") or not re.search(rb'"(?:alg|kid|typ)"', start):
        return SecretKind.OTHER, ""
    return SecretKind.TRUNCATED, f"{count} of 3 segments: it ends {'before the signature' if count > 1 else 'within or after the header'}"


def _recognise_key(text: str) -> tuple[SecretKind, str]:
    form = read_key(text).form if len(text) <= MAX_KEY_CHARACTERS else KeyForm.OTHER
    if form in _PRIVATE:
        return SecretKind.PRIVATE_KEY, form.value
    if form in {KeyForm.PATH, KeyForm.CURVE_NAME, KeyForm.PUBLIC, KeyForm.CERTIFICATE}:
        return SecretKind.OTHER, f"it is {form.value}"
    count = text.count(".") + 1
    if count == len(jws.SEGMENTS):
        return SecretKind.OTHER, "three parts with dots between them, but none of them is base64url of JSON"
    return SecretKind.OTHER, f"{count} of the 3 segments that a JWT has" if count < len(jws.SEGMENTS) else f"{count} segments, but a JWT has 3"
