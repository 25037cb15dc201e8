"""The diagnosis of evidence: the root cause, what it explains, and what is not yet known."""

from __future__ import annotations

from enum import Enum

from siwakit.evidence.evidence import LACKING, UNKNOWN, Evidence
from siwakit.evidence.parts import ANSWER, SECRET_SENT
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.evidence.unread import Unread
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.judge.answers import AnswerReading, read_proof
from siwakit.judge.askers import evaluate
from siwakit.judge.decide import Accepted, decide
from siwakit.judge.emulated import find_named, with_named
from siwakit.judge.findings import ROOT_GRADES, Finding, find_roots
from siwakit.judge.fitting import rules_that_fit
from siwakit.judge.open_values import rules_left_open, with_open
from siwakit.judge.questions import Answered, Reply, answer_questions
from siwakit.judge.suspects import Suspect, find_ruled_out, rank_suspects
from siwakit.judge.wanted import Wanted, ask_anyway, collect_next
from siwakit.record import record
from siwakit.rules.model import Enforcer, Grade, Rule


class VerdictKind(Enum):
    """Outcome of a diagnosis."""

    ROOT_CAUSE = "root cause found"
    ACCEPTED = "Apple accepted it"
    CLEAN = "nothing is wrong"
    SUSPECTS = "Apple refused, but no mistake is visible"
    UNDECIDED = "not enough evidence"


_OPEN = frozenset({VerdictKind.SUSPECTS, VerdictKind.UNDECIDED})


@record
class Diagnosis:
    """What the rules say about one sign-in; *unread* lists the input that could not be read.

    *given* are the words of the command line that it was made with, without pasted texts.
    *wanted* lists what to add next. Its first entry is the one question that would decide most; a verdict that leaves the cause open has one.
    """

    kind: VerdictKind
    root: Finding | None
    others: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    assumed: tuple[Finding, ...]
    suspects: tuple[Suspect, ...]
    ruled_out: tuple[Rule, ...]
    questions: tuple[Answered, ...]
    proof: AnswerReading | None
    wanted: tuple[Wanted, ...]
    evidence: Evidence
    unread: tuple[Unread, ...] = ()
    given: tuple[str, ...] = ()
    __reduce__ = refuse_pickling

    @property
    def leading(self) -> Finding | None:
        """Return the root cause or, if there is none, the first doubt or piece of advice."""
        return self.root or next(iter((*self.assumed, *self.advice)), None)

    @property
    def named(self) -> tuple[str, ...]:
        """Return the ids of rules in order of suspicion: the root cause first, then those that may be the cause, advice last."""
        findings = (*((self.root,) if self.root else ()), *self.others, *self.assumed)
        rules = (
            *(finding.rule.id for finding in findings),
            *(suspect.rule.id for suspect in self.suspects),
            *(finding.rule.id for finding in self.advice),
        )
        return tuple(dict.fromkeys(rules))


def diagnose(evidence: Evidence) -> Diagnosis:
    """Return the diagnosis of *evidence*. There is no I/O: the same evidence always gives the same diagnosis."""
    opened = rules_left_open(evidence)
    verdicts = with_open(evaluate(evidence), opened)
    named = find_named(evidence)
    if named is not None:
        verdicts = with_named(verdicts, named, evidence)
    proof = read_proof(evidence)
    findings = find_roots(verdicts, rules_that_fit(evidence.get(ANSWER)))
    is_cleared = proof is not None and proof.clears
    roots = _roots(findings, named, is_cleared=is_cleared)
    suspects = () if is_cleared else rank_suspects(verdicts, evidence, opened)
    asks_the_four = evidence.request is not LACKING or isinstance(evidence.get(SECRET_SENT), str)
    questions = answer_questions(verdicts, evidence) if asks_the_four else ()
    assumed = tuple(finding for finding in findings if finding.rule.grade is Grade.ASSUMED and finding not in roots)
    kind = _kind(roots, proof, questions, evidence.get(ANSWER), has_doubt=bool(assumed), is_verified=not questions and _verifies(evidence))
    return Diagnosis(
        kind=kind,
        root=roots[0] if roots else None,
        others=roots[1:],
        advice=tuple(finding for finding in findings if finding.rule.grade is Grade.ADVICE and finding not in roots),
        assumed=assumed,
        suspects=suspects,
        ruled_out=find_ruled_out(verdicts, evidence, proof),
        questions=questions,
        proof=proof,
        wanted=collect_next(suspects) or (ask_anyway(evidence) if kind in _OPEN else ()),
        evidence=evidence,
    )


def find_root_cause(evidence: Evidence) -> Finding | None:
    """Return only the root cause that `diagnose` would name. This is faster, for callers that judge thousands of requests."""
    proof, named, verdicts = read_proof(evidence), find_named(evidence), evaluate(evidence)
    if named is not None:
        verdicts = with_named(verdicts, named, evidence)
    findings = find_roots(verdicts, rules_that_fit(evidence.get(ANSWER)))
    roots = _roots(findings, named, is_cleared=proof is not None and proof.clears)
    return roots[0] if roots else None


def _roots(findings: tuple[Finding, ...], named: Rule | None, *, is_cleared: bool) -> tuple[Finding, ...]:
    """Return the findings that can be the root cause; the rule that an emulator *named* comes first.

    If Apple accepted the request, a rule that Apple enforces cannot be the root cause.
    """
    first = tuple(finding for finding in findings if named is not None and finding.covers(named))
    others = (finding for finding in findings if finding.rule.grade in ROOT_GRADES and not (is_cleared and finding.rule.grade is Grade.REFUSED))
    return (*first, *(finding for finding in others if finding not in first)) if first else tuple(others)


def _verifies(evidence: Evidence) -> bool:
    """Return whether siwakit's own verification accepts the identity token or notification that was given instead of a request."""
    enforcer = Enforcer.VERIFY if evidence.notification is UNKNOWN else Enforcer.NOTIFY
    return isinstance(decide(evidence, enforcer), Accepted)


def _kind(
    roots: tuple[Finding, ...], proof: AnswerReading | None, questions: tuple[Answered, ...], answer: object, *, has_doubt: bool, is_verified: bool
) -> VerdictKind:
    if roots:
        return VerdictKind.ROOT_CAUSE
    if proof is not None and proof.clears:
        return VerdictKind.ACCEPTED
    if isinstance(answer, AppleAnswer) and answer.is_refusal:
        return VerdictKind.SUSPECTS
    is_open = has_doubt or any(answered.reply is not Reply.YES for answered in questions) or not (questions or is_verified)
    return VerdictKind.UNDECIDED if is_open else VerdictKind.CLEAN
