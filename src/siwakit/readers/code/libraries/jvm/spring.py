"""Spring's clients: RestTemplate, WebClient and RestClient.

A mapping to lists is written as a form by default, another mapping as JSON, and a string as text; the header can say otherwise.
"""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, receiver
from siwakit.readers.code.libraries.jvm.collections import MULTI_MAP, header_name, single, table_in
from siwakit.readers.code.libraries.jvm.members import Members, last_closure, new_table, put, put_all, state_of
from siwakit.readers.code.libraries.jvm.requests import default_type, encoded_body, make_request, media_type, send_request, set_header
from siwakit.readers.code.libraries.sending import Outgoing, send
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Instance, Known, Reference, Table, Unknown, Value, known

SPRING = Members()
_function, _method, _static = SPRING.function, SPRING.method, SPRING.static
_ENTITY, _REQUEST, _CLIENT = "HttpEntity", "spring request", "spring client"
_TEXT = "text/plain;charset=ISO-8859-1"


# Headers, which are a mapping to lists.


@_method(MULTI_MAP, "setContentType", "contentType")
def _content_type(given: Given) -> Value | None:
    """Set the media type."""
    return _set(given, "Content-Type", media_type(given.get(0)) or Unknown(name="type"))


@_method(MULTI_MAP, "add", "set", "put")
def _entry(given: Given) -> Value | None:
    """Set an entry: a header or a field, whose list of one is its item. A media type can be a constant."""
    name, value = header_name(given.get(0)), single(given.get(1))
    if isinstance(given.receiver, Instance):
        put(given.receiver.state["table"], name, (media_type(value) if (name or "").lower() == "content-type" else None) or value)
    return given.receiver


@_method(MULTI_MAP, "setBasicAuth")
def _basic(given: Given) -> Value | None:
    """Set the header of Basic."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["basic"] = True
    return given.receiver


@_method(MULTI_MAP, "setAccept", "setBearerAuth", "setContentLength")
def _other(given: Given) -> Value | None:
    """Set a header that does not matter."""
    return given.receiver


def _set(given: Given, name: str, value: Value) -> Value | None:
    if isinstance(given.receiver, Instance):
        put(given.receiver.state["table"], name, value)
    return given.receiver


# RestTemplate.


@_function("HttpEntity", "RequestEntity")
def _entity(given: Given) -> Value | None:
    """Return a body with headers."""
    return Instance(kind=_ENTITY, state={"body": given.get(0), "headers": given.get(1)}, span=given.span)


@_function("RestTemplate", "RestTemplateBuilder")
def _template(given: Given) -> Value | None:
    """Return a RestTemplate."""
    return Instance(kind="RestTemplate", span=given.span)


@_method("", "postForEntity", "postForObject")
def _post_for(given: Given) -> Value | None:
    """Send a body by POST."""
    return _send(given, given.known("POST"), given.get(0), given.get(1))


@_method("", "exchange")
def _exchange(given: Given) -> Value | None:
    """Send a body by the method that is given, or a whole request."""
    first, method = given.get(0), given.get(1)
    if isinstance(first, Instance) and first.kind == _REQUEST:
        return send_request(given, first, _TEXT)
    if not isinstance(method, Reference):
        return None
    return _send(given, given.known(method.path.rpartition(".")[2]), first, given.get(2))


def _send(given: Given, method: Value, url: Value | None, body: Value | None) -> Value | None:
    headers: Value | None = None
    has_basic = False
    entity = state_of(body, _ENTITY)
    if entity:
        body, headers = entity["body"], table_in(entity["headers"])
        has_basic = bool(state_of(entity["headers"], MULTI_MAP).get("basic"))
        if headers is None and isinstance(body, Instance) and body.kind == MULTI_MAP and _has_header_names(body):
            body, headers = None, table_in(body)
    elif isinstance(body, Known) and body.value is None:
        body = None
    body = encoded_body(body, headers)
    return send(given, Outgoing(method=method, url=url, headers=headers, body=body, has_basic=has_basic, default=default_type(body, _TEXT)))


def _has_header_names(value: Instance) -> bool:
    table = value.state["table"]
    return isinstance(table, Table) and any(name.lower() == "content-type" for name in table.entries)


# WebClient and RestClient.


@_static("WebClient.create", "RestClient.create", "WebClient.builder", "RestClient.builder")
def _client(given: Given) -> Value | None:
    """Return a client, with the address that others are relative to."""
    return Instance(kind=_CLIENT, state={"base": given.get(0)}, span=given.span)


@_method(_CLIENT, "baseUrl")
def _base(given: Given) -> Value | None:
    """Set the address that others are relative to."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["base"] = given.get(0)
    return given.receiver


