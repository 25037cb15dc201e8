"""PHP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.php_statements import PhpStatements
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Call,
    Define,
    Entry,
    Expression,
    Function,
    Import,
    Mapping,
    Name,
    Outer,
    Parameter,
    Return,
    Statement,
    Text,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_TAG = pattern(r"<\?(?:php|=|\s)")
_REQUIRES = {
    "include_expression": "include",
    "include_once_expression": "include",
    "require_expression": "require",
    "require_once_expression": "require",
}


class Php(PhpStatements):
    """PHP, in a file: what is not between `<?php` and `?>` is text."""

    names: ClassVar[tuple[str, ...]] = ("php",)
    endings: ClassVar[tuple[str, ...]] = ("php", "phtml")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_php", "language_php")
    copies_collections: ClassVar[bool] = True
    divides_exactly: ClassVar[bool] = True
    functions_own_variables: ClassVar[bool] = True
    closures_own_variables: ClassVar[bool] = True
    implies_self: ClassVar[bool] = False

    @classmethod
    def of(cls, source: bytes) -> type[Lowering]:
        """Return how this source is read: without an opening tag as an excerpt."""
        return cls if _TAG.search(source.decode("utf-8", "replace")) else PhpFragment

    # Calls.

    def on_function_call_expression(self, node: Node) -> Lowered:
        """Return a call; `define` defines a constant, and `compact` makes a mapping of variables."""
        name, arguments = self.text(node.child_by_field_name("function")), self._arguments(node)
        match name, [argument.value for argument in arguments]:
            case "define", [Text(value=constant), value]:
                return Assign(targets=(Name(name=constant, span=self.span(node)),), value=value, span=self.span(node))
            case "compact", [*values] if values:
                return Mapping(entries=tuple(self._compacted(value) for value in values), span=self.span(node))
        return self._call(node, self.expression(node.child_by_field_name("function")))

    def _call(self, node: Node, function: Expression) -> Expression:
        """Return the call of *function*, or with `...` as the only argument the function itself."""
        given = node.child_by_field_name("arguments")
        if given is not None and any(child.type == "variadic_placeholder" for child in given.named_children):
            return function
        return Call(function=function, arguments=self._arguments(node), span=self.span(node))

    def _compacted(self, value: Expression) -> Entry:
        name = Name(name=value.value, span=value.span) if isinstance(value, Text) else Unread(inner=(value,), span=value.span)
        return Entry(key=value, value=name, span=value.span)

    def on_member_call_expression(self, node: Node) -> Expression:
        """Return `$a->b(c)` and `$a?->b(c)`."""
        return self._call(node, self.member(node, node.child_by_field_name("object")))

    on_nullsafe_member_call_expression = on_member_call_expression

    def on_scoped_call_expression(self, node: Node) -> Expression:
        """Return `A::b(c)`."""
        return self._call(node, self.member(node, node.child_by_field_name("scope")))

    def on_object_creation_expression(self, node: Node) -> Expression:
        """Return `new A(b)`."""
        made = [child for child in node.named_children if child.type != "arguments"]
        function = self.expression(made[0] if made else None)
        arguments = tuple(argument for child in node.named_children if child.type == "arguments" for argument in self._given(child))
        return Call(function=function, arguments=arguments, is_new=True, span=self.span(node))

    def _arguments(self, node: Node) -> tuple[Argument, ...]:
        given = node.child_by_field_name("arguments")
        return tuple(self._given(given)) if given else ()

    def _given(self, node: Node) -> Iterator[Argument]:
        for child in node.named_children:
            value = child.named_children[-1] if child.type == "argument" and child.named_children else None
            if value is None:
                continue
            if value.type == "variadic_unpacking":
                yield self.spread(value)
            else:
                yield self.argument(value, self.text(child.child_by_field_name("name")))

    def _built_in(self, node: Node) -> Expression:
        """Return a statement that is written like a call."""
        name = _REQUIRES.get(node.type) or self.text(node.children[0]).lower()
        inner = [part for child in node.named_children for part in (child.named_children if child.type == "sequence_expression" else [child])]
        return self.built_in(node, name, *self.expressions(inner))

    on_echo_statement = _built_in
    on_print_intrinsic = _built_in
    on_exit_statement = _built_in
    on_include_expression = _built_in
    on_include_once_expression = _built_in
    on_require_expression = _built_in
    on_require_once_expression = _built_in

    # Functions and classes.

    def on_anonymous_function(self, node: Node) -> Expression:
        """Return a function without a name; variables that it uses by reference are those around it."""
        used = [child for child in node.named_children if child.type == "anonymous_function_use_clause"]
        shared = [self.text(child) for clause in used for child in clause.named_children if child.type == "by_ref"]
        function = self._function(node)
        outer = Outer(names=tuple(name.strip("&$ ") for name in shared), span=self.span(node))
        return replace(function, body=(outer, *function.body)) if shared else function

    def on_arrow_function(self, node: Node) -> Expression:
        """Return `fn() => a`."""
        value = self.expression(node.child_by_field_name("body"))
        returned = Return(value=value, span=value.span)
        return Function(parameters=tuple(self._parameters(node)), body=(returned,), span=self.span(node))

    def _function(self, node: Node) -> Function:
        name, body = self.text(node.child_by_field_name("name")), self.body(node.child_by_field_name("body"))
        return Function(name=name, parameters=tuple(self._parameters(node)), body=(*self._promoted(node), *body), span=self.span(node))

    def _parameters(self, node: Node) -> Iterator[Parameter]:
        parameters = node.child_by_field_name("parameters")
        for child in parameters.named_children if parameters else ():
            if child.is_extra:
                continue
            default = child.child_by_field_name("default_value")
            takes_rest, is_shared = child.type == "variadic_parameter", child.child_by_field_name("reference_modifier") is not None
            name = "" if takes_rest else self._variable(child)
            yield Parameter(
                name=name, default=self.expression(default) if default else None, takes_rest=takes_rest, is_shared=is_shared, span=self.span(child)
            )

    def _variable(self, node: Node) -> str:
        return self.text(node.child_by_field_name("name")).lstrip("&").strip().removeprefix("$")

    def _promoted(self, node: Node) -> Iterator[Statement]:
        """Return the assignments that a parameter with a visibility stands for."""
        parameters = node.child_by_field_name("parameters")
        for child in parameters.named_children if parameters else ():
            if child.type == "property_promotion_parameter":
                span, name = self.span(child), self._variable(child)
                field = Attribute(of=Name(name="self", span=span), name=name, span=span)
                yield Assign(targets=(field,), value=Name(name=name, span=span), span=span)

    def on_function_definition(self, node: Node) -> Lowered:
        """Return the definition of a function or method; one without a body says nothing."""
        if node.child_by_field_name("body") is None:
            return None
        return Define(function=self._function(node), span=self.span(node))

    on_method_declaration = on_function_definition

    def on_class_declaration(self, node: Node) -> Lowered:
        """Return a class, trait, interface or enum."""
        body = node.child_by_field_name("body")
        return self.type(node, self.text(node.child_by_field_name("name")) or "anonymous", [body] if body else [])

    on_trait_declaration = on_class_declaration
    on_interface_declaration = on_class_declaration
    on_enum_declaration = on_class_declaration
    on_anonymous_class = on_class_declaration

    def on_property_declaration(self, node: Node) -> Lowered:
        """Return the fields or constants of a declaration."""
        return self.statements(child for child in node.named_children if child.type in {"property_element", "const_element"})

    on_const_declaration = on_property_declaration

    def on_property_element(self, node: Node) -> Lowered:
        """Return a field."""
        default = node.child_by_field_name("default_value")
        return self._declared(node, self._variable(node), default)

    def on_const_element(self, node: Node) -> Lowered:
        """Return a constant."""
        return self._declared(node, self.text(node.named_children[0]), node.named_children[-1])

    def on_enum_case(self, node: Node) -> Lowered:
        """Return a case of an enum."""
        return self._declared(node, self.text(node.child_by_field_name("name")), node.child_by_field_name("value"))

    def on_static_variable_declaration(self, node: Node) -> Lowered:
        """Return a variable that keeps its value."""
        return self._declared(node, self._variable(node), node.child_by_field_name("value"))

    def _declared(self, node: Node, name: str, value: Node | None) -> Assign:
        target = Name(name=name, span=self.span(node))
        return Assign(targets=(target,), value=self.expression(value) if value else None, span=self.span(node))

    # Imports.

    def on_namespace_definition(self, node: Node) -> Lowered:
        """Return what a namespace contains."""
        return self.body(node.child_by_field_name("body"))

    def on_namespace_use_declaration(self, node: Node) -> Lowered:
        r"""Return `use A\B`, `use A\B as C` and `use A\{B, C}`."""
        prefix = "".join(f"{self.text(child)}\\" for child in node.named_children if child.type == "namespace_name")
        group = node.child_by_field_name("body")
        clauses = [child for child in (group or node).named_children if child.type == "namespace_use_clause"]
        return tuple(self._imported(clause, prefix) for clause in clauses)

    def _imported(self, node: Node, prefix: str) -> Import:
        module, _, name = f"{prefix}{self.text(node.named_children[0])}".lstrip("\\").rpartition("\\")
        return Import(module=module, names=((name, self.text(node.child_by_field_name("alias")) or name),), span=self.span(node))


class PhpFragment(Php):
    """PHP without `<?php`, as it is pasted from the middle of a file."""

    surroundings: ClassVar[tuple[tuple[bytes, bytes], ...]] = ((b"class Excerpt_ {\n", b"\n}"),)

    names: ClassVar[tuple[str, ...]] = ()
    endings: ClassVar[tuple[str, ...]] = ()
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_php", "language_php_only")
