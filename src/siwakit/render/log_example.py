"""Show one record of a log as an example, with what identifies and what authorises taken out of it."""

from __future__ import annotations

import re

from siwakit.evidence.join import join
from siwakit.evidence.read.documents import ERRORS
from siwakit.evidence.read.log import read_log_line
from siwakit.evidence.redact import MAX_SHOWN, redacted, sealed
from siwakit.render.escape import visible
from siwakit.render.sealing import Veil, veil_over

MAX_EXAMPLE = 400
_SECRET_NAMES = (
    "client_?secret|code|refresh_?token|access_?token|id_?token|code_?verifier|token|password|passwd|authorization|cookie|api[_-]?key"
    "|session(?:_?id)?|secret|nonce|state"
)
_NAMED = re.compile(
    rf"(?i)\b((?:{_SECRET_NAMES})[\\\"']{{0,4}}\]?\s{{0,2}}(?:=>|[:=])\s{{0,2}}b?[\\\"']{{0,4}})"
    r"((?:Bearer |Basic |Token )?(?!\d{3}\b)[^\s&,;\\\"'\[\](){}]{2,9000})"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_WORTH_SHOWING = re.compile("|".join((*ERRORS, "appleid.apple.com", "client_id", "nvalidClient")))


def write_example(text: str, *, show_secrets: bool = False) -> str:
    """Return *text* on one line, cut around what matters in it; secrets described unless *show_secrets*, addresses of people gone."""
    if show_secrets:
        return visible(_around(text, MAX_EXAMPLE))
    veil = _veil_over(text)
    for kind, secret in veil.known:
        text = text.replace(secret, f"[{sealed(kind, secret)}]")
    text = _NAMED.sub(lambda found: f"{found.group(1)}[{sealed('value', found.group(2))}]", text)
    # A secret that is cut is no longer recognised: what is looked over ends far from what is shown.
    return veil.clean(_around(redacted(_around(_EMAIL.sub("[email]", text), MAX_SHOWN - 6)), MAX_EXAMPLE))


def _veil_over(text: str) -> Veil:
    record = read_log_line(text)
    return veil_over(join(record.pieces if record else ()))


def _around(text: str, size: int) -> str:
    """Return *size* characters of *text*, in the middle of them what matters, dots where something is left out."""
    if len(text) <= size:
        return text
    found = _WORTH_SHOWING.search(text)
    start = max(0, min(found.start() - size // 2, len(text) - size)) if found else 0
    return f"{'...' if start else ''}{text[start : start + size]}{'...' if start + size < len(text) else ''}"
