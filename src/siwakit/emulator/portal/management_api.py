"""The management API: JSON requests and answers, driven by the table of actions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from siwakit.emulator.portal import app_identifiers, behaviour, openapi, people, teams_and_keys
from siwakit.emulator.portal.actions import Action, ActionContext, PortalRefused, read_json_fields
from siwakit.errors import JsonFault, SiwakitError
from siwakit.http import Headers, Request, Response, media_type
from siwakit.jose import strictjson

ACTIONS: tuple[Action, ...] = (*teams_and_keys.ACTIONS, *app_identifiers.ACTIONS, *people.ACTIONS, *behaviour.ACTIONS)
BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}
DOCUMENT_PATH = "/api/openapi.json"
_NO_CONTENT = 204
_BAD_REQUEST = 400
_HEADERS: Headers = (
    ("Content-Type", "application/json; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)


def answer_api(context: ActionContext, request: Request) -> Response:
    """Return the answer of the management API; a refusal has a message and a hint."""
    if request.path == DOCUMENT_PATH and request.method in {"GET", "HEAD"}:
        return _json(200, openapi.document(ACTIONS))
    try:
        action, parameters = _find(request)
        members = _read_members(action, request)
        value = action.do(context, {**read_json_fields(action, members), **parameters})
    except SiwakitError as refused:
        return problem(refused)
    return Response(_NO_CONTENT, _HEADERS[1:]) if action.status == _NO_CONTENT else _json(action.status, value)


def problem(refused: SiwakitError) -> Response:
    """Return the answer that explains a refusal."""
    status = refused.status if isinstance(refused, PortalRefused) else _BAD_REQUEST
    members = {"code": refused.code, "message": refused.message, "hint": refused.hint}
    rule = refused.rule if isinstance(refused, PortalRefused) else None
    return _json(status, members if rule is None else {**members, "rule": rule})


def _find(request: Request) -> tuple[Action, dict[str, str]]:
    path = "\n".join(unquote(part) for part in request.path.strip("/").split("/"))
    found = [(action, parameters) for action in ACTIONS if (parameters := action.match(path)) is not None]
    if not found:
        raise PortalRefused("there is nothing at this path", status=404, hint=f"see {DOCUMENT_PATH}")
    method = "GET" if request.method == "HEAD" else request.method
    chosen = next(((action, parameters) for action, parameters in found if action.method == method), None)
    if chosen is None:
        methods = ", ".join(sorted(action.method for action, _ in found))
        raise PortalRefused("this path does not support this method", status=405, hint=f"it takes {methods}")
    return chosen


def _read_members(action: Action, request: Request) -> Mapping[str, Any]:
    if action.method == "GET":
        return dict(parse_qsl(request.query, keep_blank_values=True))
    # A page on another site can make a browser send a form here, but not JSON: that needs a CORS preflight, which is refused.
    if (action.method == "POST" or request.body) and media_type(request.headers) != "application/json":
        raise PortalRefused("the management API takes JSON", status=415, hint="send Content-Type: application/json")
    try:
        value = strictjson.read(request.text).value if request.body else {}
    except JsonFault as fault:
        raise PortalRefused("the body is not JSON", hint=fault.message) from fault
    if not isinstance(value, dict):
        raise PortalRefused("the body is not a JSON object")
    return value


def _json(status: int, value: Any) -> Response:
    return Response(status, _HEADERS, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
