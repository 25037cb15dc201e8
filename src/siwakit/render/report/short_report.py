"""The report that fits a terminal of 24 lines: what is wrong, the place, the proof, and at the end the cause and the next step.

The last lines are what a person sees first, so they are complete. What is above them is folded until the whole fits: the least
useful lines go first, and a line at the end of that part says what `--verbose` has. One line of the 24 is left for the prompt.
"""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.evidence.parts import ANSWER
from siwakit.evidence.said import Statement
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.judge.questions import Reply
from siwakit.judge.suspects import Suspect
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.listing import Place
from siwakit.render.next_step.step import NextStep
from siwakit.render.report.end_text import leading, write_end
from siwakit.render.report.finding_text import RenderContext, actual_words, expected_words, write_basis, write_place
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.open_text import FIRST_SUSPECTS, said_words, suspect_id
from siwakit.render.report.place import find_place
from siwakit.render.report.said_text import statement_words, statements_in_order
from siwakit.render.report.unread_text import unread_lines
from siwakit.render.report.verdict import QUESTION_WORDS, VERDICT_STYLES, verdict_sentence
from siwakit.render.snippets.snippet import Snippet, guess_language
from siwakit.render.wrapping import at_most, wrapped
from siwakit.rules.model import Question

ROOM = 23
_OPTION = "--verbose"
_ESCAPES = pattern(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\")
_SENTENCE = pattern(r"(?<=[.!?])\s")
_STYLES = {Reply.YES: "green", Reply.NO: "red", Reply.UNKNOWN: "yellow"}
_WORDS = {Reply.YES: "yes", Reply.NO: "no", Reply.UNKNOWN: "?"}


@record(kw_only=True)
class ShortReport:
    """What a short report is written from; it has at most *room* lines, and *more* says what shows the rest."""

    diagnosis: Diagnosis
    context: RenderContext
    step: NextStep | None
    question: Question | None = None
    fix: FixedSecret | None = None
    snippet: Snippet | None = None
    every_suspect: bool = False
    room: int = ROOM
    more: str = _OPTION


@record
class _Fold:
    """How much of each part is shown; smaller numbers show less."""

    facts: int = 3
    why: int = 2
    basis: bool = True
    place: int = 8
    others: int = 3
    said: int = 2
    answer: int = 2
    unread: int = 2
    questions: bool = True
    suspects: int = FIRST_SUSPECTS
    suspect_lines: int = 2


@record
class _Said:
    """Words of other software or of the person who asks, under a head that says whose they are."""

    head: str
    text: str


def _said(statement: Statement, context: RenderContext) -> _Said:
    return _Said("you said" if statement.is_hint else "said", statement_words(statement, context.veil))


@record(kw_only=True)
class _Content:
    """What of the input is shown, read only once, because it may be long."""

    place: Place | None
    facts: tuple[tuple[str, str], ...]
    said: tuple[_Said, ...]
    answer: str
    unread: tuple[str, ...]


# From everything to the least, one step at a time.
_STEPS: tuple[dict[str, int | bool], ...] = (
    {"answer": 1},
    {"basis": False},
    {"place": 3},
    {"facts": 2},
    {"place": 2},
    {"others": 1, "unread": 1},
    {"why": 1},
    {"place": 1},
    {"answer": 0},
    {"said": 1},
    {"facts": 1},
    {"why": 0},
    {"suspects": 4},
    {"questions": False},
    {"suspects": 3},
    {"place": 0},
    {"said": 0},
    {"others": 0},
    {"unread": 0},
    {"suspects": 2},
    {"suspects": 1},
    {"facts": 0},
    {"place": -1},
    {"suspect_lines": 1},
)


def write_short_report(report: ShortReport) -> list[str]:
    """Return the lines of *report*, folded until they fit; code and a list of all suspects were asked for, and are never folded."""
    members: dict[str, int | bool] = {}
    content = _read(report)
    lines = _write(report, content, _Fold())
    room = report.room + len(list(_code(report))) + (len(lines) if report.every_suspect else 0)
    for step in _STEPS:
        if rows(lines, report.context.width) <= room:
            break
        members |= step
        lines = _write(report, content, _Fold(**members))  # type: ignore[arg-type]  # the types are those of the fields
    return lines


def rows(lines: list[str], width: int) -> int:
    """Return how many rows of a terminal *lines* take: one that is wider than the terminal takes several."""
    return sum(max(1, -(-len(_ESCAPES.sub("", line)) // width)) for line in lines)


def _read(report: ShortReport) -> _Content:
    diagnosis, context = report.diagnosis, report.context
    finding, _, _ = leading(diagnosis)
    return _Content(
        place=find_place(finding.fail.at, context.evidence, context.veil, context.width - 4) if finding else None,
        facts=tuple(_facts(finding, context)) if finding else (),
        said=tuple(_said(statement, context) for statement in statements_in_order(diagnosis)[: _Fold().said]),
        answer=_answer(report),
        unread=tuple(unread_lines(diagnosis, context.veil))[: _Fold().unread],
    )


def _write(report: ShortReport, content: _Content, fold: _Fold) -> list[str]:
    sections = (
        _verdict(report),
        _finding(report, content, fold),
        _suspects(report, fold),
        _beside(report, content, fold),
        _fixed(report),
        _code(report),
        write_end(report.diagnosis, report.step, report.context),
    )
    written = [text for text in ("\n".join(line.rstrip() for line in section) for section in sections) if text]
    return "\n\n".join(written).split("\n")


def _verdict(report: ShortReport) -> Iterator[str]:
    diagnosis, context = report.diagnosis, report.context
    if report.question:
        yield from wrapped(f"{report.question.value}: {QUESTION_WORDS[report.question]}", context.width)
    style = VERDICT_STYLES.get(diagnosis.kind, "yellow")
    yield from (context.paint(style, line) for line in wrapped(verdict_sentence(diagnosis, is_short=True), context.width))


def _finding(report: ShortReport, content: _Content, fold: _Fold) -> Iterator[str]:
    """Yield the place, the proof, the reason and the source of the finding that the report is about."""
    finding, _, style = leading(report.diagnosis)
    if finding is None:
        return
    context = report.context
    if content.place is not None and fold.place >= 0:
        yield from write_place(_near(content.place, fold.place), context, style)
    for label, words in content.facts if fold.facts else ():
        yield from context.labelled(label, words, most=fold.facts)
    if fold.why:
        yield from context.labelled("why", _first_sentences(finding.rule.why, fold.why), most=fold.why + 1)
    if fold.basis:
        yield from write_basis(finding.rule, context, is_short=True)


def _facts(finding: Finding, context: RenderContext) -> Iterator[tuple[str, str]]:
    fail = finding.fail
    yield "actual", actual_words(fail, context.veil)
    if fail.expected is not None:
        yield "expected", expected_words(fail, context.veil)
    if fail.because:
        yield "proof", context.veil.clean(fail.because)


def _near(place: Place, distance: int) -> Place:
    """Return *place* with only the lines up to *distance* lines from the mark."""
    marked = next((number for number, line in enumerate(place.lines) if line.mark), 0)
    return Place(place.title, place.lines[max(marked - distance, 0) : marked + distance + 1])


def _first_sentences(text: str, count: int) -> str:
    return " ".join(_SENTENCE.split(text)[:count])


def _suspects(report: ShortReport, fold: _Fold) -> Iterator[str]:
    """Yield the most likely suspects in two lines each: the mistake, and where to look."""
    diagnosis, context = report.diagnosis, report.context
    if diagnosis.root is not None or not diagnosis.suspects:
        return
    shown = diagnosis.suspects if report.every_suspect else diagnosis.suspects[: fold.suspects]
    head = "suspects" if diagnosis.kind is not VerdictKind.CLEAN else "if Apple refuses anyway: suspects"
    more = f" ({len(shown)} of {len(diagnosis.suspects)}; --all lists them)" if len(shown) < len(diagnosis.suspects) else ""
    yield f"{context.paint('bold', head)}, most likely first{more}"
    for number, suspect in enumerate(shown, 1):
        yield from _suspect(number, suspect, diagnosis, context, fold.suspect_lines)


def _suspect(number: int, suspect: Suspect, diagnosis: Diagnosis, context: RenderContext, lines: int) -> Iterator[str]:
    suspicion = suspect.rule.suspicion
    words = f"{suspect.rule.title} ({suspect_id(suspect, diagnosis, context.veil)})" + (f": {suspicion.look}" if suspicion else "")
    yield from at_most(wrapped(words, context.width, "    ", f"{number:>2}. "), lines, context.width)


def _beside(report: ShortReport, content: _Content, fold: _Fold) -> Iterator[str]:
    """Yield, in a line each, what else is known, and last what was folded."""
    diagnosis, context = report.diagnosis, report.context
    others = [("also wrong", "red", finding) for finding in diagnosis.others]
    others += [("perhaps", "yellow", finding) for finding in (diagnosis.assumed if diagnosis.root else diagnosis.assumed[1:])]
    for head, style, finding in others[: fold.others]:
        yield from context.headed(f"{head}[{finding.rule.id}]", finding.rule.title, style)
    for said in content.said[: fold.said]:
        yield from context.headed(said.head, said.text, "bold", most=2)
    if content.answer and fold.answer:
        yield from context.headed("Apple said", content.answer, "bold", most=fold.answer)
    for unread in content.unread[: fold.unread]:
        yield from context.headed("not read", unread, "yellow", most=1)
    yield from _questions(report) if fold.questions else ()
    counts = (
        (len(others) - fold.others, "other mistake", "other mistakes"),
        (len(diagnosis.evidence.statements) - fold.said, "more statement", "more statements"),
        (len(diagnosis.unread) - fold.unread, "part that was not read", "parts that were not read"),
    )
    yield from _folded(report, counts, is_folded=fold != _Fold())


def _answer(report: ShortReport) -> str:
    diagnosis = report.diagnosis
    answer = diagnosis.evidence.get(ANSWER)
    if not isinstance(answer, AppleAnswer):
        return ""
    proves = f", which proves: {diagnosis.proof.proves}" if diagnosis.proof else ""
    return f"{said_words(answer, report.context.veil.quote)}{proves}"


def _questions(report: ShortReport) -> Iterator[str]:
    paint, questions = report.context.paint, report.diagnosis.questions
    if questions:
        replies = (f"{answered.question.value} {paint(_STYLES[answered.reply], _WORDS[answered.reply])}" for answered in questions)
        yield f"{paint('bold', 'questions')}: {', '.join(replies)}"


def _folded(report: ShortReport, counts: tuple[tuple[int, str, str], ...], *, is_folded: bool) -> Iterator[str]:
    """Yield the line that says what is not shown, and how to see it."""
    diagnosis, context = report.diagnosis, report.context
    finding, _, _ = leading(diagnosis)
    consequences = len(finding.explained) if finding else 0
    counts = (*counts, (consequences, "consequence", "consequences"), (len(diagnosis.advice), "piece of advice", "pieces of advice"))
    words = [f"{count} {one if count == 1 else several}" for count, one, several in counts if count > 0]
    language = guess_language(diagnosis.evidence) if diagnosis.root and report.snippet is None and report.more == _OPTION else None
    words += [f"the fix as code (--lang {language})"] if language else []
    if words or is_folded:
        yield from context.prose(f"{'and ' if words else ''}{', '.join(words) or 'more'}: {report.more}", "")


def _fixed(report: ShortReport) -> Iterator[str]:
    if report.fix is None:
        return
    context, fix = report.context, report.fix
    if not fix.text:
        yield from context.headed("corrected client_secret", fix.note, "yellow")
        return
    yield from context.headed("corrected client_secret", fix.note.partition(";")[0] or "send this one", "green")
    yield from ("", fix.text)


def _code(report: ShortReport) -> Iterator[str]:
    if report.snippet:
        yield from report.context.headed(f"the fix in {report.snippet.title}", "known values are filled in; replace the placeholders", "green")
        yield from ("", *report.snippet.text.split("\n"))
