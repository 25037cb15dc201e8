"""Calls in the abstract run: what the program's own functions return, and what functions outside it mean."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterable
from dataclasses import replace

from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.tree import (
    Expression,
    Parameter,
    Span,
    Statement,
)
from siwakit.readers.code.values import Closure, Encoded, Instance, Known, Marks, Reference, Sent, Signature, Table, Token, Unknown, Value, Why

Environment = abc.Mapping[str, str]
MAX_STEPS = 60_000
MAX_DEPTH = 24
MAX_CHARACTERS = 64 * 1024


class Calls:
    """Calls of functions, methods and constructors; `Evaluation` adds the expressions and `Run` the statements.

    A run is bounded by the number of its steps and by the depth of its calls.
    """

    def __init__(
        self,
        library: Library,
        now: int,
        *,
        environment: Environment | None = None,
        divides_whole: bool = False,
        returns_last: bool = False,
        implies_self: bool = True,
    ) -> None:
        self.environment = environment or {}
        self.library = library
        self.now = now
        self.divides_whole = divides_whole
        self.returns_last = returns_last
        self.implies_self = implies_self
        self.marks = Marks()
        self.tokens: list[Token] = []
        self.requests: list[Sent] = []
        self.signatures: list[Signature] = []
        self.objects: list[Table] = []
        """What the program converts to JSON."""
        self.functions: list[Closure] = []
        self.called: set[int] = set()
        self.extensions: dict[str, Closure] = {}
        """Methods that the program adds to types of others."""
        self.forms: list[Value] = []
        """Strings and encoded mappings that may be the form of a token request, sent or not."""
        self.endings: list[Callable[[], object]] = []
        """What to do at the end: a request may be prepared in the text and sent elsewhere."""
        self.notes: dict[str, Value] = {}
        """What a library remembers between calls, such as a client that is set up for a whole module."""
        self.steps = 0
        self.depth = 0
        self.branches = 0
        self.is_starting = True
        """Whether what runs is run when the program starts, rather than by a function that can run again."""

    def variable(self, name: str, span: Span) -> Value:
        """Return the variable *name* of the environment: what the settings that were given say, or an unknown value."""
        value = self.environment.get(name)
        return Unknown(name=name, why=Why.ENVIRONMENT, span=span) if value is None else Known(value=value, span=span)

    def store(self, target: Expression, value: Value, scope: Scope) -> None:
        """Set *target*, a variable or a member, to *value*."""
        raise NotImplementedError

    def execute(self, body: Iterable[Statement], scope: Scope, returned: list[Value]) -> Value | None:
        """Execute *body*; add what it returns to *returned*, and return the value of its last statement."""
        raise NotImplementedError

    def evaluate(self, node: Expression | None, scope: Scope) -> Value:
        """Return the value of *node*."""
        raise NotImplementedError

    def note(self, value: Value | None) -> None:
        """Remember a signature or an object in JSON that a call returns."""
        if isinstance(value, Signature):
            self.signatures.append(value)
        elif isinstance(value, Encoded) and value.encoding == "json" and isinstance(value.of, Table):
            self.objects.append(value.of)

    def _not_followed(self, given: Given) -> Value:
        """Return the unknown result of a call; the functions among its arguments are called, because it may call them."""
        for argument in (*given.arguments, *given.named.values()):
            if isinstance(argument, Closure):
                self.call_closure(argument, (), {}, given.span, has_more=True)
        return Unknown(name=given.words, why=Why.CALL, span=given.span)

    def call(self, function: Value, given: Given) -> Value | None:
        """Return the result of calling *function*; None if it is not known what it does."""
        match function:
            case Closure():
                return self.call_closure(function, given.arguments, given.named, given.span, has_more=given.has_more)
            case Reference(path=path):
                meaning = self.library.find(path)
                return meaning(given) if meaning else None
            case Instance(kind=kind, state=state) if "is_extension" in state:
                return self.call(Reference(path=kind), given)
            case Instance(state=state) if isinstance(state.get("scope"), Scope):
                return self._construct(function, given)
        return None

    def _call_member(self, receiver: Value, name: str, given: Given) -> Value | None:
        match receiver:
            case Reference(path=path):
                meaning = self.library.find(f"{path}.{name}")
                if meaning:
                    return meaning(given)
            case Instance(kind=kind, state=state) if isinstance(state.get("scope"), Scope):
                member = state["scope"].names.get(name)
                if member is not None:
                    is_value = not isinstance(member, Closure | Reference | Instance) and not given.arguments
                    return member if is_value else self.call(member, given)
                if "is_extension" in state:
                    return self._call_member(Reference(path=kind), name, given)
            case Table():
                member = receiver.entries.get(name)
                if isinstance(member, Closure | Reference):
                    return self.call(member, given)
        return self._call_method(receiver, name, given) or self._extended(receiver, name, given)

    def _extended(self, receiver: Value, name: str, given: Given) -> Value | None:
        """Return the result of a method that the program adds to a type of others."""
        closure = self.extensions.get(name)
        if closure is None or isinstance(receiver, Unknown | Reference):
            return None
        scope = Scope(closure.scope)
        scope.set("self", receiver)
        return self.call_closure(replace(closure, scope=scope), given.arguments, given.named, given.span)

    def _call_method(self, receiver: Value, name: str, given: Given) -> Value | None:
        kind = receiver.kind if isinstance(receiver, Instance) else type(receiver).__name__
        meaning = self.library.methods.get((kind, name)) or self.library.methods.get(("", name))
        return meaning(given) if meaning else None

    def _construct(self, owner: Instance, given: Given) -> Value:
        """Return the object that a constructor of the program makes: the type itself, which is run once, with its fields set."""
        scope: Scope = owner.state["scope"]
        for name in ("constructor", "__init__", "initialize", "__construct", "init", owner.kind):
            member = scope.names.get(name)
            if isinstance(member, Closure) and not _is_memberwise(member, scope, given):
                self.call_closure(member, given.arguments, given.named, given.span, has_more=given.has_more)
                break
        else:
            scope.names |= given.named
        return owner

    def call_with(self, receiver: Value, closure: Closure, span: Span) -> Value:
        """Return the result of a function inside which the members of *receiver* need no name before them."""
        scope = Scope(closure.scope)
        scope.set("self", receiver)
        return self.call_closure(replace(closure, scope=scope), (), {}, span)

    def call_closure(self, closure: Closure, arguments: tuple[Value, ...], named: dict[str, Value], span: Span, *, has_more: bool = False) -> Value:
        """Return the result of a function of the program; if it *has_more* arguments, those that are not here are not the defaults."""
        function = closure.function
        self.called.add(id(function))
        if self.depth >= MAX_DEPTH or self.steps > MAX_STEPS:
            return Unknown(name=function.name, span=span)
        scope = Scope(closure.scope)
        for number, parameter in enumerate(function.parameters):
            scope.set(parameter.name, self._argument(number, parameter, arguments, named, scope, has_more=has_more))
        returned: list[Value] = []
        self.depth += 1
        branches, self.branches = self.branches, 0
        last = self.execute(function.body, scope, returned)
        self.branches = branches
        self.depth -= 1
        if not returned and self.returns_last and last is not None:
            return last
        return _result(returned) or Unknown(name=function.name, span=span)

    def _argument(
        self, number: int, parameter: Parameter, arguments: tuple[Value, ...], named: dict[str, Value], scope: Scope, *, has_more: bool
    ) -> Value:
        if parameter.name in named:
            return named[parameter.name]
        if number < len(arguments):
            return arguments[number]
        default = self.evaluate(parameter.default, scope) if parameter.default else None
        if default is not None and not has_more:
            # The program calls the function without the argument; one that it never calls is run with unknown ones.
            return default
        return Unknown(name=parameter.name, why=Why.PARAMETER, default=default, span=parameter.span)


def beside_method(name: str) -> str:
    """Return the name of a field whose object has a method of the same *name*, as some languages allow."""
    return f"@{name}"


def _is_memberwise(constructor: Closure, scope: Scope, given: Given) -> bool:
    """Return whether the arguments are the fields of an object, but not those of *constructor*."""
    parameters = {parameter.name for parameter in constructor.function.parameters}
    return bool(given.named) and not given.named.keys() <= parameters and given.named.keys() <= scope.names.keys()


def _result(returned: list[Value]) -> Value | None:
    """Return what a function returns when it succeeds: nothing and false stand for its failures."""
    results = [value for value in returned if not isinstance(value, Known) or value.value not in {None, False, ""}]
    return agreed(results or returned)


def agreed(values: list[Value]) -> Value | None:
    """Return what *values* agree about: the only one, or an unknown one; None if there are none."""
    if not values:
        return None
    first = values[0]
    if all(value == first for value in values[1:]):
        return first
    named = next((value.name for value in values if isinstance(value, Unknown) and value.name), "")
    return Unknown(name=named, why=Why.CHOICE, span=first.span)
