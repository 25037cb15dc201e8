"""Values in Go: literals, conversions, operators and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Call,
    Entry,
    Evaluate,
    Expression,
    Item,
    Mapping,
    Name,
    Number,
    Operation,
    Sequence,
    Steps,
    Text,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "!": "not", "^": "^"}
_TEXTS = frozenset({"string"})
_WHOLE_NUMBERS = frozenset(f"{sign}int{size}" for sign in ("", "u") for size in ("", "8", "16", "32", "64"))
_REAL_NUMBERS = frozenset({"float32", "float64"})
_PREDECLARED = _TEXTS | _WHOLE_NUMBERS | _REAL_NUMBERS | {"byte", "rune", "bool", "error", "any"}
_LISTS = frozenset({"slice_type", "array_type", "implicit_length_array_type"})


class GoValues(Lowering):
    """Values in Go."""

    receiver: str | None = None
    """What a method calls the object that it is called on."""
    structs: dict[str, tuple[str, ...]] | None = None
    """Names of the fields of the structs of the file."""

    def on_interpreted_string_literal(self, node: Node) -> Expression:
        """Return a string in double quotes."""
        pieces = ((child, self.text(child)) for child in node.named_children)
        return self.joined(node, (self.string(child, undo_escape(text) if child.type == "escape_sequence" else text) for child, text in pieces))

    def on_raw_string_literal(self, node: Node) -> Expression:
        """Return a string in backquotes, which has no escapes; carriage returns do not count."""
        return self.string(node, self.text(node)[1:-1].replace("\r", ""))

    def on_rune_literal(self, node: Node) -> Expression:
        """Return a character, which is a number."""
        quoted = self.text(node)[1:-1]
        character = undo_escape(quoted) if quoted.startswith("\\") else quoted
        return Number(value=ord(character), span=self.span(node)) if len(character) == 1 else self.unread(node)

    def on_int_literal(self, node: Node) -> Expression:
        """Return a number: decimal, hexadecimal, octal with 0o or 0, binary, with underscores; or one with a fraction."""
        digits = self.text(node).replace("_", "").lower()
        return self.number(node, f"0o{digits}" if digits.isdigit() and digits.startswith("0") else digits)

    on_float_literal = on_int_literal

    def on_true(self, node: Node) -> Expression:
        """Return true."""
        return self.constant(node, value=True)

    def on_false(self, node: Node) -> Expression:
        """Return false."""
        return self.constant(node, value=False)

    def on_nil(self, node: Node) -> Expression:
        """Return nil."""
        return self.constant(node, value=None)

    def on_identifier(self, node: Node) -> Expression:
        """Return a name; that of the receiver is the object itself."""
        name = self.text(node)
        return Name(name="self" if name == self.receiver else name, span=self.span(node))

    on_type_identifier = on_identifier
    on_package_identifier = on_identifier
    on_blank_identifier = on_identifier

    def on_selector_expression(self, node: Node) -> Expression:
        """Return `a.b`, of a value or of a package."""
        of, name = node.child_by_field_name("operand"), node.child_by_field_name("field")
        return Attribute(of=self.expression(of), name=self.text(name), span=self.span(node))

    def on_qualified_type(self, node: Node) -> Expression:
        """Return `a.B`, a type of a package."""
        of, name = node.child_by_field_name("package"), node.child_by_field_name("name")
        return Attribute(of=self.expression(of), name=self.text(name), span=self.span(node))

    def on_generic_type(self, node: Node) -> Lowered:
        """Return a type without its arguments."""
        return self.expression(node.child_by_field_name("type"))

    def on_index_expression(self, node: Node) -> Expression:
        """Return `a[b]`."""
        of, key = self.expression(node.child_by_field_name("operand")), self.expression(node.child_by_field_name("index"))
        return Item(of=of, key=key, span=self.span(node))

    def on_slice_expression(self, node: Node) -> Expression:
        """Return all of an array, `a[:]`; a part of one is not read."""
        return self.expression(node.child_by_field_name("operand")) if len(node.named_children) == 1 else self.unread(node)

    on_parenthesized_expression = Lowering.inner
    on_literal_element = Lowering.inner
    on_type_assertion_expression = Lowering.inner

    # Operators.

    def on_binary_expression(self, node: Node) -> Expression:
        """Return an operation; `a &^ b` is `a & ~b`."""
        operator, left, right = (node.child_by_field_name(name) for name in ("operator", "left", "right"))
        if self.text(operator) == "&^":
            without = Operation(operator="~", operands=(self.expression(right),))
            return Operation(operator="&", operands=(self.expression(left), without), span=self.span(node))
        return self.operation(node, _OPERATORS.get(self.text(operator), self.text(operator)), left, right)

    def on_unary_expression(self, node: Node) -> Expression:
        """Return an operation with one operand; the address of a value, and what it points at, are the value."""
        operator, operand = self.text(node.child_by_field_name("operator")), node.child_by_field_name("operand")
        if operator in {"&", "*"}:
            return self.expression(operand)
        if operator == "<-":
            return self.unread(node)
        return self.operation(node, "~" if operator == "^" else _OPERATORS.get(operator, operator), operand)

    # Calls.

    def on_call_expression(self, node: Node) -> Expression:
        """Return a call; `new` and `make` are a literal without content, and a conversion is what it does to a number."""
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        arguments = [child for child in given.named_children if not child.is_extra] if given else []
        name = self.text(function)
        if name in {"new", "make"} and arguments:
            return self._composite(node, arguments[0], None)
        if len(arguments) == 1:
            if name in _TEXTS:
                return self.expression(arguments[0])
            if name in _WHOLE_NUMBERS:
                return self.to_whole(node, arguments[0])
            if name in _REAL_NUMBERS:
                return self.to_real(node, arguments[0])
        return Call(function=self.expression(function), arguments=tuple(self._arguments(arguments)), span=self.span(node))

    def _arguments(self, nodes: list[Node]) -> Iterator[Argument]:
        for node in nodes:
            if node.type == "variadic_argument":
                yield Argument(value=self.expression(node.named_children[0]), is_spread=True, span=self.span(node))
            else:
                yield self.argument(node)

    def on_type_conversion_expression(self, node: Node) -> Expression:
        """Return what is converted, as in `[]byte(a)`; `f[T](a)` is a call."""
        function, operand = node.child_by_field_name("type"), node.child_by_field_name("operand")
        if function is not None and function.type == "generic_type" and operand is not None:
            return Call(function=self.expression(function), arguments=(self.argument(operand),), span=self.span(node))
        return self.expression(operand)

    # Composite literals.

    def on_composite_literal(self, node: Node) -> Expression:
        """Return the literal of a map, a list, a struct, or a named type, which can be any of these."""
        return self._composite(node, node.child_by_field_name("type"), node.child_by_field_name("body"))

    def _composite(self, node: Node, kind: Node | None, body: Node | None) -> Expression:
        elements = [child for child in body.named_children if not child.is_extra] if body else []
        if kind is None or kind.type == "map_type":
            return Mapping(entries=tuple(self._entries(elements)), span=self.span(node))
        if kind.type in _LISTS:
            return Sequence(items=tuple(self._items(elements)), span=self.span(node))
        if kind.type == "struct_type":
            made = Call(function=Name(name="struct"), arguments=tuple(self._fields(elements)), is_new=True, span=self.span(node))
            return Steps(body=(Type(name="struct", body=self.body(kind)), Evaluate(value=made)), span=self.span(node))
        return Call(function=self.expression(kind), arguments=tuple(self._fields(elements, kind)), is_new=True, span=self.span(node))

    def empty(self, kind: Node) -> Expression | None:
        """Return the literal of the named type *kind* without content; None for other types, which often get their value from elsewhere."""
        is_named = kind.type in {"qualified_type", "generic_type"} or (kind.type == "type_identifier" and self.text(kind) not in _PREDECLARED)
        return self._composite(kind, kind, None) if is_named else None

    def on_literal_value(self, node: Node) -> Expression:
        """Return a literal inside another whose type is left out: a mapping if it has keys, or else a list."""
        elements = [child for child in node.named_children if not child.is_extra]
        if any(element.type == "keyed_element" for element in elements):
            return Mapping(entries=tuple(self._entries(elements, words_are_texts=True)), span=self.span(node))
        return Sequence(items=tuple(self._items(elements)), span=self.span(node))

    def _entries(self, elements: list[Node], *, words_are_texts: bool = False) -> Iterator[Entry]:
        for element in elements:
            key, value = element.child_by_field_name("key"), element.child_by_field_name("value")
            word = self._word(key) if words_are_texts else ""
            yield Entry(key=Text(value=word, span=self.span(element)) if word else self.expression(key), value=self.expression(value))

    def _items(self, elements: list[Node]) -> Iterator[Argument]:
        for element in elements:
            yield self.argument(element.child_by_field_name("value") or element)

    def _fields(self, elements: list[Node], kind: Node | None = None) -> Iterator[Argument]:
        keys = [element.child_by_field_name("key") for element in elements]
        if all(self._word(key) for key in keys):
            for element, key in zip(elements, keys, strict=True):
                yield self.argument(element.child_by_field_name("value") or element, self._word(key))
        elif any(keys):
            yield Argument(value=Mapping(entries=tuple(self._entries(elements))))
        elif kind and len(names := (self.structs or {}).get(self.text(kind), ())) == len(elements):
            for element, name in zip(elements, names, strict=True):
                yield self.argument(element, name)
        else:
            yield from self._items(elements)

    def _word(self, key: Node | None) -> str:
        inner = key.named_children[0] if key is not None and key.named_children else None
        return self.text(inner) if inner is not None and inner.type == "identifier" else ""
