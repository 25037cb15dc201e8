"""What the words of a library, a broker or a browser prove, and the mistakes that can lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import ANSWER
from siwakit.evidence.said import Proof, Statement
from siwakit.flow.diagnose import read_evidence
from siwakit.judge.fitting import rules_told_by
from siwakit.readers.messages.entries import MESSAGES
from siwakit.readers.messages.model import Message
from siwakit.render.explain_answer import explain_answer, write_mistakes, write_next
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.report.said_text import statement_words
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped

_BY_ID = {message.id: message for message in MESSAGES}
_MOST_SPEAKERS = 6


def proof_id(proof: Proof) -> str:
    """Return the id of *proof*, as reports in JSON have it."""
    return proof.name.lower().replace("_", "-")


_PROOFS = {proof_id(proof): proof for proof in Proof}


def explain_said_by_id(name: str, *, colour: bool = False, width: int = 80) -> str | None:
    """Return what the message or the proof with the id *name* means; None if there is none."""
    context = RenderContext(Evidence(), Veil(), Paint(colour), max(width, 40))
    if name in _BY_ID:
        return _joined(_write_message(_BY_ID[name], context))
    if name in _PROOFS:
        return _joined(_write_proof(_PROOFS[name], context))
    return None


def explain_words(words: str, *, colour: bool = False, width: int = 80) -> str | None:
    """Return what *words* of other software prove, or what Apple means by an answer in them; None if no reader knows them."""
    try:
        evidence = read_evidence(words)
    except (NotReadable, TooLarge):
        return None
    context = RenderContext(evidence, Veil(), Paint(colour), max(width, 40))
    if evidence.statements:
        return "\n".join(_joined(_write_statement(statement, context)) for statement in evidence.statements)
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence):
        return None
    said = (answer.description, answer.error)
    return next(filter(None, (explain_answer(one, colour=colour, width=width) for one in said if one)), None)


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _write_statement(statement: Statement, context: RenderContext) -> Iterator[str]:
    yield from wrapped(statement_words(statement, context.veil), context.width)
    if statement.message in _BY_ID:
        yield from _write_source(_BY_ID[statement.message], context)
    yield from _write_rules(statement.proof, context)


def _write_message(message: Message, context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", message.id)
    yield from context.labelled("words", message.samples[0].partition("\n")[0])
    if message.answer:
        yield from context.labelled("says", f"that Apple answered {message.answer}: `siwakit explain {message.answer}`")
    else:
        yield from context.labelled("says", message.proves.value if message.proves else "what it says depends on what it names")
    yield from _write_source(message, context)
    if message.proves:
        yield from _write_rules(message.proves, context)


def _write_source(message: Message, context: RenderContext) -> Iterator[str]:
    yield from context.labelled("said by", f"{message.speaker} ({message.versions})")
    yield f"  {'source'.ljust(10)}{message.where}"


def _write_proof(proof: Proof, context: RenderContext) -> Iterator[str]:
    yield context.paint("bold", proof_id(proof))
    yield from context.labelled("says", proof.value)
    speakers = list(dict.fromkeys(message.speaker for message in MESSAGES if message.proves is proof))
    more = f" and {len(speakers) - _MOST_SPEAKERS} more" if len(speakers) > _MOST_SPEAKERS else ""
    if speakers:
        yield from context.labelled("said by", f"{', '.join(speakers[:_MOST_SPEAKERS])}{more}")
    yield from _write_rules(proof, context)


def _write_rules(proof: Proof, context: RenderContext) -> Iterator[str]:
    rules = [rule for rule, _ in sorted(rules_told_by(proof), key=lambda told: -told[1])]
    if rules:
        yield ""
        yield from write_mistakes(rules, context, proof_id(proof))
        yield ""
        yield from write_next("the words and what they are about")
