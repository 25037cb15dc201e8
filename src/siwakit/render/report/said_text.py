"""What libraries, brokers and browsers said, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.evidence.said import Statement
from siwakit.judge.diagnosis import Diagnosis
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped

# Values that need no redaction: identifiers and names, which are shown elsewhere in a report as well.
_SHOWN = ("expected", "actual", "cookie", "kid", "claim")
_MAX_VALUE = 100


def statement_words(statement: Statement, veil: Veil) -> str:
    """Return what *statement* says, who says it, and the names in it."""
    named = [f"{name} {veil.clean(value[:_MAX_VALUE])}" for name, value in statement.values.items() if name in _SHOWN]
    names = f" ({', '.join(named)})" if named else ""
    if statement.is_guess:
        return f"{statement.speaker}: perhaps that {statement.proof.value}{names}"
    return f"{statement.speaker}: {statement.proof.value}{names}"


def write_statements(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    """Yield the statements, one to a line, or nothing if there are none."""
    statements = diagnosis.evidence.statements
    if not statements:
        return
    yield context.paint("bold", "what other software said, not Apple")
    for statement in statements:
        yield from wrapped(statement_words(statement, context.veil), context.width, "    ", "  - ")
