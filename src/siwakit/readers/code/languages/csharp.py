"""C#."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.csharp_values import CSharpValues
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Assign,
    Block,
    Branch,
    Call,
    Expression,
    Function,
    Import,
    Name,
    Parameter,
    Statement,
)

if TYPE_CHECKING:
    from tree_sitter import Node


class CSharp(CSharpValues):
    """C#, and its scripts."""

    names: ClassVar[tuple[str, ...]] = ("csharp", "cs", "c#", "dotnet")
    endings: ClassVar[tuple[str, ...]] = ("cs", "csx")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_c_sharp", "language")
    surroundings: ClassVar[tuple[tuple[bytes, bytes], ...]] = ((b"class Excerpt_ {\n", b"\n}"),)
    divides_whole: ClassVar[bool] = True

    # Functions.

    def on_lambda_expression(self, node: Node) -> Expression:
        """Return a function without a name."""
        parameters, body = self.fields(node, "parameters", "body")
        return self.function(node, "", self.parameters(parameters), body)

    def on_anonymous_method_expression(self, node: Node) -> Expression:
        """Return a function without a name: `delegate(A b) { }`."""
        return self.function(node, "", self.parameters(node.child_by_field_name("parameters")), self.children(node)[-1])

    def parameters(self, node: Node | None) -> tuple[Parameter, ...]:
        """Return the parameters of a function or of a primary constructor; one that takes the rest has no name."""
        if node is not None and node.type != "parameter_list":
            return (Parameter(name=self.text(node), span=self.span(node)),)
        found: list[Parameter] = []
        for index, child in enumerate(node.children if node else []):
            if child.type == "parameter":
                default = self.expression(child.children[-1]) if len(child.children) > 1 and child.children[-2].type == "=" else None
                found.append(Parameter(name=self.text(child.child_by_field_name("name")), default=default, span=self.span(child)))
            elif node is not None and child.type == "identifier" and node.field_name_for_child(index) == "name":
                found.append(Parameter(name="", span=self.span(child)))
        return tuple(found)

    def on_method_declaration(self, node: Node) -> Lowered:
        """Return a method, unless it has no body."""
        name, body = self.fields(node, "name", "body")
        return self.define(node, self._function(node, self.text(name), body)) if body else None

    on_local_function_statement = on_method_declaration

    def _function(self, node: Node, name: str, body: Node | None) -> Function:
        """Return a function; `=> a` is its value."""
        is_value = body is not None and body.type == "arrow_expression_clause"
        return self.function(node, name, self.parameters(node.child_by_field_name("parameters")), self.children(body)[0] if is_value else body)

    def on_constructor_declaration(self, node: Node) -> Lowered:
        """Return a constructor, with the one that it calls; a static one is executed when the class is loaded."""
        body = node.child_by_field_name("body")
        if any(child.type == "modifier" and self.text(child) == "static" for child in node.named_children):
            return Block(body=self.body(body), span=self.span(node))
        called = self.statements(child for child in node.named_children if child.type == "constructor_initializer")
        return self.constructor(node, self.parameters(node.child_by_field_name("parameters")), called + self.body(body))

    def on_constructor_initializer(self, node: Node) -> Lowered:
        """Return the call of another constructor: `base(a)` or `this(a)`."""
        is_base = any(child.type == "base" for child in node.children)
        return self._constructor_call(node, self.children(node)[-1], is_base=is_base)

    def _constructor_call(self, node: Node, arguments: Node, *, is_base: bool) -> Call:
        function = Name(name="super", span=self.span(node)) if is_base else self.own_constructor(node)
        return self.call(node, function, *self.arguments(arguments))

    def on_arrow_expression_clause(self, node: Node) -> Lowered:
        """Return the value of `=> a`."""
        return self.inner(node)

    # Types.

    def on_class_declaration(self, node: Node) -> Lowered:
        """Return a class, struct, record, interface or enum; the parameters of its primary constructor are fields."""
        return self.typed(node, self._fields(node))

    on_struct_declaration = on_class_declaration
    on_record_declaration = on_class_declaration
    on_interface_declaration = on_class_declaration
    on_enum_declaration = on_class_declaration

    def _fields(self, node: Node) -> tuple[Statement, ...]:
        given = next((child for child in node.named_children if child.type == "parameter_list"), None)
        if given is None:
            return ()
        bases = (found for child in node.named_children if child.type == "base_list" for found in [child, *child.named_children])
        called = (found for base in bases for found in base.named_children if found.type == "argument_list")
        base = (statement for found in called for statement in self.executed(self._constructor_call(found, found, is_base=True)))
        return self.constructed(given, self.parameters(given), tuple(base))

    def on_enum_member_declaration(self, node: Node) -> Lowered:
        """Return a value of an enum as a field."""
        name, value = self.fields(node, "name", "value")
        return Assign(targets=(self.name(name),), value=self.expression(value) if value else None, span=self.span(node))

    def on_property_declaration(self, node: Node) -> Lowered:
        """Return a property as a field; one with a getter is computed each time."""
        name, value = self.fields(node, "name", "value")
        getter = value if value is not None and value.type == "arrow_expression_clause" else self._getter(node.child_by_field_name("accessors"))
        if getter is not None:
            return self.property(node, self._function(node, self.text(name), getter))
        return Assign(targets=(self.name(name),), value=self.expression(value) if value else None, span=self.span(node))

    def _getter(self, node: Node | None) -> Node | None:
        accessors = node.named_children if node else []
        return next((each.child_by_field_name("body") for each in accessors if self.text(each.child_by_field_name("name")) == "get"), None)

    def _inside(self, node: Node) -> Lowered:
        """Return the statements or declarations inside *node*, which adds nothing to them."""
        return self.statements(node.named_children)

    on_declaration_list = _inside
    on_enum_member_declaration_list = _inside
    on_field_declaration = _inside
    on_local_declaration_statement = _inside
    on_global_statement = _inside
    on_lock_statement = _inside
    on_checked_statement = _inside
    on_unsafe_statement = _inside
    on_fixed_statement = _inside
    on_using_statement = _inside
    on_yield_statement = _inside

    def on_variable_declaration(self, node: Node) -> Lowered:
        """Return the variables or fields of one declaration."""
        return self.statements(child for child in node.named_children if child.type == "variable_declarator")

    def on_variable_declarator(self, node: Node) -> Lowered:
        """Return the declaration of a variable or field, or of several that take a tuple apart."""
        declared = self.children(node)[0]
        names = self.children(declared) if declared.type == "tuple_pattern" else [declared]
        has_value = len(node.children) > 1 and node.children[-2].type == "="
        value = self.expression(node.children[-1]) if has_value else None
        return Assign(targets=tuple(self.name(name) for name in names), value=value, declares="block", span=self.span(node))

    # Statements.

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `a = b`, `a += b` and `(a, b) = c`."""
        left, right = self.fields(node, "left", "right")
        if left is not None and left.type == "tuple_expression":
            return Assign(targets=tuple(item.value for item in self.arguments(left)), value=self.expression(right), span=self.span(node))
        return self.assigned(node, self.operator(node), left, right)

    def on_namespace_declaration(self, node: Node) -> Lowered:
        """Return what is declared in a namespace."""
        return self.body(node.child_by_field_name("body"))

    def on_for_statement(self, node: Node) -> Lowered:
        """Return a loop with what it begins with."""
        condition, body = self.fields(node, "condition", "body")
        loop = self.loop(node, condition, body, *node.children_by_field_name("update"))
        return (*self.statements(node.children_by_field_name("initializer")), loop)

    on_while_statement = on_for_statement
    on_do_statement = on_for_statement

    def on_foreach_statement(self, node: Node) -> Lowered:
        """Return a loop over the items of something."""
        left, right, body = self.fields(node, "left", "right", "body")
        names = self.children(left) if left is not None and left.type == "tuple_pattern" else [left]
        return self.each(node, right, body, *(self.name(name) for name in names))

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is tried and done at the end."""
        handlers = tuple(child.child_by_field_name("body") for child in node.named_children if child.type == "catch_clause")
        final = self.statements(child for child in node.named_children if child.type == "finally_clause")
        return (self.tried(node, node.child_by_field_name("body"), handlers), *final)

    def on_labeled_statement(self, node: Node) -> Lowered:
        """Return a statement without its label."""
        return self.statements(self.children(node)[1:])

    def on_preproc_if(self, node: Node) -> Lowered:
        """Return the alternatives of `#if`; which one is compiled is not known."""
        condition, other = self.fields(node, "condition", "alternative")
        left_out = {child.id for child in (condition, other) if child is not None}
        first = self.statements(child for child in node.named_children if child.id not in left_out)
        return Branch(condition=None, bodies=(first, self.body(other)), span=self.span(node))

    on_preproc_elif = on_preproc_if
    on_preproc_else = _inside

    # What is not executed, and imports.

    on_file_scoped_namespace_declaration = CSharpValues.nothing
    on_attribute_list = CSharpValues.nothing
    on_global_attribute = CSharpValues.nothing
    on_empty_statement = CSharpValues.nothing
    on_goto_statement = CSharpValues.nothing
    on_delegate_declaration = CSharpValues.nothing
    on_event_field_declaration = CSharpValues.nothing
    on_destructor_declaration = CSharpValues.nothing
    on_indexer_declaration = CSharpValues.nothing
    on_extern_alias_directive = CSharpValues.nothing
    on_modifier = CSharpValues.nothing

    def on_using_directive(self, node: Node) -> Lowered:
        """Return `using A.B`, which brings everything in it, and `using C = A.B`."""
        alias = node.child_by_field_name("name")
        path = self.text(self.children(node)[-1])
        if alias is None:
            return Import(module=path, names=(("*", "*"),), span=self.span(node))
        module, _, name = path.rpartition(".")
        return Import(module=module, names=((name, self.text(alias)),), span=self.span(node))
