"""Types that are written in several places, and the names that their fields have in JSON."""

from __future__ import annotations

from collections.abc import Iterable

from siwakit.readers.code.tree import Assign, Name, Statement, Text, Type

NAMES_IN_JSON = "CodingKeys"
"""Type inside a type, as Swift has it: each of its fields is a field of the outer type, with its name in JSON as value."""
SPREAD = "*"
"""Marks a field whose own fields are written instead of it."""


def names_in_json(names: Iterable[tuple[str, str]]) -> tuple[Type, ...]:
    """Return the type for *names*, which are pairs of a field and its name in JSON; none if there are no names."""
    body = tuple(Assign(targets=(Name(name=field),), value=Text(value=name)) for field, name in names)
    return (Type(name=NAMES_IN_JSON, body=body),) if body else ()


def one_for_each_type(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return *statements* with one type for each name, in the place of the first: the others only add methods to it."""
    merged: dict[object, Statement] = {}
    for statement in statements:
        key: object = statement.name if isinstance(statement, Type) else object()
        first = merged.get(key)
        if isinstance(first, Type) and isinstance(statement, Type):
            is_extension = first.is_extension and statement.is_extension
            merged[key] = Type(name=first.name, body=first.body + statement.body, is_extension=is_extension, span=first.span)
        else:
            merged[key] = statement
    return tuple(merged.values())
