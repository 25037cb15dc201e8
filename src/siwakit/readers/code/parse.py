"""Parse source code with tree-sitter, within a limit of size and time."""

from __future__ import annotations

from importlib import import_module
from itertools import accumulate
from time import thread_time
from typing import TYPE_CHECKING

from siwakit.errors import TooLarge

if TYPE_CHECKING:
    from tree_sitter import Node

    from siwakit.readers.code.languages.lowering import Lowering
    from siwakit.readers.code.tree import Program

MAX_BYTES = 256 * 1024
MAX_SECONDS = 0.3
MAX_NODES = 160_000
MAX_NESTING = 1000
_CHUNK = 4096
_OPENING, _CLOSING = b"([{<", b")]}>"
_LEVELS = [1 if sign in _OPENING else -1 if sign in _CLOSING else 0 for sign in range(256)]
_HINT = "give the file or the function that makes the client_secret"


def parse(text: str, language: type[Lowering]) -> Program:
    """Return *text*, source code in *language*, as the common tree.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar is not installed.
        TooLarge: more than 256 KiB 160,000 nodes or 1,000 levels, or the parser takes longer than it may.
    """
    source = text.encode("utf-8", "replace")
    if len(source) > MAX_BYTES:
        raise TooLarge("source code of more than 256 KiB is not read", hint=_HINT)
    if max(accumulate(map(_LEVELS.__getitem__, source), initial=0)) > MAX_NESTING:
        raise TooLarge(f"source code with more than {MAX_NESTING} brackets that are open at once is not read", hint=_HINT)
    root = parse_tree(source, language.grammar)
    if root is None:
        raise TooLarge(f"the parser needs more than {MAX_SECONDS} seconds for this source code, which is not read", hint=_HINT)
    if root.descendant_count > MAX_NODES:
        raise TooLarge(f"source code of more than {MAX_NODES} words and signs is not read", hint=_HINT)
    return language(source).program(root)


def parse_tree(source: bytes, grammar: tuple[str, str], seconds: float = MAX_SECONDS) -> Node | None:
    """Return the root of the tree of *source* by *grammar*, a module and a function in it; None if the parser needs more than *seconds*."""
    tree_sitter = import_module("tree_sitter")
    module, function = grammar
    parser = tree_sitter.Parser(tree_sitter.Language(getattr(import_module(module), function)()))
    end = thread_time() + seconds

    def read(offset: int, _: object) -> bytes:
        # Some grammars read the whole rest again for each sign: they are stopped by an end of the text.
        return b"" if thread_time() > end else source[offset : offset + _CHUNK]

    def is_late(_: int, __: object) -> bool:
        # Others take seconds for one line, and do not read meanwhile.
        return thread_time() > end

    try:
        root: Node = parser.parse(read, encoding="utf8", progress_callback=is_late).root_node
    except ValueError:
        # This is what the parser raises if it is stopped.
        return None
    return root if thread_time() <= end else None
