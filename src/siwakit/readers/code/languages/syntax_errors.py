"""Syntax errors: what is cut off, has something left out, or is written in a newer version of the language than the grammar's.

The grammar goes on after an error as well as it can, and what it makes of the rest can be another value than the language would. So a value is unread
if there is an error in it, or if an error follows it that could be the rest of it: in the same line, or in the next one with an operator in front.
Silence is better than an accusation for something that is not in the source. What only ends too early, as excerpts do, has no error in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from siwakit.readers.code.tree import Assign, Evaluate, Expression, Function, Return, Span, Statement, Steps, Unread

if TYPE_CHECKING:
    from tree_sitter import Node

_Lowered = Expression | Statement | tuple[Statement, ...] | None
_BLANKS = re.compile(rb"[ \t\\]{0,200}")
_NEXT_LINE = re.compile(rb"(?:[^\S\n]{0,200}\n){1,20}[^\S\n]{0,200}")
# An operator that goes on with the line before it, but no line of dots, dashes or stars without a comment.
_GOES_ON = re.compile(rb"(?!(.)\1\1|//|/\*)[?*/%+\-|&:=.^]")
_SEPARATORS = b"; \t\r\n\f\0"
_SPACE = re.compile(rb"\s{0,200}")
# What is not the rest of a value: the end of the line, a bracket, or a comment.
_ENDS = re.compile(rb"[\s;,()\]}#]|//|/\*|--|\Z")


class SyntaxErrors:
    """The errors below the node *root*; what a language `understands`, because only the grammar does not, is not one."""

    def __init__(self, root: Node, source: bytes, understands: Callable[[Node], bool]) -> None:
        self._source = source
        self._understands = understands
        self._lowered: set[int] = set()
        self._starts = set(_gaps(root, source))
        for node in _errors(root):
            if not understands(node):
                self._starts |= set(self._begun(node))

    def _begun(self, error: Node) -> Iterator[int]:
        """Yield where something starts that does not belong to what is before it."""
        if not error.is_missing:
            blanks = _SPACE.match(self._source, error.start_byte)
            yield blanks.end() if blanks else error.start_byte
        # What is skipped inside an error is not a node.
        for end in (child.end_byte for child in (error, *error.children)):
            place = self._continued(end)
            if (end < error.end_byte or error.is_missing) and not _ENDS.match(self._source, place):
                yield place

    def doubted(self, node: Node, lowered: _Lowered, span: Span) -> _Lowered:
        """Return *lowered* with its values unread if an error hides a part of them; *span* is the place of *node*."""
        if not self._starts and not node.has_error:
            return lowered
        inside = [error.start_byte - node.start_byte + span.start for error in self._inside(node)] if node.has_error else []
        is_hidden = bool(inside) or self._is_followed(node.end_byte)
        match lowered:
            case Steps(body=body) if inside:
                return replace(lowered, body=_without_values(body, inside))
            case Expression() if is_hidden and not isinstance(lowered, Steps):
                return _unread(lowered, span)
            case tuple() if inside:
                return _without_values(lowered, inside)
            case Statement() if is_hidden:
                return _without_value(lowered)
        return lowered

    def _inside(self, node: Node) -> Iterator[Node]:
        """Yield the errors in *node* that are not inside another node that was lowered by itself."""
        waiting = [node]
        while waiting:
            for child in waiting.pop().children:
                if self._hides(child):
                    yield child
                elif child.has_error and child.id not in self._lowered:
                    waiting.append(child)
        self._lowered.add(node.id)

    def _hides(self, node: Node) -> bool:
        """Return whether *node* is an error or a missing end, before which more could be."""
        is_end = node.is_missing and not node.is_named and node.type != ";"
        return (node.is_error or is_end) and not self._understands(node)

    def _is_followed(self, end: int) -> bool:
        """Return whether an error goes on with what ends at *end*."""
        return self._source[end - 1 : end] != b";" and self._continued(end) in self._starts

    def _continued(self, end: int) -> int:
        """Return the place at which something could go on that seems to end at *end*."""
        blanks = _BLANKS.match(self._source, end)
        place = blanks.end() if blanks else end
        following = _NEXT_LINE.match(self._source, place)
        return following.end() if following and _GOES_ON.match(self._source, following.end()) else place


def _unread(value: Expression, span: Span) -> Expression:
    return value if isinstance(value, Function | Unread) else Unread(inner=(value,), span=span)


def _spans(statement: Statement, places: Iterable[int]) -> bool:
    """Return whether one of *places* is inside *statement*, whose span may be that of its target."""
    value = statement.value if isinstance(statement, Assign | Return | Evaluate) else None
    return value is not None and any(statement.span.start < place < max(value.span.end, statement.span.end) for place in places)


def _without_values(statements: tuple[Statement, ...], places: Iterable[int]) -> tuple[Statement, ...]:
    """Return *statements*, with the values unread that one of *places* is inside."""
    return tuple(_without_value(statement) if _spans(statement, places) else statement for statement in statements)


def _without_value(statement: Statement) -> Statement:
    match statement:
        case Assign(value=Expression() as value) | Return(value=Expression() as value) | Evaluate(value=value):
            return replace(statement, value=_unread(value, statement.span))
    return statement


def count_errors(root: Node, understands: Callable[[Node], bool]) -> int:
    """Return how many bytes below *root* are errors, and how many things are missing; what is understood is not an error."""
    return sum(error.end_byte - error.start_byte + error.is_missing for error in _errors(root, is_deep=False) if not understands(error))


def _errors(root: Node, *, is_deep: bool = True) -> Iterator[Node]:
    """Yield the errors and what is missing below *root*; if *is_deep*, those inside errors, too."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        if node.has_error and (is_deep or not node.is_error):
            waiting += node.children


def _gaps(root: Node, source: bytes) -> Iterator[int]:
    """Yield the start of what the grammar dropped between the nodes of a file, without saying so."""
    # The parser gets a line end more than the source has.
    starts = [*(child.start_byte for child in root.children), min(root.end_byte, len(source))]
    for before, end in zip(root.children, starts[1:], strict=True):
        dropped = source[before.end_byte : end]
        if dropped.strip(_SEPARATORS):
            yield end - len(dropped.lstrip(_SEPARATORS))
