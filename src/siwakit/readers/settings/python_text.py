"""Read Django settings: the literal values in a Python file. Nothing is run; what would have to be computed is not known."""

from __future__ import annotations

import ast
import warnings
from typing import Any

from siwakit.errors import NotReadable, TooLarge
from siwakit.patterns import pattern
from siwakit.readers.settings.bounds import HINT, limit_text, limit_value

_MAX_TEXT = 64 * 1024
_MAX_DEPTH = 32
# `ast` creates a node of some hundred bytes for every name, sign and line, so their number limits its memory.
_MAX_WORDS = 40_000
_WORD_OR_SIGN = pattern(r"\w+|[^\w \t]")


class _Unknown:
    """Marker for a value that only running the file would show."""


_UNKNOWN = _Unknown()


def read_python(text: str) -> dict[str, Any] | None:
    """Return the names that *text* assigns at its top level, or inside one `if` or `try`, as far as they are written out.

    Raises:
        NotReadable: it is not Python.
        TooLarge: more than 256 Ki characters, 40,000 words and signs, or 10,000 values.
    """
    limit_text(text, "Python")
    if sum(1 for _ in _WORD_OR_SIGN.finditer(text)) > _MAX_WORDS:
        raise TooLarge(f"settings in Python of more than {_MAX_WORDS} words and signs", hint=HINT)
    try:
        with warnings.catch_warnings():
            # Warnings about unusual escapes in a user's settings do not concern us.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        raise NotReadable(f"the settings are not Python{where}", hint="give the complete file, or only the setting about Apple") from None
    known: dict[str, Any] = {}
    for statement in _statements(tree.body):
        _assign(statement, known)
    limit_value(known)
    return known or None


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    made: list[ast.stmt] = []
    for one in body:
        made.append(one)
        if isinstance(one, ast.If | ast.Try):
            made.extend(one.body)
    return made


def _assign(statement: ast.stmt, known: dict[str, Any]) -> None:
    match statement:
        case ast.Assign(targets=[ast.Name(name)], value=value) | ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
            found = _literal(value, known, 0)
            if isinstance(found, _Unknown):
                known.pop(name, None)
            else:
                known[name] = found
        case ast.Assign(targets=[ast.Subscript(ast.Name(name), ast.Constant(str(member)))], value=value) if isinstance(known.get(name), dict):
            found = _literal(value, known, 0)
            if not isinstance(found, _Unknown):
                known[name] = {**known[name], member: found}
        case _:
            pass


def _literal(node: ast.expr | None, known: dict[str, Any], depth: int) -> Any:  # noqa: PLR0911  one result for each kind of expression
    if depth > _MAX_DEPTH:
        return _UNKNOWN
    match node:
        case ast.Constant(value) if value is None or isinstance(value, str | bool | int | float):
            return value
        case ast.Name(name):
            return known.get(name, _UNKNOWN)
        case ast.List(parts) | ast.Tuple(parts) | ast.Set(parts):
            found = [_literal(part, known, depth + 1) for part in parts]
            return [one for one in found if not isinstance(one, _Unknown)]
        case ast.Dict(keys, values):
            names = [_literal(key, known, depth + 1) if key else None for key in keys]
            return _mapping(list(zip(names, values, strict=True)), known, depth)
        case ast.Call(ast.Name("dict"), [], keywords):
            return _mapping([(one.arg, one.value) for one in keywords], known, depth)
        case ast.BinOp(left, ast.Add(), right):
            return _joined([_literal(left, known, depth + 1), _literal(right, known, depth + 1)])
        case ast.JoinedStr(parts):
            return _joined([_literal(part, known, depth + 1) for part in parts])
        case ast.FormattedValue(value, -1, None):
            return _literal(value, known, depth + 1)
        case _:
            return _UNKNOWN


def _mapping(pairs: list[tuple[Any, ast.expr]], known: dict[str, Any], depth: int) -> dict[str, Any]:
    found = ((key, _literal(value, known, depth + 1)) for key, value in pairs)
    return {str(key): value for key, value in found if isinstance(key, str | int) and not isinstance(value, _Unknown)}


def _joined(parts: list[Any]) -> Any:
    if all(isinstance(part, str) for part in parts) and sum(map(len, parts)) <= _MAX_TEXT:
        return "".join(parts)
    return _UNKNOWN
