"""What builders of tokens on the JVM have in common: a header, claims, and dates that become seconds."""

from __future__ import annotations

from siwakit.readers.code.libraries.jvm.members import new_table, put, put_all
from siwakit.readers.code.libraries.times import DATE, number_from
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Array, Instance, Known, Reference, Table, Unknown, Value, text_of

REGISTERED = {"Issuer": "iss", "Subject": "sub", "Audience": "aud", "NotBefore": "nbf"}
_ALGORITHMS = ("ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "none")


def make_builder(given: Given, kind: str, alg: Value | None = None) -> Instance:
    """Return a builder of *kind* without claims."""
    header = new_table(given)
    if alg is not None:
        header.entries["alg"] = alg
    return Instance(kind=kind, state={"header": header, "claims": new_table(given)}, span=given.span)


def part_of(value: Value | None, part: str) -> Table | None:
    """Return the header or the claims of a builder."""
    found = value.state.get(part) if isinstance(value, Instance) else None
    return found if isinstance(found, Table) else None


def in_seconds(value: Value | None) -> Value | None:
    """Return a date as seconds; anything else as it is."""
    if isinstance(value, Instance) and value.kind == DATE:
        return number_from(value, value.span) or Unknown(span=value.span)
    return value


def with_seconds(value: Value | None) -> Value | None:
    """Return claims whose dates are seconds."""
    if not isinstance(value, Table):
        return value
    table = Table(is_open=value.is_open, span=value.span)
    table.entries = {name: in_seconds(entry) or Unknown(name=name) for name, entry in value.entries.items()}
    return table


def one_or_all(values: tuple[Value, ...]) -> Value | None:
    """Return an audience as most libraries write it: one as a string, several as a list."""
    items = values[0].items if len(values) == 1 and isinstance(values[0], Array) and not values[0].is_open else list(values)
    return items[0] if len(items) == 1 else Array(items=items, span=items[0].span) if items else None


def algorithm_of(value: Value | None) -> Value | None:
    """Return the algorithm that a constant of a library means, or a string; None if *value* is not one."""
    text = text_of(value)
    if text is not None:
        return value if text in _ALGORITHMS else None
    name = value.path.rpartition(".")[2] if isinstance(value, Reference) else ""
    return Known(value=name, span=value.span) if value is not None and name in _ALGORITHMS else None


def sets(part: str, name: str, *, is_time: bool = False) -> Meaning:
    """Return the meaning of a method that sets member *name* of the header or of the claims, and returns the builder."""

    def meaning(given: Given) -> Value | None:
        table, value = part_of(given.receiver, part), given.get(0)
        if table is not None:
            put(table, name, (in_seconds(value) if is_time else value) or Unknown(name=name, span=given.span))
        return given.receiver

    return meaning


def sets_named(part: str, *, is_time: bool = True) -> Meaning:
    """Return the meaning of a method that sets the member that its first argument names; a date is unknown unless it becomes seconds."""

    def meaning(given: Given) -> Value | None:
        table, value = part_of(given.receiver, part), given.get(1)
        if table is not None:
            is_unclear = not is_time and isinstance(value, Instance) and value.kind == DATE
            put(table, text_of(given.get(0)), Unknown(name="time", span=given.span) if is_unclear else in_seconds(value))
        return given.receiver

    return meaning


def sets_all(part: str, *, is_new: bool = False, is_time: bool = True) -> Meaning:
    """Return the meaning of a method that takes a mapping: instead of the members so far if it *is_new*, else in addition."""

    def meaning(given: Given) -> Value | None:
        table, value = part_of(given.receiver, part), given.get(0)
        if table is not None:
            if is_new:
                table.entries.clear()
            put_all(table, with_seconds(value) if is_time else _unclear(value))
            table.span = value.span if isinstance(value, Table) else table.span
        return given.receiver

    return meaning


def _unclear(value: Value | None) -> Value | None:
    if not isinstance(value, Table):
        return value
    entries = {name: Unknown(name=name) if isinstance(entry, Instance) and entry.kind == DATE else entry for name, entry in value.entries.items()}
    return Table(entries=entries, is_open=value.is_open, span=value.span)


def register_claims(library: Library, kind: str, *, times: dict[str, str], prefixes: tuple[str, ...]) -> None:
    """Register the methods of a builder that set the registered claims, by their names with each of *prefixes* before them."""
    for prefix in prefixes:
        for name, claim in REGISTERED.items():
            if claim != "nbf":
                library.method(kind, _named(prefix, name))(sets("claims", claim))
        for name, claim in times.items():
            library.method(kind, _named(prefix, name))(sets("claims", claim, is_time=True))


def _named(prefix: str, name: str) -> str:
    return f"{prefix}{name}" if prefix else f"{name[0].lower()}{name[1:]}"
