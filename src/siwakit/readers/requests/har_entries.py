"""Read one entry of a HAR, from any exporter, as the request that was sent and its answer."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import quote_plus

from siwakit.evidence.addresses import plain_address
from siwakit.http import Headers, Request, Response, header_values, media_type
from siwakit.patterns import pattern
from siwakit.readers.logs.timestamps import read_time
from siwakit.record import record

_NO_BODY = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
_ENCODED = pattern(r"(?:[A-Za-z0-9_.~*+-]|%[0-9A-Fa-f]{2})*")
_BOUNDARY = pattern(r"boundary=\"?([^\s\";]{1,200})")


@record
class Recorded:
    """Entry with its *number*: a request with its answer; *has_body* and *has_answer_body* say whether their contents were recorded.

    *decoded* is the content of a client_secret that is not shown in the request, as `siwakit watch` saves it.
    """

    number: int
    request: Request
    response: Response | None
    has_body: bool = True
    has_answer_body: bool = True
    at: int | None = None
    decoded: str = field(default="", repr=False)


def read_entry(entry: Mapping[str, Any], number: int = 0) -> Recorded | None:
    """Return what *entry* recorded, or None if it is not HTTP; a request without an answer has none."""
    sent = _object(entry.get("request"))
    url = _text(sent.get("url"))
    if not url.lower().startswith(("http://", "https://")):
        return None
    headers, method = _headers(sent.get("headers")), _text(sent.get("method")).upper() or "GET"
    posted = _object(sent.get("postData"))
    kind = _text(posted.get("mimeType"))
    if kind and media_type(headers) is None:
        headers = (*headers, ("Content-Type", kind))
    body = _posted(posted, headers)
    is_empty = method in _NO_BODY or sent.get("bodySize") == 0
    response, has_answer_body = _read_response(_object(entry.get("response")))
    moment = read_time(_text(entry.get("startedDateTime")))
    return Recorded(
        number,
        Request(method, plain_address(url), headers, body or b""),
        response,
        has_body=body is not None or is_empty,
        has_answer_body=has_answer_body,
        at=moment.seconds if moment and moment.has_zone else None,
        decoded=_decoded_secret(_object(entry.get("_client_secret"))),
    )


def _read_response(came: Mapping[str, Any]) -> tuple[Response | None, bool]:
    status = came.get("status")
    if not isinstance(status, int) or status <= 0:
        return None, False
    content = _object(came.get("content"))
    headers = _headers(came.get("headers"))
    target = _text(came.get("redirectURL"))
    if target and not header_values(headers, "location"):
        headers = (*headers, ("Location", target))
    body = _decoded(content)
    return Response(status, headers, body or b""), body is not None or content.get("size") in (0, None)


def _posted(posted: Mapping[str, Any], headers: Headers) -> bytes | None:
    """Return the body: its text if there is one, otherwise built from its parameters; None if nothing was recorded."""
    text = _decoded(posted)
    params = [one for one in posted.get("params") or () if isinstance(one, Mapping)] if isinstance(posted.get("params"), list) else []
    if text or not params:
        return text
    pairs = [(_text(one.get("name")), _text(one.get("value"))) for one in params]
    kind = next(iter(header_values(headers, "content-type")), "")
    boundary = _BOUNDARY.search(kind)
    if boundary:
        return _multipart(pairs, boundary.group(1))
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs).encode("utf-8", "replace")


def _multipart(pairs: Iterable[tuple[str, str]], boundary: str) -> bytes:
    parts = (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs)
    return ("".join(parts) + f"--{boundary}--\r\n").encode("utf-8", "replace")


def _encoded(value: str) -> str:
    """Return *value* encoded for a form: Chrome keeps parameters encoded, Firefox and proxies decode them."""
    return value if _ENCODED.fullmatch(value) else quote_plus(value, encoding="utf-8", errors="replace")


def _decoded(content: Mapping[str, Any]) -> bytes | None:
    text = content.get("text")
    if not isinstance(text, str):
        return None
    if _text(content.get("encoding")).lower() == "base64":
        try:
            return b64decode(text, validate=False)
        except ValueError:
            return None
    return text.encode("utf-8", "replace")


def _headers(listed: Any) -> Headers:
    pairs = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    named = ((_text(one.get("name")), _text(one.get("value"))) for one in pairs)
    # In HTTP/2 method and address are among the headers; they are known already.
    return tuple((name, value) for name, value in named if name and not name.startswith(":"))


def _decoded_secret(parts: Mapping[str, Any]) -> str:
    header, claims = _object(parts.get("header")), _object(parts.get("claims"))
    return f"{json.dumps(header)}\n{json.dumps(claims)}" if header and claims else ""


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
