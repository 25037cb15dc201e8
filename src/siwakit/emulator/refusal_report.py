"""The doctor's report on a refusal of the emulator: the rule that refused, the place, the proof and the next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from shlex import quote

from siwakit.apple import ISSUER
from siwakit.emulator.app import Reply
from siwakit.judge.decide import Refused
from siwakit.judge.diagnosis import Diagnosis, VerdictKind, diagnose
from siwakit.judge.findings import Finding
from siwakit.record import record
from siwakit.render.next_step import NextStep, next_step
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.report.short_report import ShortReport, write_short_report
from siwakit.render.sealing import veil_over

_ROOM = 32


@record
class Surroundings:
    """What the commands of a report need: the emulator's *url* in the place of Apple, its *key_files* by Key ID, and the portal's address."""

    url: str
    portal_url: str
    key_files: Mapping[str, str] = field(default_factory=dict)


def refusal_report(reply: Reply, around: Surroundings, paint: Paint, width: int = 80) -> list[str]:
    """Return the lines of the report on *reply*; none if no rule refused."""
    diagnosis = diagnose_refusal(reply)
    if diagnosis is None:
        return []
    veil = veil_over(diagnosis.evidence)
    context = RenderContext(diagnosis.evidence, veil, paint, width)
    step = _here(next_step(diagnosis, veil, None), around)
    more = f"see {around.portal_url}/journal"
    return write_short_report(ShortReport(diagnosis=diagnosis, context=context, step=step, room=_ROOM, more=more))


def diagnose_refusal(reply: Reply) -> Diagnosis | None:
    """Return the diagnosis of what *reply* refuses; None if no rule refused."""
    if not isinstance(reply.decision, Refused) or reply.evidence is None:
        return None
    return _about(reply.decision, diagnose(replace(reply.evidence, answer=reply.response)))


def _about(refused: Refused, diagnosis: Diagnosis) -> Diagnosis:
    """Return *diagnosis* with the rule that refused as its root cause, unless that follows from another mistake.

    The emulator has decided with its switches and in its order, and its proof names a clock that was moved.
    """
    root = diagnosis.root
    if root is not None and root.rule is not refused.rule and root.covers(refused.rule):
        return diagnosis
    explained = root.explained if root is not None and root.rule is refused.rule else ()
    others = tuple(finding for finding in (*((root,) if root else ()), *diagnosis.others) if finding.rule is not refused.rule)
    return replace(diagnosis, kind=VerdictKind.ROOT_CAUSE, root=Finding(refused.rule, refused.fail, explained), others=others)


def _here(step: NextStep | None, around: Surroundings) -> NextStep | None:
    """Return *step* with commands that reach the emulator and find its keys, because Apple knows neither the keys nor the codes."""
    if step is None or not step.text:
        return step
    text = step.text.replace(f"{ISSUER}/auth/", f"{around.url}/auth/")
    for key_id, path in around.key_files.items():
        text = text.replace(f"AuthKey_{key_id}.p8", quote(path))
    return replace(step, text=text)
