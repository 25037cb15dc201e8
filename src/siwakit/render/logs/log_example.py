"""One log record as an example: shortened, and quoted so that it contains nothing secret or personal."""

from __future__ import annotations

from siwakit.apple import ERRORS
from siwakit.escape import visible
from siwakit.evidence.showing.quoted import quoted
from siwakit.evidence.showing.redact import MAX_SHOWN
from siwakit.patterns import pattern

MAX_EXAMPLE = 400
_WORTH_SHOWING = pattern("|".join((*ERRORS, "appleid.apple.com", "client_id", "nvalidClient")))


def write_example(text: str, *, show_secrets: bool = False) -> str:
    """Return *text* on one line, shortened to the part that matters; only words known to be harmless, unless *show_secrets*."""
    if not show_secrets:
        text = quoted(_around(text, MAX_SHOWN))
    return visible(_around(text, MAX_EXAMPLE))


def _around(text: str, size: int) -> str:
    """Return *size* characters of *text* around the part that matters, with dots for what is left out."""
    if len(text) <= size:
        return text
    match = _WORTH_SHOWING.search(text)
    start = max(0, min(match.start() - size // 2, len(text) - size)) if match else 0
    return f"{'...' if start else ''}{text[start : start + size]}{'...' if start + size < len(text) else ''}"
