"""Places in several files that are read together, as if they stood one behind the other, and in excerpts that were parsed inside something else."""

from __future__ import annotations

from typing import Any

from siwakit.readers.code.tree import NOWHERE, Node, Program, Span


def shift(program: Program, start: int) -> Program:
    """Return *program* with all its places moved by *start* bytes; places in front of the text get `NOWHERE`."""
    least = max(-start, 0)
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
                span = Span(node.span.start + start, node.span.end + start) if node.span.start >= least else NOWHERE
                object.__setattr__(node, "span", span)
    return program
