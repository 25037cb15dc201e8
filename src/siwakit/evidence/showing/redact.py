"""Describe a secret without showing it; find secrets in text that is about to be shown."""

from __future__ import annotations

import re

from siwakit.evidence.showing.harmless import OPEN_FIELDS, bare_name
from siwakit.patterns import pattern

MAX_SHOWN = 8192  # how much of one text is shown; the patterns below are only run on that much
_ARMOUR = r"(?:PRIVATE KEY|CERTIFICATE)"
_PEM = pattern(rf"-{{2,5}}\s?BEGIN [A-Z ]{{0,30}}{_ARMOUR}-{{2,5}}.*?(?:-{{2,5}}\s?END [A-Z ]{{0,30}}{_ARMOUR}-{{2,5}}|$)", re.DOTALL)
_JWT = pattern(r"\bey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_=+/-]{4,}(?:\.[A-Za-z0-9_=+/-]*)?")
_OPAQUE = pattern(r"[acr][0-9a-f]{24,32}\.[0-9]\.[A-Za-z0-9]{1,8}\.[A-Za-z0-9_-]{6,}")
_KEY_BODY = pattern(r"\b(?:MI[GHI][A-Za-z0-9+/]|LS0tLS1CRUdJTi)[A-Za-z0-9+/\s\\]{40,}={0,2}")
_LONG = pattern(r"[A-Za-z0-9+/_-]{80,}={0,2}")
# Random text: both cases and digits in one long run; the bare number of a key in decimal, base64 or pairs of hex digits.
_RANDOM = pattern(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]{0,200}[0-9])(?=[a-z0-9_-]{0,200}[A-Z])(?=[A-Z0-9_-]{0,200}[a-z])[A-Za-z0-9_-]{32,}={0,2}"
    r"|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])"
    r"|(?<![0-9])[0-9]{60,}"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){15,}[0-9A-Fa-f]{2}"
)
_DESCRIPTION = r"\[[A-Za-z_ ]{4,32}, \d{1,8} characters?(?:, sha256 [0-9a-f]{8})?\]"
# An address up to its path, and what follows the path; both may contain descriptions already.
_ADDRESS = pattern(rf"(?P<head>\b[a-zA-Z][a-zA-Z0-9+.-]{{1,20}}://(?:{_DESCRIPTION}|[^\s\"'<>`?#])*)(?P<tail>[?#](?:{_DESCRIPTION}|[^\s\"'<>`])*)?")
# A text that is one address, which may contain stray spaces.
_WHOLE_ADDRESS = pattern(r"(?P<head>\s*[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^?#]*)(?P<tail>[?#].*)?", re.DOTALL)
_WHOLE_USERINFO = pattern(r"(?<=://)[^/?#@]*@|(?<=://)[^/?#@:]*:(?!\d{1,5}[/?#])[^@]*@")
_PARAMETER = pattern(rf"(?P<name>[^?#&;=]*)(?:(?P<sign>=)(?P<value>(?:{_DESCRIPTION}|[^&;#])*))?(?P<end>[?#&;]|\Z)")
_DESCRIBED_WHOLE = pattern(_DESCRIPTION)
_OPEN_PARAMETERS = frozenset(map(bare_name, OPEN_FIELDS))
# Too short to authorise anything, such as a page number or a language.
_LONGEST_OPEN_VALUE = 3
# A password with an unencoded slash does not end before the @; what follows a port number is not a password.
_USERINFO = pattern(r"(?<=://)(?:[^\s/?#@]{1,1000}|[^\s/?#@:\"'<>]{1,200}:(?!\d{1,5}[/?#])[^\s@\"'<>]{1,1000})(?=@)")
_KINDS = (
    *(("private key", _PEM), ("token", _JWT), ("code or token", _OPAQUE), ("key material", _KEY_BODY), ("opaque text", _LONG)),
    *(("opaque text", _RANDOM), ("credentials", _USERINFO)),
)
_WORD = pattern(r"[A-Za-z0-9+/_~-]{16,}={0,2}")
_PART = pattern(r"[A-Za-z0-9+~]{16,}")
_LONGEST_NAME = 32
_SHORTEST_DIGESTED = 16


