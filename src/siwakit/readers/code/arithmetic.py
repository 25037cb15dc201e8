"""Operators on values."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable
from math import trunc
from typing import TYPE_CHECKING, Any

from siwakit.patterns import pattern
from siwakit.readers.code.tree import Expression, Number, Operation, Span, Width
from siwakit.readers.code.values import SEGMENTS, Array, Encoded, Instance, Known, Table, Token, Unknown, Value, is_marked, known

if TYPE_CHECKING:
    from siwakit.readers.code.alternatives import Semantics
    from siwakit.readers.code.evaluation import Evaluation

_LARGEST = 1e18
_MOST_ITEMS = 4_096
_DIGITS = pattern(r"[+-]?[0-9]{1,18}")
_OPERATIONS: dict[str, Callable[[Any, Any], float]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
    "/": operators.truediv,
    "//": operators.floordiv,
    "%": operators.mod,
    "**": operators.pow,
}
# Operators on bits take whole numbers; JavaScript drops the fraction of any other, which is how programs make a number whole there.
_BITS: dict[str, Callable[[int, int], int]] = {"|": operators.or_, "&": operators.and_, "<<": operators.lshift, ">>": operators.rshift}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    ">": operators.gt,
    "<=": operators.le,
    ">=": operators.ge,
}
# Enough for any number of seconds, and never too large to compute.
_GROWING = frozenset({"**", "<<"})
_MOST_DOUBLINGS = 63
_LARGEST_GROWING = 1_000_000
# Bits are those of 32 in some languages and of 64 in others.
_BITS_OF_ALL = 2**31


def calculate(run: Evaluation, operator: str, operands: tuple[Value, ...], span: Span) -> Value:
    """Return the result of *operator*; unknown if an operand is."""
    if operator in {"or", "??"} and len(operands) > 1:
        return _or(operator, operands[0], operands[1])
    if run.library.adds_numbers:
        operands = tuple(_converted(run, value) for value in operands)
    if operator in {"to", "->"}:
        return Array(items=[*operands], span=span)
    if operator == "+" and any(_is_text(value) for value in operands):
        operands = tuple(_as_string(run, value) for value in operands)
    if run.library.operate and any(isinstance(value, Instance | Table) for value in operands):
        return run.library.operate(operator, operands, span) or Unknown(span=span)
    if len(operands) == 1:
        return _one(operator, operands[0], span)
    first, second = operands[0], operands[1]
    if operator == "and":
        return _and(first, second, span)
    return _compare(operator, first, second, span) if operator in _COMPARISONS else _computed(run, operator, first, second, span)


def _as_string(run: Evaluation, value: Value) -> Value:
    """Return an object that is added to a string as the string that it is then, if a library says what that is."""
    if not isinstance(value, Instance) or (value.kind, "toString") not in run.library.methods:
        return value
    return run.call_method(value, "toString", run.given(value.span, receiver=value, words="toString")) or value


def _computed(run: Evaluation, operator: str, first: Value, second: Value, span: Span) -> Value:
    operands = (first, second)
    if isinstance(first, Array) and isinstance(second, Array) and operator == "+":
        items = [*first.items, *second.items][:_MOST_ITEMS]
        run.steps += len(items) // 4
        return Array(items=items, is_open=first.is_open or second.is_open or len(items) == _MOST_ITEMS, span=span)
    if operator == "+" and not run.library.adds_numbers and (_is_text(first) or _is_text(second)):
        # 1 + "2" is 12 or 3, or an error.
        is_either = any(_is_digits(value) for value in operands) and any(_number(value) is not None for value in operands)
        return Unknown(span=span) if is_either else run.join(operands, span)
    left, right = _number(first), _number(second)
    if left is None or right is None:
        name = next((value.name for value in operands if isinstance(value, Unknown) and value.name), "")
        return Unknown(name=name, span=span)
    result = _two(operator, left, right, run.semantics)
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
    if width is Width.ANY or not isinstance(number, int) or abs(number) < _BITS_OF_ALL or not isinstance(value, Known):
        return value
    wrapped = (number + _BITS_OF_ALL) % (2 * _BITS_OF_ALL) - _BITS_OF_ALL
    return Known(value=wrapped, doubts=value.doubts, span=value.span) if width is Width.WRAPS else Unknown(span=value.span)


def truth_of(value: Value) -> bool | None:
    """Return whether a condition is met, if it is known; what numbers and strings mean as conditions depends on the language."""
    found = known(value)
    if isinstance(found, bool):
        return found
    if isinstance(value, Encoded | Token) or (isinstance(value, Table) and value.entries):
        return True
    return False if isinstance(value, Known) and found is None else None


def _or(operator: str, first: Value, second: Value) -> Value:
    """Return the first of two values that is set; whether an empty string or 0 is depends on the language."""
    if isinstance(first, Unknown):
        return Unknown(name=first.name, why=first.why, default=second, span=first.span)
    if not isinstance(first, Known) or first.value is None or (first.value is False and operator == "or"):
        return second if isinstance(first, Known) else first
    if first.value not in {"", 0}:
        return first
    return first if operator == "??" else Unknown(default=second, span=first.span)


def _and(first: Value, second: Value, span: Span) -> Value:
    truth = truth_of(first)
    if truth is None:
        return Unknown(name=second.name if isinstance(second, Unknown) else "", span=span)
    return second if truth else first


def _one(operator: str, value: Value, span: Span) -> Value:
    number = _number(value)
    doubts = value.doubts if isinstance(value, Known) else frozenset()
    if operator in {"+", "-"} and number is not None:
        return Known(value=number if operator == "+" else -number, doubts=doubts, span=span)
    if operator == "~" and number is not None and abs(number) < _BITS_OF_ALL:
        return Known(value=~trunc(number), doubts=doubts, span=span)
    truth = truth_of(value)
    return Unknown(span=span) if operator != "not" or truth is None else Known(value=not truth, span=span)


def _two(operator: str, left: float, right: float, semantics: Semantics) -> float | None:
    if operator in _BITS and abs(left) < _BITS_OF_ALL and abs(right) < _BITS_OF_ALL:
        left, right = trunc(left), trunc(right)
    operation: Callable[[Any, Any], Any] | None = _OPERATIONS.get(operator)
    if operator in _BITS and isinstance(left, int) and isinstance(right, int):
        operation = _BITS[operator]
    is_whole = isinstance(left, int) and isinstance(right, int)
    if operator == "/" and semantics.divides_whole and is_whole:
        # Towards zero, as all languages do it that divide so.
        operation = _divided
    if operation is None or (operator in _GROWING and (abs(right) > _MOST_DOUBLINGS or abs(left) > _LARGEST_GROWING)):
        return None
    try:
        result: Any = operation(left, right)
    except (ArithmeticError, ValueError, TypeError):
        return None
    if isinstance(result, complex):
        return None
    # In a language whose / drops fractions, // is only the conversion to a whole number.
    is_made_whole = operator == "//" and semantics.divides_whole
    is_exact = isinstance(result, float) and result.is_integer() and (semantics.has_one_number or (semantics.divides_exactly and is_whole))
    exact: float = trunc(result) if is_made_whole or is_exact else result
    return exact


def _divided(left: int, right: int) -> float:
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def _compare(operator: str, first: Value, second: Value, span: Span) -> Value:
    """Return whether two values are equal or in order; only of values of one type, because languages differ in the others."""
    if not isinstance(first, Known) or not isinstance(second, Known) or first.doubts or second.doubts:
        return Unknown(span=span)
    left, right = first.value, second.value
    is_number = _number(first) is not None and _number(second) is not None
    is_text = isinstance(left, str) and isinstance(right, str) and not is_marked(left) and not is_marked(right)
    is_other = operator in {"==", "!="} and type(left) is type(right) and not isinstance(left, str)
    return Known(value=_COMPARISONS[operator](left, right), span=span) if is_number or is_text or is_other else Unknown(span=span)


def _converted(run: Evaluation, value: Value) -> Value:
    """Return the number that a string is to an operator."""
    text = known(value)
    if not isinstance(text, str):
        return value
    behind = run.marks.behind(text)
    match = _DIGITS.fullmatch(text.strip())
    return behind or (Known(value=int(match[0]), span=value.span) if match else value)


def _is_text(value: Value) -> bool:
    return (isinstance(value, Known) and isinstance(value.value, str)) or (isinstance(value, Encoded) and value.encoding in SEGMENTS)


def _is_digits(value: Value) -> bool:
    text = known(value)
    return isinstance(text, str) and text.strip().lstrip("-").replace(".", "", 1).isdigit()


def _number(value: Value) -> float | None:
    number = known(value)
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None
