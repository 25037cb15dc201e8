"""What is known about one rule, in the words that `siwakit explain` and the page of the rule show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Evidence
from siwakit.judge.consequences import consequences_of
from siwakit.record import record
from siwakit.render.example_diff import example_diff
from siwakit.render.report.finding_text import answer_words
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Example, Missing, Rule
from siwakit.rules.wire import Answer
from siwakit.sources import Source

_MARKS = {"-", "+"}


@record
class ExplainedAnswer:
    """What Apple answers, how certain that is, when it was last seen, and who says so."""

    words: str
    basis: str
    seen: str
    source: Source


@record
class ExplainedExample:
    """A sign-in with one thing changed: each line has the mark `-`, `+` or none, and its text."""

    title: str
    lines: tuple[tuple[str, str], ...]


@record
class RelatedRule:
    """Another rule; the title is empty if the id is that of a retired rule."""

    id: str
    title: str


@record(kw_only=True)
class Explanation:
    """Everything known about *rule* beyond its own words; *needs*, *look* and *ruled_out* are empty if there is nothing to say."""

    rule: Rule
    question: str
    grade: str
    answers: tuple[ExplainedAnswer, ...]
    needs: str
    look: str
    ruled_out: str
    enforced: str
    explains: tuple[RelatedRule, ...]
    related: tuple[RelatedRule, ...]
    wrong: tuple[ExplainedExample, ...]
    right: tuple[ExplainedExample, ...]


def explanation_of(rule: Rule, width: int) -> Explanation:
    """Return what is known about *rule*; no line of an example is longer than *width*."""
    return Explanation(
        rule=rule,
        question=f"{rule.question.value}: {QUESTION_WORDS[rule.question]}",
        grade=grade_words(rule),
        answers=tuple(_answers(rule)),
        needs=_needs(rule),
        look=rule.suspicion.look if rule.suspicion else "",
        ruled_out=f"if {rule.suspicion.rules_out}" if rule.suspicion else "",
        enforced=_enforced(rule),
        explains=_named(consequences_of(rule)),
        related=_named(rule.also),
        wrong=tuple(_example(example, width) for example in rule.bad()),
        right=tuple(_example(example, width) for example in rule.good()),
    )


def grade_words(rule: Rule) -> str:
    """Return what a failure of *rule* means."""
    return f"{rule.grade.value}{f'; {rule.harm.value}' if rule.harm else ''}"


def _answers(rule: Rule) -> Iterator[ExplainedAnswer]:
    if rule.assumed:
        yield _answer(rule.assumed, "assumed, because it is not known what Apple answers")
    if rule.wire:
        yield _answer(rule.wire, rule.wire.basis.value)
    for answer in rule.also_seen:
        yield _answer(answer, f"also seen, {answer.basis.value}")


def _answer(answer: Answer, basis: str) -> ExplainedAnswer:
    return ExplainedAnswer(answer_words(answer), basis, answer.seen or answer.source.seen, answer.source)


def _needs(rule: Rule) -> str:
    verdict = rule.check(Evidence())
    parts = [part for part in verdict.parts if part.ask] if isinstance(verdict, Missing) else []
    return "; ".join(dict.fromkeys(f"{part.ask} ({part.option})" if part.option else part.ask for part in parts))


def _enforced(rule: Rule) -> str:
    deciders = [f"Apple at {enforcer.value}" if isinstance(enforcer, Endpoint) else enforcer.value for enforcer in rule.enforced_at]
    return f"by {'; '.join(deciders) or 'no endpoint or verifier'}"


def _named(names: Sequence[str]) -> tuple[RelatedRule, ...]:
    return tuple(RelatedRule(name, BY_ID[name].title if name in BY_ID else "") for name in names)


def _example(example: Example, width: int) -> ExplainedExample:
    return ExplainedExample(example.title, tuple((_mark(line), line) for line in example_diff(example, width)))


def _mark(line: str) -> str:
    """Return the mark of *line*, which is indented below the title of its part."""
    mark = line.lstrip()[:1] if line.startswith("  ") else ""
    return mark if mark in _MARKS else ""
