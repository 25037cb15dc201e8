"""The difference between an example and a correct sign-in, as lines with - and +."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from siwakit import samples
from siwakit.escape import visible
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.form_fields import FormField
from siwakit.evidence.parts import ANSWER, AUTHORIZE, CLIENT_SECRET, FIELDS, SECRET
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.jose.jws import Jws
from siwakit.render.report.place import shown_url
from siwakit.render.report.sketch import key_place, sketch_place
from siwakit.render.sealing import Veil, as_json, veil_over
from siwakit.render.wrapping import cut
from siwakit.rules.model import Example

_NAMES = ("team_id", "key_id", "bundle_ids", "services_ids", "redirect_uri", "settings")
_STATES = ("request", "secret", "keys", "portal", "authorize", "identity_token", "now")
_NEAR = 2
_Sections = dict[str, list[str]]


def example_diff(example: Example, width: int) -> list[str]:
    """Return the difference between the correct sign-in and *example*, each line at most *width* long."""
    before, after = _correct_sign_in(width), _describe(example.evidence(), width - 2)
    lines: list[str] = []
    for title in dict.fromkeys((*before, *after)):
        old, new = before.get(title, []), after.get(title, [])
        # A part that is absent is listed under "what is known".
        if new and old != new and not (title == "signature" and (lines and len(old) == len(new) and lines[0] in {"header", "payload"})):
            lines += [title, *(f"  {line}" for line in _differences(old, new))]
    return lines or ["nothing: it is the correct sign-in itself"]


@cache
def _correct_sign_in(width: int) -> _Sections:
    return _describe(samples.Scenario().evidence(), width - 2)


def _differences(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            kept = old[start:end]
            yield from (f"  {line}" for line in (kept if len(kept) <= 2 * _NEAR + 1 else [*kept[:_NEAR], "...", *kept[-_NEAR:]]))
            continue
        yield from (f"- {line}" for line in old[start:end])
        yield from (f"+ {line}" for line in new[from_:to])


def _describe(evidence: Evidence, width: int) -> _Sections:
    veil = veil_over(evidence)
    room = width - 4
    token = evidence.get(CLIENT_SECRET)
    sections = {} if isinstance(token, Absence) else _token(token, veil)
    return {
        **{title: [cut(line, room) for line in lines] for title, lines in sections.items()},
        "client_secret": _damage(evidence, veil, room),
        **{title: [cut(line, room) for line in lines] for title, lines in _wire(evidence, veil).items()},
        **{title: [cut(line, room) for line in lines] for title, lines in _knowledge(evidence, veil).items()},
        "keys": [line for key in _listed(evidence.keys) for line in _key(key.name, evidence, veil, room)],
    }


def _token(token: Jws, veil: Veil) -> _Sections:
    signature = token.signature
    return {
        "header": _object(token.header, veil),
        "payload": _object(token.claims, veil),
        "signature": ["none" if not signature else f"{len(signature)} bytes, {sealed('', token.segments[2]).split(', ')[-1]}"],
        "faults": [visible(f"{fault.segment}: {fault.kind.value}: {fault.detail}") for fault in token.faults],
    }


def _object(members: Mapping[str, Any] | None, veil: Veil) -> list[str]:
    if members is None:
        return ["(cannot be read)"]
    shown = [f"  {as_json(name)}: {as_json(veil.plain('', value))}," for name, value in members.items()]
    return ["{", *shown[:-1], *(line.removesuffix(",") for line in shown[-1:]), "}"]


def _damage(evidence: Evidence, veil: Veil, width: int) -> list[str]:
    secret = evidence.get(SECRET)
    if isinstance(secret, Absence):
        return [f"({secret.value})"]
    place = None if secret.sent == secret.inside and secret.sent.startswith("ey") else sketch_place("", evidence, veil, width)
    return [line.text for line in place.lines] if place else ["(header.payload.signature)"]


def _wire(evidence: Evidence, veil: Veil) -> _Sections:
    request, fields, answer = evidence.request, evidence.get(FIELDS), evidence.get(ANSWER)
    form = [] if isinstance(fields, Absence) else fields.every
    lines = (
        []
        if isinstance(request, Absence)
        else [f"{veil.clean(request.method)} {shown_url(request.url, veil)}", *(_header(*header, veil) for header in request.headers)]
    )
    return {
        "request": lines,
        "form": [f"{veil.clean(form_field.name)} = {_value(form_field, veil)}" for form_field in form] or ["(no fields)"],
        "body": [] if isinstance(request, Absence) else _outline(request.body),
        "Apple's answer": [] if isinstance(answer, Absence) else _answer(answer, veil),
    }


def _header(name: str, value: str, veil: Veil) -> str:
    return f"{veil.clean(name)}: {veil.field(name, value) if name.lower() in {'authorization', 'cookie'} else veil.clean(value)}"


def _value(form_field: FormField, veil: Veil) -> str:
    """Return a field's value; a client_secret is left out because it has sections of its own, and its digest changes with them."""
    shown = (
        "(see above)"
        if form_field.name == "client_secret" and form_field.value.startswith("ey")
        else veil.field(form_field.name, form_field.value) or "(empty)"
    )
    return shown if form_field.place == "body" else f"{shown}  (in {form_field.place})"


