"""Strings, lists, objects and files of JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from siwakit.readers.code.libraries.encodings import pairs_of, receiver, respell
from siwakit.readers.code.libraries.line_breaks import replaced
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.values import Array, Closure, Encoded, Instance, KeyText, Table, Unknown, Value, known, put_over, text_of

DATA = Library()
_function, _method = DATA.function, DATA.method
_MOST_ITEMS = 200
_CHANGES: dict[str, Callable[[str], str]] = {
    "trim": str.strip,
    "trimEnd": str.rstrip,
    "trimStart": str.lstrip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
}

_method("KeyText", "split", "trim", "toString")(receiver)
_method("Unknown", "trim")(receiver)


@_method("KeyText", "replace", "replaceAll")
@_method("Unknown", "replace", "replaceAll")
def _replace_unknown(given: Given) -> Value | None:
    """Return text with parts replaced, which stays what it is; a key can lose its line breaks."""
    return replaced(given, given.receiver, given.get(0), given.get(1))


@_function("RegExp")
def _regexp(given: Given) -> Value | None:
    """Return a pattern."""
    return Instance(kind="RegExp", state={"pattern": given.get(0)}, span=given.span)


@_method("Encoded", "replace", "replaceAll")
def _replace_encoded(given: Given) -> Value | None:
    """Return base64 that is made base64url by replacing its characters."""
    return respell(given)


@_method("Known", "replace", "replaceAll")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known."""
    text, old, new = text_of(given.receiver), given.text(0), given.text(1)
    if text is None or old is None or new is None:
        return Unknown(name="text", span=given.span) if text is not None else given.receiver
    return given.known(text.replace(old, new, 1) if given.words == "replace" else text.replace(old, new))


@_method("Known", "trim", "trimEnd", "trimStart", "toLowerCase", "toUpperCase", "normalize")
def _trim(given: Given) -> Value | None:
    """Return a string without space around it, or with other letters."""
    text = text_of(given.receiver)
    return Unknown(name="text", span=given.span) if text is None else given.known(_CHANGES.get(given.words, str)(text))


@_method("Known", "slice", "substring")
def _slice(given: Given) -> Value | None:
    """Return a part of a string."""
    text, first, last = text_of(given.receiver), known(given.get(0)), known(given.get(1))
    if text is None or not isinstance(first, int) or (len(given.arguments) > 1 and not isinstance(last, int)):
        return Unknown(name="text", span=given.span)
    if given.words == "substring" and (first < 0 or (isinstance(last, int) and last < first)):
        return Unknown(name="text", span=given.span)
    return given.known(text[first : last if isinstance(last, int) else None])


@_method("Known", "split")
def _split(given: Given) -> Value | None:
    """Return the parts of a string."""
    text, between = text_of(given.receiver), given.text(0)
    if text is None or not between:
        return Unknown(name="parts", span=given.span)
    return Array(items=[given.known(part) for part in text.split(between)], span=given.span)


@_method("Known", "concat")
def _concat(given: Given) -> Value | None:
    """Return strings as one."""
    return given.run.join((given.receiver, *given.arguments), given.span) if given.receiver else None


@_method("Array", "join")
def _join(given: Given) -> Value | None:
    """Return the items of a list as one string."""
    items, separator = given.receiver, given.text(0)
    if not isinstance(items, Array) or items.is_open:
        return None
    between = given.known("," if not given.arguments else separator or "")
    parts = [part for item in items.items for part in (between, item)]
    return given.run.join(parts[1:], given.span)


@_method("Array", "push")
def _push(given: Given) -> Value | None:
    """Add items to a list."""
    if isinstance(given.receiver, Array):
        given.receiver.items = [*given.receiver.items, *given.arguments][:_MOST_ITEMS]
        given.receiver.is_open = given.receiver.is_open or len(given.receiver.items) == _MOST_ITEMS
    return Unknown(name="length", span=given.span)


@_method("Array", "map")
def _map(given: Given) -> Value | None:
    """Return the results of a function for each item of a list."""
    items, function = given.receiver, given.get(0)
    if not isinstance(items, Array) or items.is_open or not isinstance(function, Closure):
        return None
    results = [given.run.call_closure(function, (item,), {}, given.span) for item in items.items[:_MOST_ITEMS]]
    return Array(items=results, is_open=len(items.items) > _MOST_ITEMS, span=given.span)


@_function("Object.assign")
def _assign(given: Given) -> Value | None:
    """Return the first of several objects with the entries of all."""
    first = given.get(0)
    for other in given.arguments[1:]:
        if isinstance(first, Table):
            put_over(first, other)
        elif isinstance(first, Instance) and isinstance(first.state.get("scope"), Scope):
            _set_members(given, first, first.state["scope"], other)
    return first


def _set_members(given: Given, owner: Instance, scope: Scope, other: Value) -> None:
    """Set the members of an object of the program's own type; what is not known may set any of them."""
    if not isinstance(other, Table) or other.is_open:
        given.run.blur(owner)
    if isinstance(other, Table):
        scope.names |= other.entries


@_function("Object.fromEntries")
def _from_entries(given: Given) -> Value | None:
    """Return an object of pairs, or of the fields of a form."""
    value = given.get(0)
    fields = value.of if isinstance(value, Encoded) and value.encoding == "form" else value
    entries = pairs_of(fields)
    is_open = isinstance(fields, Table) and fields.is_open
    return None if entries is None else Table(entries=entries, is_open=is_open, span=fields.span if fields else given.span)


@_function("Object.entries")
def _entries(given: Given) -> Value | None:
    """Return the entries of an object as pairs."""
    table = given.table(0)
    if table is None:
        return None
    pairs: list[Value] = [Array(items=[given.known(name), value]) for name, value in table.entries.items()]
    return Array(items=pairs, is_open=table.is_open, span=given.span)


@_function("Object.keys")
def _keys(given: Given) -> Value | None:
    """Return the names of an object's entries."""
    table = given.table(0)
    return None if table is None else Array(items=[given.known(name) for name in table.entries], is_open=table.is_open, span=given.span)


@_function(
    *("fs.readFileSync", "fs.promises.readFile", "fs/promises.readFile", "fs.readFile", "Deno.readTextFile", "Deno.readTextFileSync"),
    *("Bun.file"),
)
def _read_file(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    text = known(given.get(0))
    return KeyText(file=text.replace("\\", "/").rpartition("/")[2] if isinstance(text, str) else "", span=given.span)


@_function("path.join", "path.resolve")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    return given.arguments[-1] if given.arguments else None


@_function("util.promisify", "promisify")
def _promisify(given: Given) -> Value | None:
    """Return the same function."""
    return given.get(0)


DATA.name(jwt="jsonwebtoken", fs="fs", path="path", crypto="crypto", axios="axios", jose="jose", qs="qs", querystring="querystring")
