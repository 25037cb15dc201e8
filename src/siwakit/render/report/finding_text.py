"""Write one finding: what, where, the proof, why, on whose word, and the one thing to do."""

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
from siwakit.render.paint import Paint
from siwakit.render.report.place import find_place
from siwakit.render.sealing import Veil, as_json
from siwakit.render.wrapping import wrapped
from siwakit.rules.model import Fail, Rule
from siwakit.rules.wire import Answer
from siwakit.sources import Source

_INDENT = "  "
_LABEL = 10
_SPACE = pattern(r"\s")
_A_TIME = 100_000_000  # a lesser number is a length of time


@record
class Desk:
    """Hold what every section is written with."""

    evidence: Evidence
    veil: Veil
    paint: Paint
    width: int

    def prose(self, text: str, indent: str = _INDENT) -> list[str]:
        """Return *text* in lines."""
        return wrapped(text, self.width, indent)

    def labelled(self, label: str, text: str, style: str = "bold") -> list[str]:
        """Return *text* in lines beside *label*."""
        first, *rest = wrapped(text, self.width, " " * (len(_INDENT) + _LABEL), f"{_INDENT}{label.ljust(_LABEL)}") or [f"{_INDENT}{label}"]
        return [first.replace(label, self.paint(style, label), 1), *rest]

    def headed(self, head: str, text: str, style: str) -> list[str]:
        """Return a heading in *style* with *text* after it."""
        first, *rest = wrapped(text, self.width, _INDENT, f"{head}: ")
        return [first.replace(head, self.paint(style, head), 1), *rest]


def write_finding(finding: Finding, desk: Desk, head: str, style: str) -> Iterator[str]:
    """Return the lines of *finding* under *head*, what follows from it indented below."""
    rule, fail = finding.rule, finding.fail
    yield from desk.headed(f"{head}[{rule.id}]", rule.title, style)
    yield ""
    yield from write_place(find_place(fail.at, desk.evidence, desk.veil, desk.width - 4), desk, style)
    yield ""
    yield from _write_proof(fail, desk)
    yield from desk.labelled("why", rule.why)
    yield from write_basis(rule, desk)
    yield from write_fix(rule, fail, desk)
    if finding.explained:
        yield ""
        yield from desk.prose("these follow from it, and go away with it:")
        for one in finding.explained:
            yield from wrapped(f"{one.rule.title} ({one.rule.id})", desk.width, "      ", "    - ")


def write_short(finding: Finding, desk: Desk) -> Iterator[str]:
    """Return a finding in a few lines: title, place, fix."""
    yield from wrapped(f"{finding.rule.title} ({finding.rule.id})", desk.width, "    ", "  - ")
    yield from desk.prose(f"at {_path(finding.fail, desk)}: {actual_words(finding.fail, desk.veil)}", "    ")
    yield from desk.prose(f"fix: {finding.rule.fix}", "    ")


def write_place(place: Place, desk: Desk, style: str) -> Iterator[str]:
    """Return the lines of *place* with carets under the mark."""
    first, *rest = wrapped(place.title, desk.width, "      ", "  --> ")
    yield from (first.replace("-->", desk.paint("blue", "-->"), 1), *rest)
    for line in place.lines:
        yield f"    {line.text}"
        if line.mark:
            start, end = line.mark
            yield f"    {' ' * start}{desk.paint(style, '^' * max(end - start, 1))}"


def write_basis(rule: Rule, desk: Desk) -> Iterator[str]:
    """Return on whose word it is said that Apple refuses: documented, observed with a date, inferred or assumed."""
    answer = rule.wire or rule.assumed
    source = answer.source if answer else rule.references[0]
    if answer is None:
        words = cited(source)
    elif rule.wire is None:
        words = f"{answer_words(answer)}, assumed, because it is not known what Apple answers: {source.title}"
    else:
        words = f"{answer_words(answer)}, {answer.basis.value} ({answer.seen or source.seen}): {source.title}"
    yield from desk.labelled("basis", words)
    if source.address:
        yield " " * (len(_INDENT) + _LABEL) + source.address


def cited(source: Source) -> str:
    """Return *source* in words; one without an address names its basis itself."""
    return f"{source.basis.value} ({source.seen}): {source.title}" if source.address else f"{source.title} ({source.seen})"


def write_fix(rule: Rule, fail: Fail, desk: Desk) -> Iterator[str]:
    """Return the one thing to do, and the value to copy on a line of its own."""
    yield from desk.labelled("fix", rule.fix, "green")
    value = copyable(fail, desk.veil)
    if value is not None:
        yield from (*desk.labelled("copy", "the value, on a line of its own:"), "", *value.split("\n"))


def copyable(fail: Fail, veil: Veil) -> str | None:
    """Return the value to copy, None where there is none or it may not be shown."""
    value = fail.correct
    if value is None and isinstance(fail.expected, str) and fail.at != "request.method" and not _SPACE.search(fail.expected):
        value = fail.expected
    if not value or value != veil.expected(fail.at, value) or any(line != visible(line) for line in value.split("\n")):
        return None
    return value


def answer_words(answer: Answer) -> str:
    """Return *answer* as it stands on the wire, in words."""
    words = f"{answer.status} {answer.error}" if answer.error else str(answer.status)
    return f'{words}, "{answer.description}"' if answer.description else words


def _write_proof(fail: Fail, desk: Desk) -> Iterator[str]:
    yield from desk.labelled("actual", actual_words(fail, desk.veil))
    if fail.expected is not None:
        yield from desk.labelled("expected", expected_words(fail, desk.veil))
    if fail.because:
        yield from desk.labelled("proof", desk.veil.clean(fail.because))


def actual_words(fail: Fail, veil: Veil) -> str:
    """Return what was found, fit to be shown on one line."""
    return "missing" if fail.actual is None else _words(fail.at, veil.plain(fail.at, fail.actual))


def expected_words(fail: Fail, veil: Veil) -> str:
    """Return what belongs there, fit to be shown on one line."""
    plain = veil.expected(fail.at, fail.expected)
    return visible(plain) if isinstance(plain, str) and " " in plain else _words(fail.at, plain)


def _words(at: str, plain: Any) -> str:
    """Return a value as JSON where it stands in JSON, else as it is; a time with its date."""
    name = at.rpartition(".")[2]
    if name in TIME_CLAIMS or name == "now":
        date = calendar_date(plain) if isinstance(plain, int | float) and not isinstance(plain, bool) and plain >= _A_TIME else None
        return f"{as_json(plain)} ({date})" if date else as_json(plain)
    if isinstance(plain, str) and plain and not (".claims." in at or ".header." in at):
        return visible(plain)
    return as_json(plain)


def _path(fail: Fail, desk: Desk) -> str:
    return desk.veil.clean(fail.at)
