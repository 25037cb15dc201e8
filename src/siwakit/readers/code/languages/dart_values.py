"""Values in Dart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.braces import Braces, Case
from siwakit.readers.code.languages.dart_literals import DartLiterals
from siwakit.readers.code.languages.lowering import MAX_CHAIN, Lowered
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Expression,
    Function,
    Item,
    Name,
    Parameter,
    Sequence,
    Statement,
    Steps,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_NEAR = 12
"""How far `throw` stands before what is thrown."""


class DartValues(DartLiterals):
    """Expressions of Dart."""

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.cascades: list[Expression] = []
        """What the sections of the cascades around the node are about."""

    def on_record_literal(self, node: Node) -> Expression:
        """Return a record as a list; one that is constant can have its first field, and the name of it, bare."""
        items: list[Argument] = []
        name = ""
        for child in self.children(node):
            if child.type == "record_field":
                items.append(self._argument(child))
            elif child.type == "label":
                name = self._label(child)
            elif child.type != "const_builtin":
                items.append(self.argument(child, name))
                name = ""
        return Sequence(items=tuple(items), span=self.span(node))

    def _label(self, node: Node) -> str:
        return self.text(node).strip(": ")

    # Members and calls.

    def on_unconditional_assignable_selector(self, node: Node) -> Expression:
        """Return `a.b`, `a?.b` and `a[b]`."""
        of, *_, member = self.children(node)
        return self._member(node, self.expression(of), member)

    on_conditional_assignable_selector = on_unconditional_assignable_selector

    def _member(self, node: Node, of: Expression, member: Node) -> Expression:
        if member.type == "index_selector":
            return Item(of=of, key=self.expression(self.children(member)[0]), span=self.span(node))
        return Attribute(of=of, name=self.text(member), span=self.span(node))

    def on_qualified(self, node: Node) -> Expression:
        """Return a name with what it is in."""
        first, *_, last = self.children(node)
        return Attribute(of=self.name(first), name=self.text(last), span=self.span(node))

    on_assignable_expression = Braces.inner
    on_null_assertion_expression = Braces.inner
    on_type_cast_expression = Braces.inner
    on_generic_instantiation = Braces.inner

    def on_method_invocation(self, node: Node) -> Expression:
        """Return a call."""
        function, given = self.fields(node, "function", "arguments")
        return self.call(node, self.expression(function), *self.arguments(given))

    def arguments(self, node: Node | None) -> Iterator[Argument]:
        """Return the arguments of a call, by name if they have one."""
        while node is not None and node.type == "argument_part":
            node = self.children(node)[-1]
        return map(self._argument, self.children(node))

    def _argument(self, node: Node) -> Argument:
        *label, value = self.children(node)
        return self.argument(value, self._label(label[0]) if label else "")

    def on_new_expression(self, node: Node) -> Expression:
        """Return the call of a constructor, which may have a name."""
        types, *rest = (child for child in self.children(node) if child.type not in {"const_builtin", "type_arguments"})
        names = [child for child in rest if child.type in {"identifier", "type_identifier"}][:MAX_CHAIN]
        function: Expression = self.name(types)
        for name in names:
            function = Attribute(of=function, name=self.text(name), span=self.span(name))
        return self.call(node, function, *self.arguments(rest[-1] if rest else None), is_new=True)

    on_const_object_expression = on_new_expression
    on_constructor_invocation = on_new_expression

    def on_expression_statement(self, node: Node) -> Lowered:
        """Return an expression, with the calls that the grammar leaves behind it."""
        first, *selectors = self.children(node)
        if first.type == "rethrow_expression":
            return None
        value = self.expression(first)
        for selector in selectors[:MAX_CHAIN]:
            value = self.call(node, value, *self.arguments(self.children(selector)[0]))
        return value

    def on_cascade_expression(self, node: Node) -> Expression:
        """Return `a..b()..c = d` as steps about the value of *a*, which is the value of all."""
        target, *sections = self.children(node)
        value = self.expression(target)
        first: tuple[Statement, ...] = ()
        if not isinstance(value, Name):
            named = Name(name=f"..{self.span(node).start}", span=value.span)
            first, value = (self.declared(node, named, value),), named
        self.cascades.append(value)
        try:
            statements = self.statements(self.children(section)[-1] for section in sections)
        finally:
            self.cascades.pop()
        return Steps(body=(*first, *statements, *self.executed(value)), span=self.span(node))

    def on_cascade_selector(self, node: Node) -> Expression:
        """Return the member that a section of a cascade begins with."""
        return self._member(node, self.cascades[-1] if self.cascades else Unread(), self.children(node)[-1])

    # Operations.

    def _operation(self, node: Node) -> Expression:
        """Return an operation with two operands."""
        left, *_, right = self.children(node)
        operator = next(child for child in node.children if child.start_byte >= left.end_byte and not child.is_extra)
        return self.binary(node, self.text(operator), left, right)

    on_additive_expression = _operation
    on_multiplicative_expression = _operation
    on_shift_expression = _operation
    on_relational_expression = _operation
    on_equality_expression = _operation
    on_bitwise_and_expression = _operation
    on_bitwise_or_expression = _operation
    on_bitwise_xor_expression = _operation
    on_logical_and_expression = _operation
    on_logical_or_expression = _operation

    def understands(self, error: Node) -> bool:
        """Return whether *error* is what is thrown in `a ?? throw B()`, which is a call of `throw` for the grammar."""
        call = error.parent if b"throw" in self.source[max(error.start_byte - _NEAR, 0) : error.start_byte] else None
        return call is not None and call.type == "method_invocation" and self.text(call.child_by_field_name("function")) == "throw"

    def on_if_null_expression(self, node: Node) -> Expression:
        """Return `a ?? b`; an error is not a value."""
        first, second = self.fields(node, "first", "second")
        is_thrown = self.text(second).lstrip("(").startswith("throw")
        return self.expression(first) if is_thrown else self.operation(node, "??", first, second)

    def on_unary_expression(self, node: Node) -> Lowered:
        """Return an operation with one operand, or what is waited for."""
        *operator, operand = self.children(node)
        return self.unary(node, self.text(operator[0]), operand) if operator else self.expression(operand)

    def on_postfix_expression(self, node: Node) -> Lowered:
        """Return `a++` and `a--` as an assignment."""
        operand, *operator = self.children(node)
        return self.unary(node, self.text(operator[0]), operand) if operator else self.expression(operand)

    def on_type_test_expression(self, node: Node) -> Expression:
        """Return the question whether a value is of a type."""
        return self.operation(node, "is", self.children(node)[0])

    def on_conditional_expression(self, node: Node) -> Expression:
        """Return one of two values."""
        return self.choice(node, self.children(node)[0], *self.fields(node, "consequence", "alternative"))

    def on_switch_expression(self, node: Node) -> Expression:
        """Return the value of one case of a switch."""
        arms = [child for child in self.children(node) if child.type == "switch_expression_case"]
        cases: list[Case] = [(self.labels(arm), self.children(arm)[-1:]) for arm in arms]
        return self.switch(node, node.child_by_field_name("condition"), cases)

    def labels(self, case: Node) -> list[Node]:
        """Return the values that *case* is for; none if it is for all others."""
        labels = [child for child in case.children_by_field_name("pattern") if child.is_named and child.type != "logical_or_operator"]
        guard = case.child_by_field_name("guard")
        return [] if guard is None and [self.text(label) for label in labels] == ["_"] else [*labels, *([guard] if guard else [])]

    on_constant_pattern = Braces.inner

    # Functions.

    def on_function_expression(self, node: Node) -> Expression:
        """Return a function without a name."""
        parameters, body = self.fields(node, "parameters", "body")
        return self.bodied(node, "", self.parameters(parameters), body)

    def bodied(self, node: Node, name: str, parameters: tuple[Parameter, ...], body: Node | None) -> Function:
        """Return a function whose *body* contains a block or a value."""
        inside = self.children(body)
        return self.function(node, name, parameters, inside[0] if inside else None)

    def parameters(self, node: Node | None) -> tuple[Parameter, ...]:
        """Return the parameters of a function, also the optional ones, with their defaults."""
        optional = [child for child in self.children(node) if child.type == "optional_formal_parameters"]
        return tuple(parameter for given in [node, *optional] if given for parameter in self._each_parameter(given))

    def _each_parameter(self, node: Node) -> Iterator[Parameter]:
        children = node.children
        for index, child in enumerate(children):
            if child.type == "formal_parameter":
                has_default = index + 2 < len(children) and children[index + 1].type in {"=", ":"}
                default = self.expression(children[index + 2]) if has_default else None
                yield Parameter(name=self.text(self.parameter_name(child)), default=default, span=self.span(child))

    def parameter_name(self, node: Node) -> Node:
        """Return the name of a parameter, also of one that is stored at once: `this.a`."""
        named = node.child_by_field_name("name")
        while named is None:
            node = self.children(node)[-1]
            named = node if not self.children(node) else node.child_by_field_name("name")
        return named
