"""Mappings of the JVM, and JSON."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, encoder, receiver
from siwakit.readers.code.libraries.jvm.members import Members, last_closure, new_table, put, put_all, table_of_pairs
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Array, Instance, Table, Value, known, text_of

COLLECTIONS = Members()
_function, _method, _static = COLLECTIONS.function, COLLECTIONS.method, COLLECTIONS.static
MULTI_MAP = "multi map"
"""A mapping to lists, which Spring writes as a form."""


# Mappings.


@_function(
    "HashMap", "LinkedHashMap", "TreeMap", "ConcurrentHashMap", "JSONObject", "JsonObject", "ObjectNode", "Properties", "Hashtable", "DefaultClaims"
)
@_function(
    "ImmutableMap.builder", "mapper.createObjectNode", "emptyMap", "Map.copyOf", "Collections.unmodifiableMap", "mutable.HashMap", "buildJsonObject"
)
@_function("buildMap", "Map.empty", "Collections.emptyMap")
def _map(given: Given) -> Value | None:
    """Return a mapping: a copy of another one, with what an initializer or a builder puts into it."""
    closure, first = last_closure(given), given.get(0)
    table = new_table(given, None if first is closure else first)
    if closure is not None:
        given.run.call_with(table, closure, given.span)
    return table


@_function("Map.of", "ImmutableMap.of", "Collections.singletonMap", "Map.entry")
def _map_of(given: Given) -> Value | None:
    """Return a mapping of alternating names and values."""
    items = given.arguments
    pairs = tuple(Array(items=[*items[start : start + 2]]) for start in range(0, len(items) - 1, 2))
    return pairs[0] if given.words == "entry" else table_of_pairs(given, pairs)


@_function(
    "Map.ofEntries", "mapOf", "mutableMapOf", "hashMapOf", "linkedMapOf", "Map", "Map.apply", "mutable.Map", "ListMap", "linkedHashMapOf", "Json.obj"
)
def _map_of_pairs(given: Given) -> Value | None:
    """Return a mapping of pairs."""
    table = table_of_pairs(given, given.arguments)
    return encode("json", table, given.span) if given.words == "obj" else table


@_function("SimpleEntry", "AbstractMap.SimpleEntry", "Pair", "Pair.of", "entry", "BasicNameValuePair", "Tuple2", "NameValuePair")
def _pair(given: Given) -> Value | None:
    """Return a pair."""
    return Array(items=[*given.arguments], span=given.span) if len(given.arguments) == 2 else None  # noqa: PLR2004  name and value


@_function("LinkedMultiValueMap", "MultivaluedHashMap", "HttpHeaders", "MultiValueMap", "LinkedMultiValueMapAdapter", "Form", "Form.form")
def _multi_map(given: Given) -> Value | None:
    """Return a mapping to lists."""
    return Instance(kind=MULTI_MAP, state={"table": new_table(given, given.get(0)), "basic": False}, span=given.span)


@_method("Table", "put", "set", "add", "addProperty", "putIfAbsent", "accumulate", "fluentPut", "updated", "setProperty")
def _put(given: Given) -> Value | None:
    """Set an entry."""
    if isinstance(given.receiver, Table):
        put(given, given.receiver, given.text(0), given.get(1))
    return given.receiver


@_method("Table", "putAll", "addAll", "plus")
def _put_all(given: Given) -> Value | None:
    """Set all entries of another mapping."""
    if isinstance(given.receiver, Table):
        put_all(given, given.receiver, given.get(0))
    return given.receiver


@_method("Table", "get", "getOrDefault", "getOrElse", "getValue", "optString", "getString")
def _get(given: Given) -> Value | None:
    """Return an entry."""
    table, name = given.receiver, given.text(0)
    return table.entries.get(name) if isinstance(table, Table) and name is not None else None


_method("Table", "build", "toMap", "toMutableMap", "asScala", "asJava", "toSeq", "buildOrThrow")(receiver)


@_method(MULTI_MAP, "add", "set", "put", "[]=", "addIfAbsent", "param", "append")
def _multi_put(given: Given) -> Value | None:
    """Set an entry; a list of one is its item."""
    if isinstance(given.receiver, Instance):
        put(given, given.receiver.state["table"], header_name(given.get(0)), single(given.get(1)))
    return given.receiver


@_method(MULTI_MAP, "setAll", "addAll", "putAll")
def _multi_put_all(given: Given) -> Value | None:
    """Set all entries of another mapping."""
    if isinstance(given.receiver, Instance):
        put_all(given, given.receiver.state["table"], table_in(given.get(0)))
    return given.receiver


def table_in(value: Value | None) -> Value | None:
    """Return the mapping that *value* is or has."""
    return value.state["table"] if isinstance(value, Instance) and isinstance(value.state.get("table"), Table) else value


def header_name(value: Value | None) -> str | None:
    """Return the name of a header or field: a string, or a constant of a library that has it in capitals."""
    path = getattr(value, "path", "").rpartition(".")[2]
    return (
        {"CONTENT_TYPE": "Content-Type", "ContentType": "Content-Type", "`Content-Type`": "Content-Type"}.get(path) or path.title() or text_of(value)
    )


def single(value: Value | None) -> Value | None:
    """Return the item of a list of one, or *value* itself."""
    return value.items[0] if isinstance(value, Array) and len(value.items) == 1 and not value.is_open else value


# JSON.


_function(
    *(
        "JSON.toJSONString",
        "Json.encodeToString",
        "JSONObject.toJSONString",
        "Json.stringify",
        "JsonUtil.toJson",
        "JSONUtil.toJsonStr",
        "Json.toJson",
    ),
    *("Serialization.write", "JsonOutput.toJson"),
)(encoder("json"))


@_method("", "writeValueAsString", "writeValueAsBytes", "toJson", "encodeToString")
def _to_json(given: Given) -> Value | None:
    """Return an object as JSON."""
    value = given.get(0) if given.arguments else given.receiver
    return encode("json", value, given.span) if isinstance(value, Table | Instance) else None


@_method("Table", "toString", "toJSONString", "toJsonString", "encode", "asJson", "noSpaces", "toPrettyString", "compact")
def _as_json(given: Given) -> Value | None:
    """Return a JSON object as text."""
    return encode("json", given.receiver, given.span)


def is_text(value: Value | None) -> bool:
    """Return whether *value* is a string that is known in part at least."""
    return isinstance(known(value), str)
