"""Syntax errors: what is cut off, has something left out, or is written in a newer version of the language than the grammar's.

The grammar goes on after an error as well as it can, and what it makes of the rest can be another value than the language would. So a value with an
error in it is unread: silence is better than an accusation for something that is not in the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.tree import Assign, Expression, Function, Return, Span, Statement, Steps, Unread

if TYPE_CHECKING:
    from tree_sitter import Node

_Lowered = Expression | Statement | tuple[Statement, ...] | None


def is_broken(node: Node) -> bool:
    """Return whether there is a syntax error in *node* itself, or in a list that is part of it."""
    return any(child.is_error or any(inner.is_error for inner in child.children) for child in node.children)


def doubted(lowered: _Lowered, span: Span) -> _Lowered:
    """Return *lowered* with its value unread, because a syntax error hides a part of it."""
    match lowered:
        case (Assign() as assign) | (Assign() as assign,) | Steps(body=(Assign() as assign,)) if assign.value is not None:
            return Assign(targets=assign.targets, value=Unread(inner=(assign.value,), span=span), span=span)
        case Return(value=Expression() as value):
            return Return(value=Unread(inner=(value,), span=span), span=span)
        case Expression() if not isinstance(lowered, Function | Steps | Unread):
            return Unread(inner=(lowered,), span=span)
    return lowered
