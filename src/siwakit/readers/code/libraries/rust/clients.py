"""What sends requests in Rust: reqwest, ureq, hyper, surf."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.rust.collections import table_of
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, Known, Reference, Table, Value, text_of

CLIENTS = Library()
CLIENTS.is_found_by_type = True
_function, _method = CLIENTS.function, CLIENTS.method
_CLIENT, _REQUEST = "http client", "request"
_METHODS = ("get", "post", "put")
_CONSTANTS = {"CONTENT_TYPE": "Content-Type", "AUTHORIZATION": "Authorization", "ACCEPT": "Accept", "USER_AGENT": "User-Agent"}
_OTHERS = ("timeout", "version", "bearer_auth", "fetch_mode_no_cors", "extension", "config", "build", "query_pairs", "apply", "http_status_as_error")


@_function(
    *("Client.new", "Client.default", "Client.builder", "ClientBuilder.new", "reqwest.Client.new", "blocking.Client.new"),
    *("Agent.new", "ureq.agent", "ureq.Agent.new_with_defaults", "AgentBuilder.new", "Agent.config_builder", "HttpClient.new"),
)
def _client(given: Given) -> Value | None:
    """Return a client, or what it is built with."""
    return Instance(kind=_CLIENT, span=given.span)


@_method(_CLIENT, "build", "timeout", "user_agent", "redirect", "https_only", "use_rustls_tls", "default_headers", "connect_timeout", "new_agent")
def _build(given: Given) -> Value | None:
    """Return the client."""
    return given.receiver


# A request is built, and sent by its last method.


@_function(*(f"{client}.{method}" for client in ("ureq", "surf", "isahc", "reqwest", "Request", "attohttpc") for method in _METHODS))
def _free_request(given: Given) -> Value | None:
    """Return a request that is made without a client."""
    return _prepare(given, given.known(given.words), given.get(0), body=given.get(1) if given.get(1) is not None else None)


@_function("Request.builder")
def _builder(given: Given) -> Value | None:
    """Return a request of hyper, which is GET until it is told otherwise."""
    return _prepare(given, given.known("GET"), None)


@_method(_CLIENT, *_METHODS)
def _client_request(given: Given) -> Value | None:
    """Return a request of a client."""
    return _prepare(given, given.known(given.words), given.get(0))


@_method("Unknown", *_METHODS)
def _request_of_field(given: Given) -> Value | None:
    """Return a request of a client that is made elsewhere."""
    url = given.get(0)
    is_address = isinstance(url, Known) and isinstance(url.value, str)
    return _prepare(given, given.known(given.words), url) if is_address and len(given.arguments) == 1 else None


@_method(_CLIENT, "request")
def _request_with_method(given: Given) -> Value | None:
    """Return a request of reqwest with its method, or send one of hyper."""
    first = given.get(0)
    if isinstance(first, Instance) and first.kind == _REQUEST:
        return _send(given, first)
    return _prepare(given, given.known(_last_word(first)), given.get(1))


@_method("Unknown", "request", "execute")
def _send_by_client(given: Given) -> Value | None:
    """Send a request by a client that is made elsewhere."""
    first = given.get(0)
    if isinstance(first, Instance) and first.kind == _REQUEST:
        return _send(given, first)
    url = given.get(1)
    return _prepare(given, given.known(_last_word(first)), url) if isinstance(first, Reference) and isinstance(url, Known) else None


def _prepare(given: Given, method: Value, url: Value | None, body: Value | None = None) -> Instance:
    """Return a request; if nothing in the text sends it, it is sent at the end of the program."""
    state = {"method": method, "url": url, "headers": Table(span=given.span), "body": body, "query": None, "basic": False}
    request = Instance(kind=_REQUEST, state=state, span=given.span)
    given.run.at_end(request, lambda: None if "is_sent" in state else _send(given, request))
    return request


@_method(_REQUEST, "method", "uri", "url")
def _set_target(given: Given) -> Value | None:
    """Set the method or the address of a request of hyper."""
    value = given.get(0)
    if isinstance(given.receiver, Instance) and value is not None:
        is_method = given.words == "method"
        given.receiver.state["method" if is_method else "url"] = given.known(_last_word(value)) if is_method else value
    return given.receiver


@_method(_REQUEST, "header", "set", "insert_header", "set_header", "append_header")
def _set_header(given: Given) -> Value | None:
    """Set a header, whose name can be a constant."""
    name, value = _header_name(given.get(0)), given.get(1)
    if isinstance(given.receiver, Instance) and name and value is not None:
        given.receiver.state["headers"].entries[name] = value
    return given.receiver


@_method(_REQUEST, "content_type")
def _set_type(given: Given) -> Value | None:
    """Set the media type."""
    if isinstance(given.receiver, Instance) and (value := given.get(0)) is not None:
        given.receiver.state["headers"].entries["Content-Type"] = value
    return given.receiver


@_method(_REQUEST, "headers")
def _set_headers(given: Given) -> Value | None:
    """Set all headers."""
    headers = given.get(0)
    if isinstance(given.receiver, Instance):
        known_headers: Table = given.receiver.state["headers"]
        if isinstance(headers, Table):
            known_headers.entries |= headers.entries
        known_headers.is_open = not isinstance(headers, Table) or headers.is_open
    return given.receiver


@_method("Table", "insert")
def _insert_header(given: Given) -> Value | None:
    """Set an entry of a map, or a header by its constant."""
    name, value = _header_name(given.get(0)), given.get(1)
    if isinstance(given.receiver, Table) and value is not None:
        if name:
            given.receiver.entries[name] = value
        else:
            given.receiver.is_open = True
    return given.known(None)


@_method(_REQUEST, "form")
def _form(given: Given) -> Value | None:
    """Set the body to a form."""
    return _set_body(given, "form", FORM)


@_method(_REQUEST, "json")
def _json(given: Given) -> Value | None:
    """Set the body to JSON."""
    return _set_body(given, "json", JSON)


@_method(_REQUEST, "body_json")
def _surf_json(given: Given) -> Value | None:
    """Set the body of surf to JSON."""
    return _set_body(given, "json", JSON)


@_method(_REQUEST, "multipart")
def _multipart(given: Given) -> Value | None:
    """Set the body to a form in parts."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["body"] = encode("multipart", given.get(0), given.span)
        given.receiver.state["headers"].entries["Content-Type"] = given.known("multipart/form-data; boundary=stand-in")
    return given.receiver


