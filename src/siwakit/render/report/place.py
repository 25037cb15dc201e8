"""The place of a mistake, marked, with the lines around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from siwakit.apple import FIELDS as FIELD_NAMES
from siwakit.evidence.dates import calendar_date
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import ANSWER, AUTHORIZE, CLIENT_SECRET, FIELDS
from siwakit.evidence.settings.settings_keys import every_setting
from siwakit.evidence.showing.redact import MAX_SHOWN
from siwakit.http import Request
from siwakit.jose.jws import Jws
from siwakit.patterns import pattern
from siwakit.render.listing import MISSING, Line, Place, Row, around, list_rows, object_lines
from siwakit.render.report.sketch import key_place, sketch_place
from siwakit.render.report.source_place import place_in_source
from siwakit.render.sealing import Veil, as_json
from siwakit.render.wrapping import cut

_OBJECTS = {"claims": "payload", "header": "header", "payload": "payload"}
_CONFIGURATION = ("team_id", "key_id", "bundle_ids", "services_ids", "redirect_uri")
_PLACES = {"query": " (in the query)", "basic": " (in Authorization)", "json": " (in JSON)", "multipart": " (multipart)"}
_URL_VALUE = pattern(r"([?&#])([^=&#]*)=([^&#]*)")
_Finder = Callable[[str, Evidence, Veil, int], "Place | None"]


def find_place(at: str, evidence: Evidence, veil: Veil, width: int) -> Place:
    """Return the place at the path *at*, in lines of at most *width*: in the source code that it was read from, if there is any."""
    in_source = place_in_source(at, evidence, veil, width)
    if in_source:
        return in_source
    whose, _, rest = at.partition(".")
    find = _key if at.startswith("key[") else _FINDERS.get(whose)
    place = find(rest if find is not _key else at, evidence, veil, width) if find else None
    return place or Place(veil.clean(at).replace(".", ", "))


def shown_url(url: str, veil: Veil) -> str:
    """Return *url*, with values in its query and fragment described if they may be secret."""
    return veil.clean(
        _URL_VALUE.sub(lambda match: f"{match[1]}{match[2]}={_shown_value(match[2], match[3], veil)}", url[:MAX_SHOWN]), is_address=True
    )


def _shown_value(name: str, value: str, veil: Veil) -> str:
    shown = veil.field(name, value)
    return f"[{shown}]" if shown != value and not shown.startswith("[") else shown


def _of_token(whose: str, read: Callable[[Evidence], Jws | Absence]) -> _Finder:
    def find(rest: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
        token = read(evidence)
        part, _, name = rest.partition(".")
        members = None if isinstance(token, Absence) else token.header if part == "header" else token.claims
        if part in _OBJECTS and members is not None:
            lines = object_lines(veil.members(members) or {}, name, width, _now(evidence))
            return Place(f"{whose}, {_OBJECTS[part]}", lines)
        return sketch_place(rest, evidence, veil, width) if whose == "client_secret" else Place(f"{whose}, {part}" if part else whose)

    return find


def _request(rest: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
    part, _, name = rest.partition(".")
    if part in {"url", "method", "headers"} and not isinstance(evidence.request, Absence):
        return _request_line(part, name, evidence.request, veil, width)
    fields = evidence.get(FIELDS)
    if isinstance(fields, Absence):
        return None
    rows = [
        Row(veil.field_name(field.name, field.value), veil.field(field.name, field.value) + _PLACES.get(field.place, "")) for field in fields.every
    ]
    return Place("request, form", list_rows(rows, veil.clean(name), width, known=FIELD_NAMES) if rows else (Line("(no fields)", (0, 11)),))


def _request_line(part: str, name: str, request: Request, veil: Veil, width: int) -> Place:
    method = veil.clean(request.method)
    url = cut(shown_url(request.url, veil), width - len(method) - 1)
    marks = {"method": (0, len(method)), "url": (len(method) + 1, len(method) + 1 + len(url))}
    lines = [Line(f"{method} {url}", marks.get(part))]
    if part != "headers":
        return Place("request", tuple(lines))
    is_present = False
    for key, value in request.headers:
        head = f"{cut(veil.clean(key), width // 2)}: "
        shown = cut(veil.header(key, value), width - len(head))
        is_named = key.lower() == name.lower()
        is_present = is_present or is_named
        lines.append(Line(head + shown, (len(head), len(head) + len(shown)) if is_named else None))
    if not is_present:
        lines.append(Line(f"{name}: {MISSING}", (len(name) + 2, len(name) + 2 + len(MISSING))))
    return Place("request, headers", around(lines))


def _authorize(rest: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
    query = evidence.get(AUTHORIZE)
    if isinstance(query, Absence):
        return None
    rows = [Row(veil.field_name(name, value), veil.field(name, value)) for name, value in query.items()]
    return Place("authorization request, query", list_rows(rows, rest, width))


def _configuration(rest: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
    rows = []
    for name in _CONFIGURATION:
        value = getattr(evidence, name)
        if not isinstance(value, Absence):
            rows.append(Row(name, as_json(veil.plain(name, value))))
    settings = evidence.settings
    if not isinstance(settings, Absence):
        if rest not in settings and (place := _nested_setting(rest, settings, veil, width)):
            return place
        texts = {name: value if isinstance(value, str) else as_json(veil.plain("", value)) for name, value in settings.items()}
        rows += [Row(veil.clean(name), veil.field(name, text)) for name, text in texts.items()]
    return Place("configuration", list_rows(rows, rest, width)) if rows else None


def _nested_setting(path: str, settings: Mapping[str, Any], veil: Veil, width: int) -> Place | None:
    """Return the setting at *path* with those beside it, or None if there is none."""
    every = list(every_setting(settings))
    marked = next((setting for setting in every if setting.path == path), None)
    if marked is None:
        return None
    above = path.removesuffix(marked.name)
    rows = [Row(veil.clean(setting.name), veil.field(setting.name, str(setting.value))) for setting in every if setting.path == above + setting.name]
    return Place(f"configuration, {veil.clean(above.rstrip('.'))}", list_rows(rows, veil.clean(marked.name), width))


def _answer(rest: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence):
        return None
    known = (("error", answer.error), ("error_description", answer.description))
    rows = [Row("status", str(answer.status))] if answer.status is not None else []
    rows += [Row(name, as_json(veil.quote(value))) for name, value in known if value is not None]
    rows += [Row("body", "an HTML page")] if answer.is_html else []
    rows += [Row("members", cut(veil.clean(", ".join(answer.members)), width))] if answer.members and not answer.is_refusal else []
    return Place("Apple's answer", list_rows(rows, rest.removeprefix("body."), width, is_open=True))


def _key(at: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
    return key_place(at, evidence, veil, width)


def _now(evidence: Evidence) -> int | None:
    return None if isinstance(evidence.now, Absence) else evidence.now


def _part(part: Part[Jws]) -> Callable[[Evidence], Jws | Absence]:
    return lambda evidence: evidence.get(part)


def _clock(_: str, evidence: Evidence, __: Veil, ___: int) -> Place | None:
    now = _now(evidence)
    if now is None:
        return None
    text = f"now = {now}"
    return Place("the clock", (Line(f"{text}  // {calendar_date(now)}", (len("now = "), len(text))),))


_FINDERS: dict[str, _Finder] = {
    "client_secret": _of_token("client_secret", _part(CLIENT_SECRET)),
    "newer_secret": _of_token("newer client_secret", lambda evidence: evidence.newer_secret),
    "identity_token": _of_token("identity token", lambda evidence: evidence.identity_token),
    "now": _clock,
    "request": _request,
    "authorize": _authorize,
    "configuration": _configuration,
    "settings": _configuration,
    "answer": _answer,
}
