"""Patterns in Rust, what decides and repeats, and what a function returns."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.rust_macros import RustMacros
from siwakit.readers.code.tree import Assign, Attribute, Block, Branch, Expression, Function, Name, Parameter, Return, Statement

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = frozenset({"identifier", "self", "_"})
_NO_PARAMETERS = frozenset({"(", ")", "|", ",", "self_parameter", "attribute_item"})
_AROUND = frozenset({"mut_pattern", "ref_pattern", "reference_pattern", "match_pattern", "captured_pattern"})
_LISTS = frozenset({"tuple_pattern", "slice_pattern"})
_WRAPPERS = frozenset({"Ok", "Some", "Result::Ok", "Option::Some"})


class RustFlow(RustMacros):
    """Patterns in Rust, what decides and repeats, and what a function returns."""

    # Patterns.

    def bind(self, pattern: Node | None, value: Expression | None) -> tuple[Statement, ...]:
        """Return what *pattern* assigns of *value*; what it takes out of another enum is not known."""
        pattern = self._inside_of(pattern)
        if pattern is None:
            return ()
        span = self.span(pattern)
        if pattern.type in _PLAIN:
            return (Assign(targets=(Name(name=self.text(pattern), span=span),), value=value, span=span),)
        if pattern.type in _LISTS:
            targets = self._targets(pattern)
            return (Assign(targets=targets, value=value, span=span),) if targets else ()
        if pattern.type == "struct_pattern" and value is not None:
            fields = [child for child in pattern.named_children if child.type == "field_pattern"]
            return tuple([self._bind_field(field, value) for field in fields])
        names = [self._inside_of(child) for child in pattern.named_children[1:]] if pattern.type == "tuple_struct_pattern" else []
        found = [Name(name=self.text(name), span=span) for name in names if name is not None and name.type in _PLAIN]
        return tuple(Assign(targets=(name,), value=None, span=span) for name in found)

    def _inside_of(self, pattern: Node | None) -> Node | None:
        """Return what is inside of `mut`, `ref`, `&`, `Some()` and `Ok()`."""
        while pattern is not None and pattern.named_children:
            if pattern.type in _AROUND:
                pattern = pattern.named_children[0 if pattern.type == "match_pattern" else -1]
            elif pattern.type == "tuple_struct_pattern" and self.text(pattern.child_by_field_name("type")) in _WRAPPERS:
                pattern = pattern.named_children[-1]
            else:
                break
        return pattern

    def _targets(self, pattern: Node) -> tuple[Expression, ...]:
        """Return what a pattern of several assigns to, `_` among them."""
        return tuple([self._target(child) for child in pattern.children if child.type == "_" or (child.is_named and not child.is_extra)])

    def _target(self, pattern: Node) -> Expression:
        inner = self._inside_of(pattern)
        return Name(name=self.text(inner) if inner is not None and inner.type in _PLAIN else "_", span=self.span(pattern))

    def _bind_field(self, field: Node, value: Expression) -> Statement:
        name, pattern = field.child_by_field_name("name"), field.child_by_field_name("pattern")
        target = self._target(pattern) if pattern else Name(name=self.text(name), span=self.span(field))
        return Assign(targets=(target,), value=Attribute(of=value, name=self.text(name), span=value.span), span=self.span(field))

    def on_let_declaration(self, node: Node) -> Lowered:
        """Return a declaration; what is done if the pattern does not fit is an alternative."""
        value, otherwise = node.child_by_field_name("value"), node.child_by_field_name("alternative")
        bound = self.bind(node.child_by_field_name("pattern"), self.expression(value) if value else None)
        if otherwise is None:
            return bound
        return (*bound, Branch(condition=None, bodies=((), self.body(otherwise)), span=self.span(node)))

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `a = b` and `a += b`; a tuple takes items apart."""
        left, value = node.child_by_field_name("left"), self.expression(node.child_by_field_name("right"))
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=")
        places = left.named_children if left is not None and left.type == "tuple_expression" else [left] if left else []
        return Assign(targets=self.expressions(places), value=value, operator=operator, span=self.span(node))

    on_compound_assignment_expr = on_assignment_expression

    # What decides and repeats.

    def on_if_expression(self, node: Node) -> Lowered:
        """Return what the condition binds, and the alternatives of if and else."""
        bound, condition = self._condition(node.child_by_field_name("condition"))
        bodies = (self.body(node.child_by_field_name("consequence")), self.body(node.child_by_field_name("alternative")))
        return (*bound, Branch(condition=condition, bodies=bodies, span=self.span(node)))

    def _condition(self, node: Node | None) -> tuple[tuple[Statement, ...], Expression | None]:
        """Return what a condition binds, and what it depends on besides."""
        if node is None or node.type not in {"let_condition", "let_chain"}:
            return (), self.expression(node) if node else None
        bound: list[Statement] = []
        others: list[Expression] = []
        for part in node.named_children if node.type == "let_chain" else [node]:
            if part.type == "let_condition":
                bound += self.bind(part.child_by_field_name("pattern"), self.expression(part.child_by_field_name("value")))
            else:
                others.append(self.expression(part))
        return tuple(bound), others[0] if others else None

    def on_else_clause(self, node: Node) -> Lowered:
        """Return the statements of an else."""
        return self.statements(node.named_children)

    def on_match_expression(self, node: Node) -> Lowered:
        """Return the alternatives of a match, each with what its pattern binds; what is matched is evaluated once."""
        subject, body = self.expression(node.child_by_field_name("value")), node.child_by_field_name("body")
        first: tuple[Statement, ...] = ()
        if not isinstance(subject, Name | Attribute):
            name = Name(name=f"match {node.start_byte}", span=subject.span)
            first, subject = (Assign(targets=(name,), value=subject, span=subject.span),), name
        arms = [arm for arm in body.named_children if arm.type == "match_arm"] if body else []
        bodies = tuple(map(self._arm, arms, repeat(subject)))
        return (*first, Branch(condition=subject, bodies=bodies, span=self.span(node)))

    def _arm(self, arm: Node, subject: Expression) -> tuple[Statement, ...]:
        pattern = arm.child_by_field_name("pattern")
        inner = self._inside_of(pattern)
        is_constant = inner is not None and inner.type == "identifier" and self.text(inner)[:1].isupper()
        return (*(() if is_constant else self.bind(pattern, subject)), *self.body(arm.child_by_field_name("value")))

    def on_for_expression(self, node: Node) -> Lowered:
        """Return the body of a loop, which runs over some item."""
        pattern = node.child_by_field_name("pattern")
        targets = () if pattern is None else self._targets(pattern) if pattern.type in _LISTS else (self._target(pattern),)
        first = self.some_item(node.child_by_field_name("value"), *targets)
        return Block(body=(first, *self.body(node.child_by_field_name("body"))), span=self.span(node))

    def on_while_expression(self, node: Node) -> Lowered:
        """Return the body of a loop, and what its condition binds."""
        bound, condition = self._condition(node.child_by_field_name("condition"))
        del condition
        return Block(body=(*bound, *self.body(node.child_by_field_name("body"))), span=self.span(node))

    on_loop_expression = on_while_expression

    # Functions.

    def function(self, node: Node) -> Function:
        """Return a function or closure; the last expression of its body is its value."""
        body, given = node.child_by_field_name("body"), node.child_by_field_name("parameters")
        parameters: list[Parameter] = []
        taken: list[Statement] = []
        for child in given.children if given else ():
            pattern = self._inside_of(child.child_by_field_name("pattern") or child)
            if pattern is None or child.is_extra or child.type in _NO_PARAMETERS:
                continue
            is_name = pattern.type in _PLAIN
            name = Name(name=self.text(pattern) if is_name else "" if not taken else f"parameter {len(parameters)}", span=self.span(child))
            parameters.append(Parameter(name=name.name, span=name.span))
            taken += () if is_name else self.bind(pattern, name)
        statements = self._returning(body) if body is not None and body.type == "block" else self._returned(body)
        name_of_function = self.text(node.child_by_field_name("name"))
        return Function(name=name_of_function, parameters=tuple(parameters), body=(*taken, *statements), span=self.span(node))

    def _returning(self, block: Node) -> tuple[Statement, ...]:
        """Return the statements of a body, whose last expression is returned unless a semicolon follows it."""
        children = [child for child in block.named_children if not child.is_extra]
        last = children[-1] if children else None
        if last is not None and last.type == "expression_statement" and last.children[-1].type != ";":
            last = last.named_children[0]
        if last is None or last.type.endswith(("_statement", "_declaration", "_item")):
            return self.statements(children)
        return (*self.statements(children[:-1]), *self._returned(last))

    def _returned(self, node: Node | None) -> tuple[Statement, ...]:
        """Return the return of *node*; an error returns nothing."""
        if node is None:
            return (Return(),)
        if self.is_failure(node):
            return (*self.failed(node), Return(span=self.span(node)))
        if node.type in {"return_expression", "unit_expression"}:
            return self.body(node)
        return (Return(value=self.expression(node), span=self.span(node)),)

    def on_return_expression(self, node: Node) -> Lowered:
        """Return a return."""
        return self._returned(node.named_children[0] if node.named_children else None)

    def on_closure_expression(self, node: Node) -> Expression:
        """Return a closure."""
        return self.function(node)

    def _inside(self, node: Node) -> Lowered:
        """Return the statements inside *node*."""
        return self.statements(node.named_children)

    on_block = _inside
    on_async_block = _inside
    on_unsafe_block = _inside
    on_break_expression = _inside
    on_declaration_list = _inside
    on_expression_statement = _inside
    on_continue_expression = Lowering.nothing
    on_empty_statement = Lowering.nothing
    on_label = Lowering.nothing
