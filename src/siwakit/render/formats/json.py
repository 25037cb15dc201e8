"""A diagnosis for programs: more than the text report contains, in a stable order, redacted in the same way.

A bare `invalid_client` leaves more than a hundred suspects. Only the first ones are described, and what would decide them is described once, in
`missing_parts`; the rest are ids, which `siwakit explain` describes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from siwakit.escape import visible, visible_json
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.form_fields import FormField
from siwakit.evidence.parts import ANSWER, CLIENT_SECRET, ENDPOINT, FIELDS
from siwakit.evidence.said import Statement
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.evidence.unread import Unread
from siwakit.jose.jws import Fault, Jws
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.judge.questions import Answered
from siwakit.judge.suspects import Suspect
from siwakit.judge.wanted import Wanted
from siwakit.render.next_step import NextStep, next_step
from siwakit.render.not_stated import is_stated, not_stated_in, stated
from siwakit.render.report.finding_text import copyable
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.place import shown_url
from siwakit.render.report.said_text import statement_words
from siwakit.render.report.source_place import where_in_source
from siwakit.render.report.verdict import EXIT_MEANINGS, exit_code, focus, verdict_sentence
from siwakit.render.sealing import Veil, veil_over
from siwakit.render.snippets.snippet import Snippet
from siwakit.rules.model import Question, Rule
from siwakit.rules.wire import Answer
from siwakit.sources import Source

VERSION = 2
SCHEMA = "urn:siwakit:report:2"
_DESCRIBED_SUSPECTS = 10
_NAMED_RULES = 3
_SUPPLIED = (
    *("now", "request", "form", "answer", "secret", "newer_secret", "keys", "team_id", "key_id", "bundle_ids", "services_ids", "origin"),
    *("authorize", "redirect_uri", "identity_token", "settings", "portal"),
)


def render_json(
    diagnosis: Diagnosis,
    *,
    show_secrets: bool = False,
    question: Question | None = None,
    fix: FixedSecret | None = None,
    snippet: Snippet | None = None,
) -> str:
    """Return *diagnosis* as a JSON document that conforms to `report.schema.json`."""
    veil = veil_over(diagnosis.evidence, show_secrets=show_secrets)
    return visible_json(json.dumps(_report(focus(diagnosis, question) if question else diagnosis, veil, fix, snippet), indent=1)) + "\n"


def _report(diagnosis: Diagnosis, veil: Veil, fix: FixedSecret | None, snippet: Snippet | None) -> dict[str, Any]:
    code = exit_code(diagnosis)
    parts = _MissingParts(diagnosis.wanted)
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "verdict": {
            "kind": diagnosis.kind.name.lower().replace("_", "-"),
            "sentence": verdict_sentence(diagnosis),
            "exit_code": code,
            "exit_meaning": EXIT_MEANINGS[code],
        },
        "root": _finding(diagnosis.root, veil) if diagnosis.root else None,
        "next": _next(next_step(diagnosis, veil, fix)),
        "fix": {"client_secret": fix.text or None, "note": fix.note} if fix else None,
        "snippet": {"language": snippet.language, "text": snippet.text} if snippet else None,
        "others": [_finding(finding, veil) for finding in diagnosis.others],
        "assumed": [_finding(finding, veil) for finding in diagnosis.assumed],
        "advice": [_finding(finding, veil) for finding in diagnosis.advice],
        "suspects": [
            *(_suspect(suspect, parts, diagnosis.evidence, veil) for suspect in diagnosis.suspects[:_DESCRIBED_SUSPECTS]),
            *({"rule": suspect.rule.id} for suspect in diagnosis.suspects[_DESCRIBED_SUSPECTS:]),
        ],
        "ruled_out": [{"rule": rule.id} for rule in diagnosis.ruled_out],
        "questions": [_question(answered, parts) for answered in diagnosis.questions],
        "answer": _answer(diagnosis, veil),
        "said": [_statement(statement, veil) for statement in diagnosis.evidence.statements],
        "wanted": [
            _wanted(wanted_part, parts, is_first=not number) for number, wanted_part in enumerate(part for part in diagnosis.wanted if part.part.ask)
        ],
        "missing_parts": parts.described,
        "evidence": _evidence(diagnosis.evidence, veil),
        "unread": [_unread(unread, veil) for unread in diagnosis.unread],
    }


class _MissingParts:
    """The parts that are named as missing, each *described* once. Of parts that the same thing would supply, only one is named."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        self.described: dict[str, dict[str, str | None]] = {}
        self._names = {wanted_part.part.ask: wanted_part.part for wanted_part in wanted}

    def name(self, part: Part[Any]) -> str:
        """Return the name under which *part* is described."""
        named = self._names.setdefault(part.ask, part)
        self.described[named.name] = {"ask": named.ask, "option": named.option or None}
        return named.name

    def names(self, parts: Iterable[Part[Any]]) -> list[str]:
        """Return the names of *parts*, without those that cannot be supplied."""
        return list(dict.fromkeys(self.name(part) for part in parts if part.ask))


def _finding(finding: Finding, veil: Veil) -> dict[str, Any]:
    rule, fail = finding.rule, finding.fail
    return {
        **_named(rule),
        "at": veil.hide(fail.at),
        "actual": veil.plain(fail.at, fail.actual),
        "expected": veil.expected(fail.at, fail.expected),
        "because": veil.hide(fail.because) or None,
        "correct": copyable(fail, veil),
        "why": rule.why,
        "fix": rule.fix,
        "wire": _wire(rule.wire),
        "also_seen": [_wire(answer) for answer in rule.also_seen],
        "assumed": _wire(rule.assumed),
        "harm": rule.harm.name.lower() if rule.harm else None,
        "references": _sources(rule.references),
        "explained": [_consequence(consequence, veil) for consequence in finding.explained],
    }


