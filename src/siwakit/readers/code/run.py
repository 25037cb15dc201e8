"""The abstract run of a program: every statement and function once, with what is not known as unknown.

Nothing is executed. Expressions become values, calls of the program's own functions are followed, calls of libraries mean what
`libraries` says. What would be minted and sent is collected on the way. Functions that nothing in the file calls are run at the end with
unknown arguments. A run is bounded: by the number of its steps, and by the depth of its calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from siwakit.readers.code.arithmetic import calculate
from siwakit.readers.code.calls import MAX_STEPS, agreed, beside_method
from siwakit.readers.code.evaluation import Evaluation
from siwakit.readers.code.library import Given
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.tree import (
    Assign,
    Attribute,
    Block,
    Branch,
    Call,
    Define,
    Evaluate,
    Expression,
    Import,
    Item,
    Name,
    Program,
    Return,
    Span,
    Statement,
    Type,
)
from siwakit.readers.code.values import Array, Closure, Encoded, Instance, Known, Reference, Table, Unknown, Value, Why, text_of

_SELF = "self"


class Run(Evaluation):
    """One run at *now*, in seconds since 1970 UTC."""

    def run(self, program: Program) -> None:
        """Run *program*."""
        self.execute(program.body, Scope(), [])
        mentioned = set(_mentioned(program.body))
        self.is_starting = False
        # Functions that others call are met with their arguments; only if nothing reaches them are they run without. Functions come
        # before methods: they make the objects that methods use.
        for is_entry in (True, False):
            for closure in sorted(self.functions, key=lambda closure: closure.owner is not None):
                if id(closure.function) not in self.called and (not is_entry or not _is_mentioned(closure, mentioned)):
                    self.call_closure(closure, (), {}, closure.span, has_more=True)
        for end in self.endings:
            end()

    # Statements.

    def execute(self, body: Iterable[Statement], scope: Scope, returned: list[Value]) -> Value | None:
        """Execute *body*; add what it returns to *returned*, and return the value of its last statement."""
        body = tuple(body)
        self._define(body, scope)
        last: Value | None = None
        for statement in body:
            self.steps += 1
            if self.steps > MAX_STEPS:
                return None
            last = self._step(statement, scope, returned)
            if isinstance(statement, Return):
                break
        return last

    def _define(self, body: tuple[Statement, ...], scope: Scope) -> None:
        """Define what can be used before its place: functions and types."""
        for statement in body:
            if isinstance(statement, Define):
                closure = Closure(function=statement.function, scope=scope, span=statement.span)
                scope.set(statement.function.name, closure)
                self.functions.append(closure)
            elif isinstance(statement, Type):
                self._define_type(statement, scope)

    def _define_type(self, statement: Type, scope: Scope) -> None:
        inside = Scope(scope)
        state: dict[str, Any] = {"scope": inside} | ({"is_extension": True} if statement.is_extension else {})
        owner = Instance(kind=statement.name, state=state, span=statement.span)
        inside.set(_SELF, owner)
        scope.set(statement.name, owner)
        of_methods = inside
        if not self.implies_self:
            of_methods = Scope(scope)
            of_methods.set(_SELF, owner)
        for member in statement.body:
            if isinstance(member, Define):
                closure = Closure(function=member.function, scope=of_methods, owner=owner, span=member.span)
                inside.set(member.function.name, closure)
                self.functions.append(closure)
                if statement.is_extension:
                    self.extensions[member.function.name] = closure
        self.execute([member for member in statement.body if not isinstance(member, Define)], inside, [])

    def _step(self, statement: Statement, scope: Scope, returned: list[Value]) -> Value | None:
        match statement:
            case Evaluate(value=value):
                return self.evaluate(value, scope)
            case Assign():
                return self._assign(statement, scope)
            case Return(value=value):
                result = self.evaluate(value, scope) if value else Known(value=None, span=statement.span)
                returned.append(result)
                self._note_form(result)
                return result
            case Branch(condition=condition, bodies=bodies):
                return self._branch(condition, bodies, scope, returned)
            case Block(body=body):
                return self.execute(body, scope, returned)
            case Import(module=module, names=names):
                self._import(module, names, scope, statement.span)
        return None

    def _import(self, module: str, names: tuple[tuple[str, str], ...], scope: Scope, span: Span) -> None:
        for name, here in names or (("", module.replace("/", ".").rpartition(".")[2]),):
            if here != "*":
                scope.set(here, Reference(path=f"{module}.{name}" if name else module, span=span))

    def _branch(self, condition: Expression | None, bodies: tuple[tuple[Statement, ...], ...], scope: Scope, returned: list[Value]) -> Value | None:
        """Execute all *bodies*, each from the same beginning; what they disagree about afterwards is unknown."""
        if condition is not None:
            self.evaluate(condition, scope)
        before, results, ends = dict(scope.names), [], []
        self.branches += 1
        for body in bodies:
            scope.names = dict(before)
            results.append(self.execute(body, scope, returned))
            # A branch that returns says nothing about what follows it.
            if not (body and isinstance(body[-1], Return)):
                ends.append(scope.names)
        self.branches -= 1
        scope.names = _merged(before, ends)
        return agreed([result for result in results if result is not None])

    def _assign(self, statement: Assign, scope: Scope) -> Value:
        value: Value = Unknown() if statement.value is None else self.evaluate(statement.value, scope)
        self._note_form(value)
        if len(statement.targets) == 1:
            target = statement.targets[0]
            if statement.operator:
                before = self.evaluate(target, scope)
                # A field that is set once can have the name of the method that sets it: it is not set yet.
                is_first = isinstance(before, Closure) and statement.operator in {"or", "??"}
                value = value if is_first else calculate(self, statement.operator, (before, value), statement.span)
            self.store(target, value, scope)
        else:
            for number, target in enumerate(statement.targets):
                is_item = isinstance(value, Array) and not value.is_open and number < len(value.items)
                self.store(target, value.items[number] if is_item and isinstance(value, Array) else Unknown(span=value.span), scope)
        return value

    def _note_form(self, value: Value) -> None:
        if isinstance(value, Encoded) and value.encoding == "form":
            self.forms.append(value)

    def store(self, target: Expression, value: Value, scope: Scope) -> None:
        """Set *target*, a variable or a member, to *value*."""
        match target:
            case Name(name=name):
                if isinstance(value, Unknown) and value.why is Why.OTHER and not value.name:
                    value = Unknown(name=name, why=value.why, span=value.span)
                own = self._implied(name, scope)
                if not isinstance(own, Instance) or (own.kind, f"{name}=") not in self.library.methods:
                    scope.set(name, value, is_new=False)
                else:
                    self._put(own, name, value)
            case Attribute(of=of, name=name):
                self._put(self.evaluate(of, scope), name, value)
            case Item(of=of, key=key):
                name = text_of(self.evaluate(key, scope)) or ""
                owner = self.evaluate(of, scope)
                if isinstance(of, Name) and isinstance(owner, Unknown) and name:
                    # PHP, Perl and shells make the array at its first assignment.
                    owner = Table(span=of.span, depth=self.branches)
                    scope.set(of.name, owner, is_new=False)
                if isinstance(owner, Table) and not name:
                    owner.is_open = True
                elif isinstance(owner, Instance) and "scope" not in owner.state:
                    arguments = (Known(value=name, span=key.span), value)
                    given = Given(run=self, arguments=arguments, named={}, receiver=owner, span=value.span, words="[]=")
                    self._call_method(owner, given.words, given)
                else:
                    self._put(owner, name, value)

    def _put(self, owner: Value, name: str, value: Value) -> None:
        if isinstance(owner, Instance) and isinstance(owner.state.get("scope"), Scope):
            names = owner.state["scope"].names
            is_method = isinstance(names.get(name), Closure) and not isinstance(value, Closure)
            names[beside_method(name) if is_method else name] = value
        elif isinstance(owner, Instance):
            given = Given(run=self, arguments=(value,), named={}, receiver=owner, span=value.span, words=f"{name}=")
            if self._call_method(owner, f"{name}=", given) is None:
                self._call_method(owner, "[]=", replace(given, arguments=(Known(value=name, span=value.span), value)))
        elif isinstance(owner, Encoded) and isinstance(owner.of, Table) and name:
            # The values of a form are lists of one in Go.
            owner.of.entries[name] = value.items[0] if isinstance(value, Array) and len(value.items) == 1 else value
        elif isinstance(owner, Table) and name:
            owner.entries[name] = value if owner.depth >= self.branches else Unknown(name=name, why=Why.CHOICE, span=value.span)


def _merged(before: dict[str, Value], ends: list[dict[str, Value]]) -> dict[str, Value]:
    if not ends:
        return before
    merged: dict[str, Value] = {}
    for name in dict.fromkeys(name for end in ends for name in end):
        values = [end[name] for end in ends if name in end]
        value = agreed(values)
        if value is not None:
            merged[name] = value if not (isinstance(value, Unknown) and not value.name) else Unknown(name=name, why=Why.CHOICE, span=value.span)
    return merged


def _is_mentioned(closure: Closure, mentioned: set[str]) -> bool:
    name = closure.function.name
    return name in mentioned or (closure.owner is not None and f"{closure.owner.kind}.{name}" in mentioned)


def _mentioned(body: Iterable[Any]) -> Iterator[str]:
    """Yield the names of the functions that are called in *body*, at any depth; a function of a type with the name of the type."""
    todo: list[Any] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, Call) and isinstance(node.function, Name | Attribute):
            of = node.function.of if isinstance(node.function, Attribute) else None
            kind = of.name if isinstance(of, Name | Attribute) and of.name[:1].isupper() else ""
            yield f"{kind}.{node.function.name}" if kind else node.function.name
        if isinstance(node, tuple):
            todo += node
        elif hasattr(node, "__dataclass_fields__") and not isinstance(node, Span):
            todo += [getattr(node, name) for name in node.__dataclass_fields__]