@_method("Unknown", "baseUrl")
def _base_of_builder(given: Given) -> Value | None:
    """Return a client with the address that others are relative to; its builder comes from elsewhere."""
    return _client(given)


_method(_CLIENT, "build", "defaultHeader", "defaultHeaders", "filter", "clientConnector", "exchangeStrategies", "mutate")(receiver)


@_method(_CLIENT, "post")
@_method("Unknown", "post")
@_method("Reference", "post")
def _post(given: Given) -> Value | None:
    """Return a request that is a POST; the address comes later. With arguments it is a request of another client."""
    return given.run.library.methods["", "post"](given) if given.arguments else _request(given)


@_function("RequestEntity.post")
def _post_entity(given: Given) -> Value | None:
    """Return a whole request for RestTemplate."""
    request = _request(given)
    request.state["url"] = given.get(0)
    return request


def _request(given: Given) -> Instance:
    request = make_request(given, _REQUEST, None, "POST")
    request.state["base"] = given.receiver.state.get("base") if isinstance(given.receiver, Instance) else None
    return request


@_method(_CLIENT, "method")
@_method("Unknown", "method")
@_method("Reference", "method")
def _any_method(given: Given) -> Value | None:
    """Return a request with a method."""
    method = given.get(0)
    if not isinstance(method, Reference) or "HttpMethod" not in method.path:
        return None
    request = _request(given)
    request.state["method"] = given.known(method.path.rpartition(".")[2])
    return request


@_method(_REQUEST, "uri")
def _uri(given: Given) -> Value | None:
    """Set the address, which may be relative to that of the client."""
    request, url = given.receiver, given.get(0)
    if isinstance(request, Instance) and url is not None:
        base, text = request.state["base"], known(url)
        is_relative = isinstance(text, str) and text.startswith("/") and base is not None
        request.state["url"] = given.run.join((base, url), given.span) if is_relative else url
    return request


@_method(_REQUEST, "contentType", "header", "headers", "accept", "acceptCharset", "cookie", "attribute")
def _header(given: Given) -> Value | None:
    """Set a header, or several by a function or a mapping."""
    request = given.receiver
    if not isinstance(request, Instance):
        return request
    match given.words:
        case "contentType":
            set_header(request, given.known("Content-Type"), given.get(0))
        case "header":
            set_header(request, given.get(0), given.get(1))
        case "headers":
            _headers(given, request)
    return request


def _headers(given: Given, request: Instance) -> None:
    closure, table = last_closure(given), request.state["headers"]
    if closure is None:
        put_all(table, table_in(given.get(0)))
        return
    headers = Instance(kind=MULTI_MAP, state={"table": table, "basic": False}, span=given.span)
    given.run.call_closure(closure, (headers,), {}, given.span)
    request.state["basic"] = headers.state["basic"]


@_method(_REQUEST, "body", "bodyValue", "syncBody")
def _body(given: Given) -> Value | None:
    """Set the body."""
    request = given.receiver
    if isinstance(request, Instance):
        request.state["body"] = encoded_body(given.get(0), request.state["headers"])
    return request


@_method(_REQUEST, "retrieve", "exchange", "exchangeToMono", "awaitExchange")
def _retrieve(given: Given) -> Value | None:
    """Send the request."""
    return send_request(given, given.receiver, "text/plain;charset=UTF-8")


@_function("BodyInserters.fromFormData")
def _form_data(given: Given) -> Value | None:
    """Return a form: of a mapping, or of a first field."""
    if len(given.arguments) == 1:
        return encode("form", table_in(given.get(0)), given.span)
    table = new_table(given)
    put(table, given.text(0), given.get(1))
    return encode("form", table, given.span)


@_method("Encoded", "with")
def _with(given: Given) -> Value | None:
    """Add a field to a form."""
    table = getattr(given.receiver, "of", None)
    if isinstance(table, Table):
        put(table, given.text(0), given.get(1))
    return given.receiver


@_function("BodyInserters.fromValue", "BodyInserters.fromObject")
def _value(given: Given) -> Value | None:
    """Return a body that is encoded as its header says."""
    return given.get(0)
