"""Values in C#."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.braces import Braces, Case
from siwakit.readers.code.languages.csharp_strings import CSharpStrings
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Argument,
    Attribute,
    Entry,
    Expression,
    Item,
    Mapping,
    Name,
    Sequence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_PATTERNS = {"discard", "when_clause"}
_TYPED = {"variable_declaration", "property_declaration", "method_declaration"}
_BETWEEN = {"variable_declarator", "parenthesized_expression", "arrow_expression_clause"}


class CSharpValues(CSharpStrings):
    """Expressions of C#."""

    on_real_literal = Braces.on_integer_literal

    def on_boolean_literal(self, node: Node) -> Expression:
        """Return true or false."""
        return self.constant(node, value=self.text(node) == "true")

    def on_default_expression(self, node: Node) -> Expression:
        """Return `default` as nothing."""
        return self.constant(node, value=None)

    on_base = Braces.on_identifier
    on_predefined_type = Braces.on_identifier
    on_discard = Braces.on_identifier
    on_generic_name = Braces.inner
    on_checked_expression = Braces.inner
    on_ref_expression = Braces.inner
    on_argument = Braces.inner
    on_constant_pattern = Braces.inner
    on_negated_pattern = Braces.inner

    # Members and calls.

    def children(self, node: Node | None) -> list[Node]:
        """Return what is inside *node*, without comments; the grammar has no names for `this` and `base`."""
        inside = [] if node is None else node.children
        return [child for child in inside if (child.is_named or child.type in {"this", "base"}) and not child.is_extra]

    def on_member_access_expression(self, node: Node) -> Expression:
        """Return `a.b`."""
        return self._member(node, node.child_by_field_name("expression"), node.child_by_field_name("name"))

    def _member(self, node: Node, of: Node | None, name: Node | None) -> Expression:
        """Return a member; its types are left out."""
        return self.attribute(node, of, self.children(name)[0] if name is not None and name.type == "generic_name" else name)

    def on_qualified_name(self, node: Node) -> Expression:
        """Return a name with its namespace."""
        return self._member(node, node.child_by_field_name("qualifier"), node.child_by_field_name("name"))

    def on_alias_qualified_name(self, node: Node) -> Expression:
        """Return `A::B`, and `global::A` as `A`."""
        alias, name = self.fields(node, "alias", "name")
        return self.name(name) if self.text(alias) == "global" else self._member(node, alias, name)

    def on_conditional_access_expression(self, node: Node) -> Expression:
        """Return `a?.b` and `a?[b]`."""
        of, binding = self.children(node)
        if binding.type == "element_binding_expression":
            return Item(of=self.expression(of), key=self.expression(self.children(binding)[0]), span=self.span(node))
        return self._member(node, of, binding.child_by_field_name("name"))

    def on_element_access_expression(self, node: Node) -> Expression:
        """Return `a[b]`."""
        of, keys = self.fields(node, "expression", "subscript")
        return Item(of=self.expression(of), key=self.expression(self.children(keys)[0]), span=self.span(node))

    def on_invocation_expression(self, node: Node) -> Expression:
        """Return a call, or the name that `nameof` returns."""
        function, given = self.fields(node, "function", "arguments")
        if self.text(function) == "nameof" and given is not None:
            return self.string(node, self.text(given).strip("() ").rpartition(".")[2])
        return self.call(node, self.expression(function), *self.arguments(given))

    def arguments(self, node: Node | None) -> Iterator[Argument]:
        """Return the arguments of a call, by name if they have one."""
        for child in self.children(node):
            name = child.child_by_field_name("name")
            yield self.argument(self.children(child)[-1], self.text(name))

    def on_declaration_expression(self, node: Node) -> Expression:
        """Return the name of a variable that is declared in an expression: `out var a`."""
        return self.name(node.child_by_field_name("name"))

    # Objects and collections.

    def on_object_creation_expression(self, node: Node) -> Expression:
        """Return the call of a constructor, with the fields and the items that are set at once."""
        types, given, initial = self.fields(node, "type", "arguments", "initializer")
        return self.call(node, self.expression(types), *self.arguments(given), *self._initial(initial), is_new=True)

    def on_implicit_object_creation_expression(self, node: Node) -> Expression:
        """Return `new(a)` as the call of a constructor of the declared type."""
        inside = self.children(node)
        given = next((child for child in inside if child.type == "argument_list"), None)
        initial = next((child for child in inside if child.type == "initializer_expression"), None)
        types = self._declared()
        function = self.expression(types) if types else Name(name="new", span=self.span(node))
        return self.call(node, function, *self.arguments(given), *self._initial(initial), is_new=True)

    def _declared(self) -> Node | None:
        """Return the type that the variable, property or method has whose value is lowered."""
        declaration = next((node for node in reversed(self.path[:-1]) if node.type not in _BETWEEN), None)
        if declaration is None or declaration.type not in _TYPED:
            return None
        return declaration.child_by_field_name("type") or declaration.child_by_field_name("returns")

    on_nullable_type = Braces.inner

    def _initial(self, node: Node | None) -> Iterator[Argument]:
        """Return what `{}` behind a constructor sets: fields by name, or one mapping or list."""
        items = self.children(node)
        fields = [item.child_by_field_name("left") if item.type == "assignment_expression" else None for item in items]
        if all(field is not None and field.type == "identifier" for field in fields):
            for field, item in zip(fields, items, strict=True):
                yield self.argument(self.children(item)[-1], self.text(field))
        elif node is not None:
            yield self.argument(node)

    def on_initializer_expression(self, node: Node) -> Expression:
        """Return the items in `{}`: pairs `{a, b}`, `[a] = b` and `a = b` make a mapping, anything else a list."""
        items = self.children(node)
        pairs = [pair for item in items for pair in self._pair(item)]
        if items and len(pairs) == len(items):
            return Mapping(entries=tuple(map(self._entry, pairs)), span=self.span(node))
        return Sequence(items=tuple(map(self.argument, items)), span=self.span(node))

    def _pair(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """Return the key and the value of *node*, if it is a pair."""
        inside = self.children(node)
        if node.type in {"initializer_expression", "assignment_expression"} and len(inside) == len(("key", "value")):
            yield inside[0], inside[1]

    def _entry(self, pair: tuple[Node, Node]) -> Entry:
        key, value = pair
        parent = key.parent
        is_field = key.type == "identifier" and parent is not None and parent.type == "assignment_expression"
        name = self.string(key, self.text(key)) if is_field else self.expression(key)
        return Entry(key=name, value=self.expression(value), span=self.span(value))

    on_element_binding_expression = Braces.inner

    def on_anonymous_object_creation_expression(self, node: Node) -> Expression:
        """Return an object without a class as a mapping; `new { a.b }` names the value `b`."""
        entries: list[Entry] = []
        members = self.children(node)
        while members:
            name, value = members[0], members[0]
            following = name.next_sibling
            if following is not None and following.type == "=":
                value = members.pop(1)
            members.pop(0)
            key = self.string(name, self.text(name.child_by_field_name("name") or name))
            entries.append(Entry(key=key, value=self.expression(value), span=self.span(value)))
        return Mapping(entries=tuple(entries), span=self.span(node))

    def on_array_creation_expression(self, node: Node) -> Expression:
        """Return an array; one that has only a size is a new one of its type."""
        types, *initial = self.children(node)
        sizes = (size for rank in types.named_children if rank.type == "array_rank_specifier" for size in self.children(rank))
        if initial and initial[-1].type == "initializer_expression":
            return self.expression(initial[-1])
        return self.call(node, self.expression(types.child_by_field_name("type")), *map(self.argument, sizes), is_new=True)

    def on_implicit_array_creation_expression(self, node: Node) -> Lowered:
        """Return an array whose type is that of its items."""
        return self.expression(self.children(node)[-1])

    def on_collection_expression(self, node: Node) -> Expression:
        """Return `[a, ..b]`."""
        return Sequence(items=tuple(map(self._element, self.children(node))), span=self.span(node))

    def _element(self, node: Node) -> Argument:
        element = self.children(node)[0]
        is_spread = element.type == "spread_element"
        return Argument(value=self.expression(self.children(element)[0]), is_spread=is_spread, span=self.span(node))

    def on_tuple_expression(self, node: Node) -> Expression:
        """Return a tuple as a list."""
        return Sequence(items=tuple(self.arguments(node)), span=self.span(node))

    def on_with_expression(self, node: Node) -> Expression:
        """Return a copy with other fields as the call of a method."""
        of, *initial = self.children(node)
        named = ((child.named_children[0], child.named_children[-1]) for child in initial)
        arguments = [self.argument(value, self.text(name)) for name, value in named]
        return self.call(node, Attribute(of=self.expression(of), name="with", span=self.span(node)), *arguments)

    # Operations.

    def on_prefix_unary_expression(self, node: Node) -> Lowered:
        """Return an operation with one operand, but not an index from the end."""
        operator = node.children[0].type
        return self.unread(node) if operator == "^" else self.unary(node, operator, self.children(node)[0])

    def understands(self, error: Node) -> bool:
        """Return whether *error* is only the `!` with which the grammar makes a statement of a value."""
        return error.is_missing and error.type == "!"

    def on_postfix_unary_expression(self, node: Node) -> Lowered:
        """Return `a++` and `a--` as an assignment; `a!` is `a`."""
        operator, operand = node.children[-1].type, self.children(node)[0]
        return self.expression(operand) if operator == "!" else self.unary(node, operator, operand)

    def on_cast_expression(self, node: Node) -> Expression:
        """Return the value of a cast; one to a whole number drops the fraction."""
        types, value = self.fields(node, "type", "value")
        return self.cast(node, self.text(types), value)

    def on_as_expression(self, node: Node) -> Lowered:
        """Return the value of a cast."""
        return self.expression(node.child_by_field_name("left"))

    def on_is_expression(self, node: Node) -> Expression:
        """Return the question whether a value is of a type."""
        return self.operation(node, "is", node.child_by_field_name("left"))

    def on_is_pattern_expression(self, node: Node) -> Expression:
        """Return the question whether a value has a form, or is nothing."""
        of, form = self.fields(node, "expression", "pattern")
        compared = {"null": "==", "not null": "!="}.get(" ".join(self.text(form).split()))
        return self.operation(node, compared, of, form) if compared else self.operation(node, "is", of)

    def on_range_expression(self, node: Node) -> Expression:
        """Return `a..b`."""
        return self.operation(node, "..", *self.children(node))

    def on_conditional_expression(self, node: Node) -> Expression:
        """Return one of two values."""
        return self.choice(node, *self.fields(node, "condition", "consequence", "alternative"))

    def on_switch_expression(self, node: Node) -> Expression:
        """Return the value of one arm of a switch."""
        subject, *arms = self.children(node)
        cases: list[Case] = []
        for arm in arms:
            *patterns, value = self.children(arm)
            is_default = [pattern.type for pattern in patterns] == ["discard"]
            cases.append(([] if is_default else self._labels(patterns), [value]))
        return self.switch(node, subject, cases)

    def on_switch_statement(self, node: Node) -> Lowered:
        """Return the alternatives of a switch."""
        subject, body = self.fields(node, "value", "body")
        cases: list[Case] = []
        labels: list[Node] = []
        for section in self.children(body):
            inside = self.children(section)
            labels += (own := [child for child in inside if child.type.endswith("_pattern") or child.type in _PATTERNS])
            steps = [child for child in inside[len(own) :] if child.type != "break_statement"]
            if inside[len(own) :]:
                cases.append(([] if section.children[0].type == "default" else self._labels(labels), steps))
                labels = []
        return self.switch(node, subject, cases)

    def _labels(self, patterns: list[Node]) -> list[Node]:
        """Return the alternatives of *patterns*, in the order of the source."""
        labels: list[Node] = []
        waiting = patterns[::-1]
        while waiting:
            pattern = waiting.pop()
            if pattern.type == "or_pattern":
                waiting += self.children(pattern)[::-1]
            else:
                labels.append(pattern)
        return labels
