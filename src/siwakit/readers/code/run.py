"""The abstract run of a program: every statement and function, with what is not known as unknown.

Nothing is executed. Expressions become values, calls of the program's own functions are followed, calls of libraries mean what
`libraries` says. What would be minted and sent is collected on the way. Functions that nothing in the file calls are run at the end with
unknown arguments. A run is bounded: see `alternatives.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from siwakit.readers.code.alternatives import RETURNED
from siwakit.readers.code.arithmetic import calculate, truth_of
from siwakit.readers.code.calls import SELF, beside_method
from siwakit.readers.code.files import Files
from siwakit.readers.code.merging import FIELDS, agreed
from siwakit.readers.code.scope import Declares, Scope
from siwakit.readers.code.tree import (
    Assign,
    Attribute,
    Block,
    Branch,
    Define,
    Evaluate,
    Expression,
    Function,
    Import,
    Item,
    Name,
    Outer,
    Return,
    Statement,
    Type,
)
from siwakit.readers.code.values import Array, Closure, Encoded, Instance, Known, Reference, Table, Unknown, Value, Why, put_at, text_of

_PAIR = 2


class Run(Files):
    """Execution of statements; `entries.py` runs a whole program."""

    def execute(self, body: Iterable[Statement], scope: Scope) -> Value | None:
        """Execute *body*; return the value of its last statement, or `RETURNED` if it ends the function."""
        body = tuple(body)
        self._define(body, scope)
        last: Value | None = None
        for statement in body:
            self.steps += 1
            if self.is_exhausted:
                return None
            last = self._step(statement, scope)
            if last is RETURNED:
                break
        return last

    def _step(self, statement: Statement, scope: Scope) -> Value | None:
        match statement:
            case Evaluate(value=value):
                return self.evaluate(value, scope)
            case Assign():
                return self._assign(statement, scope)
            case Return():
                return self._return(statement, scope)
            case Branch():
                return self._branch(statement, scope)
            case Block(body=body, is_loop=False):
                return self.execute(body, Scope(scope, kind="block"))
            case Block(body=body):
                self.repeat(lambda: self.execute(body, Scope(scope, kind="block")))
            case Type(name=name):
                self._make_fields(scope.function().names.get(name))
            case Import():
                self._import(statement, scope)
            case Outer(names=names):
                scope.function().shared.update(names)
        return None

    # Definitions.

    def _define(self, body: tuple[Statement, ...], scope: Scope) -> None:
        """Define what can be used before its place: functions and types."""
        for statement in body:
            if isinstance(statement, Define):
                self._set(statement.function.name, self._closure(statement.function, scope, statement), scope)
            elif isinstance(statement, Type):
                self._define_type(statement, scope)

    def _closure(self, function: Function, scope: Scope, statement: Statement, owner: Instance | None = None) -> Closure:
        closure = Closure(function=function, scope=scope, owner=owner, span=statement.span)
        self.functions.append(closure)
        return closure

    def _define_type(self, statement: Type, scope: Scope) -> None:
        inside = Scope(scope, kind="type")
        state: dict[str, Any] = {"scope": inside} | ({"is_extension": True} if statement.is_extension else {})
        owner = Instance(kind=statement.name, state=state, span=statement.span)
        inside.set(SELF, owner)
        self._set(statement.name, owner, scope)
        of_methods = self.scope_of_methods(owner, scope)
        for member in statement.body:
            if isinstance(member, Define):
                closure = self._closure(member.function, of_methods, member, owner)
                inside.set(member.function.name, closure)
                if statement.is_extension:
                    self.extensions[member.function.name] = closure
        # The fields can need what is set before the type; who uses the type sooner needs them then.
        state[FIELDS] = partial(self.execute, [member for member in statement.body if not isinstance(member, Define)], inside)

    def _import(self, statement: Import, scope: Scope) -> None:
        module = statement.module
        for name, here in statement.names or (("", module.replace("/", ".").rpartition(".")[2]),):
            if here != "*":
                self._set(here, Reference(path=f"{module}.{name}" if name else module, span=statement.span), scope)

    def _set(self, name: str, value: Value, scope: Scope) -> None:
        """Set *name* in the function around."""
        self._set_in(scope.function(), name, value)

    def _set_in(self, holder: Scope, name: str, value: Value) -> None:
        self.memory.touch(holder)
        holder.names[name] = self.assigned(_named(value, name))

    # What decides.

    def _return(self, statement: Return, scope: Scope) -> Value:
        value = self.evaluate(statement.value, scope) if statement.value else Known(value=None, span=statement.span)
        self._note_form(value)
        activation = self.activations[-1]
        if value is not RETURNED:
            activation.returned.append(value)
        if self.memory.level > activation.level + 1:
            activation.exits.append(self.memory.changes_since(activation.level))
        else:
            activation.has_returned = True
        return RETURNED

    def _branch(self, statement: Branch, scope: Scope) -> Value | None:
        """Execute all bodies, each from the same beginning, or only the one that is known to be chosen."""
        condition, bodies = statement.condition, statement.bodies
        truth = truth_of(self.evaluate(condition, scope)) if condition else None
        if truth is not None and not statement.is_match and len(bodies) == _PAIR:
            return self.execute(bodies[0 if truth else 1], Scope(scope, kind="block"))
        ways = [partial(self.execute, body, Scope(scope, kind="block")) for body in bodies]
        results = self.alternatives(ways, is_complete=not statement.is_match)
        if results and all(result is RETURNED for result in results) and not statement.is_match:
            return RETURNED
        return agreed(result for result in results if result is not None and result is not RETURNED)

    # Assignments.

    def _note_form(self, value: Value) -> None:
        if isinstance(value, Encoded) and value.encoding == "form":
            self.forms.append(value)

    def _assign(self, statement: Assign, scope: Scope) -> Value:
        value: Value = Unknown(why=Why.UNSET, span=statement.span) if statement.value is None else self.evaluate(statement.value, scope)
        self._note_form(value)
        if len(statement.targets) == 1:
            target = statement.targets[0]
            if statement.operator:
                value = self._changed(statement, target, value, scope)
            self.store(target, value, scope, statement.declares)
        else:
            for number, target in enumerate(statement.targets):
                is_item = isinstance(value, Array) and not value.is_open and number < len(value.items)
                item = value.items[number] if is_item and isinstance(value, Array) else Unknown(span=value.span)
                self.store(target, item, scope, statement.declares)
        return value

    def _changed(self, statement: Assign, target: Expression, value: Value, scope: Scope) -> Value:
        """Return what `a += b` assigns."""
        before = self.evaluate(target, scope)
        # A field that is set once can have the name of the method that sets it: it is not set yet.
        if isinstance(before, Closure) and statement.operator in {"or", "??"}:
            return value
        if statement.operator == "+" and isinstance(before, Array) and not isinstance(value, Array):
            return Array(items=before.items, is_open=True, span=before.span)
        return calculate(self, statement.operator, (before, value), statement.span)

    def store(self, target: Expression, value: Value, scope: Scope, declares: Declares = "") -> None:
        """Set *target*, a variable or a member, to *value*."""
        match target:
            case Name(name=name):
                own = self.implied(name, scope) if not declares else None
                if isinstance(own, Instance) and (own.kind, f"{name}=") in self.library.methods:
                    self._put(own, name, value)
                else:
                    self._set_in(scope.holder(name, declares), name, value)
            case Attribute(of=of, name=name):
                self._put(self.evaluate(of, scope), name, value)
            case Item(of=of, key=key):
                name = text_of(self.evaluate(key, scope)) or ""
                owner = self.evaluate(of, scope)
                if isinstance(of, Name) and isinstance(owner, Unknown | Reference) and name:
                    owner = self._table_at(of, owner, scope)
                elif isinstance(owner, Array) and not owner.items and not owner.is_open and name:
                    # An array of PHP becomes a mapping by its first key.
                    self.store(of, Table(span=owner.span), scope)
                    owner = self.evaluate(of, scope)
                if isinstance(owner, Instance) and "scope" not in owner.state:
                    given = self.given(value.span, Known(value=name, span=key.span), value, receiver=owner, words="[]=")
                    self.call_method(owner, given.words, given)
                else:
                    self._put(owner, name, value)

    def _table_at(self, of: Name, owner: Value, scope: Scope) -> Value:
        """Return the mapping that a variable becomes by the assignment of a member, as in PHP; what it was before may have others."""
        if isinstance(owner, Reference) and (owner.path != of.name or scope.find(of.name) is not None):
            return owner
        is_new = isinstance(owner, Reference) or (isinstance(owner, Unknown) and owner.why is Why.UNSET)
        holder = scope.holder(of.name)
        self._set_in(holder, of.name, Table(is_open=not is_new, span=of.span))
        return holder.names[of.name]

    def _put(self, owner: Value, name: str, value: Value) -> None:
        if isinstance(owner, Instance) and isinstance(owner.state.get("scope"), Scope):
            is_method = isinstance(owner.state["scope"].names.get(name), Closure) and not isinstance(value, Closure)
            self._set_in(owner.state["scope"], beside_method(name) if is_method else name, value)
        elif isinstance(owner, Instance):
            given = self.given(value.span, value, receiver=owner, words=f"{name}=")
            if self.call_method(owner, f"{name}=", given) is None:
                self.call_method(owner, "[]=", replace(given, arguments=(Known(value=name, span=value.span), value)))
        elif isinstance(owner, Reference):
            self.export(f"{owner.path}.{name}", value)
        elif isinstance(owner, Encoded) and isinstance(owner.of, Table) and name:
            # The values of a form are lists of one in Go.
            self._put(owner.of, name, value.items[0] if isinstance(value, Array) and len(value.items) == 1 else value)
        elif isinstance(owner, Table):
            self.memory.touch(owner)
            put_at(owner, name or None, self.assigned(_named(value, name)))
        elif isinstance(owner, Array):
            self.memory.touch(owner)
            owner.is_open = True


def _named(value: Value, name: str) -> Value:
    if isinstance(value, Unknown) and not value.name and value.why in {Why.OTHER, Why.UNSET, Why.CHOICE}:
        return Unknown(name=name, why=value.why, default=value.default, span=value.span)
    return value
