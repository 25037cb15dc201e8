"""One page a rule, and the list of all by question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pages.markup import cite, code, link, page, prose, sentence, slug, table
from pages.retired import RETIRED
from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Evidence
from siwakit.judge.consequences import causes_of, consequences_of
from siwakit.render.example_diff import example_diff
from siwakit.render.report.finding_text import answer_words
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Example, Missing, Question, Rule
from siwakit.rules.wire import Answer

_WIDTH = 96
_ORPHAN = "---\norphan: true\n---"  # three hundred entries in the sidebar of every page would help nobody
_GENERATED = "<!-- Written by tools/build_docs.py from the catalogue: edit the rule, then `make docs`. -->"
_NO_ANSWER = "It is not known to get an answer of its own: Apple answers as it would without it."


def rule_page(rule: Rule) -> str:
    """Return the page of *rule*."""
    return page(
        _ORPHAN,
        f"# {prose(rule.title)}",
        _GENERATED,
        f"{code(rule.id)} · {_question_link(rule.question)} · {grade_words(rule)}",
        f"**Why.** {prose(rule.why)}",
        f"**Fix.** {prose(rule.fix)}",
        "## What does Apple answer?",
        _answers(rule),
        "## How is it seen?",
        _sight(rule),
        _relations(rule),
        "## What does it look like?",
        "Each example changes one thing in [a sign-in that is right](index.md#how-to-read-the-examples).",
        *(_example("Wrong", one) for one in rule.bad()),
        *(_example("Right", one) for one in rule.good()),
        "## On whose word?",
        "\n".join(f"- {cite(one)}: {one.basis.value} ({one.seen})" if one.address else f"- {cite(one)} ({one.seen})" for one in rule.references),
        f"In siwakit since {rule.since}; `siwakit explain {rule.id}` shows this page in a terminal.",
    )


def rules_page(rules: Sequence[Rule] = CATALOGUE) -> str:
    """Return the list of *rules* by the question they help to answer."""
    groups = [(question, [rule for rule in rules if rule.question is question]) for question in Question]
    sections = [f"## {prose(_question_title(question))}\n\n{_rule_rows(group)}" for question, group in groups if group]
    return page(
        "# Which mistakes does siwakit know by name?",
        _GENERATED,
        f"{len(rules)} rules, by the question that they help to answer, in the order in which Apple decides. A rule is named after the mistake.",
        table(
            ("grade", "what it means"),
            (
                ("refused", "Apple refuses it: documented, or observed with a date"),
                ("defeated", "it cannot work, whatever Apple says"),
                ("assumed", "it is not known whether Apple accepts it: a suspect, never a failure"),
                ("advice", "it works, and could be better"),
            ),
        ),
        *sections,
        _retired_section(),
        "## How to read the examples",
        (
            "Each example starts from one web sign-in that is right in everything: code, `client_secret`, request, key, configuration "
            "and portal agree. A line with `-` is what is right there, a line with `+` is what the example has in its place. Tokens are shown "
            "decoded; a key, signature or code is described by its kind, its length and the beginning of its SHA-256."
        ),
        "The same examples are published for other languages, complete and machine-readable, in the folder `vectors`.",
    )


def shown(answer: Answer) -> str:
    """Return *answer* as it stands on the wire; where Apple's text goes on with something that varies, dots say so."""
    words = answer_words(answer)
    return f'{words.removesuffix(chr(34))}…"' if words.endswith(' "') else words


def asks(rule: Rule) -> tuple[str, ...]:
    """Return what would decide *rule*, in the words in which the doctor asks for it."""
    verdict = rule.check(Evidence())
    parts = [part for part in verdict.parts if part.ask] if isinstance(verdict, Missing) else []
    return tuple(dict.fromkeys(f"{prose(part.ask)} ({code(part.option)})" if part.option else prose(part.ask) for part in parts))


def grade_words(rule: Rule) -> str:
    """Return what a failure of *rule* means."""
    return "; ".join(dict.fromkeys((rule.grade.value, *((rule.harm.value,) if rule.harm else ()))))


def _question_title(question: Question) -> str:
    words = QUESTION_WORDS[question]
    return words[:1].upper() + words[1:]


def _question_link(question: Question) -> str:
    title = _question_title(question)
    return link(prose(title), f"index.md#{slug(title)}")


def _rule_rows(rules: Sequence[Rule]) -> str:
    return table(("the mistake", "id", "grade"), ((link(prose(one.title), f"{one.id}.md"), code(one.id), one.grade.name.lower()) for one in rules))


def _retired_section() -> str:
    if not RETIRED:
        return ""
    return page("## Retired ids", "\n".join(f"- {link(code(one.id), f'{one.id}.md')}, until {one.until}" for one in RETIRED))


def _answers(rule: Rule) -> str:
    lines = []
    if rule.assumed:
        lines.append(_answer_line(rule.assumed, "assumed, because it is not known what Apple answers"))
    if rule.wire:
        lines.append(_answer_line(rule.wire, rule.wire.basis.value))
    lines += [_answer_line(one, f"also seen, {one.basis.value}") for one in rule.also_seen]
    if not lines:
        return _NO_ANSWER
    return page("\n".join(lines), "Other mistakes get the same words: [which ones, and what decides](../errors.md).")


def _answer_line(answer: Answer, basis: str) -> str:
    return f"- {code(shown(answer))}: {basis} ({answer.seen or answer.source.seen}): {cite(answer.source)}"


def _sight(rule: Rule) -> str:
    deciders = [f"Apple at `{one.value}`" if isinstance(one, Endpoint) else prose(one.value) for one in rule.enforced_at]
    needed = "; ".join(asks(rule))
    lines = [f"- **What is needed**: {needed}"] if needed else []
    if rule.suspicion:
        lines += [f"- **Where to look**: {sentence(rule.suspicion.look)}", f"- **What clears it**: {sentence(rule.suspicion.rules_out)}"]
    return "\n".join([*lines, f"- **Who decides by it**: {', '.join(deciders) or 'nobody refuses by it'}"])


def _relations(rule: Rule) -> str:
    causes = causes_of(rule)
    told = (
        ("## What follows from it?", "The same fix resolves these, and they are shown under it:", consequences_of(rule)),
        ("## What does it follow from?", "Where one of these is found, it is the cause, and this one is shown under it:", causes),
        ("## What may stand beside it?", "These can be true at once:", rule.also),
    )
    return page(*(page(title, words, "\n".join(_related(names))) for title, words, names in told if names))


def _related(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield f"- {link(prose(BY_ID[name].title), f'{name}.md')}" if name in BY_ID else f"- {code(name)}"


def _example(word: str, example: Example) -> str:
    lines = example_diff(example, _WIDTH)
    if len(lines) == 1:
        return page(f"**{word}: {prose(example.title)}**", "Nothing is changed: it is the right sign-in itself.")
    # The colours of a diff want its marks in the first column, and its sections marked as such.
    shown = "\n".join(line[2:] if line.startswith("  ") else f"@@ {line} @@" for line in lines)
    return page(f"**{word}: {prose(example.title)}**", f"````diff\n{shown}\n````")
