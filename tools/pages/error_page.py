"""The page from each of Apple's answers to the mistakes that can have caused it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pages.markup import code, link, page, prose, sentence, slug, table
from pages.rule_pages import asks, shown
from pages.words_elsewhere import contents, words_elsewhere
from siwakit.evidence.evidence import Evidence
from siwakit.http import Response
from siwakit.judge.answers import read_proof
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Question, Rule
from siwakit.rules.wire import Answer

Words = tuple[int, str | None, str | None]

_ORDER = ("invalid_client", "invalid_grant", "invalid_request", "unsupported_grant_type", "unauthorized_client", "invalid_scope")
_ERROR = 400  # HTTP's own bound
_FEW = 12


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule whose mistake can have caused an answer, and how that is known."""

    rule: Rule
    how: str


def causes_of(rules: Sequence[Rule] = CATALOGUE) -> dict[Words, tuple[Cause, ...]]:
    """Return the possible causes of each answer, in the order of the page."""
    causes: dict[Words, dict[str, Cause]] = {}
    for rule in rules:
        for words, how in _known(rule):
            causes.setdefault(words, {}).setdefault(rule.id, Cause(rule, how))
    return {words: tuple(causes[words].values()) for words in sorted(causes, key=_rank)}


def heading(words: Words) -> str:
    """Return the heading of the section for an answer."""
    status, error, description = words
    return shown(Answer(status, error, description)) if error else f"{status}, without an error code"


def errors_page(rules: Sequence[Rule] = CATALOGUE) -> str:
    """Return the page."""
    causes = causes_of(rules)
    return page(
        "# Apple's answers and their causes",
        "<!-- Written by tools/build_docs.py from the catalogue: edit the rules, then `make docs`. -->",
        "Find Apple's answer below. Each mistake listed under it can be the cause; the last column says what siwakit needs to decide.",
        (
            "An answer rules out a mistake only if Apple's answers to the mistake are known and this is not one of them. "
            "*Assumed* means that Apple's answer is not known and this is our guess; it rules nothing out."
        ),
        table(
            ("Apple's answer", "mistakes that can cause it"),
            (*_answer_links(causes), *_word_links()),
        ),
        *(_section(words, group) for words, group in causes.items()),
        words_elsewhere(),
        "## Mistakes without an answer of their own",
        (
            "These are not known to change Apple's answer: it may be any of the above, or success. They are unsafe, break later, "
            "or fail in your own application."
        ),
        *_by_question([Cause(rule, "") for rule in rules if not rule.answers()]),
    )


def _known(rule: Rule) -> Iterator[tuple[Words, str]]:
    if rule.wire:
        yield _words(rule.wire), _how(rule.wire)
    for answer in rule.also_seen:
        yield _words(answer), _how(answer)
    if rule.assumed:
        yield _words(rule.assumed), "assumed"


def _words(answer: Answer) -> Words:
    return answer.status, answer.error, answer.description


def _how(answer: Answer) -> str:
    return f"{answer.basis.name.lower()} {answer.seen or answer.source.seen}".strip()


def _rank(words: Words) -> tuple[int, bool, int, str, str]:
    status, error, description = words
    place = _ORDER.index(error) if error in _ORDER else len(_ORDER) + (error is None)
    return place, status < _ERROR, status, error or "", description or ""


def _answer_links(causes: Mapping[Words, Sequence[Cause]]) -> Iterator[tuple[str, str]]:
    for words, group in causes.items():
        yield _section_link(words), str(len(group))


def _word_links() -> Iterator[tuple[str, str]]:
    """Yield the rows about words that are not in an answer of the service."""
    for words, count in contents():
        yield link(code(words), f"#{slug(words)}"), count


def _section_link(words: Words) -> str:
    return link(code(heading(words)), f"#{slug(heading(words))}")


def _section(words: Words, causes: Sequence[Cause]) -> str:
    return page(f"## {code(heading(words))}", _proof(words), *_by_question(causes))


def _proof(words: Words) -> str:
    status, error, description = words
    if status < _ERROR:
        return "Shown on Apple's authorize page." if error else ""
    body = json.dumps({"error": error, **({"error_description": description} if description else {})}) if error else "<html></html>"
    reading = read_proof(Evidence(answer=Response(status, (), body.encode())))
    return f"**What it proves.** {sentence(reading.proves)}" if reading and (error or status > _ERROR + 4) else ""


def _by_question(causes: Sequence[Cause]) -> Iterator[str]:
    if len(causes) <= _FEW:
        yield _rows(causes)
        return
    for question in Question:
        group = [cause for cause in causes if cause.rule.question is question]
        if group:
            words = QUESTION_WORDS[question]
            yield page(f"**{prose(words[:1].upper() + words[1:])}**", _rows(group))


def _rows(causes: Sequence[Cause]) -> str:
    if not any(cause.how for cause in causes):
        return table(("the mistake", "what decides it"), ((_named(cause.rule), _decides(cause.rule)) for cause in causes))
    return table(("the mistake", "how it is known", "what decides it"), ((_named(cause.rule), cause.how, _decides(cause.rule)) for cause in causes))


def _named(rule: Rule) -> str:
    return link(prose(rule.title), f"rules/{rule.id}.md")


def _decides(rule: Rule) -> str:
    return "; ".join(asks(rule)) or "nothing more: siwakit can always decide it"
