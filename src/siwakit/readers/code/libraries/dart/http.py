"""Clients of Dart: the package http, dio, and HttpClient of dart:io."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, Known, Table, Unknown, Value, known

HTTP = Library()
HTTP.is_found_by_type = True
_function, _method = HTTP.function, HTTP.method
_DIO, _OPTIONS, _REQUEST, _IO, _HEADERS = "Dio", "dio options", "http.Request", "HttpClientRequest", "HttpHeaders"
_TEXT = "text/plain; charset=utf-8"


@_function("HttpHeaders.contentTypeHeader:", "Headers.contentTypeHeader:")
def _content_type_header(given: Given) -> Value | None:
    """Return the name of the header."""
    return given.known("Content-Type")


@_function("HttpHeaders.authorizationHeader:")
def _authorization_header(given: Given) -> Value | None:
    """Return the name of the header."""
    return given.known("Authorization")


@_function("Headers.formUrlEncodedContentType:", "Headers.jsonContentType:", "ContentType.json:")
def _media_type(given: Given) -> Value | None:
    """Return a media type of dio or dart:io."""
    return given.known(FORM if "form" in given.words else JSON)


@_function("ContentType")
def _content_type(given: Given) -> Value | None:
    """Return a media type of its two parts."""
    first, second = given.text(0), given.text(1)
    return given.known(f"{first}/{second}") if first and second else None


@_function("ContentType.parse")
def _parsed_type(given: Given) -> Value | None:
    """Return a media type of its text."""
    return given.get(0)


# The package http.


@_function("http.post", "http.put", "package:http/http.dart.post", "package:http/http.dart.put")
def _post(given: Given) -> Value | None:
    """Send what the package http sends: a mapping is a form, a string is text unless a header says otherwise."""
    return _send_http(given, given.known("POST"), given.get(0), given.named.get("headers"), given.named.get("body"))


@_function("http.get", "package:http/http.dart.get")
def _get(given: Given) -> Value | None:
    """Send a GET."""
    return _send_http(given, given.known("GET"), given.get(0), given.named.get("headers"), None)


def _send_http(given: Given, method: Value, url: Value | None, headers: Value | None, body: Value | None) -> Value | None:
    if isinstance(body, Table):
        kind = content_type(headers)
        # A mapping under another media type is an error: nothing is sent.
        body = encode("form", body, body.span) if kind is None or kind == "" or kind.lower().startswith(FORM) else Unknown(name="body")
    default = _TEXT if isinstance(body, Known) or (isinstance(body, Encoded) and body.encoding == "json") else ""
    return send(given, Outgoing(method=method, url=url, headers=headers, body=body, default=default))


@_method("", "post", "put", "postUri", "request", "requestUri")
def _client_post(given: Given) -> Value | None:
    """Send by a client: that of the package http has *body*, dio has *data*."""
    if "body" in given.named or ("headers" in given.named and "data" not in given.named):
        return _post(given)
    is_dio = isinstance(given.receiver, Instance) and given.receiver.kind == _DIO
    return _send_dio(given) if is_dio or "data" in given.named or "queryParameters" in given.named else None


@_function("http.Request", "Request", "package:http/http.dart.Request")
def _request(given: Given) -> Value | None:
    """Return a request of the package http."""
    state = {"method": given.get(0), "url": given.get(1), "headers": Table(span=given.span), "body": None}
    return Instance(kind=_REQUEST, state=state, span=given.span)


@_method(_REQUEST, "bodyFields=", "body=")
def _set_body(given: Given) -> Value | None:
    """Set the body."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["body"] = given.get(0)
    return given.receiver


@_method(_REQUEST, "headers")
def _request_headers(given: Given) -> Value | None:
    """Return the headers, which can be changed."""
    return given.receiver.state["headers"] if isinstance(given.receiver, Instance) else None


@_method(_REQUEST, "send")
def _send_self(given: Given) -> Value | None:
    """Send a request."""
    state = given.receiver.state if isinstance(given.receiver, Instance) else {}
    return _send_http(given, state["method"], state["url"], state["headers"], state["body"]) if state else None


@_method("", "send")
def _send_request(given: Given) -> Value | None:
    """Send a request by a client."""
    request = given.get(0)
    state = request.state if isinstance(request, Instance) and request.kind == _REQUEST else {}
    return _send_http(given, state["method"], state["url"], state["headers"], state["body"]) if state else None


# dio: the media type decides what a mapping becomes, JSON by default.


@_function("Dio")
def _dio(given: Given) -> Value | None:
    """Return a client with its options."""
    return Instance(kind=_DIO, state={"options": given.get(0)}, span=given.span)


@_function("BaseOptions", "Options")
def _options(given: Given) -> Value | None:
    """Return options, which can be changed."""
    return Instance(kind=_OPTIONS, state=dict(given.named), span=given.span)


