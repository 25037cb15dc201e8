"""HttpClient of .NET: a form, a string or JSON is a body with its media type."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of
from siwakit.readers.code.libraries.sending import FORM, Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Encoded, Instance, Known, Reference, Table, Unknown, Value, known, text_of

HTTP = Library()
HTTP.is_found_by_type = True
_function, _method = HTTP.function, HTTP.method
_CONTENT, _CLIENT, _MESSAGE, _HEADERS, _REST, _REST_CLIENT = (
    "HttpContent",
    "HttpClient",
    "HttpRequestMessage",
    "http headers",
    "RestRequest",
    "RestClient",
)
_TEXT = "text/plain; charset=utf-8"


# Bodies.


def _content(given: Given, body: Value | None, kind: Value | None) -> Value:
    headers = Table(entries={} if kind is None else {"Content-Type": kind}, span=given.span)
    return Instance(kind=_CONTENT, state={"body": body, "headers": headers}, span=given.span)


@_function("FormUrlEncodedContent")
def _form(given: Given) -> Value | None:
    """Return a form of a mapping or of pairs."""
    value = given.get(0)
    pairs = pairs_of(value)
    if pairs is None:
        return _content(given, Unknown(name="form"), given.known(FORM))
    is_open = isinstance(value, Table | Array) and value.is_open
    table = Table(entries=pairs, is_open=is_open, span=value.span if value else given.span)
    return _content(given, Encoded(encoding="form", of=table, span=table.span), given.known(FORM))


@_function("StringContent")
def _string(given: Given) -> Value | None:
    """Return a string as a body: text unless a media type is given."""
    kind = given.get(2, "mediaType") or next((value for value in given.arguments[1:] if "/" in (text_of(value) or "")), None)
    if isinstance(kind, Reference):
        kind = given.known("application/json") if kind.path.endswith("Json") else Unknown(name="type")
    return _content(given, given.get(0, "content"), kind or given.known(_TEXT))


@_function("JsonContent.Create")
def _json(given: Given) -> Value | None:
    """Return an object as JSON."""
    return _content(given, as_json(given.get(0)), given.known("application/json; charset=utf-8"))


def as_json(value: Value | None) -> Value | None:
    """Return an object as JSON."""
    return encode("json", value, value.span) if isinstance(value, Table) else Unknown(name="body")


@_function("MultipartFormDataContent")
def _multipart(given: Given) -> Value | None:
    """Return a form that is sent in parts."""
    return _content(
        given, Encoded(encoding="multipart", of=Table(span=given.span), span=given.span), given.known("multipart/form-data; boundary=stand-in")
    )


@_method(_CONTENT, "Add")
def _add_part(given: Given) -> Value | None:
    """Add a part to a form."""
    content, name, part = given.receiver, given.text(1), given.get(0)
    if isinstance(content, Instance) and isinstance(content.state["body"], Encoded) and isinstance(content.state["body"].of, Table) and name:
        content.state["body"].of.entries[name] = part.state["body"] if isinstance(part, Instance) and part.kind == _CONTENT else part or Unknown()
    return content


@_method(_CONTENT, "Headers")
@_method(_MESSAGE, "Headers")
@_method(_CLIENT, "DefaultRequestHeaders")
def _headers(given: Given) -> Value | None:
    """Return the headers of a body, of a request, or of every request."""
    return Instance(kind=_HEADERS, state={"of": given.receiver}, span=given.span)


@_method(_HEADERS, "ContentType=")
def _content_type(given: Given) -> Value | None:
    """Set the media type."""
    return _set_header(given, "Content-Type", given.get(0))


@_method(_HEADERS, "Add", "TryAddWithoutValidation")
def _add_header(given: Given) -> Value | None:
    """Set a header."""
    return _set_header(given, given.text(0), given.get(1))


def _set_header(given: Given, name: str | None, value: Value | None) -> Value | None:
    owner = given.receiver.state["of"] if isinstance(given.receiver, Instance) else None
    if isinstance(owner, Instance) and name and value is not None:
        owner.state["headers"].entries[name] = value
    return given.receiver


@_method(_HEADERS, "Authorization=")
def _authorization(given: Given) -> Value | None:
    """Set the header of Basic, if it is that."""
    value = given.get(0)
    owner = given.receiver.state["of"] if isinstance(given.receiver, Instance) else None
    if isinstance(owner, Instance) and isinstance(value, Instance) and value.state.get("scheme") == "basic":
        owner.state["basic"] = True
    return given.receiver


@_method(_HEADERS, "Accept", "Clear", "UserAgent")
def _other_header(given: Given) -> Value | None:
    """Return a header that does not matter."""
    return given.known(None)


@_function("AuthenticationHeaderValue")
def _scheme(given: Given) -> Value | None:
    """Return a scheme with its credentials."""
    return Instance(kind="AuthenticationHeaderValue", state={"scheme": (given.text(0) or "").lower()}, span=given.span)


@_function("MediaTypeHeaderValue", "MediaTypeHeaderValue.Parse")
def _media_type(given: Given) -> Value | None:
    """Return a media type."""
    return given.get(0)


# HttpClient.


@_function("HttpClient")
def _client(given: Given) -> Value | None:
    """Return a client."""
    state = {"base": given.named.get("BaseAddress"), "headers": Table(span=given.span), "basic": False}
    return Instance(kind=_CLIENT, state=state, span=given.span)


@_method("", "CreateClient")
def _create_client(given: Given) -> Value | None:
    """Return a client of a factory, whose address is set elsewhere."""
    return Instance(
        kind=_CLIENT, state={"base": Unknown(name="base"), "headers": Table(span=given.span, is_open=True), "basic": False}, span=given.span
    )


@_method(_CLIENT, "BaseAddress=")
def _base(given: Given) -> Value | None:
    """Set the address that others are relative to."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["base"] = given.get(0)
    return given.receiver


