"""PowerShell: strings, numbers, hash tables, variables, members and operators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Call,
    Entry,
    Expression,
    Item,
    Mapping,
    Name,
    Operation,
    Sequence,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

_BINARY = ("logical", "bitwise", "comparison", "additive", "multiplicative", "format", "range")
_WRAPPERS = frozenset(
    {f"{kind}{argument}_expression" for kind in _BINARY for argument in ("", "_argument")}
    | {"array_literal_expression", "unary_expression", "expression_with_unary_operator", "argument_expression", "string_literal", "integer_literal"}
    | {"pipeline", "pipeline_chain", "statement_list", "path_command_name", "command_name_expr"}
)
_OPERATORS = {
    "-eq": "==",
    "-ne": "!=",
    "-lt": "<",
    "-le": "<=",
    "-gt": ">",
    "-ge": ">=",
    "-and": "and",
    "-or": "or",
    "-not": "not",
    "!": "not",
    "-band": "&",
    "-bor": "|",
    "-bxor": "^",
    "-bnot": "~",
    "-shl": "<<",
    "-shr": ">>",
}
_CASE = pattern(r"-[ci](?=(?:eq|ne|lt|le|gt|ge|replace|split|match|notmatch|like|notlike|contains|notcontains)$)")
_FUNCTIONS = frozenset(
    {"-replace", "-split", "-join", "-f", "-match", "-notmatch", "-like", "-notlike", "-contains", "-notcontains", "-in", "-notin"}
)
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_SCOPES = frozenset({"global", "script", "local", "private", "using"})
_SIZES = {"kb": 2**10, "mb": 2**20, "gb": 2**30, "tb": 2**40}
_SAME = frozenset({"ordered", "pscustomobject", "psobject", "hashtable", "ref", "void", "scriptblock", "object", "array"})
_ESCAPE = pattern(r'(?s)`(u\{[0-9A-Fa-f]{1,6}\}|\r?\n|.)|""')
_HERE_ESCAPE = pattern(r"(?s)`(u\{[0-9A-Fa-f]{1,6}\}|\r?\n|.)")
_GENERIC = pattern(r"\[[^\]].*\]$")
_HERE = pattern(r"(?s)@[\"'][^\n]*\n(.*?)(?:\r?\n)?[\"']@")


class PowerShellValues(Lowering):
    """Expressions of PowerShell.

    The names of variables and functions do not depend on case: the first spelling in the file counts. An operator that is a function in other
    languages is a call of it: `$a -replace 'b', 'c'` is a call of `-replace` with three arguments.
    """

    wrappers: ClassVar[frozenset[str]] = _WRAPPERS
    delimiters: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self._spellings: dict[str, str] = {}

    def spelled(self, name: str) -> str:
        """Return *name* as it is spelled at its first place in the file."""
        return self._spellings.setdefault(name.lower(), name)

    # Strings and numbers.

    def on_verbatim_string_characters(self, node: Node) -> Expression:
        """Return a string in single quotes."""
        return self.string(node, self.text(node)[1:-1].replace("''", "'").replace("\r\n", "\n"))

    def on_verbatim_here_string_characters(self, node: Node) -> Expression:
        """Return a here-string in single quotes."""
        match = _HERE.fullmatch(self.text(node))
        return self.string(node, match[1].replace("\r\n", "\n") if match else "")

    def on_expandable_string_literal(self, node: Node) -> Expression:
        """Return a string in double quotes: its literal parts, variables and expressions."""
        return self._expandable(node, _ESCAPE, node.start_byte + 1, node.end_byte - 1)

    def on_expandable_here_string_literal(self, node: Node) -> Expression:
        """Return a here-string in double quotes."""
        first = self.source.find(b"\n", node.start_byte, node.end_byte) + 1
        last = self.source.rfind(b"\n", node.start_byte, node.end_byte)
        last -= self.source[last - 1 : last] == b"\r"
        return self._expandable(node, _HERE_ESCAPE, first, max(first, last))

    def _expandable(self, node: Node, escape: re.Pattern[str], start: int, end: int) -> Expression:
        parts = self.pieces(node, start, end)
        return self.joined(node, (Text(value=_unescaped(escape, part.value), span=part.span) if isinstance(part, Text) else part for part in parts))

    def on_decimal_integer_literal(self, node: Node) -> Expression:
        """Return a number, with a suffix of its type or size."""
        digits = self.text(node).lower()
        size = _SIZES.get(digits[-2:])
        if size is None:
            return self.number(node, digits.rstrip("ld"))
        factors = (self.number(node, digits[:-2]), self.number(node, str(size)))
        return Operation(operator="*", operands=factors, span=self.span(node))

    on_real_literal = on_decimal_integer_literal

    def on_hexadecimal_integer_literal(self, node: Node) -> Expression:
        """Return a hexadecimal number."""
        return self.number(node, self.text(node).lower().rstrip("l"))

    # Collections.

    def on_hash_literal_expression(self, node: Node) -> Expression:
        """Return a hash table; a bare word as key is text."""
        entries = (entry for child in node.named_children if child.type == "hash_literal_body" for entry in child.named_children)
        return Mapping(entries=tuple(self._entry(entry) for entry in entries if entry.type == "hash_entry"), span=self.span(node))

    def _entry(self, node: Node) -> Entry:
        key, *values = [child for child in node.named_children if not child.is_extra]
        return Entry(key=self.expression(key), value=self.expression(values[0] if values else None), span=self.span(node))

    def on_simple_name(self, node: Node) -> Expression:
        """Return a bare word."""
        return self.string(node, self.text(node).strip())

    on_generic_token = on_simple_name
    on_command_parameter = on_simple_name
    on_switch_clause_condition = on_simple_name

    def on_array_literal_expression(self, node: Node) -> Expression:
        """Return `a, b`."""
        return Sequence(items=tuple(self.argument(child) for child in node.named_children), span=self.span(node))

    on_argument_expression_list = on_array_literal_expression

    def on_argument_list(self, node: Node) -> Expression:
        """Return the arguments of a call as an array."""
        return Sequence(items=self.arguments(node), span=self.span(node))

    def arguments(self, node: Node | None) -> tuple[Argument, ...]:
        """Return the arguments of a call."""
        lists = [child for child in (node.named_children if node else ()) if child.type == "argument_expression_list"]
        return tuple(self.argument(child) for inner in lists for child in inner.named_children if not child.is_extra)

    def on_array_expression(self, node: Node) -> Expression:
        """Return `@(a)`: an array of literals, or what a command or variable already is."""
        statements = [self.unwrapped(child) for child in node.named_children]
        values = self.expressions(inner for child in statements for inner in (child.named_children if child.type == "statement_list" else [child]))
        if len(values) == 1 and not isinstance(values[0], Text | Mapping):
            return values[0]
        return Sequence(items=tuple(Argument(value=value, span=value.span) for value in values), span=self.span(node))

    def _inner(self, node: Node) -> Lowered:
        """Return what *node* contains: a value, or statements whose last one is the value."""
        inner = [child for child in node.named_children if not child.is_extra]
        return self.expression(inner[0]) if len(inner) == 1 else self.statements(inner)

    on_parenthesized_expression = _inner
    on_sub_expression = _inner
    on_key_expression = _inner
    on_left_assignment_expression = _inner

    # Names.

    def on_variable(self, node: Node) -> Expression:
        """Return a variable; `$env:a` is a member of the environment, and `@a` the entries of a hash table."""
        text = self.text(node).lstrip("$@").removeprefix("{").removesuffix("}")
        scope, colon, name = text.rpartition(":")
        if colon and scope.lower() == "env":
            return Attribute(of=Name(name="env", span=self.span(node)), name=name, span=self.span(node))
        name = name if scope.lower() in _SCOPES else text
        if name.lower() in _CONSTANTS:
            return self.constant(node, value=_CONSTANTS[name.lower()])
        return Name(name="self" if name.lower() == "this" else self.spelled(name), span=self.span(node))

    on_braced_variable = on_variable

    def on_type_literal(self, node: Node) -> Expression:
        """Return `[A.B]` as members of each other."""
        return self.chain(node, _GENERIC.sub("", self.text(node)[1:-1].strip()))

    def chain(self, node: Node, dotted: str) -> Expression:
        """Return the type *dotted*, each part of which is a member of the one before."""
        first, *others = dotted.split(".")
        chain: Expression = Name(name=first, span=self.span(node))
        for name in others:
            chain = Attribute(of=chain, name=name, span=self.span(node))
        return chain

    def on_member_access(self, node: Node) -> Expression:
        """Return `$a.b` and `[A]::b`."""
        return self._member(node)

    def _member(self, node: Node) -> Expression:
        """Return the member of *node* that its second child says; a computed name is a key."""
        of, member = self.expression(node.named_children[0]), next((child for child in node.named_children if child.type == "member_name"), node)
        name = member.named_children[0] if member.named_children else member
        if name.type in {"simple_name", "member_name"}:
            return Attribute(of=of, name=self.text(name), span=self.span(node))
        return Item(of=of, key=self.expression(name), span=self.span(node))

    def on_element_access(self, node: Node) -> Expression:
        """Return `$a[b]`."""
        of, *keys = node.named_children
        return Item(of=self.expression(of), key=self.expression(keys[0] if keys else None), span=self.span(node))

    def on_invokation_expression(self, node: Node) -> Expression:
        """Return `$a.b(c)`; `[A]::new(b)` is the call of a constructor."""
        given = next((child for child in node.named_children if child.type == "argument_list"), None)
        function, is_static = self._member(node), any(child.type == "::" for child in node.children)
        if is_static and isinstance(function, Attribute) and function.name.lower() == "new":
            return Call(function=function.of, arguments=self.arguments(given), is_new=True, span=self.span(node))
        return Call(function=function, arguments=self.arguments(given), span=self.span(node))

    # Operators.

    def _binary(self, node: Node) -> Expression:
        """Return an operation with two operands, or the call that it stands for."""
        if node.child_count != len(("left", "operator", "right")):
            return self.unread(node)
        left, middle, right = node.children
        operator = _CASE.sub("-", self.text(middle).strip().lower())
        if operator not in _FUNCTIONS:
            return self.operation(node, _OPERATORS.get(operator, operator), left, right)
        second = self.expression(right)
        others = (
            second.items if isinstance(second, Sequence) and operator in {"-replace", "-split", "-f"} else (Argument(value=second, span=second.span),)
        )
        return self.built_in(node, operator, (self.argument(left), *others))

    on_logical_expression = _binary
    on_logical_argument_expression = _binary
    on_bitwise_expression = _binary
    on_bitwise_argument_expression = _binary
    on_comparison_expression = _binary
    on_comparison_argument_expression = _binary
    on_additive_expression = _binary
    on_additive_argument_expression = _binary
    on_multiplicative_expression = _binary
    on_multiplicative_argument_expression = _binary
    on_format_expression = _binary
    on_format_argument_expression = _binary
    on_range_expression = _binary
    on_range_argument_expression = _binary

    def built_in(self, node: Node, name: str, arguments: Iterable[Argument]) -> Call:
        """Return the call of a function of PowerShell that a piece of syntax stands for."""
        return Call(function=Name(name=name, span=self.span(node)), arguments=tuple(arguments), span=self.span(node))

    def on_expression_with_unary_operator(self, node: Node) -> Expression:
        """Return an operation with one operand; a comma in front makes an array."""
        operator, operand = self.text(node.children[0]).lower(), node.named_children[-1]
        if operator == ",":
            return Sequence(items=(self.argument(operand),), span=self.span(node))
        if operator in {"-join", "-split"}:
            return self.built_in(node, operator, [self.argument(operand)])
        return self.operation(node, _OPERATORS.get(operator, operator), operand)

    def on_cast_expression(self, node: Node) -> Expression:
        """Return `[int] $a` as a call of the type, unless the value stays what it is."""
        kind, value = self.expression(node.named_children[0]), self.argument(node.named_children[-1])
        if isinstance(kind, Name) and kind.name.lower() in _SAME:
            return value.value
        return Call(function=kind, arguments=(value,), span=self.span(node))


def _unescaped(escape: re.Pattern[str], text: str) -> str:
    """Return *text* with what *escape* finds undone: a backtick and a character, or a quote that is written twice."""
    return escape.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    escaped = match[1]
    if escaped is None:
        return '"'
    return undo_escape(f"\\{escaped}") if escaped[0] in "0abefnrtvu\r\n" else escaped
