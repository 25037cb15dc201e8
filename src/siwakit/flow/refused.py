"""What is raised where our own verification says no: every rule that failed, and the diagnosis of what was given."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from siwakit.errors import Blame, SiwakitError
from siwakit.evidence.evidence import Evidence
from siwakit.judge.decide import rules_of
from siwakit.judge.diagnosis import Diagnosis, diagnose
from siwakit.judge.findings import Finding, Held, find_roots
from siwakit.rules.model import Enforcer, Fail, Missing


class VerificationRefused(SiwakitError):
    """Stand above what verification refuses; *findings* are the root causes, each with the failures that it explains."""

    code = "verification-refused"
    what = "what was given"

    def __init__(self, evidence: Evidence, findings: tuple[Finding, ...], rules: tuple[str, ...]) -> None:
        first = findings[0].rule if findings else None
        others = f", and {len(rules) - 1} more" if len(rules) > 1 else ""
        title = f"{first.title} (rule {first.id}{others})" if first else f"{', '.join(rules)} cannot be decided"
        super().__init__(f"{self.what} is refused: {title}", hint=first.fix if first else "give the verifier everything that it asks for")
        self.findings = findings
        self.rules = rules
        self._evidence = evidence

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """Return the doctor's diagnosis of the very same evidence, worked out when it is first asked for."""
        return diagnose(self._evidence)


R = TypeVar("R", bound=VerificationRefused)


class IdentityTokenRefused(VerificationRefused):
    """Report an identity token that breaks rules; *rules* holds the id of each, the root causes first."""

    code = "identity-token-refused"
    what = "the identity token"


class NotificationRefused(VerificationRefused):
    """Report a notification that breaks rules; *rules* holds the id of each, the root causes first."""

    code = "notification-refused"
    what = "the notification"


class CallbackRefused(SiwakitError):
    """Report a callback that no sign-in of this browser leads to; *rules* holds the ids of the rules that it breaks, if any."""

    code = "callback-refused"

    def __init__(self, message: str, *, rules: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.rules = rules


class KeysUnavailable(SiwakitError):
    """Report that Apple's keys cannot be had now and none are kept that may still be used: try again later."""

    code = "keys-unavailable"
    blame = Blame.NETWORK


def hold_enforced(evidence: Evidence, enforcer: Enforcer) -> Held:
    """Return what every rule that *enforcer* decides by says of *evidence*: all failures, not the first alone."""
    verdicts = tuple([(rule, rule.check(evidence)) for rule in rules_of(enforcer)])
    fails = tuple([(rule, verdict) for rule, verdict in verdicts if isinstance(verdict, Fail)])
    missing = tuple([(rule, verdict) for rule, verdict in verdicts if isinstance(verdict, Missing)])
    return Held(verdicts, fails, missing)


def refuse_unless_held(evidence: Evidence, enforcer: Enforcer, kind: type[R]) -> None:
    """Raise a refusal where a rule of *enforcer* fails or cannot be decided.

    Raises:
        VerificationRefused: it does; unknown is never yes.
    """
    held = hold_enforced(evidence, enforcer)
    if held.fails or held.missing:
        raise make_refusal(evidence, held, kind)


def make_refusal(evidence: Evidence, held: Held, kind: type[R]) -> R:
    """Return the refusal that names everything in *held* that is broken or undecided."""
    findings = find_roots(held, evidence) if held.fails else ()
    first = [rule.id for one in findings for rule in (one.rule, *(other.rule for other in one.explained))]
    return kind(evidence, findings, tuple(dict.fromkeys((*first, *(rule.id for rule, _ in (*held.fails, *held.missing))))))
