"""Write what is not settled: Apple's answer and what it proves, the four questions, suspects, and what would decide them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.questions import CHECKLIST, Answered, Reply
from siwakit.judge.suspects import Suspect
from siwakit.render.report.finding_text import Desk, cited, write_finding
from siwakit.render.wrapping import wrapped
from siwakit.rules.catalogue import BY_ID

_FIRST = 5
_STYLES = {Reply.YES: "green", Reply.NO: "red", Reply.UNKNOWN: "yellow"}
_REPLY_COLUMN = 16
_REASON_COLUMN = 31


def write_answer(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    """Return what Apple said, what it proves and what it rules out."""
    answer = diagnosis.evidence.get(ANSWER)
    if not isinstance(answer, AppleAnswer):
        return
    yield desk.paint("bold", "Apple's answer")
    yield from desk.labelled("said", said_words(answer, desk.veil.quote))
    if diagnosis.proof:
        yield from desk.labelled("proves", diagnosis.proof.proves)
        for source in diagnosis.proof.sources:
            yield from desk.prose(cited(source), " " * 12)
            yield from (f"{' ' * 12}{source.address}",) if source.address else ()
    if diagnosis.ruled_out:
        yield from desk.labelled("rules out", _few([rule.id for rule in diagnosis.ruled_out]))


def said_words(answer: AppleAnswer, quote: Callable[[str], str]) -> str:
    """Return the status and words of *answer*, put through *quote*."""
    words = [f"HTTP {answer.status}"] if answer.status is not None else []
    words += [quote(answer.error)] if answer.error else []
    words += [f'"{quote(answer.description)}"'] if answer.description else []
    words += ["an HTML page"] if answer.is_html else []
    words += ["an empty body"] if answer.is_empty else []
    words += ["with tokens"] if answer.has_tokens else []
    return ", ".join(words) or "nothing that can be read"


def write_questions(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    """Return the questions of the checklist in order, each with its reply and the reason."""
    if not diagnosis.questions:
        return
    yield desk.paint("bold", "the four questions" if len(diagnosis.questions) == len(CHECKLIST) else "the question")
    for one in diagnosis.questions:
        head = f"  {CHECKLIST.index(one.question) + 1} {one.question.value}"
        first = f"{head.ljust(_REPLY_COLUMN)}{one.reply.value.ljust(_REASON_COLUMN - _REPLY_COLUMN)}"
        lines = wrapped(_reason(one), desk.width, " " * _REASON_COLUMN, first) or [first]
        yield lines[0][:_REPLY_COLUMN] + desk.paint(_STYLES[one.reply], one.reply.value) + lines[0][_REPLY_COLUMN + len(one.reply.value) :]
        yield from lines[1:]


def write_suspects(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    """Return the likeliest suspects, numbered: where to look, and what would clear them."""
    if not diagnosis.suspects:
        return
    head = "suspects" if diagnosis.kind is not VerdictKind.CLEAN else "if Apple refuses all the same: suspects"
    yield desk.paint("bold", f"{head}, the likeliest first")
    for number, suspect in enumerate(diagnosis.suspects[:_FIRST], 1):
        yield from _write_suspect(number, suspect, desk)
    more = len(diagnosis.suspects) - _FIRST
    if more > 0:
        yield ""
        yield from desk.prose(f"and {more} more: `siwakit doctor --format json` has all of them")


def write_wanted(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    """Return what to give next, first what would decide most."""
    wanted = [one for one in diagnosis.wanted if one.part.ask][:_FIRST]
    if not wanted:
        return
    yield desk.paint("bold", "what to give next")
    for one in wanted:
        option = f" ({one.part.option})" if one.part.option else ""
        yield from wrapped(f"{one.part.ask}{option}: decides {_few(tuple(dict.fromkeys(one.decides)))}", desk.width, "    ", "  - ")


def write_assumed(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    """Return what Apple may or may not accept: at length where nothing else is wrong."""
    if diagnosis.root is None:
        for number, one in enumerate(diagnosis.assumed):
            yield from ("",) if number else ()
            yield from write_finding(one, desk, "perhaps", "yellow")
        return
    if not diagnosis.assumed:
        return
    yield desk.paint("bold", "not known whether Apple accepts this")
    for one in diagnosis.assumed:
        yield from wrapped(f"{one.rule.title} ({one.rule.id})", desk.width, "    ", "  - ")
        yield from desk.prose(one.rule.why, "    ")
        yield from desk.prose(f"fix: {one.rule.fix}", "    ")


def _write_suspect(number: int, suspect: Suspect, desk: Desk) -> Iterator[str]:
    yield ""
    yield from wrapped(f"{suspect.rule.title} ({suspect.rule.id})", desk.width, "     ", f"{number:>3}. ")
    told = suspect.rule.suspicion
    for line in (f"look: {told.look}", f"ruled out by: {told.rules_out}") if told else ():
        yield from desk.prose(line, "     ")


def _reason(one: Answered) -> str:
    if one.reply is Reply.YES:
        return ""
    if one.reply is Reply.NO:
        titles = [BY_ID[name].title for name in one.rules[:2]]
        more = len(one.rules) - len(titles)
        return "; ".join(titles) + (f"; and {more} more" if more else "")
    asks = list(dict.fromkeys(f"{part.ask} ({part.option})" if part.option else part.ask for part in one.missing if part.ask))
    return f"needs {_few(asks, 2)}" if asks else ""


def _few(names: Sequence[str], limit: int = _FIRST) -> str:
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")
