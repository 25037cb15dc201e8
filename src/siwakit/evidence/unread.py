"""Input that could not be read: the report names it, and the rest is diagnosed."""

from __future__ import annotations

from collections.abc import Iterable

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.showing.quoted import quoted
from siwakit.record import record

INSTALL_CODE = "pip install 'siwakit[code]'"
"""Installs what reads source code."""
_QUOTED_CHARACTERS = 200
_LONGEST_WORDS = 100


@record
class Unread:
    """Text, part of a text, or file in which nothing was recognised, and why.

    *words* are its first words: only those that are known to be harmless, unescaped. *is_stated* says that it is a value
    given with the texts, such as an incomplete Team ID. *install* is the command that installs what would read it, if that is missing.
    """

    name: str
    message: str
    hint: str
    is_blank: bool = False
    is_too_large: bool = False
    is_stated: bool = False
    words: str = ""
    install: str = ""

    @property
    def sentence(self) -> str:
        """Return the message with the file's name in it."""
        is_named = not self.name or self.name in self.message or repr(self.name) in self.message
        return self.message if is_named else f"{self.name}: {self.message}"


def first_words(text: str) -> str:
    """Return the beginning of *text* with only the words that are known to be harmless."""
    words = quoted(text.strip()[:_QUOTED_CHARACTERS])
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS].rpartition(' ')[0]} \u2026"


def unread_parts(pieces: Iterable[Piece]) -> tuple[Unread, ...]:
    """Return those of *pieces* that no reader recognised."""
    parts = (piece for piece in pieces if piece.kind is PieceKind.UNREAD)
    return tuple(
        Unread(piece.name, f"no reader recognises this part ({len(piece.text)} characters)", "", words=first_words(piece.text)) for piece in parts
    )
