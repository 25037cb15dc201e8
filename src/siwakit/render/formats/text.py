"""Write a diagnosis for the terminal: what is wrong first, the proof, the fix, then what is not yet known."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import Desk, write_finding, write_short
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.open_text import write_answer, write_assumed, write_questions, write_suspects, write_wanted
from siwakit.render.report.unread_text import write_unread
from siwakit.render.report.verdict import QUESTION_WORDS, focus, verdict_sentence
from siwakit.render.sealing import veil_over
from siwakit.render.snippets.snippet import Snippet
from siwakit.render.wrapping import wrapped
from siwakit.rules.model import Question

_STYLES = {VerdictKind.ROOT_CAUSE: "red", VerdictKind.ACCEPTED: "green", VerdictKind.CLEAN: "green"}


def render_text(
    diagnosis: Diagnosis,
    *,
    colour: bool,
    width: int = 80,
    show_secrets: bool = False,
    question: Question | None = None,
    fix: FixedSecret | None = None,
    snippet: Snippet | None = None,
) -> str:
    """Return *diagnosis* as text; *question* narrows it to one question, *fix* and *snippet* are shown as they are, to be copied.

    Without *colour* the text holds no escape sequence. No line is longer than *width*, but for values to copy.
    """
    shown = focus(diagnosis, question) if question else diagnosis
    desk = Desk(diagnosis.evidence, veil_over(diagnosis.evidence, show_secrets=show_secrets), Paint(colour), max(width, 40))
    sections = (
        _write_verdict(shown, desk, question),
        _write_root(shown, desk),
        _write_fixed(fix, desk),
        _write_snippet(snippet, desk),
        _write_others(shown, desk),
        write_assumed(shown, desk) if shown.root is None else (),
        write_wanted(shown, desk) if shown.kind is VerdictKind.UNDECIDED else (),
        write_suspects(shown, desk) if shown.root is None else (),
        write_answer(shown, desk),
        write_questions(shown, desk),
        write_wanted(shown, desk) if shown.root is None and shown.kind is not VerdictKind.UNDECIDED else (),
        write_assumed(shown, desk) if shown.root else (),
        _write_advice(shown, desk),
        write_unread(shown, desk),
    )
    written = ("\n".join(line.rstrip() for line in section) for section in sections)
    return "\n\n".join(text for text in written if text) + "\n"


def _write_verdict(diagnosis: Diagnosis, desk: Desk, question: Question | None) -> Iterator[str]:
    style = _STYLES.get(diagnosis.kind, "yellow")
    if question:
        yield from wrapped(f"{question.value}: {QUESTION_WORDS[question]}", desk.width)
    for line in wrapped(verdict_sentence(diagnosis), desk.width):
        yield desk.paint(style, line)


def _write_root(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    if diagnosis.root:
        yield from write_finding(diagnosis.root, desk, "root cause", "red")


def _write_fixed(fix: FixedSecret | None, desk: Desk) -> Iterator[str]:
    if fix is None:
        return
    yield from desk.headed("corrected client_secret", fix.note or "send this one", "green" if fix.text else "yellow")
    if not fix.text:
        return
    yield ""
    yield fix.text


def _write_snippet(snippet: Snippet | None, desk: Desk) -> Iterator[str]:
    if snippet:
        yield from desk.headed(f"the fix in {snippet.title}", "what is known is filled in, the rest is yours", "green")
        yield from ("", *snippet.text.split("\n"))


def _write_others(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    for number, one in enumerate(diagnosis.others):
        if number:
            yield ""
        yield from write_finding(one, desk, "also wrong", "red")


def _write_advice(diagnosis: Diagnosis, desk: Desk) -> Iterator[str]:
    if not diagnosis.advice:
        return
    yield desk.paint("bold", "advice: it works, and could be better")
    for one in diagnosis.advice:
        yield from write_short(one, desk)
