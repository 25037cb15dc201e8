"""Objects of a program's own types, as libraries write them in JSON: their fields, by the names that they have there."""

from __future__ import annotations

from siwakit.readers.code.languages.written_types import NAMES_IN_JSON, SPREAD
from siwakit.readers.code.library import Given, Meaning
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.values import Closure, Instance, Table, Unknown, Value, Why, frozen, text_of

# A field of these is set somewhere if nothing shows it; another that is never set is left out, as an optional one is.
_EXPECTED = frozenset({"iss", "sub", "aud", "iat", "exp", "alg", "kid", "client_id", "client_secret", "code", "grant_type"})
_MOST_LEVELS = 4


def fields_of(value: Value | None, level: int = 0) -> Table | None:
    """Return *value* as a mapping if it is one, or an object of a type of the program."""
    if isinstance(value, Table):
        return value
    scope = scope_of(value)
    if scope is None or value is None or level > _MOST_LEVELS:
        return None
    names = _names_in_json(scope)
    table = Table(span=value.span)
    for field, inside in scope.names.items():
        name = names.get(field, field)
        if isinstance(inside, Closure) and inside.function.is_property:
            # Some libraries write what is computed, others do not.
            table.entries[name] = Unknown(name=field, span=inside.span)
        if not _is_field(field, inside):
            continue
        if name == SPREAD:
            spread = fields_of(inside, level + 1)
            table.entries |= spread.entries if spread else {}
            table.is_open = table.is_open or spread is None or spread.is_open
        elif not (isinstance(inside, Unknown) and inside.why is Why.LEFT_OUT) and (name in _EXPECTED or not _is_unset(inside)):
            table.entries[name] = inside
    return table


def as_fields(index: int = 0) -> Meaning:
    """Return the meaning of a function that makes a mapping of its argument at *index*, or of its object if that is -1."""

    def meaning(given: Given) -> Value | None:
        fields = fields_of(given.get(index) if index >= 0 else given.receiver)
        return None if fields is None else frozen(fields)

    return meaning


def scope_of(value: Value | None) -> Scope | None:
    """Return the names of an object of the program, or None if *value* is not one."""
    scope = value.state.get("scope") if isinstance(value, Instance) else None
    return scope if isinstance(scope, Scope) else None


def _names_in_json(scope: Scope) -> dict[str, str]:
    names = scope_of(scope.names.get(NAMES_IN_JSON))
    return {field: name for field, value in names.names.items() if (name := text_of(value))} if names else {}


def _is_field(name: str, value: Value) -> bool:
    return name != "self" and not name.startswith("@") and not isinstance(value, Closure) and not (isinstance(value, Instance) and value.kind == name)


def _is_unset(value: Value) -> bool:
    return isinstance(value, Unknown) and value.why is Why.UNSET
