"""Unirest, a client of Java."""

from __future__ import annotations

from siwakit.readers.code.libraries.jvm.members import Members, new_table, put, put_all
from siwakit.readers.code.libraries.jvm.requests import make_request, send_request, set_header
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Encoded, Instance, Table, Value

UNIREST = Members()
_function, _method = UNIREST.function, UNIREST.method
_UNIREST = "unirest request"


@_function("Unirest.post")
def _unirest(given: Given) -> Value | None:
    """Return a request of Unirest."""
    return make_request(given, _UNIREST, given.get(0), "POST")


@_method(_UNIREST, "field", "fields", "queryString", "basicAuth", "body", "contentType")
def _unirest_set(given: Given) -> Value | None:
    """Set a part of a request of Unirest."""
    request = given.receiver
    if not isinstance(request, Instance):
        return request
    match given.words:
        case "field" | "fields":
            before = request.state["body"]
            form = before.of if isinstance(before, Encoded) and isinstance(before.of, Table) else new_table(given)
            request.state["body"] = Encoded(encoding="form", of=form, span=form.span)
            if given.words == "fields":
                put_all(form, given.get(0))
            else:
                put(form, given.text(0), given.get(1))
        case "queryString":
            query = request.state["query"] if isinstance(request.state["query"], Table) else new_table(given)
            request.state["query"] = query
            put(query, given.text(0), given.get(1))
        case "body":
            request.state["body"] = given.get(0)
        case "basicAuth":
            request.state["basic"] = True
        case "contentType":
            set_header(request, given.known("Content-Type"), given.get(0))
    return request


@_method(_UNIREST, "asJson", "asString", "asObject", "asEmpty")
def _unirest_send(given: Given) -> Value | None:
    """Send a request of Unirest."""
    return send_request(given, given.receiver, "text/plain; charset=UTF-8")
