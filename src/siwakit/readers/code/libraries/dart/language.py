"""Dart itself: numbers, strings, encodings, mappings, the environment and files."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import PADDED, encode, encoder, identity, made_string, receiver, respell
from siwakit.readers.code.libraries.times import doubts_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Closure, Instance, KeyText, Known, Table, Unknown, Value, known, text_of

LANGUAGE = Library()
LANGUAGE.is_found_by_type = True
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string
_BUFFER = "StringBuffer"
_MOST_ITEMS = 50

_function(
    "utf8.encode", "ascii.encode", "Uint8List.fromList", "utf8.decode", "Uri.parse", "Uri.encodeComponent", "Uri.encodeQueryComponent", "Future.value"
)(identity())
_function("jsonEncode", "json.encode", "JsonEncoder.convert")(encoder("json"))
_function("base64Url.encode", "base64UrlEncode")(encoder(PADDED))
_function("base64.encode", "base64Encode", "base64.encoder.convert")(encoder("base64"))
_method("", "toString", "trim", "toList", "then", "codeUnits", "asUint8List")(receiver)
_method("KeyText", "replaceAll", "replaceFirst", "split", "join", "where")(receiver)
_method("Unknown", "replaceAll", "replaceFirst")(receiver)
_method("Encoded", "split", "substring")(respell)
_method("Encoded", "first")(receiver)


# Numbers.


@_method("Known", "floor", "round", "toInt", "truncate", "ceil")
@_function("int.parse")
def _whole(given: Given) -> Value | None:
    """Return a number without its fraction."""
    value = given.get(0) if given.arguments else given.receiver
    number = known(value)
    if isinstance(number, str):
        number = int(number) if number.strip().lstrip("-").isdigit() else None
    if not isinstance(number, int | float) or isinstance(number, bool):
        return None
    return Known(value=int(number), doubts=doubts_of(value), span=given.span)


@_method("Known", "toDouble")
def _to_double(given: Given) -> Value | None:
    """Return a number that can have a fraction."""
    number = known(given.receiver)
    return Known(value=float(number), doubts=doubts_of(given.receiver), span=given.span) if isinstance(number, int | float) else None


# Strings.


@_method("Known", "replaceAll", "replaceFirst")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known."""
    text, old, new = text_of(given.receiver), given.text(0), given.text(1)
    if text is None:
        return given.receiver
    return given.known(text.replace(old, new)) if old is not None and new is not None else Unknown(name="text", span=given.span)


@_method("Encoded", "replaceAll")
def _replace_encoded(given: Given) -> Value | None:
    """Return base64 that is made base64url by replacing its characters."""
    return respell(given)


@_function("StringBuffer")
def _buffer(given: Given) -> Value | None:
    """Return a builder of a string."""
    return Instance(kind=_BUFFER, state={"parts": [*given.arguments[:1]]}, span=given.span)


@_method(_BUFFER, "write", "writeln")
def _write(given: Given) -> Value | None:
    """Add to a string."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["parts"] += given.arguments[:1]
    return given.receiver


@_method(_BUFFER, "toString")
def _built(given: Given) -> Value | None:
    """Return the string that was built."""
    return given.run.join(given.receiver.state["parts"], given.span) if isinstance(given.receiver, Instance) else None


# Lists and mappings.


@_method("Array", "join")
def _join(given: Given) -> Value | None:
    """Return items as one string."""
    items, between = given.receiver, given.get(0) or given.known("")
    if not isinstance(items, Array) or items.is_open:
        return Unknown(name="text", span=given.span)
    return given.run.join([part for item in items.items for part in (between, item)][1:], given.span)


@_method("Array", "map")
def _map(given: Given) -> Value | None:
    """Return the results of a function for each item."""
    items, function = given.receiver, given.get(0)
    if not isinstance(items, Array) or items.is_open or not isinstance(function, Closure):
        return None
    results = [given.run.call_closure(function, (item,), {}, given.span) for item in items.items[:_MOST_ITEMS]]
    return Array(items=results, is_open=len(items.items) > _MOST_ITEMS, span=given.span)


@_method("Table", "entries")
def _entries(given: Given) -> Value | None:
    """Return the entries of a mapping as pairs."""
    return _pairs(given.receiver) if isinstance(given.receiver, Table) else None


def _pairs(table: Table) -> Array:
    pairs: list[Value] = [Array(items=[Known(value=name, span=value.span), value], span=value.span) for name, value in table.entries.items()]
    return Array(items=pairs, is_open=table.is_open, span=table.span)


@_method("Array", "key", "value")
def _part(given: Given) -> Value | None:
    """Return the name or the value of an entry."""
    items = given.receiver.items if isinstance(given.receiver, Array) else []
    return items[0 if given.words == "key" else 1] if len(items) == 2 else None  # noqa: PLR2004  name and value


@_method("Table", "addAll")
def _add_all(given: Given) -> Value | None:
    """Add the entries of another mapping."""
    table, other = given.receiver, given.get(0)
    if isinstance(table, Table):
        if isinstance(other, Table):
            table.entries |= other.entries
        table.is_open = table.is_open or not isinstance(other, Table) or other.is_open
    return given.known(None)


@_function("Map.from", "Map.of", "Map.unmodifiable")
def _copy(given: Given) -> Value | None:
    """Return a copy of a mapping."""
    table = given.table(0)
    return Table(entries=dict(table.entries), is_open=table.is_open, span=table.span) if table else None


# Addresses.


@_function("Uri.https", "Uri.http")
def _uri(given: Given) -> Value | None:
    """Return an address of a host and a path; one with a query is not followed."""
    host, path = given.text(0), given.get(1)
    if host is None or len(given.arguments) > 2:  # noqa: PLR2004  host and path
        return None
    between = "" if path is None or str(known(path)).startswith("/") else "/"
    return given.run.join((given.known(f"{given.words}://{host}{between}"), path or given.known("")), given.span)


@_function("Uri")
def _uri_of_parts(given: Given) -> Value | None:
    """Return an address of its parts: only the query matters, which people use to encode a form."""
    fields = given.named.get("queryParameters")
    return Instance(kind="Uri", state={"query": encode("form", fields, given.span)}, span=given.span) if isinstance(fields, Table) else None


@_method("Uri", "query")
def _query(given: Given) -> Value | None:
    """Return the query of an address."""
    query: Value | None = given.receiver.state["query"] if isinstance(given.receiver, Instance) else None
    return query


# The environment and files.


@_function("Platform.environment:", "dotenv.env:", "DotEnv.env:", "env:")
def _environment(given: Given) -> Value | None:
    """Return the environment, whose members are not known."""
    return Instance(kind="environment", span=given.span)


@_function("String.fromEnvironment", "dotenv.get", "dotenv.maybeGet")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment, or its default, which the environment may replace."""
    value, default = given.run.variable(given.text(0) or "", given.span), given.get(-1, "defaultValue", "fallback")
    return Unknown(name=value.name, why=value.why, default=default, span=given.span) if isinstance(value, Unknown) else value


@_function("File", "rootBundle.loadString", "rootBundle.load")
def _file(given: Given) -> Value | None:
    """Return a file or its text, which is a key if the program signs with it."""
    text = known(given.get(0))
    return KeyText(file=text.rpartition("/")[2] if isinstance(text, str) else "", span=given.span)


_method("KeyText", "readAsStringSync", "readAsString", "readAsBytesSync", "readAsBytes", "readAsLinesSync")(receiver)
