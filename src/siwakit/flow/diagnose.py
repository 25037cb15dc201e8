"""Diagnosis of pasted text: the evidence in it is gathered and judged."""

from __future__ import annotations

from dataclasses import replace

from siwakit.evidence.evidence import Evidence
from siwakit.evidence.known import Known
from siwakit.evidence.unread import Unread, unread_parts
from siwakit.flow.gather import Gathered, GatherRequest, Pasted, gather
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.diagnosis import diagnose as judge_evidence


def read_evidence(*texts: str | tuple[str, str], known: Known | None = None, clock: int | None = None) -> Evidence:
    """Return the evidence in *texts*; each is a text, or a pair of file name and text.

    The time of the evidence is chosen as on the command line: `known.now`, else the Date of Apple's answer, else the time in a
    log or recording, else *clock*, the time of your clock in seconds since 1970 UTC.

    Raises:
        NotReadable: nothing is recognised in any of them.
        TooLarge: one is over 1 MiB, or a key over 16 KiB.
    """
    return gather(_request(texts, known or Known(), clock)).evidence


def diagnose(*texts: str | tuple[str, str], known: Known | None = None, now: int | None = None, clock: int | None = None) -> Diagnosis:
    """Return the diagnosis of *texts* and *known*, which is the same as on the command line.

    *now* is the time of the request, in seconds since 1970 UTC, if you know it. Without it the time is taken from *texts*: the
    Date of Apple's answer, or the time in a log or recording. If they contain no time, *clock*, the time of your clock, is used.
    No file is read and nothing is sent or stored: the same input gives the same diagnosis.

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
