"""Clients of JavaScript that are set up first and send later: axios and its instances, and superagent."""

from __future__ import annotations

from typing import Any

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.javascript.options import Options, may_set_type
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, Known, Table, Unknown, Value, known, put_at, put_over, text_of

CLIENTS = Library()
_function, _method = CLIENTS.function, CLIENTS.method
_AXIOS, _AGENT = "axios instance", "superagent.Request"
_DEFAULTS = "axios.defaults"
_UNCLEAR = "axios is set up"


# axios.


@_function("axios.post", "axios.put", "axios.default.post", "axios.patch")
def _axios_post(given: Given) -> Value | None:
    """Send what axios sends: an object is JSON unless the header says that it is a form (since version 1)."""
    return _send_axios(given, given.known("PUT" if given.words == "put" else "POST"), given.get(0), Options(given.get(2)), given.get(1))


@_function("axios.postForm", "axios.default.postForm")
def _axios_form(given: Given) -> Value | None:
    """Send a form in parts."""
    value = given.get(1)
    body = Encoded(encoding="multipart", of=value, span=given.span) if value else None
    return send(given, Outgoing(method=given.known("POST"), url=given.get(0), body=body))


@_function("axios", "axios.request", "axios.default", "axios.default.request")
def _axios_request(given: Given) -> Value | None:
    """Send what axios sends for an object of settings."""
    first = given.get(0)
    is_address = isinstance(first, Known)
    options = Options(given.get(1) if is_address else first)
    url = first if is_address else options.get("url")
    return _send_axios(given, options.get("method", given.known("GET")), url, options, options.get("data"))


@_function("axios.create", "axios.default.create")
def _axios_create(given: Given) -> Value | None:
    """Return an instance of axios, which sends as axios does, with settings of its own."""
    settings = given.get(0)
    table = Table(span=given.span)
    put_over(table, settings)
    return Instance(kind=_AXIOS, state={"settings": table}, span=given.span)


@_function("@nestjs/axios.HttpService", "HttpService")
def _http_service(given: Given) -> Value | None:
    """Return what sends in NestJS, as axios does."""
    return Instance(kind=_AXIOS, state={"settings": Table(span=given.span)}, span=given.span)


@_method(_AXIOS, "axiosRef")
def _axios_ref(given: Given) -> Value | None:
    """Return the axios inside."""
    return given.receiver


@_method(_AXIOS, "post", "put", "request", "patch")
def _send_instance(given: Given) -> Value | None:
    """Send what an instance of axios sends."""
    return _axios_request(given) if given.words == "request" else _axios_post(given)


@_method(_AXIOS, "get", "delete", "head")
def _get_instance(given: Given) -> Value | None:
    """Send a request without a body by an instance of axios."""
    return _send_axios(given, given.known("GET"), given.get(0), Options(given.get(1)), None)


@_method(_AXIOS, "defaults", "interceptors")
def _set_up_instance(given: Given) -> Value | None:
    """Return what sets up an instance later; from then on its headers are not known."""
    if isinstance(given.receiver, Instance):
        put_over(given.receiver.state["settings"], Unknown())
    return Unknown(name=given.words, span=given.span)


@_function(f"{_DEFAULTS}:", "axios.interceptors:", "axios.default.defaults:")
def _set_up(given: Given) -> Value | None:
    """Return what sets up axios for the whole program; from then on its headers are not known."""
    given.run.notes[_UNCLEAR] = Unknown(name="headers", span=given.span)
    return None


def _send_axios(given: Given, method: Value | None, url: Value | None, options: Options, data: Value | None) -> Value | None:
    own = Options(given.receiver.state["settings"] if isinstance(given.receiver, Instance) else given.run.notes.get(_UNCLEAR))
    headers = _headers(own.get("headers"), options.get("headers"))
    transforms = own.get("transformRequest") or options.get("transformRequest")
    if isinstance(data, Table) or transforms is not None:
        is_form = (content_type(headers) or "").lower().startswith(FORM)
        is_clear = transforms is None and not may_set_type(headers)
        # Since version 1 axios encodes an object as its header says; before, it sent JSON whatever the header said.
        data = encode("form" if is_form else "json", data, given.span) if is_clear else Unknown(name="data")
    has_basic = isinstance(options.get("auth"), Table) or isinstance(own.get("auth"), Table)
    address = _address(own.get("baseURL"), url)
    query = options.get("params") if options.has("params") else own.get("params") if own.has("params") else None
    outgoing = Outgoing(method=method, url=address, headers=headers, body=data, query=query, has_basic=has_basic, default=FORM)
    return send(given, outgoing)


