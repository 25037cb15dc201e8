"""The undecided part of a report: Apple's answer and what it proves, the four questions, suspects, and what would decide them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.questions import CHECKLIST, Answered, Reply
from siwakit.judge.suspects import Suspect
from siwakit.render.report.finding_text import RenderContext, cite, cited, write_finding
from siwakit.render.report.source_place import where_in_source
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped
from siwakit.rules.catalogue import BY_ID

FIRST_SUSPECTS = 5
_FIRST = 5
_STYLES = {Reply.YES: "green", Reply.NO: "red", Reply.UNKNOWN: "yellow"}
_REPLY_COLUMN = 16
_REASON_COLUMN = 31


def write_answer(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    """Yield what Apple said, what it proves and what it rules out."""
    answer = diagnosis.evidence.get(ANSWER)
    if not isinstance(answer, AppleAnswer):
        return
    yield context.paint("bold", "Apple's answer")
    yield from context.labelled("said", said_words(answer, context.veil.quote))
    if diagnosis.proof:
        yield from context.labelled("proves", diagnosis.proof.proves)
        for source in diagnosis.proof.sources:
            yield from context.cited(context.prose(f"{cited(source)} {cite(source)}", " " * 12), source)
    if diagnosis.ruled_out:
        yield from context.labelled("rules out", _first_few([rule.id for rule in diagnosis.ruled_out]))


def said_words(answer: AppleAnswer, quote: Callable[[str], str]) -> str:
    """Return the status and words of *answer*, with the words passed through *quote*."""
    words = [f"HTTP {answer.status}"] if answer.status is not None else []
    words += [quote(answer.error)] if answer.error else []
    words += [f'"{quote(answer.description)}"'] if answer.description else []
    words += ["an HTML page"] if answer.is_html else []
    words += ["an empty body"] if answer.is_empty else []
    words += ["with tokens"] if answer.has_tokens else []
    return ", ".join(words) or "nothing that can be read"


def write_questions(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    """Yield the questions of the checklist in order, each with its reply and the reason for it."""
    if not diagnosis.questions:
        return
    yield context.paint("bold", "the four questions" if len(diagnosis.questions) == len(CHECKLIST) else "the question")
    for answered in diagnosis.questions:
        head = f"  {CHECKLIST.index(answered.question) + 1} {answered.question.value}"
        first = f"{head.ljust(_REPLY_COLUMN)}{answered.reply.value.ljust(_REASON_COLUMN - _REPLY_COLUMN)}"
        lines = wrapped(_reason(answered), context.width, " " * _REASON_COLUMN, first) or [first]
        yield (
            lines[0][:_REPLY_COLUMN]
            + context.paint(_STYLES[answered.reply], answered.reply.value)
            + lines[0][_REPLY_COLUMN + len(answered.reply.value) :]
        )
        yield from lines[1:]


def write_suspects(diagnosis: Diagnosis, context: RenderContext, *, every: bool = False) -> Iterator[str]:
    """Yield the most likely suspects, or *every* one, numbered, with where to look and what rules them out."""
    if not diagnosis.suspects:
        return
    head = "suspects" if diagnosis.kind is not VerdictKind.CLEAN else "if Apple refuses anyway: suspects"
    yield context.paint("bold", f"{head}, most likely first")
    shown = diagnosis.suspects if every else diagnosis.suspects[:FIRST_SUSPECTS]
    for number, suspect in enumerate(shown, 1):
        yield from _write_suspect(number, suspect, diagnosis, context)
    more = len(diagnosis.suspects) - len(shown)
    if more > 0:
        yield ""
        yield from context.prose(f"and {more} more: --all lists all of them")


def write_wanted(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    """Yield what to add next; what would decide most comes first."""
    wanted = [wanted_part for wanted_part in diagnosis.wanted if wanted_part.part.ask][:_FIRST]
    if not wanted:
        return
    yield context.paint("bold", "what to add next")
    for wanted_part in wanted:
        option = f" ({wanted_part.part.option})" if wanted_part.part.option else ""
        yield from wrapped(
            f"{wanted_part.part.ask}{option}: decides {_first_few(tuple(dict.fromkeys(wanted_part.decides)))}", context.width, "    ", "  - "
        )


def write_assumed(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    """Yield what Apple may or may not accept, in full if nothing else is wrong."""
    if diagnosis.root is None:
        for number, finding in enumerate(diagnosis.assumed):
            yield from ("",) if number else ()
            yield from write_finding(finding, context, "perhaps", "yellow")
        return
    if not diagnosis.assumed:
        return
    yield context.paint("bold", "not known whether Apple accepts this")
    for finding in diagnosis.assumed:
        yield from wrapped(f"{finding.rule.title} ({finding.rule.id})", context.width, "    ", "  - ")
        yield from context.prose(finding.rule.why, "    ")
        yield from context.prose(f"fix: {finding.rule.fix}", "    ")


def suspect_id(suspect: Suspect, diagnosis: Diagnosis, veil: Veil) -> str:
    """Return the id of a suspect's rule, with the line of the source code that leaves it open."""
    place = where_in_source(suspect.at, diagnosis.evidence, veil) if suspect.at else ""
    return f"{suspect.rule.id}, {place}" if place else suspect.rule.id


def _write_suspect(number: int, suspect: Suspect, diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    yield ""
    yield from wrapped(f"{suspect.rule.title} ({suspect_id(suspect, diagnosis, context.veil)})", context.width, "     ", f"{number:>3}. ")
    suspicion = suspect.rule.suspicion
    for line in (f"look: {suspicion.look}", f"ruled out if: {suspicion.rules_out}") if suspicion else ():
        yield from context.prose(line, "     ")


def _reason(answered: Answered) -> str:
    if answered.reply is Reply.YES:
        return ""
    if answered.reply is Reply.NO:
        titles = [BY_ID[name].title for name in answered.rules[:2]]
        more = len(answered.rules) - len(titles)
        return "; ".join(titles) + (f"; and {more} more" if more else "")
    asks = list(dict.fromkeys(f"{part.ask} ({part.option})" if part.option else part.ask for part in answered.missing if part.ask))
    return f"needs {_first_few(asks, 2)}" if asks else ""


def _first_few(names: Sequence[str], limit: int = _FIRST) -> str:
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")
