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
# Some grammars need seconds to parse a long chain of operators, and cannot be stopped in the middle of it.
_MAX_BYTES_OF_SLOW_GRAMMARS = 64 * 1024
_SLOW_GRAMMARS = frozenset({"tree_sitter_elixir", "tree_sitter_powershell"})
MAX_SECONDS = 0.5
_CHUNK = 4096
_END = b"\n"
"""What the parser reads after a source: if it ends in an annotation, tree-sitter-kotlin 1.1 looks for a blank behind it without end."""
_EXCERPT = "Excerpt_"


class TooSlow(Exception):
    """The parser took longer than its limit."""


def parse(text: str, language: type[Lowering]) -> Program | None:
    """Return *text*, source code in *language*, as the common tree; None if the parser takes longer than its limit.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar is not installed.
        TooLarge: more than `most_bytes`.
    """
    source = text.encode("utf-8", "replace")
    most = most_bytes(language)
    if len(source) > most:
        raise TooLarge(f"source code of more than {most // 1024} KiB is not read", hint="give the file or the function that makes the client_secret")
    language = language.of(source)
    parser = parser_of(language)
    end = time.monotonic() + MAX_SECONDS

    def parsed(source: bytes) -> Node:
        # The parser calls back only if it asks for the source bit by bit, and goes on asking after an exception in what it calls.
        try:
            root: Node = parser.parse(
                lambda offset, _: source[offset : offset + _CHUNK],
                progress_callback=lambda *_: time.monotonic() > end,
            ).root_node
        except ValueError as error:
            raise TooSlow from error
        return root

    try:
        return lowered(source, language, parsed)
    except TooSlow:
        return None


def most_bytes(language: type[Lowering]) -> int:
    """Return how many bytes of source code in *language* are read."""
    return _MAX_BYTES_OF_SLOW_GRAMMARS if language.grammar[0] in _SLOW_GRAMMARS else MAX_BYTES


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
    root = parsed(source + _END)
    best = _Text(source, root, language(source).misread(root))
    for before, behind in _surroundings(language) if best.errors else ():
        whole = before + source + behind
        root = parsed(whole + _END)
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