def sealed(kind: str, text: str) -> str:
    """Describe a secret: its kind, its length and, unless it is short, the first 8 hex digits of its SHA-256.

    A short one, such as a password or a PIN, could be found by trying all candidates against the digest.
    """
    said = f"{kind}, {len(text)} character{'' if len(text) == 1 else 's'}"
    if len(text) < _SHORTEST_DIGESTED:
        return said
    from hashlib import sha256  # noqa: PLC0415  it loads OpenSSL, and `siwakit decode` rarely has anything to seal

    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{said}, sha256 {digest}"


def redacted(text: str) -> str:
    """Return *text* with everything in it that looks like a secret described instead of shown."""
    if len(text) > MAX_SHOWN:
        text = f"{text[:MAX_SHOWN]} [{len(text) - MAX_SHOWN} more characters]"
    for kind, expression in _KINDS:
        text = expression.sub(lambda found, kind=kind: f"[{sealed(kind, found.group())}]", text)  # type: ignore[misc]  # no lambda has a type
    return _ADDRESS.sub(_without_parameters, text) if "://" in text else text


def redacted_address(text: str) -> str:
    """Return *text*, which is one address as a whole, with everything that could be a secret described; a space does not end it."""
    whole = _WHOLE_ADDRESS.fullmatch(text[:MAX_SHOWN])
    if not whole or " " not in text.strip():
        return redacted(text)
    userinfo = _WHOLE_USERINFO.search(text)
    if userinfo:
        text = f"{text[: userinfo.start()]}[{sealed('credentials', userinfo.group()[:-1])}]@{text[userinfo.end() :]}"
    return redacted(_WHOLE_ADDRESS.sub(_without_parameters, text, count=1))


def _without_parameters(found: re.Match[str]) -> str:
    """Return an address with the values of its query and fragment, and what is random in its path, described."""
    scheme, separator, rest = found["head"].partition("://")
    host, *segments = rest.split("/")
    path = "/".join([host, *map(_shown_segment, segments)])
    tail = found["tail"] or ""
    return f"{scheme}{separator}{path}{tail[:1]}{_PARAMETER.sub(_without_value, tail[1:])}"


def _shown_segment(segment: str) -> str:
    return f"[{sealed('text', segment)}]" if _is_opaque(segment) else segment


def _without_value(found: re.Match[str]) -> str:
    """Return one parameter of an address; text without a name and `=` is a value, unless it is the path of a page in the browser."""
    name, sign, value, end = found.group("name", "sign", "value", "end")
    if not sign and name.startswith("/"):
        return "/".join(map(_shown_segment, name.split("/"))) + end
    if not sign:
        name, sign, value = "", "", name
    is_open = len(value) <= _LONGEST_OPEN_VALUE or _DESCRIBED_WHOLE.fullmatch(value) or (bare_name(name) in _OPEN_PARAMETERS and _is_harmless(value))
    shown = value if is_open else f"[{sealed('value', value)}]"
    return f"{name}{sign}{shown}{end}"


def _is_harmless(value: str) -> bool:
    from urllib.parse import unquote  # noqa: PLC0415  few texts have an address in an address

    plain = unquote(value)
    return redacted(plain) == plain


def veiled(text: str) -> str:
    """Return *text*, a name from the input (a file, a rule, an option), with each word described that could be a secret given by mistake."""
    return _WORD.sub(lambda found: f"[{sealed('text', found.group())}]" if _is_opaque(found.group()) else found.group(), redacted(text))


def named(text: str, room: int = 80) -> str:
    """Return *text*, given as a name, in about *room* characters: secrets are described before the text is shortened, so that no part remains."""
    shown = veiled(text)
    return shown if len(shown) <= room else f"{shown[:room]}..."


def _is_opaque(word: str) -> bool:
    """Return whether a word is random and not a name: digits and letters in one long run, or in a long word that is not a path."""
    if not any(map(str.isdigit, word)) or not any(map(str.isalpha, word)):
        return False
    return bool(_mixed(word)) or (len(word) >= _LONGEST_NAME and not word.startswith(("/", "~")) and word != word.lower())


def _mixed(word: str) -> str | None:
    return next((part for part in _PART.findall(word) if any(map(str.isdigit, part)) and any(map(str.isalpha, part))), None)
