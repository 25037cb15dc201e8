"""Explain a rule to somebody who met its name, and list all rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Evidence
from siwakit.judge.consequences import consequences_of
from siwakit.render.example_diff import example_diff
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import Desk, answer_words, cited
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Example, Missing, Question, Rule
from siwakit.rules.wire import Answer
from siwakit.sources import Source

_GRADES = {"REFUSED": "refused", "DEFEATED": "defeated", "ASSUMED": "assumed", "ADVICE": "advice"}
_COLUMN = " " * 12


def explain(rule: Rule, *, colour: bool = False, width: int = 80) -> str:
    """Return all that is known about *rule*: why, what to do, what Apple answers, how it is seen, and its examples."""
    desk = Desk(Evidence(), Veil(), Paint(colour), max(width, 40))
    sections = (
        _write_head(rule, desk),
        _write_answers(rule, desk),
        _write_sight(rule, desk),
        *(_write_example("wrong", example, desk) for example in rule.bad()),
        *(_write_example("right", example, desk) for example in rule.good()),
        _write_sources("references", rule.references, desk),
    )
    written = ("\n".join(line.rstrip() for line in section) for section in sections)
    return "\n\n".join(text for text in written if text) + "\n"


def rule_table(rules: Sequence[Rule], *, colour: bool = False, width: int = 80) -> str:
    """Return *rules* by the question they help to answer: id, grade and title of each."""
    paint = Paint(colour)
    sections = []
    for question in Question:
        group = [rule for rule in rules if rule.question is question]
        if group:
            lines = [paint("bold", f"{question.value}: {QUESTION_WORDS[question]}")]
            sections.append("\n".join([*lines, *(line for rule in group for line in _table_lines(rule, width))]))
    return "\n\n".join(sections) + ("\n" if sections else "")


def _table_lines(rule: Rule, width: int) -> Iterator[str]:
    yield f"  {rule.id.ljust(44)} {_GRADES[rule.grade.name]}".rstrip()
    yield from wrapped(rule.title, width, "      ")


def _write_head(rule: Rule, desk: Desk) -> Iterator[str]:
    yield desk.paint("bold", rule.id)
    yield from wrapped(rule.title, desk.width)
    yield ""
    yield from desk.labelled("question", f"{rule.question.value}: {QUESTION_WORDS[rule.question]}")
    yield from desk.labelled("grade", f"{rule.grade.value}{f'; {rule.harm.value}' if rule.harm else ''}")
    yield from desk.labelled("why", rule.why)
    yield from desk.labelled("fix", rule.fix, "green")
    yield from desk.labelled("since", rule.since)


def _write_answers(rule: Rule, desk: Desk) -> Iterator[str]:
    if not rule.answers():
        return
    yield desk.paint("bold", "what Apple answers")
    if rule.assumed:
        yield from _write_answer(rule.assumed, "assumed; it is not known what Apple answers", desk)
    if rule.wire:
        yield from _write_answer(rule.wire, rule.wire.basis.value, desk)
    for one in rule.also_seen:
        yield from _write_answer(one, f"also seen, {one.basis.value}", desk)


def _write_answer(answer: Answer, basis: str, desk: Desk) -> Iterator[str]:
    yield from wrapped(answer_words(answer), desk.width, "    ", "  - ")
    yield from desk.prose(f"{basis} ({answer.seen or answer.source.seen}): {answer.source.title}", "    ")
    if answer.source.address:
        yield f"    {answer.source.address}"


def _write_sight(rule: Rule, desk: Desk) -> Iterator[str]:
    yield desk.paint("bold", "how it is seen")
    verdict = rule.check(Evidence())
    parts = [part for part in verdict.parts if part.ask] if isinstance(verdict, Missing) else []
    asks = dict.fromkeys(f"{part.ask} ({part.option})" if part.option else part.ask for part in parts)
    if asks:
        yield from desk.labelled("needs", "; ".join(asks))
    if rule.suspicion:
        yield from desk.labelled("look", rule.suspicion.look)
        yield from desk.labelled("cleared", rule.suspicion.rules_out)
    deciders = [f"Apple at {one.value}" if isinstance(one, Endpoint) else one.value for one in rule.enforced_at]
    yield from desk.labelled("decides", "; ".join(deciders) or "nobody refuses by it")
    for label, names in (("explains", consequences_of(rule)), ("beside", rule.also)):
        for number, name in enumerate(names):
            title = f": {BY_ID[name].title}" if name in BY_ID else ""
            yield from desk.labelled(label, name + title) if number == 0 else desk.prose(name + title, _COLUMN)


def _write_example(word: str, example: Example, desk: Desk) -> Iterator[str]:
    style = {"wrong": "red", "right": "green"}[word]
    yield from desk.headed(word, example.title, style)
    for line in example_diff(example, desk.width - 2):
        mark = line.lstrip()[:1] if line.startswith("  ") else ""
        yield "  " + desk.paint({"-": "red", "+": "green"}.get(mark, ""), line) if mark in {"-", "+"} else f"  {line}"


def _write_sources(title: str, sources: Sequence[Source], desk: Desk) -> Iterator[str]:
    yield desk.paint("bold", title)
    for source in sources:
        yield from wrapped(cited(source), desk.width, "    ", "  - ")
        if source.address:
            yield f"    {source.address}"
