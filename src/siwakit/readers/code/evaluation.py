"""Values of expressions in the abstract run, and what calls do."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar

from siwakit.readers.code.arithmetic import calculate
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Call,
    Choice,
    Constant,
    Expression,
    Function,
    Item,
    Joined,
    Mapping,
    Name,
    Number,
    Operation,
    Sequence,
    Span,
    Statement,
    Steps,
    Text,
    Unread,
)
from siwakit.readers.code.values import (
    Array,
    Closure,
    Instance,
    Known,
    Marks,
    Reference,
    Sent,
    Signature,
    Table,
    Token,
    Unknown,
    Value,
    Why,
    at,
    known,
    text_of,
)

Environment = abc.Mapping[str, str]
MAX_STEPS = 60_000
MAX_DEPTH = 24


class Evaluation:
    """Evaluation of expressions; a `Run` adds the statements.

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
        """Whether what runs is run when the program starts, and not by a function that can run again."""

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
        self.steps += 1
        if node is None or self.steps > MAX_STEPS:
            return Unknown()
        evaluate = self._EVALUATE.get(type(node))
        return evaluate(self, node, scope) if evaluate else Unknown(span=node.span)

    def _literal(self, node: Text | Number | Constant, _: Scope) -> Value:
        return Known(value=node.value, span=node.span)

    def _attribute(self, node: Attribute, scope: Scope) -> Value:
        return self._member(self.evaluate(node.of, scope), node.name, node.span)

    def _item(self, node: Item, scope: Scope) -> Value:
        return self._item_of(self.evaluate(node.of, scope), self.evaluate(node.key, scope), node.span)

    def _sequence(self, node: Sequence, scope: Scope) -> Value:
        values, is_open = self._spread(node.items, scope)
        return Array(items=values, is_open=is_open, span=node.span)

    def _joined(self, node: Joined, scope: Scope) -> Value:
        return self.join([self.evaluate(part, scope) for part in node.parts], node.span)

    def _operation(self, node: Operation, scope: Scope) -> Value:
        return calculate(self, node.operator, tuple(self.evaluate(operand, scope) for operand in node.operands), node.span)

    def _choice(self, node: Choice, scope: Scope) -> Value:
        self.evaluate(node.condition, scope)
        return agreed([self.evaluate(option, scope) for option in node.options]) or Unknown(span=node.span)

    def _function(self, node: Function, scope: Scope) -> Value:
        closure = Closure(function=node, scope=scope, span=node.span)
        self.functions.append(closure)
        return closure

    def _steps(self, node: Steps, scope: Scope) -> Value:
        return self.execute(node.body, scope, []) or Unknown(span=node.span)

    def _unread(self, node: Unread, scope: Scope) -> Value:
        for inside in node.inner:
            self.evaluate(inside, scope)
        return Unknown(span=node.span)

    def _name(self, node: Name, scope: Scope) -> Value:
        name, span = node.name, node.span
        value = scope.find(name)
        if value is not None:
            return self._read(value, span)
        if self.library.has_commands:
            return self.variable(name, span)
        own = self._implied(name, scope)
        found = self._member(own, name, span) if own is not None else None
        return Reference(path=self.library.globals.get(name, name), span=span) if found is None or isinstance(found, Unknown) else found

    def _read(self, value: Value, span: Span) -> Value:
        """Return what reading the variable or member *value* gives: of a computed property its result."""
        if isinstance(value, Closure) and value.function.is_property:
            return self.call_closure(value, (), {}, span)
        return at(value, span) if isinstance(value, Reference | Closure) else value

    def _implied(self, name: str, scope: Scope) -> Value | None:
        """Return the value whose member *name* is without being said: that of which a type of others is extended."""
        own = scope.find("self")
        is_own = own is None or isinstance(own, Unknown) or (isinstance(own, Instance) and "scope" in own.state)
        return None if is_own or scope.find(name) is not None or self.library.find(name) is not None else own

    def _member(self, owner: Value, name: str, span: Span) -> Value:
        match owner:
            case Table():
                return self._read(owner.entries[name], span) if name in owner.entries else Unknown(name=name, span=span)
            case Reference(path=path):
                value = self._call_function(f"{path}.{name}", None, span)
                return value if value is not None else Reference(path=f"{path}.{name}", span=span)
            case Instance(kind=kind, state=state) if isinstance(state.get("scope"), Scope):
                member = state["scope"].names.get(name)
                if member is None and "is_extension" in state:
                    return self._member(Reference(path=kind), name, span)
                return self._read(member, span) if member is not None else Unknown(name=name, span=span)
            case Instance(kind="environment"):
                return self.variable(name, span)
            case Unknown():
                return Unknown(name=f"{owner.name}.{name}" if owner.name else name, why=owner.why, span=span)
        given = Given(run=self, arguments=(), named={}, receiver=owner, span=span, words=name)
        return self._call_method(owner, name, given) or self._extended(owner, name, given) or Unknown(name=name, span=span)

    def _call_function(self, path: str, _: None, span: Span) -> Value | None:
        """Return the value of a constant or property outside the program; functions are known by being called."""
        meaning = self.library.find(f"{path}:")
        return meaning(Given(run=self, arguments=(), named={}, receiver=None, span=span, words=path)) if meaning else None

    def _item_of(self, owner: Value, key: Value, span: Span) -> Value:
        name, index = text_of(key), known(key)
        if isinstance(owner, Array) and isinstance(index, int) and not owner.is_open and -len(owner.items) <= index < len(owner.items):
            return owner.items[index]
        return self._member(owner, name, span) if name else Unknown(span=span)

    def _mapping(self, node: Mapping, scope: Scope) -> Value:
        table = Table(span=node.span, depth=self.branches)
        for entry in node.entries:
            value = self.evaluate(entry.value, scope)
            if entry.key is None:
                if isinstance(value, Table):
                    table.entries |= value.entries
                table.is_open = table.is_open or not isinstance(value, Table) or value.is_open
                continue
            name = text_of(self.evaluate(entry.key, scope)) if not isinstance(entry.key, Name) else self._key(entry.key, scope)
            if name is None:
                table.is_open = True
            else:
                table.entries[name] = value if not isinstance(value, Unknown) or value.name else Unknown(name=name, why=value.why, span=value.span)
        return table

    def _key(self, key: Name, scope: Scope) -> str | None:
        return text_of(self.evaluate(key, scope))

    def _spread(self, items: Iterable[Argument], scope: Scope, named: dict[str, Value] | None = None) -> tuple[list[Value], bool]:
        """Return the values of *items*, and whether there may be more; the entries of a mapping that is spread are *named*."""
        values: list[Value] = []
        is_open = False
        for item in items:
            value = self.evaluate(item.value, scope)
            if not item.is_spread:
                values.append(value)
            elif isinstance(value, Array):
                values += value.items
                is_open = is_open or value.is_open
            elif isinstance(value, Table) and named is not None:
                named |= value.entries
                is_open = is_open or value.is_open
            else:
                is_open = True
        return values, is_open

    def join(self, parts: Iterable[Value], span: Span) -> Value:
        """Return *parts* as one string."""
        text = "".join(self.marks.mark(part) for part in parts)
        made = self.library.find("made-string:")
        found = made(Given(run=self, arguments=(Known(value=text, span=span),), named={}, receiver=None, span=span)) if made else None
        joined = found or Known(value=text, span=span)
        if "client_secret=" in text:
            self.forms.append(joined)
        return joined

    # Calls.

    def _call(self, node: Call, scope: Scope) -> Value:
        special = self.library.special.get(node.function.name) if isinstance(node.function, Name) else None
        if special is not None:
            return special(self, node, scope)
        positional = [item for item in node.arguments if not item.name]
        named: dict[str, Value] = {}
        arguments, has_more = self._spread(positional, scope, named)
        named |= {item.name: self.evaluate(item.value, scope) for item in node.arguments if item.name}

        def store(index: int, value: Value) -> None:
            self._note(value)
            if index < len(positional):
                target = positional[index].value
                # A part of a list, `a[32:]`, stands for the list.
                self.store(target.inner[0] if isinstance(target, Unread) and target.inner else target, value, scope)

        receiver = self.evaluate(node.function.of, scope) if isinstance(node.function, Attribute) else None
        if isinstance(node.function, Name):
            receiver = self._implied(node.function.name, scope)
        words = node.function.name if isinstance(node.function, Attribute | Name) else ""
        given = Given(
            run=self,
            arguments=tuple(arguments),
            named=named,
            has_more=has_more,
            receiver=receiver,
            span=node.span,
            words=words,
            is_new=node.is_new,
            store=store,
        )
        result = self.call(self._called(node.function, scope), given) if receiver is None else self._call_member(receiver, words, given)
        self._note(result)
        return result or self._not_followed(given)

    def _note(self, value: Value | None) -> None:
        if isinstance(value, Signature):
            self.signatures.append(value)

    def _called(self, function: Expression, scope: Scope) -> Value:
        if not (self.library.has_commands and isinstance(function, Name)):
            return self.evaluate(function, scope)
        found = scope.find(function.name)
        return found if isinstance(found, Closure) else Reference(path=function.name, span=function.span)

    def _not_followed(self, given: Given) -> Value:
        """Return the unknown result of a call; the functions among its arguments are called, because it may call them."""
        for argument in (*given.arguments, *given.named.values()):
            if isinstance(argument, Closure):
                self.call_closure(argument, (), {}, given.span)
        return Unknown(name=given.words, why=Why.CALL, span=given.span)

    def call(self, function: Value, given: Given) -> Value | None:
        """Return the result of calling *function*; None if it is not known what it does."""
        match function:
            case Closure():
                return self.call_closure(function, given.arguments, given.named, given.span)
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
                self.call_closure(member, given.arguments, given.named, given.span)
                break
        else:
            scope.names |= given.named
        return owner

    def call_with(self, receiver: Value, closure: Closure, span: Span) -> Value:
        """Return the result of a function inside which the members of *receiver* need no name before them."""
        scope = Scope(closure.scope)
        scope.set("self", receiver)
        return self.call_closure(replace(closure, scope=scope), (), {}, span)

    def call_closure(self, closure: Closure, arguments: tuple[Value, ...], named: dict[str, Value], span: Span) -> Value:
        """Return the result of a function of the program."""
        function = closure.function
        self.called.add(id(function))
        if self.depth >= MAX_DEPTH or self.steps > MAX_STEPS:
            return Unknown(name=function.name, span=span)
        scope = Scope(closure.scope)
        for number, parameter in enumerate(function.parameters):
            scope.set(parameter.name, self._argument(number, parameter, arguments, named, scope))
        returned: list[Value] = []
        self.depth += 1
        branches, self.branches = self.branches, 0
        last = self.execute(function.body, scope, returned)
        self.branches = branches
        self.depth -= 1
        if not returned and self.returns_last and last is not None:
            return last
        return _result(returned) or Unknown(name=function.name, span=span)

    def _argument(self, number: int, parameter: Any, arguments: tuple[Value, ...], named: dict[str, Value], scope: Scope) -> Value:
        if parameter.name in named:
            return named[parameter.name]
        if number < len(arguments):
            return arguments[number]
        default = self.evaluate(parameter.default, scope) if parameter.default else None
        if default is not None and self.depth > 0:
            # Another function calls this one without the argument; what the program itself never calls is run with unknown ones.
            return default
        return Unknown(name=parameter.name, why=Why.PARAMETER, default=default, span=parameter.span)

    _EVALUATE: ClassVar[dict[type[Expression], Callable[..., Value]]] = {
        Text: _literal,
        Number: _literal,
        Constant: _literal,
        Name: _name,
        Attribute: _attribute,
        Item: _item,
        Call: _call,
        Mapping: _mapping,
        Sequence: _sequence,
        Joined: _joined,
        Operation: _operation,
        Choice: _choice,
        Function: _function,
        Steps: _steps,
        Unread: _unread,
    }


def _is_memberwise(constructor: Closure, scope: Scope, given: Given) -> bool:
    """Return whether the arguments are the fields of an object, and not those of *constructor*."""
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
