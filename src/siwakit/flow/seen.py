"""Interface to the memory of identifiers already received; the caller chooses how to store it."""

from __future__ import annotations

from typing import Protocol


class Seen(Protocol):
    """Memory of identifiers: a call returns whether *identifier* was received before, and remembers it, in one atomic step."""

    def __call__(self, identifier: str, /) -> bool:
        """Return whether *identifier* was seen before, and remember it for a day or more."""
