"""Outlines of what may not be shown: a client_secret by its segments, a key by its BEGIN and END lines."""

from __future__ import annotations

from siwakit.escape import visible
from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand
from siwakit.evidence.parts import SECRET
from siwakit.evidence.showing.redact import sealed
from siwakit.patterns import pattern
from siwakit.render.listing import Line, Place
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import cut

_SEGMENTS = ("header", "payload", "signature")
_MARK_LINE = pattern(r"-{2,6} ?(BEGIN|END)((?: [A-Z]{2,12}){0,4}) ?-{2,6}")
_LONGEST_EDGE = 12


def sketch_place(part: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
    """Return the client_secret as the lengths of its segments, with the segment *part* marked, or all of them if there is no such segment."""
    secret = evidence.get(SECRET)
    if isinstance(secret, Absence):
        return None
    title = f"client_secret, {part}" if part else "client_secret"
    if not secret.sent:
        return Place(title, (Line("(empty)", (0, 7)),))
    if veil.is_lifted:
        text = cut(veil.clean(secret.sent), width)
        return Place(title, (Line(text, (0, len(text))),))
    before, inside, after = secret.sent.partition(secret.inside)
    segments = secret.inside.split(".")
    if not inside or not secret.inside.startswith("ey") or len(segments) not in {2, 3} or max(len(before), len(after)) > _LONGEST_EDGE:
        text = cut(sealed("opaque text", secret.sent), width)
        return Place(title, (Line(text, (0, len(text))),))
    pieces = [f"{name}({len(segment)})" for name, segment in zip(_SEGMENTS, segments, strict=False)]
    before, after = visible(before), visible(after)
    text = f"{before}eyJ...{'.'.join(pieces)}{after}"
    mark = (0, len(text))
    if part in _SEGMENTS[: len(pieces)]:
        start = text.index(pieces[_SEGMENTS.index(part)], len(before))
        mark = (start, start + len(pieces[_SEGMENTS.index(part)]))
    return Place(title, (Line(text, mark), Line("(characters of each segment, which are not shown)")))


def key_place(at: str, evidence: Evidence, veil: Veil, width: int) -> Place:
    """Return what was read of the key in *at*: form, curve, damage, and its BEGIN and END lines."""
    title = f"key {veil.clean(_name_in(at))}".rstrip()
    key = key_of(at, evidence)
    return Place(title, _key_lines(key, width)) if key else Place(title)


def key_of(at: str, evidence: Evidence) -> KeyAtHand | None:
    """Return the key that the path *at* is about, or None if it is not there."""
    keys = () if isinstance(evidence.keys, Absence) else evidence.keys
    return next((key for key in keys if key.name == _name_in(at)), keys[0] if len(keys) == 1 else None)


def _name_in(at: str) -> str:
    return at[at.find("[") + 1 : at.rfind("]")]


def _key_lines(key: KeyAtHand, width: int) -> tuple[Line, ...]:
    reading = key.reading
    form = f"{reading.form.value} on {reading.curve}" if reading.curve else reading.form.value
    facts = [("read as: ", form), *(("damage:  ", damage.value) for damage in reading.damages)]
    shown = [Line(cut(label + fact, width), None) for label, fact in facts]
    shown[-1] = Line(shown[-1].text, (9, len(shown[-1].text)))
    marks = [match[0] for match in _MARK_LINE.finditer(key.text)]
    begin = next((mark for mark in marks if "BEGIN" in mark), "(no BEGIN line)")
    end = next((mark for mark in reversed(marks) if "END" in mark), "(no END line)")
    lines = len(key.text.splitlines())
    body = f"({len(key.text)} characters in {lines} line{'' if lines == 1 else 's'}, not shown)"
    if not marks:
        return (*shown, Line(body))
    return (*shown, Line(begin), Line(body), Line(end))
