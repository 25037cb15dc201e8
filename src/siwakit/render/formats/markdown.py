"""A diagnosis to paste into an issue: redacted, and escaped so that no input is interpreted as markup.

Input appears only inside code, where GitHub does not interpret HTML, mentions, links or issue numbers. Outside of code there are only
siwakit's own words.
"""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.escape import visible
from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.judge.suspects import Suspect
from siwakit.patterns import pattern
from siwakit.render.next_step import NextStep, StepKind, next_step
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext, actual_words, answer_words, expected_words, value_to_copy, write_place
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.open_text import said_words
from siwakit.render.report.place import find_place
from siwakit.render.report.said_text import hints_in, messages_in, statement_words
from siwakit.render.report.source_place import where_in_source
from siwakit.render.report.unread_text import unread_lines
from siwakit.render.report.verdict import focus, verdict_sentence
from siwakit.render.sealing import Veil, veil_over
from siwakit.render.snippets.snippet import Snippet
from siwakit.rules.model import Question, Rule

_WIDTH = 100
_FIRST = 5
_LANGUAGES = {StepKind.COMMAND: "sh", StepKind.REQUEST: "sh"}
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
    """Return *diagnosis* as Markdown; *fix* is mentioned but not shown, because it is a secret and others will read the issue."""
    shown = focus(diagnosis, question) if question else diagnosis
    context = RenderContext(diagnosis.evidence, veil_over(diagnosis.evidence, show_secrets=show_secrets), Paint(), _WIDTH)
    sections = [[f"### {prose(verdict_sentence(shown))}"], *_findings(shown, context)]
    sections += [
        _next(next_step(shown, context.veil)),
        _fixed(fix),
        _snippet(snippet),
        _said(shown, context.veil),
        _statements(shown, context.veil),
        _suspects(shown, context.veil),
        _questions(shown),
        _wanted(shown),
        _unread(shown, context.veil),
    ]
    sections.append(["*Written by siwakit; secrets are described, not shown.*" if not show_secrets else "**This report contains secrets.**"])
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def prose(text: str) -> str:
    """Return *text*, siwakit's own words, with Markdown markup escaped."""
    return _SPECIAL.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """Return *text* as a code span that *text* cannot end."""
    shown = visible(text)
    ticks = _fence(shown, 1)
    # Markdown strips one space at each side; without it a backtick at the edge would join the fence.
    return f"{ticks} {shown or ' '} {ticks}" if "`" in shown or not shown.strip() else f"{ticks}{shown}{ticks}"


def block(lines: list[str], language: str = "text") -> list[str]:
    """Return *lines* as a code block that none of them can end."""
    fence = _fence("\n".join(lines), 3)
    return [f"{fence}{language}", *lines, fence]


def _fence(text: str, least: int) -> str:
    return "`" * max(least, *(len(ticks) + 1 for ticks in _TICKS.findall(text)), 1)


