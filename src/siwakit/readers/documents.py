"""Tell JSON documents apart: answers, key sets, notifications, bodies of requests, settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from siwakit.apple import ERRORS
from siwakit.errors import JsonFault
from siwakit.evidence.form_fields import FormReading, read_json_fields, unsent_field
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.page_text import is_copied_page
from siwakit.http import Response
from siwakit.jose import strictjson
from siwakit.patterns import pattern
from siwakit.readers.app_calls import app_call_in

_ANSWERS = frozenset({"error", "access_token", "id_token", "refresh_token", "transfer_sub"})
_ASKS = frozenset({"client_id", "grant_type", "client_secret"})
_REQUEST_ONLY = frozenset({"grant_type", "code", "refresh_token", "token", "redirect_uri", "token_type_hint", "target", "transfer_sub"})
_IN_SETTINGS = frozenset({"team_id", "key_id"})
# A logger's own members: what such a record calls an error is the application's word.
_OF_A_LOG = frozenset({"level", "severity", "lvl", "msg", "logger", "timestamp", "ts", "@timestamp"})
_BESIDE_LOGGED_FIELDS = frozenset({"log", "message", "event", "service", "host", "caller", "time", "date", "type", "description", "provider"})
_MIGRATED = frozenset({"sub", "email", "is_private_email"})
# A terminal shows its mark for a missing line break, or its prompt, right behind the answer.
_ANSWER_AND_PROMPT = pattern(r"(\{[^{}]*\})(?:%|[^\n{}]{0,80}[$#%>])?")
_HTML = pattern(r"<(?:!doctype\s+html|html|head|body|center)\b", re.IGNORECASE)
_NAMES = "|".join(ERRORS)
_ERROR = pattern(rf"[\"']?(?:error[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?)?({_NAMES})\b[\"']?[^\S\n]*[:,(-]?[^\S\n]*([^\n&]{{0,300}})", re.IGNORECASE)


def read_answer_text(text: str) -> Response | None:
    """Return the answer of Apple that *text* is the body of, or None: JSON, a page, or an error's name on one line."""
    bare = text.strip("\ufeff \t\r\n")
    if _HTML.match(bare) or is_copied_page(bare):
        return Response(None, (), bare.encode("utf-8", "replace"))
    shown = _ANSWER_AND_PROMPT.fullmatch(bare)
    bare = shown.group(1) if shown else bare
    value = _read_object(bare)
    if value is not None:
        return Response(None, (), bare.encode("utf-8", "replace")) if _is_answer(value) else None
    error = _ERROR.fullmatch(bare)
    if not error:
        return None
    word, description = error.group(1).lower(), error.group(2).strip("\"') ")
    said = json.dumps({"error": word, "error_description": description}) if description else word
    return Response(None, (), said.encode("utf-8", "replace"))


def read_document(text: str) -> Piece | None:
    """Return what the JSON document *text* is, or None when it is no JSON object."""
    value = _read_object(text)
    if value is None:
        return None
    if isinstance(value.get("keys"), list):
        return Piece(PieceKind.KEY_SET, value)
    if "kty" in value:
        return Piece(PieceKind.KEY, text) if "d" in value else Piece(PieceKind.KEY_SET, {"keys": [value]})
    if _is_notification(value):
        return Piece(PieceKind.NOTIFICATION, value)
    call = app_call_in(value)
    if call:
        return Piece(PieceKind.APP_CALL, call)
    if _is_answer(value):
        return Piece(PieceKind.RESPONSE, Response(None, (), text.encode("utf-8", "replace")))
    if _is_request(value):
        return Piece(PieceKind.FORM, FormReading(tuple(unsent_field(one.name, one.value) for one in read_json_fields(text))))
    return Piece(PieceKind.SETTINGS, value)


def _is_request(value: Mapping[str, Any]) -> bool:
    """Tell whether *value* holds the fields of a request. A record of a log names fields of whatever service it is about, and not all of them."""
    if value.keys() & (_OF_A_LOG | _BESIDE_LOGGED_FIELDS):
        return False
    if "grant_type" in value:
        return True
    return not value.keys() >= _IN_SETTINGS and bool(value.keys() & _ASKS and value.keys() & _REQUEST_ONLY)


def notification_in(text: str) -> Mapping[str, Any] | None:
    """Return the notification that the body *text* is, or None."""
    value = _read_object(text.strip())
    return value if value and _is_notification(value) else None


def _is_notification(value: Mapping[str, Any]) -> bool:
    payload = value.get("payload")
    return value.keys() == {"payload"} or (isinstance(payload, str) and payload.startswith("ey"))


def _is_answer(value: Mapping[str, Any]) -> bool:
    if value.keys() & _ASKS:
        return False
    if isinstance(value.get("direct"), dict) and "errorMessage" in value["direct"]:
        return True
    if value.keys() & _OF_A_LOG and value.get("error") not in ERRORS:
        return False
    return bool(value.keys() & _ANSWERS) or (bool(value) and value.keys() <= _MIGRATED)


def _read_object(text: str) -> dict[str, Any] | None:
    if not text.startswith("{") or not text.endswith("}"):
        return None
    try:
        value = strictjson.read(text).value
    except JsonFault:
        return None
    return value if isinstance(value, dict) else None
