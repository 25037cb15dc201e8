"""How members are named on the JVM: Kotlin and Scala call `getName()` and `setName(x)` as properties, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Array, Closure, Instance, Known, Table, Unknown, Value, Why, text_of


class Members(Library):
    """Functions and methods of the JVM, which are found by the name of their type, whatever its package."""

    def __init__(self, *others: Library) -> None:
        super().__init__(*others)
        self.is_found_by_type = True

    def method(self, kind: str, *names: str) -> Callable[[Meaning], Meaning]:
        """Register a method, and the property that it stands for."""
        return super().method(kind, *names, *(found for name in names for found in _properties(name)))

    def static(self, *paths: str) -> Callable[[Meaning], Meaning]:
        """Register a function that Scala also calls without parentheses."""
        return self.function(*paths, *(f"{path}:" for path in paths))


def _properties(name: str) -> Iterator[str]:
    prefix, rest = name[:3], name[3:]
    if prefix in {"get", "set"} and rest[:1].isupper():
        yield f"{rest[0].lower()}{rest[1:]}{'' if prefix == 'get' else '='}"


def put(given: Given, table: Table, name: str | None, value: Value | None) -> None:
    """Set an entry of *table*; one that a branch may set to something else is not known."""
    if name is None or value is None:
        table.is_open = True
    elif name in table.entries and given.run.branches > table.depth and table.entries[name] != value:
        table.entries[name] = Unknown(name=name, why=Why.CHOICE, span=value.span)
    else:
        table.entries[name] = value


def put_all(given: Given, table: Table, other: Value | None) -> None:
    """Set all entries of *other* in *table*."""
    if isinstance(other, Table):
        for name, value in other.entries.items():
            put(given, table, name, value)
    table.is_open = table.is_open or not isinstance(other, Table) or other.is_open


def new_table(given: Given, value: Value | None = None) -> Table:
    """Return a new mapping with the entries of *value*."""
    table = Table(span=value.span if isinstance(value, Table) else given.span, depth=given.run.branches)
    if value is not None and not (isinstance(value, Known) and isinstance(value.value, int)):
        put_all(given, table, value)
    return table


def table_of_pairs(given: Given, pairs: tuple[Value, ...]) -> Table:
    """Return the mapping that *pairs* are the entries of."""
    table = Table(span=given.span, depth=given.run.branches)
    for pair in pairs:
        items = pair.items if isinstance(pair, Array) else []
        is_pair = len(items) == 2  # noqa: PLR2004  name and value
        put(given, table, text_of(items[0]) if is_pair else None, items[1] if is_pair else None)
    return table


def last_closure(given: Given) -> Closure | None:
    """Return the function that is the last argument, if it is one of the program."""
    last = given.arguments[-1] if given.arguments else None
    return last if isinstance(last, Closure) else None


def state_of(value: Value | None, kind: str) -> dict[str, Any]:
    """Return the state of an object of *kind*; empty if *value* is anything else."""
    return value.state if isinstance(value, Instance) and value.kind == kind else {}
