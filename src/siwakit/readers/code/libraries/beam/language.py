"""Elixir itself: strings, maps, encodings, files and the environment."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import PADDED, encode, encoder, identity, made_string, pairs_of, respelled
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Closure, Encoded, KeyText, Known, Table, Unknown, Value, known, text_of

LANGUAGE = Library()
_function = LANGUAGE.function
LANGUAGE.functions["made-string:"] = made_string
_MOST_ITEMS = 50

_function("to_string", "String.to_charlist", "to_charlist", "IO.iodata_to_binary", "List.to_string", "Kernel.to_string", "inspect:")(identity())
_function("Map.new", "Enum.into", "Map.from_struct", "Enum.to_list", "URI.parse", "URI.to_string", "String.to_existing_atom")(identity())
_function("URI.encode", "URI.encode_www_form", "Function.identity", "round", "trunc", "floor", "String.to_atom", "Access.get:")(identity())
_function("base64url.encode", "JOSE.Base64.urlsafe", "jose_base64url.encode", "Base64Url.encode")(encoder("base64url"))
_function("Base.encode64", "base64.encode")(encoder("base64"))


@_function("Base.url_encode64")
def _url_encode64(given: Given) -> Value | None:
    """Return base64url, padded unless `padding: false` is given."""
    return encode("base64url" if "padding" in given.named or given.get(1) is not None else PADDED, given.get(0), given.span)


_function("Base.encode16")(encoder("hex"))


@_function("Jason.encode!", "Jason.encode", "Poison.encode!", "Poison.encode", "JSON.encode!", "JSON.encode_to_iodata!", "jsx.encode", "jiffy.encode")
def _to_json(given: Given) -> Value | None:
    """Return a map or a struct as JSON."""
    return encode("json", fields_of(given.get(0)) or given.get(0), given.span)


@_function("String.replace")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known; base64 becomes base64url."""
    value, old, new = given.get(0), given.text(1), given.text(2)
    if isinstance(value, Encoded):
        return respelled(value, given.arguments[1:])
    text = text_of(value)
    return value if text is None or old is None or new is None else given.known(text.replace(old, new))


@_function("String.trim", "String.trim_trailing")
def _trim(given: Given) -> Value | None:
    """Return a string without what is around it."""
    return respelled(given.get(0), given.arguments[1:])


@_function("String.to_integer")
def _to_integer(given: Given) -> Value | None:
    """Return the number that a string is."""
    text = given.text(0)
    return given.known(int(text)) if text is not None and text.lstrip("-").isdigit() else None


@_function("Enum.join")
def _join(given: Given) -> Value | None:
    """Return items as one string."""
    items = given.get(0)
    return _joined(given, items.items, given.text(1) or "") if isinstance(items, Array) and not items.is_open else None


@_function("Enum.map_join")
def _map_join(given: Given) -> Value | None:
    """Return the results of a function for each item as one string."""
    items, function = _items(given, given.get(0)), given.get(len(given.arguments) - 1)
    if items is None or not isinstance(function, Closure):
        return None
    results = [given.run.call_closure(function, (item,), {}, given.span) for item in items[:_MOST_ITEMS]]
    return _joined(given, results, given.text(1) or "")


@_function("Enum.map")
def _map(given: Given) -> Value | None:
    """Return the results of a function for each item."""
    items, function = _items(given, given.get(0)), given.get(1)
    if items is None or not isinstance(function, Closure):
        return None
    return Array(items=[given.run.call_closure(function, (item,), {}, given.span) for item in items[:_MOST_ITEMS]], span=given.span)


def _joined(given: Given, items: list[Value], between: str) -> Value:
    return given.run.join([part for item in items for part in (given.known(between), item)][1:], given.span)


def _items(given: Given, value: Value | None) -> list[Value] | None:
    if isinstance(value, Table) and not value.is_open:
        return [Array(items=[given.known(name), entry]) for name, entry in value.entries.items()]
    return value.items if isinstance(value, Array) and not value.is_open else None


# Maps and keyword lists, which do not change: each function returns another.


@_function("Map.put", "Keyword.put", "Map.put_new", "Keyword.put_new")
def _put(given: Given) -> Value | None:
    """Return a map with one entry more."""
    table, name, value = given.table(0), given.text(1), given.get(2)
    if table is None or value is None:
        return None
    entries = table.entries | ({name: value} if name and not (given.words == "put_new" and name in table.entries) else {})
    return Table(entries=entries, is_open=table.is_open or name is None, span=table.span)


@_function("Map.merge", "Keyword.merge", "Enum.concat")
def _merge(given: Given) -> Value | None:
    """Return two maps as one."""
    first, second = given.table(0), given.table(1)
    if first is None or second is None:
        return None
    return Table(entries=first.entries | second.entries, is_open=first.is_open or second.is_open, span=first.span)


@_function("Map.get", "Map.fetch!", "Keyword.get", "Keyword.fetch!", "Access.get", "Map.fetch", "Keyword.fetch", "get_in:")
def _get(given: Given) -> Value | None:
    """Return an entry of a map; of one that is not known, an unknown value with its default."""
    name, table = given.text(1) or "", given.get(0)
    if isinstance(table, Table):
        return table.entries.get(name) or (given.get(2) if not table.is_open else None)
    return Unknown(name=name, default=given.get(2), span=given.span)


@_function("Map.delete", "Map.drop", "Map.take", "Map.reject", "Enum.reject", "Enum.filter")
def _fewer(given: Given) -> Value | None:
    """Return a map that may have fewer entries, which are not followed."""
    return Table(is_open=True, span=given.span) if isinstance(given.get(0), Table) else None


@_function("Enum.into")
def _into(given: Given) -> Value | None:
    """Return pairs as a map."""
    pairs = pairs_of(given.get(0))
    return None if pairs is None else Table(entries=pairs, span=given.span)


# Files and the environment.


@_function("System.get_env", "System.fetch_env!", "System.fetch_env")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment, or its default, which the environment may replace."""
    value = given.run.variable(given.text(0) or "", given.span)
    return Unknown(name=value.name, why=value.why, default=given.get(1), span=given.span) if isinstance(value, Unknown) else value


@_function("Application.get_env", "Application.fetch_env!", "Application.compile_env", "Application.compile_env!", "Application.fetch_env")
def _setting(given: Given) -> Value | None:
    """Return a setting of an application."""
    value = given.run.variable(given.text(1) or "", given.span)
    return Unknown(name=value.name, why=value.why, default=given.get(2), span=given.span) if isinstance(value, Unknown) else value


@_function("File.read!", "File.read", "File.open!", "file.read_file")
def _read(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    text = known(given.get(0))
    return KeyText(file=text.rpartition("/")[2] if isinstance(text, str) else "", span=given.span)


@_function("Path.join", "Application.app_dir", "Path.expand", "Path.absname")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    names = [argument for argument in given.arguments if isinstance(known(argument), str)]
    if isinstance(given.get(0), Array):
        names = [item for item in given.get(0).items if isinstance(known(item), str)]  # type: ignore[union-attr]  # asked just before
    return (names[0] if given.words == "expand" else names[-1]) if names else None


@_function("Keyword.new", "Map.new:")
def _new(given: Given) -> Value | None:
    """Return an empty map."""
    return Table(span=given.span)


@_function("is_nil", "is_binary", "byte_size")
def _ask(given: Given) -> Value | None:
    """Return an answer that does not matter here."""
    return Known(value=None, span=given.span)
