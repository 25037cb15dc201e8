"""The text of one finding: what is wrong and where, the proof, why, the source, and the fix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siwakit.escape import visible
from siwakit.evidence.dates import calendar_date
from siwakit.evidence.evidence import Evidence
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.listing import Place
from siwakit.render.moments import TIME_CLAIMS
from siwakit.render.paint import Paint, link
from siwakit.render.report.place import find_place
from siwakit.render.sealing import Veil, as_json
from siwakit.render.wrapping import at_most, wrapped
from siwakit.rules.model import Fail, Rule
from siwakit.rules.wire import Answer
from siwakit.sources import Source

_INDENT = "  "
_LABEL = 10
_SPACE = pattern(r"\s")
_A_TIME = 100_000_000  # a smaller number is a duration


@record
class RenderContext:
    """Rendering context shared by every report section."""

    evidence: Evidence
    veil: Veil
    paint: Paint
    width: int
    links: bool = False

    def prose(self, text: str, indent: str = _INDENT, *, most: int | None = None) -> list[str]:
        """Return *text* in lines, at *most* that many."""
        return at_most(wrapped(text, self.width, indent), most, self.width)

    def labelled(self, label: str, text: str, style: str = "bold", *, most: int | None = None) -> list[str]:
        """Return *text* in lines beside *label*, at *most* that many."""
        lines = wrapped(text, self.width, " " * (len(_INDENT) + _LABEL), f"{_INDENT}{label.ljust(_LABEL)}") or [f"{_INDENT}{label}"]
        first, *rest = at_most(lines, most, self.width)
        return [first.replace(label, self.paint(style, label), 1), *rest]

    def cited(self, lines: list[str], source: Source) -> list[str]:
        """Return *lines* with the id of *source* as a link to its address, if the terminal shows links."""
        mark = cite(source)
        return [line.replace(mark, link(mark, source.address)) for line in lines] if self.links and source.address else lines

    def headed(self, head: str, text: str, style: str, *, most: int | None = None) -> list[str]:
        """Return a heading in *style* with *text* after it, in at *most* that many lines."""
        first, *rest = at_most(wrapped(text, self.width, _INDENT, f"{head}: ") or [f"{head}:"], most, self.width)
        return [first.replace(head, self.paint(style, head), 1), *rest]


def write_finding(finding: Finding, context: RenderContext, head: str, style: str) -> Iterator[str]:
    """Yield the lines of *finding* under *head*, with its consequences indented below."""
    rule, fail = finding.rule, finding.fail
    yield from context.headed(f"{head}[{rule.id}]", rule.title, style)
    yield ""
    yield from write_place(find_place(fail.at, context.evidence, context.veil, context.width - 4), context, style)
    yield ""
    yield from _write_proof(fail, context)
    yield from context.labelled("why", rule.why)
    yield from write_basis(rule, context)
    yield from write_fix(rule, fail, context)
    if finding.explained:
        yield ""
        yield from context.prose("consequences, resolved by the same fix:")
        for consequence in finding.explained:
            yield from wrapped(f"{consequence.rule.title} ({consequence.rule.id})", context.width, "      ", "    - ")


def write_short(finding: Finding, context: RenderContext) -> Iterator[str]:
    """Yield a finding in a few lines: title, place, fix."""
    yield from wrapped(f"{finding.rule.title} ({finding.rule.id})", context.width, "    ", "  - ")
    yield from context.prose(f"at {_path(finding.fail, context)}: {actual_words(finding.fail, context.veil)}", "    ")
    yield from context.prose(f"fix: {finding.rule.fix}", "    ")


def write_place(place: Place, context: RenderContext, style: str) -> Iterator[str]:
    """Yield the lines of *place* with carets under the mark."""
    first, *rest = wrapped(place.title, context.width, "      ", "  --> ")
    yield from (first.replace("-->", context.paint("blue", "-->"), 1), *rest)
    for line in place.lines:
        yield f"    {line.text}"
        if line.mark:
            start, end = line.mark
            yield f"    {' ' * start}{context.paint(style, '^' * max(end - start, 1))}"


def write_basis(rule: Rule, context: RenderContext, *, is_short: bool = False) -> Iterator[str]:
    """Yield the source for Apple's refusal: documented, observed with a date, inferred or assumed; without its title if *is_short*."""
    answer = rule.wire or rule.assumed
    source = answer.source if answer else rule.references[0]
    title = "" if is_short else f": {source.title}"
    if answer is None:
        words = f"{source.basis.value} ({source.seen}){title}" if source.address else cited(source)
    elif rule.wire is None:
        words = f"{answer_words(answer)}, assumed, because it is not known what Apple answers{title}"
    else:
        words = f"{answer_words(answer)}, {answer.basis.value} ({answer.seen or source.seen}){title}"
    yield from context.cited(context.labelled("basis", f"{words} {cite(source)}".rstrip()), source)


