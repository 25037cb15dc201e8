"""What sends requests in Swift: URLSession, Vapor's client, AsyncHTTPClient."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of
from siwakit.readers.code.libraries.objects import fields_of, scope_of
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.libraries.swift.urls import address_of, fields_of_components
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, Instance, Known, Reference, Table, Value, text_of

CLIENTS = Library()
CLIENTS.is_found_by_type = True
_function, _method = CLIENTS.function, CLIENTS.method
REQUEST, _SESSION = "request", "URLSession"
_MEDIA_TYPES = {"urlEncodedForm": f"{FORM}; charset=utf-8", "json": f"{JSON}; charset=utf-8", "formData": "multipart/form-data"}
_TASKS = ("dataTask", "data", "upload", "uploadTask", "downloadTask", "dataTaskPublisher", "download", "bytes")


# Requests that are prepared before they are sent.


def _prepare(given: Given, url: Value | None, method: Value | None, **more: Value | None) -> Instance:
    """Return a request; if nothing in the text sends it, it is sent at the end of the program."""
    headers = more.get("headers")
    state = {
        "url": url,
        "method": method,
        "headers": headers if isinstance(headers, Table) else Table(span=given.span),
        "body": more.get("body"),
        "default": "",
    }
    request = Instance(kind=REQUEST, state=state, span=given.span)
    given.run.at_end(request, lambda: None if "is_sent" in state else send_prepared(given, request))
    return request


@_function("URLRequest", "NSMutableURLRequest")
def _url_request(given: Given) -> Value | None:
    """Return a request of Foundation: GET unless it is told otherwise, and its client sends a body without a media type as a form."""
    request = _prepare(given, given.get(0, "url"), given.get(-1, "method") or given.known("GET"), headers=given.named.get("headers"))
    request.state["default"] = FORM
    return request


@_function("HTTPClientRequest", "HTTPClient.Request", "ClientRequest")
def _client_request(given: Given) -> Value | None:
    """Return a request of AsyncHTTPClient or Vapor, which has no media type unless the program sets one."""
    method = given.get(-1, "method") or given.known("GET")
    return _prepare(given, given.get(0, "url"), method, headers=given.named.get("headers"), body=given.named.get("body"))


@_method(REQUEST, "httpMethod=", "method=", "httpBody=", "body=", "url=", "allHTTPHeaderFields=", "headers=")
def _set(given: Given) -> Value | None:
    """Set a part of a request."""
    name = {"httpMethod=": "method", "httpBody=": "body", "allHTTPHeaderFields=": "headers"}.get(given.words, given.words.removesuffix("="))
    value = given.get(0)
    if isinstance(given.receiver, Instance):
        given.receiver.state[name] = value if name != "headers" or isinstance(value, Table) else Table(is_open=True, span=given.span)
    return value


@_method(REQUEST, "setValue", "addValue")
def _set_header(given: Given) -> Value | None:
    """Set a header."""
    name, value = given.text(-1, "forHTTPHeaderField"), given.get(0)
    if isinstance(given.receiver, Instance) and name and value is not None:
        given.receiver.state["headers"].entries[name] = value
    return given.receiver


@_method(REQUEST, "headers", "allHTTPHeaderFields")
def _headers(given: Given) -> Value | None:
    """Return the headers of a request, which can be changed."""
    headers: Value | None = given.receiver.state["headers"] if isinstance(given.receiver, Instance) else None
    return headers


@_method(REQUEST, "content")
def _content(given: Given) -> Value | None:
    """Return what encodes the body of a request of Vapor."""
    return given.receiver


@_method(REQUEST, "encode")
def _encode_content(given: Given) -> Value | None:
    """Set the body of a request of Vapor: JSON unless the media type is an argument or belongs to the type of the content."""
    if isinstance(given.receiver, Instance):
        _set_content(given, given.receiver, given.get(0), given.named.get("as"))
    return given.known(None)


def _set_content(given: Given, request: Instance, content: Value | None, kind: Value | None) -> None:
    scope = scope_of(content)
    kind = kind or (scope.names.get("defaultContentType") if scope else None)
    name = last_word(kind) if kind is not None else "json"
    fields = fields_of(content)
    encoding = {"urlEncodedForm": "form", "json": "json", "formData": "multipart"}.get(name)
    if fields is not None and scope is not None:
        fields.entries.pop("defaultContentType", None)
    request.state["body"] = encode(encoding, fields, given.span) if encoding and fields is not None else given.unknown()
    if name in _MEDIA_TYPES:
        request.state["headers"].entries["Content-Type"] = given.known(_MEDIA_TYPES[name])


# Headers.


@_function("HTTPHeaders", "HTTPFields")
def _new_headers(given: Given) -> Value | None:
    """Return headers: from a dictionary or from pairs."""
    value = given.get(0, "dictionaryLiteral")
    pairs = pairs_of(value) if value is not None else {}
    return Table(entries=pairs or {}, is_open=pairs is None, span=given.span)


@_method("Table", "add", "replaceOrAdd", "update")
def _add_header(given: Given) -> Value | None:
    """Add a header."""
    name, value = given.text(-1, "name"), given.named.get("value")
    if isinstance(given.receiver, Table) and name and value is not None:
        given.receiver.entries[name] = value
    return given.known(None)


@_method("Table", "percentEncoded", "percentEncode", "urlEncoded", "queryString", "asQueryString", "percentEscaped")
def _percent_encoded(given: Given) -> Value | None:
    """Return a dictionary as a form, by a method that many programs define."""
    return encode("form", given.receiver, given.span)


# Foundation sends.


@_function("URLSession")
def _session(given: Given) -> Value | None:
    """Return a session."""
    return Instance(kind=_SESSION, span=given.span)


@_function(*(f"URLSession.shared.{task}" for task in _TASKS))
def _send_shared(given: Given) -> Value | None:
    """Send a request by the shared session."""
    return _send_task(given)


def _send_task(given: Given) -> Value | None:
    request = given.get(0, "for", "with", "from")
    body = given.named.get("from")
    if not isinstance(request, Instance) or request.kind != REQUEST:
        return None
    if body is not None and body is not request:
        request.state["body"] = body
    return send_prepared(given, request)


for _task in _TASKS:
    _method(_SESSION, _task)(_send_task)
    _method("Unknown", _task)(_send_task)


def send_prepared(given: Given, request: Instance) -> Value | None:
    """Send a request that was prepared before."""
    state = request.state
    state["is_sent"] = True
    headers = Table(
        entries={_header_name(name): _plain(given, value) for name, value in state["headers"].entries.items()}, span=state["headers"].span
    )
    headers.is_open = state["headers"].is_open
    if content_type(headers) is None and state["body"] is not None and not headers.is_open:
        headers.entries["Content-Type"] = given.known(state["default"])
    url, method = state["url"], given.known(last_word(state["method"]).upper())
    return send(given, Outgoing(method=method, url=address_of(given, url), headers=headers, body=state["body"], query=fields_of_components(url)))


def _header_name(name: str) -> str:
    return "Content-Type" if name == "contentType" else name


def _plain(given: Given, value: Value) -> Value:
    return given.known(_MEDIA_TYPES.get(last_word(value), "")) if isinstance(value, Reference) else value


def last_word(value: Value | None) -> str:
    """Return the text of *value*, or the case that it is: `.post` and `HTTPMethod.post.rawValue` are post."""
    if isinstance(value, Reference):
        return value.path.removesuffix(".rawValue").rpartition(".")[2]
    return text_of(value) or ""


# Vapor and AsyncHTTPClient.


@_method("Unknown", "post", "get")
def _vapor(given: Given) -> Value | None:
    """Send a request of Vapor's client: the content is an argument, or set by a closure; of AsyncHTTPClient the body is an argument."""
    url = given.get(0, "url")
    if not isinstance(url, Known | Instance):
        return None
    request = _prepare(given, url, given.known(given.words), headers=given.named.get("headers"), body=given.named.get("body"))
    if "content" in given.named:
        _set_content(given, request, given.named["content"], None)
    return _filled(given, request)