def _outline(body: bytes) -> list[str]:
    kinds = {b"{": "a JSON object", b"[": "a JSON list", b"-": "parts of multipart/form-data"}
    return [kinds[body[:1]]] if body[:1] in kinds else []


def _answer(answer: AppleAnswer, veil: Veil) -> list[str]:
    names = ("status", "error", "description", "is_html", "date")
    return [f"{name} = {as_json(veil.plain('', value))}" for name in names if (value := getattr(answer, name))]


def _knowledge(evidence: Evidence, veil: Veil) -> _Sections:
    named = [(name, getattr(evidence, name)) for name in _NAMES]
    query, identity, newer = evidence.get(AUTHORIZE), evidence.identity_token, evidence.newer_secret
    origin = [] if isinstance(evidence.origin, Absence) else [f"the code comes from: {evidence.origin.value}"]
    return {
        "configuration": [f"{name} = {as_json(veil.plain('', value))}" for name, value in named if not isinstance(value, Absence)],
        "authorization request": [] if isinstance(query, Absence) else [_parameter(name, value, veil) for name, value in query.items()],
        "identity token": [] if isinstance(identity, Absence) else _object(identity.claims, veil),
        "newer client_secret": [] if isinstance(newer, Absence) else _object(newer.claims, veil),
        "before": [f"{exchange.request.method} {shown_url(exchange.request.url, veil)}" for exchange in evidence.earlier],
        "the clock": [] if isinstance(evidence.now, Absence) else [f"now = {evidence.now}"],
        "what is known": [*origin, *(f"{name}: {value.value}" for name in _STATES if isinstance(value := getattr(evidence, name), Absence))],
        "developer portal": _portal(evidence),
    }


def _parameter(name: str, value: str, veil: Veil) -> str:
    """Return a parameter of the authorization request; state and nonce are shown, because those of examples are made up."""
    return f"{veil.clean(name)} = {veil.clean(value) if name in {'state', 'nonce'} else veil.field(name, value)}"


def _portal(evidence: Evidence) -> list[str]:
    portal = evidence.portal
    if isinstance(portal, Absence):
        return []
    records = (("key", portal.keys), ("client", portal.clients), ("code", portal.codes), ("refresh token", portal.refresh_tokens))
    return [line for kind, entries in records for name, entry in entries.items() for line in _record(kind, name, entry)]


def _record(kind: str, name: str, entry: Any) -> Iterator[str]:
    label = kind if kind in {"code", "refresh token"} else f"{kind} {name}"
    for member in entry.__slots__:
        value = getattr(entry, member)
        # Only the emulator adds to an age, so nearly no record has this.
        if member != "public" and (member != "aged_seconds" or value):
            yield f"{label}: {member} = {visible(str(value))}"


def _listed(value: Any) -> tuple[Any, ...]:
    return () if isinstance(value, Absence) else value


def _key(name: str, evidence: Evidence, veil: Veil, width: int) -> list[str]:
    place = key_place(f"key[{name}]", evidence, veil, width)
    return [place.title, *(f"  {line.text}" for line in place.lines)]
