"""Value classes whose fields are immutable only for the type checker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def record(cls: type[T], /) -> type[T]: ...
@overload
def record(*, kw_only: bool) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Any] | None = None, /, *, kw_only: bool = False) -> Any:
    """Make *cls* a dataclass with slots whose fields must not be set again; mypy reports an assignment.

    Creating an instance of a frozen dataclass takes three times as long, and judging one request creates hundreds. `dataclass` also compiles
    a function for each method of each class, which takes a fifth of a command's start-up time; here only `__init__` is compiled.
    """
    if cls is None:
        return lambda decorated: _make(decorated, kw_only=kw_only)
    return _make(cls, kw_only=kw_only)


def _make(cls: type[Any], *, kw_only: bool) -> type[Any]:
    own_repr = "__repr__" in vars(cls)
    result: Any = dataclass(slots=True, kw_only=kw_only, repr=False, eq=False)(cls)
    compared = [field.name for field in fields(result) if field.compare]
    key: Callable[[object], object] = attrgetter(*compared) if compared else lambda _: ()

    def equals(self: object, other: object) -> Any:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    result.__eq__ = equals
    result.__hash__ = lambda self: hash(key(self))
    if not own_repr:
        result.__repr__ = _show
    if "__reduce__" not in vars(cls):
        result.__getstate__, result.__setstate__ = _get_state, _set_state
    return result  # type: ignore[no-any-return]  # a class is what `dataclass` returns


def _show(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({shown})"


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for attribute, value in zip(fields(self), state, strict=True):
        setattr(self, attribute.name, value)
