"""What every report on a log says of a group: its title, what to do, what Apple's answer proves, and when it was seen."""

from __future__ import annotations

import json
from collections.abc import Iterator

from siwakit.evidence.dates import calendar_date
from siwakit.evidence.join import join
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.showing.quoted import quoted
from siwakit.flow.logs.summary import MAX_ANSWERS, Group, GroupKey, GroupKind
from siwakit.http import Response
from siwakit.judge.answers import read_proof
from siwakit.rules.catalogue import BY_ID

NEXT = "run `siwakit doctor` on the failing request, or log the request"


def group_title(key: GroupKey) -> str:
    """Return what the records of a group have in common, as a phrase."""
    if key.kind is GroupKind.RULE:
        return BY_ID[key.name].title
    if key.kind is GroupKind.STATUS:
        return f"Apple answered HTTP {key.name}; the log contains neither the body nor the request"
    if key.kind is GroupKind.OTHER:
        return f"Apple gave other answers, besides {MAX_ANSWERS} that are listed; the log contains no request to judge"
    return f"Apple answered {_answer(key)}; the log contains no request to judge"


def short_title(key: GroupKey) -> str:
    """Return the title in few words, for a legend or a line."""
    if key.kind is GroupKind.RULE:
        return BY_ID[key.name].title
    if key.kind is GroupKind.OTHER:
        return "Apple gave other answers"
    return f"Apple answered HTTP {key.name}" if key.kind is GroupKind.STATUS else f"Apple answered {_answer(key)}"


def fix_of(key: GroupKey) -> str | None:
    """Return how to fix it, if the root cause is known."""
    return BY_ID[key.name].fix if key.kind is GroupKind.RULE else None


def proof_of(key: GroupKey) -> str | None:
    """Return what Apple's answer proves, if the log contains nothing else."""
    if key.kind is not GroupKind.ANSWER:
        return None
    body = json.dumps({"error": key.name} | ({"error_description": key.description} if key.description else {})).encode()
    proof = read_proof(join((Piece(PieceKind.RESPONSE, Response(None, (), b"<html>" if " " in key.name else body)),)))
    return proof.proves if proof else None


def advice_lines(key: GroupKey) -> Iterator[str]:
    """Yield what to do about a group, each as a sentence after its name."""
    if key.kind is GroupKind.RULE:
        yield f"fix: {fix_of(key)}"
        yield f"rule {key.name}, `siwakit explain {key.name}`"
        return
    proves = proof_of(key)
    if proves:
        yield f"proves: {proves}"
    yield f"next: {NEXT}"


def when(group: Group) -> str:
    """Return when the records of *group* were written."""
    if group.first is None or group.last is None:
        return "when: the log does not say"
    undated = f", {group.undated:,} without a time" if group.undated else ""
    if group.first == group.last:
        return f"when: {date(group.first)}{undated}"
    return f"first: {date(group.first)}, last: {date(group.last)}{undated}"


def date(seconds: int) -> str:
    """Return a time in UTC, or that the calendar does not have it."""
    return calendar_date(seconds) or "outside any calendar"


def counted(count: int, noun: str) -> str:
    """Return *count* and *noun* in its number."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def sized(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"  # noqa: PLR2004  smaller files are clearer in kB


def _answer(key: GroupKey) -> str:
    return f"{key.name}: {quoted(key.description)}" if key.description else key.name
