"""What sends requests in Python: requests, httpx, aiohttp, urllib, http.client, urllib3."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of, percent_encoded
from siwakit.readers.code.libraries.sending import FORM, Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, Known, Table, Value, text_of

HTTP = Library()
_function, _method = HTTP.function, HTTP.method
_CLIENT, _CONNECTION = "http client", "http.client.Connection"
_MODULES = ("requests", "httpx")


@_function("urllib.parse.urlencode", "urlencode", "urllib.urlencode", "six.moves.urllib.parse.urlencode")
def _urlencode(given: Given) -> Value | None:
    """Return the fields of a form."""
    pairs = pairs_of(given.get(0))
    if pairs is None:
        return None
    first = given.get(0)
    return encode(
        "form", Table(entries=pairs, is_open=isinstance(first, Table) and first.is_open, span=first.span if first else given.span), given.span
    )


@_function("urllib.parse.quote", "urllib.parse.quote_plus", "quote", "quote_plus")
def _quote(given: Given) -> Value | None:
    """Return text as it is written in an address."""
    return percent_encoded(given)


@_function(
    *(
        "requests.Session",
        "requests.session",
        "httpx.Client",
        "httpx.AsyncClient",
        "aiohttp.ClientSession",
        "AsyncClient",
        "Session",
        "ClientSession",
    ),
    *("niquests.Session", "httpx2.Client", "httpx2.AsyncClient"),
)
def _client(given: Given) -> Value | None:
    """Return a client."""
    return Instance(kind=_CLIENT, state={"headers": given.get(-1, "headers"), "base": given.get(-1, "base_url")}, span=given.span)


@_method(_CLIENT, "__enter__", "__aenter__")
def _entered(given: Given) -> Value | None:
    """Return a client that is used in a with block."""
    return given.receiver


@_function(*(f"{module}.post" for module in _MODULES))
def _post(given: Given) -> Value | None:
    """Send what requests and httpx send: *data* is a form if it is a mapping, *json* is JSON."""
    return _send(given, given.known("POST"), given.get(0, "url"), given.get(1, "data", "content"))


@_function(*(f"{module}.get" for module in _MODULES))
def _get(given: Given) -> Value | None:
    """Send a request without a body."""
    return _send(given, given.known("GET"), given.get(0, "url"), given.get(-1, "data"))


@_function(*(f"{module}.request" for module in _MODULES))
def _request(given: Given) -> Value | None:
    """Send a request with the method as the first argument."""
    return _send(given, given.get(0, "method"), given.get(1, "url"), given.get(-1, "data", "content"))


@_method(_CLIENT, "post")
def _client_post(given: Given) -> Value | None:
    """Send a POST by a client."""
    return _send(given, given.known("POST"), given.get(0, "url"), given.get(1, "data", "content"))


@_method(_CLIENT, "get")
def _client_get(given: Given) -> Value | None:
    """Send a GET by a client."""
    return _send(given, given.known("GET"), given.get(0, "url"), given.get(-1, "data"))


@_method(_CLIENT, "request")
def _client_request(given: Given) -> Value | None:
    """Send a request by a client with the method as the first argument."""
    return _send(given, given.get(0, "method"), given.get(1, "url"), given.get(-1, "data", "content"))


def _send(given: Given, method: Value | None, url: Value | None, data: Value | None) -> Value | None:
    body: Value | None = data
    default = ""
    if data is not None and (isinstance(data, Table) or pairs_of(data) is not None):
        fields = data if isinstance(data, Table) else Table(entries=pairs_of(data) or {}, span=data.span)
        body = encode("form", fields, data.span)
    elif isinstance(data, Encoded):
        # Text sets no Content-Type, whatever is in it.
        default = "application/octet-stream" if data.encoding == "json" else ""
        if data.encoding == "form" and not _has_type(given):
            return _send_untyped(given, method, url, data)
    if data is None and "files" in given.named:
        body = encode("multipart", given.named["files"], given.span)
    elif data is None and "json" in given.named:
        body = encode("json", given.named["json"], given.named["json"].span)
    return send(
        given,
        Outgoing(
            method=method,
            url=url,
            headers=given.named.get("headers"),
            body=body,
            query=given.named.get("params"),
            has_basic="auth" in given.named,
            default=default,
        ),
    )


def _has_type(given: Given) -> bool:
    return _names_type(given.named.get("headers"))


def _names_type(headers: Value | None) -> bool:
    return isinstance(headers, Table) and any(name.lower() == "content-type" for name in headers.entries)


def _send_untyped(given: Given, method: Value | None, url: Value | None, data: Encoded) -> Value | None:
    """Send a form that is already text: requests and httpx then set no media type."""
    headers = Table(entries={"Content-Type": given.known("")}, span=given.span)
    given_headers = given.named.get("headers")
    if isinstance(given_headers, Table):
        headers.entries |= given_headers.entries
    return send(given, Outgoing(method=method, url=url, headers=headers, body=data))


# urllib and http.client.


@_function("urllib.request.Request", "Request")
def _urllib_request(given: Given) -> Value | None:
    """Return a request of urllib, which is sent by urlopen: a POST if it has a body, then of the media type of a form."""
    state = {"url": given.get(0, "url"), "data": given.get(1, "data"), "headers": given.get(2, "headers"), "method": given.named.get("method")}
    return Instance(kind="urllib.Request", state=state, span=given.span)


@_function("urllib.request.urlopen", "urlopen")
def _urlopen(given: Given) -> Value | None:
    """Send a request of urllib."""
    first, data = given.get(0, "url"), given.get(1, "data")
    state = first.state if isinstance(first, Instance) and first.kind == "urllib.Request" else {"url": first}
    body = state.get("data") or data
    if isinstance(body, Known) and body.value is None:
        body = None
    method = state.get("method") or given.known("GET" if body is None else "POST")
    return send(given, Outgoing(method=method, url=state.get("url"), headers=state.get("headers"), body=body, default=FORM if body else ""))


@_function("http.client.HTTPSConnection", "HTTPSConnection")
def _connection(given: Given) -> Value | None:
    """Return a connection of http.client to a host."""
    return Instance(kind=_CONNECTION, state={"host": given.get(0, "host")}, span=given.span)


@_method(_CONNECTION, "request")
def _connection_request(given: Given) -> Value | None:
    """Send a request by a connection of http.client, which adds no media type."""
    host, path = text_of(given.receiver.state["host"]) if isinstance(given.receiver, Instance) else None, given.get(1, "url")
    if host is None or path is None or (words := text_of(path)) is None:
        return None
    url = Known(value=f"https://{host}/{words.removeprefix('/')}", span=path.span)
    given_headers = given.get(3, "headers")
    headers = Table(entries={} if _names_type(given_headers) else {"Content-Type": given.known("")}, span=given.span)
    if isinstance(given_headers, Table):
        headers.entries |= given_headers.entries
        headers.span = given_headers.span
    whole = headers if given_headers is None or isinstance(given_headers, Table) else given_headers
    return send(given, Outgoing(method=given.get(0, "method"), url=url, headers=whole, body=given.get(2, "body")))