def _statements(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    lines: list[str] = []
    for head, found in (("What you said", hints_in(diagnosis)), ("What other software said, not Apple", messages_in(diagnosis))):
        lines += [*([""] if lines else []), f"**{head}:**", "", *(f"- {code(statement_words(one, veil))}" for one in found)] if found else []
    return lines


def _findings(diagnosis: Diagnosis, context: RenderContext) -> Iterator[list[str]]:
    heads = [("Root cause", diagnosis.root)] if diagnosis.root else []
    heads += [("Also wrong", finding) for finding in diagnosis.others]
    heads += [("Perhaps", finding) for finding in diagnosis.assumed]
    heads += [("Advice", finding) for finding in diagnosis.advice]
    yield from (list(_finding(head, finding, context)) for head, finding in heads)


def _finding(head: str, finding: Finding, context: RenderContext) -> Iterator[str]:
    rule, fail = finding.rule, finding.fail
    yield f"**{head}:** {prose(rule.title)} ({code(rule.id)})"
    yield ""
    yield from block([line.rstrip() for line in write_place(find_place(fail.at, context.evidence, context.veil, context.width - 4), context, "bold")])
    yield ""
    yield f"- **actual:** {code(actual_words(fail, context.veil))}"
    if fail.expected is not None:
        yield f"- **expected:** {code(expected_words(fail, context.veil))}"
    if fail.because:
        yield f"- **proof:** {code(context.veil.clean(fail.because))}"
    yield f"- **why:** {prose(rule.why)}"
    yield f"- **basis:** {_basis(rule)}"
    yield f"- **fix:** {prose(rule.fix)}"
    value = value_to_copy(fail, context.veil)
    if value is not None:
        yield from ("", *block(value.split("\n")))
    if finding.explained:
        yield ""
        yield "Consequences, resolved by the same fix: " + ", ".join(code(consequence.rule.id) for consequence in finding.explained) + "."


def _basis(rule: Rule) -> str:
    answer = rule.wire or rule.assumed
    source = answer.source if answer else rule.references[0]
    said = f"{code(answer_words(answer))}, " if answer else ""
    basis = "assumed" if answer and rule.wire is None else (answer.basis if answer else source.basis).value
    title = f"[{prose(source.title)}](<{source.address}>)" if source.address else prose(source.title)
    return f"{said}{prose(basis)} ({prose(source.seen)}): {title}"


def _next(step: NextStep | None) -> list[str]:
    """Return the next step; a corrected client_secret is not part of it, because it is not in the issue."""
    if step is None:
        return []
    return [f"**Next:** {prose(step.sentence)}", *(("", *block(step.text.split("\n"), _LANGUAGES.get(step.kind, "text"))) if step.text else ())]


def _fixed(fix: FixedSecret | None) -> list[str]:
    if fix is None:
        return []
    note = "a corrected client\\_secret was minted; because it is a secret, only the text and JSON reports show it" if fix.text else code(fix.note)
    return [f"**Corrected:** {note}"]


def _snippet(snippet: Snippet | None) -> list[str]:
    return [f"**The fix in {snippet.title}:**", "", *block(snippet.text.split("\n"), snippet.fence)] if snippet else []


def _said(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    answer = diagnosis.evidence.get(ANSWER)
    if not isinstance(answer, AppleAnswer):
        return []
    proves = f", which proves {prose(diagnosis.proof.proves)}" if diagnosis.proof else ""
    return [f"**Apple said:** {code(said_words(answer, veil.quote))}{proves}"]


def _suspects(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    if diagnosis.kind not in {VerdictKind.SUSPECTS, VerdictKind.UNDECIDED} or not diagnosis.suspects:
        return []
    shown = diagnosis.suspects[:_FIRST]
    lines = [
        f"{number}. {prose(suspect.rule.title)} ({code(suspect.rule.id)}{_where(suspect, diagnosis, veil)}){_look(suspect.rule)}"
        for number, suspect in enumerate(shown, 1)
    ]
    more = len(diagnosis.suspects) - len(shown)
    return ["**Suspects, most likely first**", "", *lines, *(["", f"and {more} more."] if more else [])]


def _where(suspect: Suspect, diagnosis: Diagnosis, veil: Veil) -> str:
    place = where_in_source(suspect.at, diagnosis.evidence, veil) if suspect.at else ""
    return f", {code(place)}" if place else ""


def _look(rule: Rule) -> str:
    return f": {prose(rule.suspicion.look)}" if rule.suspicion else ""


def _questions(diagnosis: Diagnosis) -> list[str]:
    if not diagnosis.questions:
        return []
    rows = [
        (code(answered.question.value), answered.reply.value, ", ".join(code(name) for name in answered.rules[:_FIRST]))
        for answered in diagnosis.questions
    ]
    return ["| question | reply | rules |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]


def _unread(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    if not diagnosis.unread:
        return []
    lines = [f"- {code(said)}" for said in unread_lines(diagnosis, veil)]
    return ["**Not read**", "", *lines]


def _wanted(diagnosis: Diagnosis) -> list[str]:
    wanted = [wanted_part for wanted_part in diagnosis.wanted if wanted_part.part.ask][:_FIRST]
    if diagnosis.root or not wanted:
        return []
    lines = [f"- {prose(wanted_part.part.ask)}{f' ({code(wanted_part.part.option)})' if wanted_part.part.option else ''}" for wanted_part in wanted]
    return ["**What to add next**", "", *lines]
