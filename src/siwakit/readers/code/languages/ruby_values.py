"""Ruby: numbers, collections, names and operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.ruby_strings import RubyStrings
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Call,
    Choice,
    Entry,
    Expression,
    Item,
    Mapping,
    Name,
    Operation,
    Sequence,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "===": "==", "!": "not"}
_READERS = frozenset({"attr_reader", "attr_accessor"})
STRUCTS = frozenset({"Struct.new", "Data.define"})


class RubyValues(RubyStrings):
    """Expressions of Ruby.

    A name without parentheses is a local variable if it was assigned before, else a call: *locals* are the variables of the method that is
    lowered, *methods* the methods that the file defines, and *fields* those of them that only return an instance variable.
    """

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.locals: set[str] = set()
        self.methods: set[str] = set()
        self.fields: set[str] = set()

    def look(self, node: Node) -> None:
        """Note what *node* defines."""
        super().look(node)
        match node.type:
            case "method" | "singleton_method":
                self.methods.add(self.text(node.child_by_field_name("name")))
            case "call" if self.called(node) in _READERS | STRUCTS:
                self.fields |= set(self.symbols(node))

    def called(self, node: Node) -> str:
        """Return what *node*, a call, calls, as written."""
        receiver, method = self.text(node.child_by_field_name("receiver")), self.text(node.child_by_field_name("method"))
        return f"{receiver}.{method}" if receiver else method

    def symbols(self, node: Node) -> list[str]:
        """Return the symbols among the arguments of *node*, a call."""
        arguments = node.child_by_field_name("arguments")
        return [self.text(child)[1:] for child in (arguments.named_children if arguments else ()) if child.type == "simple_symbol"]

    # Other literals.

    def on_integer(self, node: Node) -> Expression:
        """Return a number."""
        return self.number(node, self.text(node).replace("_", ""))

    on_float = on_integer

    def on_true(self, node: Node) -> Expression:
        """Return true."""
        return self.constant(node, value=True)

    def on_false(self, node: Node) -> Expression:
        """Return false."""
        return self.constant(node, value=False)

    def on_nil(self, node: Node) -> Expression:
        """Return nil."""
        return self.constant(node, value=None)

    def on_array(self, node: Node) -> Expression:
        """Return an array, also one of words."""
        return Sequence(items=self.items(node.named_children), span=self.span(node))

    on_string_array = on_array
    on_symbol_array = on_array
    on_right_assignment_list = on_array
    on_destructured_left_assignment = on_array

    def items(self, nodes: Iterable[Node]) -> tuple[Argument, ...]:
        """Return *nodes* as items of an array, some of them spread."""
        return tuple(self.spread(child) if child.type == "splat_argument" else self.argument(child) for child in nodes if not child.is_extra)

    def spread(self, node: Node) -> Argument:
        """Return `*a` or `**a` as an argument."""
        value = self.expression(node.named_children[0] if node.named_children else None)
        return Argument(value=value, is_spread=True, span=self.span(node))

    def on_hash(self, node: Node) -> Expression:
        """Return a hash."""
        return Mapping(entries=tuple(self.entry(child) for child in node.named_children if not child.is_extra), span=self.span(node))

    def entry(self, node: Node) -> Entry:
        """Return `a: b`, `:a => b`, `a:` or `**a`."""
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None:
            return Entry(key=None, value=self.expression(node.named_children[0] if node.named_children else None), span=self.span(node))
        found = self.expression(value) if value is not None else self.variable(self.text(key), self.span(key))
        return Entry(key=self.expression(key), value=found, span=self.span(node))

    # Names.

    def variable(self, name: str, span: Span) -> Expression:
        """Return what *name* without parentheses stands for: a variable, or a call of a method of the file."""
        plain = Name(name=name, span=span)
        if name in self.locals:
            return plain
        if name in self.methods:
            return Call(function=plain, span=span)
        return Attribute(of=Name(name="self", span=span), name=name, span=span) if self.types and self.is_field(name) else plain

    def is_field(self, name: str) -> bool:
        """Return whether a method *name* without arguments only returns an instance variable."""
        return name in self.fields and name not in self.methods

    def on_identifier(self, node: Node) -> Expression:
        """Return a variable, or the call of a method without arguments."""
        return self.variable(self.text(node), self.span(node))

    def on_constant(self, node: Node) -> Expression:
        """Return a constant, class or module."""
        return Name(name=self.text(node), span=self.span(node))

    on_self = on_constant
    on_super = on_constant

    def on_instance_variable(self, node: Node) -> Expression:
        """Return `@a` or `@@a` as members of the object."""
        span = self.span(node)
        return Attribute(of=Name(name="self", span=span), name=self.text(node).lstrip("@"), span=span)

    on_class_variable = on_instance_variable

    def on_global_variable(self, node: Node) -> Expression:
        """Return `$a`."""
        return Name(name=self.text(node).removeprefix("$"), span=self.span(node))

    def on_scope_resolution(self, node: Node) -> Expression:
        """Return `A::B` and `::B`."""
        scope, name = node.child_by_field_name("scope"), self.text(node.child_by_field_name("name"))
        return Attribute(of=self.expression(scope), name=name, span=self.span(node)) if scope else Name(name=name, span=self.span(node))

    def on_element_reference(self, node: Node) -> Expression:
        """Return `a[b]`; several keys are an array."""
        of, *keys = [child for child in node.named_children if not child.is_extra and child.type != "block"]
        key = self.expression(keys[0]) if len(keys) == 1 else Sequence(items=self.items(keys), span=self.span(node))
        return Item(of=self.expression(of), key=key, span=self.span(node))

    # Operations.

    def on_binary(self, node: Node) -> Expression:
        """Return an operation with two operands."""
        operator = self.text(node.child_by_field_name("operator"))
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("left"), node.child_by_field_name("right"))

    def on_unary(self, node: Node) -> Expression:
        """Return an operation with one operand."""
        operator = self.text(node.child_by_field_name("operator"))
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("operand"))

    def on_range(self, node: Node) -> Expression:
        """Return `a..b` and `a...b`."""
        operator = self.text(node.child_by_field_name("operator"))
        ends = (node.child_by_field_name(end) for end in ("begin", "end"))
        operands = tuple(self.expression(end) if end else self.constant(node, value=None) for end in ends)
        return Operation(operator=operator, operands=operands, span=self.span(node))

    def on_conditional(self, node: Node) -> Expression:
        """Return `a ? b : c`."""
        condition, first, second = (self.expression(node.child_by_field_name(name)) for name in ("condition", "consequence", "alternative"))
        return Choice(condition=condition, options=(first, second), span=self.span(node))

    def on_rescue_modifier(self, node: Node) -> Expression:
        """Return `a rescue b`: one of the two values."""
        options = tuple(self.expression(node.child_by_field_name(name)) for name in ("body", "handler"))
        return Choice(condition=None, options=options, span=self.span(node))
