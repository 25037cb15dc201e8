"""Python: strings, numbers, collections, calls and operations."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Call,
    Choice,
    Constant,
    Entry,
    Expression,
    Item,
    Mapping,
    Name,
    Operation,
    Sequence,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_COMPARISONS = {"is": "==", "<>": "!="}
_NEGATED = {"not in": "in", "is not": "=="}


class PythonValues(Lowering):
    """Expressions of Python."""

    def on_string(self, node: Node) -> Expression:
        """Return a string of any kind: raw, of bytes, formatted, in one pair of quotes or three."""
        return self.joined(node, self._string(node))

    def on_concatenated_string(self, node: Node) -> Expression:
        """Return strings side by side, which are one."""
        return self.joined(node, (part for child in node.named_children if child.type == "string" for part in self._string(child)))

    def _string(self, node: Node) -> Iterator[Expression]:
        for child in node.named_children:
            match child.type:
                case "string_content":
                    yield from self.pieces(child, child.start_byte, child.end_byte)
                case "interpolation":
                    yield from self._interpolation(child)

    def on_escape_sequence(self, node: Node) -> Expression:
        """Return the character that an escape stands for; some are written by name."""
        text = self.text(node)
        if not text.startswith("\\N{"):
            return self.string(node, undo_escape(text))
        try:
            return self.string(node, unicodedata.lookup(text[3:-1]))
        except KeyError:
            return self.unread(node)

    def on_escape_interpolation(self, node: Node) -> Expression:
        """Return the brace that `{{` or `}}` stands for."""
        return self.string(node, self.text(node)[:1])

    def _interpolation(self, node: Node) -> Iterator[Expression]:
        """Return what is in braces; a format or conversion is a call of the function that it stands for."""
        value = self.expression(node.child_by_field_name("expression"))
        conversion = self.text(node.child_by_field_name("type_conversion")).removeprefix("!")
        shape = node.child_by_field_name("format_specifier")
        if any(child.type == "=" for child in node.children):
            yield self.string(node, f"{self.text(node.child_by_field_name('expression'))}=")
            conversion = conversion or "r"
        if conversion in {"r", "a"}:
            value = self.built_in(node, {"r": "repr", "a": "ascii"}[conversion], value)
        if shape is not None:
            layout = self.joined(shape, self.pieces(shape, shape.start_byte + 1, shape.end_byte))
            value = self.built_in(node, "format", value, layout)
        yield value

    def built_in(self, node: Node, name: str, *values: Expression) -> Call:
        """Return the call of a function of Python that a piece of syntax stands for."""
        span = self.span(node)
        return Call(function=Name(name=name, span=span), arguments=tuple(Argument(value=value, span=value.span) for value in values), span=span)

    def on_integer(self, node: Node) -> Expression:
        """Return a number; an imaginary one is not read."""
        return self.number(node, self.text(node).replace("_", "").rstrip("lL"))

    on_float = on_integer

    def on_true(self, node: Node) -> Expression:
        """Return True."""
        return self.constant(node, value=True)

    def on_false(self, node: Node) -> Expression:
        """Return False."""
        return self.constant(node, value=False)

    def on_none(self, node: Node) -> Expression:
        """Return None."""
        return self.constant(node, value=None)

    def on_identifier(self, node: Node) -> Expression:
        """Return a name; `cls` is the class around it."""
        name = self.text(node)
        return Name(name=self.types[-1] if name == "cls" and self.types else name, span=self.span(node))

    def on_attribute(self, node: Node) -> Expression:
        """Return `a.b`."""
        name = self.text(node.child_by_field_name("attribute"))
        return Attribute(of=self.expression(node.child_by_field_name("object")), name=name, span=self.span(node))

    def on_subscript(self, node: Node) -> Expression:
        """Return `a[b]`; several keys are a tuple."""
        keys = node.children_by_field_name("subscript")
        key = self.expression(keys[0]) if len(keys) == 1 else Sequence(items=tuple(self.argument(key) for key in keys), span=self.span(node))
        return Item(of=self.expression(node.child_by_field_name("value")), key=key, span=self.span(node))

    def on_slice(self, node: Node) -> Expression:
        """Return `a:b:c` as the call of `slice` that it stands for."""
        parts: list[Expression] = [Constant(value=None, span=self.span(node))]
        for child in node.children:
            if child.type == ":":
                parts.append(Constant(value=None, span=self.span(child)))
            elif not child.is_extra:
                parts[-1] = self.expression(child)
        return self.built_in(node, "slice", *parts)

    def on_dictionary(self, node: Node) -> Expression:
        """Return a dictionary."""
        return Mapping(entries=tuple(self._entries(node)), span=self.span(node))

    def _entries(self, node: Node) -> Iterator[Entry]:
        for child in node.named_children:
            if child.type == "pair":
                key, value = self.expression(child.child_by_field_name("key")), self.expression(child.child_by_field_name("value"))
                yield Entry(key=key, value=value, span=self.span(child))
            elif child.type == "dictionary_splat":
                yield Entry(key=None, value=self.expression(child.named_children[0]), span=self.span(child))

    def on_list(self, node: Node) -> Expression:
        """Return a list, tuple or set."""
        return Sequence(items=tuple(self._arguments(node)), span=self.span(node))

    on_tuple = on_list
    on_set = on_list
    on_expression_list = on_list
    on_list_pattern = on_list
    on_tuple_pattern = on_list
    on_pattern_list = on_list

    def _arguments(self, node: Node | None) -> Iterator[Argument]:
        for child in node.named_children if node else ():
            match child.type:
                case "keyword_argument":
                    name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                    yield Argument(value=self.expression(value), name=self.text(name), span=self.span(child))
                case "list_splat" | "dictionary_splat":
                    yield Argument(value=self.expression(child.named_children[0]), is_spread=True, span=self.span(child))
                case _ if not child.is_extra:
                    yield self.argument(child)

    def on_call(self, node: Node) -> Expression:
        """Return a call; its only argument can be a generator without parentheses."""
        given = node.child_by_field_name("arguments")
        is_generator = given is not None and given.type == "generator_expression"
        arguments = (self.argument(given),) if given is not None and is_generator else tuple(self._arguments(given))
        return Call(function=self.expression(node.child_by_field_name("function")), arguments=arguments, span=self.span(node))

    def on_binary_operator(self, node: Node) -> Expression:
        """Return an operation with two operands."""
        operator = self.text(node.child_by_field_name("operator"))
        return self.operation(node, operator, node.child_by_field_name("left"), node.child_by_field_name("right"))

    on_boolean_operator = on_binary_operator

    def on_unary_operator(self, node: Node) -> Expression:
        """Return an operation with one operand."""
        return self.operation(node, self.text(node.child_by_field_name("operator")), node.child_by_field_name("argument"))

    def on_not_operator(self, node: Node) -> Expression:
        """Return `not a`."""
        return self.operation(node, "not", node.child_by_field_name("argument"))

    def on_comparison_operator(self, node: Node) -> Expression:
        """Return a comparison; of a chain like `a < b < c` every part has to be true."""
        operators = [" ".join(self.text(operator).split()) for operator in node.children_by_field_name("operators")]
        operands = self.expressions(node.named_children)
        parts = [self._comparison(node, operator, pair) for operator, pair in zip(operators, pairwise(operands), strict=False)]
        return self.folded(node, "and", parts)

    def _comparison(self, node: Node, operator: str, operands: tuple[Expression, Expression]) -> Expression:
        if operator in _NEGATED:
            inner = Operation(operator=_NEGATED[operator], operands=operands, span=self.span(node))
            return Operation(operator="not", operands=(inner,), span=self.span(node))
        return Operation(operator=_COMPARISONS.get(operator, operator), operands=operands, span=self.span(node))

    def on_conditional_expression(self, node: Node) -> Expression:
        """Return `a if b else c`."""
        operands = self.expressions(node.named_children)
        if len(operands) != len(("value", "condition", "other value")):
            return Unread(inner=operands, span=self.span(node))
        first, condition, second = operands
        return Choice(condition=condition, options=(first, second), span=self.span(node))

    def _first(self, node: Node) -> Lowered:
        """Return what *node* contains, to which it adds nothing."""
        return self.expression(node.named_children[0]) if node.named_children else None

    on_parenthesized_expression = _first
    on_await = _first
    on_yield = _first
    on_format_expression = _first
