"""TypeScript: JavaScript with types, which say nothing about values and are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.javascript import JavaScript
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.packages import package_of
from siwakit.readers.code.tree import Assign, Attribute, Call, Expression, Function, Import, Name, Number, Statement, Text, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

# Of @nestjs/axios: an object of this type has no state that the program sets.
_INJECTED = frozenset({"HttpService"})
_MODIFIERS = frozenset({"accessibility_modifier", "readonly", "override_modifier"})


class TypeScript(JavaScript):
    """TypeScript."""

    names: ClassVar[tuple[str, ...]] = ("typescript", "ts")
    endings: ClassVar[tuple[str, ...]] = ("ts", "mts", "cts")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_typescript", "language_typescript")

    # Values.

    on_as_expression = Lowering.inner
    on_satisfies_expression = Lowering.inner
    on_non_null_expression = Lowering.inner
    on_instantiation_expression = Lowering.inner

    def on_type_assertion(self, node: Node) -> Lowered:
        """Return the value of `<T>a`."""
        return self.expression(node.named_children[-1])

    # Types.

    on_interface_declaration = Lowering.nothing
    on_type_alias_declaration = Lowering.nothing
    on_ambient_declaration = Lowering.nothing
    on_function_signature = Lowering.nothing
    on_method_signature = Lowering.nothing
    on_abstract_method_signature = Lowering.nothing
    on_index_signature = Lowering.nothing
    on_import_alias = Lowering.nothing

    # Classes, enums and namespaces.

    def on_abstract_class_declaration(self, node: Node) -> Lowered:
        """Return a class."""
        return self.on_class_declaration(node)

    def parameter(self, node: Node) -> tuple[Node | None, Node | None]:
        """Return the pattern of a parameter and its default; the type of `this` is left out."""
        pattern = node.child_by_field_name("pattern")
        if pattern is None:
            return super().parameter(node)
        return (None if pattern.type == "this" else pattern), node.child_by_field_name("value")

    def function(self, node: Node) -> Function:
        """Return a function; parameters of a constructor that are fields are set first."""
        function = super().function(node)
        fields = self._fields(node) if function.name == "constructor" else ()
        first = tuple(
            [Assign(targets=(Attribute(of=Name(name="self"), name=name.name),), value=injected or name, span=name.span) for name, injected in fields]
        )
        return Function(name=function.name, parameters=function.parameters, body=(*first, *function.body), span=function.span)

    def fields_of_constructor(self, member: Node) -> tuple[Statement, ...]:
        """Return the fields that the parameters of a constructor are: those with a modifier."""
        if member.type != "method_definition" or self.text(member.child_by_field_name("name")) != "constructor":
            return ()
        return tuple([Assign(targets=(name,), value=None, span=name.span) for name, _ in self._fields(member)])

    def _fields(self, method: Node) -> Iterator[tuple[Name, Expression | None]]:
        for parameter in self._given(method):
            pattern = parameter.child_by_field_name("pattern")
            if pattern is not None and any(child.type in _MODIFIERS for child in parameter.children):
                yield Name(name=self.text(pattern), span=self.span(pattern)), self._injected(parameter)

    def _injected(self, parameter: Node) -> Expression | None:
        """Return the object that a framework injects, if it is known by its type alone; None for any other."""
        kind = parameter.child_by_field_name("type")
        name = self.text(kind).removeprefix(":").strip() if kind else ""
        span = self.span(parameter)
        return Call(function=Name(name=name, span=span), arguments=(), is_new=True, span=span) if name in _INJECTED else None

    def on_enum_declaration(self, node: Node) -> Lowered:
        """Return an enum: the values of its members, which count up if no value is written."""
        body = node.child_by_field_name("body")
        members: list[Statement] = []
        following: int | None = 0
        for child in body.named_children if body else ():
            if child.is_extra:
                continue
            written = child.child_by_field_name("value")
            value: Expression | None = self.expression(written) if written else None
            if written is None and following is not None:
                value = Number(value=following, span=self.span(child))
            following = int(value.value) + 1 if isinstance(value, Number) else None
            name = self.name_of_member(child.child_by_field_name("name") or child)
            members.append(Assign(targets=(Name(name=name),), value=value, span=self.span(child)))
        return Type(name=self.text(node.child_by_field_name("name")), body=tuple(members), span=self.span(node))

    def on_internal_module(self, node: Node) -> Lowered:
        """Return a namespace."""
        name = self.text(node.child_by_field_name("name")).rpartition(".")[2]
        return Type(name=name, body=self.body(node.child_by_field_name("body")), span=self.span(node))

    on_module = on_internal_module

    # Imports.

    def on_import_statement(self, node: Node) -> Lowered:
        """Return an import: of values, not of types; `import a = require("b")` is one, too."""
        required = next((child for child in node.named_children if child.type == "import_require_clause"), None)
        if required is not None:
            source = self.expression(required.child_by_field_name("source"))
            names = (("", self.text(required.named_children[0])),)
            return Import(module=package_of(source.value), names=names, span=self.span(node)) if isinstance(source, Text) else None
        return None if any(child.type == "type" for child in node.children) else super().on_import_statement(node)


class Tsx(TypeScript):
    """TypeScript with elements of JSX."""

    names: ClassVar[tuple[str, ...]] = ("tsx",)
    endings: ClassVar[tuple[str, ...]] = ("tsx",)
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_typescript", "language_tsx")


def _assign(name: Name, value: Expression) -> Assign:
    return Assign(targets=(Attribute(of=Name(name="self"), name=name.name),), value=value, span=name.span)