def _headers(own: Value | None, headers: Value | None) -> Value | None:
    if own is None:
        return headers
    merged = Table(span=(headers or own).span)
    put_over(merged, own)
    put_over(merged, headers)
    return merged


def _address(base: Value | None, url: Value | None) -> Value | None:
    text = known(url)
    is_whole = isinstance(text, str) and "://" in text
    if base is None or url is None or is_whole or (isinstance(base, Known) and base.value is None):
        return url
    start = text_of(base)
    if start is None or not isinstance(text, str):
        return Unknown(name="url", span=url.span)
    return Known(value=f"{start.rstrip('/')}/{text.lstrip('/')}" if text else start, span=url.span)


# superagent.


@_function("superagent.post", "superagent.default.post", "superagent.put")
def _agent(given: Given) -> Value | None:
    """Return a request of superagent, which is sent at the end as it is then."""
    state: dict[str, Any] = {"url": given.get(0), "headers": Table(span=given.span), "data": None, "auth": False}
    request = Instance(kind=_AGENT, state=state, span=given.span)
    data = given.get(1)
    if data is not None:
        _agent_send(Given(run=given.run, arguments=(data,), named={}, receiver=request, span=given.span))
    return request


@_method(_AGENT, "type")
def _agent_type(given: Given) -> Value | None:
    """Set the media type by its name or its short name."""
    request, name = given.receiver, given.text(0)
    kind = {"form": FORM, "form-data": FORM, "urlencoded": FORM, "json": JSON}.get(name or "", name)
    if isinstance(request, Instance):
        put_at(request.state["headers"], "Content-Type", given.known(kind) if kind else given.get(0))
    return request


@_method(_AGENT, "set")
def _agent_set(given: Given) -> Value | None:
    """Set a header, or several."""
    request, first = given.receiver, given.get(0)
    if isinstance(request, Instance) and isinstance(first, Table):
        put_over(request.state["headers"], first)
    elif isinstance(request, Instance):
        put_at(request.state["headers"], given.text(0), given.get(1))
    return request


@_method(_AGENT, "auth")
def _agent_auth(given: Given) -> Value | None:
    """Set the credentials of Basic."""
    if isinstance(given.receiver, Instance) and given.text(2) is None:
        given.receiver.state["auth"] = True
    return given.receiver


@_method(_AGENT, "send")
def _agent_send(given: Given) -> Value | None:
    """Return the request with its fields: an object is JSON unless the type says that it is a form; a string is a form. Several objects are one."""
    request, data = given.receiver, given.get(0)
    if not isinstance(request, Instance) or data is None:
        return request
    before = request.state["data"]
    if isinstance(before, Table) and isinstance(data, Table):
        data = Table(entries=before.entries | data.entries, is_open=before.is_open or data.is_open, span=before.span)
    elif before is not None:
        data = Unknown(name="data", span=data.span)
    request.state["data"] = data
    if before is None:
        given.run.at_end(request, lambda: _agent_sent(given, request))
    return request


def _agent_sent(given: Given, request: Instance) -> Value | None:
    if request.kind != _AGENT:
        return None
    headers, data = request.state["headers"], request.state["data"]
    if isinstance(data, Table):
        is_form = (content_type(headers) or "").lower().startswith(FORM)
        data = Unknown(name="data") if may_set_type(headers) else encode("form" if is_form else "json", data, data.span)
    elif isinstance(data, Known):
        data = Encoded(encoding="form", of=data, span=data.span)
    outgoing = Outgoing(method=given.known("POST"), url=request.state["url"], headers=headers, body=data, has_basic=request.state["auth"])
    return send(given, outgoing)
