"""Base of all languages: walks the tree of tree-sitter and turns each node into a node of the common tree.

A language is a subclass with a method for each type of node that it knows, named `on_` and the type. A method returns an expression, a
statement, several statements, or None for what is not executed (a comment, a type). A type without a method becomes `Unread`, with the
expressions inside it.

Methods call `expression`, `statements` and `body` for the nodes below them, never each other, so that the depth of nesting is counted: what
is nested deeper than `MAX_DEPTH` is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.tree import (
    Argument,
    Constant,
    Evaluate,
    Expression,
    Joined,
    Operation,
    Program,
    Span,
    Statement,
    Steps,
    Text,
    Unread,
)

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 150
Lowered = Expression | Statement | tuple[Statement, ...] | None


class Lowering:
    """One language. *names* are its names in a fenced block, *endings* the endings of its files without a dot."""

    names: ClassVar[tuple[str, ...]] = ()
    endings: ClassVar[tuple[str, ...]] = ()
    grammar: ClassVar[tuple[str, str]]
    """The module of tree-sitter's grammar, and the name of the function in it."""
    divides_whole: ClassVar[bool] = False
    """Whether / drops the fraction of two whole numbers."""
    returns_last: ClassVar[bool] = False
    """Whether a function without a return statement returns the value of its last one."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.depth = 0

    def program(self, root: Node) -> Program:
        """Return the whole file."""
        return Program(body=self.statements(root.named_children), span=self.span(root))

    def text(self, node: Node | None) -> str:
        """Return the source of *node*; an empty string if there is none."""
        return "" if node is None else self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def span(self, node: Node) -> Span:
        """Return the place of *node*."""
        return Span(node.start_byte, node.end_byte)

    def expression(self, node: Node | None) -> Expression:
        """Return *node* as an expression."""
        if node is None:
            return Unread()
        lowered = self._lower(node)
        if isinstance(lowered, Expression):
            return lowered
        statements = _flat(lowered)
        return Steps(body=statements, span=self.span(node)) if statements else Unread(span=self.span(node))

    def expressions(self, nodes: Iterable[Node]) -> tuple[Expression, ...]:
        """Return *nodes* as expressions."""
        return tuple(self.expression(node) for node in nodes if not node.is_extra)

    def statements(self, nodes: Iterable[Node]) -> tuple[Statement, ...]:
        """Return *nodes* as statements."""
        return tuple(statement for node in nodes for statement in self._statement(node))

    def body(self, node: Node | None) -> tuple[Statement, ...]:
        """Return what stands inside *node*, a block, as statements; a *node* that is no block is the only statement."""
        if node is None:
            return ()
        return self.statements([node])

    def argument(self, node: Node, name: str = "") -> Argument:
        """Return *node* as an argument with this *name*."""
        return Argument(value=self.expression(node), name=name, span=self.span(node))

    def unread(self, node: Node) -> Unread:
        """Return *node* as unread, with the expressions inside it."""
        return Unread(inner=self.expressions(node.named_children), span=self.span(node))

    def string(self, node: Node, value: str) -> Text:
        """Return the literal string *value* at *node*."""
        return Text(value=value, span=self.span(node))

    def constant(self, node: Node, *, value: bool | None) -> Constant:
        """Return the constant *value* at *node*."""
        return Constant(value=value, span=self.span(node))

    def operation(self, node: Node, operator: str, *operands: Node | None) -> Operation:
        """Return *operator* with *operands*."""
        return Operation(operator=operator, operands=tuple(self.expression(operand) for operand in operands), span=self.span(node))

    def joined(self, node: Node, parts: Iterable[Expression]) -> Expression:
        """Return *parts* as one string: a literal if all of them are, with neighbours merged."""
        merged: list[Expression] = []
        for part in parts:
            last = merged[-1] if merged else None
            if isinstance(part, Text) and isinstance(last, Text):
                merged[-1] = Text(value=last.value + part.value, span=Span(last.span.start, part.span.end))
            else:
                merged.append(part)
        if all(isinstance(part, Text) for part in merged):
            return self.string(node, "".join(part.value for part in merged if isinstance(part, Text)))
        return Joined(parts=tuple(merged), span=self.span(node))

    def _statement(self, node: Node) -> Iterator[Statement]:
        lowered = self._lower(node)
        if isinstance(lowered, Expression):
            yield from lowered.body if isinstance(lowered, Steps) else (Evaluate(value=lowered, span=lowered.span),)
        else:
            yield from _flat(lowered)

    def _lower(self, node: Node) -> Lowered:
        if node.is_extra:
            return None
        if self.depth >= MAX_DEPTH:
            return Unread(span=self.span(node))
        method = getattr(self, f"on_{node.type}", self.unread)
        self.depth += 1
        try:
            lowered: Lowered = method(node)
        finally:
            self.depth -= 1
        return lowered


def _flat(lowered: Statement | tuple[Statement, ...] | None) -> tuple[Statement, ...]:
    if lowered is None:
        return ()
    return lowered if isinstance(lowered, tuple) else (lowered,)
