"""What sends requests in JavaScript: fetch, got, ky, request, needle, undici, and the encodings of bodies."""

from __future__ import annotations

from dataclasses import replace

from siwakit.readers.code.libraries.encodings import encode, pairs_of
from siwakit.readers.code.libraries.javascript.language import to_string
from siwakit.readers.code.libraries.javascript.options import Options
from siwakit.readers.code.libraries.sending import FORM, Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Known, Table, Unknown, Value, known, put_at

HTTP = Library()
_function, _method = HTTP.function, HTTP.method
_TEXT = "text/plain;charset=UTF-8"


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
    form, value = given.receiver, given.get(1)
    if isinstance(form, Encoded) and isinstance(form.of, Table) and value is not None:
        put_at(form.of, given.text(0), value)
    return form


@_method("Encoded", "delete")
def _delete(given: Given) -> Value | None:
    """Remove a field from a form."""
    form, name = given.receiver, given.text(0)
    if isinstance(form, Encoded) and isinstance(form.of, Table):
        form.of.entries.pop(name or "", None)
        form.of.is_open = form.of.is_open or name is None
    return given.known(None)


@_function("FormData", "form-data")
def _multipart(given: Given) -> Value | None:
    """Return the fields of a form that is sent in parts."""
    return Encoded(encoding="multipart", of=Table(span=given.span), span=given.span)


@_function(*(f"{module}{default}.stringify" for module in ("qs", "querystring", "query-string") for default in ("", ".default")))
def _stringify(given: Given) -> Value | None:
    """Return an object as the text of a form."""
    form = encode("form", given.get(0), given.span)
    return replace(form, is_text=True) if isinstance(form, Encoded) else form


@_method("Encoded", "toString")
def _form_text(given: Given) -> Value | None:
    """Return a form as text, or a value in the encoding that is asked for."""
    form = given.receiver
    if given.arguments or not isinstance(form, Encoded) or form.encoding != "form":
        return to_string(given)
    return replace(form, is_text=True)


# fetch.


@_function("fetch", "node-fetch", "undici.fetch", "cross-fetch", "globalThis.fetch", "window.fetch", "undici.request", "ofetch", "$fetch")
def _fetch(given: Given) -> Value | None:
    """Send what fetch sends: GET unless *method* says otherwise; a string is text, URLSearchParams a form. ofetch writes an object as JSON."""
    options = Options(given.get(1))
    method, body = options.get("method", given.known("GET")), options.get("body")
    if isinstance(body, Table) and given.words.endswith("ofetch"):
        body = encode("json", body, body.span)
    default = "" if given.words == "request" else _TEXT
    return send(given, Outgoing(method=method, url=given.get(0), headers=options.get("headers"), body=body, default=default))


# got and ky.


@_function("got.post", "ky.post", "got.default.post", "ky.default.post")
def _got_post(given: Given) -> Value | None:
    """Send what got and ky send: *form*, *json* or *body*."""
    return _got(given, Options(given.get(1)), given.known("POST"))


@_function("got", "ky")
def _got_any(given: Given) -> Value | None:
    """Send what got and ky send with a method among the options."""
    options = Options(given.get(1))
    return _got(given, options, options.get("method", given.known("GET")))


def _got(given: Given, options: Options, method: Value | None) -> Value | None:
    body = options.get("body")
    for name, encoding in (("form", "form"), ("json", "json")):
        if options.has(name):
            body = encode(encoding, options.entries[name], options.entries[name].span)
    query = options.get("searchParams")
    return send(given, Outgoing(method=method, url=given.get(0), headers=options.get("headers"), body=body, query=query))


# request and needle.


@_function("request.post", "request-promise.post", "request-promise-native.post", "request", "request-promise", "request-promise-native")
def _request(given: Given) -> Value | None:
    """Send what request sends: *form* is a form, *json* with an object or with *body* is JSON, *formData* is in parts."""
    first = given.get(0)
    is_address = not isinstance(first, Table)
    options = Options(given.get(1) if is_address else first)
    url = first if is_address else options.get("url") or options.get("uri")
    method = given.known("POST") if given.words == "post" else options.get("method", given.known("GET"))
    body, as_json = options.get("body"), options.get("json")
    for name, encoding in (("form", "form"), ("formData", "multipart")):
        if options.has(name):
            body, as_json = encode(encoding, options.entries[name], options.entries[name].span), None
    if isinstance(as_json, Table):
        body = encode("json", as_json, as_json.span)
    elif isinstance(body, Table):
        body = encode("json", body, body.span) if known(as_json) is True else Unknown(name="body")
    has_basic = isinstance(options.get("auth"), Table)
    return send(given, Outgoing(method=method, url=url, headers=options.get("headers"), body=body, has_basic=has_basic))


@_function("needle.post", "needle")
def _needle(given: Given) -> Value | None:
    """Send what needle sends: an object is a form unless *json* is set."""
    at = 0 if given.words == "post" else 1
    url, data, options = given.get(at), given.get(at + 1), Options(given.get(at + 2))
    if isinstance(data, Table):
        as_json = options.get("json")
        is_form = known(as_json) is not True
        data = encode("form" if is_form else "json", data, data.span) if as_json is None or isinstance(as_json, Known) else Unknown(name="body")
    method = given.known("POST") if at == 0 else given.get(0)
    return send(given, Outgoing(method=method, url=url, headers=options.get("headers"), body=data, default=FORM))
