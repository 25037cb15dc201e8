"""What all clients have in common: a request is recorded with the header that its body sets."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import object_in, without_encodings
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Encoded, Known, Sent, Table, Unknown, Value, Why, frozen, text_of
from siwakit.record import record

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
BASIC = "Basic c3RhbmQtaW46c3RhbmQtaW4="


@record(kw_only=True)
class Outgoing:
    """Request as a client is told to send it; *default* is the media type that the client sets for a body that is text."""

    method: Value | None
    url: Value | None
    headers: Value | None = None
    body: Value | None = None
    query: Value | None = None
    has_basic: bool = False
    default: str = ""


def send(given: Given, outgoing: Outgoing) -> Value | None:
    """Record a request, and return its answer, which is not known."""
    if outgoing.url is None:
        return None
    headers, body = outgoing.headers, without_encodings(given.run, outgoing.body, "bytes")
    body = None if isinstance(body, Known) and body.value is None else body
    sent = Table(
        entries=dict(headers.entries) if isinstance(headers, Table) else {},
        is_open=headers.is_open if isinstance(headers, Table) else headers is not None and not (isinstance(headers, Known) and headers.value is None),
        span=headers.span if headers else given.span,
    )
    kind = _kind_of(body, outgoing.default)
    if content_type(sent) is None and kind and not sent.is_open:
        sent.entries["Content-Type"] = given.known(kind)
    if content_type(sent) == "":
        _leave_out_type(given, sent)
    if outgoing.has_basic:
        sent.entries["Authorization"] = given.known(BASIC)
    method = (text_of(outgoing.method) or "POST").upper()
    is_repeated = not given.run.is_starting
    query = None if outgoing.query is None else frozen(outgoing.query)
    body = None if body is None else _json_in(given, frozen(body))
    given.run.requests.append(Sent(method=method, url=outgoing.url, headers=sent, body=body, query=query, is_repeated=is_repeated, span=given.span))
    return Unknown(name="answer", why=Why.CALL, span=given.span)


def _json_in(given: Given, body: Value | None) -> Value | None:
    """Return *body*, and if it is the text of a JSON object as that."""
    table = object_in(given.run, body) if isinstance(body, Known) else None
    return body if table is None or body is None else Encoded(encoding="json", of=table, span=body.span)


def _leave_out_type(given: Given, headers: Table) -> None:
    """Remove a Content-Type that is empty, which means that the client sends none; another header shows that headers are known."""
    for name in [name for name, value in headers.entries.items() if name.lower() == "content-type" and text_of(value) == ""]:
        del headers.entries[name]
        headers.entries.setdefault("Accept", given.known("*/*"))


def content_type(headers: Value | None) -> str | None:
    """Return the Content-Type among *headers*; an empty string if it is set to what is not known."""
    if not isinstance(headers, Table):
        return None
    return next((text_of(value) or "" for name, value in headers.entries.items() if name.lower() == "content-type"), None)


def _kind_of(body: Value | None, default: str) -> str:
    if not isinstance(body, Encoded) or body.is_text:
        return default if body is not None else ""
    kinds = {"form": f"{FORM};charset=UTF-8", "multipart": "multipart/form-data; boundary=stand-in"}
    if default in {"", FORM}:
        kinds["json"] = JSON
    return kinds.get(body.encoding, default)
