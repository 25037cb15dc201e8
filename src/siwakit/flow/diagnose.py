"""Diagnose text as developers have it: gather the evidence in it, and judge that."""

from __future__ import annotations

from dataclasses import replace

from siwakit.evidence.evidence import Evidence
from siwakit.evidence.known import Known
from siwakit.evidence.unread import Unread, unread_parts
from siwakit.flow.gather import Gathered, GatherRequest, Pasted, gather
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.diagnosis import diagnose as judge_evidence


def read_evidence(*texts: str | tuple[str, str], known: Known | None = None, clock: int | None = None) -> Evidence:
    """Return the evidence in *texts*; each is a text, or a pair of a file's name and its text.

    It is dated as the command line dates it: by `known.now`, else by the Date of Apple's answer, else by the time in a log or
    a recording, else by *clock*, what your clock says in seconds since 1970 UTC.

    Raises:
        NotReadable: nothing is recognised in any of them.
        TooLarge: one is over 1 MiB, or a key over 16 KiB.
    """
    return gather(_request(texts, known or Known(), clock)).evidence


def diagnose(*texts: str | tuple[str, str], known: Known | None = None, now: int | None = None, clock: int | None = None) -> Diagnosis:
    """Return the diagnosis of what *texts* and *known* say together, the same as the command line gives.

    *now* is the time of the request, in seconds since 1970 UTC, if you know it. Without it the time is taken from *texts*: the
    Date of Apple's answer, the time in a log or a recording. *clock*, what your clock says, is used if they tell none.
    Nothing is read, sent or stored: the same input gives the same diagnosis.

    Raises:
        NotReadable: nothing is recognised in any of *texts*.
        TooLarge: one is over 1 MiB, or a key over 16 KiB.
    """
    known = known or Known()
    return diagnose_gathered(gather(_request(texts, known if now is None else replace(known, now=now), clock)))


def diagnose_gathered(gathered: Gathered) -> Diagnosis:
    """Return the diagnosis of what was gathered, which names what could not be read."""
    diagnosis, unread = judge_evidence(gathered.evidence), unread_in(gathered)
    return replace(diagnosis, unread=unread) if unread else diagnosis


def unread_in(gathered: Gathered) -> tuple[Unread, ...]:
    """Return the texts and parts of texts that could not be read."""
    return (*(one for one in gathered.unread if not one.is_stated), *unread_parts(gathered.pieces))


def _request(texts: tuple[str | tuple[str, str], ...], known: Known, clock: int | None) -> GatherRequest:
    return GatherRequest(tuple(Pasted(text) if isinstance(text, str) else Pasted(text[1], text[0]) for text in texts), known, clock)
