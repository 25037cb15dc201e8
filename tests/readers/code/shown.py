"""Source code lowered to the common tree, and the tree as text.

`shown` prints each statement of a file on one line, without spans:

    jwt = sign({"iss": TEAM})    (assign (name jwt) (call (name sign) (map ("iss" (name TEAM)))))

Expressions: `"text"`, `1`, `true`, `none`, `(name a)`, `(attr a b)`, `(item a b)`, `(call f 1 name=2 *spread)`, `(new F 1)`, `(map ("k" v) *spread)`,
`(list 1 2)`, `(join "a" b)`, `(+ a b)`, `(choice condition a b)`, `(fn name (a b=1) …)`, `(steps …)`, `(unread …)`.
Statements: an expression, `(assign a 1)`, `(assign+ a 1)` for `+=`, `(assign ((name a) (name b)) pair)`, `(declare a)`, `(return a)`,
`(branch condition (…) (…))`, `(block …)`, `(def name (a) …)`, `(property name () …)`, `(type Name …)`, `(outer a b)`, `(extension Name …)`,
`(import "module" (name here))`. A condition that is not known is `_`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from siwakit.readers.code import tree
from siwakit.readers.code.languages.lowering import Lowering
from siwakit.readers.code.parse import lowered, parser_of

SNIPPETS = Path(__file__).parent / "snippets"
"""Realistic sources that mint a client_secret or send it, in a folder for each language."""
REPORTS = Path(__file__).parents[2] / "reports" / "data"
"""Real reports; the folder of one contains the source that its reporter pasted."""


def sources(*endings: str) -> list[Path]:
    """List the snippets and the sources in reports that have one of these *endings* (without a dot)."""
    return [path for folder in (SNIPPETS, REPORTS) for ending in endings for path in sorted(folder.rglob(f"*.{ending}"))]


def lower(language: type[Lowering], source: str) -> tree.Program:
    """Return *source* in the common tree."""
    language = language.of(source.encode())
    parser = parser_of(language)
    return lowered(source.encode(), language, lambda content: parser.parse(content).root_node)


def shown(language: type[Lowering], source: str) -> str:
    """Return *source* in the common tree as text, one line for each statement of the file."""
    return "\n".join(show(statement) for statement in lower(language, source).body)


def unread(language: type[Lowering], source: str) -> list[str]:
    """List the source of everything in *source* that has no counterpart in the common tree."""
    program = lower(language, source)
    content = bytes(program.shift) + source.encode()
    found = [node.span for node in everything(program) if isinstance(node, tree.Unread)]
    return [content[span.start : span.end].decode() for span in found if span != tree.NOWHERE]


def everything(node: Any) -> Iterator[tree.Node]:
    """Return *node* and all nodes below it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tree.Node):
            yield one
            waiting += [getattr(one, name) for name in one.__dataclass_fields__]
        elif isinstance(one, tuple):
            waiting += one


def show(node: tree.Node | None) -> str:
    """Return one expression, statement or part of one as text."""
    return "_" if node is None else _SHOWN[type(node)](node)


def _list(head: str, *items: str) -> str:
    return f"({' '.join([head, *items] if head else items)})"


def _all(nodes: Iterable[tree.Node]) -> Iterator[str]:
    return (show(node) for node in nodes)


def _body(statements: Iterable[tree.Node]) -> str:
    return _list("", *_all(statements))


def _assignment(node: tree.Assign) -> str:
    target = show(node.targets[0]) if len(node.targets) == 1 else _body(node.targets)
    return _list("declare", target) if node.value is None else _list(f"assign{node.operator}", target, show(node.value))


def _function(head: str, function: tree.Function) -> str:
    return _list(head, *([function.name] if function.name else []), _body(function.parameters), *_all(function.body))


_SHOWN: dict[type, Callable[[Any], str]] = {
    tree.Text: lambda node: json.dumps(node.value, ensure_ascii=False),
    tree.Number: lambda node: repr(node.value),
    tree.Constant: lambda node: str(node.value).lower(),
    tree.Name: lambda node: _list("name", node.name),
    tree.Attribute: lambda node: _list("attr", show(node.of), node.name),
    tree.Item: lambda node: _list("item", show(node.of), show(node.key)),
    tree.Argument: lambda node: ("*" if node.is_spread else "") + (f"{node.name}=" if node.name else "") + show(node.value),
    tree.Call: lambda node: _list("new" if node.is_new else "call", show(node.function), *_all(node.arguments)),
    tree.Entry: lambda node: f"*{show(node.value)}" if node.key is None else _list("", show(node.key), show(node.value)),
    tree.Mapping: lambda node: _list("map", *_all(node.entries)),
    tree.Sequence: lambda node: _list("list", *_all(node.items)),
    tree.Joined: lambda node: _list("join", *_all(node.parts)),
    tree.Operation: lambda node: _list(node.operator, *_all(node.operands)),
    tree.Choice: lambda node: _list("choice", show(node.condition), *_all(node.options)),
    tree.Parameter: lambda node: (node.name or "_") + (f"={show(node.default)}" if node.default else ""),
    tree.Function: lambda node: _function("fn", node),
    tree.Steps: lambda node: _list("steps", *_all(node.body)),
    tree.Unread: lambda node: _list("unread", *_all(node.inner)),
    tree.Evaluate: lambda node: show(node.value),
    tree.Assign: _assignment,
    tree.Return: lambda node: _list("return", *([show(node.value)] if node.value else [])),
    tree.Branch: lambda node: _list("branch", show(node.condition), *map(_body, node.bodies)),
    tree.Block: lambda node: _list("block", *_all(node.body)),
    tree.Outer: lambda node: _list("outer", *node.names),
    tree.Define: lambda node: _function("property" if node.function.is_property else "def", node.function),
    tree.Type: lambda node: _list("extension" if node.is_extension else "type", node.name or "_", *_all(node.body)),
    tree.Import: lambda node: _list("import", json.dumps(node.module), *(_list("", name or '""', here) for name, here in node.names)),
}
