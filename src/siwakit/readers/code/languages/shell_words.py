"""Shells: words, quotes, here-documents, expansions, arithmetic and tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.shell_sums import sum_in
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Call,
    Choice,
    Evaluate,
    Expression,
    Item,
    Name,
    Number,
    Operation,
    Sequence,
    Statement,
    Text,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_WORD_ESCAPE = pattern(r"(?s)\\(\n|.)")
_QUOTED_ESCAPE = pattern(r'(?s)\\(\n|["$`\\])')
_HEREDOC_ESCAPE = pattern(r"(?s)\\(\n|[$`\\])")
_C_ESCAPE = pattern(r"(?s)\\(?:x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[0-7]{1,3}|.)")
_BACKTICKS = pattern(r"(?s)(?<!\\)`.*?`")
_PATTERN_CHARACTERS = frozenset("*?[{")
_OPERATORS = {
    "=": "==",
    "&&": "and",
    "||": "or",
    "!": "not",
    "-eq": "==",
    "-ne": "!=",
    "-lt": "<",
    "-le": "<=",
    "-gt": ">",
    "-ge": ">=",
}
_COMPARISONS = frozenset({"==", "!=", "<=", ">="})
_EMPTY = {"-z": "==", "-n": "!="}
_QUOTE = pattern(r"['\"\\]")
_TABS = pattern(r"(?<=\n)\t+")
_DEFAULTS = {":-": "or", ":=": "or", "-": "??", "=": "??"}


class ShellWords(Lowering):
    """Words of a shell, which are strings, and arithmetic, which is not."""

    delimiters: ClassVar[frozenset[str]] = frozenset({'"', "`"})

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.arithmetic = 0
        """How many arithmetic expressions there are around the node that is lowered: in them words are numbers and variables."""

    # Words.

    def on_word(self, node: Node) -> Expression:
        """Return a word without quotes; in arithmetic a variable."""
        text = self.text(node)
        if self.arithmetic:
            return Name(name=text, span=self.span(node))
        return self.string(node, _unescaped(_WORD_ESCAPE, text))

    on_extglob_pattern = on_word
    on_test_operator = on_word
    on_special_variable_name = on_word

    def on_number(self, node: Node) -> Expression:
        """Return digits, which are a word like any other, but in arithmetic a number."""
        text = self.text(node)
        return self.number(node, text) if self.arithmetic else self.string(node, text)

    def on_raw_string(self, node: Node) -> Expression:
        """Return a string in single quotes."""
        return self.string(node, self.text(node)[1:-1].replace("\r\n", "\n"))

    def on_ansi_c_string(self, node: Node) -> Expression:
        """Return `$'a'`, in which escapes are undone."""
        return self.string(node, _C_ESCAPE.sub(lambda match: undo_escape(match[0]), self.text(node)[2:-1]))

    def on_string(self, node: Node) -> Expression:
        """Return a string in double quotes: its literal parts and its expansions."""
        return self.joined(node, self._unescaped(_QUOTED_ESCAPE, self.pieces(node, node.start_byte, node.end_byte)))

    def on_string_content(self, node: Node) -> Expression:
        """Return literal text of a string or here-document, with its escapes."""
        return self.string(node, self.text(node).replace("\r\n", "\n"))

    on_heredoc_content = on_string_content

    def _unescaped(self, escape: re.Pattern[str], parts: Iterable[Expression]) -> Iterator[Expression]:
        for part in parts:
            yield Text(value=_unescaped(escape, part.value), span=part.span) if isinstance(part, Text) else part

    def on_concatenation(self, node: Node) -> Expression:
        """Return words side by side, which are one."""
        return self.joined(node, self.expressions(node.named_children))

    def heredoc(self, node: Node) -> Expression:
        """Return the text of a here-document; `<<-` drops tabs at the start of its lines, and a quoted label leaves it as it is."""
        start, body = (next((child for child in node.named_children if child.type == kind), None) for kind in ("heredoc_start", "heredoc_body"))
        if body is None or body.start_byte == body.end_byte:
            return self.string(node, "")
        first, last = (self.source.rfind(b"\n", 0, end) + 1 for end in (body.start_byte, body.end_byte))
        parts = self.pieces(body, first, last)
        if any(child.type == "<<-" for child in node.children):
            parts = map(self._without_tabs, parts)
        if not _QUOTE.search(self.text(start)):
            parts = self._unescaped(_HEREDOC_ESCAPE, (part for whole in parts for part in self._without_backticks(whole)))
        return self.joined(body, parts)

    def _without_tabs(self, part: Expression) -> Expression:
        if not isinstance(part, Text):
            return part
        text = part.value.lstrip("\t") if self.source[part.span.start - 1 : part.span.start] == b"\n" else part.value
        return Text(value=_TABS.sub("", text), span=part.span)

    def _without_backticks(self, part: Expression) -> Iterator[Expression]:
        """Return *part* with an unknown part for each command in backticks, which the grammar does not find in here-documents."""
        if not isinstance(part, Text):
            yield part
            return
        for place, text in enumerate(_BACKTICKS.split(part.value)):
            if place:
                yield Unread(span=part.span)
            yield Text(value=text, span=part.span)

    # Expansions.

    def on_variable_name(self, node: Node) -> Expression:
        """Return a variable."""
        return Name(name=self.text(node), span=self.span(node))

    def on_simple_expansion(self, node: Node) -> Expression:
        """Return `$a`; `$1` is the first parameter of a function."""
        return Name(name=self.text(node)[1:], span=self.span(node))

    def on_expansion(self, node: Node) -> Expression:
        """Return `${a}` and `${a:-b}`; what is cut from a variable or replaced in it is not known."""
        parts = node.children[1:-1]
        kinds = [part.type for part in parts]
        match kinds:
            case [_] | [_, ":?" | "?", *_] if parts[0].is_named:
                return self.expression(parts[0])
            case [_, kind, *_] if kind in _DEFAULTS:
                other = self.joined(node, self.expressions(parts[2:]))
                return Operation(operator=_DEFAULTS[kind], operands=(self.expression(parts[0]), other), span=self.span(node))
        return self.unread(node)

    def on_subscript(self, node: Node) -> Expression:
        """Return `a[b]`; all items are the array itself."""
        name, index = self.expression(node.child_by_field_name("name")), node.child_by_field_name("index")
        return name if self.text(index) in {"@", "*"} else Item(of=name, key=self.expression(index), span=self.span(node))

    def on_array(self, node: Node) -> Expression:
        """Return an array; one with keys is not read."""
        return Sequence(items=tuple(self.argument(child) for child in node.named_children), span=self.span(node))

    def on_command_substitution(self, node: Node) -> Lowered:
        """Return the command whose output `$(a)` is; `$(<a)` is the content of a file."""
        redirect = node.child_by_field_name("redirect")
        if redirect is not None:
            return self.file(redirect)
        if self.text(node).startswith("$(("):
            return sum_in(node, self.expression, self.span(node)) or self.unread(node)
        outer, self.arithmetic = self.arithmetic, 0
        try:
            return self.expression(node.named_children[0]) if len(node.named_children) == 1 else self.statements(node.named_children)
        finally:
            self.arithmetic = outer

    def file(self, redirect: Node) -> Expression:
        """Return the content of the file that *redirect* reads, as the output of `cat`."""
        span, name = self.span(redirect), self.expression(redirect.child_by_field_name("destination"))
        return Call(function=Name(name="cat", span=span), arguments=(Argument(value=name, span=name.span),), span=span)

    def _first(self, node: Node) -> Lowered:
        """Return what *node* contains, to which it adds nothing."""
        return self.expression(node.named_children[0]) if node.named_children else None

    on_parenthesized_expression = _first
    on_command_name = _first
    on_translated_string = _first
    on_test_command = _first

    # Arithmetic and tests.

    def calculated(self, nodes: Iterable[Node]) -> tuple[Statement, ...]:
        """Return *nodes*, which are arithmetic, as statements."""
        self.arithmetic += 1
        try:
            return self.statements(nodes)
        finally:
            self.arithmetic -= 1

    def on_process_substitution(self, node: Node) -> Expression:
        """Return the file that `<(a)` stands for, as a call of <( with the command whose output it has."""
        if not self.text(node).startswith("<(") or len(node.named_children) != 1:
            return self.unread(node)
        span = self.span(node)
        argument = Argument(value=self.expression(node.named_children[0]), span=span)
        return Call(function=Name(name="<(", span=span), arguments=(argument,), span=span)

    def on_arithmetic_expansion(self, node: Node) -> Lowered:
        """Return the value of `$((a + b))`."""
        match self.calculated(node.named_children):
            case (Evaluate(value=value),):
                return value
            case statements:
                return statements

    def on_binary_expression(self, node: Node) -> Lowered:
        """Return an operation with two operands, or in arithmetic an assignment."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = self.text(node.child_by_field_name("operator")) or next((child.type for child in node.children if not child.is_named), "")
        if self.arithmetic and operator.endswith("=") and operator not in _COMPARISONS:
            target, value = self.expression(left), self.expression(right)
            return Assign(targets=(target,), value=value, operator=operator.removesuffix("="), span=self.span(node))
        if not self.arithmetic and right is not None and right.type == "extglob_pattern" and _PATTERN_CHARACTERS & set(self.text(right)):
            return Unread(inner=(self.expression(left),), span=self.span(node))
        return self.operation(node, _OPERATORS.get(operator, operator), left, right)

    def on_unary_expression(self, node: Node) -> Expression:
        """Return an operation with one operand; `-z a` and `-n a` compare with an empty string."""
        operator, operand = self.text(node.children[0]), node.named_children[-1]
        if operator in _EMPTY and not self.arithmetic:
            operands = (self.expression(operand), self.string(node, ""))
            return Operation(operator=_EMPTY[operator], operands=operands, span=self.span(node))
        return self.operation(node, _OPERATORS.get(operator, operator), operand)

    def on_postfix_expression(self, node: Node) -> Lowered:
        """Return `a++` and `a--`."""
        one = Number(value=1, span=self.span(node))
        return Assign(targets=(self.expression(node.named_children[0]),), value=one, operator=self.text(node)[-1], span=self.span(node))

    def on_ternary_expression(self, node: Node) -> Expression:
        """Return `a ? b : c`."""
        condition, first, second = (self.expression(node.child_by_field_name(name)) for name in ("condition", "consequence", "alternative"))
        return Choice(condition=condition, options=(first, second), span=self.span(node))


def _unescaped(escape: re.Pattern[str], text: str) -> str:
    """Return *text* without the backslashes that *escape* finds, and without the line ends after one."""
    return escape.sub(lambda match: match[1].replace("\n", ""), text)
