"""Exchanges as entries of a HAR, in which codes, tokens, secrets and cookies are described instead of shown.

A description is written in angle brackets, which the doctor reads as a value that its owner does not show: it says nothing about that value. What
is shown is what the veil of reports shows. Of a client_secret, that is its header and its claims, which are kept beside the request: they are not
a credential without the signature, and most mistakes are in them. A body that is neither a form nor JSON is left out.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from siwakit.apple import FORM_TYPE, ISSUER, Endpoint, endpoint_of
from siwakit.errors import JsonFault
from siwakit.evidence.evidence import Evidence
from siwakit.evidence.fields import read_fields
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.join import is_identity_token
from siwakit.evidence.showing.harmless import is_known_name
from siwakit.evidence.showing.redact import named, sealed
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.http import Exchange, Headers, Request, Response, media_type
from siwakit.jose import jws, strictjson
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.sealing import Veil, veil_over

_DESCRIPTION = pattern(r"(?:[A-Z][a-z]{4,5} )?[a-z ]{3,20}, \d{1,8} characters?(?:, sha256 [0-9a-f]{8})?")
_RULE_ID = pattern(r"[a-z0-9-]{1,64}")
_PUBLIC = frozenset({Endpoint.KEYS, Endpoint.DISCOVERY})
_COOKIE_ATTRIBUTES = frozenset({"path", "domain", "secure", "httponly", "samesite", "partitioned", "max-age", "expires"})
_OF_PUBLIC = frozenset({"kty", "kid", "use", "alg", "n", "e"})


@record
class Recorded:
    """An exchange with the times of its beginning and end in seconds since 1970 UTC, and what siwakit says about it.

    A body of which only the beginning is known is left out: the rest would seem to be missing.
    """

    exchange: Exchange
    began: float
    ended: float
    comment: str = ""
    request_is_cut: bool = False
    answer_is_cut: bool = False


def har_entry(recorded: Recorded, *, show_secrets: bool = False) -> dict[str, Any]:
    """Return *recorded* as an entry of a HAR."""
    request, response = recorded.exchange.request, recorded.exchange.response
    veil = veil_over(Evidence(request=request), show_secrets=show_secrets)
    milliseconds = round((recorded.ended - recorded.began) * 1000, 1)
    entry: dict[str, Any] = {
        "startedDateTime": datetime.fromtimestamp(recorded.began, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "time": milliseconds,
        "request": _request(request, veil, is_cut=recorded.request_is_cut),
        "response": _response(request, response, veil, is_cut=recorded.answer_is_cut),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }
    decoded = {} if show_secrets or recorded.request_is_cut else _decoded(request, veil)
    return {**entry, **({"_client_secret": decoded} if decoded else {}), **({"comment": recorded.comment} if recorded.comment else {})}


def _request(request: Request, veil: Veil, *, is_cut: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "method": request.method if len(request.method) <= len("PROPPATCH") else "OTHER",
        "url": _url(request, veil),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers, veil),
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1 if is_cut else len(request.body),
    }
    if request.body and not is_cut:
        kind = next((value for name, value in request.headers if name.lower() == "content-type"), "")
        text = _body(request, veil)
        found["postData"] = {"mimeType": _header("content-type", kind, veil), "params": [], **({} if text is None else {"text": text})}
    return found


def _response(request: Request, response: Response | None, veil: Veil, *, is_cut: bool) -> dict[str, Any]:
    common = {"httpVersion": "HTTP/1.1", "cookies": [], "redirectURL": "", "headersSize": -1}
    if response is None:
        return {**common, "status": 0, "statusText": "", "headers": [], "content": {"size": 0, "mimeType": ""}, "bodySize": -1}
    text = None if is_cut else response.text if veil.is_lifted else _answer(request, response, veil)
    content = {
        "size": -1 if is_cut else len(response.body),
        "mimeType": media_type(response.headers) or "",
        **({} if text is None else {"text": text}),
    }
    headers = _headers(response.headers, veil)
    return {**common, "status": response.status, "statusText": "", "headers": headers, "content": content, "bodySize": len(response.body)}


def _url(request: Request, veil: Veil) -> str:
    if veil.is_lifted:
        return request.url
    address, mark, query = request.url.partition("#")[0].partition("?")
    path = request.path
    # A path of Apple's cannot contain a secret.
    shown = address if address == f"{ISSUER}{path}" and endpoint_of(path) else veil.hide(address, is_address=True).replace(path, named(path, 200))
    return f"{shown}{mark}{_form(query, veil)}"


def _headers(headers: Headers, veil: Veil) -> list[dict[str, str]]:
    return [{"name": _name(name, veil), "value": _header(name, value, veil)} for name, value in headers]


def _header(name: str, value: str, veil: Veil) -> str:
    if name.lower() == RULE_HEADER.lower() and _RULE_ID.fullmatch(value):
        return value
    if name.lower() == "authorization" and not veil.is_lifted and (basic := _basic(value, veil)):
        return basic
    if name.lower() == "location" and not veil.is_lifted:
        return _location(value, veil)
    if name.lower() in {"cookie", "set-cookie"} and not veil.is_lifted:
        return _cookies(value, is_set=name.lower() == "set-cookie")
    return _described(value, veil.header(name, value), veil)


def _basic(value: str, veil: Veil) -> str | None:
    """Return the Basic credentials *value* with the password described: that a client_secret was sent in this way is a mistake of its own."""
    scheme, _, encoded = value.partition(" ")
    try:
        user, colon, password = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None
    if scheme.lower() != "basic" or not colon:
        return None
    written = f"{_value('client_id', unquote_plus(user), veil)}:<{sealed('client secret', password)}>"
    return f"{scheme} {b64encode(written.encode()).decode()}"


def _location(value: str, veil: Veil) -> str:
    """Return the address *value* with the values of its query described one by one: the way to Apple's page has the mistakes of a request."""
    address, mark, query = value.partition("#")[0].partition("?")
    return f"{_described(address, veil.clean(address, is_address=True), veil)}{mark}{_form(query, veil)}"


