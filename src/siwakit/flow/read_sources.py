"""Evidence from source code: what a program would mint and send takes the place of a client_secret and a request that were not given.

A program can mint several tokens and send several requests. Each is judged by itself, a request together with the token that it sends;
the evidence is the first of them with a root cause, or else the most complete one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.parts import SECRET_SENT
from siwakit.evidence.pieces import Piece, PieceKind, SourceText
from siwakit.evidence.settings.settings_keys import every_setting
from siwakit.evidence.source import Source, SourcePlace
from siwakit.jose import jws
from siwakit.judge.diagnosis import find_root_cause
from siwakit.readers.code.execute import sketch_source
from siwakit.readers.code.sketch import Sketch
from siwakit.readers.code.tree import Span
from siwakit.readers.code.unsent import says_app
from siwakit.rules.model import Grade

_NOW = 1_790_000_000  # for programs that are read without a clock
_MOST_SKETCHES = 12
_ROOTS = (Grade.REFUSED, Grade.DEFEATED)


def with_sources(evidence: Evidence, pieces: Iterable[Piece], known: Known) -> Evidence:
    """Return *evidence* with what the programs among *pieces* would mint and send."""
    pieces = tuple(pieces)
    choices = _with_each_sketch(evidence, pieces, known)
    for choice in choices:
        root = find_root_cause(choice)
        if root is not None and root.rule.grade in _ROOTS:
            return choice
    return max(choices, key=lambda choice: len(choice.source.places) if isinstance(choice.source, Source) else 0, default=evidence)


def each_source(evidence: Evidence, pieces: Iterable[Piece], known: Known, most: int = _MOST_SKETCHES) -> list[Evidence]:
    """Return *evidence* with each token and request that the programs among *pieces* would make, at most *most* of them."""
    return _with_each_sketch(evidence, tuple(pieces), known, most)


def evidences_of(pieces: Iterable[Piece], known: Known) -> list[Evidence]:
    """Return the evidence of each token and request that the programs among *pieces* would mint and send."""
    pieces = tuple(pieces)
    return _with_each_sketch(join(pieces, known), pieces, known)


def _with_each_sketch(evidence: Evidence, pieces: tuple[Piece, ...], known: Known, most: int = _MOST_SKETCHES) -> list[Evidence]:
    programs = [piece.value.text for piece in pieces if isinstance(piece.value, SourceText)]
    others = tuple(piece for piece in pieces if piece.kind is not PieceKind.DECODED or not any(piece.text in program for program in programs))
    if len(others) < len(pieces):
        # Claims that are written out in a program are part of what it mints.
        pieces, evidence = others, replace(join(others, known), now=evidence.now)
    return [_with_sketch(evidence, pieces, known, *drawn) for drawn in islice(_sketches(evidence, pieces), most)]


def _sketches(evidence: Evidence, pieces: tuple[Piece, ...]) -> Iterator[tuple[Sketch, Piece]]:
    now = _NOW if isinstance(evidence.now, Absence) else evidence.now
    environment = _environment(pieces)
    for piece in pieces:
        if isinstance(piece.value, SourceText):
            yield from ((sketch, piece) for sketch in sketch_source(piece.value, now, environment))


def _environment(pieces: tuple[Piece, ...]) -> dict[str, str]:
    """Return the variables that the settings among *pieces* set."""
    found = (piece.value for piece in pieces if piece.kind is PieceKind.SETTINGS)
    settings = (setting for value in found if isinstance(value, Mapping) for setting in every_setting(value))
    return {setting.name: setting.value for setting in settings if isinstance(setting.value, str)}


def _with_sketch(evidence: Evidence, pieces: tuple[Piece, ...], known: Known, sketch: Sketch, piece: Piece) -> Evidence:
    drawn = tuple(_drawn(sketch, evidence))
    if not drawn:
        return evidence
    program = piece.value if isinstance(piece.value, SourceText) else SourceText("", "")
    source = Source(
        places=_places(sketch.places, piece),
        stand_ins=sketch.stand_ins,
        doubts=sketch.doubts,
        is_kept=sketch.is_kept,
        is_made_at_start=sketch.is_made_at_start,
        language=program.language,
        text=program.text,
        says_app=isinstance(piece.value, SourceText) and says_app(piece.value.text),
    )
    return replace(join((*drawn, *pieces), known), now=evidence.now, source=source)


def _drawn(sketch: Sketch, evidence: Evidence) -> Iterator[Piece]:
    """Yield *sketch* as pieces, unless something real was given in its place."""
    if sketch.request is not None and isinstance(evidence.request, Absence) and isinstance(evidence.form, Absence):
        yield Piece(PieceKind.REQUEST, sketch.request)
    if sketch.key_text and isinstance(evidence.keys, Absence):
        yield Piece(PieceKind.KEY, sketch.key_text)
    if sketch.form and isinstance(evidence.request, Absence) and isinstance(evidence.form, Absence):
        yield Piece(PieceKind.FORM, read_form(sketch.form))
    if sketch.token and not isinstance(evidence.get(SECRET_SENT), str):
        yield Piece(PieceKind.TOKEN if sketch.is_signature_known else PieceKind.DECODED, jws.read(sketch.token))


def _places(spans: Mapping[str, Span], piece: Piece) -> dict[str, SourcePlace]:
    source = piece.value.text.encode("utf-8", "replace") if isinstance(piece.value, SourceText) else b""
    return {path: _place(source, span, piece.name) for path, span in spans.items() if span.end}


def _place(source: bytes, span: Span, name: str) -> SourcePlace:
    start = source.rfind(b"\n", 0, span.start) + 1
    end = source.find(b"\n", span.start)
    line = source[start : end if end >= 0 else len(source)].decode("utf-8", "replace")
    column = len(source[start : span.start].decode("utf-8", "replace"))
    length = len(source[span.start : span.end].decode("utf-8", "replace"))
    number = source.count(b"\n", 0, span.start) + 1
    return SourcePlace(name, number, column + 1, min(length, max(len(line) - column, 1)), line, span.start, span.end)
