"""PHP: strings, heredocs, numbers, arrays, names and operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Call,
    Choice,
    Constant,
    Entry,
    Expression,
    Item,
    Mapping,
    Name,
    Number,
    Operation,
    Sequence,
    Unread,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "===": "==", "!==": "!=", "<>": "!=", "!": "not"}
_CASTS = {
    "int": "intval",
    "integer": "intval",
    "string": "strval",
    "float": "floatval",
    "double": "floatval",
    "bool": "boolval",
    "boolean": "boolval",
}


class PhpValues(Lowering):
    """Expressions of PHP."""

    delimiters: ClassVar[frozenset[str]] = frozenset({"'", '"', "{", "}"})

    # Strings.

    def on_string(self, node: Node) -> Expression:
        """Return a string in single quotes."""
        return self.joined(node, self.pieces(node, node.start_byte, node.end_byte))

    def on_encapsed_string(self, node: Node) -> Expression:
        """Return a string in double quotes: its literal parts and its variables."""
        return self.joined(node, self.pieces(node, node.start_byte, node.end_byte))

    def on_string_content(self, node: Node) -> Expression:
        """Return literal text of a string."""
        return self.string(node, self.text(node).replace("\r\n", "\n"))

    on_nowdoc_string = on_string_content

    def on_escape_sequence(self, node: Node) -> Expression:
        """Return the character that an escape stands for."""
        return self.string(node, undo_escape(self.text(node)))

    def on_heredoc(self, node: Node) -> Expression:
        """Return a heredoc or nowdoc, whose lines lose the indentation of its last one."""
        body, end = node.child_by_field_name("value"), node.child_by_field_name("end_tag")
        if body is None or end is None:
            return self.string(node, "")
        first = self.source.find(b"\n", body.start_byte, end.start_byte) + 1
        margin = end.start_byte - self.source.rfind(b"\n", 0, end.start_byte) - 1
        return self.joined(node, self.without_margin(self.pieces(body, first, body.end_byte), margin))

    on_nowdoc = on_heredoc

    # Other literals.

    def on_integer(self, node: Node) -> Expression:
        """Return a number."""
        return self.number(node, self.text(node).replace("_", ""))

    on_float = on_integer

    def on_boolean(self, node: Node) -> Expression:
        """Return true or false, in any case of letters."""
        return self.constant(node, value=self.text(node).lower() == "true")

    def on_null(self, node: Node) -> Expression:
        """Return null."""
        return self.constant(node, value=None)

    def on_array_creation_expression(self, node: Node) -> Expression:
        """Return an array: a mapping if an item has a key. An empty one is a sequence, and either can come of it."""
        items = [child for child in node.named_children if child.type == "array_element_initializer"]
        if not any(_has_key(item) for item in items):
            return Sequence(items=tuple(self._item(item) for item in items), span=self.span(node))
        return Mapping(entries=tuple(self._entry(item, place) for place, item in enumerate(items)), span=self.span(node))

    def _item(self, node: Node) -> Argument:
        value = node.named_children[-1] if node.named_children else node
        if value.type == "variadic_unpacking":
            return self.spread(value)
        return self.argument(value)

    def _entry(self, node: Node, place: int) -> Entry:
        item = self._item(node)
        if item.is_spread:
            return Entry(key=None, value=item.value, span=item.span)
        key = self.expression(node.named_children[0]) if _has_key(node) else Number(value=place, span=self.span(node))
        return Entry(key=key, value=item.value, span=self.span(node))

    def spread(self, node: Node) -> Argument:
        """Return `...a` as an argument."""
        return Argument(value=self.expression(node.named_children[0] if node.named_children else None), is_spread=True, span=self.span(node))

    # Names.

    def on_name(self, node: Node) -> Expression:
        """Return a constant, function or class; `self` and `static` are the class around them."""
        name = self.text(node)
        return Name(name=self.types[-1] if name in {"self", "static"} and self.types else name, span=self.span(node))

    on_relative_scope = on_name

    def on_variable_name(self, node: Node) -> Expression:
        """Return a variable; `$this` is the object itself."""
        name = self.text(node).removeprefix("$")
        return Name(name="self" if name == "this" else name, span=self.span(node))

    def on_dynamic_variable_name(self, node: Node) -> Expression:
        """Return `${a}` in a string; the name of any other dynamic variable is not known."""
        inner = node.named_children[0] if node.named_children else node
        return Name(name=self.text(inner), span=self.span(node)) if inner.type == "name" else self.unread(node)

    def on_qualified_name(self, node: Node) -> Expression:
        r"""Return `\A\B` as members of each other."""
        names = [name for name in self.text(node).split("\\") if name]
        return self.chain(node, names) if names else self.unread(node)

    on_relative_name = on_qualified_name

    def chain(self, node: Node, names: list[str]) -> Expression:
        """Return the last of *names*, each of which is a member of the one before."""
        chain: Expression = Name(name=names[0], span=self.span(node))
        for name in names[1:]:
            chain = Attribute(of=chain, name=name, span=self.span(node))
        return chain

    def on_member_access_expression(self, node: Node) -> Expression:
        """Return `$a->b` and `$a?->b`."""
        return self.member(node, node.child_by_field_name("object"))

    on_nullsafe_member_access_expression = on_member_access_expression

    def on_scoped_property_access_expression(self, node: Node) -> Expression:
        """Return `A::$b`."""
        name = self.text(node.child_by_field_name("name")).removeprefix("$")
        return Attribute(of=self.expression(node.child_by_field_name("scope")), name=name, span=self.span(node))

    def on_class_constant_access_expression(self, node: Node) -> Expression:
        """Return `A::B`, and `A::class`, which is the name of the class."""
        scope, name = node.named_children[0], self.text(node.named_children[-1])
        if name == "class":
            return self.string(node, self.text(scope).lstrip("\\"))
        return Attribute(of=self.expression(scope), name=name, span=self.span(node))

    def member(self, node: Node, of: Node | None) -> Expression:
        """Return the member of *of* that the name of *node* says; a computed name is a key."""
        name = node.child_by_field_name("name")
        if name is None or name.type == "name":
            return Attribute(of=self.expression(of), name=self.text(name), span=self.span(node))
        return Item(of=self.expression(of), key=self.expression(name), span=self.span(node))

    def on_subscript_expression(self, node: Node) -> Expression:
        """Return `$a[b]`; a bare word in a string is the key itself. Without a key the next free one is meant, which is not known."""
        of, *keys = node.named_children
        key = self.expression(keys[0]) if keys else Unread(span=self.span(node))
        if keys and keys[0].type == "name" and self._is_bare(node):
            key = self.string(keys[0], self.text(keys[0]))
        return Item(of=self.expression(of), key=key, span=self.span(node))

    def _is_bare(self, node: Node) -> bool:
        return node.parent is not None and node.parent.type in {"encapsed_string", "heredoc_body"} and self.source[node.start_byte - 1] != ord("{")

    # Operations.

    def on_binary_expression(self, node: Node) -> Expression:
        """Return an operation with two operands; a dot joins strings."""
        operator = self.text(node.child_by_field_name("operator")).lower()
        if operator == ".":
            sides = [self.expression(node.child_by_field_name(side)) for side in ("left", "right")]
            return self.joined(node, sides)
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("left"), node.child_by_field_name("right"))

    def on_unary_op_expression(self, node: Node) -> Expression:
        """Return an operation with one operand."""
        operator = self.text(node.child_by_field_name("operator"))
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("argument"))

    def on_cast_expression(self, node: Node) -> Expression:
        """Return `(int) $a` as a call of the function that does the same."""
        value = self.expression(node.child_by_field_name("value"))
        function = _CASTS.get(self.text(node.child_by_field_name("type")).strip().lower())
        return self.built_in(node, function, value) if function else value

    def built_in(self, node: Node, name: str, *values: Expression) -> Call:
        """Return the call of a function of PHP that a piece of syntax stands for."""
        span = self.span(node)
        return Call(function=Name(name=name, span=span), arguments=tuple(Argument(value=value, span=value.span) for value in values), span=span)

    def on_conditional_expression(self, node: Node) -> Expression:
        """Return `a ? b : c`, and `a ?: c`, which is `a` unless that is false."""
        condition, body, other = (node.child_by_field_name(name) for name in ("condition", "body", "alternative"))
        if body is None:
            return self.operation(node, "or", condition, other)
        return Choice(condition=self.expression(condition), options=(self.expression(body), self.expression(other)), span=self.span(node))

    def on_match_expression(self, node: Node) -> Expression:
        """Return the value of the first arm that matches; in `match(true)` each arm is a condition."""
        subject, block = self.expression(node.child_by_field_name("condition")), node.child_by_field_name("body")
        arms = block.named_children if block else []
        cases = [(self._matches(subject, arm), self._result(arm)) for arm in arms if arm.type == "match_conditional_expression"]
        otherwise = next((self._result(arm) for arm in arms if arm.type == "match_default_expression"), None)
        return self.choices(node, cases, otherwise or Unread())

    def _result(self, arm: Node) -> Expression:
        return self.expression(arm.child_by_field_name("return_expression"))

    def _matches(self, subject: Expression, arm: Node) -> Expression:
        conditions = arm.child_by_field_name("conditional_expressions")
        return self.folded(arm, "or", [self.equal(subject, child) for child in (conditions.named_children if conditions else ())])

    def equal(self, subject: Expression, node: Node) -> Expression:
        """Return the condition that *subject* equals *node*; if *subject* is true, *node* is the condition."""
        value = self.expression(node)
        if isinstance(subject, Constant) and subject.value is True:
            return value
        return Operation(operator="==", operands=(subject, value), span=self.span(node))

    def _first(self, node: Node) -> Lowered:
        """Return what *node* contains, to which it adds nothing."""
        return self.expression(node.named_children[0]) if node.named_children else None

    on_parenthesized_expression = _first
    on_error_suppression_expression = _first
    on_clone_expression = _first
    on_throw_expression = _first
    on_by_ref = _first


def _has_key(item: Node) -> bool:
    return any(child.type == "=>" for child in item.children)
