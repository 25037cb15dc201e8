"""Swift."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.swift_flow import SwiftFlow
from siwakit.readers.code.languages.written_types import one_for_each_type
from siwakit.readers.code.tree import (
    Assign,
    Branch,
    Define,
    Evaluate,
    Expression,
    Function,
    Import,
    Name,
    Operation,
    Parameter,
    Program,
    Return,
    Statement,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node


class Swift(SwiftFlow):
    """Swift. An extension adds to the type that it extends; a property that is computed is a function."""

    names: ClassVar[tuple[str, ...]] = ("swift",)
    endings: ClassVar[tuple[str, ...]] = ("swift",)
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_swift", "language")
    copies_collections: ClassVar[bool] = True
    divides_whole: ClassVar[bool] = True

    cases_are_texts: bool = False
    """Whether the cases of the enum are strings."""

    def program(self, root: Node) -> Program:
        """Return the whole file, with each extension in its type."""
        program = super().program(root)
        return Program(body=one_for_each_type(program.body), span=program.span)

    def statements(self, nodes: Iterable[Node]) -> tuple[Statement, ...]:
        """Return *nodes* as statements; what is compiled only on a condition (`#if`) is one of several alternatives."""
        levels: list[list[list[Statement]]] = [[[]]]
        for node in nodes:
            word = (self.text(node).split(None, 1) or [""])[0] if node.type == "directive" else ""
            if word == "#if":
                levels.append([[]])
            elif word == "#endif" and len(levels) > 1:
                alternatives = tuple(tuple(body) for body in levels.pop())
                levels[-1][-1].append(Branch(condition=None, bodies=alternatives, span=self.span(node)))
            elif word in {"#else", "#elseif"} and len(levels) > 1:
                levels[-1].append([])
            else:
                levels[-1][-1] += self.executed(self._lower(node))
        return tuple(statement for level in levels for body in level for statement in body)

    # Functions.

    def _function(self, node: Node) -> Function:
        parameters: list[Parameter] = []
        inside: list[Statement] = []
        for field, child in self.named_parts(node):
            if child.type == "parameter":
                label = self.text(child.child_by_field_name("external_name"))
                name = self.text(child.child_by_field_name("name")).strip("`")
                given = name if label in {"", "_"} else label
                is_shared = any(self.text(inner) == "inout" for inner in child.named_children)
                parameters.append(Parameter(name=given, is_shared=is_shared, span=self.span(child)))
                if name not in {given, "_"}:
                    inside.append(Assign(targets=(Name(name=name),), value=Name(name=given), declares="function", span=self.span(child)))
            elif field == "default_value":
                last = parameters.pop()
                parameters.append(Parameter(name=last.name, default=self.expression(child), span=last.span))
        name = self.text(node.child_by_field_name("name"))
        body = tuple(inside) + self._returned(self.body(node.child_by_field_name("body")))
        return Function(name=name, parameters=tuple(parameters), body=body, span=self.span(node))

    def _returned(self, body: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """Return the body of a function; one that is an expression is its value."""
        match body:
            case (Evaluate(value=value, span=span),):
                return (Return(value=value, span=span),)
        return body

    def on_function_declaration(self, node: Node) -> Lowered:
        """Return the definition of a function, method or initializer."""
        return Define(function=self._function(node), span=self.span(node))

    on_init_declaration = on_function_declaration

    def on_lambda_literal(self, node: Node) -> Expression:
        """Return a closure; without parameters it has those that it uses, `$0` and so on."""
        outer, self.shorthand = self.shorthand, 0
        body = self._returned(self.statements(child for child in node.named_children if child.type == "statements"))
        count, self.shorthand = self.shorthand, outer
        names = list(self._lambda_parameters(node)) or [f"${number}" for number in range(count)]
        return Function(parameters=tuple(Parameter(name=name) for name in names), body=body, span=self.span(node))

    def _lambda_parameters(self, node: Node) -> Iterator[str]:
        kind = node.child_by_field_name("type")
        for given in kind.named_children if kind else ():
            if given.type == "lambda_function_type_parameters":
                yield from (self.text(child.child_by_field_name("name")) for child in given.named_children if child.type == "lambda_parameter")

    # Declarations.

    def on_property_declaration(self, node: Node) -> Lowered:
        """Return the declarations of let and var; a property that is computed is a function without parameters."""
        statements: list[Statement] = []
        pattern: Node | None = None
        for field, child in self.named_parts(node):
            match field:
                case "name":
                    statements += self._declared(pattern)
                    pattern = child
                case "value":
                    statements.append(Assign(targets=self.targets(pattern), value=self.expression(child), declares="block", span=self.span(node)))
                    pattern = None
                case "computed_value":
                    statements.append(self._computed(self.text(pattern), child))
                    pattern = None
        return (*statements, *self._declared(pattern))

    def _declared(self, pattern: Node | None) -> tuple[Statement, ...]:
        return (Assign(targets=self.targets(pattern), value=None, declares="block", span=self.span(pattern)),) if pattern else ()

    def _computed(self, name: str, node: Node) -> Statement:
        getter = next((child for child in node.named_children if child.type == "computed_getter"), node)
        body = self._returned(self.statements(child for child in getter.named_children if child.type == "statements"))
        return Define(function=Function(name=name, body=body, is_property=True, span=self.span(node)), span=self.span(node))

    def on_assignment(self, node: Node) -> Lowered:
        """Return `a = b` and `a += b`; a tuple takes items apart, and what `a[b, default: c]` is by default does not count."""
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=")
        target, value = node.child_by_field_name("target"), self.expression(node.child_by_field_name("result"))
        inner = target.named_children[0] if target is not None and target.named_children else None
        if inner is not None and inner.type == "tuple_expression":
            return Assign(targets=self.expressions(inner.children_by_field_name("value")), value=value, span=self.span(node))
        place = self.expression(target)
        if isinstance(place, Operation):
            place = place.operands[0]
        return Assign(targets=(place,), value=value, operator=operator, span=self.span(node))

    def on_class_declaration(self, node: Node) -> Lowered:
        """Return a class, struct, enum, actor, or what an extension adds to one."""
        body, name = node.child_by_field_name("body"), self.text(node.child_by_field_name("name"))
        outer = self.cases_are_texts
        self.cases_are_texts = any(self.text(child) == "String" for child in node.named_children if child.type == "inheritance_specifier")
        members = self.statements(body.named_children if body else ())
        self.cases_are_texts = outer
        is_extension = any(child.type == "extension" for child in node.children)
        return Type(name=name.rpartition(".")[2].partition("<")[0], body=members, is_extension=is_extension, span=self.span(node))

    def on_enum_entry(self, node: Node) -> Lowered:
        """Return the cases of an enum, with their raw values; that of a string is its name if it has no other."""
        names = [child for field, child in self.named_parts(node) if field in {"name", "raw_value"}]
        cases: list[Statement] = []
        for child, following in zip(names, [*names[1:], None], strict=True):
            if child.type == "simple_identifier":
                name = self.text(child).strip("`")
                raw = following if following is not None and following.type != "simple_identifier" else None
                value = self.expression(raw) if raw else self.string(child, name) if self.cases_are_texts else None
                cases.append(Assign(targets=(Name(name=name, span=self.span(child)),), value=value, span=self.span(child)))
        return tuple(cases)

    def on_import_declaration(self, node: Node) -> Lowered:
        """Return an import, which brings all names of a module."""
        module = next((self.text(child) for child in node.named_children if child.type == "identifier"), "")
        return Import(module=module, names=(("*", "*"),), span=self.span(node))

    def _inside(self, node: Node) -> Lowered:
        """Return the statements inside *node*."""
        return self.statements(node.named_children)

    on_statements = _inside
    on_function_body = _inside
    on_throw_keyword = Lowering.nothing
    on_statement_label = Lowering.nothing
    on_protocol_declaration = Lowering.nothing
    on_typealias_declaration = Lowering.nothing
    on_operator_declaration = Lowering.nothing
    on_precedence_group_declaration = Lowering.nothing
    on_subscript_declaration = Lowering.nothing
    on_deinit_declaration = Lowering.nothing
    on_directive = Lowering.nothing
