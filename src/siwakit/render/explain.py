"""The explanation of one rule, and the list of all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from siwakit.evidence.evidence import Evidence
from siwakit.render.explanation import ExplainedExample, Explanation, explanation_of, grade_words
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext, answer_words, cited
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped
from siwakit.rules.model import Question, Rule
from siwakit.sources import Source

_GRADES = {"REFUSED": "refused", "DEFEATED": "defeated", "ASSUMED": "assumed", "ADVICE": "advice"}
_COLUMN = " " * 12
_STYLES = {"-": "red", "+": "green"}


def explain(rule: Rule, *, colour: bool = False, width: int = 80) -> str:
    """Return everything known about *rule*: why, the fix, what Apple answers, how it is detected, and its examples."""
    context = RenderContext(Evidence(), Veil(), Paint(colour), max(width, 40))
    explanation = explanation_of(rule, context.width - 2)
    return _joined(
        _write_head(explanation, context),
        _write_answers(explanation, context),
        _write_detection(explanation, context),
        *(_write_example("wrong", example, context) for example in explanation.wrong),
        *(_write_example("right", example, context) for example in explanation.right),
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
    yield from context.labelled("grade", grade_words(rule))
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


def _write_head(explanation: Explanation, context: RenderContext) -> Iterator[str]:
    rule = explanation.rule
    yield context.paint("bold", rule.id)
    yield from wrapped(rule.title, context.width)
    yield ""
    yield from context.labelled("question", explanation.question)
    yield from context.labelled("grade", explanation.grade)
    yield from context.labelled("why", rule.why)
    yield from context.labelled("fix", rule.fix, "green")
    yield from context.labelled("since", rule.since)


def _write_answers(explanation: Explanation, context: RenderContext) -> Iterator[str]:
    if not explanation.answers:
        return
    yield context.paint("bold", "what Apple answers")
    for answer in explanation.answers:
        yield from wrapped(answer.words, context.width, "    ", "  - ")
        yield from context.prose(f"{answer.basis} ({answer.seen}): {answer.source.title}", "    ")
        if answer.source.address:
            yield f"    {answer.source.address}"


def _write_detection(explanation: Explanation, context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", "how it is detected")
    labelled = (("needs", explanation.needs), ("look", explanation.look), ("ruled out", explanation.ruled_out), ("enforced", explanation.enforced))
    for label, words in labelled:
        yield from context.labelled(label, words) if words else ()
    for label, rules in (("explains", explanation.explains), ("related", explanation.related)):
        for number, other in enumerate(rules):
            words = f"{other.id}: {other.title}" if other.title else other.id
            yield from context.labelled(label, words) if number == 0 else context.prose(words, _COLUMN)


def _write_example(word: str, example: ExplainedExample, context: RenderContext) -> Iterator[str]:
    style = {"wrong": "red", "right": "green"}[word]
    yield from context.headed(word, example.title, style)
    for mark, line in example.lines:
        yield "  " + context.paint(_STYLES[mark], line) if mark else f"  {line}"


def _write_sources(title: str, sources: Sequence[Source], context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", title)
    for source in sources:
        yield from wrapped(cited(source), context.width, "    ", "  - ")
        if source.address:
            yield f"    {source.address}"
