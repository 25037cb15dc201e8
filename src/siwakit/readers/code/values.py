"""Values of the abstract run: what an expression would be at run time, as far as the text of the program says.

A string that is known in part contains a *mark* for each part that is not: two characters of Unicode's private use with a number between them,
which `Marks` turns back into the value. So strings can be joined, split and parsed as usual, whatever is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Any

from siwakit.evidence.source import Doubt
from siwakit.patterns import pattern
from siwakit.readers.code.tree import NOWHERE, Function, Span

if TYPE_CHECKING:
    from siwakit.readers.code.scope import Scope

_OPEN, _CLOSE = "\ue000", "\ue001"
SEGMENTS = ("segment of a header", "segment of claims", "segment of a signature")
"""Encodings of the parts of a token between its dots."""
BARE = "\ue002"
"""Tells a whole value in JSON from one in quotes."""
next_birth = count().__next__
"""Returns a larger number at each call: what is younger than something else was made after it."""
_MOST_ITEMS, _MOST_LEVELS = 300, 6
MARK = pattern(f"{_OPEN}([0-9]{{1,6}}){_CLOSE}")


class Why(Enum):
    """Why a value is not known."""

    ENVIRONMENT = "from the environment"
    PARAMETER = "given by the caller"
    CALL = "returned by a call"
    CHOICE = "one of several"
    UNSET = "declared and not set yet"
    LEFT_OUT = "not among the fields that a value is written with"
    OTHER = "not followed"


@dataclass(slots=True, kw_only=True, eq=False)
class Value:
    """Base of all values; *span* is the expression that the value comes from.

    Mappings, lists and objects, which change, are equal only to themselves.
    """

    span: Span = field(default=NOWHERE, compare=False)


@dataclass(slots=True, kw_only=True)
class Known(Value):
    """String, number, truth value or nothing; a string may contain marks. *doubts* says what else a number depends on."""

    value: str | int | float | bool | None
    doubts: frozenset[Doubt] = frozenset()


@dataclass(slots=True, kw_only=True)
class Unknown(Value):
    """Value that the text does not say; *name* is what the program calls it, *default* what it is if nothing else is set."""

    name: str = ""
    why: Why = Why.OTHER
    default: Value | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Table(Value):
    """Mapping or object, which the program can change; if *is_open*, it may have entries that are not known."""

    entries: dict[str, Value] = field(default_factory=dict)
    is_open: bool = False
    birth: int = field(default_factory=next_birth, repr=False)


@dataclass(slots=True, kw_only=True, eq=False)
class Array(Value):
    """List; if *is_open*, it may have more items."""

    items: list[Value] = field(default_factory=list)
    is_open: bool = False
    birth: int = field(default_factory=next_birth, repr=False)


@dataclass(slots=True, kw_only=True)
class Closure(Value):
    """Function of the program, with the scope that it was defined in and the object that it belongs to."""

    function: Function
    scope: Scope = field(repr=False, compare=False)
    owner: Instance | None = field(default=None, repr=False, compare=False)


@dataclass(slots=True, kw_only=True)
class Reference(Value):
    """Something outside the program by its path: a module, a function or type of a library, of the language or of the system."""

    path: str


@dataclass(slots=True, kw_only=True, eq=False)
class Instance(Value):
    """Object of a type of a library or of the program; *state* is what is known of it, for the functions that read *kind*."""

    kind: str
    state: dict[str, Any] = field(default_factory=dict)
    birth: int = field(default_factory=next_birth, repr=False)


@dataclass(slots=True, kw_only=True)
class Encoded(Value):
    """Value in an encoding: json, form, base64url, base64, bytes, hex, multipart."""

    encoding: str
    of: Value
    is_text: bool = False
    """Whether it is a string to a client that knows forms by their type."""


@dataclass(slots=True, kw_only=True)
class KeyText(Value):
    """Private key or what it is loaded from; *file* is the name of the file that the program reads, *name* what it calls the value."""

    file: str = ""
    name: str = ""
    text: str = field(default="", repr=False)


@dataclass(slots=True, kw_only=True)
class Signature(Value):
    """Signature over *data*: its algorithm, and whether it is raw (r and s) or DER."""

    data: Value
    algorithm: str
    is_raw: bool
    key: Value


@dataclass(slots=True, kw_only=True)
class Token(Value):
    """JWT that the program mints; *is_raw* is None if the signature is not an ECDSA signature."""

    header: Table
    claims: Table
    key: Value
    is_raw: bool | None = True
    spelling: str = "base64url"
    """Encoding of the signature: base64url, or base64 or padded base64url by mistake."""
    is_kept: bool = False
    """Whether it is minted when the program starts, rather than by a function."""
    spans: dict[str, Span] = field(default_factory=dict, compare=False)
    """Places by path, such as `claims.iat`, of what is elsewhere than in the tables."""


@dataclass(slots=True, kw_only=True)
class Sent(Value):
    """Request that the program sends."""

    method: str
    url: Value
    headers: Table
    body: Value | None = None
    query: Value | None = None
    is_repeated: bool = False
    """Whether it is sent by a function, which can run often."""
    spans: dict[str, Span] = field(default_factory=dict, compare=False)


def unmarked(text: str) -> str:
    """Return *text* without the characters that marks are made of, which a program may contain as well."""
    return text.replace(_OPEN, "").replace(_CLOSE, "").replace(BARE, "")


def frozen(value: Value) -> Value:
    """Return *value* as it is now: the program may change lists and mappings later. Of what is deep or large a part is unknown."""
    return _frozen(value, 0, [_MOST_ITEMS])


def frozen_with_size(value: Value) -> tuple[Value, int]:
    """Return *value* as it is now, and how many lists and mappings had to be copied for it."""
    room = [_MOST_ITEMS]
    copy = _frozen(value, 0, room)
    return copy, _MOST_ITEMS - room[0]


def _frozen(value: Value, level: int, room: list[int]) -> Value:
    if not isinstance(value, Table | Array | Encoded):
        return value
    room[0] -= 1
    if level >= _MOST_LEVELS or room[0] < 0:
        return Unknown(span=value.span)
    match value:
        case Table(entries=entries, is_open=is_open):
            return Table(entries={name: _frozen(inside, level + 1, room) for name, inside in entries.items()}, is_open=is_open, span=value.span)
        case Array(items=items, is_open=is_open):
            return Array(items=[_frozen(item, level + 1, room) for item in items], is_open=is_open, span=value.span)
        case Encoded(encoding=encoding, of=of):
            return Encoded(encoding=encoding, of=_frozen(of, level + 1, room), is_text=value.is_text, span=value.span)


def put_over(table: Table, other: Value | None) -> None:
    """Set the entries of *other* in *table*; those that are not known may replace any of it. A null changes nothing."""
    if other is None or (isinstance(other, Known) and other.value is None):
        return
    if not isinstance(other, Table) or other.is_open:
        table.entries = {name: Unknown(name=name, default=before, span=before.span) for name, before in table.entries.items()}
        table.is_open = True
    if isinstance(other, Table):
        table.entries = table.entries | other.entries


def put_at(table: Table, name: str | None, value: Value | None) -> None:
    """Set the entry *name* of *table*; if the name is not known, it may be any."""
    if name is None or value is None:
        put_over(table, Unknown())
    else:
        table.entries[name] = value


def at(value: Value, span: Span) -> Value:
    """Return *value* as it is at *span*. What the program can change stays the same object."""
    return value if isinstance(value, Table | Array | Instance) else replace(value, span=span)


class Marks:
    """The values behind the marks in strings."""

    def __init__(self) -> None:
        self.values: list[Value] = []

    def mark(self, value: Value) -> str:
        """Return the text of *value* in a string: itself if it is known without doubts, else a mark."""
        if isinstance(value, Known) and not value.doubts:
            return written(value.value)
        self.values.append(frozen(value))
        return f"{_OPEN}{len(self.values) - 1}{_CLOSE}"

    def behind(self, text: str) -> Value | None:
        """Return the value that *text* is the mark of, or None if it is anything else."""
        match = MARK.fullmatch(text)
        return self.values[int(match[1])] if match else None

    def replaced(self, text: str, write: Callable[[Value], str]) -> str:
        """Return *text* with each mark replaced by what *write* returns for its value."""
        return MARK.sub(lambda match: write(self.values[int(match[1])]), text)

    def unknowns(self, text: str) -> Iterator[Value]:
        """Yield the values behind the marks in *text*."""
        for match in MARK.finditer(text):
            yield self.values[int(match[1])]


def is_marked(text: str) -> bool:
    """Return whether *text* contains a mark."""
    return _OPEN in text


def written(value: str | float | bool | None) -> str:  # noqa: FBT001  a value of the program
    """Return *value* as most languages write it in a string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def known(value: Value | None) -> Any:
    """Return what *value* is if it is known, else None."""
    return value.value if isinstance(value, Known) else None


def text_of(value: Value | None) -> str | None:
    """Return the string that *value* is, if it is known and without marks."""
    found = known(value)
    return found if isinstance(found, str) and not is_marked(found) else None
