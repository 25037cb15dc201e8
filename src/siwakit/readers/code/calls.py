"""What members are and what calls do in the abstract run: functions and types of the program, and those of libraries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from siwakit.readers.code.alternatives import RETURNED, Activation
from siwakit.readers.code.library import Given
from siwakit.readers.code.merging import FIELDS, agreed
from siwakit.readers.code.outside import Outside
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.tree import Parameter, Span
from siwakit.readers.code.values import Array, Closure, Instance, Known, Reference, Table, Unknown, Value, Why, at, frozen, frozen_with_size

SELF = "self"
MAX_DEPTH = 24
_MOST_RECURSIONS = 2
_MOST_OBJECTS = 4
CONSTRUCTORS = ("constructor", "__init__", "initialize", "__construct", "init")


class Calls(Outside):
    """Members and calls."""

    # Members.

    def read(self, value: Value, span: Span) -> Value:
        """Return what reading the variable or member *value* gives: of a computed property its result."""
        if isinstance(value, Closure) and value.function.is_property:
            return self.call_closure(value, (), {}, span)
        if isinstance(value, Reference):
            found = self.elsewhere(value.path)
            return at(value, span) if found is None or found is value else found
        return at(value, span) if isinstance(value, Closure) else value

    def implied(self, name: str, scope: Scope) -> Value | None:
        """Return the value whose member *name* is without being said: that of which a type of others is extended."""
        own = scope.find(SELF)
        is_own = own is None or isinstance(own, Unknown) or (isinstance(own, Instance) and "scope" in own.state)
        found = scope.find(name)
        # An extension function is imported by its name.
        is_extension = isinstance(found, Reference) and found.path != name and self.library.find(found.path) is None
        return None if is_own or (found is not None and not is_extension) or self.library.find(name) is not None else own

    def _make_fields(self, owner: Value | None) -> None:
        """Execute the fields of a type of the program, once."""
        fields = owner.state.get(FIELDS) if isinstance(owner, Instance) else None
        if fields is not None and isinstance(owner, Instance):
            self.memory.touch(owner)
            del owner.state[FIELDS]
            fields()

    def member(self, owner: Value, name: str, span: Span) -> Value:
        """Return the member *name* of *owner*."""
        self._make_fields(owner)
        match owner:
            case Table() if name in owner.entries:
                return self.read(owner.entries[name], span)
            case Reference(path=path):
                value = self.constant(f"{path}.{name}", span)
                return value if value is not None else self.read(Reference(path=f"{path}.{name}"), span)
            case Instance(kind=kind, state=state) if isinstance(state.get("scope"), Scope):
                member = state["scope"].names.get(beside_method(name)) or state["scope"].names.get(name)
                if member is None and "is_extension" in state:
                    return self.member(Reference(path=kind), name, span)
                return self.read(member, span) if member is not None else Unknown(name=name, span=span)
            case Instance(kind="environment"):
                return self.variable(name, span)
            case Unknown():
                return Unknown(name=f"{owner.name}.{name}" if owner.name else name, why=owner.why, span=span)
        given = self.given(span, receiver=owner, words=name)
        return self.call_method(owner, name, given) or self._extended(owner, name, given) or Unknown(name=name, span=span)

    def constant(self, path: str, span: Span) -> Value | None:
        """Return the value of a constant or property outside the program; functions are known by being called."""
        meaning = self.library.find(f"{path}:")
        return self.mean(meaning, self.given(span, words=path)) if meaning else None

    # Calls.

    def call(self, function: Value, given: Given) -> Value | None:
        """Return the result of calling *function*; None if it is not known what it does."""
        match function:
            case Closure():
                return self.call_closure(function, given.arguments, given.named, given.span, has_more=given.has_more)
            case Reference(path=path):
                meaning = self.library.find(path)
                found = self.elsewhere(path) if meaning is None else None
                return self.mean(meaning, given) if meaning else None if found is None else self.call(found, given)
            case Instance(kind=kind, state=state) if "is_extension" in state:
                return self.call(Reference(path=kind), given)
            case Instance(state=state) if isinstance(state.get("scope"), Scope):
                return self._construct(function, given)
        return None

    def call_member(self, receiver: Value, name: str, given: Given) -> Value | None:
        """Return the result of the method *name* of *receiver*; None if it is not known what it does."""
        self._make_fields(receiver)
        match receiver:
            case Reference(path=path):
                meaning = self.library.find(f"{path}.{name}")
                found = self.elsewhere(f"{path}.{name}") if meaning is None else None
                if meaning or found is not None:
                    return self.mean(meaning, given) if meaning else self.call(found or receiver, given)
            case Instance(kind=kind, state=state) if isinstance(state.get("scope"), Scope):
                member = state["scope"].names.get(name)
                if member is not None:
                    is_value = not isinstance(member, Closure | Reference | Instance) and not given.arguments
                    return member if is_value else self.call(member, given)
                if "is_extension" in state:
                    return self.call_member(Reference(path=kind), name, given)
            case Table():
                member = receiver.entries.get(name)
                if isinstance(member, Closure | Reference):
                    return self.call(member, given)
        return self.call_method(receiver, name, given) or self._extended(receiver, name, given)

    def _extended(self, receiver: Value, name: str, given: Given) -> Value | None:
        """Return the result of a method that the program adds to a type of others."""
        closure = self.extensions.get(name)
        if closure is None or isinstance(receiver, Unknown | Reference):
            return None
        scope = Scope(closure.scope)
        scope.set(SELF, receiver)
        return self.call_closure(replace(closure, scope=scope), given.arguments, given.named, given.span)

    def call_method(self, receiver: Value, name: str, given: Given) -> Value | None:
        """Return the result of a method that a library describes; None if it does not."""
        kind = receiver.kind if isinstance(receiver, Instance) else type(receiver).__name__
        meaning = self.library.methods.get((kind, name)) or self.library.methods.get(("", name))
        return self.mean(meaning, given) if meaning else None

    # Objects of the program.

    def _construct(self, owner: Instance, given: Given) -> Value:
        """Return the object that a constructor of the program makes."""
        self._make_fields(owner)
        made = self._object_of(owner, given.span)
        scope: Scope = made.state["scope"]
        constructor = next((member for name in (*CONSTRUCTORS, owner.kind) if isinstance(member := scope.names.get(name), Closure)), None)
        if constructor is not None and not _is_memberwise(constructor, scope, given):
            self.call_closure(constructor, given.arguments, given.named, given.span, has_more=given.has_more)
            return made
        fields = [name for name, value in scope.names.items() if not isinstance(value, Closure | Instance)]
        if self.semantics.fills_fields_in_order and len(given.arguments) == len(fields):
            scope.names |= dict(zip(fields, given.arguments, strict=True))
        elif given.arguments:
            # A constructor that is not in the text sets some of the fields.
            scope.names |= {name: Unknown(name=name, span=given.span) for name in fields}
        scope.names |= given.named
        if self.semantics.fills_fields_in_order and (given.arguments or given.named) and not given.has_more:
            left_out = [name for name in fields if isinstance(value := scope.names[name], Unknown) and value.why is Why.UNSET]
            scope.names |= {name: Unknown(name=name, why=Why.LEFT_OUT, span=given.span) for name in left_out}
        return made

    def _object_of(self, owner: Instance, span: Span) -> Instance:
        """Return a new object of the type *owner*, with fields and methods of its own."""
        outer: Scope = owner.state["scope"]
        scope = Scope(outer, kind="type")
        made = Instance(kind=owner.kind, state={"scope": scope}, span=span)
        self.steps += len(outer.names) // 4
        for name, value in outer.names.items():
            is_method = isinstance(value, Closure) and value.owner is owner
            scope.set(name, self.bound(value, made) if is_method and isinstance(value, Closure) else frozen(value))
        scope.set(SELF, made)
        objects = self.made.setdefault(id(owner), [])
        if len(objects) < _MOST_OBJECTS:
            objects.append(made)
        return made

    def scope_of_methods(self, owner: Instance, around: Scope | None) -> Scope:
        """Return the scope around the methods of an object or type; in some languages its members are known there by their names."""
        if self.semantics.implies_self:
            scope: Scope = owner.state["scope"]
            return scope
        scope = Scope(around)
        scope.set(SELF, owner)
        return scope

    def bound(self, method: Closure, made: Instance) -> Closure:
        """Return *method*, which is one of a type, as that of the object *made*."""
        outer = method.scope.around if not self.semantics.implies_self else None
        return replace(method, scope=self.scope_of_methods(made, outer), owner=made)

    # Functions of the program.

    def call_with(self, receiver: Value, closure: Closure, span: Span) -> Value:
        """Return the result of a function inside which the members of *receiver* need no name before them."""
        scope = Scope(closure.scope)
        scope.set(SELF, receiver)
        return self.call_closure(replace(closure, scope=scope), (), {}, span)

    def call_closure(
        self, closure: Closure, arguments: tuple[Value, ...], named: Mapping[str, Value], span: Span, *, has_more: bool = False
    ) -> Value:
        """Return the result of a function of the program; if it *has_more* arguments, those that are not here are not the defaults."""
        function = closure.function
        self.called.add(id(function))
        active = sum(other is function for other in self._active)
        if self.depth >= MAX_DEPTH or active > _MOST_RECURSIONS or self.is_exhausted:
            return Unknown(name=function.name, span=span)
        owns = self.semantics.functions_own_variables if function.name else self.semantics.closures_own_variables
        scope = Scope(closure.scope, owns_names=owns)
        self._pass(closure, arguments, named, scope, has_more=has_more)
        activation = Activation(self.memory.level)
        self.activations.append(activation)
        self._active.append(function)
        self.depth += 1
        self.memory.begin()
        last = self.execute(function.body, scope)
        self._leave(activation, last)
        self.depth -= 1
        self._active.pop()
        self.activations.pop()
        if not activation.returned and self.semantics.returns_last and last is not None and last is not RETURNED:
            return last
        return _result(activation.returned) or Unknown(name=function.name, span=span)

    def _pass(self, closure: Closure, arguments: tuple[Value, ...], named: Mapping[str, Value], scope: Scope, *, has_more: bool) -> None:
        """Set the parameters of a function to its arguments."""
        takes_more = True
        for number, parameter in enumerate(closure.function.parameters):
            takes_more = takes_more and not parameter.takes_rest
            if parameter.takes_names and parameter.name:
                others = {other.name for other in closure.function.parameters if other is not parameter}
                rest = {name: value for name, value in named.items() if name not in others}
                value: Value = Table(entries=rest, is_open=has_more, span=parameter.span)
            elif parameter.name in named:
                value = named[parameter.name]
            elif takes_more and number < len(arguments):
                value = arguments[number] if parameter.is_shared else self.assigned(arguments[number])
            else:
                value = self._default(parameter, scope, has_more=has_more)
            scope.set(parameter.name, value)

    def assigned(self, value: Value) -> Value:
        """Return what a variable has after the assignment of *value*."""
        if not self.semantics.copies_collections or not isinstance(value, Table | Array):
            return value
        copy, count = frozen_with_size(value)
        self.steps += count // 2
        return copy

    def _default(self, parameter: Parameter, scope: Scope, *, has_more: bool) -> Value:
        """Return what a parameter is without an argument: its default, unless there may be one."""
        default = self.evaluate(parameter.default, scope) if parameter.default else None
        if self.library.has_commands and not has_more:
            # An argument of a command that is not given is not set.
            return Known(value=None, span=parameter.span)
        if default is not None and not has_more:
            return default
        return Unknown(name=parameter.name, why=Why.PARAMETER, default=default, span=parameter.span)

    def _leave(self, activation: Activation, last: Value | None) -> None:
        """Let the caller see what all ways out of the function have changed."""
        if not activation.exits:
            self.memory.keep()
            return
        changes = self.memory.end()
        is_last = activation.has_returned or last is not RETURNED
        self.memory.merge([*activation.exits, *([changes] if is_last else [])])


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
