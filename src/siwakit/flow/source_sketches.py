"""What the programs that were given would mint and send, with the places in their files.

Files of one language that are given together are read together, so that what one of them imports is followed into the others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from siwakit.errors import TooLarge
from siwakit.evidence.pieces import Piece, PieceKind, SourceText
from siwakit.evidence.settings.settings_keys import every_setting
from siwakit.evidence.source import SourcePlace
from siwakit.evidence.unread import INSTALL_CODE, Unread
from siwakit.readers.code.execute import Sketches, SourceFile, semantics_of, sketch_files
from siwakit.readers.code.known_languages import BY_ID
from siwakit.readers.code.sketch import Sketch
from siwakit.readers.code.tree import Span
from siwakit.record import record

_PACKAGE = "tree_sitter"
_MOST_CHARACTERS = 256 * 1024
_LESS = "give only the files that make the client_secret and send the request"
# What places a sketch in a file, the request first.
_MAIN = ("request", "client_secret")
Program = tuple[Piece, SourceText]


@record
class FoundSketch:
    """A sketch, the program that it is of, and the places of its parts."""

    sketch: Sketch
    program: SourceText
    places: Mapping[str, SourcePlace]


def sketches_of(pieces: Iterable[Piece], now: int, unread: list[Unread] | None = None) -> Iterator[FoundSketch]:
    """Yield what the programs among *pieces* would mint and send at *now*; those that cannot be read are added to *unread*.

    Raises:
        ModuleNotFoundError: tree-sitter or a grammar is not installed, and there is no list *unread*.
    """
    pieces = tuple(pieces)
    environment = _environment(pieces)
    lost: list[Unread] = []
    for programs in _groups(pieces, lost):
        try:
            found = sketch_files([SourceFile(piece.name, source) for piece, source in programs], now, environment)
        except ModuleNotFoundError as missing:
            if unread is None or not (missing.name or "").startswith(_PACKAGE):
                raise
            lost += [_without_extra(piece) for piece, _ in programs]
            continue
        lost += [_too_large(programs[number][0], fault) for number, fault in found.unread.items()]
        for sketch in found.sketches:
            yield _found(sketch, found, programs)
    if unread is not None:
        unread += lost


def _environment(pieces: tuple[Piece, ...]) -> dict[str, str]:
    """Return the variables that the settings among *pieces* set."""
    found = (piece.value for piece in pieces if piece.kind is PieceKind.SETTINGS)
    settings = (setting for value in found if isinstance(value, Mapping) for setting in every_setting(value))
    return {setting.name: setting.value for setting in settings if isinstance(setting.value, str)}


def _groups(pieces: tuple[Piece, ...], unread: list[Unread]) -> Iterable[list[Program]]:
    """Return the programs among *pieces*: files that are read together, and each paste by itself; what is too much is *unread*."""
    groups: dict[Any, list[Program]] = {}
    size = 0
    for piece in pieces:
        if not isinstance(piece.value, SourceText):
            continue
        size += len(piece.value.text)
        if size > _MOST_CHARACTERS and groups:
            unread.append(_too_large(piece, TooLarge("this is too much source code at once", hint=_LESS)))
            continue
        language = BY_ID[piece.value.language]
        key: Any = (language.ecosystem, semantics_of(language)) if piece.name else object()
        # Blocks of one file are versions of each other as often as parts of a program.
        is_alone = any(other.name == piece.name for other, _ in groups.get(key, []))
        groups.setdefault(object() if is_alone else key, []).append((piece, piece.value))
    return groups.values()


def _without_extra(piece: Piece) -> Unread:
    message = f"this is source code, which siwakit reads after {INSTALL_CODE}"
    return Unread(piece.name, message, f"run {INSTALL_CODE}", install=INSTALL_CODE)


def _too_large(piece: Piece, fault: TooLarge) -> Unread:
    return Unread(piece.name, fault.message, fault.hint, is_too_large=True)


def _found(sketch: Sketch, found: Sketches, programs: list[Program]) -> FoundSketch:
    spans = {path: span for path, span in sketch.places.items() if span.end}
    span = next((spans[path] for path in _MAIN if path in spans), next(iter(spans.values()), Span(0, 0)))
    main = _number(span, found)
    places = {path: _place(programs, _number(span, found), span, found, main) for path, span in spans.items()}
    return FoundSketch(sketch, programs[main][1], places)


def _number(span: Span, found: Sketches) -> int:
    return max(bisect_right(found.starts, span.start) - 1, 0)


def _place(programs: list[Program], number: int, span: Span, found: Sketches, main: int) -> SourcePlace:
    piece, program = programs[number]
    source = program.text.encode("utf-8", "replace")
    first, last = span.start - found.starts[number], span.end - found.starts[number]
    start = source.rfind(b"\n", 0, first) + 1
    end = source.find(b"\n", first)
    line = source[start : end if end >= 0 else len(source)].decode("utf-8", "replace")
    column = len(source[start:first].decode("utf-8", "replace"))
    length = min(len(source[first:last].decode("utf-8", "replace")), max(len(line) - column, 1))
    offsets = (first, last) if number == main else (0, 0)
    return SourcePlace(piece.name, source.count(b"\n", 0, first) + 1, column + 1, length, line, *offsets)
