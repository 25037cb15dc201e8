"""Distinguish JSON documents: answers, key sets, notifications, bodies of requests, settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from siwakit.apple import ERRORS
from siwakit.evidence.form_fields import FormReading, read_json_fields, unsent_field
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.page_text import is_copied_page
from siwakit.http import Response
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.other_speakers import other_speaker

_ANSWERS = frozenset({"error", "access_token", "id_token", "refresh_token", "transfer_sub"})
_ASKS = frozenset({"client_id", "grant_type", "client_secret"})
_REQUEST_ONLY = frozenset({"grant_type", "code", "refresh_token", "token", "redirect_uri", "token_type_hint", "target", "transfer_sub"})
_IN_SETTINGS = frozenset({"team_id", "key_id"})
# A logger's own members: an error in such a record is the application's.
_OF_A_LOG = frozenset({"level", "severity", "lvl", "msg", "logger", "timestamp", "ts", "@timestamp"})
_BESIDE_LOGGED_FIELDS = frozenset({"log", "message", "event", "service", "host", "caller", "time", "date", "type", "description", "provider"})
_MIGRATED = frozenset({"sub", "email", "is_private_email"})
# A terminal shows its mark for a missing line break, or its prompt, directly after the answer.
_ANSWER_AND_PROMPT = pattern(r"(\{[^{}]*\})(?:%|[^\n{}]{0,80}[$#%>])?")
_HTML = pattern(r"<(?:!doctype\s+html|html|head|body|center)\b", re.IGNORECASE)
_NAMES = "|".join(ERRORS)
_ERROR = pattern(rf"[\"']?(?:error[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?)?({_NAMES})\b[\"']?[^\S\n]*[:,(-]?[^\S\n]*([^\n&]{{0,300}})", re.IGNORECASE)


def read_answer_text(text: str) -> Response | None:
    """Return Apple's answer with the body *text*, or None: JSON, a page, or an error's name on one line."""
    bare = text.strip("\ufeff \t\r\n")
    if _HTML.match(bare) or is_copied_page(bare):
        return Response(None, (), bare.encode("utf-8", "replace"))
    shown = _ANSWER_AND_PROMPT.fullmatch(bare)
    bare = shown.group(1) if shown else bare
    value = Text(bare).json_object
    if value is not None:
        return Response(None, (), bare.encode("utf-8", "replace")) if _is_answer(value) else None
    error = _ERROR.fullmatch(bare)
    if not error:
        return None
    word, description = error.group(1).lower(), error.group(2).strip("\"') ")
    said = json.dumps({"error": word, "error_description": description}) if description else word
    return Response(None, (), said.encode("utf-8", "replace"))


def _read_key_set(text: Text) -> tuple[Piece, ...]:
    value = text.json_object
    if value is None:
        return ()
    if isinstance(value.get("keys"), list):
        return (Piece(PieceKind.KEY_SET, value),)
    return (Piece(PieceKind.KEY_SET, {"keys": [value]}),) if "kty" in value and "d" not in value else ()


def _read_private_jwk(text: Text) -> tuple[Piece, ...]:
    value = text.json_object
    return (Piece(PieceKind.KEY, text.text),) if value is not None and "kty" in value and "d" in value else ()


def _read_notification(text: Text) -> tuple[Piece, ...]:
    value = text.json_object
    return (Piece(PieceKind.NOTIFICATION, value),) if value is not None and _is_notification(value) else ()


def _read_json_answer(text: Text) -> tuple[Piece, ...]:
    value = text.json_object
    return (Piece(PieceKind.RESPONSE, Response(None, (), text.text.encode("utf-8", "replace"))),) if value is not None and _is_answer(value) else ()


def _read_json_request(text: Text) -> tuple[Piece, ...]:
    value = text.json_object
    if value is None or not _is_request(value):
        return ()
    return (Piece(PieceKind.FORM, FormReading(tuple(unsent_field(one.name, one.value) for one in read_json_fields(text.text)))),)


def _read_json_settings(text: Text) -> tuple[Piece, ...]:
    return () if text.json_object is None else (Piece(PieceKind.SETTINGS, text.json_object),)


def _read_answer(text: Text) -> tuple[Piece, ...]:
    answer = read_answer_text(text.text)
    return (Piece(PieceKind.RESPONSE, answer),) if answer else ()


def _is_request(value: Mapping[str, Any]) -> bool:
    """Return whether *value* contains the fields of a request. A log record has fields of any service, and not all of them."""
    if value.keys() & (_OF_A_LOG | _BESIDE_LOGGED_FIELDS):
        return False
    if "grant_type" in value:
        return True
    return not value.keys() >= _IN_SETTINGS and bool(value.keys() & _ASKS and value.keys() & _REQUEST_ONLY)


def notification_in(text: str) -> Mapping[str, Any] | None:
    """Return the notification that the body *text* is, or None."""
    value = Text(text.strip()).json_object
    return value if value and _is_notification(value) else None


def _is_notification(value: Mapping[str, Any]) -> bool:
    payload = value.get("payload")
    return value.keys() == {"payload"} or (isinstance(payload, str) and payload.startswith("ey"))


def _is_answer(value: Mapping[str, Any]) -> bool:
    # Apple's error is a name; Google and others put an object there.
    if value.keys() & _ASKS or isinstance(value.get("error"), dict) or other_speaker(value):
        return False
    if isinstance(value.get("direct"), dict) and "errorMessage" in value["direct"]:
        return True
    if value.keys() & _OF_A_LOG and value.get("error") not in ERRORS:
        return False
    return bool(value.keys() & _ANSWERS) or (bool(value) and value.keys() <= _MIGRATED)


KEY_SET = Reader(
    id="key-set",
    title="a key set, or one public key of it (JWK)",
    scope=Scope.ONE,
    begins="{",
    read=_read_key_set,
    good=lambda: (
        Sample("a key set", '{"keys": []}', (PieceKind.KEY_SET,)),
        Sample("a public key alone", '{"kty": "EC", "crv": "P-256"}', (PieceKind.KEY_SET,)),
    ),
    bad=lambda: (
        Sample("a private key", '{"kty": "EC", "d": "x"}'),
        Sample("settings with keys of another kind", '{"keys": {"left": "h"}}'),
    ),
)
PRIVATE_JWK = Reader(
    id="private-jwk",
    title="a private key as JSON (JWK)",
    scope=Scope.ONE,
    begins="{",
    read=_read_private_jwk,
    good=lambda: (Sample("a private key on an elliptic curve", '{"kty": "EC", "d": "x"}', (PieceKind.KEY,)),),
    bad=lambda: (Sample("a public key", '{"kty": "EC", "crv": "P-256"}'),),
)
NOTIFICATION = Reader(
    id="notification",
    title="the body of a server-to-server notification",
    scope=Scope.ONE,
    begins="{",
    read=_read_notification,
    good=lambda: (Sample("the body", '{"payload": "eyJ"}', (PieceKind.NOTIFICATION,)),),
    bad=lambda: (Sample("a payload of another service", '{"payload": {"id": 1}, "type": "push"}'),),
)
JSON_ANSWER = Reader(
    id="json-answer",
    title="an answer of Apple as JSON",
    scope=Scope.ONE,
    begins="{",
    read=_read_json_answer,
    good=lambda: (
        Sample("an error", '{"error": "invalid_client"}', (PieceKind.RESPONSE,)),
        Sample("tokens", '{"access_token": "a", "id_token": "b"}', (PieceKind.RESPONSE,)),
        Sample("a user of a migration", '{"sub": "a", "email": "b"}', (PieceKind.RESPONSE,)),
    ),
    bad=lambda: (
        Sample("a record of a log that calls something an error", '{"level": "info", "error": "no such user"}'),
        Sample("a request", '{"client_id": "a", "refresh_token": "b"}'),
        Sample("an answer of Supabase Auth", '{"error": "invalid_request", "error_code": "bad_oauth_state"}'),
    ),
)
JSON_REQUEST = Reader(
    id="json-request",
    title="the fields of a request as JSON",
    scope=Scope.ONE,
    begins="{",
    read=_read_json_request,
    good=lambda: (
        Sample("a request for tokens", '{"grant_type": "authorization_code", "code": "b"}', (PieceKind.FORM,)),
        Sample("a revocation", '{"client_secret": "a", "token": "b"}', (PieceKind.FORM,)),
    ),
    bad=lambda: (
        Sample("a record of another service's log", '{"level": "info", "grant_type": "password", "msg": "request completed"}'),
        Sample("settings", '{"team_id": "A1B2C3D4E5", "key_id": "ABC123DEFG", "client_id": "a", "redirect_uri": "b"}'),
    ),
)
JSON_SETTINGS = Reader(
    id="json-settings",
    title="settings as JSON",
    scope=Scope.ONE,
    begins="{",
    read=_read_json_settings,
    good=lambda: (Sample("settings", '{"teamId": "A1B2C3D4E5"}', (PieceKind.SETTINGS,)),),
    bad=lambda: (
        Sample("a list", "[1]"),
        Sample("JSON that breaks off", '{"teamId": "A1B2'),
    ),
)
ANSWER = Reader(
    id="answer",
    title="an answer of Apple: a page, an error's name, or JSON with the prompt of a terminal behind it",
    scope=Scope.ONE,
    read=_read_answer,
    good=lambda: (
        Sample("an error's name", "invalid_client", (PieceKind.RESPONSE,)),
        Sample("an error as a library prints it", 'error: "invalid_grant": the code has expired', (PieceKind.RESPONSE,)),
        Sample("JSON with a prompt", '{"error":"invalid_client"}me@host:~$ ', (PieceKind.RESPONSE,)),
        Sample("a page", "<!DOCTYPE html><title>Your Apple ID</title>", (PieceKind.RESPONSE,)),
    ),
    bad=lambda: (Sample("a sentence about an error", "Why is it called invalid_client?"),),
)
