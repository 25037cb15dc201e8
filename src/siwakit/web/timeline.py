"""One sign-in in chronological order, with pairs of values that should be equal but differ.

Only findings decide that a value is wrong; this module looks up the values that it should be equal to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from siwakit.escape import visible
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.form_fields import FormField
from siwakit.evidence.parts import ANSWER, AUTHORIZE, CLAIMS, FIELDS, HEADER
from siwakit.evidence.sign_in import identity_parts
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.http import Request
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.not_stated import NOT_STATED, is_stated
from siwakit.render.sealing import Veil, as_json

Rows = dict[str, str]
_TITLES = {
    "authorize": "Authorization request",
    "callback": "Callback",
    "request": "Request to Apple",
    "client_secret": "client_secret",
    "answer": "Apple's answer",
    "identity_token": "Identity token",
}
# Places that must have the same value.
_GROUPS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("authorize", "client_id"), ("request", "client_id"), ("client_secret", "sub"), ("identity_token", "aud")),
    (("authorize", "redirect_uri"), ("request", "redirect_uri")),
    (("authorize", "state"), ("callback", "state")),
    (("authorize", "nonce"), ("identity_token", "nonce")),
    (("callback", "code"), ("request", "code")),
)
_MOST_ROWS = 24


def time_line(diagnosis: Diagnosis, veil: Veil) -> dict[str, Any]:
    """Return the stages in the evidence, each with its rows, and the pairs of values that do not match."""
    stages = {name: rows for name, rows in _stages(diagnosis.evidence, veil) if rows}
    marked = {place: finding.rule.id for finding in _every_finding(diagnosis) if (place := _place(finding.fail.at)) is not None}
    return {
        "stages": [
            {
                "name": name,
                "title": _TITLES[name],
                "rows": [{"name": key, "value": value, "rule": marked.get((name, key))} for key, value in list(rows.items())[:_MOST_ROWS]],
            }
            for name, rows in stages.items()
        ],
        "pairs": [_pair(stages, place, other, rule) for place, rule in marked.items() for other in _mismatches_of(stages, place)],
    }


def _stages(evidence: Evidence, veil: Veil) -> Iterator[tuple[str, Rows]]:
    authorize, fields, answer = evidence.get(AUTHORIZE), evidence.get(FIELDS), evidence.get(ANSWER)
    yield (
        "authorize",
        {} if isinstance(authorize, Absence) else {veil.field_name(name, value): veil.field(name, value) for name, value in authorize.items()},
    )
    yield "callback", {} if isinstance(evidence.callback, Absence) else _callback(evidence.callback.request, evidence.callback.status, veil)
    yield (
        "request",
        {} if isinstance(fields, Absence) else {veil.field_name(field.name, field.value): _field(field, evidence, veil) for field in fields.every},
    )
    yield (
        "client_secret",
        {**_of_secret("header", evidence.get(HEADER), evidence, veil), **_of_secret("claims", evidence.get(CLAIMS), evidence, veil)},
    )
    yield "answer", _answer(answer, veil) if isinstance(answer, AppleAnswer) else {}
    yield "identity_token", _members(evidence.get(identity_parts.CLAIMS), veil)


def _field(field: FormField, evidence: Evidence, veil: Veil) -> str:
    return veil.field(field.name, field.value) if is_stated(f"request.form.{field.name}", evidence) else NOT_STATED


def _of_secret(part: str, members: Mapping[str, Any] | Absence, evidence: Evidence, veil: Veil) -> Rows:
    rows = _members(members, veil)
    return {name: value if is_stated(f"client_secret.{part}.{name}", evidence) else NOT_STATED for name, value in rows.items()}


def _callback(request: Request, status: int | None, veil: Veil) -> Rows:
    pairs = [*parse_qsl(request.query), *parse_qsl(request.text)]
    rows = {veil.field_name(name, value): veil.field(name, value) for name, value in pairs}
    return {"method": request.method, **rows, **({"your answer": str(status)} if status else {})}


def _answer(answer: AppleAnswer, veil: Veil) -> Rows:
    rows = {"status": str(answer.status or ""), "error": veil.quote(answer.error or ""), "error_description": veil.quote(answer.description or "")}
    rows |= {"members": veil.clean(", ".join(answer.members))} if answer.members and not answer.is_refusal else {}
    return {name: value for name, value in rows.items() if value}


def _members(members: Mapping[str, Any] | Absence, veil: Veil) -> Rows:
    if isinstance(members, Absence):
        return {}
    shown = veil.members(members) or {}
    return {visible(name): visible(value) if isinstance(value, str) else as_json(value) for name, value in shown.items()}


def _every_finding(diagnosis: Diagnosis) -> Iterator[Finding]:
    for finding in (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others, *diagnosis.assumed):
        yield from (finding, *finding.explained)


def _place(at: str) -> tuple[str, str] | None:
    stage, _, rest = at.partition(".")
    return (stage, rest.rpartition(".")[2]) if stage in _TITLES and rest else None


def _mismatches_of(stages: Mapping[str, Rows], place: tuple[str, str]) -> Iterable[tuple[str, str]]:
    value = stages.get(place[0], {}).get(place[1])
    group = next((group for group in _GROUPS if place in group), ())
    return [other for other in group if other != place and value and stages.get(other[0], {}).get(other[1], value) != value]


def _pair(stages: Mapping[str, Rows], place: tuple[str, str], other: tuple[str, str], rule: str) -> dict[str, Any]:
    ends = [{"stage": stage, "title": _TITLES[stage], "name": name, "value": stages[stage][name]} for stage, name in (place, other)]
    return {"rule": rule, "ends": ends}
