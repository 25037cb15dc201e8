"""What sends requests in Node itself: https.request."""

from __future__ import annotations

from siwakit.readers.code.libraries.sending import Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, Instance, Known, Table, Unknown, Value, text_of

NODE_HTTP = Library()
_function, _method = NODE_HTTP.function, NODE_HTTP.method
_REQUEST = "https.ClientRequest"


@_function("https.request", "https.default.request")
def _request(given: Given) -> Value | None:
    """Return a request, from an address, settings or both; it is sent by *end*."""
    first = given.get(0)
    options = first if isinstance(first, Table) else given.table(1) or Table(span=given.span)
    url = _address(options) if isinstance(first, Table) else first
    if url is None or options.is_open:
        return None
    _listen(given)
    return Instance(kind=_REQUEST, state={"url": url, "options": options, "body": None}, span=given.span)


@_method(_REQUEST, "write", "end")
def _write(given: Given) -> Value | None:
    """Add to the body; the end sends the request, and adds no media type."""
    request, data = given.receiver, given.get(0)
    if not isinstance(request, Instance):
        return None
    if data is not None and not isinstance(data, Closure):
        request.state["body"] = data if request.state["body"] is None else Unknown(name="body", span=data.span)
    if given.words != "end":
        return request
    entries = request.state["options"].entries
    return send(
        given,
        Outgoing(
            method=entries.get("method") or given.known("GET"),
            url=request.state["url"],
            headers=_headers(given, entries.get("headers")),
            body=request.state["body"],
            has_basic="auth" in entries,
        ),
    )


@_method(_REQUEST, "on", "once", "setTimeout")
def _listen(given: Given) -> Value | None:
    """Return the request to which a listener is added, which is called at some time."""
    for argument in given.arguments:
        if isinstance(argument, Closure):
            given.run.call_closure(argument, (), {}, given.span)
    return given.receiver


def _headers(given: Given, headers: Value | None) -> Value | None:
    if content_type(headers) is not None or not (headers is None or isinstance(headers, Table)):
        return headers
    entries = {"Content-Type": given.known("")} | (headers.entries if headers else {})
    return Table(entries=entries, is_open=headers is not None and headers.is_open, span=headers.span if headers else given.span)


def _address(options: Table) -> Value | None:
    host, path = options.entries.get("hostname") or options.entries.get("host"), options.entries.get("path")
    name, words = text_of(host), text_of(path)
    if name is None or path is None or words is None:
        return None
    return Known(value=f"https://{name}{words}", span=path.span)
