"""Addresses in Foundation: URL is its text, URLComponents has the fields of a query or of a form."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, Table, Value, known, text_of

URLS = Library()
URLS.is_found_by_type = True
_function, _method = URLS.function, URLS.method
COMPONENTS = "URLComponents"
_PARTS = ("scheme", "host", "path")


@_function("URL", "NSURL", "URI", "URL.init")
def _url(given: Given) -> Value | None:
    """Return an address as its text."""
    text, base = given.get(0, "string", "fileURLWithPath", "filePath"), text_of(given.named.get("relativeTo"))
    return given.run.join((given.known(base.rstrip("/")), given.known("/"), text), given.span) if base and text is not None else text


@_function("URLComponents", "NSURLComponents")
def _components(given: Given) -> Value | None:
    """Return an address in parts."""
    return Instance(kind=COMPONENTS, state={"base": given.get(0, "string", "url"), "items": Array(span=given.span), "parts": {}}, span=given.span)


@_method(COMPONENTS, "scheme=", "host=", "path=")
def _set_part(given: Given) -> Value | None:
    """Set a part of an address."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["parts"][given.words.removesuffix("=")] = text_of(given.get(0))
    return given.get(0)


@_method(COMPONENTS, "queryItems=", "percentEncodedQueryItems=")
def _set_items(given: Given) -> Value | None:
    """Set the fields of the query."""
    value = given.get(0)
    if isinstance(given.receiver, Instance):
        given.receiver.state["items"] = value if isinstance(value, Array) else Array(is_open=True, span=given.span)
    return value


@_method(COMPONENTS, "queryItems", "percentEncodedQueryItems")
def _items(given: Given) -> Value | None:
    """Return the fields of the query, to which others can be added."""
    items: Value | None = given.receiver.state["items"] if isinstance(given.receiver, Instance) else None
    return items


@_method(COMPONENTS, "percentEncodedQuery=", "query=")
def _set_query(given: Given) -> Value | None:
    """Set the whole query, which is done to escape a plus."""
    return given.get(0)


@_function("URLQueryItem", "NSURLQueryItem")
def _item(given: Given) -> Value | None:
    """Return one field of a query, as a pair."""
    name, value = given.get(0, "name"), given.get(1, "value")
    return Array(items=[name, value], span=given.span) if name is not None and value is not None else None


@_method(COMPONENTS, "query", "percentEncodedQuery")
def _query(given: Given) -> Value | None:
    """Return the fields of the query as text."""
    fields = fields_of_components(given.receiver)
    return encode("form", fields, given.span) if fields is not None else None


@_method(COMPONENTS, "url", "string", "absoluteString")
def _whole(given: Given) -> Value | None:
    """Return the whole address, with its query if it has one."""
    fields = fields_of_components(given.receiver)
    return address_of(given, given.receiver) if fields is not None and not fields.entries and not fields.is_open else given.receiver


def fields_of_components(value: Value | None) -> Table | None:
    """Return the fields of the query of an address in parts; None if *value* is not one."""
    if not isinstance(value, Instance) or value.kind != COMPONENTS:
        return None
    items = value.state["items"]
    pairs = pairs_of(items)
    return Table(entries=pairs or {}, is_open=pairs is None, span=items.span)


def address_of(given: Given, value: Value | None) -> Value | None:
    """Return the text of an address, without the query of its parts."""
    if not isinstance(value, Instance) or value.kind != COMPONENTS:
        return value
    parts = value.state["parts"]
    if known(value.state["base"]) is not None or "host" not in parts:
        base: Value | None = value.state["base"]
        return base
    scheme, host, path = (parts.get(name) for name in _PARTS)
    return given.known(f"{scheme}://{host}{path or ''}") if scheme and host else None
