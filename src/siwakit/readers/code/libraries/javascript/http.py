"""What sends requests in JavaScript: fetch, axios, got, ky, request, superagent, needle, undici, and the encodings of bodies."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, Known, Reference, Table, Value, known, text_of

HTTP = Library()
_function, _method = HTTP.function, HTTP.method
_TEXT = "text/plain;charset=UTF-8"
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
    return send(
        given, Outgoing(method=method, url=given.get(0), headers=options.entries.get("headers"), body=options.entries.get("body"), default=_TEXT)
    )


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
    return send(
        given,
        Outgoing(
            method=given.known("POST"),
            url=given.get(0),
            headers=None,
            body=Encoded(encoding="multipart", of=value, span=given.span) if value else None,
        ),
    )


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
        is_form = (content_type(headers) or "").lower().startswith(FORM)
        # Since version 1 axios encodes an object as its header says; before, it sent JSON whatever the header said.
        data = encode("form" if is_form else "json", data, data.span)
    return send(
        given,
        Outgoing(
            method=method, url=url, headers=headers, body=data, query=query, has_basic=isinstance(options.entries.get("auth"), Table), default=FORM
        ),
    )


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
    return send(
        given, Outgoing(method=method, url=given.get(0), headers=options.entries.get("headers"), body=body, query=options.entries.get("searchParams"))
    )


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
    return send(
        given,
        Outgoing(method=method, url=url, headers=options.entries.get("headers"), body=body, has_basic=isinstance(options.entries.get("auth"), Table)),
    )


@_function("needle.post", "needle")
def _needle(given: Given) -> Value | None:
    """Send what needle sends: an object is a form unless *json* is set."""
    at = 0 if given.words == "post" else 1
    url, data, options = given.get(at), given.get(at + 1), given.table(at + 2) or Table(span=given.span)
    if isinstance(data, Table):
        data = encode("json" if known(options.entries.get("json")) is True else "form", data, data.span)
    return send(given, Outgoing(method=given.known("POST"), url=url, headers=options.entries.get("headers"), body=data))


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
        request.state["type"] = {"form": FORM, "form-data": FORM, "urlencoded": FORM, "json": JSON}.get(name, name)
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
    """Set the fields: an object is JSON unless the type says that it is a form; a string is a form."""
    request, data = given.receiver, given.get(0)
    if not isinstance(request, Instance) or data is None:
        return request
    if isinstance(data, Table):
        data = encode("form" if request.state["type"] == FORM else "json", data, data.span)
    elif isinstance(data, Known):
        data = Encoded(encoding="form", of=data, span=data.span)
    return send(given, Outgoing(method=given.known("POST"), url=request.state["url"], headers=request.state["headers"], body=data)) or request
