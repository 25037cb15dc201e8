"""Values in Java."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.braces import Braces, Case
from siwakit.readers.code.languages.escapes import undo_escape, whole_characters
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Expression,
    Function,
    Item,
    Number,
    Parameter,
    Sequence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_ESCAPE = pattern(r"\\(?:u+[0-9A-Fa-f]{4}|[0-7]{1,3}|\r?\n|[\s\S])")
_REPEATED = pattern(r"\\?u+[0-9A-Fa-f]{4}")
_OCTAL = pattern(r"0[0-7]+")


class JavaValues(Braces):
    """Expressions of Java."""

    def understands(self, error: Node) -> bool:
        r"""Return whether *error* is an escape with more than one u, such as `\uu0041`, which Java allows."""
        return _REPEATED.fullmatch(self.text(error)) is not None and error.parent is not None and error.parent.type == "string_literal"

    def on_string_literal(self, node: Node) -> Expression:
        """Return a string, or a text block, whose indentation is not part of it."""
        text = self.text(node)
        return self._characters(node, _text_block(text[3:-3]) if text.startswith('"""') else text[1:-1])

    def on_character_literal(self, node: Node) -> Expression:
        """Return a character as a string."""
        return self._characters(node, self.text(node)[1:-1])

    def _characters(self, node: Node, text: str) -> Expression:
        return self.string(node, whole_characters(_ESCAPE.sub(lambda escape: _character(escape[0]), text)))

    on_decimal_integer_literal = Braces.on_integer_literal
    on_hex_integer_literal = Braces.on_integer_literal
    on_binary_integer_literal = Braces.on_integer_literal
    on_decimal_floating_point_literal = Braces.on_integer_literal

    def on_octal_integer_literal(self, node: Node) -> Expression:
        """Return a number that begins with 0 and has base 8."""
        digits = self.text(node).rstrip("lL").replace("_", "")
        return Number(value=int(digits, 8), span=self.span(node)) if _OCTAL.fullmatch(digits) else self.unread(node)

    on_type_identifier = Braces.on_identifier

    def on_field_access(self, node: Node) -> Expression:
        """Return `a.b`."""
        return self.attribute(node, node.child_by_field_name("object"), node.child_by_field_name("field"))

    def on_scoped_type_identifier(self, node: Node) -> Expression:
        """Return a type with its package or the class around it."""
        children = self.children(node)
        return self.attribute(node, children[0], children[-1])

    def on_method_reference(self, node: Node) -> Expression:
        """Return `A::b`; the constructor is `new`."""
        children = self.children(node)
        return Attribute(of=self.expression(children[0]), name=self.text(children[-1]) if len(children) > 1 else "new", span=self.span(node))

    def on_class_literal(self, node: Node) -> Expression:
        """Return `A.class`."""
        return Attribute(of=self.expression(self.children(node)[0]), name="class", span=self.span(node))

    def on_array_access(self, node: Node) -> Expression:
        """Return `a[b]`."""
        of, key = self.expression(node.child_by_field_name("array")), self.expression(node.child_by_field_name("index"))
        return Item(of=of, key=key, span=self.span(node))

    def on_array_initializer(self, node: Node) -> Expression:
        """Return the items of an array."""
        return Sequence(items=tuple(self.argument(child) for child in self.children(node)), span=self.span(node))

    def on_array_creation_expression(self, node: Node) -> Expression:
        """Return an array; one that has only a size is a new one of its type."""
        value, sizes = node.child_by_field_name("value"), node.children_by_field_name("dimensions")
        sized = (self.argument(size) for dimension in sizes for size in self.children(dimension))
        return self.expression(value) if value else self.call(node, self.name(node.child_by_field_name("type")), *sized, is_new=True)

    def on_method_invocation(self, node: Node) -> Expression:
        """Return a call."""
        of, name = node.child_by_field_name("object"), node.child_by_field_name("name")
        return self.call(node, self.attribute(node, of, name) if of else self.name(name), *self.arguments(node))

    def arguments(self, node: Node) -> Iterator[Argument]:
        """Return the arguments of a call."""
        return (self.argument(child) for child in self.children(node.child_by_field_name("arguments")))

    def on_object_creation_expression(self, node: Node) -> Expression:
        """Return the call of a constructor; the body of an anonymous class is its last argument."""
        bodies = (
            Argument(value=Function(body=self.body(child), span=self.span(child)), span=self.span(child))
            for child in self.children(node)
            if child.type == "class_body"
        )
        return self.call(node, self.expression(node.child_by_field_name("type")), *self.arguments(node), *bodies, is_new=True)

    on_generic_type = Braces.inner

    def on_unary_expression(self, node: Node) -> Lowered:
        """Return an operation with one operand."""
        return self.unary(node, self.operator(node), node.child_by_field_name("operand"))

    def on_update_expression(self, node: Node) -> Lowered:
        """Return `a++` and `--a` as an assignment."""
        operator = "++" if any(child.type == "++" for child in node.children) else "--"
        return self.unary(node, operator, self.children(node)[0])

    def on_instanceof_expression(self, node: Node) -> Expression:
        """Return the question whether a value is of a type."""
        return self.operation(node, "is", node.child_by_field_name("left"))

    def on_cast_expression(self, node: Node) -> Expression:
        """Return the value of a cast; one to a whole number drops the fraction."""
        types, value = self.fields(node, "type", "value")
        return self.cast(node, self.text(types), value)

    def on_ternary_expression(self, node: Node) -> Expression:
        """Return one of two values."""
        return self.choice(node, *self.fields(node, "condition", "consequence", "alternative"))

    def on_switch_expression(self, node: Node) -> Expression:
        """Return the values of the cases of a switch."""
        subject, body = self.fields(node, "condition", "body")
        cases: list[Case] = []
        labels: list[Node] = []
        for case in self.children(body):
            parts = self.children(case)
            labels += [part for part in parts if part.type == "switch_label"]
            steps = [part for part in parts if part.type not in {"switch_label", "break_statement"}]
            if steps:
                is_default = any(not self.children(label) for label in labels)
                cases.append(([] if is_default else [value for label in labels for value in self.children(label)], steps))
                labels = []
        return self.switch(node, subject, cases)

    def on_lambda_expression(self, node: Node) -> Expression:
        """Return a function without a name."""
        return self.function(node, "", self.parameters(node), node.child_by_field_name("body"))

    def parameters(self, node: Node) -> tuple[Parameter, ...]:
        """Return the parameters of a function, constructor or record."""
        parameters = node.child_by_field_name("parameters")
        each = [parameters] if parameters is not None and parameters.type == "identifier" else self.children(parameters)
        return tuple(Parameter(name=self._parameter(child), span=self.span(child)) for child in each)

    def _parameter(self, node: Node) -> str:
        """Return the name of a parameter; one that takes the rest has none."""
        return "" if node.type == "spread_parameter" else self.text(node.child_by_field_name("name") or node)


def _character(escape: str) -> str:
    r"""Return what *escape* stands for: `\s` is a space, a backslash at the end of a line joins it to the next, and `\u` may have several u."""
    if escape.endswith("\n"):
        return ""
    return " " if escape == "\\s" else undo_escape(rf"\u{escape[-4:]}" if escape.startswith(r"\u") else escape)


def _text_block(text: str) -> str:
    """Return *text*, which is between the quotes of a text block, without the indentation that all of its lines share.

    The first line, behind the opening quotes, is not part of it. The line of the closing quotes counts, even if nothing else is on it.
    """
    lines = text.replace("\r\n", "\n").split("\n")[1:]
    counted = [line for number, line in enumerate(lines, 1) if line.strip() or number == len(lines)]
    margin = min((len(line) - len(line.lstrip(" \t")) for line in counted), default=0)
    return "\n".join(line[margin:].rstrip(" \t") for line in lines)
