"""Values of expressions in the abstract run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from siwakit.readers.code.alternatives import RETURNED
from siwakit.readers.code.arithmetic import calculate, narrowed, truth_of, width_of
from siwakit.readers.code.calls import Calls
from siwakit.readers.code.library import Given
from siwakit.readers.code.merging import agreed
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.token_uses import handed_on
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
from siwakit.readers.code.values import Array, Closure, Known, Reference, Table, Unknown, Value, known, put_over, text_of, unmarked

MAX_NESTING = 150
_MOST_ITEMS = 1000
_PAIR = 2
# Operators whose second operand is evaluated only if the first one does not decide.
_LAZY = frozenset({"and", "or", "??"})


class Evaluation(Calls):
    """Evaluation of expressions; a `Run` adds the statements."""

    nesting = 0

    def given(self, span: Span, *arguments: Value, receiver: Value | None = None, words: str = "") -> Given:
        """Return the arguments of a call that the program does not write as one."""
        return Given(run=self, arguments=arguments, named={}, receiver=receiver, span=span, words=words)

    def evaluate(self, node: Expression | None, scope: Scope) -> Value:
        """Return the value of *node*."""
        self.steps += 1
        evaluate = self._EVALUATE.get(type(node)) if node is not None else None
        if node is None or evaluate is None or self.nesting >= MAX_NESTING or self.is_exhausted:
            return Unknown() if node is None else Unknown(span=node.span)
        self.nesting += 1
        value = evaluate(self, node, scope)
        self.nesting -= 1
        return value

    def _literal(self, node: Number | Constant, _: Scope) -> Value:
        return Known(value=node.value, span=node.span)

    def _text(self, node: Text, _: Scope) -> Value:
        return Known(value=unmarked(node.value), span=node.span)

    def _name(self, node: Name, scope: Scope) -> Value:
        value = self._named(node, scope)
        return self.constant(value.path, node.span) or value if isinstance(value, Reference) else value

    def _owner(self, node: Expression, scope: Scope) -> Value:
        """Return what *node* is as the owner of a member, or as what is called: a type rather than a constant with the same name."""
        return self._named(node, scope) if isinstance(node, Name) else self.evaluate(node, scope)

    def _named(self, node: Name, scope: Scope) -> Value:
        name, span = node.name, node.span
        value = scope.find(name)
        if value is not None:
            return self.read(value, span)
        if self.library.has_commands:
            return self.variable(name, span)
        own = self.implied(name, scope)
        found = self.member(own, name, span) if own is not None else None
        if found is not None and not isinstance(found, Unknown):
            return found
        return Reference(path=self.library.globals[name], span=span) if name in self.library.globals else self.read(Reference(path=name), span)

    def _attribute(self, node: Attribute, scope: Scope) -> Value:
        return self.member(self._owner(node.of, scope), node.name, node.span)

    def _item(self, node: Item, scope: Scope) -> Value:
        owner, key = self.evaluate(node.of, scope), self.evaluate(node.key, scope)
        name, index = text_of(key), known(key)
        if isinstance(owner, Array) and isinstance(index, int) and not owner.is_open and -len(owner.items) <= index < len(owner.items):
            return owner.items[index]
        return self.member(owner, name, node.span) if name else Unknown(span=node.span)

    def _sequence(self, node: Sequence, scope: Scope) -> Value:
        values, is_open = self._spread(node.items, scope)
        return Array(items=values, is_open=is_open, span=node.span)

    def _spread(self, items: Iterable[Argument], scope: Scope, named: dict[str, Value] | None = None) -> tuple[list[Value], bool]:
        """Return the values of *items*, up to one that spreads what is not known, and whether there is one.

        The entries of a mapping that is spread are added to *named*.
        """
        values: list[Value] = []
        is_open = False
        for item in items:
            value = self.evaluate(item.value, scope)
            if not item.is_spread:
                values += () if is_open and not self.library.has_commands else (value,)
            elif isinstance(value, Array) and len(values) < _MOST_ITEMS:
                self.steps += len(value.items) // 4
                values += () if is_open else value.items
                is_open = is_open or value.is_open
            elif isinstance(value, Table) and named is not None:
                named |= value.entries
                is_open = is_open or value.is_open
            else:
                is_open = True
        return values, is_open

    def _mapping(self, node: Mapping, scope: Scope) -> Value:
        table = Table(span=node.span)
        for entry in node.entries:
            value = self.evaluate(entry.value, scope)
            if entry.key is None:
                self._spread_into(table, value)
                continue
            name = text_of(self.evaluate(entry.key, scope))
            if name is None:
                self._spread_into(table, Unknown())
            else:
                table.entries[name] = value if not isinstance(value, Unknown) or value.name else Unknown(name=name, why=value.why, span=value.span)
        return table

    def _spread_into(self, table: Table, value: Value) -> None:
        self.steps += len(value.entries) // 4 if isinstance(value, Table) else 0
        put_over(table, value)

    def _joined(self, node: Joined, scope: Scope) -> Value:
        return self.join([self.evaluate(part, scope) for part in node.parts], node.span)

    def _function(self, node: Function, scope: Scope) -> Value:
        closure = Closure(function=node, scope=scope, span=node.span)
        self.functions.append(closure)
        return closure

    def _unread(self, node: Unread, scope: Scope) -> Value:
        for inside in node.inner:
            self.evaluate(inside, scope)
        return Unknown(span=node.span)

    # What may be evaluated or not.

    def _operation(self, node: Operation, scope: Scope) -> Value:
        first, *others = node.operands
        left = self.evaluate(first, scope)
        if node.operator not in _LAZY or len(node.operands) != _PAIR:
            result = calculate(self, node.operator, (left, *(self.evaluate(operand, scope) for operand in others)), node.span)
            return narrowed(result, width_of(node))
        right = self.maybe(partial(self.evaluate, others[0], scope)) or Unknown(span=node.span)
        if node.operator == "and" and isinstance(right, Table):
            return agreed([right, Table(span=right.span)]) or right
        return calculate(self, node.operator, (left, right), node.span)

    def _choice(self, node: Choice, scope: Scope) -> Value:
        truth = truth_of(self.evaluate(node.condition, scope)) if node.condition else None
        if truth is not None and not node.is_match and len(node.options) == _PAIR:
            return self.evaluate(node.options[0 if truth else 1], Scope(scope, kind="block"))
        ways = [partial(self.evaluate, option, Scope(scope, kind="block")) for option in node.options]
        values = self.alternatives(ways, is_complete=True)
        kept = [value for value in values if value is not None and value is not RETURNED]
        return agreed(kept) or (RETURNED if values else Unknown(span=node.span))

    def _steps(self, node: Steps, scope: Scope) -> Value:
        value = self.execute(node.body, Scope(scope, kind="block"))
        return Unknown(span=node.span) if value is None else value

    # Calls.

    def _call(self, node: Call, scope: Scope) -> Value:
        special = self.library.special.get(node.function.name) if isinstance(node.function, Name) else None
        if special is not None:
            return special(self, node, scope)
        receiver = self._owner(node.function.of, scope) if isinstance(node.function, Attribute) else None
        if isinstance(node.function, Name):
            receiver = self.implied(node.function.name, scope)
        function = self._called(node.function, scope) if receiver is None else receiver
        given, is_open = self._given(node, receiver, scope)
        if not isinstance(function, Closure):
            self.habits.handed_on.update(handed_on(given.words, (*given.arguments, *given.named.values())))
        if is_open and not self.library.has_commands and not (node.is_new and given.named):
            # Nothing is said of what is not given, unless it is an initializer, of which the fields are known that are set.
            if isinstance(function, Closure) and receiver is None:
                self.call_closure(function, given.arguments, given.named, node.span, has_more=True)
            return self.not_followed(given)
        result = self.call(function, given) if receiver is None else self.call_member(receiver, given.words, given)
        self.note(result)
        return result or self.not_followed(given)

    def _called(self, function: Expression, scope: Scope) -> Value:
        if not (self.library.has_commands and isinstance(function, Name)):
            return self._owner(function, scope)
        found = scope.find(function.name)
        return found if isinstance(found, Closure) else Reference(path=function.name, span=function.span)

    def _given(self, node: Call, receiver: Value | None, scope: Scope) -> tuple[Given, bool]:
        """Return the arguments of a call, and whether there are more that are not known."""
        named: dict[str, Value] = {}
        positional = [item for item in node.arguments if not item.name]
        arguments, is_open = self._spread(positional, scope, named)
        named |= {item.name: self.evaluate(item.value, scope) for item in node.arguments if item.name}

        def store(index: int, value: Value) -> None:
            self.note(value)
            if index < len(positional):
                target = positional[index].value
                # A part of a list, `a[32:]`, stands for the list.
                self.store(target.inner[0] if isinstance(target, Unread) and target.inner else target, value, scope)

        words = node.function.name if isinstance(node.function, Attribute | Name) else ""
        given = Given(
            run=self,
            arguments=tuple(arguments),
            named=named,
            has_more=is_open,
            receiver=receiver,
            span=node.span,
            words=words,
            is_new=node.is_new,
            store=store,
        )
        return given, is_open

    _EVALUATE: ClassVar[dict[type[Expression], Callable[..., Value]]] = {
        Text: _text,
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
