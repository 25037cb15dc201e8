"""Ktor's client: a request is set by a function, and a form by `submitForm` or `FormDataContent`."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.jvm.collections import MULTI_MAP, single, table_in
from siwakit.readers.code.libraries.jvm.members import Members, last_closure, new_table, put, table_of_pairs
from siwakit.readers.code.libraries.jvm.requests import encoded_body, form_of, make_request, send_request, set_body, set_header, typed_body
from siwakit.readers.code.libraries.sending import FORM
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Instance, Reference, Table, Value, known

KOTLIN = Members()
_function, _method, _static = KOTLIN.function, KOTLIN.method, KOTLIN.static
_REQUEST = "ktor request"
_TEXT = "text/plain; charset=UTF-8"


@_function("Parameters.build", "parameters", "headers", "ParametersBuilder", "formData", "HeadersBuilder")
def _parameters(given: Given) -> Value | None:
    """Return the fields that a function appends."""
    closure, fields = last_closure(given), Instance(kind=MULTI_MAP, state={"table": new_table(given), "basic": False}, span=given.span)
    if closure is not None:
        given.run.call_with(fields, closure, given.span)
    return encode("multipart", fields.state["table"], given.span) if given.words == "formData" else fields


@_function("parametersOf")
def _parameters_of(given: Given) -> Value | None:
    """Return fields of pairs, whose values are lists."""
    table = table_of_pairs(given, given.arguments)
    table.entries = {name: single(value) or value for name, value in table.entries.items()}
    return Instance(kind=MULTI_MAP, state={"table": table, "basic": False}, span=given.span)


@_method(MULTI_MAP, "build")
def _build(given: Given) -> Value | None:
    """Return the fields."""
    return given.receiver


@_method(MULTI_MAP, "formUrlEncode")
@_method("Array", "formUrlEncode")
def _url_encode(given: Given) -> Value | None:
    """Return fields as the text of a form."""
    form = form_of(given, given.receiver)
    table = getattr(form, "of", None)
    if not isinstance(table, Table) or table.is_open:
        return None
    pieces = [piece for name, value in table.entries.items() for piece in (given.known(f"&{name}="), value)]
    first = given.known(str(known(pieces[0]))[1:]) if pieces else given.known("")
    return given.run.join([first, *pieces[1:]], given.span)


@_function("FormDataContent")
def _form_content(given: Given) -> Value | None:
    """Return a form as a body."""
    return typed_body(given, form_of(given, given.get(0)), given.known(FORM))


@_function("TextContent")
def _text_content(given: Given) -> Value | None:
    """Return a string as a body with its media type."""
    return typed_body(given, given.get(0, "text"), given.get(1, "contentType"))


@_method("", "submitForm")
def _submit_form(given: Given) -> Value | None:
    """Send a form, in the address if `encodeInQuery` is set."""
    is_query = known(given.get(2, "encodeInQuery")) is True
    parts = [value for value in given.arguments if value is not last_closure(given)]
    url = given.named.get("url") or (parts[0] if parts else None)
    fields = given.named.get("formParameters") or next((value for value in parts[1:] if isinstance(value, Instance)), None)
    request = make_request(given, _REQUEST, url, "GET" if is_query else "POST")
    request.state["query" if is_query else "body"] = table_in(fields) if is_query else form_of(given, fields)
    return _sent(given, request)


@_method("", "post", "request")
def _post(given: Given) -> Value | None:
    """Send what a function sets."""
    closure, first = last_closure(given), given.get(0, "urlString", "url")
    if closure is None:
        return None
    request = make_request(given, _REQUEST, None if first is closure else first, "POST" if given.words == "post" else "GET")
    return _sent(given, request)


def _sent(given: Given, request: Instance) -> Value | None:
    closure = last_closure(given)
    if closure is not None:
        given.run.call_with(request, closure, given.span)
    request.state["body"] = encoded_body(request.state["body"], request.state["headers"])
    return send_request(given, request, _TEXT)


@_method(_REQUEST, "url")
def _url(given: Given) -> Value | None:
    """Set the address."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["url"] = given.get(0)
    return given.receiver


@_method(_REQUEST, "contentType")
def _content_type(given: Given) -> Value | None:
    """Set the media type."""
    set_header(given, given.receiver, given.known("Content-Type"), given.get(0))
    return given.receiver


@_method(_REQUEST, "header")
def _header(given: Given) -> Value | None:
    """Set a header."""
    set_header(given, given.receiver, given.get(0), given.get(1))
    return given.receiver


@_method(_REQUEST, "headers")
def _headers(given: Given) -> Value | None:
    """Set headers by a function."""
    closure, request = last_closure(given), given.receiver
    if closure is not None and isinstance(request, Instance):
        given.run.call_with(Instance(kind=MULTI_MAP, state={"table": request.state["headers"], "basic": False}), closure, given.span)
    return request


@_method(_REQUEST, "setBody", "body=")
def _body(given: Given) -> Value | None:
    """Set the body."""
    set_body(given.receiver, given.get(0))
    return given.receiver


@_method(_REQUEST, "method=")
def _method_of(given: Given) -> Value | None:
    """Set the method."""
    value = given.get(0)
    if isinstance(given.receiver, Instance) and isinstance(value, Reference):
        given.receiver.state["method"] = given.known(value.path.rpartition(".")[2])
    return given.receiver


@_method(_REQUEST, "parameter")
def _parameter(given: Given) -> Value | None:
    """Add a parameter to the address."""
    if isinstance(given.receiver, Instance):
        query = given.receiver.state["query"] or new_table(given)
        given.receiver.state["query"] = query
        put(given, query, known(given.get(0)), given.get(1))
    return given.receiver


@_method(_REQUEST, "basicAuth")
def _basic(given: Given) -> Value | None:
    """Set the header of Basic."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["basic"] = True
    return given.receiver
