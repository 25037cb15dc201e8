"""RestSharp and Flurl."""

from __future__ import annotations

from typing import Any

from siwakit.readers.code.libraries.dotnet.http import absolute, as_json, method_of
from siwakit.readers.code.libraries.encodings import encode, receiver
from siwakit.readers.code.libraries.sending import Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, Reference, Table, Unknown, Value

REST = Library()
REST.is_found_by_type = True
_function, _method = REST.function, REST.method
_REST, _REST_CLIENT, _FLURL = "RestRequest", "RestClient", "flurl request"


# RestSharp: parameters of a POST are a form.


@_function("RestClient", "RestClientOptions")
def _rest_client(given: Given) -> Value | None:
    """Return a client of RestSharp."""
    first = given.get(0)
    base = first.state["base"] if isinstance(first, Instance) and first.kind == _REST_CLIENT else first
    return Instance(kind=_REST_CLIENT, state={"base": base}, span=given.span)


@_function("RestRequest")
def _rest_request(given: Given) -> Value | None:
    """Return a request of RestSharp."""
    method = next((value for value in given.arguments if isinstance(value, Reference)), None)
    url = next((value for value in given.arguments if not isinstance(value, Reference)), None)
    state = {"method": method_of(given, method), "url": url, "headers": Table(span=given.span), "body": None}
    return Instance(kind=_REST, state=state, span=given.span)


@_method(_REST, "AddParameter", "AddHeader", "AddJsonBody", "AddBody", "AddStringBody", "AddObject")
def _rest_set(given: Given) -> Value | None:
    """Set a part of a request of RestSharp."""
    request, first = given.receiver, given.get(0)
    if not isinstance(request, Instance):
        return request
    match given.words:
        case "AddParameter" if "RequestBody" in repr(given.get(2)):
            request.state |= {"body": given.get(1)}
            request.state["headers"].entries["Content-Type"] = first or Unknown()
        case "AddParameter":
            form = request.state["body"] or Encoded(encoding="form", of=Table(span=given.span), span=given.span)
            request.state["body"] = form
            if isinstance(form, Encoded) and isinstance(form.of, Table) and given.text(0) and given.get(1) is not None:
                form.of.entries[given.text(0) or ""] = given.get(1) or Unknown()
        case "AddHeader":
            request.state["headers"].entries[given.text(0) or ""] = given.get(1) or Unknown()
        case "AddJsonBody" | "AddBody":
            request.state["body"] = as_json(first)
        case "AddStringBody" | "AddObject":
            request.state["body"] = Unknown(name="body")
    return request


@_method(_REST, "Method=")
def _rest_method(given: Given) -> Value | None:
    """Set the method."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["method"] = method_of(given, given.get(0))
    return given.receiver


@_method(_REST_CLIENT, "PostAsync")
@_method("", "ExecuteAsync", "Execute", "ExecutePostAsync", "Post", "ExecutePost")
def execute(given: Given) -> Value | None:
    """Send a request of RestSharp."""
    request = given.get(0)
    if not isinstance(request, Instance) or request.kind != _REST:
        return None
    state = request.state
    client = given.receiver.state if isinstance(given.receiver, Instance) and given.receiver.kind == _REST_CLIENT else {}
    method = given.known("POST") if "Post" in given.words else state["method"]
    return send(given, Outgoing(method=method, url=absolute(given, client.get("base"), state["url"]), headers=state["headers"], body=state["body"]))


# Flurl.


@_method("Known", "WithHeader", "WithBasicAuth", "AppendPathSegment", "WithTimeout", "AllowAnyHttpStatus", "AllowHttpStatus")
@_method(_FLURL, "WithHeader", "WithBasicAuth", "AppendPathSegment")
def _flurl(given: Given) -> Value | None:
    """Return a request of Flurl, with a header or an address set."""
    request = given.receiver
    if not isinstance(request, Instance):
        request = Instance(kind=_FLURL, state={"url": given.receiver, "headers": Table(span=given.span), "basic": False}, span=given.span)
    match given.words:
        case "WithHeader":
            request.state["headers"].entries[given.text(0) or ""] = given.get(1) or Unknown()
        case "WithBasicAuth":
            request.state["basic"] = True
        case "AppendPathSegment":
            request.state["url"] = absolute(given, request.state["url"], given.get(0))
    return request


_method(_FLURL, "WithTimeout", "AllowAnyHttpStatus", "AllowHttpStatus")(receiver)


@_method("Known", "PostUrlEncodedAsync", "PostJsonAsync")
@_method(_FLURL, "PostUrlEncodedAsync", "PostJsonAsync")
def _flurl_post(given: Given) -> Value | None:
    """Send an object as a form or as JSON."""
    state: dict[str, Any] = {"url": given.receiver, "headers": None, "basic": False}
    if isinstance(given.receiver, Instance):
        state = given.receiver.state
    value = given.get(0)
    body = encode("json" if "Json" in given.words else "form", value, value.span) if isinstance(value, Table) else Unknown(name="body")
    return send(given, Outgoing(method=given.known("POST"), url=state["url"], headers=state["headers"], body=body, has_basic=state["basic"]))
