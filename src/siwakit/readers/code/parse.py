"""Parse source code with tree-sitter, within a limit of size and time.

People paste the inside of a function or of a class, which some grammars do not read. If a source has errors, it is also parsed with what such an
excerpt may have around it, and the text with the fewest errors counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from siwakit.errors import TooLarge
from siwakit.readers.code.tree import Define, Program, Statement
from siwakit.record import record

if TYPE_CHECKING:
    from tree_sitter import Node

    from siwakit.readers.code.languages.lowering import Lowering

MAX_BYTES = 256 * 1024
MAX_SECONDS = 0.5
_CHUNK = 4096
_EXCERPT = "Excerpt_"


class TooSlow(Exception):
    """The parser took longer than its limit."""


def parse(text: str, language: type[Lowering]) -> Program | None:
    """Return *text*, source code in *language*, as the common tree; None if the parser takes longer than its limit.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar is not installed.
        TooLarge: more than 256 KiB.
    """
    source = text.encode("utf-8", "replace")
    if len(source) > MAX_BYTES:
        raise TooLarge("source code of more than 256 KiB is not read", hint="give the file or the function that makes the client_secret")
    language = language.of(source)
    parser = parser_of(language)
    end = time.monotonic() + MAX_SECONDS

    def parsed(source: bytes) -> Node:
        is_late = False

        def read(offset: int, _: object) -> bytes:
            # The parser asks for one chunk after another, and is stopped between two of them: what it is told then is the end of the source,
            # because it goes on asking after an exception.
            nonlocal is_late
            is_late = is_late or time.monotonic() > end
            return b"" if is_late else source[offset : offset + _CHUNK]

        root: Node = parser.parse(read).root_node
        if is_late:
            raise TooSlow
        return root

    try:
        return lowered(source, language, parsed)
    except TooSlow:
        return None


def parser_of(language: type[Lowering]) -> Any:
    """Return the parser with the grammar of *language*."""
    tree_sitter = import_module("tree_sitter")
    module, function = language.grammar
    return tree_sitter.Parser(tree_sitter.Language(getattr(import_module(module), function)()))


@record
class _Text:
    """Source code with *shift* bytes in front of it, its tree, and how much of it is not read."""

    source: bytes
    root: Node
    errors: int
    shift: int = 0


def lowered(source: bytes, language: type[Lowering], parsed: Callable[[bytes], Node]) -> Program:
    """Return *source* as the common tree, with what is needed around it."""
    source = language.prepared(source)
    root = parsed(source)
    best = _Text(source, root, language(source).misread(root))
    for before, behind in _surroundings(language) if best.errors else ():
        whole = before + source + behind
        root = parsed(whole)
        errors = language(whole).misread(root)
        if errors < best.errors and (not behind or _is_closed(root, before, whole)):
            best = _Text(whole, root, errors, len(before))
    program = language(best.source).program(best.root)
    return replace(program, body=tuple(_unwrapped(program.body)), shift=best.shift) if best.shift else program


def _surroundings(language: type[Lowering]) -> Iterator[tuple[bytes, bytes]]:
    """Yield what can be around an excerpt, also if the end of the excerpt is cut off."""
    for before, behind in language.surroundings:
        yield before, behind
        yield before, b""


def _is_closed(root: Node, before: bytes, whole: bytes) -> bool:
    """Return whether the bracket behind an excerpt closes the one before it instead of one that the excerpt leaves open."""
    end = whole.rindex(b"}")
    token = root.descendant_for_byte_range(end, end + 1)
    around = token.parent if token else None
    return around is not None and any(child.start_byte == before.index(b"{") for child in around.children)


def _unwrapped(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield the statements of *body*, and of the function that was written around an excerpt."""
    for statement in body:
        if isinstance(statement, Define) and statement.function.name == _EXCERPT:
            yield from statement.function.body
        else:
            yield statement
