"""Whether an expression of a program means the same in another place of it, as far as its text tells."""

from __future__ import annotations

import re

from siwakit.patterns import pattern

_OF_AN_OBJECT = pattern(r"@\w|\$this\b|this\.|self\.")
_OUTERMOST = pattern(r"(?m)^[A-Za-z@][^\n]*")
_CLASS = pattern(r"\b(?:class|module|struct|trait|object|interface|record|enum|impl|extension|actor|Struct\.new)\b")
_PHP_VARIABLE = pattern(r"\$\w+")
_PHP_FUNCTION = pattern(r"\bfunction\b")


def is_known_at(family: str, code: str, expression: str, offset: int) -> bool:
    """Return whether *expression* means something at *offset*: a member only in a class, a variable of PHP only in its function."""
    before = code[:offset]
    if _OF_AN_OBJECT.match(expression):
        outermost = list(_OUTERMOST.finditer(before))
        return bool(outermost) and _CLASS.search(outermost[-1][0]) is not None
    variable = _PHP_VARIABLE.match(expression.lstrip('"{')) if family == "php" else None
    if variable is None or variable[0] == "$this":
        return True
    start = max((match.start() for match in _PHP_FUNCTION.finditer(before)), default=0)
    return re.search(rf"{re.escape(variable[0])}\b", before[start:]) is not None
