"""Values in Swift: literals, operators and calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Block,
    Call,
    Choice,
    Entry,
    Expression,
    Item,
    Mapping,
    Name,
    Operation,
    Sequence,
    Steps,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

_ESCAPE = pattern(r"\\(#*)(u\{[0-9A-Fa-f]{1,8}\}|[ \t]*\n|.)")
_QUOTES = pattern(r'(#*)("""|")')
_OPERATORS = {"&&": "and", "||": "or", "!": "not", "===": "==", "!==": "!=", "&+": "+", "&-": "-", "&*": "*", "==": "==", "!=": "!="}
_BINARY = {
    "additive_expression": ("lhs", "rhs"),
    "multiplicative_expression": ("lhs", "rhs"),
    "bitwise_operation": ("lhs", "rhs"),
    "comparison_expression": ("lhs", "rhs"),
    "equality_expression": ("lhs", "rhs"),
    "conjunction_expression": ("lhs", "rhs"),
    "disjunction_expression": ("lhs", "rhs"),
    "nil_coalescing_expression": ("value", "if_nil"),
}


class SwiftValues(Lowering):
    """Values in Swift."""

    shorthand: int = 0
    """Number of the parameters that the closure has only as `$0`, `$1`."""

    # Strings.

    def on_line_string_literal(self, node: Node) -> Expression:
        """Return a string: plain, raw (`#"…"#`) or of several lines, whose indentation is that of its end."""
        opening = _QUOTES.match(self.text(node))
        if opening is None:
            return self.unread(node)
        hashes, quotes = opening.groups()
        parts = list(self._pieces(node, len(opening[0])))
        if quotes == '"""':
            parts = _without_indentation(parts)
        return self.joined(node, (self.string(node, _undone(part, hashes)) if isinstance(part, str) else part for part in parts))

    on_multi_line_string_literal = on_line_string_literal
    on_raw_string_literal = on_line_string_literal

    def _pieces(self, node: Node, quotes: int) -> Iterator[str | Expression]:
        """Yield the parts of a string: source with its escapes, and what is interpolated."""
        start, end = node.start_byte + quotes, node.end_byte - quotes
        children = [inner for child in node.children for inner in (child.children if child.type == "raw_str_interpolation" else [child])]
        for opening, child, closing in zip(children, children[1:], children[2:], strict=False):
            if child.type == "interpolated_expression":
                yield self._between(start, opening.start_byte)
                yield self.expression(child.child_by_field_name("value"))
                start = closing.end_byte
        yield self._between(start, end)

    def _between(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8", "replace").replace("\r\n", "\n")

    # Other literals and names.

    def on_integer_literal(self, node: Node) -> Expression:
        """Return a number: decimal, hexadecimal, octal, binary, with underscores, or with a fraction."""
        return self.number(node, self.text(node).replace("_", ""))

    on_hex_literal = on_integer_literal
    on_oct_literal = on_integer_literal
    on_bin_literal = on_integer_literal
    on_real_literal = on_integer_literal

    def on_boolean_literal(self, node: Node) -> Expression:
        """Return true or false."""
        return self.constant(node, value=self.text(node) == "true")

    def on_nil_literal(self, node: Node) -> Expression:
        """Return nil."""
        return self.constant(node, value=None)

    def on_simple_identifier(self, node: Node) -> Expression:
        """Return a name; `$0` is a parameter of the closure."""
        name = self.text(node).strip("`")
        if name.startswith("$") and name[1:].isdigit():
            self.shorthand = max(self.shorthand, int(name[1:3]) + 1)
        return Name(name="self" if name == "Self" else name, span=self.span(node))

    on_type_identifier = on_simple_identifier

    def on_self_expression(self, node: Node) -> Expression:
        """Return the object itself."""
        return Name(name="self", span=self.span(node))

    def on_navigation_expression(self, node: Node) -> Expression:
        """Return `a.b` and `a?.b`; `a.0` is an item of a tuple."""
        of, suffix = self.expression(node.child_by_field_name("target")), node.child_by_field_name("suffix")
        name = suffix.child_by_field_name("suffix") if suffix else None
        if name is not None and name.type == "integer_literal":
            return Item(of=of, key=self.expression(name), span=self.span(node))
        return Attribute(of=of, name=self.text(name).strip("`"), span=self.span(node))

    def on_dictionary_literal(self, node: Node) -> Expression:
        """Return a dictionary."""
        keys, values = node.children_by_field_name("key"), node.children_by_field_name("value")
        entries = (Entry(key=self.expression(key), value=self.expression(value)) for key, value in zip(keys, values, strict=False))
        return Mapping(entries=tuple(entries), span=self.span(node))

    def on_array_literal(self, node: Node) -> Expression:
        """Return an array."""
        items = tuple(self.argument(element) for element in node.children_by_field_name("element"))
        return Sequence(items=items, span=self.span(node))

    def understands(self, error: Node) -> bool:
        """Return whether *error* is only what the grammar misses in an empty tuple."""
        return error.is_missing and error.type == "!"

    def on_tuple_expression(self, node: Node) -> Expression:
        """Return a tuple, whose items can have names; one value is only in parentheses."""
        items: list[Argument] = []
        name = ""
        for field, child in self.named_parts(node):
            match field:
                case "name":
                    name = self.text(child)
                case "value" if child.type != "bang":
                    items.append(self.argument(child, name))
                    name = ""
        return items[0].value if len(items) == 1 else Sequence(items=tuple(items), span=self.span(node))

    # Operators. The grammar gives too much to a prefix and to a subscript: `-a + b` is `-(a + b)` for it, and `a + b[0]` is `(a + b)[0]`.

    def on_additive_expression(self, node: Node) -> Expression:
        """Return an operation with two operands; `a ?? b` is a value, too."""
        left, right = _BINARY[node.type]
        operator = self.text(node.child_by_field_name("op")) or "??"
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name(left), node.child_by_field_name(right))

    on_multiplicative_expression = on_additive_expression
    on_bitwise_operation = on_additive_expression
    on_comparison_expression = on_additive_expression
    on_equality_expression = on_additive_expression
    on_conjunction_expression = on_additive_expression
    on_disjunction_expression = on_additive_expression
    on_nil_coalescing_expression = on_additive_expression

    def on_infix_expression(self, node: Node) -> Expression:
        """Return an operation whose operator does not overflow; those of other libraries are not read."""
        operator = _OPERATORS.get(self.text(node.child_by_field_name("op")))
        return self.operation(node, operator, node.child_by_field_name("lhs"), node.child_by_field_name("rhs")) if operator else self.unread(node)

    def on_prefix_expression(self, node: Node) -> Expression:
        """Return an operation with one operand; `.a` is a member of the type that is expected, `&a` is the variable."""
        operator, target = self.text(node.child_by_field_name("operation")), node.child_by_field_name("target")

        def change(value: Expression) -> Expression:
            if operator == "." and isinstance(value, Name):
                return Attribute(of=Name(name=""), name=value.name, span=self.span(node))
            unary = _OPERATORS.get(operator, operator)
            return Operation(operator=unary, operands=(value,), span=self.span(node)) if unary in {"-", "+", "~", "not"} else value

        return _changed(self.expression(target), target, 0, change)

    def on_ternary_expression(self, node: Node) -> Expression:
        """Return one of two values."""
        condition, first, second = (self.expression(node.child_by_field_name(name)) for name in ("condition", "if_true", "if_false"))
        return Choice(condition=condition, options=(first, second), span=self.span(node))

    def on_try_expression(self, node: Node) -> Lowered:
        """Return what is tried or awaited."""
        return self.expression(node.child_by_field_name("expr"))

    on_await_expression = on_try_expression
    on_as_expression = on_try_expression

    def on_postfix_expression(self, node: Node) -> Lowered:
        """Return the value of `a!`."""
        return self.expression(node.child_by_field_name("target"))

    on_directly_assignable_expression = Lowering.inner

    # Calls.

    def on_call_expression(self, node: Node) -> Expression:
        """Return a call, with its closures as the last arguments; a subscript; or the empty list or dictionary of a type."""
        function, suffix = node.named_children[0], node.named_children[-1]
        given = suffix.named_children[0] if suffix.named_children else None
        arguments = self._arguments(suffix)
        if given is not None and given.type == "value_arguments" and given.children[0].type == "[":
            return _changed(self.expression(function), function, -1, lambda of: self._item(node, of, arguments))
        if function.type in {"array_literal", "dictionary_literal"} and not arguments:
            return Sequence(span=self.span(node)) if function.type == "array_literal" else Mapping(span=self.span(node))
        if self.text(function) == "defer" and given is not None and given.type == "lambda_literal":
            deferred = Block(body=self.statements(given.named_children), span=self.span(node))
            return Steps(body=(deferred,), span=self.span(node))
        called = self.expression(function)
        if function.type == "prefix_expression" and isinstance(called, Operation):
            inner = Call(function=called.operands[0], arguments=arguments, span=self.span(node))
            return replace(called, operands=(inner,))
        return Call(function=called, arguments=arguments, span=self.span(node))

    def _item(self, node: Node, of: Expression, arguments: tuple[Argument, ...]) -> Expression:
        key, *others = arguments or (Argument(value=Name(name="")),)
        item = Item(of=of, key=key.value, span=self.span(node))
        default = next((other.value for other in others if other.name == "default"), None)
        return Operation(operator="??", operands=(item, default), span=self.span(node)) if default else item

    def _arguments(self, suffix: Node) -> tuple[Argument, ...]:
        arguments: list[Argument] = []
        name = ""
        for child in suffix.named_children:
            match child.type:
                case "value_arguments":
                    for argument in child.named_children:
                        if argument.type == "value_argument":
                            label, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
                            arguments.append(self.argument(value or argument, self.text(label)))
                case "simple_identifier":
                    name = self.text(child)
                case "lambda_literal":
                    arguments.append(self.argument(child, name))
        return tuple(arguments)

    def on_constructor_expression(self, node: Node) -> Expression:
        """Return the call of a constructor of a generic type."""
        kind = node.child_by_field_name("constructed_type")
        return Call(function=self.expression(kind), arguments=self._arguments(node.named_children[-1]), span=self.span(node))

    on_user_type = Lowering.inner


