"""Base of all languages: walks the tree of tree-sitter and turns each node into a node of the common tree.

A language is a subclass with a method for each type of node that it knows, named `on_` and the type. A method returns an expression, a
statement, several statements, or None for what is not executed (a comment, a type). A type without a method becomes `Unread`, with the
expressions inside it.

Methods call `expression`, `statements` and `body` for the nodes below them, never each other, so that the depth of nesting is counted: what
is nested deeper than `MAX_DEPTH` is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.tree import (
    Argument,
    Constant,
    Evaluate,
    Expression,
    Joined,
    Number,
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

    def inner(self, node: Node) -> Lowered:
        """Return what is first inside *node*, which adds nothing to it, as parentheses do."""
        return self.expression(next((child for child in node.named_children if not child.is_extra), None))

    def nothing(self, _: Node) -> Lowered:
        """Return nothing, for what is not executed."""
        return None

    def mistake(self, node: Node) -> Lowered:
        """Return what can be read of a part of the source that is cut off or not in the language."""
        return self.statements(node.named_children)

    def string(self, node: Node, value: str) -> Text:
        """Return the literal string *value* at *node*."""
        return Text(value=value, span=self.span(node))

    def constant(self, node: Node, *, value: bool | None) -> Constant:
        """Return the constant *value* at *node*."""
        return Constant(value=value, span=self.span(node))

    def operation(self, node: Node, operator: str, *operands: Node | None) -> Operation:
        """Return *operator* with *operands*."""
        return Operation(operator=operator, operands=tuple(self.expression(operand) for operand in operands), span=self.span(node))

    def to_whole(self, node: Node, number: Node | None) -> Operation:
        """Return *number* without its fraction, for a conversion that the language has."""
        return Operation(operator="//", operands=(self.expression(number), Number(value=1)), span=self.span(node))

    def to_real(self, node: Node, number: Node | None) -> Operation:
        """Return *number* as one that can have a fraction, for a conversion that the language has."""
        return Operation(operator="*", operands=(self.expression(number), Number(value=1.0)), span=self.span(node))

    def joined(self, node: Node, parts: Iterable[Expression]) -> Expression:
        """Return *parts* as one string: a literal if all of them are, with neighbours merged, also the halves of a character in UTF-16."""
        merged: list[Expression] = []
        for _, group in groupby(parts, lambda part: isinstance(part, Text)):
            neighbours = list(group)
            texts = [part for part in neighbours if isinstance(part, Text)]
            merged += [_merged(texts)] if texts else neighbours
        match merged:
            case []:
                return self.string(node, "")
            case [Text(value=value)]:
                return self.string(node, value)
        return Joined(parts=tuple(merged), span=self.span(node))

    def _statement(self, node: Node) -> Iterator[Statement]:
        lowered = self._lower(node)
        if isinstance(lowered, Expression):
            yield from lowered.body if isinstance(lowered, Steps) else (Evaluate(value=lowered, span=lowered.span),)
        else:
            yield from _flat(lowered)

    def _lower(self, node: Node) -> Lowered:
        if node.is_extra and not node.is_error:
            return None
        if self.depth >= MAX_DEPTH:
            return Unread(span=self.span(node))
        method = self.mistake if node.is_error else getattr(self, f"on_{node.type}", self.unread)
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


def _merged(texts: list[Text]) -> Text:
    value = "".join(text.value for text in texts)
    if not value.isascii():
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Text(value=value, span=Span(texts[0].span.start, texts[-1].span.end))
