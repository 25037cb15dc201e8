"""Strings in all languages: what is between their quotes, and their parts as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.escapes import whole_characters, without_margin
from siwakit.readers.code.tree import Expression, Joined, Span, Text

if TYPE_CHECKING:
    from tree_sitter import Node


class Strings:
    """Base of `Lowering` for literal strings."""

    source: bytes
    delimiters: ClassVar[frozenset[str]] = frozenset()
    """Tokens inside a string that do not belong to it."""

    def span(self, node: Node) -> Span:
        """Return the place of *node*."""
        return Span(node.start_byte, node.end_byte)

    def expression(self, node: Node | None) -> Expression:
        """Return *node* as an expression."""
        raise NotImplementedError

    def string(self, node: Node, value: str) -> Text:
        """Return the literal string *value* at *node*."""
        return Text(value=value, span=self.span(node))

    def pieces(self, node: Node, start: int, end: int) -> Iterator[Expression]:
        """Return the parts of a string in *node* between two offsets: its children as expressions, and the text between them.

        Tokens that are `delimiters` are left out. Line endings of Windows are the editor's, and most languages drop them.
        """
        for child in node.children:
            if start <= child.start_byte and child.end_byte <= end:
                yield from self._literal(start, child.start_byte)
                if child.is_named:
                    yield self.expression(child)
                elif child.type not in self.delimiters:
                    yield from self._literal(child.start_byte, child.end_byte)
                start = child.end_byte
        yield from self._literal(start, end)

    def without_margin(self, parts: Iterable[Expression], margin: int) -> Iterator[Expression]:
        """Return *parts* of a string with up to *margin* characters of indentation less in each line of the source."""
        for part in parts:
            start = part.span.start
            if isinstance(part, Text) and self.source[start : start + 1] != b"\\":
                text = without_margin(part.value, margin, from_start=self.source[start - 1 : start] == b"\n")
                yield Text(value=text, span=part.span)
            else:
                yield part

    def _literal(self, start: int, end: int) -> Iterator[Text]:
        if start < end:
            yield Text(value=self.source[start:end].decode("utf-8", "replace").replace("\r\n", "\n"), span=Span(start, end))

    def joined(self, node: Node, parts: Iterable[Expression]) -> Expression:
        """Return *parts* as one string: a literal if all of them are, with neighbours merged and strings inside the string taken apart."""
        merged: list[Expression] = []
        flat = (piece for part in parts for piece in (part.parts if isinstance(part, Joined) else (part,)))
        for is_literal, neighbours in groupby(flat, key=lambda part: isinstance(part, Text)):
            run = list(neighbours)
            merged += [self._merged(run)] if is_literal else run
        merged = [part for part in merged if not (isinstance(part, Text) and not part.value)]
        match merged:
            case []:
                return self.string(node, "")
            case [Text(value=value)]:
                return self.string(node, value)
        return Joined(parts=tuple(merged), span=self.span(node))

    def _merged(self, run: list[Expression]) -> Text:
        value = whole_characters("".join(part.value for part in run if isinstance(part, Text)))
        return Text(value=value, span=Span(run[0].span.start, run[-1].span.end))
