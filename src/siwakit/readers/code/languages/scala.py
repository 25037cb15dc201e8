"""Scala."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.classes import returned
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.scala_values import ScalaValues
from siwakit.readers.code.tree import (
    Assign,
    Function,
    Import,
    Name,
    Parameter,
    Statement,
    Width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node


class Scala(ScalaValues):
    """Scala 2 and 3, and its scripts."""

    names: ClassVar[tuple[str, ...]] = ("scala", "sbt")
    endings: ClassVar[tuple[str, ...]] = ("scala", "sc")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_scala", "language")
    divides_whole: ClassVar[bool] = True
    width: ClassVar[Width] = Width.WRAPS

    # Functions.

    def on_function_definition(self, node: Node) -> Lowered:
        """Return a function or method, whose last expression is its value unless it has none; `this` is a constructor."""
        name, body, result = self.fields(node, "name", "body", "return_type")
        parameters = tuple(self._parameters(node))
        if self.text(name) == "this":
            return self.constructor(node, parameters, self.body(body))
        is_unit = self.text(result) == "Unit" or not any(child.type == "=" for child in node.children)
        statements = self.body(body) if is_unit else returned(self.expression(body))
        return self.define(node, Function(name=self.text(name), parameters=parameters, body=statements, span=self.span(node)))

    def _parameters(self, node: Node) -> Iterator[Parameter]:
        """Return the parameters of a function or class, of all its lists; one that takes the rest has no name."""
        for given in node.named_children:
            if given.type not in {"parameters", "class_parameters"}:
                continue
            for child in self.children(given):
                name, default, types = self.fields(child, "name", "default_value", "type")
                is_rest = types is not None and types.type == "repeated_parameter_type"
                value = self.expression(default) if default else None
                yield Parameter(name="" if is_rest else self.text(name), default=value, span=self.span(child))

    # Types.

    def on_class_definition(self, node: Node) -> Lowered:
        """Return a class, trait, enum or object; the parameters of a class are fields."""
        return self.typed(node, self._fields(node))

    on_trait_definition = on_class_definition
    on_enum_definition = on_class_definition
    on_object_definition = on_class_definition
    on_package_object = on_class_definition

    def _fields(self, node: Node) -> tuple[Statement, ...]:
        parameters, extended = tuple(self._parameters(node)), node.child_by_field_name("extend")
        given = next((child for child in self.children(extended) if child.type == "arguments"), None)
        base = self.executed(self.call(given, Name(name="super", span=self.span(given)), *self.arguments(given))) if given else ()
        return self.constructed(node, parameters, base) if parameters or base else ()

    def on_simple_enum_case(self, node: Node) -> Lowered:
        """Return a value of an enum as a field."""
        extended = node.child_by_field_name("extend")
        given = next((child for child in self.children(extended) if child.type == "arguments"), None)
        function = Name(name=self.types[-1] if self.types else "", span=self.span(node))
        value = self.call(node, function, *self.arguments(given), is_new=True)
        return Assign(targets=(self.name(node.child_by_field_name("name")),), value=value, span=self.span(node))

    def on_full_enum_case(self, node: Node) -> Lowered:
        """Return a kind of an enum that has fields of its own."""
        return self.typed(node, self._fields(node))

    def on_given_definition(self, node: Node) -> Lowered:
        """Return a value that others take implicitly."""
        name, body = self.fields(node, "name", "body")
        if body is not None and body.type == "with_template_body":
            return self.type(node, self.text(name), [body])
        return self.declared(node, self.name(name), self.expression(body)) if body else None

    def _inside(self, node: Node) -> Lowered:
        """Return the statements or declarations inside *node*, which adds nothing to them."""
        return self.statements(node.named_children)

    on_template_body = _inside
    on_with_template_body = _inside
    on_enum_body = _inside
    on_enum_case_definitions = _inside
    on_finally_clause = _inside

    def on_extension_definition(self, node: Node) -> Lowered:
        """Return the methods that are added to a type."""
        return self.statements(node.children_by_field_name("body"))

    def on_package_clause(self, node: Node) -> Lowered:
        """Return what is declared in a package."""
        return self.body(node.child_by_field_name("body"))

    # Variables, loops and imports.

    def on_val_definition(self, node: Node) -> Lowered:
        """Return a variable or a field; one whose value is `_` has none yet."""
        pattern, value = self.fields(node, "pattern", "value")
        has_value = value is not None and value.type != "wildcard"
        targets = self.targets(pattern) or (self.name(pattern),)
        if pattern is not None and pattern.type in {"case_class_pattern", "infix_pattern"}:
            return (*self.body(value), *(Assign(targets=(target,), value=None, declares="block", span=self.span(node)) for target in targets))
        return Assign(targets=targets, value=self.expression(value) if has_value else None, declares="block", span=self.span(node))

    on_var_definition = on_val_definition

    def on_val_declaration(self, node: Node) -> Lowered:
        """Return a field without a value."""
        return self.declared(node, self.name(node.child_by_field_name("name")), None)

    on_var_declaration = on_val_declaration

    def on_while_expression(self, node: Node) -> Lowered:
        """Return a loop."""
        return self.loop(node, *self.children(node))

    on_do_while_expression = on_while_expression

    on_function_declaration = ScalaValues.nothing
    on_type_definition = ScalaValues.nothing
    on_self_type = ScalaValues.nothing
    on_end_marker = ScalaValues.nothing
    on_export_declaration = ScalaValues.nothing
    on_annotation = ScalaValues.nothing
    on_using_directive = ScalaValues.nothing

    def on_import_declaration(self, node: Node) -> Lowered:
        """Return an import of one name, of several, or of everything."""
        path = [self.text(child) for child in node.children_by_field_name("path") if child.is_named]
        left = [child for child in self.children(node) if child.type != "identifier"]
        if not left:
            return Import(module=".".join(path[:-1]), names=((path[-1], path[-1]),), span=self.span(node))
        selectors = self.children(left[0]) if left[0].type == "namespace_selectors" else left
        return Import(module=".".join(path), names=tuple(map(self._selected, selectors)), span=self.span(node))

    def _selected(self, node: Node) -> tuple[str, str]:
        if node.type == "namespace_wildcard":
            return "*", "*"
        name, alias = self.fields(node, "name", "alias")
        return self.text(name or node), self.text(alias or name or node)
