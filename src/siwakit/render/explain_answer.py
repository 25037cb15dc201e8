"""What one of Apple's answers proves, and the mistakes that can lead to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from siwakit.apple import ERRORS
from siwakit.evidence.evidence import Evidence
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Response
from siwakit.judge.answers import read_proof
from siwakit.judge.suspects import by_likelihood
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule

_REFUSED = 400
_FIRST = 10


def explain_answer(words: str, *, colour: bool = False, width: int = 80) -> str | None:
    """Return what Apple means by *words*, an error code or one of its descriptions; None if Apple is not known to say them."""
    found = _rules_for(words)
    if not found:
        return None
    rules = by_likelihood(found, read_answer(_answer_of(words, found)))
    context = RenderContext(Evidence(), Veil(), Paint(colour), max(width, 40))
    return "\n".join(line.rstrip() for line in _write(words.strip(), rules, context)) + "\n"


def write_mistakes(rules: Sequence[Rule], context: RenderContext, query: str) -> Iterator[str]:
    """Yield the first of *rules*, one to a line; `siwakit rules QUERY` lists the others."""
    yield from wrapped("The mistakes that can lead to it, the most frequent first:", context.width)
    for rule in rules[:_FIRST]:
        yield from wrapped(f"{rule.title} ({rule.id})", context.width, "    ", "  - ")
    if len(rules) > _FIRST:
        yield f"  and {len(rules) - _FIRST} more{f': `siwakit rules {query}` lists them' if query else ''}"


def write_next(given: str) -> Iterator[str]:
    """Yield how to find out which of the mistakes it is, from *given*; each command is whole on its line."""
    yield f"`siwakit doctor` finds which one it is, from {given}."
    yield "`siwakit explain RULE` explains one of them."


def _rules_for(words: str) -> list[Rule]:
    said = words.strip().rstrip(".").lower()
    if said.replace(" ", "_") in ERRORS:
        return [rule for rule in CATALOGUE if any(answer.error == said.replace(" ", "_") for answer in rule.answers())]
    return [rule for rule in CATALOGUE if any(_is_said(answer.description, said) for answer in rule.answers())]


def _answer_of(words: str, rules: Sequence[Rule]) -> Response:
    """Return the answer with *words*, which belongs to the mistakes of *rules*."""
    error = words.strip().lower().replace(" ", "_")
    members = {"error": error} if error in ERRORS else {"error": rules[0].answers()[0].error, "error_description": words}
    return Response(_REFUSED, (("Content-Type", "application/json"),), json.dumps(members).encode())


def _is_said(description: str | None, said: str) -> bool:
    return bool(description) and said.startswith((description or "").rstrip(" .").lower())


def _write(words: str, rules: Sequence[Rule], context: RenderContext) -> Iterator[str]:
    proof = read_proof(Evidence(answer=_answer_of(words, rules)))
    yield context.paint("bold", f"Apple's answer: {context.veil.quote(words)}")
    if proof:
        yield from context.labelled("proves", proof.proves)
    yield ""
    error = words.strip().lower().replace(" ", "_")
    yield from write_mistakes(rules, context, error if error in ERRORS else "")
    yield ""
    yield from write_next("the failing request and the answer")
