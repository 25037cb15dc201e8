"""The verdict of a diagnosis as one sentence and as an exit code, and the diagnosis limited to one question."""

from __future__ import annotations

from dataclasses import replace

from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.judge.questions import Reply
from siwakit.rules.model import Grade, Question

EXIT_MEANINGS = {0: "no problem found", 1: "a rule is broken", 3: "not enough evidence"}
_EXITS = {VerdictKind.ROOT_CAUSE: 1, VerdictKind.ACCEPTED: 0, VerdictKind.CLEAN: 0, VerdictKind.SUSPECTS: 3, VerdictKind.UNDECIDED: 3}
VERDICT_STYLES = {VerdictKind.ROOT_CAUSE: "red", VerdictKind.ACCEPTED: "green", VerdictKind.CLEAN: "green"}
QUESTION_WORDS = {
    Question.CLIENT_ID: "is it the right client_id?",
    Question.HEADER: "is the header of the client_secret correct?",
    Question.PAYLOAD: "is the payload of the client_secret correct?",
    Question.SIGNATURE: "is the signature of the client_secret correct?",
    Question.REQUEST: "is the request correct?",
    Question.GRANT: "is the code or token correct?",
    Question.PORTAL: "is the developer portal configured correctly?",
    Question.TRANSPORT: "did the request reach Apple's service?",
    Question.AUTHORIZE: "is the authorization request correct?",
    Question.CALLBACK: "does the callback reach the application?",
    Question.IDENTITY_TOKEN: "is the identity token correct?",
    Question.NOTIFICATION: "is the notification correct?",
    Question.MIGRATION: "is the migration correct?",
}


def exit_code(diagnosis: Diagnosis) -> int:
    """Return the exit code of a command that shows *diagnosis*."""
    return _EXITS[diagnosis.kind]


def verdict_sentence(diagnosis: Diagnosis, *, is_short: bool = False) -> str:
    """Return the verdict of *diagnosis* as a sentence, and what the report lists below it unless *is_short*."""
    if diagnosis.root:
        return _root_sentence(diagnosis, diagnosis.root)
    match diagnosis.kind:
        case VerdictKind.ACCEPTED:
            return "Apple accepted this request."
        case VerdictKind.CLEAN:
            return _clean_sentence(diagnosis)
        case VerdictKind.SUSPECTS if diagnosis.assumed:
            return f"Apple refused, and what was given shows no mistake that it is known to refuse.{'' if is_short else _what_follows(diagnosis)}"
        case VerdictKind.SUSPECTS:
            return f"Apple refused, but what was given shows no mistake.{'' if is_short else _what_follows(diagnosis)}"
    return f"What was given shows no mistake so far, but it is not enough to decide.{'' if is_short else _what_follows(diagnosis)}"


def focus(diagnosis: Diagnosis, question: Question) -> Diagnosis:
    """Return *diagnosis* limited to one question; a root cause in another question stays if it explains a failure in this one."""
    roots = [finding for finding in ((diagnosis.root,) if diagnosis.root else ()) + diagnosis.others if _concerns(finding, question)]
    suspects = tuple(suspect for suspect in diagnosis.suspects if suspect.rule.question is question)
    decides = {suspect.rule.id for suspect in suspects}
    wanted = tuple(
        replace(wanted_part, decides=kept)
        for wanted_part in diagnosis.wanted
        if (kept := tuple(name for name in wanted_part.decides if name in decides))
    )
    # The question that would decide most is asked whatever the report is limited to.
    wanted = wanted or diagnosis.wanted[:1]
    questions = tuple(answered for answered in diagnosis.questions if answered.question is question)
    return replace(
        diagnosis,
        kind=_kind(diagnosis, has_root=bool(roots), is_open=bool(suspects) or any(answered.reply is Reply.UNKNOWN for answered in questions)),
        root=roots[0] if roots else None,
        others=tuple(roots[1:]),
        advice=tuple(finding for finding in diagnosis.advice if finding.rule.question is question),
        assumed=tuple(finding for finding in diagnosis.assumed if finding.rule.question is question),
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
    return finding.rule.question is question or any(consequence.rule.question is question for consequence in finding.explained)


def _clean_sentence(diagnosis: Diagnosis) -> str:
    if diagnosis.assumed:
        return "Found nothing that Apple is known to refuse, but something that it may or may not accept."
    if diagnosis.suspects:
        return "No visible problem: every question asked is answered yes, as far as can be seen from here."
    return "No problem found: everything checked is known and correct."


def _root_sentence(diagnosis: Diagnosis, root: Finding) -> str:
    title = root.rule.title
    if root.rule.grade is Grade.DEFEATED:
        return f"This cannot work, whatever Apple answers: {title}."
    return f"Apple {'refused' if _was_refused(diagnosis) else 'refuses'} this request: {title}."


def _was_refused(diagnosis: Diagnosis) -> bool:
    answer = diagnosis.evidence.get(ANSWER)
    return isinstance(answer, AppleAnswer) and answer.is_refusal


def _what_follows(diagnosis: Diagnosis) -> str:
    return " The most likely causes are listed below." if diagnosis.suspects or diagnosis.assumed else ""
