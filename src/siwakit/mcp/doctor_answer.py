"""The diagnosis as an answer of the tool `doctor`."""

from __future__ import annotations

from typing import Any

from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.mcp.next_call import Following, next_call
from siwakit.render.report.finding_text import copyable
from siwakit.render.report.source_place import where_in_source
from siwakit.render.report.verdict import verdict_sentence
from siwakit.render.sealing import Veil, as_json, veil_over

_SUSPECTS = 5


def doctor_answer(diagnosis: Diagnosis, following: Following) -> dict[str, Any]:
    """Return *diagnosis* with the most important first, and the next call."""
    veil = veil_over(diagnosis.evidence)
    suspects = [] if diagnosis.root else [_suspect_words(suspect.rule.id, suspect.rule.title) for suspect in diagnosis.suspects[:_SUSPECTS]]
    several = {
        "root": describe_finding(diagnosis.root, diagnosis, veil) if diagnosis.root else None,
        "others": [_suspect_words(finding.rule.id, finding.rule.title) for finding in diagnosis.others],
        "doubts": [_suspect_words(finding.rule.id, finding.rule.title) for finding in diagnosis.assumed],
        "suspects": suspects,
        "unread": [veil.clean(unread.sentence) for unread in diagnosis.unread],
    }
    return {
        "verdict": diagnosis.kind.name.lower().replace("_", "-"),
        "sentence": verdict_sentence(diagnosis, is_short=True),
        "case": following.case,
        **{name: value for name, value in several.items() if value},
        "next": next_call(diagnosis, veil, following),
    }


def describe_finding(finding: Finding, diagnosis: Diagnosis, veil: Veil) -> dict[str, Any]:
    """Return what is wrong, where, and the fix."""
    rule, fail = finding.rule, finding.fail
    members = {
        "rule": rule.id,
        "title": rule.title,
        "at": veil.clean(fail.at),
        "fix": rule.fix,
        "source": where_in_source(fail.at, diagnosis.evidence, veil),
        "actual": None if fail.actual is None else as_json(veil.plain(fail.at, fail.actual)),
        "expected": None if fail.expected is None else as_json(veil.expected(fail.at, fail.expected)),
        "correct": copyable(fail, veil),
        "because": veil.clean(fail.because),
        "why": rule.why,
    }
    return {name: value for name, value in members.items() if value}


def _suspect_words(rule_id: str, title: str) -> str:
    return f"{rule_id}: {title}"
