"""A moved clock, named in the refusals that depend on it.

A test moves the emulator's clock, and every program keeps this machine's. What is refused then may be right by the other clock, so the
same rule is evaluated again at the times that the clock showed, or would show, without the move.
"""

from __future__ import annotations

from dataclasses import replace

from siwakit.emulator.complete_evidence import excuse_of
from siwakit.emulator.state.storage import Store
from siwakit.emulator.switches import Switches
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.judge.decide import Decision, Refused
from siwakit.judge.findings import Finding
from siwakit.judge.plan import Plan
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext, write_finding
from siwakit.render.sealing import veil_over
from siwakit.rules.model import Fail, Rule

_WIDTH = 80
_THIS_MACHINES = "this machine's"


def with_moved_clock(decision: Decision | None, evidence: Evidence | None, store: Store, switches: Switches) -> Decision | None:
    """Return *decision* on *evidence*; the proof of a refusal says by how much the clock was moved, if the refusal depends on that."""
    if evidence is None or not isinstance(decision, Refused) or _THIS_MACHINES in (decision.fail.because or ""):
        return decision
    offsets = store.clock_offsets()
    if not offsets:
        return decision
    note = _note(decision, evidence, store.clock_offset(), offsets, switches)
    if note is None:
        return decision
    because = "; ".join(filter(None, (note, decision.fail.because)))
    return replace(decision, fail=replace(decision.fail, because=because))


def clock_words(ahead: int) -> str:
    """Return how the emulator's clock differs from this machine's, which it is *ahead* of by so many seconds."""
    if ahead == 0:
        return f"the same as {_THIS_MACHINES} again"
    return f"{abs(ahead)} seconds {'ahead of' if ahead > 0 else 'behind'} {_THIS_MACHINES}"


def _note(refused: Refused, evidence: Evidence, ahead: int, earlier: tuple[int, ...], switches: Switches) -> str | None:
    # A rule that fails here although these switches excuse it is enforced under stricter ones, which do not depend on the time.
    switched = switches if _fail(refused.rule, evidence, switches) else None
    for other in dict.fromkeys((0, *reversed(earlier))):
        if other != ahead and _fail(refused.rule, _at(evidence, other - ahead, other), switched) is None:
            when = "by this machine's time" if other == 0 else f"when it was {clock_words(other)}"
            return f"the emulator's clock was moved, and is {clock_words(ahead)}: {when} this rule does not fail"
    then = _at(evidence, -ahead, 0)
    if ahead and _text(refused.rule, refused.fail, evidence) != _text(refused.rule, _fail(refused.rule, then, None), then):
        return f"times are by the emulator's clock, which is {clock_words(ahead)}"
    return None


def _at(evidence: Evidence, seconds: int, moved: int) -> Evidence:
    """Return *evidence* at a time later by *seconds*, with a clock *moved* by so many."""
    now = evidence.now if isinstance(evidence.now, Absence) else evidence.now + seconds
    portal = evidence.portal if isinstance(evidence.portal, Absence) else replace(evidence.portal, moved_seconds=moved)
    return replace(evidence, now=now, portal=portal)


def _fail(rule: Rule, evidence: Evidence, switches: Switches | None) -> Fail | None:
    """Return the failure of *rule* that is not excused by *switches*, or None."""
    is_excused = None if switches is None or isinstance(evidence.now, Absence) else excuse_of(switches, evidence.now)
    first = Plan((rule,)).find_first(evidence, is_excused)
    return first[1] if first is not None and isinstance(first[1], Fail) else None


def _text(rule: Rule, fail: Fail | None, evidence: Evidence) -> list[str]:
    if fail is None:
        return []
    context = RenderContext(evidence, veil_over(evidence), Paint(), _WIDTH)
    return list(write_finding(Finding(rule, fail), context, "refused", "red"))
