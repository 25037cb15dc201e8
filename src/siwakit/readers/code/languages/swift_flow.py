"""What decides and repeats in Swift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.swift_values import SwiftValues
from siwakit.readers.code.tree import Assign, Block, Branch, Evaluate, Expression, Name, Return, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_ENDS_OF_CONDITIONS = frozenset({"{", "else"})


class SwiftFlow(SwiftValues):
    """What decides and repeats in Swift."""

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if and else; the first has what its conditions bind."""
        condition, bound = self._conditions(node)
        then, *others = self._blocks(node)
        return Branch(condition=condition, bodies=(bound + then, others[0] if others else ()), span=self.span(node))

    def on_guard_statement(self, node: Node) -> Lowered:
        """Return what is done if a condition fails, and what the conditions bind otherwise."""
        condition, bound = self._conditions(node)
        return (Branch(condition=condition, bodies=((), *self._blocks(node)), span=self.span(node)), *bound)

    def on_while_statement(self, node: Node) -> Lowered:
        """Return the body of a loop, with what its conditions bind."""
        condition, bound = self._conditions(node)
        first = (Evaluate(value=condition, span=condition.span),) if condition and not bound else bound
        return Block(body=(*first, *self._blocks(node)[0]), span=self.span(node))

    def on_repeat_while_statement(self, node: Node) -> Lowered:
        """Return the body of a loop."""
        return Block(body=self._blocks(node)[0], span=self.span(node))

    def on_for_statement(self, node: Node) -> Lowered:
        """Return the body of a loop; it runs over items of which each is some item."""
        first = self.some_item(node.child_by_field_name("collection"), *self.targets(node.child_by_field_name("item")))
        return Block(body=(first, *self._blocks(node)[0]), span=self.span(node))

    def targets(self, pattern: Node | None) -> tuple[Expression, ...]:
        """Return what *pattern* assigns to: one name, or those of a tuple."""
        if pattern is None:
            return ()
        inner = [child for child in pattern.named_children if child.type == "pattern"]
        return tuple(Name(name=self.text(child).strip("`"), span=self.span(child)) for child in inner or [pattern])

    def _blocks(self, node: Node) -> list[tuple[Statement, ...]]:
        """Return the statements in each pair of braces, and after an else without braces."""
        blocks: list[tuple[Statement, ...]] = []
        is_else = False
        for child in node.children:
            match child.type:
                case "{":
                    blocks.append(())
                    is_else = False
                case "statements" if blocks:
                    blocks[-1] = self.body(child)
                case "else":
                    is_else = True
                case "if_statement" if is_else:
                    blocks.append(self.body(child))
        return blocks or [()]

    def _conditions(self, node: Node) -> tuple[Expression | None, tuple[Statement, ...]]:
        """Return the first condition of *node*, and all that the conditions bind."""
        clauses: list[list[Node]] = [[]]
        for child in node.children[1:]:
            if child.type in _ENDS_OF_CONDITIONS:
                break
            if child.type == ",":
                clauses.append([])
            else:
                clauses[-1].append(child)
        conditions = [(clause, self.expression(clause[-1])) for clause in clauses if clause]
        bound = [statement for clause, value in conditions for statement in self._bound(clause, value)]
        if not conditions:
            return None, ()
        first = conditions[0][1]
        return first, tuple(statement for statement in bound if not (isinstance(statement, Evaluate) and statement.value is first))

    def _bound(self, clause: list[Node], value: Expression) -> Iterator[Statement]:
        """Yield what `let a = b` and `let a` assign; what a pattern takes out of a value is not known."""
        types = [child.type for child in clause]
        if "value_binding_pattern" not in types and "pattern" not in types:
            if not isinstance(value, Name):
                yield Evaluate(value=value, span=value.span)
            return
        bound = clause[types.index("value_binding_pattern") + 1] if "value_binding_pattern" in types[:-1] else None
        if "case" in types or bound is None or bound.type != "simple_identifier":
            for child in clause:
                yield from self.unknown(child)
        elif "=" in types and self.text(bound) != "self":
            yield Assign(targets=(self.expression(bound),), value=value, span=self.span(bound))

    def unknown(self, pattern: Node) -> Iterator[Statement]:
        """Yield a declaration for each name that *pattern* binds."""
        waiting = [pattern] if pattern.type in {"pattern", "switch_pattern"} else []
        while waiting:
            inner = waiting.pop()
            names = [child for child in inner.named_children if child.type == "simple_identifier"]
            is_constructor = any(child.type in {".", "("} for child in inner.children)
            for name in names if not is_constructor else ():
                yield Assign(targets=(Name(name=self.text(name), span=self.span(name)),), value=None, span=self.span(name))
            waiting += [child for child in inner.named_children if child.type == "pattern"]

    def on_switch_statement(self, node: Node) -> Lowered:
        """Return the alternatives of a switch; what a case binds is not known."""
        bodies = (self._case(child) for child in node.named_children if child.type == "switch_entry")
        return Branch(condition=self.expression(node.child_by_field_name("expr")), bodies=tuple(bodies), span=self.span(node))

    def _case(self, node: Node) -> tuple[Statement, ...]:
        bound = [statement for child in node.named_children if child.type == "switch_pattern" for statement in self.unknown(child)]
        return (*bound, *self.statements(child for child in node.named_children if child.type == "statements"))

    def on_do_statement(self, node: Node) -> Lowered:
        """Return what is tried; what catches an error is an alternative."""
        handlers = [child for child in node.named_children if child.type == "catch_block"]
        tried = self._blocks(node)[0]
        if not handlers:
            return tried
        return Branch(condition=None, bodies=(tried, *(self._blocks(handler)[0] for handler in handlers)), span=self.span(node))

    def on_control_transfer_statement(self, node: Node) -> Lowered:
        """Return a return; what throws an error returns nothing."""
        values = [child for child in node.named_children if child.type != "throw_keyword"]
        match node.children[0].type:
            case "return":
                return Return(value=self.expression(values[0]) if values else None, span=self.span(node))
            case "throw_keyword":
                return (*self.statements(values), Return(span=self.span(node)))
        return None
