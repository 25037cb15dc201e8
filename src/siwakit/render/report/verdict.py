"""Say in one sentence how a diagnosis ends, what a program should exit with, and narrow it to one question."""

from __future__ import annotations

from dataclasses import replace

from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.judge.questions import Reply
from siwakit.rules.model import Grade, Question

EXIT_MEANINGS = {0: "nothing is wrong", 1: "a rule is broken", 3: "not enough evidence"}
_EXITS = {VerdictKind.ROOT_CAUSE: 1, VerdictKind.ACCEPTED: 0, VerdictKind.CLEAN: 0, VerdictKind.SUSPECTS: 3, VerdictKind.UNDECIDED: 3}
QUESTION_WORDS = {
    Question.CLIENT_ID: "is it the right client_id?",
    Question.HEADER: "is the header of the client_secret right?",
    Question.PAYLOAD: "is the payload of the client_secret right?",
    Question.SIGNATURE: "is the signature of the client_secret right?",
    Question.REQUEST: "is the request right?",
    Question.GRANT: "is the code or token right?",
    Question.PORTAL: "is the developer portal set up right?",
    Question.TRANSPORT: "did the request reach Apple's service?",
    Question.AUTHORIZE: "is the authorization request right?",
    Question.CALLBACK: "does the way back reach the application?",
    Question.IDENTITY_TOKEN: "is the identity token right?",
    Question.NOTIFICATION: "is the notification right?",
    Question.MIGRATION: "is the migration right?",
}


def exit_code(diagnosis: Diagnosis) -> int:
    """Return what a command that shows *diagnosis* exits with."""
    return _EXITS[diagnosis.kind]


def verdict_sentence(diagnosis: Diagnosis) -> str:
    """Return how *diagnosis* ends."""
    if diagnosis.root:
        return _root_sentence(diagnosis, diagnosis.root)
    match diagnosis.kind:
        case VerdictKind.ACCEPTED:
            return "Apple accepted this request."
        case VerdictKind.CLEAN:
            return _clean_sentence(diagnosis)
        case VerdictKind.SUSPECTS if diagnosis.assumed:
            return f"Apple refused, and what Apple is known to refuse is in order: {_count(diagnosis)} left, first what is seen below."
        case VerdictKind.SUSPECTS:
            return f"Nothing visible is wrong, and Apple refused: {_count(diagnosis)} left that the evidence does not decide."
    return f"Nothing visible is wrong so far, and the evidence is not enough: {_count(diagnosis)} left."


def focus(diagnosis: Diagnosis, question: Question) -> Diagnosis:
    """Return what *diagnosis* says about one question; a root cause of another question stays where it explains a failure of this one."""
    roots = [one for one in ((diagnosis.root,) if diagnosis.root else ()) + diagnosis.others if _concerns(one, question)]
    suspects = tuple(one for one in diagnosis.suspects if one.rule.question is question)
    decides = {one.rule.id for one in suspects}
    wanted = tuple(replace(one, decides=kept) for one in diagnosis.wanted if (kept := tuple(name for name in one.decides if name in decides)))
    questions = tuple(one for one in diagnosis.questions if one.question is question)
    return replace(
        diagnosis,
        kind=_kind(diagnosis, has_root=bool(roots), is_open=bool(suspects) or any(one.reply is Reply.UNKNOWN for one in questions)),
        root=roots[0] if roots else None,
        others=tuple(roots[1:]),
        advice=tuple(one for one in diagnosis.advice if one.rule.question is question),
        assumed=tuple(one for one in diagnosis.assumed if one.rule.question is question),
        suspects=suspects,
        ruled_out=tuple(rule for rule in diagnosis.ruled_out if rule.question is question),
        questions=questions,
        wanted=wanted,
    )


def _kind(diagnosis: Diagnosis, *, has_root: bool, is_open: bool) -> VerdictKind:
    if has_root:
        return VerdictKind.ROOT_CAUSE
    if diagnosis.kind is VerdictKind.ACCEPTED:
        return VerdictKind.ACCEPTED
    if not is_open:
        return VerdictKind.CLEAN
    return VerdictKind.SUSPECTS if _was_refused(diagnosis) else VerdictKind.UNDECIDED


def _concerns(finding: Finding, question: Question) -> bool:
    return finding.rule.question is question or any(one.rule.question is question for one in finding.explained)


def _clean_sentence(diagnosis: Diagnosis) -> str:
    if diagnosis.assumed:
        return "Nothing is wrong that Apple is known to refuse; one thing it may or may not accept."
    if diagnosis.suspects:
        return "Nothing visible is wrong: what was asked is answered yes, as far as it can be seen from here."
    return "Nothing is wrong: everything that was asked is known and in order."


def _root_sentence(diagnosis: Diagnosis, root: Finding) -> str:
    title = root.rule.title
    if root.rule.grade is Grade.DEFEATED:
        return f"This cannot work, whatever Apple answers: {title}."
    return f"Apple {'refused' if _was_refused(diagnosis) else 'refuses'} this request: {title}."


def _was_refused(diagnosis: Diagnosis) -> bool:
    answer = diagnosis.evidence.get(ANSWER)
    return isinstance(answer, AppleAnswer) and answer.is_refusal


def _count(diagnosis: Diagnosis) -> str:
    count = len(diagnosis.suspects) + len(diagnosis.assumed)
    return f"{count} suspect{' is' if count == 1 else 's are'}" if count else "no suspect is"
