"""Strings, numbers and collections in Dart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.braces import Braces
from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.tree import Argument, Attribute, Choice, Entry, Expression, Function, Mapping, Parameter, Return, Sequence, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_WIDEST_LINE = 200


class DartLiterals(Braces):
    """Literals of Dart."""

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.is_in_map = False
        """Whether the collection around the node is a map."""

    def on_string_literal(self, node: Node) -> Expression:
        """Return a string, or several that are side by side."""
        return self.joined(node, self._pieces(node))

    def _pieces(self, node: Node) -> Iterator[Expression]:
        """Return the parts between each pair of quotes: literal text, escapes and what is interpolated."""
        start, quote = 0, ""
        for child in node.children:
            if child.is_named:
                yield from self._literal(start, child.start_byte)
                yield self.expression(child)
                start = child.end_byte
            elif child.type == quote.lstrip("r"):
                yield from self._literal(start, child.start_byte)
                quote = ""
            elif not quote:
                start, quote = child.end_byte, child.type
                start += self._skipped(start) if len(quote.lstrip("r")) > 1 else 0

    def _skipped(self, start: int) -> int:
        """Return how much of a string in three quotes is left out: the rest of the first line, if it is blank."""
        end = self.source.find(b"\n", start, start + _WIDEST_LINE) + 1
        return end - start if end and not self.source[start:end].strip() else 0

    on_template_substitution = Braces.inner
    on_identifier_dollar_escaped = Braces.on_identifier

    def on_escape_sequence(self, node: Node) -> Expression:
        """Return the character that an escape stands for."""
        return self.string(node, undo_escape(self.text(node)))

    on_decimal_integer_literal = Braces.on_integer_literal
    on_hex_integer_literal = Braces.on_integer_literal
    on_decimal_floating_point_literal = Braces.on_integer_literal

    def on_symbol_literal(self, node: Node) -> Expression:
        """Return a symbol as a string."""
        return self.string(node, self.text(node).removeprefix("#"))

    # Collections.

    def on_list_literal(self, node: Node) -> Expression:
        """Return a list."""
        return self._collection(node, self._elements(node), is_map=False)

    def on_set_or_map_literal(self, node: Node) -> Expression:
        """Return a map, or a set as a list."""
        elements = self._elements(node)
        types = [child for child in node.named_children if child.type == "type_arguments"]
        is_set = len(self.children(types[0])) == 1 if types else bool(elements) and not any(map(self._is_entry, elements))
        return self._collection(node, elements, is_map=not is_set)

    def _elements(self, node: Node) -> list[Node]:
        return [child for child in self.children(node) if child.type not in {"type_arguments", "const_builtin"}]

    def _is_entry(self, node: Node) -> bool:
        """Return whether *node* is an entry of a map, also if it depends on a condition or a loop."""
        while node.type in {"if_element", "for_element"}:
            inside = node.child_by_field_name("consequence") or node.child_by_field_name("body")
            if inside is None:
                return False
            node = inside
        return node.type in {"pair", "spread_element"}

    def _collection(self, node: Node, elements: list[Node], *, is_map: bool) -> Expression:
        """Return *elements* as a map or a list; those that depend on a condition or a loop are one of the same kind."""
        outer, self.is_in_map = self.is_in_map, is_map
        try:
            if is_map:
                return Mapping(entries=tuple(map(self._entry, elements)), span=self.span(node))
            return Sequence(items=tuple(map(self._element, elements)), span=self.span(node))
        finally:
            self.is_in_map = outer

    def _entry(self, node: Node) -> Entry:
        if node.type != "pair":
            return Entry(key=None, value=self.expression(node), span=self.span(node))
        key, value = self.fields(node, "key", "value")
        return Entry(key=self.expression(key), value=self.expression(value), span=self.span(node))

    def _element(self, node: Node) -> Argument:
        is_spread = node.type in {"spread_element", "if_element", "for_element"}
        return Argument(value=self.expression(node), is_spread=is_spread, span=self.span(node))

    on_spread_element = Braces.inner

    def on_if_element(self, node: Node) -> Expression:
        """Return what is spread if a condition is met, or if it is not."""
        bodies = self.fields(node, "consequence", "alternative")
        is_map = self.is_in_map
        options = [self._collection(node, [body] if body else [], is_map=is_map) for body in bodies]
        return Choice(condition=self.expression(self.children(node)[0]), options=tuple(options), span=self.span(node))

    def on_for_element(self, node: Node) -> Expression:
        """Return `for (a in b) c` in a list as the call that it stands for, `b.map((a) => c)`; in a map it is not known."""
        parts, body = self.children(node)[0], node.child_by_field_name("body")
        name, of = self.fields(parts, "name", "value")
        if self.is_in_map or name is None or body is None:
            inside = self._collection(node, [body] if body else [], is_map=self.is_in_map)
            return Unread(inner=(self.expression(of), inside), span=self.span(node))
        result = self.expression(body)
        function = Function(parameters=(Parameter(name=self.text(name)),), body=(Return(value=result, span=result.span),), span=self.span(node))
        called = Attribute(of=self.expression(of), name="map", span=self.span(node))
        return self.call(node, called, Argument(value=function, span=function.span))
