"""One page for each rule, and the list of all rules by question."""

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
_ORPHAN = "---\norphan: true\n---"  # three hundred entries in the sidebar of every page would not help
_GENERATED = "<!-- Written by tools/build_docs.py from the catalogue: edit the rule, then `make docs`. -->"
_NO_ANSWER = "This mistake is not known to change Apple's answer."


def rule_page(rule: Rule) -> str:
    """Return the page about *rule*."""
    return page(
        _ORPHAN,
        f"# {prose(rule.title)}",
        _GENERATED,
        f"{code(rule.id)} · {_question_link(rule.question)} · {grade_words(rule)}",
        f"**Why.** {prose(rule.why)}",
        f"**Fix.** {prose(rule.fix)}",
        "## Apple's answer",
        _answers(rule),
        "## Detection",
        _detection(rule),
        _relations(rule),
        "## Examples",
        "Each example changes one thing in [a correct sign-in](index.md#how-to-read-the-examples).",
        *(_example("Wrong", example) for example in rule.bad()),
        *(_example("Right", example) for example in rule.good()),
        "## Sources",
        "\n".join(
            f"- {cite(source)}: {source.basis.value} ({source.seen})" if source.address else f"- {cite(source)} ({source.seen})"
            for source in rule.references
        ),
        f"In siwakit since {rule.since}; `siwakit explain {rule.id}` shows this page in a terminal.",
    )


def rules_page(rules: Sequence[Rule] = CATALOGUE) -> str:
    """Return the list of *rules*, grouped by the question that they help to answer."""
    groups = [(question, [rule for rule in rules if rule.question is question]) for question in Question]
    sections = [f"## {prose(_question_title(question))}\n\n{_rule_rows(group)}" for question, group in groups if group]
    return page(
        "# Rules",
        _GENERATED,
        f"{len(rules)} rules, grouped by the question that they help to answer, in the order in which Apple decides. Each names a mistake.",
        table(
            ("grade", "what it means"),
            (
                ("refused", "Apple refuses it: documented, or observed with a date"),
                ("defeated", "it cannot work, whatever Apple says"),
                ("assumed", "it is not known whether Apple accepts it: a suspect, never a failure"),
                ("advice", "it works, but could be better"),
            ),
        ),
        *sections,
        _retired_section(),
        "## How to read the examples",
        (
            "Each example starts from the same correct web sign-in: code, `client_secret`, request, key, configuration and portal agree. A "
            "line with `-` is from the correct sign-in, a line with `+` is what the example has instead. Tokens are shown decoded; a key, "
            "signature or code is described by its kind, its length and the first digits of its SHA-256."
        ),
        "The same examples are published for other languages, complete and machine-readable, in the folder `vectors`.",
    )


def shown(answer: Answer) -> str:
    """Return *answer* in words, with an ellipsis if Apple's text continues with something that varies."""
    words = answer_words(answer)
    return f'{words.removesuffix(chr(34))}…"' if words.endswith(' "') else words


def asks(rule: Rule) -> tuple[str, ...]:
    """Return what would decide *rule*, in the doctor's words."""
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
    return table(
        ("the mistake", "id", "grade"), ((link(prose(rule.title), f"{rule.id}.md"), code(rule.id), rule.grade.name.lower()) for rule in rules)
    )


def _retired_section() -> str:
    if not RETIRED:
        return ""
    return page("## Retired ids", "\n".join(f"- {link(code(retired.id), f'{retired.id}.md')}, until {retired.until}" for retired in RETIRED))


def _answers(rule: Rule) -> str:
    lines = []
    if rule.assumed:
        lines.append(_answer_line(rule.assumed, "assumed, because it is not known what Apple answers"))
    if rule.wire:
        lines.append(_answer_line(rule.wire, rule.wire.basis.value))
    lines += [_answer_line(answer, f"also seen, {answer.basis.value}") for answer in rule.also_seen]
    if not lines:
        return _NO_ANSWER
    return page("\n".join(lines), "Other mistakes can get the same answer: [see all causes](../errors.md).")


def _answer_line(answer: Answer, basis: str) -> str:
    return f"- {code(shown(answer))}: {basis} ({answer.seen or answer.source.seen}): {cite(answer.source)}"


def _detection(rule: Rule) -> str:
    deciders = [f"Apple at `{enforcer.value}`" if isinstance(enforcer, Endpoint) else prose(enforcer.value) for enforcer in rule.enforced_at]
    needed = "; ".join(asks(rule))
    lines = [f"- **What is needed**: {needed}"] if needed else []
    if rule.suspicion:
        lines += [f"- **Where to look**: {sentence(rule.suspicion.look)}", f"- **Ruled out if**: {sentence(rule.suspicion.rules_out)}"]
    return "\n".join([*lines, f"- **Enforced by**: {', '.join(deciders) or 'no endpoint or verifier'}"])


def _relations(rule: Rule) -> str:
    causes = causes_of(rule)
    relations = (
        ("## Consequences", "The same fix resolves these failures, and reports list them under this one:", consequences_of(rule)),
        ("## Possible causes", "If one of these is found, it is the cause, and reports list this failure under it:", causes),
        ("## Related", "These can be true at the same time:", rule.also),
    )
    return page(*(page(title, words, "\n".join(_related(names))) for title, words, names in relations if names))


def _related(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield f"- {link(prose(BY_ID[name].title), f'{name}.md')}" if name in BY_ID else f"- {code(name)}"


def _example(word: str, example: Example) -> str:
    lines = example_diff(example, _WIDTH)
    if len(lines) == 1:
        return page(f"**{word}: {prose(example.title)}**", "Nothing is changed: it is the correct sign-in itself.")
    # Diff highlighting needs the marks in the first column and section lines marked with @@.
    shown = "\n".join(line[2:] if line.startswith("  ") else f"@@ {line} @@" for line in lines)
    return page(f"**{word}: {prose(example.title)}**", f"````diff\n{shown}\n````")
