"""Patterns in JavaScript, which take values apart, and functions, whose parameters can be patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.javascript_values import JavaScriptValues
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import Assign, Attribute, Define, Expression, Function, Item, Name, Operation, Parameter, Return, Statement, Text

if TYPE_CHECKING:
    from tree_sitter import Node

Patterns = list[tuple["Node", Expression]]
"""Patterns, each with the value that it takes apart."""
_DEFAULTS = frozenset({"assignment_pattern", "object_assignment_pattern"})
_PATTERNS = _DEFAULTS | {"object_pattern", "array_pattern", "rest_pattern"}


class JavaScriptPatterns(JavaScriptValues):
    """Patterns and functions in JavaScript."""

    def bind(self, pattern: Node, value: Expression) -> tuple[Statement, ...]:
        """Return what *pattern* assigns of *value*, which is evaluated once; what is left over of it is not known."""
        statements: list[Statement] = []
        waiting: Patterns = [(pattern, value)]
        while waiting:
            inner, of = waiting.pop()
            span = self.span(inner)
            if inner.type in _DEFAULTS:
                default = self.expression(inner.child_by_field_name("right"))
                value_or_default = Operation(operator="??", operands=(of, default), span=of.span)
                waiting += [(left, value_or_default) for left in [inner.child_by_field_name("left")] if left]
            elif inner.type == "rest_pattern":
                statements.append(Assign(targets=self.expressions(inner.named_children), value=None, span=span))
            elif inner.type == "object_pattern":
                members = [child for child in inner.named_children if not child.is_extra]
                if len(members) > 1 and not isinstance(of, Name | Attribute):
                    name = Name(name=f"value {inner.start_byte}", span=of.span)
                    statements.append(Assign(targets=(name,), value=of, span=span))
                    of = name
                waiting += [self._member(child, of) for child in reversed(members)]
            elif inner.type == "array_pattern":
                waiting += self._items(inner, of, statements)
            elif inner.type == "shorthand_property_identifier_pattern":
                statements.append(Assign(targets=(Name(name=self.text(inner), span=span),), value=of, span=span))
            else:
                statements.append(Assign(targets=(self.expression(inner),), value=of, span=span))
        return tuple(statements)

    def _member(self, pattern: Node, of: Expression) -> tuple[Node, Expression]:
        """Return a pattern of one member, with the member."""
        if pattern.type == "rest_pattern":
            return pattern, of
        if pattern.type == "pair_pattern":
            key = self.key(pattern.child_by_field_name("key"))
            member = Attribute(of=of, name=key.value, span=of.span) if isinstance(key, Text) else Item(of=of, key=key, span=of.span)
            return pattern.child_by_field_name("value") or pattern, member
        name = pattern.child_by_field_name("left") if pattern.type == "object_assignment_pattern" else pattern
        return pattern, Attribute(of=of, name=self.text(name), span=of.span)

    def _items(self, pattern: Node, of: Expression, statements: list[Statement]) -> Patterns:
        """Add what an array pattern assigns; return the patterns inside it, each with the name of the item."""
        targets: list[Expression] = []
        inner: Patterns = []
        is_hole = True
        for child in pattern.children[1:-1]:
            if child.is_extra:
                continue
            if child.type == ",":
                targets += [Name(name="_", span=self.span(child))] if is_hole else []
                is_hole = True
                continue
            is_hole = False
            if child.type not in _PATTERNS:
                targets.append(self.expression(child))
                continue
            targets.append(Name(name=f"item {child.start_byte}", span=self.span(child)))
            inner.append((child, targets[-1]))
        if targets:
            statements.append(Assign(targets=tuple(targets), value=of, span=self.span(pattern)))
        return inner[::-1]

    # Functions.

    def function(self, node: Node) -> Function:
        """Return a function, method or arrow function; parameters that are patterns are taken apart first."""
        body, single = node.child_by_field_name("body"), node.child_by_field_name("parameter")
        parameters, taken = self._parameters([single] if single else self._given(node))
        is_value = body is not None and body.type != "statement_block"
        statements: tuple[Statement, ...] = (Return(value=self.expression(body)),) if is_value else self.body(body)
        name = (
            self.name_of_member(node.child_by_field_name("name")) if node.type == "method_definition" else self.text(node.child_by_field_name("name"))
        )
        is_property = any(child.type == "get" for child in node.children)
        return Function(name=name, parameters=parameters, body=(*taken, *statements), is_property=is_property, span=self.span(node))

    def _given(self, node: Node) -> list[Node]:
        given = node.child_by_field_name("parameters")
        return [child for child in given.named_children if not child.is_extra] if given else []

    def _parameters(self, nodes: list[Node]) -> tuple[tuple[Parameter, ...], tuple[Statement, ...]]:
        """Return the parameters, and what is taken out of those that are patterns."""
        parameters: list[Parameter] = []
        taken: list[Statement] = []
        for node in nodes:
            pattern, default = self.parameter(node)
            if pattern is None:
                continue
            is_name = pattern.type == "identifier"
            name = self.text(pattern) if is_name else "" if not taken else f"parameter {len(parameters)}"
            parameters.append(Parameter(name=name, default=self.expression(default) if default else None, span=self.span(node)))
            taken += () if is_name else self.bind(pattern, Name(name=name, span=self.span(node)))
        return tuple(parameters), tuple(taken)

    def parameter(self, node: Node) -> tuple[Node | None, Node | None]:
        """Return the pattern of a parameter and its default."""
        if node.type == "assignment_pattern":
            return node.child_by_field_name("left"), node.child_by_field_name("right")
        return node, None

    def on_arrow_function(self, node: Node) -> Expression:
        """Return a function without a name."""
        return self.function(node)

    on_function_expression = on_arrow_function
    on_generator_function = on_arrow_function

    def on_function_declaration(self, node: Node) -> Lowered:
        """Return the definition of a function."""
        return Define(function=self.function(node), span=self.span(node))

    on_generator_function_declaration = on_function_declaration

    def on_method_definition(self, node: Node) -> Lowered:
        """Return the definition of a method; one that is executed by an assignment is left out."""
        return None if self.is_setter(node) else self.on_function_declaration(node)