def cite(source: Source) -> str:
    """Return the id of *source* in brackets, by which `siwakit explain` lists its address; empty for one without an address."""
    return f"[{source.id}]" if source.address else ""


def cited(source: Source) -> str:
    """Return *source* in words; the title of a source without an address already names its basis."""
    return f"{source.basis.value} ({source.seen}): {source.title}" if source.address else f"{source.title} ({source.seen})"


def write_fix(rule: Rule, fail: Fail, context: RenderContext) -> Iterator[str]:
    """Yield the fix, and the value to copy on a line of its own."""
    yield from context.labelled("fix", rule.fix, "green")
    value = value_to_copy(fail, context.veil)
    if value is not None:
        yield from (*context.labelled("copy", "the value, on a line of its own:"), "", *value.split("\n"))


def value_to_copy(fail: Fail, veil: Veil) -> str | None:
    """Return the value that is the whole fix, or None: a bare time and a body without its values are not."""
    value = copyable(fail, veil)
    return None if value is None or value.isdecimal() or fail.at == "request.body" else value


def copyable(fail: Fail, veil: Veil) -> str | None:
    """Return the value to copy, or None if there is none or it may not be shown."""
    value = fail.correct
    if value is None and isinstance(fail.expected, str) and fail.at != "request.method" and not _SPACE.search(fail.expected):
        value = fail.expected
    if not value or value != veil.expected(fail.at, value) or any(line != visible(line) for line in value.split("\n")):
        return None
    return value


def answer_words(answer: Answer) -> str:
    """Return the status, error code and description of *answer*."""
    words = f"{answer.status} {answer.error}" if answer.error else str(answer.status)
    return f'{words}, "{answer.description}"' if answer.description else words


def _write_proof(fail: Fail, context: RenderContext) -> Iterator[str]:
    yield from context.labelled("actual", actual_words(fail, context.veil))
    if fail.expected is not None:
        yield from context.labelled("expected", expected_words(fail, context.veil))
    if fail.because:
        yield from context.labelled("proof", context.veil.clean(fail.because))


def actual_words(fail: Fail, veil: Veil) -> str:
    """Return the actual value, safe to show on one line."""
    return "missing" if fail.actual is None else _words(fail.at, veil.plain(fail.at, fail.actual))


def expected_words(fail: Fail, veil: Veil) -> str:
    """Return the expected value, safe to show on one line."""
    plain = veil.expected(fail.at, fail.expected)
    return visible(plain) if isinstance(plain, str) and " " in plain else _words(fail.at, plain)


def _words(at: str, plain: Any) -> str:
    """Return a value as JSON if its place is in JSON, else as it is; a time with its date."""
    name = at.rpartition(".")[2]
    if name in TIME_CLAIMS or name == "now":
        date = calendar_date(plain) if isinstance(plain, int | float) and not isinstance(plain, bool) and plain >= _A_TIME else None
        return f"{as_json(plain)} ({date})" if date else as_json(plain)
    if isinstance(plain, str) and plain and not (".claims." in at or ".header." in at):
        return visible(plain)
    return as_json(plain)


def _path(fail: Fail, context: RenderContext) -> str:
    return context.veil.clean(fail.at)
