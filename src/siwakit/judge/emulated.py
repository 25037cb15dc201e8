"""The rule that siwakit's emulator names beside its refusal.

The emulator has evaluated the same rules on the same request, and knew more: the portal, and what became of the code. Therefore its
word decides a rule that the evidence leaves open.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.signer_trial import TRIAL_KIND
from siwakit.jose.trials.examine import SignatureKind
from siwakit.judge.plan import Verdicts
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Fail, Rule

_DOES_NOT_VERIFY, _BY_OTHER_KEY = "signature-does-not-verify", "signature-by-other-key"


def find_named(evidence: Evidence) -> Rule | None:
    """Return the rule by which an emulator refused, or None if none is named."""
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence) or answer.rule is None or not answer.is_refusal:
        return None
    # The emulator does not have the developer's key: if that has signed, the registered key is another one.
    is_by_other = answer.rule == _DOES_NOT_VERIFY and evidence.get(TRIAL_KIND) is SignatureKind.VERIFIES
    return BY_ID.get(_BY_OTHER_KEY if is_by_other else answer.rule)


def with_named(verdicts: Verdicts, named: Rule, evidence: Evidence) -> Verdicts:
    """Return *verdicts* on *evidence* with a failure of the *named* rule; its proof names the emulator's clock if that was moved."""
    answer = evidence.get(ANSWER)
    moved = "" if isinstance(answer, Absence) else _moved(answer.clock_offset)
    if any(rule is named for rule, _ in verdicts.fails):
        told = ((rule, _with(fail, moved) if rule is named else fail) for rule, fail in verdicts.fails)
        return Verdicts(tuple(told), verdicts.missing) if moved else verdicts
    said = None if isinstance(answer, Absence) else answer.error or answer.status
    fail = _with(Fail("answer", said, None, "siwakit's emulator, which knows the portal and the code, refused by this rule"), moved)
    fails = sorted((*verdicts.fails, (named, fail)), key=lambda entry: _places()[entry[0].id])
    return Verdicts(tuple(fails), tuple((rule, missing) for rule, missing in verdicts.missing if rule is not named))


def _moved(seconds: int) -> str:
    if not seconds:
        return ""
    return f"the emulator's clock was moved, and is {abs(seconds)} seconds {'ahead of' if seconds > 0 else 'behind'} this machine's"


def _with(fail: Fail, moved: str) -> Fail:
    is_told = not moved or "this machine's" in (fail.because or "")
    return fail if is_told else replace(fail, because="; ".join(filter(None, (moved, fail.because))))


@cache
def _places() -> dict[str, int]:
    return {rule.id: place for place, rule in enumerate(CATALOGUE)}
