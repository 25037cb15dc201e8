"""Values in Rust: literals, paths, operators and calls.

`Ok(a)` and `Some(a)` are `a`, as `a?` is; `Err(a)` is what fails and has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Block,
    Call,
    Evaluate,
    Expression,
    Item,
    Name,
    Sequence,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or"}
_SUFFIX = pattern(r"(0x[0-9a-fA-F]+|.+?)([iu](?:8|16|32|64|128|size)|f(?:32|64))?")
_WHOLE_NUMBERS = frozenset(f"{sign}{size}" for sign in "iu" for size in ("8", "16", "32", "64", "128", "size"))
_REAL_NUMBERS = frozenset({"f32", "f64"})
_WRAPPERS = frozenset({"Ok", "Some", "Result::Ok", "Option::Some"})
_FAILURES = frozenset({"Err", "Result::Err"})


class RustValues(Lowering):
    """Values in Rust."""

    # Literals.

    def on_string_literal(self, node: Node) -> Expression:
        """Return a string; a line break after a backslash does not count, nor does the indentation after it."""
        return self.joined(node, self._pieces(node))

    def _pieces(self, node: Node) -> Iterator[Expression]:
        is_continued = False
        for child in node.named_children:
            text = self.text(child).replace("\r\n", "\n")
            if child.type == "escape_sequence":
                is_continued = text.endswith("\n")
                yield self.string(child, "" if is_continued else undo_escape(text))
            elif child.type == "string_content":
                yield self.string(child, text.lstrip() if is_continued else text)
                is_continued = False

    def on_raw_string_literal(self, node: Node) -> Expression:
        """Return a string without escapes, `r#"…"#`."""
        return self.joined(node, (self.string(child, self.text(child).replace("\r\n", "\n")) for child in node.named_children))

    def on_char_literal(self, node: Node) -> Expression:
        """Return a character as a string."""
        quoted = self.text(node).removeprefix("b")[1:-1]
        return self.string(node, undo_escape(quoted) if quoted.startswith("\\") else quoted)

    def on_integer_literal(self, node: Node) -> Expression:
        """Return a number in any base, with underscores and a suffix for its type."""
        match = _SUFFIX.fullmatch(self.text(node).replace("_", ""))
        if match is None:
            return self.unread(node)
        return self.number(node, f"{match[1]}.0" if (match[2] or "").startswith("f") and match[1].isdigit() else match[1])

    on_float_literal = on_integer_literal

    def on_boolean_literal(self, node: Node) -> Expression:
        """Return true or false."""
        return self.constant(node, value=self.text(node) == "true")

    def on_unit_expression(self, node: Node) -> Expression:
        """Return nothing."""
        return self.constant(node, value=None)

    # Names and members.

    def on_identifier(self, node: Node) -> Expression:
        """Return a name; the type itself, `Self`, has the fields and functions of the object itself; None is nothing."""
        name = self.text(node).removeprefix("r#")
        if name == "None":
            return self.constant(node, value=None)
        return Name(name="self" if name == "Self" else name, span=self.span(node))

    on_type_identifier = on_identifier
    on_self = on_identifier
    on_super = on_identifier
    on_crate = on_identifier
    on_metavariable = on_identifier
    on_shorthand_field_identifier = on_identifier

    def on_scoped_identifier(self, node: Node) -> Expression:
        """Return `a::b`."""
        of, name = node.child_by_field_name("path"), node.child_by_field_name("name")
        return Attribute(of=self.expression(of), name=self.text(name), span=self.span(node)) if of else self.expression(name)

    on_scoped_type_identifier = on_scoped_identifier

    def on_generic_type(self, node: Node) -> Lowered:
        """Return a type without its arguments."""
        return self.expression(node.child_by_field_name("type"))

    def on_generic_function(self, node: Node) -> Lowered:
        """Return a function without the arguments of its type."""
        return self.expression(node.child_by_field_name("function"))

    on_bracketed_type = Lowering.inner
    on_qualified_type = on_generic_type

    def on_field_expression(self, node: Node) -> Expression:
        """Return `a.b`; `a.0` is an item of a tuple."""
        of, field = self.expression(node.child_by_field_name("value")), node.child_by_field_name("field")
        if field is not None and field.type == "integer_literal":
            return Item(of=of, key=self.expression(field), span=self.span(node))
        return Attribute(of=of, name=self.text(field), span=self.span(node))

    def on_index_expression(self, node: Node) -> Expression:
        """Return `a[b]`; `a[..]` is all of it."""
        of, key = node.named_children[0], node.named_children[-1]
        if self.text(key) == "..":
            return self.expression(of)
        return Item(of=self.expression(of), key=self.expression(key), span=self.span(node))

    # Collections and operators.

    def on_tuple_expression(self, node: Node) -> Expression:
        """Return a tuple or array; `[a; n]` has one item for all."""
        return Sequence(items=self.arguments(node), span=self.span(node))

    on_array_expression = on_tuple_expression

    def arguments(self, node: Node | None) -> tuple[Argument, ...]:
        """Return what is inside *node* as arguments."""
        return tuple(map(self.argument, (child for child in node.named_children if not child.is_extra))) if node else ()

    def on_struct_expression(self, node: Node) -> Expression:
        """Return the literal of a struct: its fields by name, and the struct that the others are taken from."""
        body = node.child_by_field_name("body")
        given = [child for child in body.named_children if child.type.endswith("field_initializer")] if body else []
        fields = tuple(map(self._field, given))
        return Call(function=self.expression(node.child_by_field_name("name")), arguments=fields, is_new=True, span=self.span(node))

    def _field(self, node: Node) -> Argument:
        value = node.child_by_field_name("value") or node.named_children[-1]
        if node.type == "base_field_initializer":
            return Argument(value=self.expression(value), is_spread=True, span=self.span(node))
        return self.argument(value, self.text(node.child_by_field_name("field") or value))

    def on_binary_expression(self, node: Node) -> Expression:
        """Return an operation with two operands."""
        operator = self.text(node.child_by_field_name("operator"))
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("left"), node.child_by_field_name("right"))

    def on_unary_expression(self, node: Node) -> Expression:
        """Return an operation with one operand; what a reference points at is the value."""
        operator, operand = self.text(node.children[0]), node.named_children[-1]
        if operator == "*":
            return self.expression(operand)
        return self.operation(node, "not" if operator == "!" else operator, operand)

    def on_reference_expression(self, node: Node) -> Lowered:
        """Return what is referred to."""
        return self.expression(node.child_by_field_name("value"))

    on_parenthesized_expression = Lowering.inner
    on_try_expression = Lowering.inner
    on_await_expression = Lowering.inner

    def on_type_cast_expression(self, node: Node) -> Expression:
        """Return `a as b`: a conversion of numbers is what it does to them."""
        value, kind = node.child_by_field_name("value"), self.text(node.child_by_field_name("type"))
        if kind in _WHOLE_NUMBERS:
            return self.to_whole(node, value)
        return self.to_real(node, value) if kind in _REAL_NUMBERS else self.expression(value)

    # Calls.

    def on_call_expression(self, node: Node) -> Lowered:
        """Return a call; `Ok(a)` is `a`, and `Err(a)` has no value."""
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        name = self.text(function)
        if name in _WRAPPERS:
            return self.expression(given.named_children[0] if given and given.named_children else None)
        if name in _FAILURES:
            return (*self.failed(node), Block(body=()))
        return Call(function=self.expression(function), arguments=self.arguments(given), span=self.span(node))

    def is_failure(self, node: Node | None) -> bool:
        """Return whether *node* is `Err(…)`."""
        return node is not None and node.type == "call_expression" and self.text(node.child_by_field_name("function")) in _FAILURES

    def failed(self, node: Node) -> tuple[Statement, ...]:
        """Return what is called for the error in *node*, `Err(…)`."""
        errors = (argument.value for argument in self.arguments(node.child_by_field_name("arguments")))
        return tuple(Evaluate(value=error, span=error.span) for error in errors if isinstance(error, Call))