def _without_indentation(parts: list[str | Expression]) -> list[str | Expression]:
    """Return the parts of a string of several lines without the first and last line break, and without the indentation of its end."""
    indentation = parts[-1].rpartition("\n")[2] if isinstance(parts[-1], str) else ""
    lines = [part.replace(f"\n{indentation}", "\n") if isinstance(part, str) else part for part in parts]
    if isinstance(lines[0], str):
        lines[0] = lines[0].removeprefix("\n")
    if isinstance(lines[-1], str):
        lines[-1] = lines[-1].removesuffix("\n")
    return lines


def _undone(text: str, hashes: str) -> str:
    """Return *text* without its escapes, which have *hashes* after the backslash."""
    return _ESCAPE.sub(lambda found: found[0] if found[1] != hashes else "" if found[2].endswith("\n") else undo_escape(f"\\{found[2]}"), text)


def _changed(value: Expression, node: Node | None, operand: int, change: Callable[[Expression], Expression]) -> Expression:
    """Return *value* with a change of its first or last *operand*, at any depth of operations that are not in parentheses."""
    around: list[Operation] = []
    while node is not None and node.type in _BINARY and isinstance(value, Operation):
        around.append(value)
        value, node = value.operands[operand], node.child_by_field_name(_BINARY[node.type][operand])
    changed = change(value)
    for operation in reversed(around):
        operands = (changed, operation.operands[1]) if operand == 0 else (operation.operands[0], changed)
        changed = replace(operation, operands=operands)
    return changed
