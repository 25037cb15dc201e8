"""Ruby: strings in quotes, heredocs, symbols and regular expressions."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.escapes import margin_of, undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.nodes import descendants
from siwakit.readers.code.tree import Argument, Call, Expression, Name, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_RAW = pattern(r"'|%q")
_HEREDOC = pattern(r"<<([~-]?)(['\"`]?)([^'\"`]+)")


class RubyStrings(Lowering):
    """Strings of Ruby.

    The text of a heredoc is a node after the statement: before anything is lowered, each is paired with the expression that it belongs to.
    """

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.heredocs: dict[int, Node] = {}
        """The text of each heredoc, by the offset of its expression."""
        self._openings: dict[str, deque[int]] = {}

    def program(self, root: Node) -> Program:
        """Return the whole file."""
        for node in descendants(root):
            self.look(node)
        return super().program(root)

    def look(self, node: Node) -> None:
        """Pair the text of a heredoc with the first expression before it that has its label."""
        if node.type == "heredoc_beginning":
            start = _HEREDOC.match(self.text(node))
            self._openings.setdefault(start[3] if start else "", deque()).append(node.start_byte)
        elif node.type == "heredoc_body" and node.named_children:
            openings = self._openings.get(self.text(node.named_children[-1]).strip())
            if openings:
                self.heredocs[openings.popleft()] = node

    def on_string(self, node: Node) -> Expression:
        """Return a string: in quotes, with or without interpolation, or after a percent sign."""
        return self.joined(node, self._string(node))

    on_bare_string = on_string
    on_bare_symbol = on_string
    on_delimited_symbol = on_string

    def on_chained_string(self, node: Node) -> Expression:
        """Return strings side by side, which are one."""
        return self.joined(node, (part for child in node.named_children for part in self._string(child)))

    def _string(self, node: Node) -> Iterator[Expression]:
        opening, closing = (self.text(node.children[end]) if node.child_count > 1 else "" for end in (0, -1))
        if not _RAW.match(opening):
            yield from self.expressions(node.named_children)
            return
        quoted = pattern(rf"\\([\\{re.escape(closing)}])")
        for child in node.named_children:
            yield self.string(child, quoted.sub(r"\1", self.text(child)))

    def on_string_content(self, node: Node) -> Expression:
        """Return literal text of a string."""
        return self.string(node, self.text(node).replace("\r\n", "\n"))

    on_heredoc_content = on_string_content

    def on_escape_sequence(self, node: Node) -> Expression:
        """Return the character that an escape stands for."""
        text = self.text(node)
        return self.string(node, " " if text == "\\s" else undo_escape(text))

    def on_character(self, node: Node) -> Expression:
        """Return `?a`."""
        return self.string(node, self.text(node)[1:])

    def on_simple_symbol(self, node: Node) -> Expression:
        """Return a symbol as text."""
        return self.string(node, self.text(node).removeprefix(":"))

    on_hash_key_symbol = on_simple_symbol

    def on_heredoc_beginning(self, node: Node) -> Expression:
        """Return a heredoc, whose text follows the line of the expression; `<<~` drops the indentation that all its lines have."""
        body, start = self.heredocs.get(node.start_byte), _HEREDOC.match(self.text(node))
        if body is None or start is None:
            return self.unread(node)
        first, end = self.source.index(b"\n", body.start_byte) + 1, body.named_children[-1].start_byte
        last = max(self.source.rfind(b"\n", first - 1, end) + 1, first)
        parts = self.pieces(body, first, last)
        if start[1] == "~":
            margin = margin_of(self.source[first:last].decode("utf-8", "replace").split("\n"))
            parts = self.without_margin(parts, margin)
        return self.joined(node, parts)

    def on_heredoc_body(self, _: Node) -> Lowered:
        """Return nothing: the text of a heredoc belongs to the expression that it follows."""
        return None

    def on_interpolation(self, node: Node) -> Lowered:
        """Return what `#{}` contains."""
        return self.expression(node.named_children[0]) if len(node.named_children) == 1 else self.statements(node.named_children)

    on_parenthesized_statements = on_interpolation

    def on_regex(self, node: Node) -> Expression:
        """Return a regular expression as the call that it stands for."""
        text = self.joined(node, self._raw(node))
        function = Name(name="Regexp", span=self.span(node))
        return Call(function=function, arguments=(Argument(value=text, span=text.span),), is_new=True, span=self.span(node))

    def _raw(self, node: Node) -> Iterator[Expression]:
        for child in node.named_children:
            yield self.expression(child) if child.type == "interpolation" else self.string(child, self.text(child))
