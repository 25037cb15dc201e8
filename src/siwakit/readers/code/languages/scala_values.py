"""Values in Scala."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.braces import Braces
from siwakit.readers.code.languages.classes import returned
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.scala_choices import ScalaChoices
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Expression,
    Function,
    Item,
    Parameter,
    Sequence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_COMPARISONS = {"==", "!=", "<=", ">=", "===", "=!="}
_SCOPES = {"arguments", "block", "case_block", "indented_block", "lambda_expression", "parenthesized_expression", "template_body"}
_BLOCKS = {"block", "case_block", "colon_argument"}


class ScalaValues(ScalaChoices):
    """Expressions of Scala."""

    on_floating_point_literal = Braces.on_integer_literal
    on_type_identifier = Braces.on_identifier
    on_wildcard = Braces.on_identifier
    on_operator_identifier = Braces.on_identifier
    on_generic_type = Braces.inner
    on_compound_type = Braces.inner
    on_applied_constructor_type = Braces.inner
    on_ascription_expression = Braces.inner
    on_method_value = Braces.inner

    def on_boolean_literal(self, node: Node) -> Expression:
        """Return true or false."""
        return self.constant(node, value=self.text(node) == "true")

    def on_unit(self, node: Node) -> Expression:
        """Return `()` as nothing."""
        return self.constant(node, value=None)

    def on_quote_expression(self, node: Node) -> Expression:
        """Return a symbol as a string."""
        children = self.children(node)
        is_symbol = [child.type for child in children] == ["identifier"]
        return self.string(node, self.text(children[0])) if is_symbol else self.unread(node)

    def on_tuple_expression(self, node: Node) -> Expression:
        """Return a tuple as a list."""
        return Sequence(items=tuple(map(self.argument, self.children(node))), span=self.span(node))

    # Members and calls.

    def on_field_expression(self, node: Node) -> Expression:
        """Return `a.b`."""
        return self.attribute(node, *self.fields(node, "value", "field"))

    def on_stable_type_identifier(self, node: Node) -> Expression:
        """Return a type with what it is in."""
        children = self.children(node)
        return self.attribute(node, children[0], children[-1])

    on_stable_identifier = on_stable_type_identifier
    on_postfix_expression = on_stable_type_identifier

    def on_generic_function(self, node: Node) -> Lowered:
        """Return a function without its types, and the value of a cast."""
        function = node.child_by_field_name("function")
        value, name = self.fields(function, "value", "field") if function else (None, None)
        return self.expression(value if self.text(name) == "asInstanceOf" else function)

    def on_call_expression(self, node: Node) -> Expression:
        """Return a call; a block behind it is its last argument."""
        function, given = self.fields(node, "function", "arguments")
        inside = function.child_by_field_name("arguments") if function is not None and function.type == "call_expression" else None
        if given is not None and given.type in _BLOCKS and inside is not None and inside.type == "arguments" and function is not None:
            return self.call(node, self._called(function.child_by_field_name("function")), *self.arguments(inside), *self.arguments(given))
        return self.call(node, self._called(function), *self.arguments(given))

    def _called(self, function: Node | None) -> Expression:
        is_constructor = function is not None and function.type == "identifier" and self.text(function) == "this"
        return self.own_constructor(function) if function is not None and is_constructor else self.expression(function)

    def arguments(self, node: Node | None) -> Iterator[Argument]:
        """Return the arguments of a call, by name if they have one."""
        return map(self.argument, [node]) if node is not None and node.type in _BLOCKS else map(self._argument, self.children(node))

    def _argument(self, node: Node) -> Argument:
        if node.type == "vararg":
            return Argument(value=self.expression(self.children(node)[0]), is_spread=True, span=self.span(node))
        if node.type == "assignment_expression":
            left, right = self.fields(node, "left", "right")
            return Argument(value=self.expression(right), name=self.text(left), span=self.span(node))
        if not self._has_placeholder(node):
            return self.argument(node)
        function = Function(parameters=(Parameter(name="_"),), body=returned(self.expression(node)), span=self.span(node))
        return Argument(value=function, span=self.span(node))

    def _has_placeholder(self, node: Node) -> bool:
        """Return whether *node* is a function of what `_` stands for in it."""
        if node.type in _SCOPES:
            return False
        waiting = self.children(node)
        while waiting:
            inside = waiting.pop()
            if inside.type == "wildcard":
                return True
            if inside.type not in _SCOPES:
                waiting += self.children(inside)
        return False

    def on_colon_argument(self, node: Node) -> Expression:
        """Return what follows a colon: a block, or a function with its parameters."""
        *parameters, body = self.children(node)
        value = self.expression(body)
        if not parameters:
            return value
        return Function(parameters=self._bindings(parameters), body=returned(value), span=self.span(node))

    def on_instance_expression(self, node: Node) -> Expression:
        """Return the call of a constructor; the body of an anonymous class is its last argument."""
        parts = {child.type: child for child in self.children(node)}
        types, body = self.children(node)[0], parts.get("template_body")
        base = self.children(types)[0] if types.type == "compound_type" else types
        given = parts.get("arguments") or next((child for child in self.children(base) if child.type == "arguments"), None)
        function = Function(body=self.body(body), span=self.span(node))
        bodies = (Argument(value=function, span=function.span),) if body else ()
        return self.call(node, self.expression(types), *self.arguments(given), *bodies, is_new=True)

    # Operations.

    def on_infix_expression(self, node: Node) -> Lowered:
        """Return an operation, `a += b`, or `a f b`, which is `a.f(b)`."""
        left, name, right = self.fields(node, "left", "operator", "right")
        operator = self.text(name)
        if name is None or name.type != "operator_identifier":
            given = self.children(right) if right is not None and right.type == "tuple_expression" else [right]
            return self.call(node, self.attribute(node, left, name), *(self._argument(each) for each in given if each))
        if operator.endswith("=") and operator not in _COMPARISONS:
            return self.assigned(node, operator, left, right)
        return self.binary(node, operator, left, right)

    def on_prefix_expression(self, node: Node) -> Lowered:
        """Return an operation with one operand."""
        return self.unary(node, self.text(node.children[0]), self.children(node)[-1])

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `a = b`, and `a(b) = c`, which sets a member."""
        left, right = self.fields(node, "left", "right")
        if left is None or left.type != "call_expression":
            return self.assigned(node, "=", left, right)
        of, keys = self.fields(left, "function", "arguments")
        target = Item(of=self.expression(of), key=self.expression(next(iter(self.children(keys)), None)), span=self.span(left))
        return Assign(targets=(target,), value=self.expression(right), span=self.span(node))

    # Functions.

    def on_lambda_expression(self, node: Node) -> Expression:
        """Return a function without a name; its last expression is its value."""
        parameters = [child for child in node.children_by_field_name("parameters") if child.is_named]
        left_out = {child.id for child in parameters}
        body = self.steps(node, [child for child in self.children(node) if child.id not in left_out])
        return Function(parameters=self._bindings(parameters), body=returned(body), span=self.span(node))

    def _bindings(self, nodes: list[Node]) -> tuple[Parameter, ...]:
        each = [found for node in nodes for found in (self.children(node) if node.type == "bindings" else [node])]
        return tuple(Parameter(name=self.text(node.child_by_field_name("name") or node), span=self.span(node)) for node in each)

    def on_throw_expression(self, node: Node) -> Lowered:
        """Return what is called for an error."""
        return self.statements(node.named_children)
