"""Say what a secret is without showing it; find secrets in text that is about to be shown."""

from __future__ import annotations

import re

from siwakit.patterns import pattern

MAX_SHOWN = 8192  # what is shown of one text; the patterns below are only run over so much
_ARMOUR = r"(?:PRIVATE KEY|CERTIFICATE)"
_PEM = pattern(rf"-{{2,5}}\s?BEGIN [A-Z ]{{0,30}}{_ARMOUR}-{{2,5}}.*?(?:-{{2,5}}\s?END [A-Z ]{{0,30}}{_ARMOUR}-{{2,5}}|$)", re.DOTALL)
_JWT = pattern(r"\bey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_=+/-]{4,}(?:\.[A-Za-z0-9_=+/-]*)?")
_OPAQUE = pattern(r"[acr][0-9a-f]{24,32}\.[0-9]\.[A-Za-z0-9]{1,8}\.[A-Za-z0-9_-]{6,}")
_KEY_BODY = pattern(r"\b(?:MI[GHI][A-Za-z0-9+/]|LS0tLS1CRUdJTi)[A-Za-z0-9+/\s\\]{40,}={0,2}")
_LONG = pattern(r"[A-Za-z0-9+/_-]{80,}={0,2}")
# What only chance writes: both cases and digits in one long run; the bare number of a key in decimal, base64 or pairs of hex.
_RANDOM = pattern(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]{0,200}[0-9])(?=[a-z0-9_-]{0,200}[A-Z])(?=[A-Z0-9_-]{0,200}[a-z])[A-Za-z0-9_-]{32,}={0,2}"
    r"|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])"
    r"|(?<![0-9])[0-9]{60,}"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){15,}[0-9A-Fa-f]{2}"
)
_USERINFO = pattern(r"(?<=://)[^\s/?#@]{1,1000}(?=@)")
_KINDS = (
    *(("private key", _PEM), ("token", _JWT), ("code or token", _OPAQUE), ("key material", _KEY_BODY), ("opaque text", _LONG)),
    *(("opaque text", _RANDOM), ("credentials", _USERINFO)),
)
_WORD = pattern(r"[A-Za-z0-9+/_~-]{16,}={0,2}")
_PART = pattern(r"[A-Za-z0-9+~]{16,}")
_LONGEST_NAME = 32
_SHORTEST_DIGESTED = 16


def sealed(kind: str, text: str) -> str:
    """Return what may be said of a secret: its kind, its length and, unless it is short, the first 8 hex digits of its SHA-256.

    A short one, such as a password or a PIN, could be found by trying out all that have this digest.
    """
    said = f"{kind}, {len(text)} character{'' if len(text) == 1 else 's'}"
    if len(text) < _SHORTEST_DIGESTED:
        return said
    from hashlib import sha256  # noqa: PLC0415  it loads OpenSSL, and `siwakit decode` seldom has anything to seal

    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{said}, sha256 {digest}"


def redacted(text: str) -> str:
    """Return *text* with everything in it that looks like a secret described instead of shown."""
    if len(text) > MAX_SHOWN:
        text = f"{text[:MAX_SHOWN]} [{len(text) - MAX_SHOWN} more characters]"
    for kind, expression in _KINDS:
        text = expression.sub(lambda found, kind=kind: f"[{sealed(kind, found.group())}]", text)  # type: ignore[misc]  # no lambda has a type
    return text


def veiled(text: str) -> str:
    """Return *text*, which names what was given (a file, a rule, an option), with each word described that could be a secret in its place."""
    return _WORD.sub(lambda found: f"[{sealed('text', found.group())}]" if _is_opaque(found.group()) else found.group(), redacted(text))


def named(text: str, room: int = 80) -> str:
    """Return *text*, given as a name, in about *room* characters: a secret is described before anything is cut, or its beginning would be left."""
    shown = veiled(text)
    return shown if len(shown) <= room else f"{shown[:room]}..."


def _is_opaque(word: str) -> bool:
    """Tell a word that was drawn at random from a name: digits and letters in one long run, or in a long word that is no path."""
    if not any(map(str.isdigit, word)) or not any(map(str.isalpha, word)):
        return False
    return bool(_mixed(word)) or (len(word) >= _LONGEST_NAME and not word.startswith(("/", "~")) and word != word.lower())


def _mixed(word: str) -> str | None:
    return next((part for part in _PART.findall(word) if any(map(str.isdigit, part)) and any(map(str.isalpha, part))), None)
