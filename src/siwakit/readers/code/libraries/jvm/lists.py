"""Lists and streams of the JVM, and the functions that Kotlin and Scala call on every value."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import receiver
from siwakit.readers.code.libraries.jvm.members import Members, last_closure
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Array, Closure, Instance, Known, Table, Unknown, Value

LISTS = Members()
_function, _method = LISTS.function, LISTS.method
_MOST_ITEMS = 50


# Lists.


@_function(
    "List.of",
    "Arrays.asList",
    "listOf",
    "mutableListOf",
    "arrayListOf",
    "Seq",
    "List",
    "Set",
    "setOf",
    "Set.of",
    "arrayOf",
    "Collections.singletonList",
)
@_function(
    "ArrayList", "LinkedList", "Vector", "Array", "Stream.of", "Collections.singleton", "sequenceOf", "ListBuffer", "ImmutableList.of", "HashSet"
)
def _list(given: Given) -> Value | None:
    """Return a list; a copy of another if that is the only argument of a constructor."""
    first = given.get(0)
    if given.is_new and isinstance(first, Array):
        return Array(items=[*first.items], is_open=first.is_open, span=given.span)
    return Array(
        items=[] if given.is_new else [*given.arguments], is_open=given.is_new and first is not None and not isinstance(first, Known), span=given.span
    )


@_method("Array", "add", "append", "addOne", "+=")
def _add(given: Given) -> Value | None:
    """Add an item to a list."""
    if isinstance(given.receiver, Array):
        given.receiver.items += given.arguments[-1:]
    return given.receiver


_method("Array", "stream", "toList", "toSeq", "toArray", "asSequence", "iterator", "build", "toSet", "parallelStream", "asJava", "toVector")(receiver)


@_method("Array", "getKey", "_1", "getFirst", "first", "getName")
def _key(given: Given) -> Value | None:
    """Return the first of a pair or list."""
    return given.receiver.items[0] if isinstance(given.receiver, Array) and given.receiver.items else None


@_method("Array", "getValue", "_2", "getSecond", "second")
def _value(given: Given) -> Value | None:
    """Return the second of a pair."""
    return given.receiver.items[1] if isinstance(given.receiver, Array) and len(given.receiver.items) > 1 else None


@_method("Table", "entrySet", "entries", "getEntries", "toList", "iterator")
def _entries(given: Given) -> Value | None:
    """Return the entries of a mapping as pairs."""
    return _pairs(given.receiver) if isinstance(given.receiver, Table) else None


def _pairs(table: Table) -> Array:
    pairs: list[Value] = [Array(items=[Known(value=name, span=value.span), value], span=value.span) for name, value in table.entries.items()]
    return Array(items=pairs, is_open=table.is_open, span=table.span)


@_method("", "map", "flatMap", "let", "thenApply", "foreach", "forEach", "thenCompose")
def _map_each(given: Given) -> Value | None:
    """Return the results of a function for each item; for a value that is not a collection, its result."""
    closure, value = last_closure(given), given.receiver
    if closure is None or value is None:
        return None
    value = _pairs(value) if isinstance(value, Table) else value
    if not isinstance(value, Array) or given.words == "let":
        return given.run.call_closure(closure, (value,), {}, given.span)
    has_two = len(closure.function.parameters) > 1
    results = [_called(given, closure, item, has_two=has_two) for item in value.items[:_MOST_ITEMS]]
    return Array(items=results, is_open=value.is_open or len(value.items) > _MOST_ITEMS, span=given.span)


def _called(given: Given, closure: Closure, item: Value, *, has_two: bool) -> Value:
    arguments = tuple(item.items) if has_two and isinstance(item, Array) else (item,)
    return given.run.call_closure(closure, arguments, {}, given.span)


@_function("Collectors.joining")
def _joining(given: Given) -> Value | None:
    """Return what joins the items of a stream."""
    return Instance(kind="joining", state={"between": given.get(0) or given.known("")}, span=given.span)


@_method("Array", "collect")
def _collect(given: Given) -> Value | None:
    """Return the items of a stream, or one string of them."""
    how = given.get(0)
    return _joined(given, given.receiver, how.state["between"]) if isinstance(how, Instance) and how.kind == "joining" else given.receiver


@_method("Array", "joinToString", "mkString")
@_method("Table", "joinToString", "mkString")
def _join(given: Given) -> Value | None:
    """Return items as one string, each by a function if there is one."""
    items: Value | None = _pairs(given.receiver) if isinstance(given.receiver, Table) else given.receiver
    closure = last_closure(given)
    if closure is not None and isinstance(items, Array):
        items = Array(items=[given.run.call_closure(closure, (item,), {}, given.span) for item in items.items[:_MOST_ITEMS]], is_open=items.is_open)
    between = given.get(0, "separator")
    default = given.known(", " if given.words == "joinToString" else "")
    return _joined(given, items, default if between is None or between is closure else between)


def _joined(given: Given, items: Value | None, between: Value) -> Value | None:
    if not isinstance(items, Array) or items.is_open:
        return Unknown(name="text", span=given.span)
    return given.run.join([part for item in items.items for part in (between, item)][1:], given.span)


# Functions that are called on every value.


@_method("", "apply", "run", "also", "use", "tap")
def _scoped(given: Given) -> Value | None:
    """Call a function on a value: `apply` and `also` return the value, the others the result."""
    closure, value = last_closure(given), given.receiver
    if closure is None or value is None:
        return None
    if given.words in {"apply", "run"}:
        result = given.run.call_with(value, closure, given.span)
    else:
        result = given.run.call_closure(closure, (value,), {}, given.span)
    return value if given.words in {"apply", "also", "tap"} else result


@_function("with")
def _with(given: Given) -> Value | None:
    """Return the result of a function that is called on a value."""
    closure, value = last_closure(given), given.get(0)
    return given.run.call_with(value, closure, given.span) if closure is not None and value is not None else None


@_function(
    "run",
    "lazy",
    "runBlocking",
    "runCatching",
    "withContext",
    "coroutineScope",
    "supplyAsync",
    "CompletableFuture.supplyAsync",
    "Mono.fromCallable",
    "async",
)
def _called_once(given: Given) -> Value | None:
    """Return the result of a function that is called without arguments."""
    closure = last_closure(given)
    return given.run.call_closure(closure, (), {}, given.span) if closure is not None else None


@_function("buildString")
def _build_string(given: Given) -> Value | None:
    """Return the string that a function appends to."""
    closure = last_closure(given)
    if closure is None:
        return None
    builder = Instance(kind="StringBuilder", state={"parts": [], "between": None}, span=given.span)
    given.run.call_with(builder, closure, given.span)
    return given.run.join(builder.state["parts"], given.span)