@_method("Unknown", "send")
def _vapor_send(given: Given) -> Value | None:
    """Send a request of Vapor's client with its method."""
    first = given.get(0)
    if isinstance(first, Instance) and first.kind == REQUEST:
        return send_prepared(given, first)
    url = given.named.get("to")
    return _filled(given, _prepare(given, url, first, headers=given.named.get("headers"))) if url is not None else None


def _filled(given: Given, request: Instance) -> Value | None:
    fill = given.named.get("beforeSend") or (given.arguments[-1] if given.arguments else None)
    if isinstance(fill, Closure):
        given.run.call_closure(fill, (request,), {}, given.span)
    return send_prepared(given, request)


@_method("Unknown", "execute")
def _execute(given: Given) -> Value | None:
    """Send a request of AsyncHTTPClient."""
    request = given.get(0, "request")
    if isinstance(request, Instance) and request.kind == REQUEST:
        return send_prepared(given, request)
    url = given.named.get("url")
    if url is None:
        return None
    return send_prepared(given, _prepare(given, url, request, headers=given.named.get("headers"), body=given.named.get("body")))


@_function("HTTPClient.shared.execute")
def _execute_shared(given: Given) -> Value | None:
    """Send a request by the shared client of AsyncHTTPClient."""
    return _execute(given)


@_function(".bytes", ".string", ".data", ".byteBuffer", "HTTPClient.Body.string", "HTTPClient.Body.data", "HTTPClientRequest.Body.bytes")
def _body(given: Given) -> Value | None:
    """Return a body as its text."""
    return given.get(0)
