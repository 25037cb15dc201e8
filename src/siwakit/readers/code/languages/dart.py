"""Dart."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.braces import Case
from siwakit.readers.code.languages.dart_types import DartTypes
from siwakit.readers.code.languages.declarations import declared
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Assign,
    Expression,
    Import,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_WORDS = {"return", "throw", "yield", "await"}
_NOT_BODY = {"case_builtin", "break_statement", "label"}


class Dart(DartTypes):
    """Dart."""

    names: ClassVar[tuple[str, ...]] = ("dart", "flutter")
    endings: ClassVar[tuple[str, ...]] = ("dart",)
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_dart_orchard", "language")
    surroundings: ClassVar[tuple[tuple[bytes, bytes], ...]] = ((b"Excerpt_() async {\n", b"\n}"), (b"class Excerpt_ {\n", b"\n}"))

    def misread(self, root: Node) -> int:
        """Return how many bytes are errors, or declarations that rather are statements: `a(b);` declares a function, and `return a;` a variable."""
        return super().misread(root) + sum(child.end_byte - child.start_byte for child in root.children if self._is_statement(child))

    def _is_statement(self, node: Node) -> bool:
        return node.type == "function_signature" or self.text(node) in _WORDS

    # Variables.

    on_initialized_identifier_list = DartTypes.inside
    on_static_final_declaration_list = DartTypes.inside

    def on_initialized_identifier(self, node: Node) -> Lowered:
        """Return the declaration of one variable or field."""
        name, *value = self.children(node)
        return self.declared(node, self.name(name), self.expression(value[0]) if value else None)

    on_static_final_declaration = on_initialized_identifier

    def on_local_variable_declaration(self, node: Node) -> Lowered:
        """Return the variables of one declaration."""
        return self.statements(self.children(node))

    def on_initialized_variable_definition(self, node: Node) -> Lowered:
        """Return the variables of one declaration."""
        name, value = self.fields(node, "name", "value")
        first = self.declared(node, self.name(name), self.expression(value) if value else None)
        return (first, *self.statements(child for child in node.named_children if child.type == "initialized_identifier"))

    def on_pattern_variable_declaration(self, node: Node) -> Lowered:
        """Return `var (a, b) = c`."""
        *_, form, value = self.children(node)
        assigned = Assign(targets=self._targets(form), value=self.expression(value), span=self.span(node))
        return declared((assigned,)) if node.type == "pattern_variable_declaration" else assigned

    on_pattern_assignment = on_pattern_variable_declaration

    def _targets(self, form: Node) -> tuple[Expression, ...]:
        """Return the names in a pattern that takes a value apart."""
        inside = self.children(form) if form.type in {"record_pattern", "list_pattern"} else [form]
        return tuple(self.name(child) for child in inside if child.type in {"constant_pattern", "variable_pattern", "identifier"})

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `a = b` and `a += b`."""
        return self.assigned(node, self.operator(node), *self.fields(node, "left", "right"))

    on_assignment_expression_without_cascade = on_assignment_expression

    # Statements.

    on_yield_statement = DartTypes.inside
    on_yield_each_statement = DartTypes.inside
    on_throw_expression = DartTypes.inside
    on_throw_expression_without_cascade = DartTypes.inside

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if and else."""
        return self.branch(node, self.children(node)[0], *self.fields(node, "consequence", "alternative"))

    def on_switch_statement(self, node: Node) -> Lowered:
        """Return the alternatives of a switch."""
        subject, body = self.fields(node, "condition", "body")
        cases: list[Case] = []
        labels: list[Node] = []
        for case in self.children(body):
            labels += (own := self.labels(case))
            left_out = {label.id for label in own}
            patterns = {child.id for child in case.children_by_field_name("pattern")}
            inside = [child for child in self.children(case) if child.id not in left_out | patterns and child.type not in _NOT_BODY]
            if inside or case.type == "switch_statement_default":
                cases.append(([] if case.type == "switch_statement_default" else labels, inside))
                labels = []
        return self.switch(node, subject, cases)

    def on_for_statement(self, node: Node) -> Lowered:
        """Return a loop over the items of something, or one with what it begins with."""
        body, parts = node.child_by_field_name("body"), self.children(node)[0]
        name, of, condition = self.fields(parts, "name", "value", "condition")
        if of is not None:
            declared = name or self.children(parts)[-2]
            return self.each(node, of, body, *self._targets(declared))
        loop = self.loop(node, condition, body, *parts.children_by_field_name("update"))
        return (*self.statements(parts.children_by_field_name("init")), loop)

    def on_while_statement(self, node: Node) -> Lowered:
        """Return a loop."""
        return self.loop(node, *self.fields(node, "condition", "body"))

    on_do_statement = on_while_statement

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is tried and done at the end."""
        body = node.child_by_field_name("body")
        handlers = tuple(child for child in self.children(node) if child.type == "block" and (body is None or child.id != body.id))
        final = self.statements(child for child in node.named_children if child.type == "finally_clause")
        return (self.tried(node, body, handlers), *final)

    # What is not executed, and imports.

    on_type_identifier = DartTypes.nothing
    on_type_arguments = DartTypes.nothing
    on_nullable_type = DartTypes.nothing
    on_function_type = DartTypes.nothing
    on_record_type = DartTypes.nothing
    on_void_type = DartTypes.nothing
    on_inferred_type = DartTypes.nothing
    on_final_builtin = DartTypes.nothing
    on_const_builtin = DartTypes.nothing
    on_annotation = DartTypes.nothing
    on_type_alias = DartTypes.nothing
    on_library_name = DartTypes.nothing
    on_library_export = DartTypes.nothing
    on_part_directive = DartTypes.nothing
    on_part_of_directive = DartTypes.nothing
    on_assert_statement = DartTypes.nothing
    on_empty_statement = DartTypes.nothing
    on_rethrow_expression = DartTypes.nothing
    on_function_signature = DartTypes.nothing
    on_import_or_export = DartTypes.inside
    on_library_import = DartTypes.inside

    def on_import_specification(self, node: Node) -> Lowered:
        """Return an import of everything, of some names, or of a library by another name."""
        uri, *rest = self.children(node)
        aliases = [child for child in rest if child.type == "identifier"]
        shown = [child for child in rest if child.type == "combinator" and child.children[0].type == "show"]
        names = tuple((self.text(name), self.text(name)) for found in shown for name in self.children(found))
        everything = (("", self.text(aliases[0])),) if aliases else names or (("*", "*"),)
        return Import(module=self.text(uri).strip("\"'"), names=everything, span=self.span(node))
