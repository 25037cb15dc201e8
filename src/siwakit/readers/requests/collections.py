"""Read collections from Postman and Insomnia: their requests to Apple, with the answers that were saved with them.

If a value is a variable that the collection itself does not define, the field is not known, and neither is the body.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope
from siwakit.readers.requests.collection_requests import Saved, Variables, as_piece

MAX_REQUESTS = 1000
_MAX_DEPTH = 32
_POSTMAN = pattern(r"\"schema\"\s{0,20}:\s{0,20}\"https?://schema\.(?:getpostman|postman)\.com/")
_POSTMAN_START = pattern(r"\s{0,200}\{\s{0,200}\"(?:info|item|variable|auth|event|collection)\"\s{0,20}:")
_INSOMNIA = pattern(r"\s{0,200}\{\s{0,200}\"_type\"\s{0,20}:\s{0,20}\"export\"")


def is_collection(text: str) -> bool:
    """Return whether *text* is a Postman collection or an Insomnia export."""
    return bool(_INSOMNIA.match(text) or (_POSTMAN_START.match(text) and _POSTMAN.search(text)))


def read_collection(text: str) -> tuple[Piece, ...]:
    """Return the requests to Apple in the collection *text*, each with every answer that was saved with it.

    Raises:
        NotReadable: it is truncated, or none of its requests goes to Apple.
        TooLarge: more than 1,000 requests.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NotReadable("the collection is truncated, or is not JSON", hint="export it again, or copy the request as cURL") from None
    saved = _insomnia(document) if "resources" in document else _postman(document)
    count, pieces = 0, []
    for count, one in enumerate(saved, 1):
        if count > MAX_REQUESTS:
            raise TooLarge(f"a collection of more than {MAX_REQUESTS} requests", hint="export only the folder with the failing request")
        piece = as_piece(one)
        if piece:
            pieces.append(piece)
    if not pieces:
        raise NotReadable(f"the collection contains {count} requests, none of them to Apple", hint="export the folder with the failing request")
    return tuple(pieces)


def _postman(document: Mapping[str, Any]) -> Iterator[Saved]:
    collection = _object(document.get("collection")) or document
    named = ((_text(one.get("key") or one.get("id")), _text(one.get("value"))) for one in _objects(collection.get("variable")))
    yield from _items(collection, Variables(dict(named)), _object(collection.get("auth")), 0)


def _items(folder: Mapping[str, Any], variables: Variables, auth: Mapping[str, Any], depth: int) -> Iterator[Saved]:
    for item in _objects(folder.get("item")):
        inherited = _object(item.get("auth")) or auth
        if "item" in item and depth < _MAX_DEPTH:
            yield from _items(item, variables, inherited, depth + 1)
        elif "request" in item:
            yield from _with_answers(item, variables, inherited)


def _with_answers(item: Mapping[str, Any], variables: Variables, auth: Mapping[str, Any]) -> Iterator[Saved]:
    answers = _objects(item.get("response"))
    for answer in answers:
        yield _postman_request(answer.get("originalRequest") or item["request"], variables, auth, answer)
    if not answers:
        yield _postman_request(item["request"], variables, auth, {})


def _postman_request(request: Any, variables: Variables, auth: Mapping[str, Any], answer: Mapping[str, Any]) -> Saved:
    if isinstance(request, str):
        request = {"url": request}
    told = _object(request)
    url = told.get("url")
    body = _object(told.get("body"))
    mode = _text(body.get("mode"))
    raw = _object(_object(_object(body.get("options")).get("raw")))
    own = _object(told.get("auth")) or auth
    kind = _text(own.get("type"))
    code = answer.get("code")
    return Saved(
        method=_text(told.get("method")) or "GET",
        url=_text(url if isinstance(url, str) else _object(url).get("raw")),
        headers=_pairs(told.get("header"), "key"),
        mode={"urlencoded": "form", "formdata": "multipart", "raw": "text", "graphql": "text"}.get(mode, ""),
        fields=_pairs(body.get(mode), "key") if mode in {"urlencoded", "formdata"} else (),
        files=tuple(_text(one.get("key")) for one in _objects(body.get(mode)) if one.get("type") == "file" and not one.get("disabled")),
        text=_text(body.get("raw")),
        text_type="application/json" if raw.get("language") == "json" else "",
        auth=(kind, _credentials(own.get(kind))),
        answer=(code if isinstance(code, int) else None, _pairs(answer.get("header"), "key"), _text(answer.get("body"))) if answer else None,
        variables=variables,
    )


def _credentials(told: Any) -> dict[str, str]:
    """Return the contents of an authorization: a list of keys and values in 2.1, an object in 2.0."""
    if isinstance(told, Mapping):
        return {str(name): _text(value) for name, value in told.items()}
    return {_text(one.get("key")): _text(one.get("value")) for one in _objects(told)}


def _insomnia(document: Mapping[str, Any]) -> Iterator[Saved]:
    resources = _objects(document.get("resources"))
    given: dict[str, str] = {}
    for one in resources:
        if one.get("_type") == "environment":
            given |= {str(name): value for name, value in _object(one.get("data")).items() if isinstance(value, str)}
    variables = Variables(given)
    for one in resources:
        if one.get("_type") == "request":
            yield _insomnia_request(one, variables)


def _insomnia_request(told: Mapping[str, Any], variables: Variables) -> Saved:
    body = _object(told.get("body"))
    media = _text(body.get("mimeType"))
    mode = {"application/x-www-form-urlencoded": "form", "multipart/form-data": "multipart"}.get(media, "text" if body.get("text") else "")
    auth = _object(told.get("authentication"))
    is_off = bool(auth.get("disabled"))
    return Saved(
        method=_text(told.get("method")) or "GET",
        url=_text(told.get("url")),
        headers=_pairs(told.get("headers"), "name"),
        mode=mode,
        fields=_pairs(body.get("params"), "name"),
        files=tuple(_text(one.get("name")) for one in _objects(body.get("params")) if one.get("type") == "file"),
        text=_text(body.get("text")),
        text_type=media,
        auth=("" if is_off else _text(auth.get("type")), {str(name): _text(value) for name, value in auth.items()}),
        answer=None,
        variables=variables,
    )


def _pairs(listed: Any, key: str) -> tuple[tuple[str, str], ...]:
    """Return the names and values in *listed* that are enabled."""
    return tuple((_text(one.get(key)), _text(one.get("value"))) for one in _objects(listed) if one.get(key) and not one.get("disabled"))


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_REQUEST = '{"method": "POST", "url": "https://appleid.apple.com/auth/token"}'
COLLECTION = Reader(
    id="collection",
    title="a collection of Postman or an export of Insomnia",
    scope=Scope.ALONE,
    read=lambda text: read_collection(text.text) if is_collection(text.text) else (),
    good=lambda: (
        Sample("a collection of one request", f'{{"info": {{"schema": "{_SCHEMA}"}}, "item": [{{"request": {_REQUEST}}}]}}', (PieceKind.REQUEST,)),
        Sample("an export", f'{{"_type": "export", "resources": [{{"_type": "request", {_REQUEST[1:]}]}}', (PieceKind.REQUEST,)),
    ),
    bad=lambda: (Sample("JSON with members of the same names", '{"info": {}, "item": [1]}'),),
)
