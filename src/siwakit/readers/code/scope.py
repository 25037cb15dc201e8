"""Names and their values while a program is run."""

from __future__ import annotations

from siwakit.readers.code.values import Value


class Scope:
    """Names of a file, function or object; what is not found here is looked up in the scope around it."""

    def __init__(self, around: Scope | None = None) -> None:
        self.around = around
        self.names: dict[str, Value] = {}

    def find(self, name: str) -> Value | None:
        """Return the value of *name*, or None if it is not known here or around."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.around
        return None

    def set(self, name: str, value: Value, *, is_new: bool = True) -> None:
        """Set *name*: here if *is_new* or not known around, else in the scope that defines it."""
        scope = None if is_new else self._owner(name)
        (scope or self).names[name] = value

    def _owner(self, name: str) -> Scope | None:
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.around
        return scope
