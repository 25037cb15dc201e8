"""The correction of source code that the rules accept: proposed corrections are tried until one puts the mistake right."""

from __future__ import annotations

from dataclasses import field
from itertools import islice

from siwakit.errors import SiwakitError, TooLarge
from siwakit.evidence.evidence import Absence
from siwakit.evidence.known import Known
from siwakit.evidence.pieces import Piece, PieceKind, SourceText
from siwakit.evidence.source import Source
from siwakit.flow.read_sources import evidences_of
from siwakit.flow.source_patch.corrections import corrections
from siwakit.flow.source_patch.draft import Draft
from siwakit.flow.source_patch.edits import apply, overlap
from siwakit.judge.diagnosis import Diagnosis, find_root_cause
from siwakit.judge.findings import Finding
from siwakit.readers.code.known_languages import BY_ID, lowering_of
from siwakit.readers.code.parse import count_errors
from siwakit.record import record

_MOST_TRIALS = 60
# What a correction leaves to be filled in, and the part that is not known because of it.
_BLANKS = {"<TEAM_ID>": "client_secret.claims.iss", "<KEY_ID>": "client_secret.header.kid", "<CLIENT_ID>": "client_secret.claims.sub"}
_MADE = frozenset({"client_secret", "client_secret.claims.exp", "request"})


@record
class SourcePatch:
    """Corrected source of the file *name*."""

    name: str
    before: str = field(repr=False)
    after: str = field(repr=False)


def patch_source(diagnosis: Diagnosis, finding: Finding) -> SourcePatch | None:
    """Return the correction of *finding* in the source code that shows it, or None if none of the proposed ones is accepted by the rules."""
    source = diagnosis.evidence.source
    if isinstance(source, Absence) or not source.text or not source.places:
        return None
    others = frozenset(other.rule.id for other in diagnosis.others)
    draft = Draft(finding, source, source.text.encode("utf-8", "replace"))
    name = next((place.file for place in source.places.values() if place.end), "")
    for edits in islice(corrections(draft), _MOST_TRIALS):
        if not edits or overlap(edits):
            continue
        after = apply(draft.text, edits).decode("utf-8", "replace")
        if after != source.text and _is_right(after, source, name, diagnosis, draft.rules, others):
            return SourcePatch(name, source.text, after)
    return None


def _is_right(after: str, source: Source, name: str, diagnosis: Diagnosis, broken: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether the program *after* a correction breaks none of the rules that were *broken*, or one that it did not break before."""
    now = diagnosis.evidence.now
    if _errors(source.language, after) > _errors(source.language, source.text):
        return False
    piece = Piece(PieceKind.SOURCE, SourceText(source.language, after), name=name, text=after)
    try:
        evidences = tuple(evidences_of((piece,), Known() if isinstance(now, Absence) else Known(now=now)))
        judged = [find_root_cause(evidence) for evidence in evidences]
    except SiwakitError:
        return False
    roots = {root.rule.id for root in judged if root is not None}
    return (
        _says_as_much(after, source, [evidence.source for evidence in evidences if not isinstance(evidence.source, Absence)])
        and not roots & broken
        and roots <= others
    )


def _errors(language: str, text: str) -> int:
    """Return how many errors of syntax are in *text*; the parser goes on after them, and the program would not run."""
    lowering = lowering_of(BY_ID[language])
    try:
        return count_errors(text, lowering) if lowering else 0
    except TooLarge:
        return 0


def _says_as_much(text: str, before: Source, after: list[Source]) -> bool:
    """Return whether the corrected source still says what it said *before*: an unknown value would pass every rule."""
    places = {path for source in after for path in source.places}
    stand_ins = {path for source in after for path in source.stand_ins if path in before.places and path.startswith("client_secret")}
    stand_ins -= {path for blank, path in _BLANKS.items() if blank in text}
    return bool(after) and _MADE & set(before.places) <= places and stand_ins <= {*before.stand_ins, *before.crossed}
