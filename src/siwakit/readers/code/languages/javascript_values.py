"""Values in JavaScript: literals, members, operators and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Call,
    Choice,
    Entry,
    Expression,
    Function,
    Item,
    Mapping,
    Name,
    Sequence,
    Text,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "===": "==", "!==": "!=", "!": "not", ">>>": ">>"}
_UNREAD_OPERATORS = frozenset({"typeof", "void", "delete", "in", "instanceof"})


class JavaScriptValues(Lowering):
    """Values in JavaScript."""

    def on_string(self, node: Node) -> Expression:
        """Return a string in single or double quotes."""
        return self.joined(node, self._pieces(node))

    def on_template_string(self, node: Node) -> Expression:
        """Return a template: its literal parts and what is in `${}`."""
        return self.joined(node, self._pieces(node))

    def _pieces(self, node: Node) -> Iterator[Expression]:
        for child in node.named_children:
            match child.type:
                case "string_fragment":
                    yield self.string(child, self.text(child).replace("\r\n", "\n"))
                case "escape_sequence":
                    yield self.string(child, undo_escape(self.text(child)))
                case "template_substitution":
                    yield self.expression(child.named_children[0] if child.named_children else None)

    def on_number(self, node: Node) -> Expression:
        """Return a number: decimal, hexadecimal, octal (also with only a 0 in front), binary, with underscores, or a BigInt."""
        digits = self.text(node).replace("_", "").rstrip("n")
        return self.number(node, f"0o{digits}" if digits.startswith("0") and digits.isdigit() and not set(digits) & {"8", "9"} else digits.lower())

    def on_regex(self, node: Node) -> Expression:
        """Return a regular expression as what makes one, `new RegExp(…)`."""
        parts = [child for child in node.named_children if child.type.startswith("regex_")]
        arguments = tuple([Argument(value=self.string(part, self.text(part)), span=self.span(part)) for part in parts])
        return Call(function=Name(name="RegExp"), arguments=arguments, is_new=True, span=self.span(node))

    def on_true(self, node: Node) -> Expression:
        """Return true."""
        return self.constant(node, value=True)

    def on_false(self, node: Node) -> Expression:
        """Return false."""
        return self.constant(node, value=False)

    def on_null(self, node: Node) -> Expression:
        """Return null."""
        return self.constant(node, value=None)

    on_undefined = on_null

    def on_identifier(self, node: Node) -> Expression:
        """Return a name."""
        return Name(name=self.text(node), span=self.span(node))

    on_shorthand_property_identifier = on_identifier
    on_property_identifier = on_identifier
    on_super = on_identifier
    on_import = on_identifier

    def on_private_property_identifier(self, node: Node) -> Expression:
        """Return the name of a private member, without #."""
        return Name(name=self.text(node).removeprefix("#"), span=self.span(node))

    def on_meta_property(self, node: Node) -> Expression:
        """Return `import.meta`; `new.target` is not read."""
        of, _, name = self.text(node).partition(".")
        return Attribute(of=Name(name=of), name=name, span=self.span(node)) if of == "import" else Unread(span=self.span(node))

    def on_this(self, node: Node) -> Expression:
        """Return the object itself."""
        return Name(name="self", span=self.span(node))

    def on_member_expression(self, node: Node) -> Expression:
        """Return `a.b` and `a?.b`."""
        name = self.text(node.child_by_field_name("property")).removeprefix("#")
        return Attribute(of=self.expression(node.child_by_field_name("object")), name=name, span=self.span(node))

    def on_subscript_expression(self, node: Node) -> Expression:
        """Return `a[b]`."""
        of, key = self.expression(node.child_by_field_name("object")), self.expression(node.child_by_field_name("index"))
        return Item(of=of, key=key, span=self.span(node))

    def on_object(self, node: Node) -> Expression:
        """Return an object literal."""
        return Mapping(entries=tuple(self._entries(node)), span=self.span(node))

    def _entries(self, node: Node) -> Iterator[Entry]:
        for child in node.named_children:
            match child.type:
                case "pair":
                    key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                    yield Entry(key=self.key(key), value=self.expression(value), span=self.span(child))
                case "shorthand_property_identifier":
                    yield Entry(key=self.string(child, self.text(child)), value=self.expression(child), span=self.span(child))
                case "spread_element":
                    yield Entry(key=None, value=self.expression(child.named_children[0]), span=self.span(child))
                case "method_definition" if not self.is_setter(child):
                    yield Entry(key=self.key(child.child_by_field_name("name")), value=self.function(child), span=self.span(child))

    def is_setter(self, node: Node) -> bool:
        """Return whether *node* is a method that is executed by an assignment."""
        return any(child.type == "set" for child in node.children)

    def function(self, node: Node) -> Function:
        """Return a function, method or arrow function."""
        raise NotImplementedError

    def key(self, node: Node | None) -> Expression:
        """Return the name of a member: a word, a string, a number, or what is computed."""
        if node is not None and node.type in {"property_identifier", "private_property_identifier"}:
            return self.string(node, self.text(node).removeprefix("#"))
        if node is not None and node.type == "computed_property_name":
            return self.expression(node.named_children[0])
        return self.expression(node)

    def name_of_member(self, node: Node | None) -> str:
        """Return the name of a member of a class; an empty string if it is not known."""
        key = self.key(node)
        return key.value if isinstance(key, Text) else ""

    def on_array(self, node: Node) -> Expression:
        """Return an array literal."""
        return Sequence(items=tuple(self._arguments(node)), span=self.span(node))

    def _arguments(self, node: Node | None) -> Iterator[Argument]:
        for child in node.named_children if node else ():
            if child.type == "spread_element":
                yield Argument(value=self.expression(child.named_children[0]), is_spread=True, span=self.span(child))
            elif not child.is_extra:
                yield self.argument(child)

    def on_call_expression(self, node: Node) -> Expression:
        """Return a call; a tagged template is a call with the template."""
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        arguments = (self.argument(given),) if given is not None and given.type == "template_string" else tuple(self._arguments(given))
        return Call(function=self.expression(function), arguments=arguments, span=self.span(node))

    def on_new_expression(self, node: Node) -> Expression:
        """Return the call of a constructor."""
        arguments = tuple(self._arguments(node.child_by_field_name("arguments")))
        return Call(function=self.expression(node.child_by_field_name("constructor")), arguments=arguments, is_new=True, span=self.span(node))

    def on_binary_expression(self, node: Node) -> Expression:
        """Return an operation; `??` and `||` are values, too."""
        operator = self.text(node.child_by_field_name("operator"))
        if operator in _UNREAD_OPERATORS:
            return self.unread(node)
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("left"), node.child_by_field_name("right"))

    def on_unary_expression(self, node: Node) -> Expression:
        """Return an operation with one operand; `+x` and `~~x` make a number."""
        operator = self.text(node.child_by_field_name("operator"))
        if operator in _UNREAD_OPERATORS:
            return self.unread(node)
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("argument"))

    def on_ternary_expression(self, node: Node) -> Expression:
        """Return one of two values."""
        condition, first, second = (self.expression(node.child_by_field_name(name)) for name in ("condition", "consequence", "alternative"))
        return Choice(condition=condition, options=(first, second), span=self.span(node))

    on_parenthesized_expression = Lowering.inner
    on_await_expression = Lowering.inner

    def on_sequence_expression(self, node: Node) -> Lowered:
        """Return all of `a, b`; the last is the value."""
        return self.statements(node.named_children)

    def on_jsx_element(self, node: Node) -> Expression:
        """Return what is called inside an element: its words and names mean nothing here."""
        inner: list[Expression] = []
        waiting = [node]
        while waiting:
            part = waiting.pop()
            if part.type == "jsx_expression":
                inner += self.expressions(child for child in part.named_children if child.type != "spread_element")
            elif part.type.startswith("jsx_"):
                waiting += reversed(part.named_children)
        return Unread(inner=tuple(inner), span=self.span(node))

    on_jsx_self_closing_element = on_jsx_element
    on_jsx_fragment = on_jsx_element
