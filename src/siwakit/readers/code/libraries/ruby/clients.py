"""What sends requests in Ruby by gems: Faraday, HTTParty, RestClient, the gem http, Typhoeus, Excon."""

from __future__ import annotations

from dataclasses import replace

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.objects import scope_of
from siwakit.readers.code.libraries.ruby.http import given_fields, joined
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, Instance, Known, Table, Unknown, Value, text_of

CLIENTS = Library()
_function, _method = CLIENTS.function, CLIENTS.method
_FARADAY, _HTTP_RB = "Faraday", "HTTP"
_BASE = "base_uri of HTTParty"


# HTTParty, RestClient, Typhoeus, Excon: all options by name.


@_function("HTTParty.post", "Typhoeus.post", "Excon.post")
def _post_options(given: Given) -> Value | None:
    """Send *body*: a hash is a form (for Excon it has to be text), a string is sent as it is."""
    options = _options(given, 1)
    body = options.entries.get("body")
    if isinstance(body, Table):
        body = encode("form", body, body.span)
    has_basic = "basic_auth" in options.entries or "userpwd" in options.entries
    headers, query = options.entries.get("headers"), options.entries.get("query") or options.entries.get("params")
    return send(
        given, Outgoing(method=given.known("POST"), url=given.get(0), headers=headers, body=body, query=query, has_basic=has_basic, default=FORM)
    )


@_function("base_uri")
def _base_uri(given: Given) -> Value | None:
    """Note the address that a class with HTTParty sends to."""
    given.run.notes[_BASE] = given.get(0) or Unknown()
    return given.known(None)


@_function("post")
@_method("", "post")
def _post_of_class(given: Given) -> Value | None:
    """Send by a class with HTTParty: `self.class.post` in its methods, `post` in its own."""
    base, path = text_of(given.run.notes.get(_BASE)), given.text(0)
    is_of_class = given.receiver is None or scope_of(given.receiver) is not None
    if base is None or path is None or not is_of_class or not given.named:
        return None
    url = Known(value=f"{base.rstrip('/')}/{path.lstrip('/')}", span=given.arguments[0].span)
    return _post_options(replace(given, arguments=(url, *given.arguments[1:])))


@_function("RestClient.post")
def _rest_client(given: Given) -> Value | None:
    """Send a hash as a form, and text as it is."""
    body = given_fields(given, 1)
    named = {} if given.get(1) is None else dict(given.named)
    if isinstance(body, Table):
        body = encode("form", body, body.span)
    headers = given.get(2) if isinstance(given.get(2), Table) else Table(entries=named, span=given.span)
    return send(given, Outgoing(method=given.known("POST"), url=given.get(0), headers=_rest_headers(given, headers), body=body, default=FORM))


def _rest_headers(given: Given, headers: Value | None) -> Table:
    """Return headers of RestClient, whose names are symbols and whose media types can be short."""
    table = Table(span=given.span)
    for name, value in headers.entries.items() if isinstance(headers, Table) else ():
        short = {"json": JSON}.get(text_of(value) or "")
        table.entries[name.replace("_", "-").title()] = given.known(short) if short else value
    return table


# The gem http.


@_function("HTTP.basic_auth", "HTTP.auth")
def _http_basic(given: Given) -> Value | None:
    """Return a client that sends Basic."""
    return Instance(kind=_HTTP_RB, state={"headers": None, "basic": given.words == "basic_auth"}, span=given.span)


@_function("HTTP.headers")
def _http_headers(given: Given) -> Value | None:
    """Return a client that sends headers."""
    return Instance(kind=_HTTP_RB, state={"headers": _options(given, 0), "basic": False}, span=given.span)


@_function("HTTP.post")
def _http_post(given: Given) -> Value | None:
    """Send *form*, *json* or *body*."""
    return _http_send(given, None, has_basic=False)


