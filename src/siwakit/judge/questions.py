"""The four questions of the checklist, each answered yes, no, or not yet known."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from operator import attrgetter
from typing import Any

from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import CLIENT_ID, CLIENT_SECRET, VERIFIED
from siwakit.evidence.source import Source
from siwakit.judge.findings import ROOT_GRADES
from siwakit.judge.plan import Verdicts
from siwakit.record import record
from siwakit.rules.model import Grade, Missing, Question, Rule

CHECKLIST = (Question.CLIENT_ID, Question.HEADER, Question.PAYLOAD, Question.SIGNATURE)

_SUBJECT: dict[Question, Part[Any]] = {
    Question.CLIENT_ID: CLIENT_ID,
    Question.HEADER: CLIENT_SECRET,
    Question.PAYLOAD: CLIENT_SECRET,
    Question.SIGNATURE: VERIFIED,
}
# Paths of the parts of a sketch of source code, by the question that asks about them.
_PLACES: dict[Question, tuple[tuple[str, Part[Any]], ...]] = {
    Question.CLIENT_ID: (("request.form.client_id", CLIENT_ID), ("client_secret.claims.sub", CLIENT_SECRET)),
    Question.HEADER: (("client_secret.header.", CLIENT_SECRET),),
    Question.PAYLOAD: (("client_secret.claims.", CLIENT_SECRET),),
    Question.SIGNATURE: (),
}
_is_extra = attrgetter("is_extra")


class Reply(Enum):
    """A reply to a question of the checklist."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "not yet known"


@record
class Answered:
    """The reply to one question, with the ids of the rules that say no, or the parts that would decide it."""

    question: Question
    reply: Reply
    rules: tuple[str, ...] = ()
    missing: tuple[Part[Any], ...] = ()


def answer_questions(verdicts: Verdicts, evidence: Evidence) -> tuple[Answered, ...]:
    """Return the reply to each question of the checklist."""
    fails: dict[Question, list[Rule]] = {}
    for rule, _ in verdicts.fails:
        fails.setdefault(rule.question, []).append(rule)
    still_open: dict[Question, list[tuple[Rule, Missing]]] = {question: [] for question in CHECKLIST}
    for rule, missing in verdicts.missing:
        if rule.question in still_open and _keeps_open(rule, missing):
            still_open[rule.question].append((rule, missing))
    return tuple([_answer(question, fails.get(question, []), still_open[question], evidence) for question in CHECKLIST])


def _answer(question: Question, fails: list[Rule], still_open: list[tuple[Rule, Missing]], evidence: Evidence) -> Answered:
    """Return the reply to *question*: no if one of its rules is broken, yes if what it asks about is known and correct."""
    broken = tuple([rule.id for rule in fails if rule.grade in ROOT_GRADES])
    if broken:
        return Answered(question, Reply.NO, rules=broken)
    doubted = tuple([rule.id for rule in fails if rule.grade is Grade.ASSUMED])
    missing = tuple(dict.fromkeys([part for _, verdict in still_open for part in verdict.parts if part.ask]))
    subject = _SUBJECT[question]
    if isinstance(evidence.get(subject), Absence):
        return Answered(question, Reply.UNKNOWN, missing=tuple(dict.fromkeys((subject, *missing))))
    stand_ins = () if isinstance(evidence.source, Absence) else tuple(_stand_ins(question, evidence.source))
    if stand_ins:
        return Answered(question, Reply.UNKNOWN, missing=tuple(dict.fromkeys((*stand_ins, *missing))))
    if doubted or missing:
        return Answered(question, Reply.UNKNOWN, (*doubted, *(rule.id for rule, _ in still_open)), missing)
    return Answered(question, Reply.YES)


def _stand_ins(question: Question, source: Source) -> Iterator[Part[Any]]:
    """Yield the parts about which *question* asks and of which source code does not say what they would be."""
    for path, part in _PLACES[question]:
        if any(name.startswith(path) for name in source.stand_ins):
            yield part


def _keeps_open(rule: Rule, missing: Missing) -> bool:
    """Return whether *missing* leaves the question open: a part that most sign-ins have is not known."""
    return rule.grade is not Grade.ADVICE and not all(map(_is_extra, missing.parts))