def _next(step: NextStep | None) -> dict[str, Any] | None:
    return {"kind": step.kind.value, "sentence": step.sentence, "text": step.text or None, "blanks": list(step.blanks)} if step else None


def _consequence(finding: Finding, veil: Veil) -> dict[str, Any]:
    explained = [_consequence(consequence, veil) for consequence in finding.explained]
    return {"rule": finding.rule.id, "title": finding.rule.title, "at": veil.hide(finding.fail.at), "explained": explained}


def _named(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.id, "title": rule.title, "question": rule.question.value, "grade": rule.grade.name.lower()}


def _wire(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "status": answer.status,
        "error": answer.error,
        "description": answer.description,
        "basis": answer.basis.name.lower(),
        "seen": answer.seen or answer.source.seen,
        "source": _source(answer.source),
    }


def _source(source: Source) -> dict[str, Any]:
    return {"id": source.id, "title": source.title, "address": source.address or None, "basis": source.basis.name.lower(), "seen": source.seen}


def _sources(sources: Iterable[Source]) -> list[dict[str, Any]]:
    return [_source(source) for source in sources]


def _suspect(suspect: Suspect, parts: _MissingParts, evidence: Evidence, veil: Veil) -> dict[str, Any]:
    suspicion = suspect.rule.suspicion
    return {
        **_named(suspect.rule),
        "score": suspect.score,
        "source": (where_in_source(suspect.at, evidence, veil) or None) if suspect.at else None,
        "look": suspicion.look if suspicion else None,
        "rules_out": suspicion.rules_out if suspicion else None,
        "missing": parts.names(suspect.missing),
        "fix": suspect.rule.fix,
    }


def _question(answered: Answered, parts: _MissingParts) -> dict[str, Any]:
    return {
        "question": answered.question.value,
        "reply": answered.reply.name.lower(),
        "rules": list(answered.rules),
        "missing": parts.names(answered.missing),
    }


def _statement(statement: Statement, veil: Veil) -> dict[str, Any]:
    return {
        "message": statement.message,
        "speaker": statement.speaker,
        "proof": statement.proof.name.lower().replace("_", "-"),
        "sentence": statement_words(statement, veil),
        "is_guess": statement.is_guess,
    }


def _answer(diagnosis: Diagnosis, veil: Veil) -> dict[str, Any] | None:
    answer = diagnosis.evidence.get(ANSWER)
    if not isinstance(answer, AppleAnswer):
        return None
    return {
        "status": answer.status,
        "error": None if answer.error is None else veil.quote(answer.error),
        "description": None if answer.description is None else veil.quote(answer.description),
        "is_html": answer.is_html,
        "date": answer.date,
        "members": veil.plain("", answer.members),
        "proves": diagnosis.proof.proves if diagnosis.proof else None,
        "sources": _sources(diagnosis.proof.sources) if diagnosis.proof else [],
    }


def _wanted(wanted_part: Wanted, parts: _MissingParts, *, is_first: bool) -> dict[str, Any]:
    decides = list(dict.fromkeys(wanted_part.decides))
    wanted = {"part": parts.name(wanted_part.part), "decides": decides[:_NAMED_RULES], "decides_count": len(decides)}
    return {**wanted, "how": wanted_part.how} if is_first and wanted_part.how else wanted


def _unread(unread: Unread, veil: Veil) -> dict[str, Any]:
    return {"name": veil.clean(unread.name) or None, "because": veil.clean(unread.message), "words": visible(unread.words) or None}


def _evidence(evidence: Evidence, veil: Veil) -> dict[str, Any]:
    token, fields, endpoint = evidence.get(CLIENT_SECRET), evidence.get(FIELDS), evidence.get(ENDPOINT)
    return {
        "now": None if isinstance(evidence.now, Absence) else evidence.now,
        "parts": {name: _state(getattr(evidence, name)) for name in _SUPPLIED},
        "endpoint": None if isinstance(endpoint, Absence) else endpoint.value,
        "url": None if isinstance(evidence.request, Absence) or not is_stated("request.url", evidence) else shown_url(evidence.request.url, veil),
        "form": [] if isinstance(fields, Absence) else [_field(field, evidence, veil) for field in fields.every],
        "client_secret": None if isinstance(token, Absence) else _token(token, evidence, veil),
    }


def _field(field: FormField, evidence: Evidence, veil: Veil) -> list[str | None]:
    shown = veil.field(field.name, field.value) if is_stated(f"request.form.{field.name}", evidence) else None
    return [veil.field_name(field.name, field.value), shown]


def _token(token: Jws, evidence: Evidence, veil: Veil) -> dict[str, Any]:
    return {
        "header": veil.members(stated("client_secret.header", token.header, evidence)),
        "claims": veil.members(stated("client_secret.claims", token.claims, evidence)),
        "not_stated": sorted(not_stated_in("client_secret", evidence)),
        "faults": [_fault(fault) for fault in token.faults],
    }


def _fault(fault: Fault) -> str:
    return f"{fault.segment}, character {fault.position}: {fault.kind.value}"


def _state(value: object) -> str:
    return value.name.lower() if isinstance(value, Absence) else "known"
