"""Say what a secret is without showing it; find secrets in text that is about to be shown."""

from __future__ import annotations

import re

MAX_SHOWN = 8192  # what is shown of one text; the patterns below are only run over so much
_ARMOUR = r"(?:PRIVATE KEY|CERTIFICATE)"
_PEM = re.compile(rf"-{{2,5}}\s?BEGIN [A-Z ]{{0,30}}{_ARMOUR}-{{2,5}}.*?(?:-{{2,5}}\s?END [A-Z ]{{0,30}}{_ARMOUR}-{{2,5}}|$)", re.DOTALL)
_JWT = re.compile(r"\bey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_=+/-]{4,}(?:\.[A-Za-z0-9_=+/-]*)?")
_OPAQUE = re.compile(r"\b[acr][0-9a-f]{24,32}\.[0-9]\.[A-Za-z0-9]{1,8}\.[A-Za-z0-9_-]{6,}")
_KEY_BODY = re.compile(r"\b(?:MI[GHI][A-Za-z0-9+/]|LS0tLS1CRUdJTi)[A-Za-z0-9+/\s\\]{40,}={0,2}")
_LONG = re.compile(r"[A-Za-z0-9+/_-]{80,}={0,2}")
_KINDS = (("private key", _PEM), ("token", _JWT), ("code or token", _OPAQUE), ("key material", _KEY_BODY), ("opaque text", _LONG))


def sealed(kind: str, text: str) -> str:
    """Return what may be said of a secret: its kind, its length, and the first 8 hex digits of its SHA-256."""
    from hashlib import sha256  # noqa: PLC0415  it loads OpenSSL, and `siwakit decode` seldom has anything to seal

    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kind}, {len(text)} characters, sha256 {digest}"


def redacted(text: str) -> str:
    """Return *text* with everything in it that looks like a secret described instead of shown."""
    if len(text) > MAX_SHOWN:
        text = f"{text[:MAX_SHOWN]} [{len(text) - MAX_SHOWN} more characters]"
    for kind, pattern in _KINDS:
        text = pattern.sub(lambda found, kind=kind: f"[{sealed(kind, found.group())}]", text)  # type: ignore[misc]
    return text
