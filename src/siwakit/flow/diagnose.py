"""Diagnosis of pasted text: the evidence in it is gathered and judged."""

from __future__ import annotations

from dataclasses import replace

from siwakit.evidence.evidence import Evidence
from siwakit.evidence.known import Known
from siwakit.flow.gather import GatherRequest, Pasted, gather
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
    pasted = tuple(Pasted(text) if isinstance(text, str) else Pasted(text[1], text[0]) for text in texts)
    return gather(GatherRequest(pasted, known or Known(), clock)).evidence


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
    return judge_evidence(read_evidence(*texts, known=known if now is None else replace(known, now=now), clock=clock))
