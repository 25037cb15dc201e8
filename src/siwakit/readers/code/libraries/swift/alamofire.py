"""What Alamofire sends: parameters as a form, in the query or as JSON, as its encoder says."""

from __future__ import annotations

from collections.abc import Iterable

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.sending import Outgoing, send
from siwakit.readers.code.libraries.swift.clients import REQUEST, last_word, send_prepared
from siwakit.readers.code.libraries.swift.urls import address_of, fields_of_components
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, Encoded, Instance, Reference, Table, Value

ALAMOFIRE = Library()
ALAMOFIRE.is_found_by_type = True
_function, _method = ALAMOFIRE.function, ALAMOFIRE.method
_PARTS = "form in parts"


@_function("AF.request", "Alamofire.request", "Session.default.request", "SessionManager.default.request")
def _alamofire(given: Given) -> Value | None:
    """Send a request of Alamofire."""
    return _send_alamofire(given)


@_method("Unknown", "request")
def _session_request(given: Given) -> Value | None:
    """Send a request by a session of Alamofire that is made elsewhere."""
    return _send_alamofire(given) if "method" in given.named or isinstance(given.get(0), Instance) else None


def _send_alamofire(given: Given) -> Value | None:
    first = given.get(0)
    if isinstance(first, Instance) and first.kind == REQUEST:
        return send_prepared(given, first)
    method = last_word(given.named.get("method")).upper() or "GET"
    parameters, encoder = fields_of(given.named.get("parameters")), given.named.get("encoding") or given.named.get("encoder")
    path = _path_of(encoder)
    is_query = "queryString" in path or (method == "GET" and "JSON" not in path and "json" not in path and "httpBody" not in path)
    encoding = "json" if "JSON" in path or "json" in path else "form"
    body = encode(encoding, parameters, parameters.span) if parameters is not None and not is_query else None
    unknown = given.unknown() if parameters is None and "parameters" in given.named else None
    outgoing = Outgoing(
        method=given.known(method),
        url=address_of(given, first),
        headers=_alamofire_headers(given, given.named.get("headers")),
        body=body or unknown,
        query=parameters if is_query else fields_of_components(first),
    )
    return send(given, outgoing)


def _path_of(value: Value | None) -> str:
    if isinstance(value, Instance):
        return f"{value.kind}.{value.state.get('destination', '')}"
    return value.path if isinstance(value, Reference) else ""


@_function("URLEncoding", "JSONEncoding", "URLEncodedFormParameterEncoder", "JSONParameterEncoder")
def _parameter_encoder(given: Given) -> Value | None:
    """Return an encoder of parameters."""
    return Instance(kind=given.words, state={"destination": last_word(given.named.get("destination"))}, span=given.span)


@_function(".contentType", "HTTPHeader.contentType", ".authorization", "HTTPHeader.authorization", ".accept", "HTTPHeader")
def _header(given: Given) -> Value | None:
    """Return one header of Alamofire, as a pair."""
    name = {"contentType": "Content-Type", "accept": "Accept"}.get(given.words, given.text(-1, "name") or "Authorization")
    value = given.get(0, "value", "bearerToken") or given.known("Basic c3RhbmQtaW46c3RhbmQtaW4=")
    return Encoded(encoding=f"header {name}", of=value, span=given.span)


def _alamofire_headers(given: Given, value: Value | None) -> Value | None:
    items: Iterable[Value] = getattr(value, "items", ())
    pairs = {item.encoding.removeprefix("header "): item.of for item in items if isinstance(item, Encoded)}
    return Table(entries=pairs, span=given.span) if pairs else value


@_function("AF.upload", "Alamofire.upload", "Session.default.upload")
def _upload(given: Given) -> Value | None:
    """Send a form in parts."""
    fill = given.get(0, "multipartFormData")
    form = Instance(kind=_PARTS, state={"fields": Table(span=given.span)}, span=given.span)
    if not isinstance(fill, Closure):
        return None
    given.run.call_closure(fill, (form,), {}, given.span)
    body = encode("multipart", form.state["fields"], given.span)
    return send(given, Outgoing(method=given.known("POST"), url=given.named.get("to"), headers=given.named.get("headers"), body=body))


@_method(_PARTS, "append")
def _append_part(given: Given) -> Value | None:
    """Add a field to a form in parts."""
    name, value = given.text(-1, "withName"), given.get(0)
    if isinstance(given.receiver, Instance) and name and value is not None:
        given.receiver.state["fields"].entries[name] = value
    return given.known(None)
