"""Coloured text, with the sixteen colours of every terminal. Colour never conveys anything that the words do not."""

from __future__ import annotations

from siwakit.record import record

_CODES = {"bold": "1", "red": "1;31", "green": "32", "yellow": "33", "blue": "34", "dim": "2"}


def link(text: str, address: str) -> str:
    """Return *text* as a link to *address* for terminals that show links (OSC 8); *address* is one of siwakit's own sources, never input."""
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"


@record
class Paint:
    """Function that colours text, or returns it unchanged."""

    colour: bool = False

    def __call__(self, style: str, text: str) -> str:
        """Return *text* in *style*, or unchanged without colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour and text else text
