"""Parse source code with tree-sitter, within a limit of size and time."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

from siwakit.errors import TooLarge

if TYPE_CHECKING:
    from tree_sitter import Node

    from siwakit.readers.code.languages.lowering import Lowering
    from siwakit.readers.code.tree import Program

MAX_BYTES = 256 * 1024
MAX_SECONDS = 0.5
_CHUNK = 4096


def parse(text: str, language: type[Lowering]) -> Program | None:
    """Return *text*, source code in *language*, as the common tree; None if the parser takes longer than its limit.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar is not installed.
        TooLarge: more than 256 KiB.
    """
    source = text.encode("utf-8", "replace")
    if len(source) > MAX_BYTES:
        raise TooLarge("source code of more than 256 KiB is not read", hint="give the file or the function that makes the client_secret")
    root = syntax_tree(source, language.grammar)
    return language(source).program(root) if root else None


def syntax_tree(source: bytes, grammar: tuple[str, str], seconds: float = MAX_SECONDS) -> Node | None:
    """Return the tree that the parser makes of *source*; None if it takes longer than *seconds*.

    A line end is added to the source. If it ends in the middle of an annotation, the scanner of tree-sitter-kotlin 1.1 would look for
    one for ever, and not read any more, so that it could not be stopped.
    """
    tree_sitter = import_module("tree_sitter")
    module, function = grammar
    parser = tree_sitter.Parser(tree_sitter.Language(getattr(import_module(module), function)()))
    ended = source + b"\n"
    end = time.monotonic() + seconds
    try:
        # The parser calls back now and then only if it is given the source bit by bit. An error in what it calls would not end it.
        root: Node = parser.parse(
            lambda offset, _: ended[offset : offset + _CHUNK],
            progress_callback=lambda *_: time.monotonic() > end,
        ).root_node
    except ValueError:
        return None
    return root