@_method(_DIO, "options")
def _options_of(given: Given) -> Value | None:
    """Return the options of a client."""
    if isinstance(given.receiver, Instance) and given.receiver.state["options"] is None:
        given.receiver.state["options"] = Instance(kind=_OPTIONS, span=given.span)
    return given.receiver.state["options"] if isinstance(given.receiver, Instance) else None


for _name in ("contentType", "baseUrl", "headers", "method"):

    @_method(_OPTIONS, f"{_name}=")
    def _set_option(given: Given) -> Value | None:
        """Set an option."""
        if isinstance(given.receiver, Instance):
            given.receiver.state[given.words.removesuffix("=")] = given.get(0)
        return given.receiver

    @_method(_OPTIONS, _name)
    def _option(given: Given) -> Value | None:
        """Return an option."""
        if isinstance(given.receiver, Instance) and given.words == "headers":
            given.receiver.state.setdefault("headers", Table(span=given.span))
        return given.receiver.state.get(given.words) if isinstance(given.receiver, Instance) else None


@_function("FormData.fromMap")
def _form_data(given: Given) -> Value | None:
    """Return a form that is sent in parts."""
    return encode("multipart", given.get(0), given.span)


def _state(value: Value | None) -> dict[str, Value]:
    return value.state if isinstance(value, Instance) and value.kind == _OPTIONS else {}


def _send_dio(given: Given) -> Value | None:
    client = given.receiver.state["options"] if isinstance(given.receiver, Instance) and given.receiver.kind == _DIO else Unknown()
    base, own = _state(client), _state(given.named.get("options"))
    # What was not created here may have a media type of its own.
    is_unclear = isinstance(client, Unknown) or isinstance(given.named.get("options"), Unknown)
    headers = Table(span=given.span, is_open=is_unclear)
    for options in (base, own):
        found = options.get("headers")
        headers.entries |= found.entries if isinstance(found, Table) else {}
        if "contentType" in options:
            headers.entries = {name: value for name, value in headers.entries.items() if name.lower() != "content-type"}
            headers.entries["Content-Type"] = options["contentType"]
    body = _dio_body(given.named.get("data"), headers)
    method = own.get("method") or given.known("GET") if given.words.startswith("request") else given.known("POST")
    if content_type(headers) is None and not is_unclear and body is not None and not (isinstance(body, Encoded) and body.encoding == "multipart"):
        headers.entries["Content-Type"] = given.known(JSON)
    query = given.named.get("queryParameters")
    return send(given, Outgoing(method=method, url=_absolute(given, base.get("baseUrl")), headers=headers, body=body, query=query))


def _dio_body(data: Value | None, headers: Table) -> Value | None:
    if not isinstance(data, Table):
        return data
    kind = content_type(headers)
    if kind is None and headers.is_open:
        return Unknown(name="body", span=data.span)
    return (
        Unknown(name="body", span=data.span) if kind == "" else encode("form" if (kind or "").lower().startswith(FORM) else "json", data, data.span)
    )


def _absolute(given: Given, base: Value | None) -> Value | None:
    url = given.get(0)
    text = known(url)
    if base is None or url is None or not isinstance(text, str) or "://" in text:
        return url
    start = known(base)
    between = "" if text.startswith("/") or (isinstance(start, str) and start.endswith("/")) else "/"
    root = given.known(start.rstrip("/")) if isinstance(start, str) and text.startswith("/") else base
    return given.run.join((root, given.known(between), url), given.span)


# dart:io.


@_method("", "postUrl")
def _post_url(given: Given) -> Value | None:
    """Return a request of dart:io."""
    return Instance(kind=_IO, state={"url": given.get(0), "headers": Table(span=given.span), "body": None}, span=given.span)


@_method(_IO, "headers")
def _io_headers(given: Given) -> Value | None:
    """Return the headers of a request."""
    return (
        Instance(kind=_HEADERS, state={"table": given.receiver.state["headers"]}, span=given.span) if isinstance(given.receiver, Instance) else None
    )


@_method(_HEADERS, "contentType=", "set", "add")
def _set_header(given: Given) -> Value | None:
    """Set a header."""
    name = "Content-Type" if given.words == "contentType=" else given.text(0)
    value = given.arguments[-1] if given.arguments else None
    if isinstance(given.receiver, Instance) and name and value is not None:
        given.receiver.state["table"].entries[name] = value
    return given.receiver


@_method(_IO, "write", "add")
def _write(given: Given) -> Value | None:
    """Add to the body."""
    if isinstance(given.receiver, Instance) and given.arguments:
        before = given.receiver.state["body"]
        given.receiver.state["body"] = given.arguments[0] if before is None else given.run.join((before, given.arguments[0]), given.span)
    return given.receiver


@_method(_IO, "close")
def _close(given: Given) -> Value | None:
    """Send a request of dart:io."""
    state = given.receiver.state if isinstance(given.receiver, Instance) else {}
    return send(given, Outgoing(method=given.known("POST"), url=state.get("url"), headers=state.get("headers"), body=state.get("body")))


HTTP.name(http="http")
