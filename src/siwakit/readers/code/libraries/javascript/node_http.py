"""What sends requests in Node itself: https.request."""

from __future__ import annotations

from typing import Any

from siwakit.readers.code.libraries.javascript.options import Options
from siwakit.readers.code.libraries.sending import Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, Instance, Table, Value, put_at, put_over, text_of

NODE_HTTP = Library()
_function, _method = NODE_HTTP.function, NODE_HTTP.method
_REQUEST = "https.ClientRequest"


@_function(*(f"{module}.request" for module in ("https", "http", "https.default", "http.default")))
def _request(given: Given) -> Value | None:
    """Return a request, from an address, settings or both; it is sent by *end*."""
    first, second = given.get(0), given.get(1)
    is_address = not isinstance(first, Table)
    options = Options(first if not is_address else None if isinstance(second, Closure) else second)
    headers = Table(span=options.span or given.span)
    put_over(headers, options.get("headers"))
    state: dict[str, Any] = {
        "url": first if is_address else _address(given, options),
        "method": options.get("method", given.known("GET")),
        "headers": headers,
        "has_basic": options.has("auth"),
        "parts": [],
    }
    given.run.may_call(given.arguments, given.span)
    return Instance(kind=_REQUEST, state=state, span=given.span)


def _address(given: Given, options: Options) -> Value | None:
    host, path = text_of(options.get("hostname") or options.get("host")), options.get("path", given.known("/"))
    return None if host is None or path is None else given.run.join((given.known(f"https://{host}"), path), path.span)


@_method(_REQUEST, "setHeader")
def _set_header(given: Given) -> Value | None:
    """Set a header."""
    if isinstance(given.receiver, Instance):
        put_at(given.receiver.state["headers"], given.text(0), given.get(1))
    return given.receiver


@_method(_REQUEST, "write", "end")
def _write(given: Given) -> Value | None:
    """Add to the body; the end sends the request, and adds no media type."""
    request, data = given.receiver, given.get(0)
    if not isinstance(request, Instance):
        return None
    parts = request.state["parts"]
    if data is not None and not isinstance(data, Closure):
        parts = request.state["parts"] = [*parts, data]
    if given.words == "end":
        body = None if not parts else parts[0] if len(parts) == 1 else given.run.join(parts, given.span)
        headers = _headers(given, request.state["headers"])
        state = request.state
        send(given, Outgoing(method=state["method"], url=state["url"], headers=headers, body=body, has_basic=state["has_basic"]))
    return request


@_method(_REQUEST, "on", "once", "setTimeout")
def _listen(given: Given) -> Value | None:
    """Return the request to which a listener is added, which may be called at some time."""
    given.run.may_call(given.arguments, given.span)
    return given.receiver


def _headers(given: Given, headers: Table) -> Value:
    if headers.is_open or content_type(headers) is not None:
        return headers
    return Table(entries={"Content-Type": given.known("")} | headers.entries, span=headers.span)
