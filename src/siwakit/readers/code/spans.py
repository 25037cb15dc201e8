"""Places in several files that are read together: as if they stood one behind the other."""

from __future__ import annotations

from typing import Any

from siwakit.readers.code.tree import Node, Program, Span


def shift(program: Program, start: int) -> Program:
    """Return *program* with all its places moved to behind *start* bytes."""
    waiting: list[Any] = [program] if start else []
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += node
        elif isinstance(node, Node) and id(node) not in seen:
            seen.add(id(node))
            waiting += [value for name in node.__dataclass_fields__ if isinstance(value := getattr(node, name), Node | tuple)]
            if node.span.end:
                # Nobody else has seen the tree yet, and a copy of every node of it takes as long as all the rest.
                object.__setattr__(node, "span", Span(node.span.start + start, node.span.end + start))
    return program
