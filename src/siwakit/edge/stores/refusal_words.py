"""What a platform or a command says about its refusal, without anything that it was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.evidence.showing.redact import redacted

_MAX_QUOTED = 160
_OVERLAP = 8  # characters: a word that has so many in common with what was sent may be a part of it


def quoted(document: Mapping[str, Any], sent: tuple[str, ...]) -> str:
    """Return what the server says about its refusal, without anything that was sent to it."""
    error = document.get("error")
    errors = document.get("errors")
    candidates = (
        document.get("message"),
        error,
        error.get("message") if isinstance(error, dict) else None,
        *(errors if isinstance(errors, list) else ()),
    )
    said = next((text for text in candidates if isinstance(text, str) and text.strip()), "")
    return f": {harmless(said, sent)}" if said else ""


def harmless(said: str, sent: tuple[str, ...]) -> str:
    """Return a part of *said*, in which every word is left out that has some characters in common with something in *sent*."""
    words = [word if not _repeats(word, sent) else "…" for word in redacted(said[: 4 * _MAX_QUOTED]).split()]
    text = " ".join(words)
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…"


def _repeats(word: str, sent: tuple[str, ...]) -> bool:
    pieces = [word[at : at + _OVERLAP] for at in range(max(1, len(word) - _OVERLAP + 1))]
    return any(len(piece) == _OVERLAP and piece in text for piece in pieces for text in sent)
