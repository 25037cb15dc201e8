"""Java, Kotlin, C#, Scala and Dart: values and statements that they write alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.classes import Classes
from siwakit.readers.code.languages.declarations import declared
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Assign,
    Attribute,
    Block,
    Branch,
    Choice,
    Constant,
    Evaluate,
    Expression,
    Name,
    Number,
    Operation,
    Return,
    Statement,
    Steps,
    Text,
    Unread,
    Width,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "!": "not", "===": "==", "!==": "!=", "?:": "??", "~/": "//", ">>>": ">>"}
_THROWS = {"throw_expression", "throw_statement", "rethrow_expression"}
_WITHOUT_VALUE = {*_THROWS, "return_expression"}
_WHOLE_TYPES = {"int", "long", "short", "uint", "ulong"}
_REAL_TYPES = {"double", "float", "decimal"}
_NUMBER = pattern(r"(?i)(0x[0-9a-f]+|0b[01]+)[ul]*|([0-9.]+(?:e[+-]?[0-9]+)?)[ulfdm]*")

Case = tuple[Sequence["Node"], Sequence["Node"]]
"""The labels of a case of a switch, none if it is the default, and its steps."""
Option = tuple[tuple[Expression, ...], Expression]
"""The same, lowered."""


class Braces(Classes):
    """Base of languages that write blocks in braces."""

    # The form of the tree.

    def executed(self, lowered: Lowered) -> tuple[Statement, ...]:
        """Return what was *lowered* as statements; a choice between values that are not used is one between statements."""
        if isinstance(lowered, Expression):
            return _executed(lowered)
        return super().executed(lowered)

    def steps(self, node: Node, nodes: Sequence[Node]) -> Expression:
        """Return *nodes*, which are inside *node*, as steps to a value: that of the last one."""
        if not nodes:
            return Steps(body=(), span=self.span(node))
        value = self.expression(nodes[-1])
        if len(nodes) == 1:
            return value
        last = value.body if isinstance(value, Steps) else (Evaluate(value=value, span=value.span),)
        return Steps(body=(*self.statements(nodes[:-1]), *last), span=self.span(node))

    # Values.

    def on_integer_literal(self, node: Node) -> Expression:
        """Return a number, with underscores and a suffix for its type."""
        text = self.text(node)
        match = _NUMBER.fullmatch(text.replace("_", ""))
        if match is None:
            return self.unread(node)
        number = self.number(node, match[1] or match[2])
        if isinstance(number, Number) and isinstance(number.value, int) and text[-1:] not in {"l", "L"}:
            return replace(number, width=self.width)
        return number

    def on_true(self, node: Node) -> Expression:
        """Return true."""
        return self.constant(node, value=True)

    def on_false(self, node: Node) -> Expression:
        """Return false."""
        return self.constant(node, value=False)

    def on_null_literal(self, node: Node) -> Expression:
        """Return null."""
        return self.constant(node, value=None)

    def on_identifier(self, node: Node) -> Lowered:
        """Return a name; the object itself and its base class have the same names in all languages."""
        text = self.text(node)
        return Name(name={"this": "self", "base": "super"}.get(text, text), span=self.span(node))

    on_this = on_identifier
    on_super = on_identifier

    def on_parenthesized_expression(self, node: Node) -> Lowered:
        """Return what is inside."""
        return self.inner(node)

    on_expression_statement = on_parenthesized_expression
    on_await_expression = on_parenthesized_expression

    def on_block(self, node: Node) -> Lowered:
        """Return the statements of a block; one that belongs to nothing else has variables of its own."""
        statements = self.statements(node.named_children)
        is_alone = node.type == "block" and self.around == "block"
        return Block(body=statements, span=self.span(node)) if is_alone else statements

    on_finally_clause = on_block

    def on_break_statement(self, _: Node) -> Lowered:
        """Return nothing: the end of a loop is not followed."""
        return None

    on_continue_statement = on_break_statement

    def on_return_statement(self, node: Node) -> Lowered:
        """Return a return."""
        children = self.children(node)
        return Return(value=self.expression(children[0]) if children else None, span=self.span(node))

    on_return_expression = on_return_statement

    def on_binary_expression(self, node: Node) -> Expression:
        """Return an operation with two operands."""
        return self.binary(node, self.operator(node), node.child_by_field_name("left"), node.child_by_field_name("right"))

    def operator(self, node: Node) -> str:
        """Return the operator of *node* as the common tree has it."""
        operator = self.text(node.child_by_field_name("operator"))
        return _OPERATORS.get(operator, operator)

    def binary(self, node: Node, operator: str, left: Node | None, right: Node | None) -> Expression:
        """Return an operation; what has no value, such as `a ?: throw b`, is not an operand."""
        operator = _OPERATORS.get(operator, operator)
        if operator == "??" and right is not None and right.type in _WITHOUT_VALUE:
            return self.expression(left)
        return self.operation(node, operator, left, right)

    def unary(self, node: Node, operator: str, operand: Node | None) -> Lowered:
        """Return an operation with one operand; `++` and `--` are assignments."""
        if operator in {"++", "--"}:
            one = Number(value=1, span=self.span(node))
            return Assign(targets=(self.expression(operand),), value=one, operator=operator[0], span=self.span(node))
        return self.operation(node, _OPERATORS.get(operator, operator), operand)

    def assigned(self, node: Node, operator: str, left: Node | None, right: Node | None) -> Assign:
        """Return an assignment, also inside an expression; *operator* is as written, such as `+=`."""
        target, value = self.expression(left), self.expression(right)
        operator = operator.removesuffix("=")
        return Assign(targets=(target,), value=value, operator=_OPERATORS.get(operator, operator), span=self.span(node))

    def cast(self, node: Node, type_name: str, value: Node | None) -> Expression:
        """Return the value of a cast; between numbers it drops the fraction, or makes one possible."""
        if value is not None and value.type.endswith("_literal"):
            literal = self.expression(value)
            return replace(literal, width=Width.ANY) if isinstance(literal, Number) else literal
        if type_name in _WHOLE_TYPES:
            return self.to_whole(node, value)
        return self.to_real(node, value) if type_name in _REAL_TYPES else self.expression(value)

    def on_throw_statement(self, node: Node) -> Lowered:
        """Return what is called for an error."""
        return self.statements(node.named_children)

    def choice(self, node: Node, condition: Node | None, *options: Node | None) -> Choice:
        """Return one of *options*, which are values or statements; the last one may be missing."""
        chosen = tuple(map(self.expression, filter(None, options)))
        missing = (self.steps(node, ()),) if None in options else ()
        return Choice(condition=self.expression(condition), options=chosen + missing, span=self.span(node))

    def switch(self, node: Node, subject: Node | None, cases: Sequence[Case]) -> Expression:
        """Return the value of one of *cases*; those that throw have none."""
        options: list[Option] = []
        for case, steps in cases:
            options += [] if self.is_thrown(steps) else [(self.expressions(case), self.steps(node, steps))]
        can_fail = any(not case and self.is_thrown(steps) for case, steps in cases)
        return self.switched(node, self.expression(subject), options, otherwise=Unread() if can_fail else self.steps(node, ()))

    def switched(self, node: Node, value: Expression, options: Sequence[Option], otherwise: Expression) -> Expression:
        """Return one of *options*, each with its labels, or *otherwise*. Only literals are compared with *value*."""
        labels = [label for case, _ in options for label in case]
        if not isinstance(value, Name | Attribute) or not all(isinstance(label, Text | Number | Constant) for label in labels):
            return Choice(condition=value, options=tuple(option for _, option in options), is_match=True, span=self.span(node))
        compared = [(self._is_one_of(node, value, case), option) for case, option in options if case]
        return self.choices(node, compared, next((option for case, option in options if not case), otherwise))

    def first_met(self, node: Node, cases: Sequence[Case]) -> Expression:
        """Return the value of the first of *cases* one of whose conditions is met."""
        met: list[tuple[Expression, Expression]] = []
        otherwise: Expression = self.steps(node, ())
        for conditions, steps in cases:
            if not conditions:
                otherwise = Unread() if self.is_thrown(steps) else self.steps(node, steps)
            elif not self.is_thrown(steps):
                met += [(self.folded(node, "or", self.expressions(conditions)), self.steps(node, steps))]
        return self.choices(node, met, otherwise)

    def after(self, node: Node, before: tuple[Statement, ...], value: Expression) -> Expression:
        """Return *value* after the statements *before*."""
        steps = value.body if isinstance(value, Steps) else (Evaluate(value=value, span=value.span),)
        return Steps(body=(*before, *steps), span=self.span(node)) if before else value

    def is_thrown(self, steps: Sequence[Node]) -> bool:
        """Return whether *steps* end with an error."""
        return bool(steps) and steps[-1].type in _THROWS

    def _is_one_of(self, node: Node, value: Expression, labels: Sequence[Expression]) -> Expression:
        return self.folded(node, "or", (Operation(operator="==", operands=(value, label), span=label.span) for label in labels))

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if and else."""
        return self.branch(node, *self.fields(node, "condition", "consequence", "alternative"))

    def branch(self, node: Node, condition: Node | None, *bodies: Node | None) -> Branch:
        """Return the alternatives *bodies*."""
        return Branch(condition=self.expression(condition), bodies=tuple(map(self.body, bodies)), span=self.span(node))

    def tried(self, node: Node, body: Node | None, caught: tuple[Node | None, ...]) -> Branch | Block:
        """Return what is tried, and what catches an error as its alternatives; without that an error ends the function."""
        if not caught:
            return Block(body=self.body(body), span=self.span(node))
        return Branch(condition=None, bodies=tuple(map(self.body, (body, *caught))), span=self.span(node))

    def loop(self, node: Node, *nodes: Node | None) -> Block:
        """Return what a loop executes: its condition and its body."""
        return Block(body=self.statements(each for each in nodes if each is not None), is_loop=True, span=self.span(node))

    def each(self, node: Node, of: Node | None, body: Node | None, *targets: Expression) -> Block:
        """Return a loop over the items of *of*."""
        first = declared((self.some_item(of, *targets),))
        return Block(body=(*first, *self.body(body)), is_loop=True, span=self.span(node))


def _executed(value: Expression) -> tuple[Statement, ...]:
    """Return *value* as statements, because it is not used: a choice between values is one between statements."""
    match value:
        case Steps():
            last = value.body[-1] if value.body else None
            return (*value.body[:-1], *_executed(last.value)) if isinstance(last, Evaluate) else value.body
        case Choice():
            bodies = tuple(_executed(option) for option in value.options)
            return (Branch(condition=value.condition, bodies=bodies, is_match=value.is_match, span=value.span),)
        case _:
            return (Evaluate(value=value, span=value.span),)
