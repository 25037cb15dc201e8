"""Lists and maps of Rust, and the forms that are made of them."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, pairs_of, receiver
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Closure, Instance, Table, Value

COLLECTIONS = Library()
COLLECTIONS.is_found_by_type = True
_function, _method = COLLECTIONS.function, COLLECTIONS.method
_SERIALIZER = "form serializer"
_MAPS = ("HashMap", "BTreeMap", "IndexMap", "Map", "HeaderMap", "serde_json.Map")

_method("Table", "iter", "into_iter", "collect", "borrow", "as_object", "into_iter", "to_vec")(receiver)
_method("Array", "iter", "into_iter", "collect", "concat:", "as_slice")(receiver)


@_function(*(f"{name}.{way}" for name in _MAPS for way in ("new", "with_capacity", "default")))
def _new_map(given: Given) -> Value | None:
    """Return an empty map."""
    return Table(span=given.span, depth=given.run.branches)


@_function(*(f"{name}.from" for name in _MAPS), *(f"{name}.from_iter" for name in _MAPS))
def _map_from(given: Given) -> Value | None:
    """Return a map of pairs."""
    return table_of(given.get(0), given)


@_function("hashmap", "maplit.hashmap", "btreemap", "maplit.btreemap", "collection")
def _map_macro(given: Given) -> Value | None:
    """Return a map that a macro makes."""
    return given.get(0)


@_method("Table", "insert", "append")
def _insert(given: Given) -> Value | None:
    """Set an entry of a map."""
    name, value = given.text(0), given.get(1)
    if isinstance(given.receiver, Table) and value is not None:
        if name is None:
            given.receiver.is_open = True
        else:
            given.receiver.entries[name] = value
    return given.known(None)


@_function("Vec.new", "Vec.with_capacity")
def _vector(given: Given) -> Value | None:
    """Return an empty list."""
    return Array(span=given.span)


@_method("Array", "push")
def _push(given: Given) -> Value | None:
    """Add an item to a list."""
    if isinstance(given.receiver, Array) and (value := given.get(0)) is not None:
        given.receiver.items.append(value)
    return given.known(None)


@_method("Array", "join", "concat")
def _join(given: Given) -> Value | None:
    """Return items as one string."""
    items = given.receiver
    if not isinstance(items, Array) or items.is_open:
        return None
    between = given.known(given.text(0) or "")
    return given.run.join([part for item in items.items for part in (between, item)][1:], given.span)


@_method("Array", "map")
def _map(given: Given) -> Value | None:
    """Return the results of a function for each item."""
    items, function = given.receiver, given.get(0)
    if not isinstance(items, Array) or items.is_open or not isinstance(function, Closure):
        return None
    return Array(items=[given.run.call_closure(function, (item,), {}, given.span) for item in items.items], span=given.span)


@_method("Table", "map")
def _map_entries(given: Given) -> Value | None:
    """Return the results of a function for each entry, given as a pair."""
    table, function = given.receiver, given.get(0)
    if not isinstance(table, Table) or table.is_open or not isinstance(function, Closure):
        return None
    pairs = [Array(items=[given.known(name), value], span=value.span) for name, value in table.entries.items()]
    return Array(items=[given.run.call_closure(function, (pair,), {}, given.span) for pair in pairs], span=given.span)


# Forms.


@_function("serde_urlencoded.to_string", "serde_qs.to_string", "serde_html_form.to_string")
def _form(given: Given) -> Value | None:
    """Return fields as a form."""
    return encode("form", table_of(given.get(0), given), given.span)


@_function("form_urlencoded.Serializer.new", "Serializer.new")
def _serializer(given: Given) -> Value | None:
    """Return what a form is written with."""
    return Instance(kind=_SERIALIZER, state={"fields": Table(span=given.span)}, span=given.span)


@_method(_SERIALIZER, "append_pair")
def _append_pair(given: Given) -> Value | None:
    """Add a field to a form."""
    name, value = given.text(0), given.get(1)
    if isinstance(given.receiver, Instance) and name and value is not None:
        given.receiver.state["fields"].entries[name] = value
    return given.receiver


@_method(_SERIALIZER, "extend_pairs")
def _extend_pairs(given: Given) -> Value | None:
    """Add fields to a form."""
    more = table_of(given.get(0), given)
    if isinstance(given.receiver, Instance):
        fields: Table = given.receiver.state["fields"]
        fields.entries |= more.entries if more else {}
        fields.is_open = fields.is_open or more is None or more.is_open
    return given.receiver


@_method(_SERIALIZER, "finish")
def _finish(given: Given) -> Value | None:
    """Return the form."""
    return encode("form", given.receiver.state["fields"], given.span) if isinstance(given.receiver, Instance) else None


def table_of(value: Value | None, given: Given) -> Table | None:
    """Return the fields in *value*: a map, a list of pairs, or an object; None if they are not known."""
    if isinstance(value, Array):
        pairs = pairs_of(value)
        return None if pairs is None else Table(entries=pairs, span=value.span, depth=given.run.branches)
    return fields_of(value)
