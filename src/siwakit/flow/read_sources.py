"""Evidence from source code: what a program would mint and send takes the place of a client_secret and a request that were not given.

A program can mint several tokens and send several requests. Each is judged by itself, a request together with the token that it sends;
the evidence is the first of them with a root cause, or else the most complete one, if possible one with a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.parts import SECRET_SENT
from siwakit.evidence.pieces import Piece, PieceKind, SourceText
from siwakit.evidence.source import ALGORITHM_PLACE, TOKEN_PLACE, Source
from siwakit.evidence.unread import Unread
from siwakit.flow.source_sketches import FoundSketch, sketches_of
from siwakit.jose import jws
from siwakit.judge.askers import evaluate
from siwakit.judge.diagnosis import find_root_cause
from siwakit.readers.code.sketch import Sketch
from siwakit.readers.code.unsent import says_app
from siwakit.rules.model import Grade

_NOW = 1_790_000_000  # for programs that are read without a clock
_MOST_SKETCHES = 12
_KINDS = {"client_secret": {PieceKind.TOKEN, PieceKind.DECODED}, "request": {PieceKind.REQUEST, PieceKind.FORM}}
_ROOTS = (Grade.REFUSED, Grade.DEFEATED)


def with_sources(evidence: Evidence, pieces: Iterable[Piece], known: Known) -> tuple[Evidence, tuple[Unread, ...]]:
    """Return *evidence* with what the programs among *pieces* would mint and send, and the programs that cannot be read."""
    unread: list[Unread] = []
    choices = _with_each_sketch(evidence, tuple(pieces), known, unread=unread)
    roots = ((choice, find_root_cause(choice)) for choice in choices)
    broken = next((choice for choice, root in roots if root is not None and root.rule.grade in _ROOTS), None)
    if broken is not None:
        return broken, tuple(unread)
    ordered = sorted(choices, key=lambda choice: -len(choice.source.places) if isinstance(choice.source, Source) else 0)
    return next((choice for choice in ordered if _is_doubted(choice)), ordered[0] if ordered else evidence), tuple(unread)


def _is_doubted(evidence: Evidence) -> bool:
    """Return whether *evidence* breaks a rule of which it is only assumed that Apple enforces it."""
    return any(rule.grade is Grade.ASSUMED for rule, _ in evaluate(evidence).fails)


def each_source(evidence: Evidence, pieces: Iterable[Piece], known: Known, most: int = _MOST_SKETCHES) -> list[Evidence]:
    """Return *evidence* with each token and request that the programs among *pieces* would make, at most *most* of them.

    Raises:
        ModuleNotFoundError: tree-sitter or a grammar is not installed.
    """
    return _with_each_sketch(evidence, tuple(pieces), known, most)


def evidences_of(pieces: Iterable[Piece], known: Known) -> list[Evidence]:
    """Return the evidence of each token and request that the programs among *pieces* would mint and send.

    Raises:
        ModuleNotFoundError: tree-sitter or a grammar is not installed.
    """
    pieces = tuple(pieces)
    return _with_each_sketch(join(pieces, known), pieces, known)


def _with_each_sketch(
    evidence: Evidence, pieces: tuple[Piece, ...], known: Known, most: int = _MOST_SKETCHES, unread: list[Unread] | None = None
) -> list[Evidence]:
    programs = [piece.value.text for piece in pieces if isinstance(piece.value, SourceText)]
    others = tuple(piece for piece in pieces if piece.kind is not PieceKind.DECODED or not any(piece.text in program for program in programs))
    now = _NOW if isinstance(evidence.now, Absence) else evidence.now
    found = tuple(islice(sketches_of(others, now, unread), most))
    if len(others) < len(pieces) and any(each.sketch.token for each in found):
        # Claims that are written out in a program that mints are part of what it mints; others were pasted above a program.
        pieces, evidence = others, replace(join(others, known), now=evidence.now)
    return [_with_sketch(evidence, pieces, known, each) for each in found]


def _with_sketch(evidence: Evidence, pieces: tuple[Piece, ...], known: Known, found: FoundSketch) -> Evidence:
    sketch = found.sketch
    drawn = tuple(_drawn(sketch, evidence))
    habits = {
        "trusts_token": TOKEN_PLACE in found.places,
        "takes_algorithm": ALGORITHM_PLACE in found.places,
        "joins_key_lines": sketch.joins_key_lines,
    }
    if not drawn and not any(habits.values()):
        return evidence
    source = Source(
        places=found.places,
        stand_ins={path: name for path, name in sketch.stand_ins.items() if path.partition(".")[0] in _judged(drawn)},
        doubts=sketch.doubts,
        crossed=sketch.crossed if "client_secret" in _judged(drawn) else {},
        makes_secret="client_secret" in _judged(drawn),
        is_kept=sketch.is_kept,
        is_made_at_start=sketch.is_made_at_start,
        language=found.program.language,
        text=found.program.text,
        says_app=says_app(found.program.text),
        key_file=sketch.key_file,
        **habits,
    )
    return replace(join((*drawn, *pieces), known), now=evidence.now, source=source)


def _judged(drawn: tuple[Piece, ...]) -> set[str]:
    """Return which of the request and the client_secret are those of the source; what was given itself has no stand-ins."""
    kinds = {piece.kind for piece in drawn}
    return {name for name, of in _KINDS.items() if kinds & of}


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
