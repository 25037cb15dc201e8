"""Functions, constructors and types in Dart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.dart_values import DartValues
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Assign,
    Attribute,
    Expression,
    Function,
    Name,
    Parameter,
    Return,
    Statement,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_CONSTRUCTORS = {
    *("constructor_signature", "constant_constructor_signature", "factory_constructor_signature", "redirecting_factory_constructor_signature"),
}
_KEPT = {"constructor_param", "super_formal_parameter"}


class DartTypes(DartValues):
    """Declarations of Dart."""

    # Functions.

    def on_function_declaration(self, node: Node) -> Lowered:
        """Return a function, or a getter as a variable."""
        signature, body = self.fields(node, "signature", "body")
        return self._defined(node, signature, body) if signature else None

    def on_local_function_declaration(self, node: Node) -> Lowered:
        """Return a function inside another one."""
        signature, body = self.fields(self.children(node)[0], "parameters", "body")
        return self._defined(node, signature, body) if signature else None

    def _defined(self, node: Node, signature: Node, body: Node | None) -> Lowered:
        name = signature.child_by_field_name("name")
        match signature.type:
            case "function_signature":
                given = next((child for child in self.children(signature) if child.type == "formal_parameter_list"), None)
                return self.define(node, self.bodied(node, self.text(name), self.parameters(given), body))
            case "getter_signature":
                return self.declared(node, self.name(name), self._got(node, self.bodied(node, "", (), body)))
            case kind if kind in _CONSTRUCTORS:
                return self._constructor(node, signature, (), body)
            case _:
                return None

    def _got(self, node: Node, getter: Function) -> Expression:
        """Return the value of a getter."""
        only = getter.body[0] if len(getter.body) == 1 else None
        return only.value or Unread() if isinstance(only, Return) else self.call(node, getter)

    def on_method_declaration(self, node: Node) -> Lowered:
        """Return a method, a getter as a field, or a constructor."""
        signature, body = self.fields(node, "signature", "body")
        inner, *rest = self.children(signature)
        return self._constructor(node, inner, tuple(rest), body) if inner.type in _CONSTRUCTORS else self._defined(node, inner, body)

    def on_declaration(self, node: Node) -> Lowered:
        """Return fields, or a constructor without a body; a method without a body is left out."""
        children = [child for child in self.children(node) if child.type not in {"final_builtin", "const_builtin"}]
        constructors = [child for child in children if child.type in _CONSTRUCTORS]
        if constructors:
            return self._constructor(node, constructors[0], tuple(children[1:]), None)
        return self.statements(child for child in children if child.type.endswith("_list"))

    # Constructors.

    def _constructor(self, node: Node, signature: Node, initial: tuple[Node, ...], body: Node | None) -> Lowered:
        """Return a constructor; one with a name returns the object that it makes."""
        given = next((child for child in self.children(signature) if child.type == "formal_parameter_list"), None)
        names = [child for child in self.children(signature) if child.type == "identifier"]
        parameters = self.parameters(given)
        function = self.bodied(node, "constructor", parameters, body)
        statements = (*self._stored(given), *(found for part in initial for found in self.body(part)), *function.body)
        if not names[1:]:
            return self.constructor(node, parameters, statements)
        is_factory = "factory" in signature.type
        end = () if is_factory else (Return(value=Name(name="self", span=self.span(node)), span=self.span(node)),)
        return self.define(node, Function(name=self.text(names[-1]), parameters=parameters, body=(*statements, *end), span=self.span(node)))

    def _stored(self, node: Node | None) -> Iterator[Statement]:
        """Return the assignments of the parameters that are stored at once: `this.a` and `super.a`."""
        optional = [found for child in self.children(node) if child.type == "optional_formal_parameters" for found in self.children(child)]
        for parameter in [*self.children(node), *optional]:
            inside = self.children(parameter)
            if parameter.type == "formal_parameter" and inside and inside[0].type in _KEPT:
                yield self.kept(Parameter(name=self.text(self.parameter_name(parameter)), span=self.span(parameter)))

    def on_initializers(self, node: Node) -> Lowered:
        """Return what a constructor sets or calls before its body."""
        return self.statements(self.children(node))

    def on_initializer_list_entry(self, node: Node) -> Lowered:
        """Return what is set, or the call of the constructor of the base class: `super(a)`."""
        own, *rest = self.children(node)
        if not rest:
            return self.expression(own)
        function = self.attribute(node, own, rest[0]) if rest[1:] else self.expression(own)
        return self.call(node, function, *self.arguments(rest[-1]))

    def on_field_initializer(self, node: Node) -> Lowered:
        """Return `a = b` in front of the body of a constructor."""
        *_, name, value = self.children(node)
        target = Attribute(of=Name(name="self", span=self.span(name)), name=self.text(name), span=self.span(name))
        return Assign(targets=(target,), value=self.expression(value), span=self.span(node))

    def on_redirection(self, node: Node) -> Lowered:
        """Return the call of another constructor: `this(a)`."""
        own, *named, given = self.children(node)
        function = Attribute(of=self.expression(own), name=self.text(named[-1]), span=self.span(node)) if named else self.own_constructor(node)
        return self.call(node, function, *self.arguments(given))

    # Types.

    def on_class_definition(self, node: Node) -> Lowered:
        """Return a class, an enum, or a mixin or extension."""
        return self.typed(node)

    on_enum_declaration = on_class_definition
    on_extension_declaration = on_class_definition
    on_extension_type_declaration = on_class_definition

    def on_mixin_declaration(self, node: Node) -> Lowered:
        """Return a mixin."""
        children = {child.type: child for child in self.children(node)}
        return self.type(node, self.text(children.get("identifier")), [body] if (body := children.get("class_body")) else [])

    def on_enum_constant(self, node: Node) -> Lowered:
        """Return a value of an enum as a field."""
        given = next((child for child in self.children(node) if child.type == "argument_part"), None)
        value = self.call(node, Name(name=self.types[-1] if self.types else "", span=self.span(node)), *self.arguments(given), is_new=True)
        return self.declared(node, self.name(node.child_by_field_name("name")), value)

    def inside(self, node: Node) -> Lowered:
        """Return the statements or declarations inside *node*, which adds nothing to them."""
        return self.statements(node.named_children)

    on_class_body = inside
    on_enum_body = inside
    on_extension_body = inside
