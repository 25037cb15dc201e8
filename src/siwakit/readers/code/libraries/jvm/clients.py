"""Clients of Java: java.net.http, HttpURLConnection, OkHttp and Apache HttpClient."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import identity, receiver
from siwakit.readers.code.libraries.jvm.members import Members, new_table, put
from siwakit.readers.code.libraries.jvm.requests import JDK, form_of, make_request, media_type, send_request, set_body, set_header, typed_body
from siwakit.readers.code.libraries.sending import FORM
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Closure, Encoded, Instance, Known, Unknown, Value, text_of

CLIENTS = Members()
_function, _method, _static = CLIENTS.function, CLIENTS.method, CLIENTS.static
_JDK, _OKHTTP, _APACHE, _UNIREST, _CONNECTION = JDK, "okhttp request", "apache request", "unirest request", "connection"
_FORM_BUILDER, _STREAM = "form builder", "stream of a request"
_PLAIN = "text/plain;charset=ISO-8859-1"


# Requests of all builders.


for _kind in (_JDK, _OKHTTP, _APACHE, _UNIREST, _CONNECTION):

    @_method(_kind, "header", "addHeader", "setHeader", "setRequestProperty", "addRequestProperty")
    def _header(given: Given) -> Value | None:
        """Set a header."""
        set_header(given.receiver, given.get(0), given.get(1))
        return given.receiver

    @_method(_kind, "uri", "url", "setURI")
    def _url(given: Given) -> Value | None:
        """Set the address."""
        if isinstance(given.receiver, Instance):
            given.receiver.state["url"] = given.get(0)
        return given.receiver

    @_method(_kind, "method", "setRequestMethod")
    def _set_method(given: Given) -> Value | None:
        """Set the method, and the body if it is given."""
        return _with_body(given, given.text(0), given.get(1))

    @_method(_kind, "POST", "post", "PUT", "put")
    def _post(given: Given) -> Value | None:
        """Set the body, and the method that the function is named after."""
        return _with_body(given, given.words.upper(), given.get(0))

    _method(_kind, "build", "timeout", "version", "GET", "tag", "cacheControl", "expectContinue", "accept", "setConfig", "copy")(receiver)


def _with_body(given: Given, method: str | None, body: Value | None) -> Value | None:
    if isinstance(given.receiver, Instance):
        given.receiver.state["method"] = given.known(method) if method else given.receiver.state["method"]
        if body is not None:
            set_body(given.receiver, body)
    return given.receiver


# java.net.http: no media type unless the program sets one.


@_static("HttpRequest.newBuilder")
def _jdk(given: Given) -> Value | None:
    """Return a request of java.net.http, which has no media type unless the program sets one."""
    return make_request(given, _JDK, given.get(0))


@_method(_JDK, "headers")
def _headers(given: Given) -> Value | None:
    """Set headers, whose names and values alternate."""
    for number in range(0, len(given.arguments) - 1, 2):
        set_header(given.receiver, given.arguments[number], given.arguments[number + 1])
    return given.receiver


_function("BodyPublishers.ofString", "BodyPublishers.ofByteArray", "BodyPublishers.ofFile", "BodyPublisher.ofString")(identity())
_function("HttpRequest.BodyPublishers.ofString", "HttpRequest.BodyPublishers.ofByteArray")(identity())


@_method("", "send", "sendAsync", "newCall")
def _send(given: Given) -> Value | None:
    """Send a request of java.net.http or OkHttp."""
    return send_request(given, given.get(0))


# OkHttp: the media type of the body replaces the header.


@_static("Request.Builder", "okhttp3.Request.Builder")
def _okhttp(given: Given) -> Value | None:
    """Return a request of OkHttp."""
    return make_request(given, _OKHTTP)


@_static("FormBody.Builder", "FormEncodingBuilder")
def _form_builder(given: Given) -> Value | None:
    """Return a form of OkHttp."""
    return Instance(kind=_FORM_BUILDER, state={"table": new_table(given), "encoding": "form"}, span=given.span)


@_static("MultipartBody.Builder")
def _multipart(given: Given) -> Value | None:
    """Return a form of OkHttp that is sent in parts."""
    return Instance(kind=_FORM_BUILDER, state={"table": new_table(given), "encoding": "multipart"}, span=given.span)


@_method(_FORM_BUILDER, "add", "addEncoded", "addFormDataPart")
def _add_field(given: Given) -> Value | None:
    """Add a field."""
    if isinstance(given.receiver, Instance):
        put(given.receiver.state["table"], given.text(0), given.get(1))
    return given.receiver


_method(_FORM_BUILDER, "setType")(receiver)


@_method(_FORM_BUILDER, "build")
def _build_form(given: Given) -> Value | None:
    """Return the form as a body."""
    if not isinstance(given.receiver, Instance):
        return None
    state = given.receiver.state
    kind = FORM if state["encoding"] == "form" else "multipart/form-data; boundary=stand-in"
    return typed_body(given, Encoded(encoding=state["encoding"], of=state["table"], span=given.receiver.span), given.known(kind))


@_function("RequestBody.create", "create", "RequestBody.Companion.create")
def _request_body(given: Given) -> Value | None:
    """Return a body with its media type: (type, content) before version 4, (content, type) since."""
    first, second = given.get(0), given.get(1)
    is_first = given.run.library.find("MediaType.parse") is not None and _is_media_type(first)
    return typed_body(given, second, first) if is_first else typed_body(given, first, second)


def _is_media_type(value: Value | None) -> bool:
    text = text_of(value)
    return (text is not None and "/" in text and "=" not in text.partition(";")[0] and len(text) < 100) or (  # noqa: PLR2004
        isinstance(value, Known) and value.value is None
    )


@_method("", "toRequestBody")
def _to_request_body(given: Given) -> Value | None:
    """Return a string as a body with its media type."""
    return typed_body(given, given.receiver, given.get(0))


_function("MediaType.parse", "MediaType.get", "MediaType.valueOf", "ContentType.parse", "ContentType.create", "MediaType.parseMediaType")(identity())
_method("", "toMediaType", "toMediaTypeOrNull")(receiver)


@_function("Credentials.basic")
def _credentials(given: Given) -> Value | None:
    """Return the value of a header of Basic, which is not known."""
    return given.known("Basic c3RhbmQtaW46c3RhbmQtaW4=")


# HttpURLConnection: text that is written makes it a POST of a form.


@_method("", "openConnection")
def _connection(given: Given) -> Value | None:
    """Return a connection to an address."""
    request = make_request(given, _CONNECTION, given.receiver)
    request.state["default"] = FORM
    return request


@_method(_CONNECTION, "setDoOutput", "doOutput=")
def _do_output(given: Given) -> Value | None:
    """Make it a POST unless another method is set: what writes a body cannot GET."""
    if isinstance(given.receiver, Instance) and text_of(given.receiver.state["method"]) in {None, "GET"}:
        given.receiver.state["method"] = given.known("POST")
    return given.receiver


@_method(_CONNECTION, "getOutputStream")
def _output(given: Given) -> Value | None:
    """Return what the body is written to; it is not known until something is seen to write it."""
    if isinstance(given.receiver, Instance) and given.receiver.state["body"] is None:
        given.receiver.state["body"] = Unknown(name="body", span=given.span)
    return Instance(kind=_STREAM, state={"request": given.receiver}, span=given.span)


@_function("OutputStreamWriter", "DataOutputStream", "PrintWriter", "BufferedWriter", "BufferedOutputStream", "PrintStream")
def _writer(given: Given) -> Value | None:
    """Return a writer of a stream."""
    return given.get(0)


_method(_STREAM, "writer", "bufferedWriter", "buffered")(receiver)


@_method(_STREAM, "write", "writeBytes", "print", "println", "append", "writeUTF")
def _write(given: Given) -> Value | None:
    """Add text to the body."""
    request, text = (given.receiver.state["request"] if isinstance(given.receiver, Instance) else None), given.get(0)
    if isinstance(request, Instance) and text is not None:
        before = request.state["body"]
        request.state["body"] = text if before is None or isinstance(before, Unknown) else given.run.join((before, text), given.span)
    return given.receiver


@_method(_CONNECTION, "getInputStream", "getResponseCode", "getResponseMessage", "getErrorStream", "getContent")
def _answer(given: Given) -> Value | None:
    """Send the request, unless it is sent."""
    request = given.receiver
    if isinstance(request, Instance) and not request.state.get("is_sent", True):
        return send_request(given, request)
    return Unknown(name="answer", span=given.span)


# Apache HttpClient.


@_function("HttpPost", "Request.Post", "Request.post", "HttpGet", "RequestBuilder.post", "ClassicRequestBuilder.post", "SimpleRequestBuilder.post")
def _apache(given: Given) -> Value | None:
    """Return a request of Apache HttpClient."""
    # Other libraries have functions of the same name, which take the body, too.
    return None if given.get(1) is not None else make_request(given, _APACHE, given.get(0), "GET" if given.words == "HttpGet" else "POST")


@_function("UrlEncodedFormEntity")
def _form_entity(given: Given) -> Value | None:
    """Return a form as a body."""
    return typed_body(given, form_of(given, given.get(0)), given.known(FORM))


@_function("StringEntity", "ByteArrayEntity")
def _string_entity(given: Given) -> Value | None:
    """Return a string as a body: text unless a media type is given; the header of the request decides if there is one."""
    kind = media_type(given.get(1)) if len(given.arguments) > 1 and "UTF" not in repr(given.get(1)) else None
    return typed_body(given, given.get(0), kind if kind is not None and "/" in (text_of(kind) or "/") else None)


@_method(_APACHE, "setEntity", "body", "bodyString", "bodyForm", "setBody")
def _entity(given: Given) -> Value | None:
    """Set the body."""
    body = given.get(0)
    if given.words == "bodyForm":
        body = typed_body(given, form_of(given, body), given.known(FORM))
    elif given.words in {"bodyString", "setBody"}:
        body = typed_body(given, body, given.get(1))
    set_body(given.receiver, body)
    return given.receiver


@_method(_APACHE, "execute")
def _execute_self(given: Given) -> Value | None:
    """Send a request of the fluent interface."""
    return send_request(given, given.receiver, _PLAIN)


@_method("", "execute")
def _execute(given: Given) -> Value | None:
    """Send a request of Apache HttpClient; the answer of OkHttp is what its call gives."""
    sent = next((send_request(given, value, _PLAIN) for value in given.arguments if isinstance(value, Instance)), None)
    return sent or (given.receiver if not isinstance(given.get(0), Closure) else None)
