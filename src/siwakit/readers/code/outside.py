"""What calls may do that are not followed: functions outside the program can call those that they are given, and change objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from siwakit.readers.code.alternatives import Alternatives
from siwakit.readers.code.library import Given
from siwakit.readers.code.merging import CHANGED
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.token_uses import called, is_identity_token
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Array, Closure, Instance, Table, Unknown, Value, Why, put_over, text_of

# Functions outside the program that look at what they are given, by how their names begin; others may add to it.
_LOOKING = (
    *("log", "print", "puts", "debug", "info", "warn", "error", "trace", "dump", "inspect", "write", "assert", "expect", "verify", "validate"),
    *("is", "has", "get", "to", "len", "count", "size", "contains", "includes", "keys", "values", "items", "hash", "equal", "compare", "send"),
    *("json", "render", "respond", "return", "resolve", "reject", "fail", "raise", "stringify", "serialize", "encode", "sign", "map", "filter"),
    *("foreach", "each", "find", "some", "every", "reduce", "copy", "clone", "join", "then", "catch", "p"),
)
# Functions outside the program that change what they are given, and methods that change their object, also what is known of it.
_CHANGING = ("assign", "extend", "merge", "update", "configure", "apply", "defaults", "init", "override", "normalize", "transform")
# Functions that register what runs for each request or event.
_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "all", "use", "route", "on"})
_EVENTS = frozenset({"serve", "addEventListener", "onRequest", "onCall", "createServer", "https.onRequest"})
_SETTING = (*_CHANGING, "set", "put", "load", "replace", "fill", "pop", "remove", "delete", "clear", "shift", "unshift", "splice")


def _registers_handler(given: Given) -> bool:
    """Return whether the functions that are given will run often: for each request to a route, or for each event."""
    if given.words in _EVENTS:
        return True
    return given.words in _ROUTES and (text_of(given.get(0)) or "").startswith("/")


class Outside(Alternatives):
    """Calls that are not followed."""

    def not_followed(self, given: Given) -> Value:
        """Return the unknown result of a call.

        The functions among its arguments are called, because it may call them, and it may add to the mappings and lists that it is given.
        """
        was_starting = self.is_starting
        if _registers_handler(given):
            self.is_starting = False
        self.may_call(given.arguments, given.span)
        self.may_call(given.named.values(), given.span)
        self.is_starting = was_starting
        words = given.words.lower().lstrip("_")
        if not given.is_new and not words.startswith(_LOOKING):
            self.blur(given.receiver) if words.startswith(_SETTING) else self._open(given.receiver)
            for value in (*given.arguments, *given.named.values()):
                self.blur(value) if words.startswith(_CHANGING) else self._open(value)
        return Unknown(name=_name_of_result(given), why=Why.CALL, span=given.span)

    def at_end(self, owner: Instance, end: Callable[[], object]) -> None:
        """Do *end* with *owner* at the end, unless it is not the same object after all branches then."""
        self.endings.append(lambda: None if owner.kind == CHANGED else end())

    def may_call(self, functions: Iterable[Value], span: Span) -> None:
        """Note that those of *functions* that are functions may be called, with arguments that are not known."""
        for function in functions:
            if isinstance(function, Closure):
                self.maybe(partial(self.call_closure, function, (), {}, span, has_more=True))

    def blur(self, value: Value | None) -> None:
        """Note that any member of *value* may be another one now."""
        match value:
            case Table():
                self.memory.touch(value)
                put_over(value, Unknown())
            case Instance(state=state) if isinstance(scope := state.get("scope"), Scope):
                self.memory.touch(scope)
                fields = {name: field for name, field in scope.names.items() if not isinstance(field, Closure | Instance)}
                scope.names |= {name: Unknown(name=name, default=field, span=field.span) for name, field in fields.items()}
            case _:
                self._open(value)

    def _open(self, value: Value | None) -> None:
        """Note that *value* may have members that are not known."""
        match value:
            case Table() | Array():
                self.memory.touch(value)
                value.is_open = True
            case Instance(state=state) if not isinstance(state.get("scope"), Scope) and value.kind != CHANGED:
                for inside in state.values():
                    if isinstance(inside, Table | Array):
                        self._open(inside)
                if "is_sent" in state and state.get("body", value) is None:
                    # A request that is not sent yet, whose body another function may set.
                    self.memory.touch(value)
                    state["body"] = Unknown(name="body", span=value.span)


def _name_of_result(given: Given) -> str:
    """Return what to call the result of a call: by its function, and a token that is read from something by all of its words."""
    named = Unknown(name=next((text for value in given.arguments[:1] if (text := text_of(value))), given.words))
    if not is_identity_token(named):
        return given.words
    owner = called(given.receiver)
    return ".".join(word for word in (owner, given.words if named.name != given.words else "", named.name) if word)
