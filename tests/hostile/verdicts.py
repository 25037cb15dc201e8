"""What is wrong with siwakit's answer to a hostile input."""

from __future__ import annotations

import re

from tests.hostile.canaries import find_leaks

ALLOWED_CODES = frozenset({0, 1, 2, 3})
MAX_SECONDS = 1.0
# A traceback in Python's own form; a log that is shown may contain the words.
_TRACEBACK = re.compile(r"Traceback of the worker|Traceback \(most recent call last\):\s+File \"")
# Line feeds are the only allowed control characters. C1 controls are two bytes in UTF-8, but 8-bit terminals interpret them.
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def faults_of(outcome) -> list[str]:
    """Return what is wrong with *outcome*, each in a few words and without a character of what leaked."""
    faults = []
    if outcome.code not in ALLOWED_CODES:
        faults.append(f"exit code {outcome.code}")
    if outcome.seconds > MAX_SECONDS:
        faults.append(f"{outcome.seconds:.2f} s")
    both = outcome.stdout + "\n" + outcome.stderr
    if _TRACEBACK.search(both):
        faults.append("a traceback")
    raw = _RAW.search(both)
    if raw:
        faults.append(f"the raw character {ord(raw.group()):#x}")
    faults += sorted(f"leak: {kind}" for kind in find_leaks(both))
    faults += [f"wrote the file {name}" for name in outcome.written]
    if not both.strip():
        faults.append("said nothing")
    return faults