@_function("multipart.Form.new", "Form.new")
def _parts(given: Given) -> Value | None:
    """Return an empty form in parts."""
    return Table(span=given.span)


@_method("Table", "text", "part")
def _part(given: Given) -> Value | None:
    """Add a field to a form in parts."""
    name, value = given.text(0), given.get(1)
    if isinstance(given.receiver, Table) and name and value is not None:
        given.receiver.entries[name] = value
    return given.receiver


def _set_body(given: Given, encoding: str, kind: str) -> Value | None:
    request = given.receiver
    if isinstance(request, Instance):
        fields = table_of(given.get(0))
        request.state["body"] = encode(encoding, fields, given.span) if fields is not None else given.unknown()
        if content_type(request.state["headers"]) is None:
            request.state["headers"].entries["Content-Type"] = given.known(kind)
    return request


@_method(_REQUEST, "body", "body_string")
def _body(given: Given) -> Value | None:
    """Set the body to text, which sets no media type."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["body"] = given.get(0)
    return given.receiver


@_method(_REQUEST, "query")
def _query(given: Given) -> Value | None:
    """Add fields to the address; ureq adds one, reqwest all."""
    if isinstance(given.receiver, Instance):
        name, value = given.text(0), given.get(1)
        table = given.receiver.state["query"] or Table(span=given.span)
        more = {name: value} if name and value is not None else (table_of(given.get(0)) or Table()).entries
        table.entries |= more
        given.receiver.state["query"] = table
    return given.receiver


@_method(_REQUEST, "basic_auth")
def _basic(given: Given) -> Value | None:
    """Set the header of Basic."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["basic"] = True
    return given.receiver


@_method(_REQUEST, *_OTHERS)
def _other(given: Given) -> Value | None:
    """Return the request."""
    return given.receiver


@_method(_REQUEST, "send", "call", "recv_string", "recv_json", "send_bytes", "send_string", "send_empty")
def _finish(given: Given) -> Value | None:
    """Send a request; for ureq the body is an argument, which sets no media type."""
    if isinstance(given.receiver, Instance) and (body := given.get(0)) is not None:
        given.receiver.state["body"] = body
    return _send(given, given.receiver) if isinstance(given.receiver, Instance) else None


@_method(_REQUEST, "send_form", "send_json")
def _finish_with_fields(given: Given) -> Value | None:
    """Send fields as a form or as JSON, by ureq."""
    encoding, kind = ("form", FORM) if given.words == "send_form" else ("json", JSON)
    _set_body(given, encoding, kind)
    return _send(given, given.receiver) if isinstance(given.receiver, Instance) else None


def _send(given: Given, request: Instance) -> Value | None:
    state = request.state
    state["is_sent"] = True
    headers: Table = state["headers"]
    if content_type(headers) is None and state["body"] is not None and not headers.is_open:
        headers.entries["Content-Type"] = given.known("")
    outgoing = Outgoing(method=state["method"], url=state["url"], headers=headers, body=state["body"], query=state["query"], has_basic=state["basic"])
    return send(given, outgoing)


def _header_name(value: Value | None) -> str | None:
    if isinstance(value, Reference):
        return _CONSTANTS.get(_last_word(value))
    return text_of(value)


def _last_word(value: Value | None) -> str:
    return value.path.rpartition(".")[2] if isinstance(value, Reference) else text_of(value) or ""
