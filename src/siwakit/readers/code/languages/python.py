"""Python."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.lowering import Case, Lowered
from siwakit.readers.code.languages.python_values import PythonValues
from siwakit.readers.code.tree import (
    Assign,
    Block,
    Branch,
    Define,
    Expression,
    Function,
    Import,
    Operation,
    Parameter,
    Return,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_RECEIVERS = frozenset({"self", "cls"})
_LITERALS = frozenset({"string", "concatenated_string", "integer", "float", "true", "false", "none"})


class Python(PythonValues):
    """Python 3, and the print statement of Python 2."""

    names: ClassVar[tuple[str, ...]] = ("python", "py", "python3")
    endings: ClassVar[tuple[str, ...]] = ("py", "pyw")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_python", "language")
    implies_self: ClassVar[bool] = False

    # Functions and classes.

    def on_lambda(self, node: Node) -> Expression:
        """Return a function without a name."""
        parameters = tuple(self._parameters(node.child_by_field_name("parameters")))
        value = self.expression(node.child_by_field_name("body"))
        return Function(parameters=parameters, body=(Return(value=value, span=value.span),), span=self.span(node))

    def on_function_definition(self, node: Node) -> Lowered:
        """Return the definition of a function or method."""
        parameters = tuple(self._parameters(node.child_by_field_name("parameters")))
        name, body = self.text(node.child_by_field_name("name")), self.body(node.child_by_field_name("body"))
        return Define(function=Function(name=name, parameters=parameters, body=body, span=self.span(node)), span=self.span(node))

    def _parameters(self, node: Node | None) -> Iterator[Parameter]:
        """Return the parameters that a caller passes: without `self` and `cls`, and without a name for those that take the rest."""
        for child in node.named_children if node else ():
            if child.is_extra or child.type in {"keyword_separator", "positional_separator"} or self.text(child) in _RECEIVERS:
                continue
            name = child.child_by_field_name("name") or (child.named_children[0] if child.type == "typed_parameter" else child)
            default = child.child_by_field_name("value")
            plain = self.text(name) if name.type == "identifier" else ""
            yield Parameter(name=plain, default=self.expression(default) if default else None, span=self.span(child))

    def on_decorated_definition(self, node: Node) -> Lowered:
        """Return a function or class without its decorators; a property is read by its name."""
        is_property = any(child.type == "decorator" and self.text(child).endswith("property") for child in node.named_children)
        defined = self.statements([node.child_by_field_name("definition") or node.named_children[-1]])
        return tuple(_as_property(statement) if is_property and isinstance(statement, Define) else statement for statement in defined)

    def on_class_definition(self, node: Node) -> Lowered:
        """Return a class."""
        body = node.child_by_field_name("body")
        return self.type(node, self.text(node.child_by_field_name("name")), [body] if body else [])

    # Assignments.

    def on_assignment(self, node: Node) -> Lowered:
        """Return `a = b`, `a: T = b`, `a, b = c`, or a declaration."""
        value = node.child_by_field_name("right")
        targets = self._targets(node.child_by_field_name("left"))
        return Assign(targets=targets, value=self.expression(value) if value else None, span=self.span(node))

    def _targets(self, node: Node | None) -> tuple[Expression, ...]:
        if node is not None and node.type in {"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list"}:
            return self.expressions(node.named_children)
        return (self.expression(node),)

    def on_augmented_assignment(self, node: Node) -> Lowered:
        """Return `a += b`."""
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=")
        target, value = self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right"))
        return Assign(targets=(target,), value=value, operator=operator, span=self.span(node))

    def on_named_expression(self, node: Node) -> Lowered:
        """Return `a := b`."""
        target, value = self.expression(node.child_by_field_name("name")), self.expression(node.child_by_field_name("value"))
        return Assign(targets=(target,), value=value, span=self.span(node))

    # Statements.

    def _all(self, node: Node) -> Lowered:
        """Return what *node* contains, in order."""
        return self.statements(node.named_children)

    on_expression_statement = _all
    on_block = _all
    on_assert_statement = _all
    on_raise_statement = _all
    on_else_clause = _all
    on_finally_clause = _all

    def _nothing(self, _: Node) -> Lowered:
        """Return nothing: a type, or a statement without a value."""
        return None

    on_pass_statement = _nothing
    on_break_statement = _nothing
    on_continue_statement = _nothing
    on_global_statement = _nothing
    on_nonlocal_statement = _nothing
    on_delete_statement = _nothing
    on_type_alias_statement = _nothing
    on_future_import_statement = _nothing

    def on_return_statement(self, node: Node) -> Lowered:
        """Return a return."""
        return Return(value=self.expression(node.named_children[0]) if node.named_children else None, span=self.span(node))

    def on_print_statement(self, node: Node) -> Lowered:
        """Return the print statement of Python 2 as the call that it is now."""
        return self.built_in(node, "print", *self.expressions(node.children_by_field_name("argument")))

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if, elif and else."""
        others = node.children_by_field_name("alternative")
        cases = [self._case(child) for child in (node, *others) if child.type != "else_clause"]
        otherwise = self.statements(child for child in others if child.type == "else_clause")
        return self.alternatives(node, cases, otherwise)

    def _case(self, node: Node) -> Case:
        return self.expression(node.child_by_field_name("condition")), self.body(node.child_by_field_name("consequence"))

    def on_match_statement(self, node: Node) -> Lowered:
        """Return the alternatives of match; a pattern that is a literal is a comparison."""
        subject = self.expression(node.child_by_field_name("subject"))
        body = node.child_by_field_name("body")
        clauses = body.children_by_field_name("alternative") if body else []
        cases = [(self._matches(subject, clause), self.body(clause.child_by_field_name("consequence"))) for clause in clauses]
        if cases and self._takes_all(clauses[-1]):
            return self.alternatives(node, cases[:-1], cases[-1][1])
        return self.alternatives(node, cases)

    def _takes_all(self, clause: Node) -> bool:
        return [self.text(pattern) for pattern in self._patterns(clause)] == ["_"]

    def _patterns(self, clause: Node) -> list[Node]:
        return [child for child in clause.named_children if child.type in {"case_pattern", "if_clause"}]

    def _matches(self, subject: Expression, clause: Node) -> Expression:
        """Return the condition that *subject* matches the pattern of *clause*."""
        patterns = self._patterns(clause)
        inner = patterns[0].children if len(patterns) == 1 else []
        options = inner[0].named_children if len(inner) == 1 and inner[0].type == "union_pattern" else inner
        if not options or not all(option.type in _LITERALS for option in options):
            return Unread(inner=(subject,), span=self.span(clause))
        equals = (Operation(operator="==", operands=(subject, self.expression(option)), span=self.span(option)) for option in options)
        return self.folded(clause, "or", equals)

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is tried and what is done at the end; what catches an error is an alternative."""
        tried = self.body(node.child_by_field_name("body"))
        tried += self.statements(child for child in node.named_children if child.type == "else_clause")
        caught = tuple(self.statements(child.named_children[-1:]) for child in node.named_children if child.type == "except_clause")
        last = self.statements(child for child in node.named_children if child.type == "finally_clause")
        return (Branch(condition=None, bodies=(tried, *caught), span=self.span(node)), *last)

    def on_with_statement(self, node: Node) -> Lowered:
        """Return the statements of with, after the assignments of what it opens."""
        opened = self.statements(item for child in node.named_children if child.type == "with_clause" for item in child.named_children)
        return Block(body=(*opened, *self.body(node.child_by_field_name("body"))), span=self.span(node))

    def on_with_item(self, node: Node) -> Lowered:
        """Return `a as b` as an assignment."""
        return self.statements([node.child_by_field_name("value") or node])

    def on_as_pattern(self, node: Node) -> Lowered:
        """Return the assignment of `a as b`."""
        alias = node.child_by_field_name("alias")
        target = alias.named_children[0] if alias is not None and alias.named_children else alias
        return Assign(targets=self._targets(target), value=self.expression(node.named_children[0]), span=self.span(node))

    def on_for_statement(self, node: Node) -> Lowered:
        """Return the body of a loop, after the assignment of some item to its variable."""
        assigned = self.some_item(node.child_by_field_name("right"), *self._targets(node.child_by_field_name("left")))
        bodies = (self.body(node.child_by_field_name("body")), self.body(node.child_by_field_name("alternative")))
        return Block(body=(assigned, *bodies[0], *bodies[1]), span=self.span(node))

    def on_while_statement(self, node: Node) -> Lowered:
        """Return the condition and the body of a loop."""
        return Block(body=self.statements(node.named_children), span=self.span(node))

    # Imports.

    def on_import_statement(self, node: Node) -> Lowered:
        """Return `import a.b`, which brings `a`, and `import a.b as c`."""
        imported = ((child.child_by_field_name("name"), child.child_by_field_name("alias"), child) for child in node.children_by_field_name("name"))
        return tuple(self._import(self.text(name or child), self.text(alias), node) for name, alias, child in imported)

    def _import(self, module: str, alias: str, node: Node) -> Import:
        module = module if alias else module.partition(".")[0]
        return Import(module=module, names=(("", alias or module),), span=self.span(node))

    def on_import_from_statement(self, node: Node) -> Lowered:
        """Return `from a import b as c`."""
        module = self.text(node.child_by_field_name("module_name"))
        if any(child.type == "wildcard_import" for child in node.named_children):
            return Import(module=module, names=(("*", "*"),), span=self.span(node))
        names = tuple(self._imported(child) for child in node.children_by_field_name("name"))
        return Import(module=module, names=names, span=self.span(node))

    def _imported(self, node: Node) -> tuple[str, str]:
        name = self.text(node.child_by_field_name("name") or node)
        return name, self.text(node.child_by_field_name("alias")) or name


def _as_property(statement: Define) -> Define:
    return Define(function=replace(statement.function, is_property=True), span=statement.span)
