"""Tesla, in which middleware decides how a body is sent: for a client, or by `plug` for a module."""

from __future__ import annotations

from siwakit.readers.code.libraries.beam.clients import table_of
from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, Known, Reference, Table, Unknown, Value, text_of

TESLA = Library()
_function, _method = TESLA.function, TESLA.method
_CLIENT = "Tesla client"
_METHODS = ("post", "get", "put")


@_function("Tesla.client", "Tesla.build_client")
def _client(given: Given) -> Value | None:
    """Return a client with its middleware."""
    client, middleware = _new(given), given.get(0)
    for item in middleware.items if isinstance(middleware, Array) else ():
        parts = item.items if isinstance(item, Array) else [item]
        _use(client, parts[0] if parts else None, parts[1] if len(parts) > 1 else None)
    client.state["is_open"] = not isinstance(middleware, Array) or middleware.is_open
    return client


@_function("plug")
def _plug(given: Given) -> Value | None:
    """Add middleware to the module."""
    client = given.run.notes.setdefault(_CLIENT, _new(given))
    option = given.get(1) or (Table(entries=given.named, span=given.span) if given.named else None)
    if isinstance(client, Instance):
        _use(client, given.get(0), option)
    return client


def _new(given: Given) -> Instance:
    state = {"base": None, "headers": Table(span=given.span), "encoding": "", "is_basic": False, "is_open": False}
    return Instance(kind=_CLIENT, state=state, span=given.span)


def _use(client: Instance, middleware: Value | None, option: Value | None) -> None:
    name = middleware.path.rpartition(".")[2] if isinstance(middleware, Reference) else ""
    match name:
        case "BaseUrl":
            client.state["base"] = option
        case "Headers":
            headers = table_of(option)
            client.state["headers"].entries |= headers.entries if headers else {}
        case "FormUrlencoded" | "EncodeFormUrlencoded":
            client.state["encoding"] = "form"
        case "JSON" | "EncodeJson":
            client.state["encoding"] = client.state["encoding"] or "json"
        case "BasicAuth":
            client.state["is_basic"] = True


@_function(*(f"Tesla.{method}{bang}" for method in _METHODS for bang in ("", "!")))
def _send(given: Given) -> Value | None:
    """Send a request by a client, or by Tesla itself."""
    first = given.get(0)
    if isinstance(first, Instance) and first.kind == _CLIENT:
        return _send_by(given, first, 1)
    is_client = isinstance(first, Unknown) and len(given.arguments) > 2  # noqa: PLR2004  a client, an address and a body
    client = _new(given)
    client.state["is_open"] = is_client
    return _send_by(given, client, 1 if is_client else 0)


@_function(*_METHODS)
def _send_by_module(given: Given) -> Value | None:
    """Send a request by a module that uses Tesla, with or without a client as the first argument."""
    first, client = given.get(0), given.run.notes.get(_CLIENT)
    if isinstance(first, Instance) and first.kind == _CLIENT:
        return _send_by(given, first, 1)
    return _send_by(given, client, 0) if isinstance(client, Instance) else None


def _send_by(given: Given, client: Instance, start: int) -> Value | None:
    state, body = client.state, given.get(start + 1)
    named = given.named.get("headers")
    headers = Table(entries=dict(state["headers"].entries), is_open=state["is_open"], span=given.span)
    own = table_of(named)
    headers.entries |= own.entries if own else {}
    fields = table_of(body)
    if fields is not None and state["encoding"]:
        body = encode(state["encoding"], fields, fields.span)
        headers.entries.setdefault("Content-Type", given.known(FORM if state["encoding"] == "form" else JSON))
    elif fields is not None and state["is_open"]:
        body = Unknown(name="body", span=given.span)
    elif body is not None and content_type(headers) is None and not headers.is_open:
        headers.entries["Content-Type"] = given.known("")
    method = given.known(given.words.removesuffix("!"))
    url = _address(given, state["base"], given.get(start))
    query = table_of(given.named.get("query"))
    return send(given, Outgoing(method=method, url=url, headers=headers, body=body, query=query, has_basic=state["is_basic"]))


def _address(given: Given, base: Value | None, path: Value | None) -> Value | None:
    start, end = text_of(base), text_of(path)
    if start is None or end is None or end.startswith("http"):
        return path
    return Known(value=f"{start.rstrip('/')}/{end.lstrip('/')}", span=path.span if path else given.span)
