"""What functions, methods and types outside a program do, as far as tokens and requests depend on it.

A file in `libraries` describes them in a `Library`: each function gets a `Given` and returns a value. Functions are found by their path
(`jsonwebtoken.sign`), methods by the kind of the object that has them and their name (`jose.SignJWT`, `setIssuer`), or by their name
alone if they are the same for every object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.tree import Call, Span
from siwakit.readers.code.values import Array, Known, Table, Unknown, Value, known, text_of
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.readers.code.evaluation import Evaluation
    from siwakit.readers.code.scope import Scope


@record(kw_only=True)
class Given:
    """What a function is called with: its arguments by position and by name, its receiver if it is a method, and its place."""

    run: Evaluation
    arguments: tuple[Value, ...]
    named: dict[str, Value]
    receiver: Value | None
    span: Span
    has_more: bool = False
    """Whether there may be more arguments than these."""
    is_new: bool = False
    words: str = ""
    store: Callable[[int, Value], None] | None = None
    """Sets the variable that was given as the argument at an index, for functions that return a result there."""

    def get(self, index: int, *names: str) -> Value | None:
        """Return the argument at *index* or by one of *names*, or None if it is not given."""
        for name in names:
            if name in self.named:
                return self.named[name]
        return self.arguments[index] if 0 <= index < len(self.arguments) else None

    def text(self, index: int, *names: str) -> str | None:
        """Return the argument at *index* or by one of *names* if it is a string that is known."""
        return text_of(self.get(index, *names))

    def number(self, index: int, *names: str) -> float | None:
        """Return the argument at *index* or by one of *names* if it is a number that is known."""
        value = known(self.get(index, *names))
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def table(self, index: int, *names: str) -> Table | None:
        """Return the argument at *index* or by one of *names* if it is a mapping."""
        value = self.get(index, *names)
        return value if isinstance(value, Table) else None

    def known(self, value: str | float | bool | None) -> Known:  # noqa: FBT001  a value of the program
        """Return *value* as the result of this call."""
        return Known(value=value, span=self.span)

    def unknown(self) -> Unknown:
        """Return a result that is not known."""
        return Unknown(name=self.words, span=self.span)


_VERSION = pattern(r"[/.]v[0-9]{1,2}\b")
_SEPARATOR = pattern(r"[.\\/]|::")
_MOST_NAMES = 10

Meaning = Callable[[Given], Value | None]
"""The meaning of a function; None if it cannot tell, and the result is unknown."""
Special = Callable[["Evaluation", Call, "Scope"], Value]
"""The meaning of a call whose arguments are not evaluated before it."""


class Library:
    """Functions and methods that are known outside a program."""

    def __init__(self, *others: Library) -> None:
        self.functions: dict[str, Meaning] = {}
        self.methods: dict[tuple[str, str], Meaning] = {}
        self.globals: dict[str, str] = {}
        """Paths of names that a program can use without importing them, or whose import was left out of a paste."""
        self.is_found_by_type = False
        """Whether functions are registered by the name of their type alone, whatever module it is imported from."""
        self.has_commands = False
        """Whether functions are commands, whose names are not those of variables; a variable that is not set is one of the environment."""
        self.adds_numbers = False
        """Whether + adds numbers that are strings, too, and joins none."""
        self.special: dict[str, Special] = {}
        """What is called with its arguments before they are evaluated, such as a pipe."""
        self.operate: Callable[[str, tuple[Value, ...], Span], Value | None] | None = None
        """What operators mean for objects, such as a date plus a span."""
        for other in others:
            self.operate = other.operate or self.operate
            self.is_found_by_type = other.is_found_by_type or self.is_found_by_type
            self.has_commands = other.has_commands or self.has_commands
            self.adds_numbers = other.adds_numbers or self.adds_numbers
            self.special |= other.special
            self.functions |= other.functions
            self.methods |= other.methods
            self.globals |= other.globals

    def find(self, path: str) -> Meaning | None:
        """Return the meaning of the function at *path*; what a module exports by default is the module itself."""
        found = self.functions.get(path) or self.functions.get(path.replace(".default", ""))
        if found is None and self.is_found_by_type:
            names = [name.removesuffix("-go") for name in _SEPARATOR.split(_VERSION.sub("", path))[-_MOST_NAMES:]]
            found = next((meaning for start in range(len(names)) if (meaning := self.functions.get(".".join(names[start:])))), None)
        return found

    def function(self, *paths: str) -> Callable[[Meaning], Meaning]:
        """Register a function under *paths*."""

        def register(meaning: Meaning) -> Meaning:
            for path in paths:
                self.functions[path] = meaning
            return meaning

        return register

    def method(self, kind: str, *names: str) -> Callable[[Meaning], Meaning]:
        """Register a method of objects of *kind*; "" for every object."""

        def register(meaning: Meaning) -> Meaning:
            for name in names:
                self.methods[kind, name] = meaning
            return meaning

        return register

    def name(self, **paths: str) -> None:
        """Register names that a program can use without importing them."""
        self.globals |= paths


def items_of(value: Value | None) -> list[Value] | None:
    """Return the items of *value* if it is a list of which all are known."""
    return value.items if isinstance(value, Array) and not value.is_open else None
