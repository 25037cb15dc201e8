"""Parse source code with tree-sitter, within a limit of size and time."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

from siwakit.errors import TooLarge

if TYPE_CHECKING:
    from siwakit.readers.code.languages.lowering import Lowering
    from siwakit.readers.code.tree import Program

MAX_BYTES = 256 * 1024
MAX_SECONDS = 0.5
_CHUNK = 4096


class TooSlow(Exception):
    """The parser took longer than its limit."""


def parse(text: str, language: type[Lowering]) -> Program | None:
    """Return *text*, source code in *language*, as the common tree; None if the parser takes longer than its limit.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar is not installed.
        TooLarge: more than 256 KiB.
    """
    tree_sitter = import_module("tree_sitter")
    source = text.encode("utf-8", "replace")
    if len(source) > MAX_BYTES:
        raise TooLarge("source code of more than 256 KiB is not read", hint="give the file or the function that makes the client_secret")
    module, function = language.grammar
    parser = tree_sitter.Parser(tree_sitter.Language(getattr(import_module(module), function)()))
    end = time.monotonic() + MAX_SECONDS

    def read(offset: int, _: object) -> bytes:
        # The parser asks for one chunk after another, and can be stopped between two of them.
        if time.monotonic() > end:
            raise TooSlow
        return source[offset : offset + _CHUNK]

    try:
        tree = parser.parse(read)
    except TooSlow:
        return None
    return language(source).program(tree.root_node)
