"""What several ways through a program agree about: one value, or an unknown one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from siwakit.readers.code.values import Array, Closure, Encoded, KeyText, Known, Reference, Signature, Table, Token, Unknown, Value, Why

CHANGED = "changed object"
"""The kind of an object that is not the same after all branches: no library knows it."""
FIELDS = "fields"
"""Part of the state of a type: its fields, until they are executed."""
_MOST_LEVELS = 5


def agreed(values: Iterable[Value]) -> Value | None:
    """Return what *values* agree about, or an unknown value; None if there are none.

    A variable that no way has set yet does not count, and neither does nothing beside a token: a program that goes on with it fails anyway.
    """
    return _agreed(list(values), 0)


def _agreed(values: list[Value], level: int) -> Value | None:
    if not values:
        return None
    first = values[0]
    if all(is_same(first, value) for value in values[1:]):
        return first
    has_token = any(isinstance(value, Token) for value in values)
    kept = [value for value in values if not (is_unset(value) or (has_token and isinstance(value, Known) and value.value is None))]
    if len(kept) < len(values):
        return _agreed(kept, level) or first
    if level < _MOST_LEVELS and all(isinstance(value, Table) for value in values):
        states = [(value.entries, value.is_open) for value in values if isinstance(value, Table)]
        entries, is_open = _tables(states, level + 1)
        return Table(entries=entries, is_open=is_open, span=first.span)
    if (
        level < _MOST_LEVELS
        and isinstance(first, Encoded)
        and all(isinstance(value, Encoded) and value.encoding == first.encoding for value in values)
    ):
        inside = _agreed([value.of for value in values if isinstance(value, Encoded)], level + 1)
        return replace(first, of=inside or Unknown())
    return Unknown(name=_name(values), why=Why.CHOICE, span=first.span)


def is_unset(value: Value) -> bool:
    """Return whether *value* is that of a variable that is declared and not set."""
    return isinstance(value, Unknown) and value.why in {Why.UNSET, Why.LEFT_OUT}


def is_same(one: Value, other: Value, level: int = 0) -> bool:
    """Return whether two values are surely the same."""
    if one is other or type(one) is not type(other) or level > _MOST_LEVELS:
        return one is other
    parts, other_parts = _parts(one), _parts(other)
    if parts is None or other_parts is None or len(parts) != len(other_parts):
        return False
    return all(
        is_same(part, against, level + 1)
        if isinstance(part, Value) and isinstance(against, Value)
        else type(part) is type(against) and part == against
        for part, against in zip(parts, other_parts, strict=True)
    )


def _parts(value: Value) -> tuple[Any, ...] | None:
    """Return what decides whether a value is the same as another one; None if only the identical one is."""
    parts: tuple[Any, ...] | None = None
    match value:
        case Known():
            parts = value.value, value.doubts
        case Unknown():
            parts = (value.name, value.why) if value.name else None
        case Reference():
            parts = (value.path,)
        case KeyText():
            parts = value.file, value.name, value.text
        case Closure():
            parts = id(value.function), id(value.scope)
        case Encoded():
            parts = value.encoding, value.of
        case Signature():
            parts = value.data, value.algorithm, value.is_raw
        case Token(header=header, claims=claims):
            parts = value.is_raw, *header.entries, *header.entries.values(), *claims.entries, *claims.entries.values()
    return parts


def merged_states(states: list[Any]) -> Any:
    """Return what states of the same variables, mapping, list or object agree about."""
    first = states[0]
    if isinstance(first, dict):
        return merged_names(states)
    if isinstance(first[0], dict):
        return _tables(states, 0)
    if isinstance(first[0], list):
        return _lists(states)
    return _objects(states)


def merged_names(states: list[dict[str, Value]]) -> dict[str, Value]:
    """Return what variables are afterwards."""
    merged: dict[str, Value] = {}
    for name in dict.fromkeys(name for state in states for name in state):
        value = agreed(state[name] for state in states if name in state)
        if value is not None:
            merged[name] = _named(value, name)
    return merged


def _tables(states: list[tuple[dict[str, Value], bool]], level: int) -> tuple[dict[str, Value], bool]:
    entries: dict[str, Value] = {}
    for name in dict.fromkeys(name for state, _ in states for name in state):
        found = [state[name] for state, _ in states if name in state]
        value = _agreed(found, level) if len(found) == len(states) else Unknown(name=name, why=Why.CHOICE, span=found[0].span)
        entries[name] = _named(value or Unknown(), name)
    return entries, any(is_open for _, is_open in states)


def _lists(states: list[tuple[list[Value], bool]]) -> tuple[list[Value], bool]:
    shortest = min(len(items) for items, _ in states)
    is_open = any(is_open for _, is_open in states) or any(len(items) > shortest for items, _ in states)
    return [agreed(column) or Unknown() for column in zip(*(items for items, _ in states), strict=False)], is_open


def _objects(states: list[tuple[str, dict[str, Any]]]) -> tuple[str, dict[str, Any]]:
    merged: dict[str, Any] = {}
    for name in dict.fromkeys(name for _, state in states for name in state):
        found = [state.get(name) for _, state in states]
        first = found[0]
        if name == FIELDS and None in found:
            # The fields of a type are executed once, in whichever way comes first.
            continue
        if all(value is first or (not isinstance(value, Value) and value == first) for value in found):
            merged[name] = first
        elif all(isinstance(value, Value) for value in found):
            merged[name] = agreed(value for value in found if value is not None)
        elif all(isinstance(value, frozenset) for value in found):
            merged[name] = frozenset(doubt for value in found if value for doubt in value)
        else:
            return CHANGED, {}
        if isinstance(first, Table | Array) and not isinstance(merged[name], type(first)):
            return CHANGED, {}
    return (states[0][0], merged) if len({kind for kind, _ in states}) == 1 else (CHANGED, {})


def _named(value: Value, name: str) -> Value:
    return Unknown(name=name, why=value.why, default=value.default, span=value.span) if isinstance(value, Unknown) and not value.name else value


def _name(values: Iterable[Value]) -> str:
    return next((value.name for value in values if isinstance(value, Unknown) and value.name), "")
