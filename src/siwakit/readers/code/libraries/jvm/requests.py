"""What clients of the JVM have in common: a request is prepared by a builder, and sent at once or at the end of the program."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.jvm.collections import MULTI_MAP, header_name, is_text, table_in
from siwakit.readers.code.libraries.jvm.members import new_table, put
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, content_type, send
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Array, Encoded, Instance, Known, Reference, Table, Unknown, Value

TEXT = "text/plain"
BODY = "body with media type"


JDK = "jdk request"
"""Kind of the requests of java.net.http."""


def make_request(given: Given, kind: str, url: Value | None = None, method: str = "GET") -> Instance:
    """Return a request of *kind* that is not sent yet."""
    state = {"method": given.known(method), "url": url, "headers": new_table(given), "body": None, "query": None, "basic": False, "is_sent": False}
    request = Instance(kind=kind, state=state, span=given.span)
    # Another function may send it: its end is the end of the program.
    given.run.at_end(request, lambda: None if request.state["is_sent"] else send_request(given, request))
    return request


def send_request(given: Given, request: Value | None, default: str = "") -> Value | None:
    """Send a prepared request; *default* is the media type of a body that is text."""
    if not isinstance(request, Instance) or "is_sent" not in request.state:
        return None
    state = request.state
    state["is_sent"] = True
    headers = state["headers"]
    if request.kind == JDK and isinstance(headers, Table) and not headers.entries and not headers.is_open:
        # This client sends no Content-Type of its own.
        headers.entries["Accept"] = given.known("*/*")
    outgoing = Outgoing(
        method=state["method"],
        url=state["url"],
        headers=state["headers"],
        body=state["body"],
        query=state["query"],
        has_basic=state["basic"],
        default=default_type(state["body"], state.get("default", default)),
    )
    return send(given, outgoing)


def default_type(body: Value | None, default: str) -> str:
    """Return the media type that a client sets for *body* by itself: *default* is that of a text."""
    return "" if isinstance(body, Encoded) else default


def set_header(request: Value | None, name: Value | None, value: Value | None) -> None:
    """Set a header of a request."""
    words = header_name(name)
    if isinstance(request, Instance) and words:
        put(request.state["headers"], words, media_type(value) or value or Unknown(name=words))


def set_body(request: Value | None, body: Value | None) -> None:
    """Set the body of a request, with the media type that it carries."""
    if not isinstance(request, Instance):
        return
    if isinstance(body, Instance) and body.kind == BODY:
        if body.state["type"] is not None:
            headers: Table = request.state["headers"]
            headers.entries = {name: value for name, value in headers.entries.items() if name.lower() != "content-type"}
            headers.entries["Content-Type"] = body.state["type"]
        body = body.state["body"]
    request.state["body"] = body


def typed_body(given: Given, body: Value | None, kind: Value | None) -> Value:
    """Return a body that carries its media type; None if it carries none."""
    return Instance(kind=BODY, state={"body": body, "type": media_type(kind) if kind is not None else None}, span=body.span if body else given.span)


def media_type(value: Value | None) -> Value | None:
    """Return a media type that is a constant of a library as text; None if *value* is not such a constant and no text."""
    if isinstance(value, Reference):
        name = value.path.replace("_", "").replace(".", "").replace("`", "").lower()
        for part, kind in (("formurlencoded", FORM), ("xwwwform", FORM), ("json", JSON), ("multipart", "multipart/form-data"), ("textplain", TEXT)):
            if part in name:
                return Known(value=kind, span=value.span)
        return None
    return value if is_text(value) or isinstance(value, Unknown) else None


def encoded_body(body: Value | None, headers: Value | None) -> Value | None:
    """Return a body as Spring and its like encode it: a mapping as the header says, a mapping to lists is a form by default, others are JSON."""
    kind = (content_type(headers) or "").lower()
    if isinstance(body, Instance) and body.kind == MULTI_MAP:
        encoding = "json" if "json" in kind else "multipart" if "multipart" in kind else "form"
        return encode(encoding, table_in(body), body.span)
    if isinstance(body, Table):
        # With the header of a form no converter takes a plain mapping: nothing is sent.
        return Unknown(name="body", span=body.span) if kind.startswith(FORM) else encode("json", body, body.span)
    return body


def form_of(given: Given, value: Value | None) -> Value | None:
    """Return pairs or a mapping as a form."""
    table = table_in(value)
    if isinstance(value, Array):
        table = new_table(given)
        for pair in value.items:
            items = pair.items if isinstance(pair, Array) else []
            put(table, header_name(items[0]) if len(items) > 1 else None, items[1] if len(items) > 1 else None)
        table.is_open = table.is_open or value.is_open
    return Encoded(encoding="form", of=table, span=value.span if value else given.span) if isinstance(table, Table) else value
