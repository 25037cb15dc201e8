"""Java, Kotlin, C#, Scala and Dart: functions, calls and types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.lowering import Lowering
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Call,
    Define,
    Evaluate,
    Expression,
    Function,
    Name,
    Parameter,
    Return,
    Statement,
    Steps,
    Type,
)

if TYPE_CHECKING:
    from tree_sitter import Node


class Classes(Lowering):
    """Base of languages with classes, in which the body of a function can be a value."""

    blocks: ClassVar[frozenset[str]] = frozenset({"block"})
    """The bodies of functions that are statements; any other body is the value."""

    def fields(self, node: Node, *names: str) -> list[Node | None]:
        """Return the children of *node* in these fields."""
        return [node.child_by_field_name(name) for name in names]

    def name(self, node: Node | None) -> Name:
        """Return the name that *node* is."""
        return Name(name=self.text(node), span=self.span(node)) if node is not None else Name(name="")

    def declared(self, node: Node, name: Name, value: Expression | None) -> Assign:
        """Return the declaration of a variable or field, with its value if it has one."""
        return Assign(targets=(name,), value=value, declares="block", span=self.span(node))

    def function(self, node: Node, name: str, parameters: tuple[Parameter, ...], body: Node | None) -> Function:
        """Return a function; a body that is not a block is its value."""
        is_block = body is None or body.type in self.blocks
        statements = self.body(body) if is_block else returned(self.expression(body))
        return Function(name=name, parameters=parameters, body=statements, span=self.span(node))

    def property(self, node: Node, function: Function) -> Define:
        """Return the definition of a property whose value *function* computes each time that it is read."""
        return self.define(node, replace(function, is_property=True))

    def define(self, node: Node, function: Function) -> Define:
        """Return the definition of *function*."""
        return Define(function=function, span=self.span(node))

    def attribute(self, node: Node, of: Node | None, name: Node | None) -> Attribute:
        """Return `a.b`."""
        return Attribute(of=self.expression(of), name=self.text(name), span=self.span(node))

    def call(self, node: Node, function: Expression, *arguments: Argument, is_new: bool = False) -> Call:
        """Return a call."""
        return Call(function=function, arguments=arguments, is_new=is_new, span=self.span(node))

    def typed(self, node: Node, fields: tuple[Statement, ...] = (), body: Node | None = None) -> Type:
        """Return a class or something like it, with *fields* that are not declared in its *body*."""
        body = body or node.child_by_field_name("body")
        declared = self.type(node, self.text(node.child_by_field_name("name")), [body] if body else [])
        return Type(name=declared.name, body=fields + declared.body, span=declared.span)

    def constructed(self, node: Node, parameters: tuple[Parameter, ...], body: tuple[Statement, ...] = ()) -> tuple[Statement, ...]:
        """Return the fields and the constructor of a type whose *parameters*, at *node*, are its fields; *body* is executed first."""
        fields = tuple(Assign(targets=(Name(name=each.name, span=each.span),), value=each.default, span=each.span) for each in parameters)
        return (*fields, self.constructor(node, parameters, body + tuple(self.kept(each) for each in parameters)))

    def constructor(self, node: Node, parameters: tuple[Parameter, ...], body: tuple[Statement, ...]) -> Define:
        """Return the constructor of a type, which has the same name in all languages."""
        return self.define(node, Function(name="constructor", parameters=parameters, body=body, span=self.span(node)))

    def kept(self, parameter: Parameter) -> Assign:
        """Return the assignment of *parameter* to the field of the same name."""
        target = Attribute(of=Name(name="self", span=parameter.span), name=parameter.name, span=parameter.span)
        return Assign(targets=(target,), value=Name(name=parameter.name, span=parameter.span), span=parameter.span)

    def own_constructor(self, node: Node) -> Attribute:
        """Return the constructor of the type, as another one calls it."""
        return Attribute(of=Name(name="self", span=self.span(node)), name="constructor", span=self.span(node))


def returned(value: Expression) -> tuple[Statement, ...]:
    """Return the body of a function whose value is *value*."""
    if not isinstance(value, Steps):
        return (Return(value=value, span=value.span),)
    last = value.body[-1] if value.body else None
    return (*value.body[:-1], Return(value=last.value, span=last.span)) if isinstance(last, Evaluate) else value.body
