"""Model of a reader: what it reads, how it finds that in a text, and samples of what it reads and of what it must not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import cached_property
from typing import Any

from siwakit.errors import JsonFault
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.jose import strictjson
from siwakit.record import record
from siwakit.sources import Source


class Scope(Enum):
    """How much of a text a reader reads. Readers are tried in the order of these members."""

    # An Enum hashes by its name, in Python; its members are single objects.
    __hash__ = object.__hash__

    ALONE = "a whole text, with nothing else in it"
    FILE = "a whole file, recognised by its name"
    START = "what begins on a line of a text and ends where something else begins"
    ONE = "a text or a paragraph that is one thing"
    COMMENT = "a comment in source code"
    OVER = "a whole text, instead of parts that other readers recognised in it"
    REST = "a paragraph that no other reader recognised"
    LAST = "a whole text in which no other reader recognised anything"
    BESIDE = "parts of a text, in addition to what other readers recognise in it"


class Text:
    """A text to read, whole or a part of one, and the name of its file if it is the whole."""

    def __init__(self, text: str, name: str = "") -> None:
        self.text = text
        self.name = name
        # Several questions are asked about the messages in a text, and finding them takes a while.
        self.messages: tuple[Piece, ...] | None = None

    @cached_property
    def json_object(self) -> dict[str, Any] | None:
        """The JSON object that the text is, parsed once for all readers; None if it is not one."""
        if not self.text.startswith("{") or not self.text.endswith("}"):
            return None
        try:
            value = strictjson.read(self.text).value
        except JsonFault:
            return None
        return value if isinstance(value, dict) else None


@record
class Sample:
    """A text, with the kinds of the pieces that a reader reads in it; none if it must not read the text."""

    title: str
    text: str
    reads: tuple[PieceKind, ...] = ()
    name: str = ""


def _read_nothing(_: Text) -> tuple[Piece, ...]:
    return ()


def _find_nothing(_: str) -> tuple[int, ...]:
    return ()


def _replace_unread(piece: Piece, _: Text) -> bool:
    return piece.kind is PieceKind.UNREAD


def _never(_: Sequence[Piece]) -> bool:
    return False


@record(kw_only=True)
class Reader:
    """One format: how it is found and read, and what it must not read.

    *begins* is the first character of every text that it reads, if there is one. *find* yields the offsets at which a
    reader of `Scope.START` begins; all others have *read*. *replaces* tells which pieces from other readers a reader of
    `Scope.OVER`, `REST` or `BESIDE` may replace. If *is_idle* of the pieces of a text, a reader of `Scope.BESIDE` has nothing to find in it.
    """

    id: str
    title: str
    scope: Scope
    good: Callable[[], Sequence[Sample]]
    bad: Callable[[], Sequence[Sample]]
    read: Callable[[Text], Sequence[Piece]] = _read_nothing
    find: Callable[[str], Iterable[int]] = _find_nothing
    replaces: Callable[[Piece, Text], bool] = _replace_unread
    is_idle: Callable[[Sequence[Piece]], bool] = _never
    begins: str = ""
    references: tuple[Source, ...] = ()
