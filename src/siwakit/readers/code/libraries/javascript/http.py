"""What sends requests in JavaScript: fetch, axios, got, ky, request, superagent, needle, undici, and the encodings of bodies."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of, without_encodings
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, Known, Reference, Sent, Table, Unknown, Value, Why, known, text_of

HTTP = Library()
_function, _method = HTTP.function, HTTP.method
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_PARAMETERS = "URLSearchParams"
_AGENT = "superagent.Request"


# Bodies.


@_function("URLSearchParams", "url.URLSearchParams")
def _parameters(given: Given) -> Value | None:
    """Return the fields of a form, from an object, pairs or a string."""
    value = given.get(0)
    pairs = pairs_of(value) if value is not None else {}
    if pairs is None:
        return Encoded(encoding="form", of=value, span=given.span) if isinstance(value, Known) else None
    is_open = isinstance(value, Table) and value.is_open
    return Encoded(encoding="form", of=Table(entries=pairs, is_open=is_open, span=value.span if value else given.span), span=given.span)


@_method("Encoded", "append", "set")
def _append(given: Given) -> Value | None:
    """Add a field to a form."""
    form, name, value = given.receiver, given.text(0), given.get(1)
    if isinstance(form, Encoded) and isinstance(form.of, Table) and value is not None:
        if name is None:
            form.of.is_open = True
        else:
            form.of.entries[name] = value
    return form


@_function("FormData", "form-data")
def _multipart(given: Given) -> Value | None:
    """Return the fields of a form that is sent in parts."""
    return Encoded(encoding="multipart", of=Table(span=given.span), span=given.span)


@_function(
    "qs.stringify",
    "qs.default.stringify",
    "querystring.stringify",
    "querystring.default.stringify",
    "query-string.stringify",
    "query-string.default.stringify",
)
def _stringify(given: Given) -> Value | None:
    """Return an object as the fields of a form."""
    return encode("form", given.get(0), given.span)


# fetch.


@_function("fetch", "node-fetch", "undici.fetch", "cross-fetch", "globalThis.fetch", "window.fetch")
def _fetch(given: Given) -> Value | None:
    """Send what fetch sends: GET unless *method* says otherwise; a string is text, URLSearchParams a form."""
    options = given.table(1) or Table(is_open=given.get(1) is not None, span=given.span)
    method = options.entries.get("method") or given.known("GET")
    return _send(given, method, given.get(0), options.entries.get("headers"), options.entries.get("body"), default="text/plain;charset=UTF-8")


# axios and its like.


@_function("axios.post", "axios.put")
def _axios_post(given: Given) -> Value | None:
    """Send what axios sends: an object is JSON unless the header says that it is a form (since version 1)."""
    options = given.table(2) or Table(span=given.span)
    return _axios(given, given.known("POST"), given.get(0), options, given.get(1))


@_function("axios.postForm")
def _axios_form(given: Given) -> Value | None:
    """Send a form in parts."""
    value = given.get(1)
    return _send(given, given.known("POST"), given.get(0), None, Encoded(encoding="multipart", of=value, span=given.span) if value else None)


@_function("axios", "axios.request")
def _axios_request(given: Given) -> Value | None:
    """Send what axios sends for an object of settings."""
    first = given.get(0)
    options = first if isinstance(first, Table) else given.table(1) or Table(span=given.span)
    url = options.entries.get("url") if isinstance(first, Table) else first
    return _axios(given, options.entries.get("method") or given.known("GET"), url, options, options.entries.get("data"))


@_function("axios.create")
def _axios_create(given: Given) -> Value | None:
    """Return an instance of axios, which sends as axios does."""
    return Reference(path="axios", span=given.span)


def _axios(given: Given, method: Value, url: Value | None, options: Table, data: Value | None) -> Value | None:
    headers, query = options.entries.get("headers"), options.entries.get("params")
    if isinstance(data, Table):
        is_form = (_content_type(headers) or "").lower().startswith(_FORM)
        # Since version 1 axios encodes an object as its header says; before, it sent JSON whatever the header said.
        data = encode("form" if is_form else "json", data, data.span)
    return _send(given, method, url, headers, data, query=query, auth=options.entries.get("auth"), default=_FORM)


# got, ky, needle, request, superagent.


@_function("got.post", "ky.post")
def _got_post(given: Given) -> Value | None:
    """Send what got and ky send: *form*, *json* or *body*."""
    return _got(given, given.known("POST"))


@_function("got", "ky")
def _got_any(given: Given) -> Value | None:
    """Send what got and ky send with a method among the options."""
    options = given.table(1)
    return _got(given, options.entries.get("method") or given.known("GET") if options else given.known("GET"))


def _got(given: Given, method: Value) -> Value | None:
    options = given.table(1) or Table(span=given.span)
    body = options.entries.get("body")
    for name, encoding in (("form", "form"), ("json", "json")):
        if name in options.entries:
            body = encode(encoding, options.entries[name], options.entries[name].span)
    return _send(given, method, given.get(0), options.entries.get("headers"), body, query=options.entries.get("searchParams"))


@_function("request.post", "request-promise.post", "request-promise-native.post", "request", "request-promise", "request-promise-native")
def _request(given: Given) -> Value | None:
    """Send what request sends: *form* is a form, *json* with an object or with *body* is JSON, *formData* is in parts."""
    first = given.get(0)
    options = first if isinstance(first, Table) else given.table(1) or Table(span=given.span)
    url = options.entries.get("url") or options.entries.get("uri") if isinstance(first, Table) else first
    method = given.known("POST") if given.words == "post" else options.entries.get("method") or given.known("GET")
    body, as_json = options.entries.get("body"), options.entries.get("json")
    if "form" in options.entries:
        form = options.entries["form"]
        body = encode("form", form, form.span)
    elif "formData" in options.entries:
        body = encode("multipart", options.entries["formData"], given.span)
    elif isinstance(as_json, Table):
        body = encode("json", as_json, as_json.span)
    elif known(as_json) is True and isinstance(body, Table):
        body = encode("json", body, body.span)
    return _send(given, method, url, options.entries.get("headers"), body, auth=options.entries.get("auth"))


@_function("needle.post", "needle")
def _needle(given: Given) -> Value | None:
    """Send what needle sends: an object is a form unless *json* is set."""
    at = 0 if given.words == "post" else 1
    url, data, options = given.get(at), given.get(at + 1), given.table(at + 2) or Table(span=given.span)
    if isinstance(data, Table):
        data = encode("json" if known(options.entries.get("json")) is True else "form", data, data.span)
    return _send(given, given.known("POST"), url, options.entries.get("headers"), data)


@_function("superagent.post")
def _agent(given: Given) -> Value | None:
    """Return a request of superagent, which is sent by then, end or await."""
    return Instance(
        kind=_AGENT, state={"url": given.get(0), "headers": Table(span=given.span), "type": "", "data": Table(span=given.span)}, span=given.span
    )


@_method(_AGENT, "type")
def _agent_type(given: Given) -> Value | None:
    """Set the media type by its name or its short name."""
    request, name = given.receiver, given.text(0) or ""
    if isinstance(request, Instance):
        request.state["type"] = {"form": _FORM, "form-data": _FORM, "urlencoded": _FORM, "json": _JSON}.get(name, name)
    return request


@_method(_AGENT, "set")
def _agent_set(given: Given) -> Value | None:
    """Set a header."""
    request, name, value = given.receiver, given.text(0), given.get(1)
    if isinstance(request, Instance) and name and value:
        request.state["headers"].entries[name] = value
        if name.lower() == "content-type":
            request.state["type"] = text_of(value) or ""
    return request


@_method(_AGENT, "send")
def _agent_send(given: Given) -> Value | None:
    """Give the fields: an object is JSON unless the type says that it is a form; a string is a form."""
    request, data = given.receiver, given.get(0)
    if not isinstance(request, Instance) or data is None:
        return request
    if isinstance(data, Table):
        data = encode("form" if request.state["type"] == _FORM else "json", data, data.span)
    elif isinstance(data, Known):
        data = Encoded(encoding="form", of=data, span=data.span)
    return _send(given, given.known("POST"), request.state["url"], request.state["headers"], data) or request


# All of them.


def _content_type(headers: Value | None) -> str | None:
    if not isinstance(headers, Table):
        return None
    return next((text_of(value) or "" for name, value in headers.entries.items() if name.lower() == "content-type"), None)


def _send(  # noqa: PLR0913  what a request has
    given: Given,
    method: Value,
    url: Value | None,
    headers: Value | None,
    body: Value | None,
    *,
    query: Value | None = None,
    auth: Value | None = None,
    default: str = "",
) -> Value | None:
    """Record a request, with the header that its body sets."""
    if url is None:
        return None
    body = without_encodings(given.run, body, "bytes")
    sent = Table(entries=dict(headers.entries) if isinstance(headers, Table) else {}, is_open=isinstance(headers, Unknown))
    sent.span = headers.span if headers else given.span
    if _content_type(sent) is None and body is not None and not sent.is_open:
        sets_json = {"json": _JSON} if default in {"", _FORM} else {}
        kinds = {"form": f"{_FORM};charset=UTF-8", "multipart": "multipart/form-data; boundary=stand-in", **sets_json}
        kind = kinds.get(body.encoding, default) if isinstance(body, Encoded) else default
        if kind:
            sent.entries["Content-Type"] = given.known(kind)
    if isinstance(auth, Table):
        sent.entries["Authorization"] = given.known("Basic c3RhbmQtaW46c3RhbmQtaW4=")
    words = (text_of(method) or "POST").upper()
    given.run.requests.append(Sent(method=words, url=url, headers=sent, body=body, query=query, span=given.span))
    return Unknown(name="answer", why=Why.CALL, span=given.span)
