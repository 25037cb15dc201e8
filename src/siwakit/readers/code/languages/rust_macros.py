"""Macros in Rust.

The grammar leaves what is between the brackets of a macro as tokens. Most macros take values, which are parsed again as what they would be
outside; `json!` and the macros of maps have entries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from siwakit.patterns import pattern
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.rust_values import RustValues
from siwakit.readers.code.tree import Argument, Call, Entry, Evaluate, Expression, Mapping, Name, Return, Sequence, Span, Text, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

MAX_TOKENS = 2_000
"""How many tokens one value has at most."""
MAX_MACROS = 8
"""How many macros are inside each other at most."""
_BRACKETS = frozenset("()[]{}")
_ARROW = frozenset({"=>"})
_JSON = frozenset({"=>", ":"})
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_PLACEHOLDER = pattern(r"\{\{|\}\}|\{\s*(\w*)\s*(?::([^{}]*))?\}")
# The place of the string in which others are put, for macros that do so.
_FORMATS = {"format": 0, "print": 0, "println": 0, "eprint": 0, "eprintln": 0, "write": 1, "writeln": 1, "format_args": 0}
_FAILING = frozenset({"panic", "bail", "unreachable", "todo", "unimplemented"})


class RustMacros(RustValues):
    """Macros in Rust."""

    macros: int = 0
    """Number of the macros around the node."""
    parser: Any = None

    def on_macro_invocation(self, node: Node) -> Lowered:
        """Return the call of a macro; a string that is formatted, a vector and a failure are what they are."""
        name = self.text(node.child_by_field_name("macro")).rpartition("::")[2]
        tokens = next((child for child in node.named_children if child.type == "token_tree"), None)
        if self.macros >= MAX_MACROS or tokens is None:
            return Unread(span=self.span(node))
        self.macros += 1
        arguments = self._arguments(tokens)
        self.macros -= 1
        return self._called(node, name, arguments)

    def _called(self, node: Node, name: str, arguments: tuple[Argument, ...]) -> Lowered:
        if name in _FORMATS:
            arguments = self._formatted(node, arguments, _FORMATS[name])
        if name == "format" and arguments:
            return arguments[0].value
        if name == "concat":
            return self.joined(node, (argument.value for argument in arguments))
        if name == "vec":
            return Sequence(items=arguments, span=self.span(node))
        call = Call(function=Name(name=name), arguments=arguments, span=self.span(node))
        return (Evaluate(value=call, span=call.span), Return(span=call.span)) if name in _FAILING else call

    # Tokens.

    def _arguments(self, tokens: Node) -> tuple[Argument, ...]:
        """Return what is in the brackets of a macro: entries as one mapping, or else values, which can have a name."""
        pieces = [piece for piece in _split(tokens) if piece]
        separators = _JSON if tokens.children[0].type == "{" else _ARROW
        entries = [entry for piece in pieces if (entry := self._entry(piece, separators))]
        if pieces and len(entries) == len(pieces):
            return (Argument(value=Mapping(entries=tuple(entries), span=self.span(tokens)), span=self.span(tokens)),)
        return tuple(map(self._argument, pieces))

    def _argument(self, piece: list[Node]) -> Argument:
        has_name = [token.type for token in piece[:2]] == ["identifier", "="]
        value = self._value(piece[2:] if has_name else piece)
        return Argument(value=value, name=self.text(piece[0]) if has_name else "", span=value.span)

    def _entry(self, piece: list[Node], separators: frozenset[str]) -> Entry | None:
        place = next((number for number, token in enumerate(piece) if token.type in separators), 0)
        if place == 0:
            return None
        key, value = piece[:place], piece[place + 1 :]
        return Entry(key=self._value(key), value=self._value(value), span=Span(piece[0].start_byte, piece[-1].end_byte))

    def _value(self, piece: list[Node]) -> Expression:
        """Return *piece*, tokens, as a value."""
        if not piece or len(piece) > MAX_TOKENS:
            return Unread()
        first = piece[0]
        if len(piece) > 1 or (first.type == "token_tree" and first.children[0].type == "("):
            return self._parsed(first, piece[-1])
        word = self.text(first)
        return self.constant(first, value=_WORDS[word]) if word in _WORDS else self.expression(first)

    def on_token_tree(self, node: Node) -> Expression:
        """Return a mapping or a list of JSON, which counts as two levels of nesting: it takes more calls than others."""
        self.depth += 1
        pieces = [piece for piece in _split(node) if piece]
        try:
            if node.children[0].type == "[":
                return Sequence(items=tuple(map(self._argument, pieces)), span=self.span(node))
            entries = [self._entry(piece, _JSON) for piece in pieces]
            if None in entries:
                return self._parsed(node, node)
            return Mapping(entries=tuple(entry for entry in entries if entry), span=self.span(node))
        finally:
            self.depth -= 1

    def _parsed(self, first: Node, last: Node) -> Expression:
        """Return the source from *first* to *last* as what it is outside a macro."""
        tree_sitter = import_module("tree_sitter")
        if self.parser is None:
            self.parser = tree_sitter.Parser(tree_sitter.Language(import_module(self.grammar[0]).language()))
        end = self.source.find(b";", last.end_byte)
        ranges = [tree_sitter.Range(first.start_point, last.end_point, first.start_byte, last.end_byte)]
        if end > 0:
            # An expression is a statement only with a semicolon behind it; any one will do.
            ranges.append(tree_sitter.Range(last.end_point, last.end_point, end, end + 1))
        self.parser.included_ranges = ranges
        root = self.parser.parse(self.source).root_node
        statement = root.named_children[0] if len(root.named_children) == 1 else root
        return self.expression(statement)

    # Strings that others are put in.

    def _formatted(self, node: Node, arguments: tuple[Argument, ...], place: int) -> tuple[Argument, ...]:
        """Return *arguments* with the string at *place* and those that are put in it as one string."""
        template = arguments[place].value if len(arguments) > place else None
        if not isinstance(template, Text):
            return arguments
        given = arguments[place + 1 :]
        positional = [argument.value for argument in given if not argument.name]
        named = {argument.name: argument.value for argument in given if argument.name}
        return (*arguments[:place], Argument(value=self.joined(node, _put(template, positional, named)), span=template.span))


def _put(template: Text, positional: list[Expression], named: dict[str, Expression]) -> Iterator[Expression]:
    start, count = 0, 0
    for found in _PLACEHOLDER.finditer(template.value):
        yield Text(value=template.value[start : found.start()], span=template.span)
        start = found.end()
        if found[1] is None:
            yield Text(value=found[0][0], span=template.span)
            continue
        place = found[1] or str(count)
        count += not found[1]
        if place.isdigit():
            value = positional[int(place)] if int(place) < len(positional) else Unread(span=template.span)
        else:
            value = named.get(place) or Name(name=place, span=template.span)
        yield Unread(inner=(value,), span=template.span) if found[2] else value
    yield Text(value=template.value[start:], span=template.span)


def _split(tokens: Node) -> Iterator[list[Node]]:
    """Yield the tokens in brackets, divided at commas; what follows a semicolon is not a value (`[a; n]`)."""
    piece: list[Node] = []
    for token in tokens.children:
        if token.is_extra or token.type in _BRACKETS:
            continue
        if token.type == ";":
            break
        if token.type == ",":
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece
