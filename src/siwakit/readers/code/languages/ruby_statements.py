"""Ruby: statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.ruby_values import RubyValues
from siwakit.readers.code.tree import Attribute, Block, Branch, Expression, Operation, Return, Sequence, Unread

if TYPE_CHECKING:
    from tree_sitter import Node

_LITERALS = frozenset({"string", "chained_string", "simple_symbol", "integer", "float", "true", "false", "nil"})


class RubyStatements(RubyValues):
    """Statements of Ruby, which are values, too."""

    def targets(self, node: Node | None) -> tuple[Expression, ...]:
        """Return what is assigned to."""
        if node is not None and node.type in {"left_assignment_list", "destructured_left_assignment"}:
            return tuple(self._target(child) for child in node.named_children)
        return (self._target(node),)

    def _target(self, node: Node | None) -> Expression:
        """Return what is assigned to: a variable, which exists from here on, or a member."""
        if node is not None and node.type == "identifier":
            self.locals.add(self.text(node))
        receiver = node.child_by_field_name("receiver") if node is not None and node.type == "call" else None
        if node is not None and receiver is not None:
            return Attribute(of=self.expression(receiver), name=self.text(node.child_by_field_name("method")), span=self.span(node))
        return self.expression(node)

    def _all(self, node: Node) -> Lowered:
        """Return what *node* contains, in order."""
        return self.statements(node.named_children)

    on_then = _all
    on_do = _all
    on_else = _all
    on_ensure = _all
    on_block_body = _all
    on_begin_block = _all
    on_break = _all

    def _nothing(self, _: Node) -> Lowered:
        """Return nothing."""
        return None

    on_alias = _nothing
    on_undef = _nothing
    on_empty_statement = _nothing
    on_uninterpreted = _nothing
    on_redo = _nothing
    on_retry = _nothing

    def on_singleton_class(self, node: Node) -> Lowered:
        """Return the methods of `class << self`."""
        return self.body(node.child_by_field_name("body"))

    def on_return(self, node: Node) -> Lowered:
        """Return the value of a method, or with `next` of a block; several values are an array."""
        values = self.items(node.named_children[0].named_children) if node.named_children else ()
        several = Sequence(items=values, span=self.span(node))
        value = several if len(values) > 1 or any(value.is_spread for value in values) else values[0].value if values else None
        return Return(value=value, span=self.span(node))

    on_next = on_return

    def on_body_statement(self, node: Node) -> Lowered:
        """Return what is done, with its rescue as an alternative, and what is done at the end."""
        rescued = [child for child in node.named_children if child.type == "rescue"]
        last = [child for child in node.named_children if child.type == "ensure"]
        tried = self.statements(child for child in node.named_children if child not in rescued and child not in last)
        caught = tuple(self.body(child.child_by_field_name("body")) for child in rescued)
        done = (Branch(condition=None, bodies=(tried, *caught), span=self.span(node)),) if rescued else tried
        return (*done, *self.statements(last))

    on_begin = on_body_statement

    def on_if(self, node: Node) -> Lowered:
        """Return the alternatives of if, elsif and else."""
        condition = self.expression(node.child_by_field_name("condition"))
        bodies = (self.body(node.child_by_field_name("consequence")), self.body(node.child_by_field_name("alternative")))
        return Branch(condition=condition, bodies=bodies, span=self.span(node))

    on_elsif = on_if

    def on_unless(self, node: Node) -> Lowered:
        """Return the alternatives of unless and else."""
        condition = self.expression(node.child_by_field_name("condition"))
        otherwise, body = self.body(node.child_by_field_name("consequence")), self.body(node.child_by_field_name("alternative"))
        return Branch(condition=condition, bodies=(body, otherwise), span=self.span(node))

    def on_if_modifier(self, node: Node) -> Lowered:
        """Return `a if b`."""
        condition = self.expression(node.child_by_field_name("condition"))
        return Branch(condition=condition, bodies=(self.body(node.child_by_field_name("body")), ()), span=self.span(node))

    def on_unless_modifier(self, node: Node) -> Lowered:
        """Return `a unless b`."""
        condition = self.expression(node.child_by_field_name("condition"))
        return Branch(condition=condition, bodies=((), self.body(node.child_by_field_name("body"))), span=self.span(node))

    def on_case(self, node: Node) -> Lowered:
        """Return the alternatives of case and when."""
        value = node.child_by_field_name("value")
        subject = self.expression(value) if value else None
        clauses = [child for child in node.named_children if child.type in {"when", "in_clause"}]
        cases = [(self._matches(subject, clause), self.body(clause.child_by_field_name("body"))) for clause in clauses]
        return self.alternatives(node, cases, self.statements(child for child in node.named_children if child.type == "else"))

    on_case_match = on_case

    def _matches(self, subject: Expression | None, clause: Node) -> Expression:
        """Return the condition that *subject*, if there is one, matches a pattern of *clause*."""
        patterns = clause.children_by_field_name("pattern")
        return self.folded(clause, "or", [self._matches_one(subject, pattern) for pattern in patterns])

    def _matches_one(self, subject: Expression | None, pattern: Node) -> Expression:
        inner = pattern.named_children[0] if pattern.type == "pattern" and pattern.named_children else pattern
        if subject is None:
            return self.expression(inner)
        if inner.type not in _LITERALS:
            return Unread(inner=(subject,), span=self.span(pattern))
        return Operation(operator="==", operands=(subject, self.expression(inner)), span=self.span(pattern))

    def on_while(self, node: Node) -> Lowered:
        """Return the condition and the body of a loop."""
        return Block(body=self.statements(node.named_children), is_loop=True, span=self.span(node))

    on_until = on_while
    on_while_modifier = on_while
    on_until_modifier = on_while

    def on_for(self, node: Node) -> Lowered:
        """Return the body of a loop, after the assignment of some item to its variable."""
        items = node.child_by_field_name("value")
        targets = self.targets(node.child_by_field_name("pattern"))
        assigned = self.some_item(items.named_children[0] if items and items.named_children else None, *targets)
        return Block(body=(assigned, *self.body(node.child_by_field_name("body"))), is_loop=True, span=self.span(node))
