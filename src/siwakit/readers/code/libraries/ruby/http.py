"""Addresses and forms in Ruby, and Net::HTTP."""

from __future__ import annotations

from siwakit.evidence.addresses import split_address
from siwakit.readers.code.libraries.encodings import encode, percent_encoded
from siwakit.readers.code.libraries.sending import FORM, Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, Instance, Table, Value, known, text_of

HTTP = Library()
_function, _method = HTTP.function, HTTP.method
_NET, _CONNECTION = "Net::HTTP::Post", "Net::HTTP"


@_function("URI.join")
def _join_uri(given: Given) -> Value | None:
    """Return an address with a path that is put behind its host."""
    return joined(given, given.get(0), given.get(1))


@_method("Known", "path", "request_uri", "host", "hostname", "scheme")
def _part_of_uri(given: Given) -> Value | None:
    """Return a part of an address."""
    text = text_of(given.receiver)
    parts = split_address(text or "")
    found = {"path": parts.path, "request_uri": parts.path + (f"?{parts.query}" if parts.query else ""), "scheme": parts.scheme}
    return given.known(found.get(given.words, parts.hostname or "")) if text else None


@_function("Net::HTTP.new", "Net.HTTP.new", "Net::HTTP.start", "Net.HTTP.start")
def _connect(given: Given) -> Value | None:
    """Return a connection to a host; a block is called with it."""
    connection = Instance(kind=_CONNECTION, state={"host": given.get(0)}, span=given.span)
    block = given.arguments[-1] if given.arguments else None
    if isinstance(block, Closure):
        return given.run.call_closure(block, (connection,), {}, given.span)
    return connection


@_method(_CONNECTION, "start")
def _start(given: Given) -> Value | None:
    """Return a connection, or what a block returns that is called with it."""
    block = given.get(0)
    if isinstance(block, Closure) and given.receiver:
        return given.run.call_closure(block, (given.receiver,), {}, given.span)
    return given.receiver


@_method(_CONNECTION, "post", "post_form")
def _post_path(given: Given) -> Value | None:
    """Send text to a path of the host."""
    url = _at_host(given, given.get(0))
    return send(given, Outgoing(method=given.known("POST"), url=url, body=given.get(1), headers=given.get(2), default=FORM))


def _at_host(given: Given, url: Value | None) -> Value | None:
    """Return *url*, which can be a path, with the host of the connection in front of it."""
    state = given.receiver.state if isinstance(given.receiver, Instance) and given.receiver.kind == _CONNECTION else {}
    text, host = text_of(url), text_of(state.get("host"))
    return given.known(f"https://{host}{text}") if text and host and text.startswith("/") else url


@_function("URI", "URI.parse", "Addressable::URI.parse")
def _uri(given: Given) -> Value | None:
    """Return an address as its text."""
    return given.get(0)


@_function(
    "URI.encode_www_form_component", "CGI.escape", "ERB::Util.url_encode", "ERB.Util.url_encode", "URI.encode_uri_component", "Rack::Utils.escape"
)
def _escape(given: Given) -> Value | None:
    """Return text as it is written in an address."""
    return percent_encoded(given)


@_function("URI.encode_www_form", "Rack::Utils.build_query", "Rack.Utils.build_query")
def _encode_form(given: Given) -> Value | None:
    """Return a hash as the fields of a form."""
    value = given.get(0) or (Table(entries=given.named, span=given.span) if given.named else None)
    return encode("form", value, given.span) if isinstance(value, Table) else value


@_method("Table", "to_query", "to_param")
def _to_query(given: Given) -> Value | None:
    """Return a hash as the fields of a form."""
    return encode("form", given.receiver, given.span)


# Net::HTTP.


@_function("Net::HTTP.post_form", "Net.HTTP.post_form")
def _post_form(given: Given) -> Value | None:
    """Send a hash as a form."""
    return send(given, Outgoing(method=given.known("POST"), url=given.get(0), body=encode("form", given_fields(given, 1), given.span)))


@_function("Net::HTTP.post", "Net.HTTP.post")
def _post_text(given: Given) -> Value | None:
    """Send text, as a form unless a header says otherwise."""
    return send(given, Outgoing(method=given.known("POST"), url=given.get(0), body=given.get(1), headers=given.get(2), default=FORM))


@_function("Net::HTTP::Post.new", "Net.HTTP.Post.new", "Net::HTTP::Get.new", "Net.HTTP.Get.new")
def _new_request(given: Given) -> Value | None:
    """Return a request that is not sent yet."""
    method = "GET" if given.words == "Get" else "POST"
    headers = Table(entries=dict(found.entries) if isinstance(found := given.get(1), Table) else {}, span=given.span)
    return Instance(kind=_NET, state={"method": method, "url": given.get(0), "headers": headers, "body": None, "basic": False}, span=given.span)


@_method(_NET, "set_form_data", "form_data=")
def _set_form(given: Given) -> Value | None:
    """Set the fields of the form, and the header with it."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["body"] = encode("form", given_fields(given, 0), given.span)
    return given.receiver


@_method(_NET, "body=")
def _set_body(given: Given) -> Value | None:
    """Set the body as text."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["body"] = given.get(0)
    return given.receiver


@_method(_NET, "basic_auth")
def _basic(given: Given) -> Value | None:
    """Set the header of Basic."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["basic"] = True
    return given.receiver


@_method(_NET, "content_type=", "set_content_type")
def _set_type(given: Given) -> Value | None:
    """Set the media type."""
    if isinstance(given.receiver, Instance) and (value := given.get(0)):
        given.receiver.state["headers"].entries["Content-Type"] = value
    return given.receiver


@_method(_NET, "[]=", "add_field")
def _set_header(given: Given) -> Value | None:
    """Set a header."""
    name, value = given.text(0), given.get(1)
    if isinstance(given.receiver, Instance) and name and value:
        given.receiver.state["headers"].entries[name] = value
    return given.receiver


@_method("", "request")
def _send_request(given: Given) -> Value | None:
    """Send a request of Net::HTTP; a body without a media type is sent as a form."""
    request = given.get(0)
    if not isinstance(request, Instance) or request.kind != _NET:
        return None
    state = request.state
    url, has_basic = _at_host(given, state["url"]), state["basic"]
    outgoing = Outgoing(method=given.known(state["method"]), url=url, headers=state["headers"], body=state["body"], has_basic=has_basic, default=FORM)
    return send(given, outgoing)


def given_fields(given: Given, index: int) -> Value | None:
    """Return the fields that are given at *index*, or by their names."""
    return given.get(index) or (Table(entries=given.named, span=given.span) if given.named else None)


def joined(given: Given, base: Value | None, path: Value | None) -> Value | None:
    """Return an address with a path behind its host."""
    start, end = known(base), known(path)
    if isinstance(start, str) and isinstance(end, str) and not end.startswith("http"):
        return given.known(f"{start.rstrip('/')}/{end.lstrip('/')}")
    return base if path is None or isinstance(path, Closure) else path
