"""The memory that tells a thing that came before from a new one; who keeps it, and where, is the caller's to say."""

from __future__ import annotations

from typing import Protocol


class Seen(Protocol):
    """Remember what came: a call tells whether *identifier* came before, and remembers it, in one step."""

    def __call__(self, identifier: str, /) -> bool:
        """Tell whether *identifier* was seen before, and remember it for a day or more."""
