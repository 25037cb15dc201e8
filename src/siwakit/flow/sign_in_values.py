"""The values that one step of a sign-in gives and the next one sends: they tell which exchanges belong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siwakit.apple import ISSUER
from siwakit.errors import JsonFault
from siwakit.evidence.fields import read_fields
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.sign_in.notification_parts import read_event
from siwakit.http import Request, Response
from siwakit.jose import jws, strictjson
from siwakit.record import record

Value = tuple[str, str]
_TOKENS = ("refresh_token", "access_token", "id_token")


@record
class NotificationSeen:
    """A notification as far as it says to whom it belongs: the user, and the type of the event."""

    sub: str
    kind: str


def sent_fields(request: Request) -> dict[str, str]:
    """Return what *request* sends, in its body or its address."""
    found = {sent.name: sent.value for sent in read_form(request.query).fields}
    return {**found, **{sent.name: sent.value for sent in read_fields(request).every}}


def sent_values(fields: dict[str, str]) -> Iterator[Value]:
    """Yield the values among the *fields* of a request that only one sign-in has."""
    for name, value in fields.items():
        if not value:
            continue
        if name in {"state", "code"}:
            yield name, value
        elif name in {"token", *_TOKENS}:
            yield "token", value


def given_values(response: Response | None) -> Iterator[Value]:
    """Yield what Apple has given in *response*: tokens and whose they are, or a code in the address of the callback."""
    if response is None:
        return
    members = _members(response.text)
    for name in _TOKENS:
        if isinstance(members.get(name), str):
            yield "token", members[name]
    sub = _claims(members.get("id_token")).get("sub")
    if isinstance(sub, str):
        yield "sub", sub
    location = response.header("location") or ""
    for sent in read_form(location.partition("?")[2].partition("#")[0]).fields:
        if sent.name == "code" and sent.value:
            yield "code", sent.value


def notification_of(request: Request) -> NotificationSeen | None:
    """Return the notification that *request* is, or None; another service may post a payload too, so it has to name Apple."""
    if b'"payload"' not in request.body:
        return None
    claims = _claims(_members(request.text).get("payload"))
    event = read_event(claims.get("events")) if claims.get("iss") == ISSUER else None
    if event is None:
        return None
    sub, kind = event.get("sub"), event.get("type")
    return NotificationSeen(sub if isinstance(sub, str) else "", kind if isinstance(kind, str) else "")


def _claims(token: Any) -> dict[str, Any]:
    if not isinstance(token, str) or len(token) > jws.MAX_TOKEN_CHARACTERS or not jws.is_compact(token):
        return {}
    return dict(jws.read(token).claims or {})


def _members(text: str) -> dict[str, Any]:
    try:
        members = strictjson.read(text).value
    except JsonFault:
        return {}
    return members if isinstance(members, dict) else {}
