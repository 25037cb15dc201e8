"""Arithmetic in a here-document of a shell, which the grammar reads as commands in parentheses: the sum is found in their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.tree import Expression, Name, Number, Operation, Span

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_TOKENS = 40
_TOKEN = pattern(r"[0-9]{1,18}|[A-Za-z_]\w*|\S")
_WORDS = frozenset({"word", "number"})
_EXPANSIONS = frozenset({"simple_expansion", "expansion", "command_substitution"})
_INSIDE = frozenset({"subshell", "command", "command_name", "concatenation"})
_PRODUCTS = frozenset("*/%")
_SUMS = frozenset("+-")


def sum_in(node: Node, expression: Callable[[Node], Expression], span: Span) -> Expression | None:
    """Return the sum in *node*, `$((a + b * 2))`; None if it has parentheses or is too long. *expression* lowers an expansion in it."""
    tokens = list(_tokens(node, expression, span))
    operands, operators = tokens[::2], tokens[1::2]
    if len(tokens) > MAX_TOKENS or len(operands) != len(operators) + 1:
        return None
    terms: list[tuple[str, Expression]] = []
    for operator, operand in zip(["+", *operators], operands, strict=True):
        if isinstance(operand, str) or not isinstance(operator, str) or operator not in _PRODUCTS | _SUMS:
            return None
        if operator in _PRODUCTS and terms:
            sign, factor = terms[-1]
            terms[-1] = (sign, Operation(operator=operator, operands=(factor, operand), span=span))
        else:
            terms.append((operator, operand))
    total = terms[0][1]
    for operator, term in terms[1:]:
        total = Operation(operator=operator, operands=(total, term), span=span)
    return total


def _tokens(node: Node, expression: Callable[[Node], Expression], span: Span) -> Iterator[Expression | str]:
    for part in _parts(node):
        if part.type not in _WORDS:
            yield expression(part) if part.type in _EXPANSIONS else part.type
            continue
        for token in _TOKEN.findall((part.text or b"").decode("utf-8", "replace")):
            if token.isdigit():
                yield Number(value=int(token), span=span)
            else:
                yield Name(name=token, span=span) if token.isidentifier() else token


def _parts(node: Node) -> Iterable[Node]:
    """Return the words and expansions in *node*, a command in parentheses, in order."""
    waiting = list(reversed(node.named_children))
    while waiting:
        part = waiting.pop()
        if part.type in _INSIDE:
            waiting += reversed(part.named_children)
        else:
            yield part
