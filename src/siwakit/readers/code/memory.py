"""What a program changes: variables, lists, mappings and objects, so that a change in one of several branches can be undone and compared.

Each branch is executed from the same beginning, in a frame of its own. Before something is changed, `touch` keeps what it was; at the end of
the branch everything is as before. When all branches are done, `merge` changes what they changed to what all of them agree about. What is made
inside a branch is not kept: nothing outside has seen it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from siwakit.readers.code.merging import merged_states
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.values import Array, Closure, Encoded, Instance, Table, Value, next_birth

Holder = Scope | Table | Array | Instance
"""Something that a program can change."""
Changes = dict[int, tuple[Holder, Any]]
"""What was changed, by identity, and its state then."""
_MOST_REACHED = 500


class _Frame:
    __slots__ = ("birth", "saved")

    def __init__(self) -> None:
        self.birth = next_birth()
        self.saved: Changes = {}


class Memory:
    """Everything that the program has changed since the frames began that are open."""

    def __init__(self) -> None:
        self._frames: list[_Frame] = []

    @property
    def level(self) -> int:
        """Number of frames that are open."""
        return len(self._frames)

    def touch(self, holder: Holder) -> None:
        """Save what *holder* is, because it is about to change."""
        if self._frames:
            frame = self._frames[-1]
            if holder.birth < frame.birth and id(holder) not in frame.saved:
                frame.saved[id(holder)] = (holder, _state(holder))

    def touch_all(self, values: Iterable[Value | None]) -> int:
        """Save everything that can be reached from *values*, which are given to a function that may change it; return how much it is."""
        if not self._frames:
            return 0
        waiting: list[Any] = [value for value in values if isinstance(value, Table | Array | Instance | Encoded)]
        seen: set[int] = set()
        while waiting and len(seen) < _MOST_REACHED:
            value = waiting.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, Encoded):
                waiting.append(value.of)
            elif isinstance(value, Table | Array | Instance | Scope):
                self.touch(value)
                waiting += _inside(value)
        return len(seen)

    def begin(self) -> None:
        """Begin a frame."""
        self._frames.append(_Frame())

    def end(self) -> Changes:
        """End the frame: undo what was changed in it, and return the changes."""
        frame = self._frames.pop()
        changes = {key: (holder, _state(holder)) for key, (holder, _) in frame.saved.items()}
        for holder, state in frame.saved.values():
            _set_state(holder, state)
        return changes

    def keep(self) -> None:
        """End the frame without undoing anything."""
        frame = self._frames.pop()
        if self._frames:
            outer = self._frames[-1]
            for key, (holder, state) in frame.saved.items():
                if holder.birth < outer.birth:
                    outer.saved.setdefault(key, (holder, state))

    def changes_since(self, level: int) -> Changes:
        """Return what was changed in the frames from *level* on."""
        return {key: (holder, _state(holder)) for frame in self._frames[level:] for key, (holder, _) in frame.saved.items()}

    def merge(self, outcomes: list[Changes]) -> bool:
        """Change what one of *outcomes* changed to what all agree about; return whether that is anything."""
        holders = {key: holder for changes in outcomes for key, (holder, _) in changes.items()}
        for key, holder in holders.items():
            self.touch(holder)
            now = _state(holder)
            _set_state(holder, merged_states([changes[key][1] if key in changes else now for changes in outcomes]))
        return bool(holders)


def _inside(value: Table | Array | Instance | Scope) -> Iterable[Any]:
    match value:
        case Table(entries=entries):
            return entries.values()
        case Array(items=items):
            return items
        case Instance(state=state):
            return state.values()
        case Scope(names=names, kind="type"):
            return [inside for inside in names.values() if not isinstance(inside, Closure)]
    return ()


def _state(holder: Holder) -> Any:
    match holder:
        case Scope(names=names):
            return dict(names)
        case Table(entries=entries, is_open=is_open):
            return dict(entries), is_open
        case Array(items=items, is_open=is_open):
            return list(items), is_open
        case Instance(kind=kind, state=state):
            return kind, _copied(state)


def _copied(state: dict[str, Any]) -> dict[str, Any]:
    return {name: inside.copy() if isinstance(inside, list | dict) else inside for name, inside in state.items()}


def _set_state(holder: Holder, state: Any) -> None:
    match holder:
        case Scope():
            holder.names = dict(state)
        case Table():
            holder.entries, holder.is_open = dict(state[0]), state[1]
        case Array():
            holder.items, holder.is_open = list(state[0]), state[1]
        case Instance():
            holder.kind, holder.state = state[0], _copied(state[1])
