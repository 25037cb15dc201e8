"""Strings in Scala, plain and interpolated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.braces import Braces
from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.tree import Argument, Call, Expression, Name, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

_ESCAPE = pattern(r"\\(?:u+[0-9A-Fa-f]{4}|.)")
_FORMAT = pattern(r"%[-#+ 0,(]*\d*(?:\.\d+)?[A-Za-z]")


class ScalaStrings(Braces):
    """Strings of Scala."""

    def on_string(self, node: Node) -> Expression:
        """Return a string in one quote or in three."""
        return self.joined(node, self._parts(node))

    def _parts(self, node: Node) -> Iterator[Expression]:
        """Return what is between the quotes: literal text, and what is interpolated."""
        width = 3 if self.text(node).startswith('"""') else 1
        return self.pieces(node, node.start_byte + width, node.end_byte - width)

    def on_escape_sequence(self, node: Node) -> Expression:
        """Return the character that an escape stands for."""
        text = self.text(node)
        return self.string(node, "$" if text == "$$" else undo_escape(text))

    def on_character_literal(self, node: Node) -> Expression:
        """Return a character as a string."""
        return self.string(node, _ESCAPE.sub(lambda escape: undo_escape(escape[0]), self.text(node)[1:-1]))

    on_interpolation = Braces.inner

    def on_interpolated_string_expression(self, node: Node) -> Expression:
        """Return an interpolated string; one of a library, such as `uri"$a"`, is a call with it."""
        interpolator, string = self.children(node)
        parts = self._parts(string)
        match self.text(interpolator):
            case "s":
                return self.joined(node, _unescaped(parts))
            case "f":
                return self.joined(node, self._formatted(list(_unescaped(parts))))
            case "raw":
                return self.joined(node, parts)
            case other:
                argument = Argument(value=self.joined(string, parts), span=self.span(string))
                return self.call(node, Name(name=other, span=self.span(interpolator)), argument)

    def _formatted(self, parts: list[Expression]) -> Iterator[Expression]:
        """Return *parts*, with the calls that format them; the format of a part is at the start of the text behind it."""
        for index, part in enumerate(parts):
            following = parts[index + 1] if index + 1 < len(parts) else None
            form = _FORMAT.match(following.value) if isinstance(following, Text) else None
            if isinstance(part, Text):
                own = _FORMAT.match(part.value) if index else None
                text = part.value[own.end() if own else 0 :].replace("%%", "%")
                yield from [Text(value=text, span=part.span)] if text else []
            elif form and form[0] not in {"%s", "%d"}:
                given = (Argument(value=value, span=part.span) for value in (part, Text(value=form[0], span=part.span)))
                yield Call(function=Name(name="format", span=part.span), arguments=tuple(given), span=part.span)
            else:
                yield part


def _unescaped(parts: Iterable[Expression]) -> Iterator[Expression]:
    """Return *parts* of a string with the escapes undone that are left in three quotes."""
    for part in parts:
        if isinstance(part, Text) and len(part.value) > 1:
            yield Text(value=_ESCAPE.sub(lambda escape: undo_escape(escape[0]), part.value), span=part.span)
        else:
            yield part
