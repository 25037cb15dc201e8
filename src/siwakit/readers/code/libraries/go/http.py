"""What sends requests in Go: net/http, and resty."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.sending import Outgoing, send
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Array, Encoded, Instance, Reference, Table, Value, text_of

HTTP = Library()
HTTP.is_found_by_type = True
_function, _method = HTTP.function, HTTP.method
_FORM, _REQUEST, _RESTY, _OAUTH2 = "form", "http.Request", "resty request", "oauth2.Config"


@_function("url.Values")
def _values(given: Given) -> Value | None:
    """Return the fields of a form; in a literal each value is a list of one."""
    literal = given.get(0)
    entries = {name: _first(value) for name, value in literal.entries.items()} if isinstance(literal, Table) else {}
    return Encoded(encoding=_FORM, of=Table(entries=entries, span=given.span), span=given.span)


def _first(value: Value) -> Value:
    items = getattr(value, "items", None)
    return items[0] if isinstance(items, list) and len(items) == 1 else value


@_function("make")
def _make(given: Given) -> Value | None:
    """Return an empty mapping, or the fields of a form."""
    kind = given.get(0)
    if kind is not None and "url.Values" in repr(kind):
        return Encoded(encoding=_FORM, of=Table(span=given.span), span=given.span)
    return Table(span=given.span)


@_method("Encoded", "Set", "Add")
def _set(given: Given) -> Value | None:
    """Set a field."""
    form, name, value = given.receiver, given.text(0), given.get(1)
    if isinstance(form, Encoded) and isinstance(form.of, Table) and value is not None:
        if name is None:
            form.of.is_open = True
        else:
            form.of.entries[name] = value
    return form


@_method("Encoded", "Encode")
def _encode(given: Given) -> Value | None:
    """Return the fields as text."""
    return given.receiver


@_function("http.PostForm")
def _post_form(given: Given) -> Value | None:
    """Send a form."""
    return send(given, Outgoing(method=given.known("POST"), url=given.get(0), body=given.get(1)))


@_method("", "PostForm")
def _client_post_form(given: Given) -> Value | None:
    """Send a form by a client."""
    return send(given, Outgoing(method=given.known("POST"), url=given.get(0), body=given.get(1))) if len(given.arguments) == 2 else None  # noqa: PLR2004


@_function("http.Get", "http.Head")
def _get(given: Given) -> Value | None:
    """Send a request without a body."""
    return send(given, Outgoing(method=given.known(given.words.upper()), url=given.get(0)))


@_function("http.Post")
def _post(given: Given) -> Value | None:
    """Send a body with its media type."""
    return _send_typed(given)


@_method("", "Post")
def _client_post(given: Given) -> Value | None:
    """Send a body with its media type by a client."""
    return _send_typed(given) if len(given.arguments) == 3 else None  # noqa: PLR2004  address, media type, body


def _send_typed(given: Given) -> Value | None:
    kind = given.get(1)
    headers = Table(entries={"Content-Type": kind}, span=kind.span) if kind is not None else None
    return send(given, Outgoing(method=given.known("POST"), url=given.get(0), headers=headers, body=given.get(2)))


@_function("http.NewRequest", "http.NewRequestWithContext")
def _new_request(given: Given) -> Value | None:
    """Return a request, which has no media type unless the program sets one."""
    start = 1 if given.words == "NewRequestWithContext" else 0
    state = {"method": given.get(start), "url": given.get(start + 1), "body": given.get(start + 2), "headers": Table(span=given.span), "basic": False}
    request = Instance(kind=_REQUEST, state=state, span=given.span)
    # Another function may send it: its end is the end of the program.
    given.run.at_end(request, lambda: None if "is_sent" in request.state else _send(given, request))
    return request


@_method(_REQUEST, "Header")
def _header(given: Given) -> Value | None:
    """Return the headers of a request."""
    return Instance(kind="http.Header", state={"table": given.receiver.state["headers"]}) if isinstance(given.receiver, Instance) else None


@_function("http.Header")
def _headers(given: Given) -> Value | None:
    """Return headers that are written out, each a list of values."""
    written = given.get(0) if isinstance(given.get(0), Table) else Table(entries=dict(given.named), span=given.span)
    table = Table(span=given.span)
    for name, value in written.entries.items() if isinstance(written, Table) else ():
        table.entries[name] = value.items[0] if isinstance(value, Array) and value.items else value
    return Instance(kind="http.Header", state={"table": table}, span=given.span)


@_method(_REQUEST, "Header=")
def _replace_headers(given: Given) -> Value | None:
    """Replace the headers of a request, which may be any if they are not known."""
    headers = given.get(0)
    if isinstance(given.receiver, Instance):
        is_known = isinstance(headers, Instance) and headers.kind == "http.Header"
        given.receiver.state["headers"] = headers.state["table"] if is_known and isinstance(headers, Instance) else Table(is_open=True)
    return headers


@_method("http.Header", "Set", "Add")
def _set_header(given: Given) -> Value | None:
    """Set a header."""
    name, value = given.text(0), given.get(1)
    if isinstance(given.receiver, Instance) and name and value is not None:
        given.receiver.state["table"].entries[name] = value
    return given.receiver


@_method(_REQUEST, "SetBasicAuth")
def _basic(given: Given) -> Value | None:
    """Set the header of Basic."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["basic"] = True
    return given.receiver


