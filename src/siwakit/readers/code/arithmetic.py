"""Operators on values."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from siwakit.patterns import pattern
from siwakit.readers.code.tree import Expression, Number, Operation, Span, Width
from siwakit.readers.code.values import Array, Instance, Known, Table, Unknown, Value, known

if TYPE_CHECKING:
    from siwakit.readers.code.evaluation import Evaluation

_LARGEST = 1e18
_MOST_ITEMS = 4_096
_DIGITS = pattern(r"[+-]?[0-9]{1,18}")
_HALF = 2**31
_OPERATIONS: dict[str, Callable[[Any, Any], float]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
    "/": operators.truediv,
    "//": operators.floordiv,
    "%": operators.mod,
    "**": operators.pow,
    "|": operators.or_,
    "<<": operators.lshift,
    ">>": operators.rshift,
}
# Enough for any number of seconds, and never too large to compute.
_GROWING = frozenset({"**", "<<"})
_MOST_DOUBLINGS = 63
_LARGEST_GROWING = 1_000_000


def calculate(run: Evaluation, operator: str, operands: tuple[Value, ...], span: Span) -> Value:
    """Return the result of *operator*; unknown if an operand is."""
    if operator in {"or", "??"} and len(operands) > 1:
        return _or(operands[0], operands[1])
    if run.library.adds_numbers:
        operands = tuple(_converted(run, value) for value in operands)
    if operator in {"to", "->"}:
        return Array(items=[*operands], span=span)
    if run.library.operate and any(isinstance(value, Instance | Table) for value in operands):
        return run.library.operate(operator, operands, span) or Unknown(span=span)
    if len(operands) == 1:
        return _one(operator, operands[0], span)
    first, second = operands[0], operands[1]
    if isinstance(first, Array) and isinstance(second, Array) and operator == "+":
        items = [*first.items, *second.items][:_MOST_ITEMS]
        return Array(items=items, is_open=first.is_open or second.is_open or len(items) == _MOST_ITEMS, span=span)
    if operator == "+" and not run.library.adds_numbers and (_is_text(first) or _is_text(second)):
        return run.join(operands, span)
    left, right = _number(first), _number(second)
    if left is None or right is None:
        name = next((value.name for value in operands if isinstance(value, Unknown) and value.name), "")
        return Unknown(name=name, span=span)
    result = _two(operator, left, right, divides_whole=run.divides_whole)
    doubts = frozenset(doubt for value in operands if isinstance(value, Known) for doubt in value.doubts)
    return Unknown(span=span) if result is None or abs(result) > _LARGEST else Known(value=result, doubts=doubts, span=span)


def width_of(node: Expression) -> Width:
    """Return what becomes of a result of *node* that does not fit in 32 bits: anything but literals makes it as large as it is."""
    if isinstance(node, Number):
        return node.width
    if not isinstance(node, Operation):
        return Width.ANY
    # The last operand first: in a long chain it is the one that nests nothing.
    for operand in reversed(node.operands):
        width = width_of(operand)
        if width is Width.ANY:
            break
    return width


def narrowed(value: Value, width: Width) -> Value:
    """Return *value* as a number of 32 bits."""
    number = known(value)
    if width is Width.ANY or not isinstance(number, int) or abs(number) < _HALF or not isinstance(value, Known):
        return value
    wrapped = (number + _HALF) % (2 * _HALF) - _HALF
    return Known(value=wrapped, doubts=value.doubts, span=value.span) if width is Width.WRAPS else Unknown(span=value.span)


def _or(first: Value, second: Value) -> Value:
    """Return the first of two values that is set."""
    if isinstance(first, Unknown):
        return Unknown(name=first.name, why=first.why, default=second, span=first.span)
    return second if isinstance(first, Known) and first.value in {None, "", False} else first


def _one(operator: str, value: Value, span: Span) -> Value:
    number = _number(value)
    if operator in {"+", "-"} and number is not None:
        return Known(value=number if operator == "+" else -number, span=span)
    if operator == "~" and number is not None:
        return Known(value=~int(number), span=span)
    if operator == "not" and isinstance(value, Known):
        return Known(value=not value.value, span=span)
    return Unknown(span=span)


def _two(operator: str, left: float, right: float, *, divides_whole: bool) -> float | None:
    if operator == "/" and divides_whole and isinstance(left, int) and isinstance(right, int):
        operator = "//"
    operation = _OPERATIONS.get(operator)
    if operation is None or (operator in _GROWING and (abs(right) > _MOST_DOUBLINGS or abs(left) > _LARGEST_GROWING)):
        return None
    try:
        return operation(left, right)
    except (ZeroDivisionError, OverflowError, ValueError, TypeError):
        return None


def _converted(run: Evaluation, value: Value) -> Value:
    """Return the number that a string is to an operator."""
    text = known(value)
    if not isinstance(text, str):
        return value
    behind = run.marks.behind(text)
    match = _DIGITS.fullmatch(text.strip())
    return behind or (Known(value=int(match[0]), span=value.span) if match else value)


def _is_text(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.value, str)


def _number(value: Value) -> float | None:
    number = known(value)
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None
