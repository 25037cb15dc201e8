"""Declarations: assignments whose variables are new, whatever is called the same around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from siwakit.readers.code.tree import Assign, Statement


def declared(statements: Iterable[Statement], of: Literal["block", "function"] = "block") -> tuple[Statement, ...]:
    """Return *statements* with the variables that they set as new ones of the block or function around them."""
    return tuple([replace(statement, declares=of) if isinstance(statement, Assign) else statement for statement in statements])
