"""Diagnose text as people have it: recognise each piece, join them, judge."""

from __future__ import annotations

from siwakit.evidence.evidence import Evidence
from siwakit.evidence.join import Known, join
from siwakit.evidence.read.recognise import recognise
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.diagnosis import diagnose as judge_evidence


def read_evidence(*texts: str | tuple[str, str], known: Known | None = None) -> Evidence:
    """Return the evidence in *texts*; each is a text, or a pair of a file's name and its text.

    Raises:
        NotReadable: no reader recognises one of them.
        TooLarge: one is over 1 MiB, or a key over 16 KiB.
    """
    pairs = [("", text) if isinstance(text, str) else text for text in texts]
    return join([piece for name, text in pairs for piece in recognise(text, name)], known)


def diagnose(*texts: str | tuple[str, str], known: Known | None = None, now: int | None = None) -> Diagnosis:
    """Return the diagnosis of what *texts* and *known* say together; *now* is the clock, in seconds since 1970 UTC.

    Nothing is read, sent or stored: the same input gives the same diagnosis.

    Raises:
        NotReadable: no reader recognises one of *texts*.
        TooLarge: one is over 1 MiB, or a key over 16 KiB.
    """
    evidence = read_evidence(*texts, known=known)
    return judge_evidence(evidence if now is None else evidence.at(now))
