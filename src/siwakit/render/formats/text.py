"""A diagnosis for the terminal: what is wrong, the proof, what is not yet known, and at the end the cause and the next step."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.render.next_step import next_step
from siwakit.render.paint import Paint
from siwakit.render.report.end_text import write_end
from siwakit.render.report.finding_text import RenderContext, write_finding, write_short
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.open_text import write_answer, write_assumed, write_questions, write_suspects, write_wanted
from siwakit.render.report.said_text import write_statements
from siwakit.render.report.short_report import ShortReport, write_short_report
from siwakit.render.report.unread_text import write_unread
from siwakit.render.report.verdict import QUESTION_WORDS, VERDICT_STYLES, focus, verdict_sentence
from siwakit.render.sealing import veil_over
from siwakit.render.snippets.snippet import Snippet
from siwakit.render.wrapping import wrapped
from siwakit.rules.model import Question


def render_text(  # noqa: PLR0913  a keyword for each way to look at a report
    diagnosis: Diagnosis,
    *,
    colour: bool = False,
    width: int = 80,
    show_secrets: bool = False,
    question: Question | None = None,
    fix: FixedSecret | None = None,
    snippet: Snippet | None = None,
    links: bool = False,
    verbose: bool = False,
    every_suspect: bool = False,
) -> str:
    """Return *diagnosis* as text that ends with the cause and the next step; *question* limits it to one question.

    It fits a terminal of 24 lines, and says what is left out; *verbose* leaves nothing out but suspects, and *every_suspect* lists those.
    *fix* and *snippet* are shown unredacted, for copying, whatever room they take.

    Without *colour* and *links* (to the sources, for terminals that show them) the text contains no escape sequences. No line is longer than
    *width*, except for values to copy.
    """
    shown = focus(diagnosis, question) if question else diagnosis
    veil = veil_over(diagnosis.evidence, show_secrets=show_secrets)
    context = RenderContext(diagnosis.evidence, veil, Paint(colour), max(width, 40), links)
    step = next_step(shown, veil, fix)
    if not verbose:
        report = ShortReport(diagnosis=shown, context=context, step=step, question=question, fix=fix, snippet=snippet, every_suspect=every_suspect)
        return "\n".join(write_short_report(report)) + "\n"
    sections = (
        _write_verdict(shown, context, question),
        _write_root(shown, context),
        _write_fixed(fix, context),
        _write_snippet(snippet, context),
        _write_others(shown, context),
        write_assumed(shown, context) if shown.root is None else (),
        write_statements(shown, context),
        write_wanted(shown, context) if shown.kind is VerdictKind.UNDECIDED else (),
        write_suspects(shown, context, every=every_suspect) if shown.root is None else (),
        write_answer(shown, context),
        write_questions(shown, context),
        write_wanted(shown, context) if shown.root is None and shown.kind is not VerdictKind.UNDECIDED else (),
        write_assumed(shown, context) if shown.root else (),
        _write_advice(shown, context),
        write_unread(shown, context),
        write_end(shown, step, context),
    )
    written = ("\n".join(line.rstrip() for line in section) for section in sections)
    return "\n\n".join(text for text in written if text) + "\n"


def _write_verdict(diagnosis: Diagnosis, context: RenderContext, question: Question | None) -> Iterator[str]:
    style = VERDICT_STYLES.get(diagnosis.kind, "yellow")
    if question:
        yield from wrapped(f"{question.value}: {QUESTION_WORDS[question]}", context.width)
    for line in wrapped(verdict_sentence(diagnosis), context.width):
        yield context.paint(style, line)


def _write_root(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    if diagnosis.root:
        yield from write_finding(diagnosis.root, context, "root cause", "red")


def _write_fixed(fix: FixedSecret | None, context: RenderContext) -> Iterator[str]:
    if fix is None:
        return
    yield from context.headed("corrected client_secret", fix.note or "send this one", "green" if fix.text else "yellow")
    if not fix.text:
        return
    yield ""
    yield fix.text


def _write_snippet(snippet: Snippet | None, context: RenderContext) -> Iterator[str]:
    if snippet:
        yield from context.headed(f"the fix in {snippet.title}", "known values are filled in; replace the placeholders", "green")
        yield from ("", *snippet.text.split("\n"))


def _write_others(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    for number, finding in enumerate(diagnosis.others):
        if number:
            yield ""
        yield from write_finding(finding, context, "also wrong", "red")


def _write_advice(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    if not diagnosis.advice:
        return
    yield context.paint("bold", "advice: it works, but could be better")
    for finding in diagnosis.advice:
        yield from write_short(finding, context)