@_function("HttpRequestMessage")
def _message(given: Given) -> Value | None:
    """Return a request."""
    method = given.get(0) or given.named.get("Method")
    state = {
        "method": method_of(given, method),
        "url": given.get(1) or given.named.get("RequestUri"),
        "content": given.named.get("Content"),
        "headers": Table(span=given.span),
        "basic": False,
    }
    return Instance(kind=_MESSAGE, state=state, span=given.span)


def method_of(given: Given, value: Value | None) -> Value:
    """Return the method that a constant means; GET if there is none."""
    return given.known(value.path.rpartition(".")[2]) if isinstance(value, Reference) else value or given.known("GET")


@_method(_MESSAGE, "Content=", "Method=", "RequestUri=")
def _set_message(given: Given) -> Value | None:
    """Set a part of a request."""
    if isinstance(given.receiver, Instance) and given.arguments:
        name = {"Content=": "content", "Method=": "method", "RequestUri=": "url"}[given.words]
        given.receiver.state[name] = method_of(given, given.get(0)) if name == "method" else given.get(0)
    return given.receiver


@_method("", "SendAsync", "Send")
def _send_message(given: Given) -> Value | None:
    """Send a request."""
    message = given.get(0)
    if not isinstance(message, Instance) or message.kind != _MESSAGE:
        return None
    return _send(given, message.state["method"], message.state["url"], message.state["content"], message)


@_method("", "PostAsync")
def _post(given: Given) -> Value | None:
    """Send a body by POST."""
    return _send(given, given.known("POST"), given.get(0), given.get(1), None) if len(given.arguments) > 1 else None


@_method("", "PostAsJsonAsync")
def _post_json(given: Given) -> Value | None:
    """Send an object as JSON."""
    content = _content(given, as_json(given.get(1)), given.known("application/json; charset=utf-8"))
    return _send(given, given.known("POST"), given.get(0), content, None)


@_method("", "GetAsync", "GetStringAsync")
def _get(given: Given) -> Value | None:
    """Send a GET."""
    return _send(given, given.known("GET"), given.get(0), None, None)


def _send(given: Given, method: Value, url: Value | None, content: Value | None, message: Instance | None) -> Value | None:
    client = given.receiver if isinstance(given.receiver, Instance) and given.receiver.kind == _CLIENT else None
    headers = Table(span=given.span)
    for owner in (client, message, content):
        if isinstance(owner, Instance) and isinstance(owner.state.get("headers"), Table):
            headers.entries |= owner.state["headers"].entries
    is_body = isinstance(content, Instance) and content.kind == _CONTENT
    body = (
        content.state["body"]
        if is_body and isinstance(content, Instance)
        else None
        if content is None or known_nothing(content)
        else Unknown(name="body")
    )
    has_basic = any(owner is not None and owner.state.get("basic") for owner in (client, message))
    where = absolute(given, client.state["base"] if client else None, url)
    return send(given, Outgoing(method=method, url=where, headers=headers, body=body, has_basic=has_basic, default=_TEXT))


def known_nothing(value: Value) -> bool:
    """Return whether *value* is null."""
    return isinstance(value, Known) and value.value is None


def absolute(given: Given, base: Value | None, url: Value | None) -> Value | None:
    """Return an address that may be relative to *base*."""
    text, start = known(url), known(base)
    if url is None:
        return base
    if not isinstance(text, str) or base is None or "://" in text:
        return url
    between = "" if text.startswith("/") or (isinstance(start, str) and start.endswith("/")) else "/"
    root = given.known(start.rstrip("/")) if isinstance(start, str) and text.startswith("/") else base
    return given.run.join((root, given.known(between), url), given.span)
