"""Write a diagnosis to be pasted into an issue: redacted, and nothing in it can break out of where it stands.

What was given stands in code alone, where neither HTML nor a mention, a link or a number of an issue is anything but text;
outside of code stand words of siwakit's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.escape import visible
from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import Desk, actual_words, answer_words, copyable, expected_words, write_place
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.open_text import said_words
from siwakit.render.report.place import find_place
from siwakit.render.report.unread_text import unread_lines
from siwakit.render.report.verdict import focus, verdict_sentence
from siwakit.render.sealing import Veil, veil_over
from siwakit.render.snippets.snippet import Snippet
from siwakit.rules.model import Question, Rule

_WIDTH = 100
_FIRST = 5
_TICKS = pattern(r"`+")
_SPECIAL = pattern(r"([\\`*_\[\]<>|~#&])")


def render_markdown(
    diagnosis: Diagnosis,
    *,
    show_secrets: bool = False,
    question: Question | None = None,
    fix: FixedSecret | None = None,
    snippet: Snippet | None = None,
) -> str:
    """Return *diagnosis* as Markdown; *fix* is announced and not shown, since it is a secret and this is for others to read."""
    shown = focus(diagnosis, question) if question else diagnosis
    desk = Desk(diagnosis.evidence, veil_over(diagnosis.evidence, show_secrets=show_secrets), Paint(), _WIDTH)
    sections = [[f"### {prose(verdict_sentence(shown))}"], *_found(shown, desk)]
    sections += [
        _fixed(fix),
        _snippet(snippet),
        _said(shown, desk.veil),
        _suspects(shown),
        _questions(shown),
        _wanted(shown),
        _unread(shown, desk.veil),
    ]
    sections.append(["*Written by siwakit; secrets are described, not shown.*" if not show_secrets else "**This report holds secrets.**"])
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def prose(text: str) -> str:
    """Return words of siwakit's own with what Markdown would take for markup escaped."""
    return _SPECIAL.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """Return *text* as a code span that it cannot end."""
    shown = visible(text)
    ticks = _fence(shown, 1)
    # A space at each side is stripped again; without it a tick at the edge would join the fence.
    return f"{ticks} {shown or ' '} {ticks}" if "`" in shown or not shown.strip() else f"{ticks}{shown}{ticks}"


def block(lines: list[str], language: str = "text") -> list[str]:
    """Return *lines* as a block of code that none of them can end."""
    fence = _fence("\n".join(lines), 3)
    return [f"{fence}{language}", *lines, fence]


def _fence(text: str, least: int) -> str:
    return "`" * max(least, *(len(found) + 1 for found in _TICKS.findall(text)), 1)


def _found(diagnosis: Diagnosis, desk: Desk) -> Iterator[list[str]]:
    heads = [("Root cause", diagnosis.root)] if diagnosis.root else []
    heads += [("Also wrong", one) for one in diagnosis.others]
    heads += [("Perhaps", one) for one in diagnosis.assumed]
    heads += [("Advice", one) for one in diagnosis.advice]
    yield from (list(_finding(head, finding, desk)) for head, finding in heads)


def _finding(head: str, finding: Finding, desk: Desk) -> Iterator[str]:
    rule, fail = finding.rule, finding.fail
    yield f"**{head}:** {prose(rule.title)} ({code(rule.id)})"
    yield ""
    yield from block([line.rstrip() for line in write_place(find_place(fail.at, desk.evidence, desk.veil, desk.width - 4), desk, "bold")])
    yield ""
    yield f"- **actual:** {code(actual_words(fail, desk.veil))}"
    if fail.expected is not None:
        yield f"- **expected:** {code(expected_words(fail, desk.veil))}"
    if fail.because:
        yield f"- **proof:** {code(desk.veil.clean(fail.because))}"
    yield f"- **why:** {prose(rule.why)}"
    yield f"- **basis:** {_basis(rule)}"
    yield f"- **fix:** {prose(rule.fix)}"
    value = copyable(fail, desk.veil)
    if value is not None:
        yield from ("", *block(value.split("\n")))
    if finding.explained:
        yield ""
        yield "These follow from it, and go away with it: " + ", ".join(code(one.rule.id) for one in finding.explained) + "."


def _basis(rule: Rule) -> str:
    answer = rule.wire or rule.assumed
    source = answer.source if answer else rule.references[0]
    said = f"{code(answer_words(answer))}, " if answer else ""
    basis = "assumed" if answer and rule.wire is None else (answer.basis if answer else source.basis).value
    title = f"[{prose(source.title)}](<{source.address}>)" if source.address else prose(source.title)
    return f"{said}{prose(basis)} ({prose(source.seen)}): {title}"


def _fixed(fix: FixedSecret | None) -> list[str]:
    if fix is None:
        return []
    note = "a corrected client\\_secret was made; it is a secret, and is shown by the text and JSON reports" if fix.text else code(fix.note)
    return [f"**Corrected:** {note}"]


def _snippet(snippet: Snippet | None) -> list[str]:
    return [f"**The fix in {snippet.title}:**", "", *block(snippet.text.split("\n"), snippet.fence)] if snippet else []


def _said(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    answer = diagnosis.evidence.get(ANSWER)
    if not isinstance(answer, AppleAnswer):
        return []
    proves = f", which proves {prose(diagnosis.proof.proves)}" if diagnosis.proof else ""
    return [f"**Apple said:** {code(said_words(answer, veil.quote))}{proves}"]


def _suspects(diagnosis: Diagnosis) -> list[str]:
    if diagnosis.kind not in {VerdictKind.SUSPECTS, VerdictKind.UNDECIDED} or not diagnosis.suspects:
        return []
    shown = diagnosis.suspects[:_FIRST]
    lines = [f"{number}. {prose(one.rule.title)} ({code(one.rule.id)}){_look(one.rule)}" for number, one in enumerate(shown, 1)]
    more = len(diagnosis.suspects) - len(shown)
    return ["**Suspects, the likeliest first**", "", *lines, *(["", f"and {more} more."] if more else [])]


def _look(rule: Rule) -> str:
    return f": {prose(rule.suspicion.look)}" if rule.suspicion else ""


def _questions(diagnosis: Diagnosis) -> list[str]:
    if not diagnosis.questions:
        return []
    rows = [(code(one.question.value), one.reply.value, ", ".join(code(name) for name in one.rules[:_FIRST])) for one in diagnosis.questions]
    return ["| question | reply | rules |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]


def _unread(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    if not diagnosis.unread:
        return []
    lines = [f"- {code(said)}" for said in unread_lines(diagnosis, veil)]
    return ["**Not read**", "", *lines]


def _wanted(diagnosis: Diagnosis) -> list[str]:
    wanted = [one for one in diagnosis.wanted if one.part.ask][:_FIRST]
    if diagnosis.root or not wanted:
        return []
    lines = [f"- {prose(one.part.ask)}{f' ({code(one.part.option)})' if one.part.option else ''}" for one in wanted]
    return ["**What to give next**", "", *lines]
