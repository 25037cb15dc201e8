"""Strings in C#: regular, verbatim, raw, and all of them interpolated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.braces import Braces
from siwakit.readers.code.languages.escapes import undo_escape, without_margin
from siwakit.readers.code.tree import Argument, Expression, Name, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

_FRAGMENTS = {"string_literal_content", "character_literal_content", "string_content", "raw_string_content"}


class CSharpStrings(Braces):
    """Strings of C#."""

    def on_string_literal(self, node: Node) -> Expression:
        """Return a string or a character."""
        return self.joined(node, self._pieces(node))

    on_character_literal = on_string_literal

    def on_verbatim_string_literal(self, node: Node) -> Expression:
        """Return a string without escapes, in which a quote is written twice."""
        return self.string(node, self.text(node)[2:-1].replace("\r\n", "\n").replace('""', '"'))

    def on_raw_string_literal(self, node: Node) -> Expression:
        """Return a string in three or more quotes."""
        return self._joined(node, _outdented(list(self._pieces(node))))

    def _joined(self, node: Node, pieces: Iterable[Expression]) -> Expression:
        return self.joined(node, (piece for piece in pieces if not isinstance(piece, Text) or piece.value))

    def on_interpolated_string_expression(self, node: Node) -> Expression:
        """Return a string with what is in `{}`."""
        kinds = {child.type for child in node.named_children}
        if "interpolation_quote" in kinds:
            return self._joined(node, _outdented(list(self._pieces(node))))
        is_verbatim = "@" in self.text(next(child for child in node.named_children if child.type == "interpolation_start"))
        return self._joined(node, (_without_doubles(piece, is_verbatim=is_verbatim) for piece in self._pieces(node)))

    def _pieces(self, node: Node) -> Iterator[Expression]:
        """Return the parts of a string, with neighbours of literal text as one."""
        text = ""
        for child in node.named_children:
            if child.type in _FRAGMENTS:
                text += self.text(child).replace("\r\n", "\n")
            elif child.type == "escape_sequence":
                text += undo_escape(self.text(child))
            elif child.type == "interpolation":
                yield self.string(child, text)
                text = ""
                yield self.expression(child)
        yield self.string(node, text)

    def on_interpolation(self, node: Node) -> Expression:
        """Return what is in `{}`; `{a:b}` is formatted."""
        value, *clauses = (child for child in self.children(node) if child.type != "interpolation_brace")
        if not clauses:
            return self.expression(value)
        form = self.string(node, "".join(map(self.text, clauses)).removeprefix(":"))
        return self.call(node, Name(name="format", span=self.span(node)), self.argument(value), Argument(value=form, span=self.span(node)))


def _without_doubles(piece: Expression, *, is_verbatim: bool) -> Expression:
    """Return *piece* of an interpolated string with one brace instead of two, and one quote if it *is_verbatim*."""
    if not isinstance(piece, Text):
        return piece
    value = piece.value.replace("{{", "{").replace("}}", "}")
    return Text(value=value.replace('""', '"') if is_verbatim else value, span=piece.span)


def _outdented(pieces: list[Expression]) -> list[Expression]:
    """Return the *pieces* of a raw string without the lines of the quotes and the indentation of the last one, if it has several lines."""
    first, last = pieces[0], pieces[-1]
    if not isinstance(first, Text) or not isinstance(last, Text) or "\n" not in first.value or first.value.partition("\n")[0].strip():
        return pieces
    margin = len(last.value) - len(last.value.rstrip(" \t"))
    outdented = [without_margin(piece.value, margin, from_start=False) if isinstance(piece, Text) else piece for piece in pieces]
    texts = [Text(value=piece, span=old.span) if isinstance(piece, str) else piece for piece, old in zip(outdented, pieces, strict=True)]
    return _trimmed(texts)


def _trimmed(pieces: list[Expression]) -> list[Expression]:
    """Return *pieces* without the line end behind the opening quotes, and the one before the closing quotes."""
    match pieces:
        case [Text(value=value, span=span)]:
            return [Text(value=value.partition("\n")[2].rpartition("\n")[0], span=span)]
        case [Text(value=first, span=start), *between, Text(value=last, span=end)]:
            return [Text(value=first.partition("\n")[2], span=start), *between, Text(value=last.rpartition("\n")[0], span=end)]
        case _:
            return pieces
