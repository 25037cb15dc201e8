"""PHP: assignments and statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.lowering import Case, Lowered
from siwakit.readers.code.languages.php_values import PhpValues
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Block,
    Branch,
    Expression,
    Item,
    Number,
    Return,
    Sequence,
    Statement,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

MAX_PATTERNS = 10
"""How deep the targets of an assignment are nested in each other."""


class PhpStatements(PhpValues):
    """Assignments and statements of PHP."""

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `$a = b`, `[$a, $b] = c` and `$a[] = b`."""
        left, value = node.child_by_field_name("left"), self.expression(node.child_by_field_name("right"))
        return self.assigned(node, left, value)

    on_reference_assignment_expression = on_assignment_expression

    def assigned(self, node: Node, left: Node | None, value: Expression, depth: int = 0) -> tuple[Statement, ...]:
        """Return the assignment of *value* to *left*, which may take it apart; an item without a key is added at the end."""
        if left is not None and left.type == "list_literal":
            return tuple(self._taken_apart(node, left, value, depth)) if depth < MAX_PATTERNS else ()
        if left is not None and left.type == "subscript_expression" and len(left.named_children) == 1:
            added = Sequence(items=(Argument(value=value, span=value.span),), span=value.span)
            return (Assign(targets=(self.expression(left.named_children[0]),), value=added, operator="+", span=self.span(node)),)
        return (Assign(targets=(self.expression(left),), value=value, span=self.span(node)),)

    def _taken_apart(self, node: Node, pattern: Node, value: Expression, depth: int) -> Iterator[Statement]:
        """Return the assignments of `[$a, , $b] = c` and `['k' => $a] = c`."""
        parts = _between_commas(pattern)
        if not any(len(part) > 1 for part in parts):
            targets = tuple(self.expression(part[0]) if part else Unread() for part in parts)
            yield Assign(targets=targets, value=value, span=self.span(node))
            return
        for part in parts:
            item = Item(of=value, key=self.expression(part[0] if part else None), span=value.span)
            yield from self.assigned(node, part[-1] if part else None, item, depth + 1)

    def on_list_literal(self, node: Node) -> Expression:
        """Return a list inside a list of targets."""
        return Sequence(items=tuple(self.argument(child) for child in node.named_children), span=self.span(node))

    def on_augmented_assignment_expression(self, node: Node) -> Lowered:
        """Return `$a += b`; `.=` joins strings."""
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=")
        target, value = self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right"))
        if operator == ".":
            return Assign(targets=(target,), value=self.joined(node, (target, value)), span=self.span(node))
        return Assign(targets=(target,), value=value, operator=operator, span=self.span(node))

    def on_update_expression(self, node: Node) -> Lowered:
        """Return `$a++` and `$a--`."""
        operator = "+" if "++" in self.text(node) else "-"
        one = Number(value=1, span=self.span(node))
        return Assign(targets=(self.expression(node.child_by_field_name("argument")),), value=one, operator=operator, span=self.span(node))

    # Statements.

    def _all(self, node: Node) -> Lowered:
        """Return what *node* contains, in order."""
        return self.statements(node.named_children)

    on_expression_statement = _all
    on_compound_statement = _all
    on_colon_block = _all
    on_declaration_list = _all
    on_enum_declaration_list = _all
    on_function_static_declaration = _all
    on_sequence_expression = _all

    def _nothing(self, _: Node) -> Lowered:
        """Return nothing: text outside of the code, a type, or a statement without a value."""
        return None

    on_text = _nothing
    on_text_interpolation = _nothing
    on_php_tag = _nothing
    on_php_end_tag = _nothing
    on_declare_statement = _nothing
    on_empty_statement = _nothing
    on_break_statement = _nothing
    on_continue_statement = _nothing
    on_global_declaration = _nothing
    on_unset_statement = _nothing
    on_goto_statement = _nothing
    on_named_label_statement = _nothing
    on_use_declaration = _nothing
    on_attribute_list = _nothing

    def on_return_statement(self, node: Node) -> Lowered:
        """Return a return."""
        return Return(value=self.expression(node.named_children[0]) if node.named_children else None, span=self.span(node))

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if, elseif and else."""
        others = node.children_by_field_name("alternative")
        cases = [self._case(child) for child in (node, *others) if child.type != "else_clause"]
        otherwise = tuple(statement for child in others if child.type == "else_clause" for statement in self.body(child.child_by_field_name("body")))
        return self.alternatives(node, cases, otherwise)

    def _case(self, node: Node) -> Case:
        return self.expression(node.child_by_field_name("condition")), self.body(node.child_by_field_name("body"))

    def on_switch_statement(self, node: Node) -> Lowered:
        """Return the alternatives of switch; a case without statements shares those of the next one."""
        subject, block = self.expression(node.child_by_field_name("condition")), node.child_by_field_name("body")
        cases: list[Case] = []
        waiting: list[Expression] = []
        otherwise: tuple[Statement, ...] = ()
        for child in block.named_children if block else ():
            value = child.child_by_field_name("value")
            body = self.statements(inner for inner in child.named_children if inner != value)
            if child.type == "default_statement":
                otherwise, waiting = body, []
            elif value is not None:
                waiting.append(self.equal(subject, value))
                if body:
                    cases.append((self.folded(child, "or", waiting), body))
                    waiting = []
        return self.alternatives(node, cases, otherwise)

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is tried and what is done at the end; what catches an error is an alternative."""
        tried = self.body(node.child_by_field_name("body"))
        caught = tuple(self.body(child.child_by_field_name("body")) for child in node.named_children if child.type == "catch_clause")
        last = [child.child_by_field_name("body") or child for child in node.named_children if child.type == "finally_clause"]
        return (Branch(condition=None, bodies=(tried, *caught), span=self.span(node)), *self.statements(last))

    def on_while_statement(self, node: Node) -> Lowered:
        """Return a loop."""
        return Block(body=self.statements(node.named_children), span=self.span(node))

    on_do_statement = on_while_statement
    on_for_statement = on_while_statement

    def on_foreach_statement(self, node: Node) -> Lowered:
        """Return the body of a loop, after the assignment of some item to its variable."""
        items, *targets = [child for child in node.named_children if not child.is_extra]
        target = targets[0] if targets else None
        if target is not None and target.type == "pair":
            target = target.named_children[-1]
        item = Item(of=self.expression(items), key=Unread(), span=self.span(items))
        body = self.body(node.child_by_field_name("body"))
        return Block(body=(*self._keys(node), *self.assigned(node, target, item), *body), span=self.span(node))

    def _keys(self, node: Node) -> Iterator[Statement]:
        for child in node.named_children:
            if child.type == "pair":
                yield Assign(targets=(self.expression(child.named_children[0]),), value=Unread(), span=self.span(child))


def _between_commas(pattern: Node) -> list[list[Node]]:
    """Return the parts of a list of targets: for each the key, if it has one, and the target."""
    parts: list[list[Node]] = [[]]
    for child in pattern.children:
        if child.type == ",":
            parts.append([])
        elif child.is_named and not child.is_extra:
            parts[-1].append(child)
    return parts if parts[-1] or len(parts) == 1 else parts[:-1]