@_method(_REQUEST, "PostForm=", "Form=")
def _set_form(given: Given) -> Value | None:
    """Set the parsed form, which a client does not send."""
    return given.get(0)


@_method("", "Do")
def _do(given: Given) -> Value | None:
    """Send a request."""
    request = given.get(0)
    return _send(given, request) if isinstance(request, Instance) and request.kind == _REQUEST else None


def _send(given: Given, request: Instance) -> Value | None:
    state = request.state
    state["is_sent"] = True
    headers: Table = state["headers"]
    if not any(name.lower() == "content-type" for name in headers.entries) and state["body"] is not None:
        headers.entries["Content-Type"] = given.known("")
    return send(given, Outgoing(method=state["method"], url=state["url"], headers=headers, body=state["body"], has_basic=state["basic"]))


def _method_name(name: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        """Return the name of a method."""
        return given.known(name)

    return meaning


# resty.


@_method("", "R")
def _resty(given: Given) -> Value | None:
    """Return a request of resty."""
    return Instance(kind=_RESTY, state={"headers": Table(span=given.span), "body": None, "query": None, "basic": False}, span=given.span)


for _verb in ("Post", "Get", "Put", "Delete", "Head"):
    _function(f"http.Method{_verb}:")(_method_name(_verb.upper()))


@_method(
    _RESTY, "SetFormData", "SetFormDataFromValues", "SetQueryParams", "SetBody", "SetHeader", "SetHeaders", "SetBasicAuth", "SetResult", "SetContext"
)
def _resty_set(given: Given) -> Value | None:
    """Prepare a request of resty: a map as body is JSON."""
    request, value = given.receiver, given.get(0)
    if not isinstance(request, Instance) or value is None:
        return request
    match given.words:
        case "SetFormData" | "SetFormDataFromValues":
            request.state["body"] = value if isinstance(value, Encoded) else encode(_FORM, value, value.span)
        case "SetQueryParams":
            request.state["query"] = value
        case "SetBody":
            request.state["body"] = encode("json", value, value.span) if isinstance(value, Table) else value
        case "SetHeader":
            request.state["headers"].entries[text_of(value) or ""] = given.get(1) or given.known("")
        case "SetHeaders":
            request.state["headers"].entries |= value.entries if isinstance(value, Table) else {}
        case "SetBasicAuth":
            request.state["basic"] = True
    return request


@_method(_RESTY, "Post")
def _resty_post(given: Given) -> Value | None:
    """Send a request of resty."""
    request = given.receiver
    if not isinstance(request, Instance):
        return None
    state = request.state
    return send(
        given,
        Outgoing(
            method=given.known("POST"), url=given.get(0), headers=state["headers"], body=state["body"], query=state["query"], has_basic=state["basic"]
        ),
    )


# golang.org/x/oauth2.


@_function("oauth2.Endpoint")
def _endpoint(given: Given) -> Value | None:
    """Return the addresses of a service."""
    return Instance(kind="oauth2.Endpoint", state={"url": given.named.get("TokenURL"), "style": given.named.get("AuthStyle")}, span=given.span)


@_function("oauth2.Config")
def _config(given: Given) -> Value | None:
    """Return the settings of a client."""
    return Instance(kind=_OAUTH2, state=dict(given.named), span=given.span)


@_method(_OAUTH2, "ClientSecret=", "ClientID=", "RedirectURL=", "Endpoint=")
def _set_config(given: Given) -> Value | None:
    """Set a setting."""
    if isinstance(given.receiver, Instance):
        given.receiver.state[given.words.removesuffix("=")] = given.get(0)
    return given.get(0)


@_method(_OAUTH2, "Exchange")
def _exchange(given: Given) -> Value | None:
    """Redeem a code: the credentials are in the form, unless the style says that they are in the header."""
    settings = given.receiver.state if isinstance(given.receiver, Instance) else {}
    endpoint, code = settings.get("Endpoint"), given.get(1)
    if not isinstance(endpoint, Instance) or code is None:
        return None
    style = endpoint.state["style"]
    is_basic = isinstance(style, Reference) and style.path.endswith("AuthStyleInHeader")
    names = {"redirect_uri": "RedirectURL"} | ({} if is_basic else {"client_id": "ClientID", "client_secret": "ClientSecret"})
    fields = {name: settings[setting] for name, setting in names.items() if settings.get(setting) is not None}
    form = Table(entries={"grant_type": given.known("authorization_code"), "code": code, **fields}, span=given.span)
    body = encode(_FORM, form, given.span)
    return send(given, Outgoing(method=given.known("POST"), url=endpoint.state["url"], body=body, has_basic=is_basic))
