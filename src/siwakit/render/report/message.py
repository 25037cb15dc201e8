"""One finding as a one-line message with a level, for the formats that other programs display."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.report.finding_text import actual_words, expected_words
from siwakit.render.sealing import Veil


def findings_of(diagnosis: Diagnosis) -> Iterator[Finding]:
    """Yield every finding that is not a consequence: the root cause first, then other mistakes, doubts, and advice."""
    yield from (diagnosis.root,) if diagnosis.root else ()
    yield from (*diagnosis.others, *diagnosis.assumed, *diagnosis.advice)


def message_of(finding: Finding, veil: Veil) -> str:
    """Return what is wrong, where, and how to fix it, on one line and without secrets."""
    rule, fail = finding.rule, finding.fail
    words = f"{rule.title}: {veil.clean(fail.at)} is {actual_words(fail, veil)}"
    if fail.expected is not None:
        words += f", expected {expected_words(fail, veil)}"
    if fail.because:
        words += f"; {veil.clean(fail.because)}"
    return f"{words.rstrip('.')}. {rule.fix}"
