"""Values in Kotlin.

The grammar has some precedences wrong, which is put right here: it reads `!a.b()` as `(!a).b()`, `"a" + b<C>()` as `("a" + b)<C>()`, and `a<B>(c)`
inside an expression as two comparisons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.braces import Braces, Case
from siwakit.readers.code.languages.classes import returned
from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import MAX_CHAIN, Lowered
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Choice,
    Expression,
    Function,
    Item,
    Name,
    Operation,
    Parameter,
    Span,
    Statement,
    Steps,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

_CONSTANTS = {"true": True, "false": False, "null": None}
_BITWISE = {"shl": "<<", "shr": ">>", "ushr": ">>", "and": "&", "or": "|", "xor": "^", "to": "to"}
_JUMPS = {"break", "continue"}
_PIECE = pattern(r"(?P<escape>\\(?:u[0-9A-Fa-f]{4}|.))|\$(?P<name>[^\W\d]\w*|`[^`]+`)|[^\\$]+|[\\$]")
_RAW_PIECE = pattern(r"(?P<escape>(?!))|\$(?P<name>[^\W\d]\w*|`[^`]+`)|[^$]+|\$")


class KotlinValues(Braces):
    """Expressions of Kotlin."""

    def on_string_literal(self, node: Node) -> Expression:
        """Return a string with what is in `$a` and `${}`."""
        is_raw = node.type == "multiline_string_literal"
        width = 3 if is_raw else 1
        return self.joined(node, self._pieces(node, Span(node.start_byte + width, node.end_byte - width), is_raw=is_raw))

    on_multiline_string_literal = on_string_literal

    def _pieces(self, node: Node, inside: Span, *, is_raw: bool) -> Iterator[Expression]:
        """Return the parts of a string; the grammar does not know every `$a`."""
        start = inside.start
        for child in node.named_children:
            if child.type == "interpolation":
                yield from self._literal_pieces(start, child.start_byte, is_raw=is_raw)
                yield self.expression(child)
                start = child.end_byte
        yield from self._literal_pieces(start, inside.end, is_raw=is_raw)

    def _literal_pieces(self, start: int, end: int, *, is_raw: bool) -> Iterator[Expression]:
        for piece in (_RAW_PIECE if is_raw else _PIECE).finditer(self.source[start:end].decode("utf-8", "replace")):
            span = Span(start, start + len(piece[0].encode()))
            start = span.end
            if piece["name"]:
                yield Name(name={"this": "self"}.get(piece["name"], piece["name"].strip("`")), span=span)
            else:
                yield Text(value=undo_escape(piece[0]) if piece["escape"] else piece[0].replace("\r\n", "\n"), span=span)

    on_interpolation = Braces.inner

    def on_character_literal(self, node: Node) -> Expression:
        """Return a character as a string."""
        text = self.text(node)[1:-1]
        return self.string(node, undo_escape(text) if text.startswith("\\") else text)

    on_number_literal = Braces.on_integer_literal
    on_float_literal = Braces.on_integer_literal

    def on_identifier(self, node: Node) -> Lowered:
        """Return a name; the grammar takes constants, `break` and `continue` for names."""
        text = self.text(node).strip("`")
        if text in _JUMPS:
            return None
        return self.constant(node, value=_CONSTANTS[text]) if text in _CONSTANTS else Name(name=text, span=self.span(node))

    def on_this_expression(self, node: Node) -> Expression:
        """Return the object itself."""
        return Name(name="self", span=self.span(node))

    def on_super_expression(self, node: Node) -> Expression:
        """Return the object as its base class sees it."""
        return Name(name="super", span=self.span(node))

    def on_user_type(self, node: Node) -> Expression:
        """Return a type by its name, without what it is made of."""
        first, *others = (child for child in self.children(node) if child.type == "identifier")
        value: Expression = self.name(first)
        for other in others[:MAX_CHAIN]:
            value = Attribute(of=value, name=self.text(other), span=self.span(node))
        return value

    # Members and calls.

    def _within(self, node: Node, of: Node, build: Callable[[Expression], Expression]) -> Expression:
        """Return what *build* makes of *of*; of an operation that is not in parentheses it takes the last operand."""
        value = self.expression(of)
        if isinstance(value, Operation) and of.type != "parenthesized_expression":
            return Operation(operator=value.operator, operands=(*value.operands[:-1], build(value.operands[-1])), span=self.span(node))
        return build(value)

    def on_navigation_expression(self, node: Node) -> Expression:
        """Return `a.b`, `a?.b` and `A::b`."""
        of, *_, name = self.children(node)
        return self._within(node, of, lambda value: Attribute(of=value, name=self.text(name).strip("`"), span=self.span(node)))

    def on_callable_reference(self, node: Node) -> Expression:
        """Return `A::b` and `::b`."""
        children = self.children(node)
        if children[0].type == "identifier":
            return self.expression(children[0])
        return Attribute(of=self.expression(children[0]), name=self.text(children[1]) if children[1:] else "class", span=self.span(node))

    def on_index_expression(self, node: Node) -> Expression:
        """Return `a[b]`."""
        of, key, *_ = self.children(node)
        return self._within(node, of, lambda value: Item(of=value, key=self.expression(key), span=self.span(node)))

    def on_call_expression(self, node: Node) -> Expression:
        """Return a call; a function behind it is its last argument."""
        function, *_, last = self.children(node)
        inside = self.children(function)
        arguments = tuple(self.arguments(last))
        if last.type == "annotated_lambda" and function.type == "call_expression" and inside[-1].type == "value_arguments":
            arguments, function = (*self.arguments(inside[-1]), *arguments), inside[0]
        return self._within(node, function, lambda value: self.call(node, value, *arguments))

    def arguments(self, node: Node) -> Iterator[Argument]:
        """Return the arguments of a call, by name if they have one, or the function behind it."""
        for child in [node] if node.type == "annotated_lambda" else self.children(node):
            *first, value = self.children(child)
            if value.type == "spread_expression":
                yield Argument(value=self.expression(self.children(value)[0]), is_spread=True, span=self.span(child))
            else:
                yield self.argument(value, self.text(first[0]) if first and child.type == "value_argument" else "")

    def on_object_literal(self, node: Node) -> Expression:
        """Return an object without a class of its own; its body is the last argument."""
        types = [found for child in self.children(node) if child.type == "delegation_specifiers" for found in self.children(child)]
        base = self.children(types[0])[0] if types else node
        constructed = self.children(base) if base.type == "constructor_invocation" else [base]
        arguments = self.arguments(constructed[-1]) if constructed[1:] else ()
        bodies = (child for child in self.children(node) if child.type == "class_body")
        body = Function(body=tuple(found for child in bodies for found in self.body(child)), span=self.span(node))
        function = self.expression(constructed[0]) if types else Name(name="object", span=self.span(node))
        return self.call(node, function, *arguments, Argument(value=body, span=body.span), is_new=True)

    # Functions.

    def on_lambda_literal(self, node: Node) -> Expression:
        """Return a function without a name; the last expression is its value, and the only parameter is `it` if none is named."""
        children = self.children(node)
        is_named = bool(children) and children[0].type == "lambda_parameters"
        named = self.children(children[0]) if is_named else []
        taken = tuple(self._taken(named))
        parameters = tuple(Parameter(name=self._parameter(child, index), span=self.span(child)) for index, child in enumerate(named))
        body = returned(self.steps(node, children[1:] if is_named else children))
        return Function(parameters=parameters if is_named else (Parameter(name="it"),), body=taken + body, span=self.span(node))

    def _parameter(self, node: Node, index: int) -> str:
        """Return the name of a parameter; one that is taken apart has a name that no source has."""
        return f"({index})" if node.type == "multi_variable_declaration" else self.text(self.children(node)[0])

    def _taken(self, parameters: list[Node]) -> Iterator[Statement]:
        """Return the assignments that take a parameter like `(a, b)` apart."""
        for index, node in enumerate(parameters):
            if node.type == "multi_variable_declaration":
                value = Name(name=self._parameter(node, index), span=self.span(node))
                yield Assign(targets=self.variables(node), value=value, declares="block", span=self.span(node))

    def variables(self, node: Node) -> tuple[Expression, ...]:
        """Return the names that a declaration brings."""
        declared = self.children(node) if node.type == "multi_variable_declaration" else [node]
        return tuple(self.name(self.children(each)[0]) for each in declared)

    on_annotated_lambda = Braces.inner

    def on_labeled_expression(self, node: Node) -> Lowered:
        """Return an expression without its label, and nothing for `break@a`."""
        label, *rest = self.children(node)
        return self.expression(rest[-1]) if rest and self.text(label).rstrip("@") not in _JUMPS else None

    def on_annotated_expression(self, node: Node) -> Lowered:
        """Return an expression without its annotation."""
        return self.expression(self.children(node)[-1])

    # Operations.

    def on_binary_expression(self, node: Node) -> Expression:
        """Return an operation, or the call of a function with one type."""
        left, right = self.fields(node, "left", "right")
        compared = self.fields(left, "left", "right") if left is not None and left.type == "binary_expression" and self.operator(left) == "<" else []
        if self.operator(node) == ">" and right is not None and right.type == "parenthesized_expression" and compared[0:]:
            function, arguments = compared[0], tuple(self.argument(child) for child in self.children(right))
            return self._within(node, function, lambda value: self.call(node, value, *arguments)) if function else self.unread(node)
        return self.binary(node, self.operator(node), left, right)

    def on_unary_expression(self, node: Node) -> Lowered:
        """Return an operation with one operand; `!!` adds nothing."""
        operator, operand = self.operator(node), node.child_by_field_name("argument")
        return self.expression(operand) if operator == "!!" else self.unary(node, operator, operand)

    def on_infix_expression(self, node: Node) -> Expression:
        """Return `a to b`, an operation with bits, or `a f b`, which is `a.f(b)`."""
        left, name, right = self.children(node)
        if self.text(name) in _BITWISE:
            return self.operation(node, _BITWISE[self.text(name)], left, right)
        return self.call(node, self.attribute(node, left, name), self.argument(right))

    def on_range_expression(self, node: Node) -> Expression:
        """Return `a..b`."""
        return self.operation(node, "..", *self.children(node))

    def on_in_expression(self, node: Node) -> Expression:
        """Return `a in b`."""
        return self.operation(node, "in", *self.fields(node, "left", "right"))

    def on_is_expression(self, node: Node) -> Expression:
        """Return the question whether a value is of a type."""
        return self.operation(node, "is", node.child_by_field_name("left"))

    def on_as_expression(self, node: Node) -> Lowered:
        """Return the value of a cast."""
        return self.expression(node.child_by_field_name("left"))

    # Choices.

    def on_if_expression(self, node: Node) -> Expression:
        """Return the value of if or else."""
        condition = node.child_by_field_name("condition")
        bodies = [child for child in self.children(node) if condition is None or child.id != condition.id]
        if len(bodies) == 1 and self._is_only_else(node):
            return Choice(condition=self.expression(condition), options=(self.steps(node, ()), self.expression(bodies[0])), span=self.span(node))
        return self.choice(node, condition, *[*bodies, None, None][:2])

    def _is_only_else(self, node: Node) -> bool:
        return node.child_count > 1 and node.children[-2].type == "else"

    def on_when_expression(self, node: Node) -> Expression:
        """Return the value of the first alternative whose condition is met, or that is for the value of the subject."""
        entries = [child for child in self.children(node) if child.type == "when_entry"]
        cases: list[Case] = [(entry.children_by_field_name("condition"), self.children(entry)[-1:]) for entry in entries]
        subject = next((child for child in self.children(node) if child.type == "when_subject"), None)
        return self.switch(node, subject, cases) if subject else self.first_met(node, cases)

    def on_when_subject(self, node: Node) -> Expression:
        """Return what `when` looks at, which may be given a name."""
        *variable, value = self.children(node)
        if not variable:
            return self.expression(value)
        first = Assign(targets=self.variables(variable[0]), value=self.expression(value), span=self.span(node))
        return Steps(body=(first,), span=self.span(node))

    def on_try_expression(self, node: Node) -> Lowered:
        """Return the value of what is tried, or of what catches an error; what is done at the end comes first, because it has no value."""
        tried = [child for child in self.children(node) if child.type in {"block", "catch_block"}]
        final = self.statements(child for child in self.children(node) if child.type == "finally_block")
        value = Choice(condition=None, options=self.expressions(tried), span=self.span(node))
        return self.after(node, final, value)

    def on_catch_block(self, node: Node) -> Lowered:
        """Return what is done about an error."""
        return self.expression(self.children(node)[-1])

    on_finally_block = Braces.inner

    def on_block(self, node: Node) -> Lowered:
        """Return the statements of a block, of which the last one is the value."""
        return self.steps(node, [child for child in self.children(node) if self.text(child) not in _JUMPS])

    def on_throw_expression(self, node: Node) -> Lowered:
        """Return what is called for an error."""
        return self.statements(node.named_children)
