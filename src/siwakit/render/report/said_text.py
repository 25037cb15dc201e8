"""What libraries, brokers, browsers and the person who asks said, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.evidence.said import Statement
from siwakit.judge.diagnosis import Diagnosis
from siwakit.patterns import pattern
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped

# What a message names is shown only if its form is that of something public: a text that was pasted can have anything there.
_CLIENT_ID = r"[A-Za-z][A-Za-z0-9-]{0,40}(?:\.[A-Za-z][A-Za-z0-9-]{0,40}){1,6}"
_PUBLIC = {
    "expected": pattern(rf"{_CLIENT_ID}(?:[ ,|]{{1,3}}{_CLIENT_ID}){{0,4}}|https://(?:appleid|account)\.apple\.com/?"),
    "actual": pattern(rf"{_CLIENT_ID}|https://(?:appleid|account)\.apple\.com/?"),
    "cookie": pattern(r"(?i)(?:pkce|code|verifier|code_verifier|state|nonce|session|csrf|callback|correlation|[ ._-]){1,6}"),
    "claim": pattern(r"aud|azp|iss|sub|exp|iat|nbf|jti|nonce|email|email_verified|is_private_email|name|auth_time|at_hash|c_hash"),
}


def statement_words(statement: Statement, veil: Veil) -> str:
    """Return what *statement* says, who says it, and the names in it."""
    named = [f"{name} {veil.clean(value)}" for name, value in statement.values.items() if name in _PUBLIC and _PUBLIC[name].fullmatch(value)]
    names = f" ({', '.join(named)})" if named else ""
    if statement.is_hint:
        return statement.proof.value
    if statement.is_guess:
        return f"{statement.speaker}: perhaps that {statement.proof.value}{names}"
    return f"{statement.speaker}: {statement.proof.value}{names}"


def write_statements(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    """Yield the statements, one to a line, or nothing if there are none."""
    for head, found in (("what you said", hints_in(diagnosis)), ("what other software said, not Apple", messages_in(diagnosis))):
        yield from [context.paint("bold", head)] if found else []
        for statement in found:
            yield from wrapped(statement_words(statement, context.veil), context.width, "    ", "  - ")


def statements_in_order(diagnosis: Diagnosis) -> tuple[Statement, ...]:
    """Return all statements: those of software first."""
    return (*messages_in(diagnosis), *hints_in(diagnosis))


def hints_in(diagnosis: Diagnosis) -> tuple[Statement, ...]:
    """Return what the person who asks said in plain words."""
    return tuple(statement for statement in diagnosis.evidence.statements if statement.is_hint)


def messages_in(diagnosis: Diagnosis) -> tuple[Statement, ...]:
    """Return what libraries, brokers and browsers said."""
    return tuple(statement for statement in diagnosis.evidence.statements if not statement.is_hint)
