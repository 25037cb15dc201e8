"""Names and their values while a program is run."""

from __future__ import annotations

from typing import Literal

from siwakit.readers.code.values import Value, next_birth

Kind = Literal["function", "block", "type"]
Declares = Literal["", "block", "function"]


class Scope:
    """Names of a file or function, of a block, or of a type or object; what is not found here is looked up in the scope around it.

    With *owns_names* an assignment to a name makes a variable of this function, whatever is called the same outside, unless it is *shared*.
    """

    __slots__ = ("around", "birth", "kind", "names", "owns_names", "shared")

    def __init__(self, around: Scope | None = None, *, kind: Kind = "function", owns_names: bool = False) -> None:
        self.around = around
        self.kind = kind
        self.owns_names = owns_names
        self.names: dict[str, Value] = {}
        self.shared: set[str] = set()
        self.birth = next_birth()

    def find(self, name: str) -> Value | None:
        """Return the value of *name*, or None if it is not known here or around."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.around
        return None

    def holder(self, name: str, declares: Declares = "") -> Scope:
        """Return the scope that an assignment to *name* changes: the one that knows it, or the function around if it is new or *declares* it."""
        if declares == "block" or self.kind == "type":
            return self
        function = self.function()
        scope: Scope | None = function if declares else self
        while scope is not None and not declares:
            if name in scope.names:
                return scope
            if scope.owns_names and name not in scope.shared:
                break
            scope = scope.around
        return function

    def function(self) -> Scope:
        """Return the scope of the function, type or file around."""
        scope = self
        while scope.kind == "block" and scope.around is not None:
            scope = scope.around
        return scope

    def set(self, name: str, value: Value) -> None:
        """Set *name* here; for a scope that nothing else can see yet, because this is not undone at the end of a branch."""
        self.names[name] = value
