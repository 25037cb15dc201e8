"""Kotlin."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.kotlin_values import KotlinValues
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.written_types import one_for_each_type
from siwakit.readers.code.tree import (
    Assign,
    Block,
    Expression,
    Function,
    Import,
    Name,
    Parameter,
    Program,
    Return,
    Statement,
    Type,
    Width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_RECEIVERS = frozenset({"user_type", "nullable_type"})
_EXTENDED = frozenset({"String", "ByteArray", "Map", "List", "Array", "Collection", "Any", "Long", "Int", "Instant", "Date"})
_DECLARED_BEFORE_VALUE = {"modifiers", "variable_declaration", "multi_variable_declaration", "type_parameters", "type_constraints"}


class Kotlin(KotlinValues):
    """Kotlin, and its scripts."""

    names: ClassVar[tuple[str, ...]] = ("kotlin", "kt", "kts")
    endings: ClassVar[tuple[str, ...]] = ("kt", "kts")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_kotlin", "language")
    surroundings: ClassVar[tuple[tuple[bytes, bytes], ...]] = ((b"class Excerpt_ {\n", b"\n}"),)
    divides_whole: ClassVar[bool] = True
    width: ClassVar[Width] = Width.UNSURE

    def program(self, root: Node) -> Program:
        """Return the whole file, with all that extends a type in one."""
        program = super().program(root)
        return Program(body=one_for_each_type(program.body), span=program.span)

    # Functions.

    def on_function_declaration(self, node: Node) -> Lowered:
        """Return a function or method, unless it has no body; one that is written for strings, bytes and the like extends their type."""
        body, name = self._part(node, "function_body"), node.child_by_field_name("name")
        if body is None or name is None:
            return None
        defined = self.define(node, self._function(node, self.text(name), body))
        before = [child for child in node.named_children if child.end_byte <= name.start_byte and child.type in _RECEIVERS]
        receiver = self.text(before[0]).rstrip("?").partition("<")[0].rpartition(".")[2] if before else ""
        return Type(name=receiver, body=(defined,), is_extension=True, span=self.span(node)) if receiver in _EXTENDED else defined

    def on_anonymous_function(self, node: Node) -> Expression:
        """Return a function without a name."""
        return self._function(node, "", self._part(node, "function_body"))

    def _function(self, node: Node, name: str, body: Node | None) -> Function:
        inside = self.children(body)
        return self.function(node, name, self._parameters(self._part(node, "function_value_parameters")), inside[0] if inside else None)

    def _part(self, node: Node, type_name: str) -> Node | None:
        """Return the child of *node* that is of this type."""
        return next((child for child in node.named_children if child.type == type_name), None)

    def _parameters(self, node: Node | None) -> tuple[Parameter, ...]:
        """Return the parameters of a function or of a primary constructor."""
        return tuple(self._each_parameter(node)) if node else ()

    def _each_parameter(self, node: Node) -> Iterator[Parameter]:
        children = node.children
        for index, child in enumerate(children):
            if child.type == "class_parameter":
                yield self._parameter_of(child, child.children[-2:])
            elif child.type == "parameter":
                is_rest = index > 0 and "vararg" in self.text(children[index - 1])
                yield Parameter(name="", span=self.span(child)) if is_rest else self._parameter_of(child, children[index + 1 : index + 3])

    def _parameter_of(self, node: Node, following: list[Node]) -> Parameter:
        """Return a parameter; its default follows a `=`."""
        name = self.text(self._part(node, "identifier"))
        has_default = bool(following) and following[0].type == "="
        return Parameter(name=name, default=self.expression(following[1]) if has_default else None, span=self.span(node))

    # Types.

    def on_class_declaration(self, node: Node) -> Lowered:
        """Return a class, an interface or an enum; the parameters of its primary constructor are fields."""
        body = self._part(node, "class_body") or self._part(node, "enum_class_body")
        return self.typed(node, self._fields(node), body)

    on_object_declaration = on_class_declaration

    def _fields(self, node: Node) -> tuple[Statement, ...]:
        constructor, base = self._part(node, "primary_constructor"), self._part(node, "delegation_specifiers")
        parameters = self._parameters(self._part(constructor, "class_parameters") if constructor else None)
        called = self._base(base) if base else ()
        return self.constructed(node, parameters, called) if parameters or called else ()

    def _base(self, node: Node) -> tuple[Statement, ...]:
        """Return the call of the constructor of the base class, if it has arguments."""
        for child in self.children(node):
            invoked = self._part(child, "constructor_invocation")
            arguments = self._part(invoked, "value_arguments") if invoked else None
            if arguments is not None and self.children(arguments):
                return self.executed(self.call(child, Name(name="super", span=self.span(child)), *self.arguments(arguments)))
        return ()

    def on_secondary_constructor(self, node: Node) -> Lowered:
        """Return another constructor, with the one that it calls."""
        parameters = self._parameters(self._part(node, "function_value_parameters"))
        return self.constructor(node, parameters, self.body(self._part(node, "constructor_delegation_call")) + self.body(self._part(node, "block")))

    def on_constructor_delegation_call(self, node: Node) -> Lowered:
        """Return the call of another constructor: `super(a)` or `this(a)`."""
        is_base = node.children[0].type == "super"
        arguments = self._part(node, "value_arguments")
        function = Name(name="super", span=self.span(node)) if is_base else self.own_constructor(node)
        return self.call(node, function, *(self.arguments(arguments) if arguments else ()))

    def on_enum_entry(self, node: Node) -> Lowered:
        """Return a value of an enum as a field."""
        arguments = self._part(node, "value_arguments")
        function = Name(name=self.types[-1] if self.types else "", span=self.span(node))
        value = self.call(node, function, *(self.arguments(arguments) if arguments else ()), is_new=True)
        return Assign(targets=(self.name(self._part(node, "identifier")),), value=value, span=self.span(node))

    def on_companion_object(self, node: Node) -> Lowered:
        """Return the members of a companion, which are reached by the name of the class."""
        return self.body(self._part(node, "class_body"))

    def on_anonymous_initializer(self, node: Node) -> Lowered:
        """Return what is executed when an object is made."""
        return Block(body=self.body(self._part(node, "block")), span=self.span(node))

    def on_class_body(self, node: Node) -> Lowered:
        """Return the members of a type."""
        return self.statements(node.named_children)

    on_enum_class_body = on_class_body

    # Statements.

    def on_property_declaration(self, node: Node) -> Lowered:
        """Return a variable or a property; one with a getter is computed each time."""
        declared = self._part(node, "variable_declaration") or self._part(node, "multi_variable_declaration")
        targets = self.variables(declared) if declared else ()
        getter = self._part(node, "getter")
        body = self._part(getter, "function_body") if getter else None
        if body is not None and len(targets) == 1 and isinstance(targets[0], Name):
            return self.property(node, self._function(node, targets[0].name, body))
        return Assign(targets=targets, value=self._value(node), declares="block", span=self.span(node))

    def _value(self, node: Node) -> Expression | None:
        delegate = self._part(node, "property_delegate")
        if delegate is not None:
            return self.expression(self.children(delegate)[0])
        assigned = [child for before, child in zip(node.children, node.children[1:], strict=False) if before.type == "="]
        return self.expression(assigned[0]) if assigned else None

    def on_assignment(self, node: Node) -> Lowered:
        """Return `a = b` and `a += b`."""
        return self.assigned(node, self.operator(node), *self.fields(node, "left", "right"))

    def on_return_expression(self, node: Node) -> Lowered:
        """Return a return, without the label of the function that it ends."""
        label = node.child_by_field_name("label")
        values = [child for child in self.children(node) if label is None or child.id != label.id]
        return Return(value=self.expression(values[0]) if values else None, span=self.span(node))

    def on_for_statement(self, node: Node) -> Lowered:
        """Return a loop over the items of something."""
        variable, of, *body = (child for child in self.children(node) if child.type != "label")
        return self.each(node, of, body[0] if body else None, *self.variables(variable))

    def on_while_statement(self, node: Node) -> Lowered:
        """Return a loop."""
        return self.loop(node, *(child for child in self.children(node) if child.type != "label"))

    on_do_while_statement = on_while_statement

    # What is not executed, and imports.

    on_package_header = KotlinValues.nothing
    on_type_alias = KotlinValues.nothing
    on_file_annotation = KotlinValues.nothing
    on_annotation = KotlinValues.nothing

    def on_import(self, node: Node) -> Lowered:
        """Return an import of a name, or of everything."""
        path, *alias = self.children(node)
        if self.text(node).rstrip().endswith("*"):
            return Import(module=self.text(path), names=(("*", "*"),), span=self.span(node))
        module, _, name = self.text(path).rpartition(".")
        return Import(module=module, names=((name, self.text(alias[0]) if alias else name),), span=self.span(node))
