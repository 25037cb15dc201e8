"""The explanation of one rule, and the list of all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Evidence
from siwakit.judge.consequences import consequences_of
from siwakit.render.example_diff import example_diff
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext, answer_words, cited
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
    """Return everything known about *rule*: why, the fix, what Apple answers, how it is detected, and its examples."""
    context = RenderContext(Evidence(), Veil(), Paint(colour), max(width, 40))
    return _joined(
        _write_head(rule, context),
        _write_answers(rule, context),
        _write_detection(rule, context),
        *(_write_example("wrong", example, context) for example in rule.bad()),
        *(_write_example("right", example, context) for example in rule.good()),
        _write_sources("references", rule.references, context),
    )


def explain_briefly(rule: Rule, *, colour: bool = False, width: int = 80) -> str:
    """Return what helps first of what is known about *rule*, so that it fits into a terminal: why, the fix, and what to look at."""
    context = RenderContext(Evidence(), Veil(), Paint(colour), max(width, 40))
    left_out = f"`siwakit explain {rule.id} --verbose` adds how it is detected, examples and references."
    return _joined(_write_brief(rule, context), wrapped(left_out, context.width))


def _joined(*sections: Iterable[str]) -> str:
    written = ("\n".join(line.rstrip() for line in section) for section in sections)
    return "\n\n".join(text for text in written if text) + "\n"


def _write_brief(rule: Rule, context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", rule.id)
    yield from wrapped(rule.title, context.width)
    yield ""
    yield from context.labelled("grade", f"{rule.grade.value}{f'; {rule.harm.value}' if rule.harm else ''}")
    answers = dict.fromkeys(map(answer_words, rule.answers()))
    if answers:
        yield from context.labelled("answer", f"{'; '.join(answers)}{' (assumed)' if rule.assumed else ''}")
    yield from context.labelled("why", rule.why)
    if rule.suspicion:
        yield from context.labelled("look", rule.suspicion.look)
        yield from context.labelled("ruled out", f"if {rule.suspicion.rules_out}")
    yield from context.labelled("fix", rule.fix, "green")


def rule_table(rules: Sequence[Rule], *, colour: bool = False, width: int = 80) -> str:
    """Return *rules* grouped by the question that they help to answer: id, grade and title of each."""
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


def _write_head(rule: Rule, context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", rule.id)
    yield from wrapped(rule.title, context.width)
    yield ""
    yield from context.labelled("question", f"{rule.question.value}: {QUESTION_WORDS[rule.question]}")
    yield from context.labelled("grade", f"{rule.grade.value}{f'; {rule.harm.value}' if rule.harm else ''}")
    yield from context.labelled("why", rule.why)
    yield from context.labelled("fix", rule.fix, "green")
    yield from context.labelled("since", rule.since)


def _write_answers(rule: Rule, context: RenderContext) -> Iterator[str]:
    if not rule.answers():
        return
    yield context.paint("bold", "what Apple answers")
    if rule.assumed:
        yield from _write_answer(rule.assumed, "assumed, because it is not known what Apple answers", context)
    if rule.wire:
        yield from _write_answer(rule.wire, rule.wire.basis.value, context)
    for answer in rule.also_seen:
        yield from _write_answer(answer, f"also seen, {answer.basis.value}", context)


def _write_answer(answer: Answer, basis: str, context: RenderContext) -> Iterator[str]:
    yield from wrapped(answer_words(answer), context.width, "    ", "  - ")
    yield from context.prose(f"{basis} ({answer.seen or answer.source.seen}): {answer.source.title}", "    ")
    if answer.source.address:
        yield f"    {answer.source.address}"


def _write_detection(rule: Rule, context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", "how it is detected")
    verdict = rule.check(Evidence())
    parts = [part for part in verdict.parts if part.ask] if isinstance(verdict, Missing) else []
    asks = dict.fromkeys(f"{part.ask} ({part.option})" if part.option else part.ask for part in parts)
    if asks:
        yield from context.labelled("needs", "; ".join(asks))
    if rule.suspicion:
        yield from context.labelled("look", rule.suspicion.look)
        yield from context.labelled("ruled out", f"if {rule.suspicion.rules_out}")
    deciders = [f"Apple at {enforcer.value}" if isinstance(enforcer, Endpoint) else enforcer.value for enforcer in rule.enforced_at]
    yield from context.labelled("enforced", f"by {'; '.join(deciders) or 'no endpoint or verifier'}")
    for label, names in (("explains", consequences_of(rule)), ("related", rule.also)):
        for number, name in enumerate(names):
            title = f": {BY_ID[name].title}" if name in BY_ID else ""
            yield from context.labelled(label, name + title) if number == 0 else context.prose(name + title, _COLUMN)


def _write_example(word: str, example: Example, context: RenderContext) -> Iterator[str]:
    style = {"wrong": "red", "right": "green"}[word]
    yield from context.headed(word, example.title, style)
    for line in example_diff(example, context.width - 2):
        mark = line.lstrip()[:1] if line.startswith("  ") else ""
        yield "  " + context.paint({"-": "red", "+": "green"}.get(mark, ""), line) if mark in {"-", "+"} else f"  {line}"


def _write_sources(title: str, sources: Sequence[Source], context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", title)
    for source in sources:
        yield from wrapped(cited(source), context.width, "    ", "  - ")
        if source.address:
            yield f"    {source.address}"
