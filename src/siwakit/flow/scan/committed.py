"""Find private keys and secrets in the text of a file. Only what is certainly one counts: it loads, or it has every part of one."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from siwakit.apple import HOST, IDENTIFIER
from siwakit.errors import TooLarge
from siwakit.evidence.repository import CommittedKind
from siwakit.jose import es256, jws
from siwakit.jose.keys.p8 import MAX_KEY_CHARACTERS, KeyForm, read_key
from siwakit.patterns import pattern
from siwakit.record import record

_ARMOURED = pattern(r"-----BEGIN PRIVATE KEY-----(.{100,4000}?)-----END PRIVATE KEY-----", re.DOTALL)
_BARE = pattern(r"MI[GH][A-Za-z0-9+/]AgEAMBMGByqGSM49AgEGCCqGSM49AwEH(?:[A-Za-z0-9+/]|\\[rn]|\s){40,300}={0,2}")
_ENCODED = pattern(r"LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t(?:[A-Za-z0-9+/]|\\[rn]|\s){100,5000}={0,2}")
_ESCAPE = pattern(r"\\+[rnt]|%0[AaDd]|&#1[03];")
_LINE_START = pattern(r"^[ \t]*+(?://|#|\*|--|>|\|)[ \t]*+", re.MULTILINE)
_BETWEEN_LITERALS = pattern(r"[\"'`]\s*+(?:(?:[+.,&\\]|<>)\s*+)?[@$]?[\"'`]")
_NOT_BASE64 = pattern(r"[^A-Za-z0-9+/=]")
_TOKEN = pattern(r"(?<![\w.-])eyJ[\w-]{10,2000}\.eyJ[\w-]{20,4000}\.[\w-]{40,400}(?![\w.-])")
_REFRESH = pattern(r"(?<![\w.])r(?P<random>[0-9a-f]{32})\.0\.[A-Za-z0-9]{1,8}\.[\w-]{20,100}(?![\w-])")
# Keys that are published as examples and are copied from there: the start of the SHA-256 of the public key's x.
_PUBLISHED = frozenset({"9142de5a4473a928", "4f68fb6d4ce45f0b"})  # jwt.io's ES256 example; the placeholder in SuperTokens' documentation
_MANY_LETTERS = 20  # a key of 60 letters and more that has fewer is a placeholder
_MANY_DIGITS = 8
_ROWS = ("012345", "123456", "abcdef", "fedcba", "654321")
_MOST = 100


@record
class Committed:
    """A key or a secret in a text, from its *start* to its *end*, and whether it has expired."""

    kind: CommittedKind
    start: int
    end: int
    is_expired: bool = False


def find_committed(text: str, now: int) -> tuple[Committed, ...]:
    """Return each private key on P-256, client_secret and refresh token in *text*, in order; *now* decides what has expired."""
    found = [*_keys(text), *_tokens(text, now), *_refresh_tokens(text)]
    return tuple(sorted(found, key=lambda item: item.start))[:_MOST]


def key_in_der(data: bytes) -> Committed | None:
    """Return the private key that *data* is in DER, or None."""
    return _key(data, 0, 0)


def _keys(text: str) -> Iterator[Committed]:
    end = 0
    for match in sorted(_key_texts(text), key=lambda item: item[0]):
        start, stop, body = match
        key = _key(f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n", start, stop) if start >= end else None
        if key is not None:
            end = stop
            yield key


def _key_texts(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start and the end of each possible key, and its base64."""
    if "PRIVATE KEY-----" in text:
        yield from ((match.start(), match.end(), _body(match[1])) for match in _ARMOURED.finditer(text))
    yield from ((match.start(), match.end(), _body(match[0])) for match in _BARE.finditer(text))
    for match in _ENCODED.finditer(text):
        inner = _ARMOURED.search(_decoded(_body(match[0])))
        if inner:
            yield match.start(), match.end(), _body(inner[1])


def _body(text: str) -> str:
    plain = _LINE_START.sub("", _ESCAPE.sub("\n", text))
    return _NOT_BASE64.sub("", _BETWEEN_LITERALS.sub("", plain))


def _decoded(body: str) -> str:
    try:
        return b64decode(body + "=" * (-len(body) % 4)).decode("latin-1")
    except ValueError:
        return ""


def _key(text: str | bytes, start: int, end: int) -> Committed | None:
    if len(text) > MAX_KEY_CHARACTERS or len(set(text)) < _MANY_LETTERS:
        return None
    reading = read_key(text)
    if reading.private is None or reading.form is not KeyForm.PKCS8:
        return None
    x = reading.private.public_key().public_numbers().x
    is_published = sha256(x.to_bytes(es256.SIGNATURE_BYTES // 2, "big")).hexdigest()[:16] in _PUBLISHED
    return None if is_published else Committed(CommittedKind.KEY, start, end)


def _tokens(text: str, now: int) -> Iterator[Committed]:
    for match in _TOKEN.finditer(text) if "eyJ" in text else ():
        try:
            token = jws.read(match[0])
        except (TooLarge, ValueError):
            continue
        claims = token.claims or {}
        if _is_client_secret(claims) and len(token.signature or b"") == es256.SIGNATURE_BYTES and len(set(token.signature or b"")) >= _MANY_LETTERS:
            exp = claims.get("exp")
            yield Committed(CommittedKind.CLIENT_SECRET, match.start(), match.end(), is_expired=isinstance(exp, int | float) and exp <= now)


def _is_client_secret(claims: Mapping[str, Any]) -> bool:
    iss, sub = claims.get("iss"), claims.get("sub")
    return HOST in str(claims.get("aud")) and isinstance(iss, str) and bool(IDENTIFIER.fullmatch(iss)) and isinstance(sub, str)


def _refresh_tokens(text: str) -> Iterator[Committed]:
    for match in _REFRESH.finditer(text) if ".0." in text else ():
        if _is_random(match["random"]):
            yield Committed(CommittedKind.REFRESH_TOKEN, match.start(), match.end())


def _is_random(digits: str) -> bool:
    """Return whether *digits* are not made up: in a row, few, or half of them the same as the other half."""
    half = len(digits) // 2
    return len(set(digits)) >= _MANY_DIGITS and digits[:half] != digits[half:] and not any(row in digits for row in _ROWS)
