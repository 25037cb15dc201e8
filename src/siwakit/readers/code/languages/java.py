"""Java."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.braces import Braces
from siwakit.readers.code.languages.java_values import JavaValues
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Assign,
    Attribute,
    Block,
    Define,
    Function,
    Import,
    Name,
    Parameter,
    Return,
    Width,
)

if TYPE_CHECKING:
    from tree_sitter import Node


class Java(JavaValues):
    """Java."""

    names: ClassVar[tuple[str, ...]] = ("java",)
    endings: ClassVar[tuple[str, ...]] = ("java",)
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_java", "language")
    surroundings: ClassVar[tuple[tuple[bytes, bytes], ...]] = ((b"class Excerpt_ {\n", b"\n}"),)
    divides_whole: ClassVar[bool] = True
    width: ClassVar[Width] = Width.WRAPS

    # Functions and types.

    def on_method_declaration(self, node: Node) -> Lowered:
        """Return a method, unless it has no body."""
        body, name = node.child_by_field_name("body"), self.text(node.child_by_field_name("name"))
        return self.define(node, self.function(node, name, self.parameters(node), body)) if body else None

    def on_constructor_declaration(self, node: Node) -> Lowered:
        """Return a constructor."""
        return self.constructor(node, self.parameters(node), self.body(node.child_by_field_name("body")))

    def on_explicit_constructor_invocation(self, node: Node) -> Lowered:
        """Return the call of another constructor: `super(a)` or `this(a)`."""
        constructor = node.child_by_field_name("constructor")
        is_own = constructor is not None and constructor.type == "this"
        return self.call(node, self.own_constructor(node) if is_own else self.expression(constructor), *self.arguments(node))

    def on_class_declaration(self, node: Node) -> Lowered:
        """Return a class or an interface."""
        return self.typed(node)

    on_interface_declaration = on_class_declaration
    on_enum_declaration = on_class_declaration

    def on_record_declaration(self, node: Node) -> Lowered:
        """Return a record: its fields, its constructor, a method for each field, and its body."""
        parameters, body = self.parameters(node), self.children(node.child_by_field_name("body"))
        compact = self.statements(step for child in body if child.type == "compact_constructor_declaration" for step in self.children(child)[-1:])
        return self.typed(node, (*self.constructed(node, parameters, compact), *map(self._accessor, parameters)))

    def _accessor(self, parameter: Parameter) -> Define:
        """Return the method that reads the field of a record."""
        field = Attribute(of=Name(name="self", span=parameter.span), name=parameter.name, span=parameter.span)
        return Define(function=Function(name=parameter.name, body=(Return(value=field, span=field.span),), span=field.span), span=field.span)

    on_compact_constructor_declaration = Braces.nothing

    def on_enum_constant(self, node: Node) -> Lowered:
        """Return a value of an enum as a field."""
        function = Name(name=self.types[-1] if self.types else "", span=self.span(node))
        value = self.call(node, function, *self.arguments(node), is_new=True)
        return Assign(targets=(self.name(node.child_by_field_name("name")),), value=value, span=self.span(node))

    def on_static_initializer(self, node: Node) -> Lowered:
        """Return what is executed when the class is loaded."""
        return Block(body=self.statements(node.named_children), span=self.span(node))

    on_constructor_body = Braces.on_block
    on_class_body = Braces.on_block
    on_interface_body = Braces.on_block
    on_enum_body = Braces.on_block
    on_enum_body_declarations = Braces.on_block

    # Statements.

    def on_variable_declarator(self, node: Node) -> Lowered:
        """Return the declaration of one variable or field, or what a try opens."""
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        return self.declared(node, self.name(name), self.expression(value) if value else None) if name else None

    on_resource = on_variable_declarator
    on_resource_specification = Braces.on_block

    def on_local_variable_declaration(self, node: Node) -> Lowered:
        """Return the variables or fields of one declaration."""
        return self.statements(node.children_by_field_name("declarator"))

    on_field_declaration = on_local_variable_declaration
    on_constant_declaration = on_local_variable_declaration

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `a = b` and `a += b`."""
        return self.assigned(node, self.operator(node), node.child_by_field_name("left"), node.child_by_field_name("right"))

    on_yield_statement = JavaValues.inner

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is opened, tried and done at the end."""
        handlers = tuple(child.child_by_field_name("body") for child in node.named_children if child.type == "catch_clause")
        final = self.statements(child for child in node.named_children if child.type == "finally_clause")
        return (*self.body(node.child_by_field_name("resources")), self.tried(node, node.child_by_field_name("body"), handlers), *final)

    on_try_with_resources_statement = on_try_statement

    def on_for_statement(self, node: Node) -> Lowered:
        """Return a loop with what it begins with."""
        loop = self.loop(node, node.child_by_field_name("condition"), node.child_by_field_name("body"), *node.children_by_field_name("update"))
        return (*self.statements(node.children_by_field_name("init")), loop)

    on_while_statement = on_for_statement
    on_do_statement = on_for_statement

    def on_enhanced_for_statement(self, node: Node) -> Lowered:
        """Return a loop over the items of something."""
        name, value, body = self.fields(node, "name", "value", "body")
        return self.each(node, value, body, self.name(name))

    def on_synchronized_statement(self, node: Node) -> Lowered:
        """Return the statements that one thread executes at a time."""
        return self.body(node.child_by_field_name("body"))

    def on_labeled_statement(self, node: Node) -> Lowered:
        """Return a statement without its label."""
        return self.statements(self.children(node)[1:])

    # What is not executed.

    on_package_declaration = Braces.nothing
    on_annotation_type_declaration = Braces.nothing

    def on_import_declaration(self, node: Node) -> Lowered:
        """Return an import of a class, of a static member, or of everything."""
        path, *rest = self.children(node)
        if rest:
            return Import(module=self.text(path), names=(("*", "*"),), span=self.span(node))
        module, _, name = self.text(path).rpartition(".")
        return Import(module=module, names=((name, name),), span=self.span(node))