@_method(_HTTP_RB, "post")
def _http_client_post(given: Given) -> Value | None:
    """Send by a client."""
    client = given.receiver
    return _http_send(given, client.state["headers"], has_basic=client.state["basic"]) if isinstance(client, Instance) else None


def _http_send(given: Given, headers: Value | None, *, has_basic: bool) -> Value | None:
    options = _options(given, 1).entries
    body = options.get("body")
    for encoding in ("form", "json"):
        if encoding in options:
            body = encode(encoding, options[encoding], options[encoding].span)
    return send(
        given, Outgoing(method=given.known("POST"), url=given.get(0), headers=headers, body=body, query=options.get("params"), has_basic=has_basic)
    )


# Faraday: the middleware decides how a hash is sent.


@_function("Faraday.new")
def _connection(given: Given) -> Value | None:
    """Return a connection; a hash is a form unless the middleware for JSON is used."""
    url = given.get(0) if not isinstance(given.get(0), Closure) else None
    options = _options(given, 0).entries
    connection = Instance(
        kind=_FARADAY,
        state={"url": url if isinstance(url, Known) else options.get("url"), "headers": options.get("headers"), "json": False},
        span=given.span,
    )
    _configure(given, connection)
    return connection


@_method(_FARADAY, "request")
def _use(given: Given) -> Value | None:
    """Use a middleware for requests."""
    if isinstance(given.receiver, Instance) and given.text(0) == "json":
        given.receiver.state["json"] = True
    if isinstance(given.receiver, Instance) and given.text(0) in {"basic_auth", "authorization"}:
        given.receiver.state["basic"] = given.text(0) == "basic_auth" or given.text(1) == "basic"
    return given.receiver


@_method(_FARADAY, "adapter", "response", "use", "options", "headers")
def _ignore(given: Given) -> Value | None:
    """Return the connection."""
    return given.receiver


@_function("Faraday.post")
def _faraday_post(given: Given) -> Value | None:
    """Send by the default connection: a hash is a form."""
    return _faraday_send(given, Instance(kind=_FARADAY, state={"url": None, "headers": None, "json": False}))


@_method(_FARADAY, "post")
def _connection_post(given: Given) -> Value | None:
    """Send by a connection."""
    return _faraday_send(given, given.receiver) if isinstance(given.receiver, Instance) else None


def _faraday_send(given: Given, connection: Instance) -> Value | None:
    request = Instance(
        kind="Faraday request",
        state={"url": given.get(0), "body": given_fields(given, 1), "headers": given.get(2) or connection.state["headers"]},
        span=given.span,
    )
    _configure(given, request)
    body = request.state["body"]
    if isinstance(body, Closure):
        body = None
    if isinstance(body, Table):
        body = encode("json" if connection.state["json"] else "form", body, body.span)
    url = joined(given, connection.state["url"], request.state["url"])
    has_basic = bool(connection.state.get("basic"))
    headers = request.state["headers"] if not isinstance(request.state["headers"], Closure) else None
    return send(given, Outgoing(method=given.known("POST"), url=url, headers=headers, body=body, has_basic=has_basic, default=FORM))


@_method("Faraday request", "body=", "url")
def _set_request(given: Given) -> Value | None:
    """Set the body or the path of a request in its block."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["url" if given.words == "url" else "body"] = given.get(0)
    return given.receiver


@_method("Faraday request", "headers")
def _request_headers(given: Given) -> Value | None:
    """Return the headers of a request, which its block can set."""
    request = given.receiver
    if not isinstance(request, Instance):
        return None
    if not isinstance(request.state["headers"], Table):
        request.state["headers"] = Table(span=given.span)
    headers: Table = request.state["headers"]
    return headers


def _configure(given: Given, instance: Instance) -> None:
    block = given.arguments[-1] if given.arguments else None
    if isinstance(block, Closure):
        given.run.call_closure(block, (instance,), {}, given.span)


def _options(given: Given, index: int) -> Table:
    found = given.get(index)
    return found if isinstance(found, Table) else Table(entries=dict(given.named), span=given.span)
