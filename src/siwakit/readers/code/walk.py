"""Every node of a program, in no particular order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from siwakit.readers.code.tree import Node, Span


def nodes_in(body: Iterable[Any]) -> Iterator[Node]:
    """Yield the nodes in *body*, at any depth."""
    todo: list[Any] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo += node
        elif isinstance(node, Node) and not isinstance(node, Span):
            yield node
            todo += [getattr(node, name) for name in node.__dataclass_fields__]