def _cookies(header: str, *, is_set: bool) -> str:
    """Return the value of a Cookie or Set-Cookie *header* with the names of the cookies, which show whether one was lost, but not their values."""
    first, *more = header.split(";")
    if not is_set:
        return "; ".join(_cookie(pair) for pair in (first, *more))
    attributes = [attribute.strip() for attribute in more if attribute.partition("=")[0].strip().lower() in _COOKIE_ATTRIBUTES]
    return "; ".join((_cookie(first), *attributes))


def _cookie(pair: str) -> str:
    name, sign, value = pair.strip().partition("=")
    return f"{named(name, 60)}=<{sealed('cookie', value)}>" if sign else f"<{sealed('cookie', name)}>"


def _body(request: Request, veil: Veil) -> str | None:
    if veil.is_lifted:
        return request.text
    kind = media_type(request.headers)
    if kind == "application/json" or request.text.lstrip().startswith("{"):
        return _json(request.text, veil)
    return _form(request.text, veil) if kind in {FORM_TYPE, None} else None


def _form(text: str, veil: Veil) -> str:
    pairs = []
    for field in read_form(text).fields:
        shown = _value(field.name, field.value, veil)
        # Without a value, it may be a text that is not a form.
        name = _name(field.name, veil) if field.value else _described(field.name, veil.field_name(field.name, field.value), veil)
        pairs.append(f"{quote_plus(name)}={field.raw if shown == field.value else quote_plus(shown)}")
    return "&".join(pairs)


def _json(text: str, veil: Veil) -> str | None:
    try:
        members = strictjson.read(text).value
    except JsonFault:
        return None
    return json.dumps({_name(name, veil): _member(name, value, veil) for name, value in members.items()}) if isinstance(members, dict) else None


def _member(name: str, value: Any, veil: Veil) -> Any:
    match value:
        case str():
            return _value(name, value, veil)
        case bool() | int() | float() | None:
            return value
        case Mapping():
            return {}
    return []


def _answer(request: Request, response: Response, veil: Veil) -> str | None:
    if endpoint_of(request.path) in _PUBLIC and _is_public(response):
        return response.text
    return _json(response.text, veil)


def _is_public(response: Response) -> bool:
    """Return whether *response* is a set of public keys, and nothing else."""
    try:
        members = strictjson.read(response.text).value
    except JsonFault:
        return False
    keys = members.get("keys") if isinstance(members, dict) and set(members) == {"keys"} else None
    return isinstance(keys, list) and all(isinstance(key, dict) and set(key) <= _OF_PUBLIC for key in keys)


def _name(name: str, veil: Veil) -> str:
    return name if veil.is_lifted or is_known_name(name) else named(name, 60)


def _value(name: str, value: str, veil: Veil) -> str:
    return _described(value, veil.field(name, value), veil)


def _described(value: str, shown: str, veil: Veil) -> str:
    """Return *value* if a report shows it as it is, else a description, which the doctor knows from a value."""
    if veil.is_lifted or shown == value:
        return value
    return f"<{shown}>" if _DESCRIPTION.fullmatch(shown) else f"<{sealed('value', value)}>"


def _decoded(request: Request, veil: Veil) -> dict[str, Any]:
    """Return the header and the claims of the client_secret if they contain nothing but what may be shown."""
    sent = read_fields(request).get("client_secret") or ""
    if not jws.is_compact(sent):
        return {}
    token = jws.read(sent)
    parts = {"header": token.header, "claims": token.claims}
    # The reader would believe that it is the identity token that came with the code.
    if is_identity_token(token):
        return {}
    return parts if all(part and veil.members(part) == dict(part) for part in parts.values()) else {}
