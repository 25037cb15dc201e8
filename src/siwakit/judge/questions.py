"""Answer the four questions of the checklist, each yes, no, or not yet known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import CLIENT_ID, CLIENT_SECRET, VERIFIED
from siwakit.judge.findings import ROOT_GRADES, Held
from siwakit.rules.model import Grade, Missing, Question, Rule

CHECKLIST = (Question.CLIENT_ID, Question.HEADER, Question.PAYLOAD, Question.SIGNATURE)

_SUBJECT: dict[Question, Part[Any]] = {
    Question.CLIENT_ID: CLIENT_ID,
    Question.HEADER: CLIENT_SECRET,
    Question.PAYLOAD: CLIENT_SECRET,
    Question.SIGNATURE: VERIFIED,
}


class Reply(Enum):
    """Answer a question of the checklist."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "not yet known"


@dataclass(frozen=True, slots=True)
class Answered:
    """Hold the reply to one question: the ids that say no, or the parts that would decide."""

    question: Question
    reply: Reply
    rules: tuple[str, ...] = ()
    missing: tuple[Part[Any], ...] = ()


def answer_question(question: Question, held: Held, evidence: Evidence) -> Answered:
    """Return the reply to *question*: no where a rule of it is broken, yes where what it asks about is known and in order."""
    broken = tuple(rule.id for rule, _ in held.fails if rule.question is question and rule.grade in ROOT_GRADES)
    if broken:
        return Answered(question, Reply.NO, rules=broken)
    doubted = tuple(rule.id for rule, _ in held.fails if rule.question is question and rule.grade is Grade.ASSUMED)
    open_rules = [(rule, missing) for rule, missing in held.missing if rule.question is question and _keeps_open(rule, missing)]
    missing = tuple(dict.fromkeys(part for _, one in open_rules for part in one.parts if part.ask))
    subject = _SUBJECT[question]
    if isinstance(evidence.get(subject), Absence):
        return Answered(question, Reply.UNKNOWN, missing=tuple(dict.fromkeys((subject, *missing))))
    if doubted or missing:
        return Answered(question, Reply.UNKNOWN, (*doubted, *(rule.id for rule, _ in open_rules)), missing)
    return Answered(question, Reply.YES)


def _keeps_open(rule: Rule, missing: Missing) -> bool:
    return rule.grade is not Grade.ADVICE and not all(part.is_extra for part in missing.parts)
