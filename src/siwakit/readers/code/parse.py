"""Parse source code with tree-sitter, within a limit of size and time.

People paste the inside of a function or of a class, which some grammars do not read. If a source has errors, it is also parsed with what such an
excerpt may have around it, and the text with the fewest errors counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from itertools import accumulate
from time import thread_time
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
MAX_SECONDS = 0.3
MAX_NODES = 160_000
MAX_NESTING = 1000
_CHUNK = 4096
_OPENING, _CLOSING = b"([{<", b")]}>"
_LEVELS = [1 if sign in _OPENING else -1 if sign in _CLOSING else 0 for sign in range(256)]
_HINT = "give the function that makes the client_secret"
_END = b"\n"
"""What the parser reads after a source: if it ends in an annotation, tree-sitter-kotlin 1.1 looks for a blank behind it without end."""
_EXCERPT = "Excerpt_"


def parse(text: str, language: type[Lowering]) -> Program:
    """Return *text*, source code in *language*, as the common tree.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar is not installed.
        TooLarge: more than `most_bytes`, 160,000 nodes or 1,000 levels, or the parser takes longer than it may.
    """
    source = text.encode("utf-8", "replace")
    fault = too_large(source, language)
    if fault is not None:
        raise fault
    if max(accumulate(map(_LEVELS.__getitem__, source), initial=0)) > MAX_NESTING:
        raise TooLarge(f"source code with more than {MAX_NESTING} brackets that are open at once is not read", hint=_HINT)
    language = language.of(source)
    parser, end = parser_of(language), thread_time() + MAX_SECONDS
    return lowered(source, language, lambda source: _parsed(parser, source, end))


def count_errors(text: str, language: type[Lowering]) -> int:
    """Return how much of *text* is not read because of errors.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar is not installed.
        TooLarge: the parser takes longer than it may.
    """
    source = text.encode("utf-8", "replace")
    language = language.of(source)
    source = language.prepared(source)
    return language(source).misread(_parsed(parser_of(language), source + _END, thread_time() + MAX_SECONDS))


def too_large(source: bytes, language: type[Lowering]) -> TooLarge | None:
    """Return why *source*, in *language*, is not read, or None: its grammar would need too long for so many bytes."""
    most = _MAX_BYTES_OF_SLOW_GRAMMARS if language.grammar[0] in _SLOW_GRAMMARS else MAX_BYTES
    return TooLarge(f"source code of more than {most // 1024} KiB is not read", hint=_HINT) if len(source) > most else None


def parser_of(language: type[Lowering]) -> Any:
    """Return the parser with the grammar of *language*."""
    tree_sitter = import_module("tree_sitter")
    module, function = language.grammar
    return tree_sitter.Parser(tree_sitter.Language(getattr(import_module(module), function)()))


def _parsed(parser: Any, source: bytes, end: float) -> Node:
    """Return the root of the tree of *source*, if it is made before the thread has run for *end* seconds."""

    def read(offset: int, _: object) -> bytes:
        # Some grammars read the whole rest again for each sign: they are stopped by an end of the text.
        return b"" if thread_time() > end else source[offset : offset + _CHUNK]

    root: Node | None = None
    # Others take seconds for one line, and do not read meanwhile. The parser raises this error if it is stopped.
    with suppress(ValueError):
        root = parser.parse(read, encoding="utf8", progress_callback=lambda *_: thread_time() > end).root_node
    if root is None or thread_time() > end:
        raise TooLarge(f"the parser needs more than {MAX_SECONDS} seconds for this source code, which is not read", hint=_HINT)
    if root.descendant_count > MAX_NODES:
        raise TooLarge(f"source code of more than {MAX_NODES} words and signs is not read", hint=_HINT)
    return root


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
        try:
            root = parsed(whole + _END)
        except TooLarge:
            break
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
