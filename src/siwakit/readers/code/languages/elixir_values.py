"""Values in Elixir: literals, names and operators.

By custom a function returns `{:ok, a}` or `{:error, reason}`. `{:ok, a}` is `a`, and `{:error, reason}` is what fails and has no value.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Block,
    Call,
    Entry,
    Evaluate,
    Expression,
    Item,
    Joined,
    Mapping,
    Name,
    Number,
    Sequence,
    Statement,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "!": "not", "===": "==", "!==": "!="}
_READ = frozenset({"+", "-", "*", "/", "==", "!=", "<", ">", "<=", ">=", "and", "or", "not", "**"})
_PARTS = frozenset({"quoted_content", "escape_sequence", "interpolation"})
_ESCAPES = {"\\s": " ", "\\d": "\x7f"}


class ElixirValues(Lowering):
    """Values in Elixir."""

    aliases: dict[str, str]
    """Modules by the short names that they have here."""

    # Strings and atoms.

    def on_string(self, node: Node) -> Expression:
        """Return a string or charlist; one of several lines is without the indentation of its end."""
        return self.joined(node, self._pieces(node))

    on_charlist = on_string

    def _pieces(self, node: Node) -> Iterator[Expression]:
        parts = [child for child in node.named_children if child.type in _PARTS]
        is_heredoc = self.text(node.child_by_field_name("quoted_start")) in {'"""', "'''"}
        last = self.text(parts[-1]) if is_heredoc and parts and parts[-1].type == "quoted_content" else ""
        indentation = last.rpartition("\n")[2]
        for number, child in enumerate(parts):
            text = self.text(child)
            match child.type:
                case "quoted_content" if is_heredoc:
                    text = text.replace("\r\n", "\n").replace(f"\n{indentation}", "\n")
                    yield self.string(child, text if number else text.removeprefix("\n"))
                case "quoted_content":
                    yield self.string(child, text)
                case "escape_sequence":
                    yield self.string(child, _ESCAPES.get(text) or undo_escape(text))
                case "interpolation":
                    yield self.expression(child.named_children[0] if child.named_children else None)

    def on_sigil(self, node: Node) -> Expression:
        """Return a sigil: a string, or a list of words; others are not read."""
        name = next((self.text(child) for child in node.named_children if child.type == "sigil_name"), "")
        if name in {"s", "S", "c", "C"}:
            return self.on_string(node)
        if name not in {"w", "W"}:
            return self.unread(node)
        words = " ".join(self.text(child) for child in node.named_children if child.type == "quoted_content").split()
        return Sequence(items=tuple([Argument(value=self.string(node, word)) for word in words]), span=self.span(node))

    def on_atom(self, node: Node) -> Expression:
        """Return an atom as a string."""
        return self.string(node, self.text(node).removeprefix(":"))

    def on_quoted_atom(self, node: Node) -> Expression:
        """Return an atom in quotes, or a key in quotes."""
        return self.on_string(node)

    on_quoted_keyword = on_quoted_atom

    def on_keyword(self, node: Node) -> Expression:
        """Return a key, `a:`."""
        return self.string(node, self.text(node).rstrip().removesuffix(":"))

    # Numbers and names.

    def on_integer(self, node: Node) -> Expression:
        """Return a number in any base, with underscores."""
        return self.number(node, self.text(node).replace("_", ""))

    on_float = on_integer

    def on_char(self, node: Node) -> Expression:
        """Return a character, which is a number."""
        text = self.text(node)[1:]
        character = undo_escape(text) if text.startswith("\\") else text
        return Number(value=ord(character), span=self.span(node)) if len(character) == 1 else self.unread(node)

    def on_boolean(self, node: Node) -> Expression:
        """Return true or false."""
        return self.constant(node, value=self.text(node) == "true")

    def on_nil(self, node: Node) -> Expression:
        """Return nil."""
        return self.constant(node, value=None)

    def on_identifier(self, node: Node) -> Expression:
        """Return a name; the module itself has the functions and constants that its attributes are."""
        name = self.text(node)
        return Name(name="self" if name == "__MODULE__" else name, span=self.span(node))

    def on_alias(self, node: Node) -> Expression:
        """Return a module by its whole name."""
        first, dot, rest = self.text(node).partition(".")
        return Name(name=self.aliases.get(first, first) + dot + rest, span=self.span(node))

    def on_access_call(self, node: Node) -> Expression:
        """Return `a[b]`."""
        of, key = self.expression(node.child_by_field_name("target")), self.expression(node.child_by_field_name("key"))
        return Item(of=of, key=key, span=self.span(node))

    # Collections.

    def on_map(self, node: Node) -> Expression:
        """Return a map, or a struct with its fields by name."""
        kind = next((child for child in node.named_children if child.type == "struct"), None)
        entries = tuple([entry for child in node.named_children if child.type == "map_content" for entry in self.entries(child.named_children)])
        if kind is None:
            return Mapping(entries=entries, span=self.span(node))
        fields = tuple([field(entry) for entry in entries])
        return Call(function=self.expression(kind.named_children[0]), arguments=fields, is_new=True, span=self.span(node))

    def entries(self, nodes: list[Node]) -> Iterator[Entry]:
        """Yield the entries of a map, or of keywords."""
        waiting = nodes[::-1]
        while waiting:
            node = waiting.pop()
            operator = self.text(node.child_by_field_name("operator")) if node.type == "binary_operator" else ""
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if node.type in {"keywords", "map_content"}:
                waiting += node.named_children[::-1]
            elif node.type == "pair":
                key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
                yield Entry(key=self.expression(key), value=self.expression(value), span=self.span(node))
            elif operator == "|" and right is not None:
                yield Entry(key=None, value=self.expression(left), span=self.span(node))
                waiting.append(right)
            elif operator == "=>":
                yield Entry(key=self.expression(left), value=self.expression(right), span=self.span(node))

    def on_keywords(self, node: Node) -> Expression:
        """Return entries as a map."""
        return Mapping(entries=tuple(self.entries([node])), span=self.span(node))

    def on_list(self, node: Node) -> Expression:
        """Return a list; one of keys and values is a map."""
        items = [child for child in node.named_children if not child.is_extra]
        if items and all(item.type == "keywords" for item in items):
            return self.on_keywords(items[0])
        return Sequence(items=tuple(chain.from_iterable(map(self._items, items))), span=self.span(node))

    def _items(self, node: Node) -> list[Argument]:
        if node.type == "binary_operator" and self.text(node.child_by_field_name("operator")) == "|":
            rest = self.expression(node.child_by_field_name("right"))
            first = node.child_by_field_name("left")
            return [*([self.argument(first)] if first else []), Argument(value=rest, is_spread=True, span=rest.span)]
        return [self.argument(node)]

    def on_tuple(self, node: Node) -> Lowered:
        """Return a tuple; of `{:ok, a}` the value, of `{:error, a}` none."""
        items = self.results(node)
        if items is None:
            errors = [self.expression(child) for child in node.named_children[1:]]
            return (*(Evaluate(value=error, span=error.span) for error in errors if isinstance(error, Call)), Block(body=()))
        if len(items) == 1 and len(node.named_children) > 1:
            return self.expression(items[0])
        return Sequence(items=tuple(map(self.argument, items)), span=self.span(node))

    def results(self, node: Node) -> list[Node] | None:
        """Return the items of a tuple without `:ok`; None if it is `{:error, …}`."""
        items = [child for child in node.named_children if not child.is_extra]
        first = self.text(items[0]) if items else ""
        if first == ":error" and len(items) > 1:
            return None
        return items[1:] if first == ":ok" and len(items) > 1 else items

    # Operators.

    def on_binary_operator(self, node: Node) -> Lowered:
        """Return an operation, a string, what a pattern takes apart, or a call through a pipe."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = self.text(node.child_by_field_name("operator"))
        operator = _OPERATORS.get(operator, operator)
        match operator:
            case "=":
                value = self.expression(right)
                matched = self.matched(left, value)
                return value if isinstance(matched[0], Evaluate) else matched
            case "|>":
                return self.piped(node, self.expression(left), right)
            case "<>":
                return self._concatenated(node, self.expression(left), self.expression(right))
            case "++":
                spread = (Argument(value=self.expression(part), is_spread=True, span=self.span(node)) for part in (left, right))
                return Sequence(items=tuple(spread), span=self.span(node))
        return self.operation(node, operator, left, right) if operator in _READ else self.unread(node)

    def _concatenated(self, node: Node, *parts: Expression) -> Expression:
        flat = [inner for part in parts for inner in (part.parts if isinstance(part, Joined) else (part,))]
        return self.joined(node, flat)

    def matched(self, pattern: Node | None, value: Expression) -> tuple[Statement, ...]:
        """Return what *pattern* assigns of *value*."""
        raise NotImplementedError

    def piped(self, node: Node, value: Expression, call: Node | None) -> Lowered:
        """Return the *call* with *value* as its first argument."""
        raise NotImplementedError

    def on_unary_operator(self, node: Node) -> Lowered:
        """Return an operation with one operand, an attribute of the module, or a captured function."""
        operator, operand = self.text(node.child_by_field_name("operator")), node.child_by_field_name("operand")
        if operator == "@":
            return self.attribute(node, operand)
        if operator == "&":
            return self.captured(node)
        operator = _OPERATORS.get(operator, operator)
        return self.operation(node, operator, operand) if operator in {"-", "+", "not"} else self.unread(node)

    def attribute(self, node: Node, operand: Node | None) -> Lowered:
        """Return `@a`, or its definition `@a b`."""
        raise NotImplementedError

    def captured(self, node: Node) -> Lowered:
        """Return the function `&f/1` or `&f(&1)`."""
        raise NotImplementedError


def field(entry: Entry) -> Argument:
    """Return an entry as an argument by name."""
    if entry.key is None:
        return Argument(value=entry.value, is_spread=True, span=entry.span)
    return Argument(value=entry.value, name=entry.key.value if isinstance(entry.key, Text) else "", span=entry.span)
