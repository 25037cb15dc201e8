"""What sends requests in Elixir: Req, HTTPoison, Finch, hackney and Erlang's httpc."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, Known, Table, Unknown, Value, known, text_of

CLIENTS = Library()
_function, _method = CLIENTS.function, CLIENTS.method
_REQ, _FINCH = "Req request", "Finch request"
_OCTETS = "application/octet-stream"
_TWO, _FOUR = 2, 4


@_function("URI.encode_query", "Plug.Conn.Query.encode", "UriQuery.params", "uri_string.compose_query")
def _encode_query(given: Given) -> Value | None:
    """Return fields as a form."""
    fields = table_of(given.get(0)) or (Table(entries=given.named, span=given.span) if given.named else None)
    return encode("form", fields, given.span)


# Req.


@_function("Req.new", "Req.merge", "Req.update")
def _req(given: Given) -> Value | None:
    """Return a request of Req with its options."""
    first = given.get(0)
    before = first.state["options"].entries if isinstance(first, Instance) and first.kind == _REQ else {}
    return Instance(kind=_REQ, state={"options": Table(entries=before | _options(given, 0).entries, span=given.span)}, span=given.span)


@_function(*(f"Req.{method}{bang}" for method in ("post", "get", "put", "request") for bang in ("", "!")))
def _req_send(given: Given) -> Value | None:
    """Send a request of Req: *form* is a form, *json* is JSON, and *body* sets no media type."""
    first, options = given.get(0), dict(_options(given, 1).entries)
    url: Value | None = None
    if isinstance(first, Instance) and first.kind == _REQ:
        options = first.state["options"].entries | options
    elif isinstance(first, Table):
        options = first.entries | options
    else:
        url = first
    url = _with_base(given, options.get("base_url"), options.get("url") or url)
    named = given.words.removesuffix("!")
    method = given.known(named) if named != "request" else options.get("method") or given.known("get")
    headers = _headers(given, options.get("headers"))
    body = options.get("body")
    for name, encoding, kind in (("json", "json", JSON), ("form_multipart", "multipart", ""), ("form", "form", FORM)):
        if name in options:
            fields = table_of(options[name])
            body = encode(encoding, fields, options[name].span) if fields is not None else Unknown(name=name, span=given.span)
            _set_type(given, headers, kind)
    if content_type(headers) is None and body is not None and "form_multipart" not in options:
        _set_type(given, headers, "")
    has_basic = _says_basic(options.get("auth"))
    return send(given, Outgoing(method=method, url=url, headers=headers, body=body, query=table_of(options.get("params")), has_basic=has_basic))


def _says_basic(auth: Value | None) -> bool:
    return isinstance(auth, Array) and bool(auth.items) and text_of(auth.items[0]) == "basic"


def _with_base(given: Given, base: Value | None, path: Value | None) -> Value | None:
    start, end = text_of(base), known(path)
    if start is None or (isinstance(end, str) and end.startswith("http")):
        return path if path is not None else base
    return given.known(f"{start.rstrip('/')}/{end.lstrip('/')}") if isinstance(end, str) else base


# HTTPoison and hackney.


@_function("HTTPoison.post", "HTTPoison.post!", "HTTPoison.put", "HTTPoison.put!")
def _poison_post(given: Given) -> Value | None:
    """Send a request of HTTPoison."""
    return _poison(given, given.known("POST" if "post" in given.words else "PUT"), given.get(0), given.get(1), given.get(2))


@_function("HTTPoison.get", "HTTPoison.get!")
def _poison_get(given: Given) -> Value | None:
    """Send a request without a body."""
    return _poison(given, given.known("GET"), given.get(0), None, given.get(1))


@_function("HTTPoison.request", "HTTPoison.request!", "hackney.request", "hackney.post")
def _poison_request(given: Given) -> Value | None:
    """Send a request with its method; that of hackney has the headers before the body."""
    if given.words == "post":
        return _poison(given, given.known("POST"), given.get(0), given.get(2), given.get(1))
    body, headers = (given.get(3), given.get(2)) if _is_hackney(given) else (given.get(2), given.get(3))
    return _poison(given, given.get(0), given.get(1), body, headers)


def _is_hackney(given: Given) -> bool:
    return "hackney" in repr(given.receiver)


def _poison(given: Given, method: Value | None, url: Value | None, body: Value | None, headers: Value | None) -> Value | None:
    """Send what hackney sends: `{:form, fields}` is a form, and text has the media type of bytes unless a header says otherwise."""
    table, default = _headers(given, headers), _OCTETS
    tag, fields = _tagged(body)
    if tag in {"form", "multipart"}:
        body = encode(tag, table_of(fields), given.span) or Unknown(name=tag)
        default = FORM if tag == "form" else "multipart/form-data; boundary=stand-in"
    if body is not None and text_of(body) != "":
        _set_type(given, table, default)
    return send(given, Outgoing(method=method, url=url, headers=table, body=body))


def _tagged(body: Value | None) -> tuple[str | None, Value | None]:
    items = body.items if isinstance(body, Array) else []
    return (text_of(items[0]), items[1]) if len(items) == _TWO else (None, None)


# Finch and httpc, whose text has no media type unless the program sets one.


@_function("Finch.build")
def _finch(given: Given) -> Value | None:
    """Return a request of Finch; if nothing in the text sends it, it is sent at the end of the program."""
    headers = _headers(given, given.get(2))
    body = given.get(3)
    if body is not None:
        _set_type(given, headers, "")
    state = {"method": given.get(0), "url": given.get(1), "headers": headers, "body": body}
    request = Instance(kind=_FINCH, state=state, span=given.span)
    given.run.at_end(request, lambda: None if "is_sent" in state else _send_finch(given, request))
    return request


@_function("Finch.request", "Finch.request!")
def _finch_send(given: Given) -> Value | None:
    """Send a request of Finch."""
    request = given.get(0)
    return _send_finch(given, request) if isinstance(request, Instance) and request.kind == _FINCH else None


def _send_finch(given: Given, request: Instance) -> Value | None:
    state = request.state
    state["is_sent"] = True
    return send(given, Outgoing(method=state["method"], url=state["url"], headers=state["headers"], body=state["body"]))


@_function("httpc.request")
def _httpc(given: Given) -> Value | None:
    """Send a request of httpc: a tuple has the address, the headers, the media type and the body."""
    parts = given.get(1)
    if not isinstance(parts, Array) or len(parts.items) != _FOUR:
        return None
    url, headers, kind, body = parts.items
    table = _headers(given, headers)
    table.entries["Content-Type"] = kind
    return send(given, Outgoing(method=given.get(0), url=url, headers=table, body=body))


# What they share.


def table_of(value: Value | None) -> Table | None:
    """Return the fields in *value*: a map, a keyword list, a list of pairs, or a struct; None if they are not known."""
    if isinstance(value, Array):
        pairs = pairs_of(value)
        return None if pairs is None else Table(entries=pairs, span=value.span)
    return fields_of(value)


def _headers(given: Given, value: Value | None) -> Table:
    found = table_of(value)
    if found is None:
        return Table(is_open=value is not None, span=given.span)
    return Table(entries=dict(found.entries), is_open=found.is_open, span=found.span)


def _set_type(given: Given, headers: Table, kind: str) -> None:
    if content_type(headers) is None and not headers.is_open:
        headers.entries["Content-Type"] = Known(value=kind, span=given.span)


def _options(given: Given, index: int) -> Table:
    """Return options by name, or as a keyword list at *index*."""
    table = given.table(index)
    return Table(entries=(dict(table.entries) if table else {}) | given.named, span=given.span)
