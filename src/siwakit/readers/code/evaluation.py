"""Values of expressions in the abstract run, and what calls do."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterable
from typing import ClassVar

from siwakit.readers.code.arithmetic import calculate, narrowed, width_of
from siwakit.readers.code.calls import MAX_CHARACTERS, MAX_STEPS, Calls, agreed, beside_method
from siwakit.readers.code.library import Given
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
    Steps,
    Text,
    Unread,
)
from siwakit.readers.code.values import Array, Closure, Instance, Known, Reference, Table, Unknown, Value, at, known, text_of

Environment = abc.Mapping[str, str]


class Evaluation(Calls):
    """Evaluation of expressions."""

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
        return self._member(self._owner(node.of, scope), node.name, node.span)

    def _item(self, node: Item, scope: Scope) -> Value:
        return self._item_of(self.evaluate(node.of, scope), self.evaluate(node.key, scope), node.span)

    def _sequence(self, node: Sequence, scope: Scope) -> Value:
        values, is_open = self._spread(node.items, scope)
        return Array(items=values, is_open=is_open, span=node.span)

    def _joined(self, node: Joined, scope: Scope) -> Value:
        return self.join([self.evaluate(part, scope) for part in node.parts], node.span)

    def _operation(self, node: Operation, scope: Scope) -> Value:
        result = calculate(self, node.operator, tuple(self.evaluate(operand, scope) for operand in node.operands), node.span)
        return narrowed(result, width_of(node))

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
        value = self._named(node, scope)
        return self._call_function(value.path, None, node.span) or value if isinstance(value, Reference) else value

    def _owner(self, node: Expression, scope: Scope) -> Value:
        """Return what *node* is as the owner of a member, or as what is called: a type rather than a constant with the same name."""
        return self._named(node, scope) if isinstance(node, Name) else self.evaluate(node, scope)

    def _named(self, node: Name, scope: Scope) -> Value:
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
            case Table() if name in owner.entries:
                return self._read(owner.entries[name], span)
            case Reference(path=path):
                value = self._call_function(f"{path}.{name}", None, span)
                return value if value is not None else Reference(path=f"{path}.{name}", span=span)
            case Instance(kind=kind, state=state) if isinstance(state.get("scope"), Scope):
                member = state["scope"].names.get(beside_method(name)) or state["scope"].names.get(name)
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
        if len(text) > MAX_CHARACTERS:
            return Unknown(name="text", span=span)
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
            self.note(value)
            if index < len(positional):
                target = positional[index].value
                # A part of a list, `a[32:]`, stands for the list.
                self.store(target.inner[0] if isinstance(target, Unread) and target.inner else target, value, scope)

        receiver = self._owner(node.function.of, scope) if isinstance(node.function, Attribute) else None
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
        self.note(result)
        return result or self._not_followed(given)

    def _called(self, function: Expression, scope: Scope) -> Value:
        if not (self.library.has_commands and isinstance(function, Name)):
            return self._owner(function, scope)
        found = scope.find(function.name)
        return found if isinstance(found, Closure) else Reference(path=function.name, span=function.span)

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
