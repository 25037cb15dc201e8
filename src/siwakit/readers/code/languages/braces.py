"""Java, Kotlin, C#, Scala and Dart: what the trees of these languages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Block,
    Branch,
    Call,
    Choice,
    Constant,
    Define,
    Evaluate,
    Expression,
    Function,
    Name,
    Number,
    Operation,
    Parameter,
    Return,
    Statement,
    Steps,
    Text,
    Type,
    Unread,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "!": "not", "===": "==", "!==": "!=", "?:": "??", "~/": "//", ">>>": ">>"}
_WITHOUT_VALUE = {"throw_expression", "throw_statement", "rethrow_expression", "return_expression"}


_WHOLE_TYPES = {"int", "long", "short", "uint", "ulong"}
_REAL_TYPES = {"double", "float", "decimal"}
_NUMBER = pattern(r"(?i)(0x[0-9a-f]+|0b[01]+)[ul]*|([0-9.]+(?:e[+-]?[0-9]+)?)[ulfdm]*")

Case = tuple[Sequence["Node"], Sequence["Node"]]
"""The labels of a case of a switch, none if it is the default, and its steps."""


class Braces(Lowering):
    """Base of languages that descend from C and have classes and expressions of functions."""

    blocks: ClassVar[frozenset[str]] = frozenset({"block"})
    """The bodies of functions that are statements; any other body is the value."""

    # The form of the tree.

    def executed(self, lowered: Lowered) -> tuple[Statement, ...]:
        """Return what was *lowered* as statements; a choice between values that are not used is one between statements."""
        if isinstance(lowered, Expression):
            return _executed(lowered)
        return super().executed(lowered)

    def children(self, node: Node | None) -> list[Node]:
        """Return what stands inside *node*, without comments."""
        return [] if node is None else [child for child in node.named_children if not child.is_extra]

    def fields(self, node: Node, *names: str) -> list[Node | None]:
        """Return the children of *node* in these fields."""
        return [node.child_by_field_name(name) for name in names]

    def steps(self, node: Node, nodes: Sequence[Node]) -> Expression:
        """Return *nodes*, which stand inside *node*, as steps to a value: that of the last one."""
        if not nodes:
            return Steps(body=(), span=self.span(node))
        value = self.expression(nodes[-1])
        if len(nodes) == 1:
            return value
        last = value.body if isinstance(value, Steps) else (Evaluate(value=value, span=value.span),)
        return Steps(body=(*self.statements(nodes[:-1]), *last), span=self.span(node))

    # Values.

    def name(self, node: Node | None) -> Name:
        """Return the name that *node* is."""
        return Name(name=self.text(node), span=self.span(node)) if node is not None else Name(name="")

    def on_integer_literal(self, node: Node) -> Expression:
        """Return a number, with underscores and a suffix for its type."""
        match = _NUMBER.fullmatch(self.text(node).replace("_", ""))
        return self.number(node, match[1] or match[2]) if match else self.unread(node)

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
        """Return what stands inside."""
        return self.inner(node)

    on_expression_statement = on_parenthesized_expression
    on_await_expression = on_parenthesized_expression

    def on_block(self, node: Node) -> Lowered:
        """Return the statements of a block."""
        return self.statements(node.named_children)

    on_finally_clause = on_block

    def on_break_statement(self, _: Node) -> Lowered:
        """Return nothing: where a loop ends is not followed."""
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
        """Return an operation; what has no value, such as `a ?: throw b`, is no operand."""
        operator = _OPERATORS.get(operator, operator)
        if operator == "??" and right is not None and right.type in _WITHOUT_VALUE:
            return self.expression(left)
        return self.operation(node, operator, left, right)

    def unary(self, node: Node, operator: str, operand: Node | None) -> Lowered:
        """Return an operation with one operand; `++` and `--` are assignments, and `!` behind a value says only that there is one."""
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
            return self.expression(value)
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
        """Return the value of one of *cases*; those that throw have none. Only literals are compared with *subject*."""
        value = self.expression(subject)
        options: list[tuple[tuple[Expression, ...], Expression]] = []
        for case, steps in cases:
            options += [] if self._is_thrown(steps) else [(self.expressions(case), self.steps(node, steps))]
        labels = [label for case, _ in options for label in case]
        if not isinstance(value, Name | Attribute) or not all(isinstance(label, Text | Number | Constant) for label in labels):
            return Choice(condition=value, options=tuple(option for _, option in options), span=self.span(node))
        compared = [(self._is_one_of(node, value, case), option) for case, option in options if case]
        missing = Unread() if any(not case and self._is_thrown(steps) for case, steps in cases) else self.steps(node, ())
        otherwise = next((option for case, option in options if not case), missing)
        return self.choices(node, compared, otherwise)

    def first_met(self, node: Node, cases: Sequence[Case]) -> Expression:
        """Return the value of the first of *cases* one of whose conditions is met."""
        met: list[tuple[Expression, Expression]] = []
        otherwise: Expression = self.steps(node, ())
        for conditions, steps in cases:
            if not conditions:
                otherwise = Unread() if self._is_thrown(steps) else self.steps(node, steps)
            elif not self._is_thrown(steps):
                met += [(self.folded(node, "or", self.expressions(conditions)), self.steps(node, steps))]
        return self.choices(node, met, otherwise)

    def after(self, node: Node, before: tuple[Statement, ...], value: Expression) -> Expression:
        """Return *value* after the statements *before*."""
        return Steps(body=(*before, Evaluate(value=value, span=value.span)), span=self.span(node)) if before else value

    def _is_thrown(self, steps: Sequence[Node]) -> bool:
        return bool(steps) and steps[-1].type in _WITHOUT_VALUE

    def _is_one_of(self, node: Node, value: Expression, labels: Sequence[Expression]) -> Expression:
        return self.folded(node, "or", (Operation(operator="==", operands=(value, label), span=label.span) for label in labels))

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if and else."""
        return self.branch(node, *(node.child_by_field_name(name) for name in ("condition", "consequence", "alternative")))

    def branch(self, node: Node, condition: Node | None, *bodies: Node | None) -> Branch:
        """Return the alternatives *bodies*."""
        return Branch(condition=self.expression(condition), bodies=tuple(map(self.body, bodies)), span=self.span(node))

    def tried(self, node: Node, body: Node | None, caught: tuple[Node | None, ...]) -> Branch:
        """Return what is tried, and what catches an error as its alternatives."""
        bodies = tuple(map(self.body, (body, *(caught or (None,)))))
        return Branch(condition=None, bodies=bodies, span=self.span(node))

    def loop(self, node: Node, *nodes: Node | None) -> Block:
        """Return what a loop executes: its condition and its body."""
        return Block(body=self.statements(each for each in nodes if each is not None), span=self.span(node))

    def each(self, node: Node, of: Node | None, body: Node | None, *targets: Expression) -> Block:
        """Return a loop over the items of *of*."""
        return Block(body=(self.some_item(of, *targets), *self.body(body)), span=self.span(node))

    def function(self, node: Node, name: str, parameters: tuple[Parameter, ...], body: Node | None) -> Function:
        """Return a function; a body that is no block is its value."""
        is_block = body is None or body.type in self.blocks
        statements = self.body(body) if is_block else returned(self.expression(body))
        return Function(name=name, parameters=parameters, body=statements, span=self.span(node))

    def define(self, node: Node, function: Function) -> Define:
        """Return the definition of *function*."""
        return Define(function=function, span=self.span(node))

    def attribute(self, node: Node, of: Node | None, name: Node | None) -> Attribute:
        """Return `a.b`."""
        return Attribute(of=self.expression(of), name=self.text(name), span=self.span(node))

    def call(self, node: Node, function: Expression, *arguments: Argument, is_new: bool = False) -> Call:
        """Return a call."""
        return Call(function=function, arguments=arguments, is_new=is_new, span=self.span(node))

    # Types.

    def typed(self, node: Node, fields: tuple[Statement, ...] = (), body: Node | None = None) -> Type:
        """Return a class or something like it, with *fields* that are not declared in its *body*."""
        body = body or node.child_by_field_name("body")
        declared = self.type(node, self.text(node.child_by_field_name("name")), [body] if body else [])
        return Type(name=declared.name, body=fields + declared.body, span=declared.span)

    def constructed(self, node: Node, parameters: tuple[Parameter, ...], body: tuple[Statement, ...] = ()) -> tuple[Statement, ...]:
        """Return the fields and the constructor of a type whose *parameters*, at *node*, are its fields; *body* is executed first."""
        fields = tuple(Assign(targets=(Name(name=each.name, span=each.span),), value=each.default, span=each.span) for each in parameters)
        return (*fields, self.constructor(node, parameters, body + tuple(self.kept(each) for each in parameters)))

    def constructor(self, node: Node, parameters: tuple[Parameter, ...], body: tuple[Statement, ...]) -> Define:
        """Return the constructor of a type, which has the same name in all languages."""
        return self.define(node, Function(name="constructor", parameters=parameters, body=body, span=self.span(node)))

    def kept(self, parameter: Parameter) -> Assign:
        """Return the assignment of *parameter* to the field of the same name."""
        target = Attribute(of=Name(name="self", span=parameter.span), name=parameter.name, span=parameter.span)
        return Assign(targets=(target,), value=Name(name=parameter.name, span=parameter.span), span=parameter.span)

    def own_constructor(self, node: Node) -> Attribute:
        """Return the constructor of the type, as another one calls it."""
        return Attribute(of=Name(name="self", span=self.span(node)), name="constructor", span=self.span(node))


def returned(value: Expression) -> tuple[Statement, ...]:
    """Return the body of a function whose value is *value*."""
    if not isinstance(value, Steps):
        return (Return(value=value, span=value.span),)
    last = value.body[-1] if value.body else None
    return (*value.body[:-1], Return(value=last.value, span=last.span)) if isinstance(last, Evaluate) else value.body


def _executed(value: Expression) -> tuple[Statement, ...]:
    """Return *value* as statements, because it is not used: a choice between values is one between statements."""
    match value:
        case Steps():
            last = value.body[-1] if value.body else None
            return (*value.body[:-1], *_executed(last.value)) if isinstance(last, Evaluate) else value.body
        case Choice():
            return (Branch(condition=value.condition, bodies=tuple(_executed(option) for option in value.options), span=value.span),)
        case _:
            return (Evaluate(value=value, span=value.span),)
