"""Evidence from source code: what a program would mint and send takes the place of a client_secret and a request that were not given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.parts import SECRET_SENT
from siwakit.evidence.pieces import Piece, PieceKind, SourceText
from siwakit.evidence.source import Source, SourcePlace
from siwakit.jose import jws
from siwakit.readers.code.execute import sketch_source
from siwakit.readers.code.sketch import Sketch
from siwakit.readers.code.tree import Span

_NOW = 1_790_000_000  # for programs that are read without a clock


def with_sources(evidence: Evidence, pieces: Iterable[Piece], known: Known) -> Evidence:
    """Return *evidence* with what the programs among *pieces* would mint and send."""
    pieces = tuple(pieces)
    now = _NOW if isinstance(evidence.now, Absence) else evidence.now
    drawn: list[Piece] = []
    places: dict[str, SourcePlace] = {}
    stand_ins: dict[str, str] = {}
    for piece in pieces:
        if isinstance(piece.value, SourceText):
            for sketch in sketch_source(piece.value, now):
                drawn += _pieces(sketch, evidence)
                places |= _places(sketch.places, piece)
                stand_ins |= sketch.stand_ins
    if not drawn:
        return evidence
    joined = join((*drawn, *pieces), known)
    return replace(joined, now=evidence.now, source=Source(places=places, stand_ins=stand_ins))


def _pieces(sketch: Sketch, evidence: Evidence) -> list[Piece]:
    """Return *sketch* as pieces, unless something real was given in its place."""
    if sketch.request is not None:
        is_given = not isinstance(evidence.request, Absence) or not isinstance(evidence.form, Absence)
        return [] if is_given else [Piece(PieceKind.REQUEST, sketch.request)]
    if isinstance(evidence.get(SECRET_SENT), str):
        return []
    token = jws.read(sketch.token)
    return [Piece(PieceKind.TOKEN if sketch.is_signature_known else PieceKind.DECODED, token)]


def _places(spans: Mapping[str, Span], piece: Piece) -> dict[str, SourcePlace]:
    source = piece.value.text.encode("utf-8", "replace") if isinstance(piece.value, SourceText) else b""
    return {path: _place(source, span, piece.name) for path, span in spans.items() if span.end}


def _place(source: bytes, span: Span, name: str) -> SourcePlace:
    start = source.rfind(b"\n", 0, span.start) + 1
    end = source.find(b"\n", span.start)
    line = source[start : end if end >= 0 else len(source)].decode("utf-8", "replace")
    column = len(source[start : span.start].decode("utf-8", "replace"))
    length = len(source[span.start : span.end].decode("utf-8", "replace"))
    return SourcePlace(name, source.count(b"\n", 0, span.start) + 1, column + 1, min(length, max(len(line) - column, 1)), line)
