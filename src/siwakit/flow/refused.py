"""Errors raised by siwakit's own verification, with every rule that failed and the diagnosis."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from siwakit.errors import Blame, SiwakitError
from siwakit.evidence.evidence import Evidence
from siwakit.judge.askers import plan_of
from siwakit.judge.diagnosis import Diagnosis, diagnose
from siwakit.judge.findings import Finding, find_roots
from siwakit.judge.plan import Verdicts
from siwakit.rules.model import Enforcer


class VerificationRefused(SiwakitError):
    """Base class of refusals by verification; *findings* are the root causes, each with the failures that it explains."""

    code = "verification-refused"
    subject = "the input"

    def __init__(self, evidence: Evidence, findings: tuple[Finding, ...], rules: tuple[str, ...]) -> None:
        first = findings[0].rule if findings else None
        others = f", and {len(rules) - 1} more" if len(rules) > 1 else ""
        title = f"{first.title} (rule {first.id}{others})" if first else f"{', '.join(rules)} cannot be decided"
        super().__init__(f"{self.subject} is refused: {title}", hint=first.fix if first else "pass everything that the verifier asks for")
        self.findings = findings
        self.rules = rules
        self._evidence = evidence

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """Return the doctor's diagnosis of the same evidence, worked out at the first access."""
        return diagnose(self._evidence)


R = TypeVar("R", bound=VerificationRefused)


class IdentityTokenRefused(VerificationRefused):
    """An identity token that breaks rules; *rules* lists their ids, root causes first."""

    code = "identity-token-refused"
    subject = "the identity token"


class NotificationRefused(VerificationRefused):
    """A notification that breaks rules; *rules* lists their ids, root causes first."""

    code = "notification-refused"
    subject = "the notification"


class CallbackRefused(SiwakitError):
    """A callback that belongs to no sign-in started in this browser; *rules* lists the ids of the rules it breaks, if any."""

    code = "callback-refused"

    def __init__(self, message: str, *, rules: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.rules = rules


class KeysUnavailable(SiwakitError):
    """Apple's keys cannot be fetched now, and the cached ones are too old or missing: try again later."""

    code = "keys-unavailable"
    blame = Blame.NETWORK


def refuse_unless_passed(evidence: Evidence, enforcer: Enforcer, kind: type[R]) -> None:
    """Raise a refusal if a rule of *enforcer* fails or cannot be decided: unknown is never yes.

    Raises:
        VerificationRefused: of *kind*, with everything that is broken or undecided.
    """
    plan = plan_of(enforcer)
    if plan.find_first(evidence) is not None:
        raise _make_refusal(evidence, plan.evaluate(evidence), kind)


def _make_refusal(evidence: Evidence, verdicts: Verdicts, kind: type[R]) -> R:
    findings = find_roots(verdicts) if verdicts.fails else ()
    first = [rule.id for finding in findings for rule in (finding.rule, *(other.rule for other in finding.explained))]
    return kind(evidence, findings, tuple(dict.fromkeys((*first, *(rule.id for rule, _ in (*verdicts.fails, *verdicts.missing))))))
