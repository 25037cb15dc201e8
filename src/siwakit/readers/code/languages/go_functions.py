"""Functions in Go, and what they return.

By custom the last result is an error, or says whether there is another one. Nothing is minted in the case of an error, so it is left out:
`return secret, nil` returns the secret, `return "", err` nothing, and `secret, err := f()` assigns what `f` returns to the secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.patterns import pattern
from siwakit.readers.code.languages.go_values import GoValues
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Branch,
    Call,
    Define,
    Evaluate,
    Expression,
    Function,
    Name,
    Parameter,
    Return,
    Sequence,
    Statement,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_ERROR = pattern(r"_|ok|found|exists|(?i:.*err(?:or)?)\d*")
_ERRORS = frozenset({"error", "bool"})
_EMPTY = frozenset({"nil", '""', "``", "0", "false"})
_FAILED = pattern(r"(?i:err(?:or)?)\d* != nil")


class GoFunctions(GoValues):
    """Functions in Go."""

    without_error: frozenset[str] = frozenset()
    """Functions of the file whose last result is a value."""
    results: tuple[str, ...] = ()
    """Names of the results of the function, which a return without a value returns."""
    returns_error: bool = False
    """Whether the last of several results of the function is an error."""
    failed: bool = False
    """Whether the statements are those after an error, if there is one."""

    def note_results(self, root: Node) -> None:
        """Note which functions of the file return several values, of which the last one is not an error."""
        functions = (node for node in root.named_children if node.type in {"function_declaration", "method_declaration"})
        counted = ((node, self._kinds(node)) for node in functions)
        self.without_error = frozenset(
            self.text(node.child_by_field_name("name")) for node, kinds in counted if len(kinds) > 1 and kinds[-1] not in _ERRORS
        )

    def note_structs(self, root: Node) -> None:
        """Note the fields of the structs of the file, in their order: a literal without names sets them in it."""
        declarations = (node for node in root.named_children if node.type == "type_declaration")
        specs = (spec for node in declarations for spec in node.named_children if spec.type == "type_spec")
        self.structs = {self.text(spec.child_by_field_name("name")): tuple(self._names_of_fields(spec)) for spec in specs}

    def _names_of_fields(self, spec: Node) -> Iterator[str]:
        content = spec.child_by_field_name("type")
        fields = content.named_children[0] if content is not None and content.type == "struct_type" and content.named_children else None
        for declaration in fields.named_children if fields is not None else ():
            if declaration.type == "field_declaration":
                names = [self.text(name) for name in declaration.children_by_field_name("name")]
                yield from names or [self.name_of_type(declaration.child_by_field_name("type"))]

    def _kinds(self, function: Node) -> list[str]:
        """Return the type of each result of *function*."""
        result = function.child_by_field_name("result")
        if result is None or result.type != "parameter_list":
            return []
        declarations = [child for child in result.named_children if child.type == "parameter_declaration"]
        return [
            self.text(declaration.child_by_field_name("type"))
            for declaration in declarations
            for _ in range(max(1, len(self._declared(declaration))))
        ]

    def _declared(self, declaration: Node) -> list[str]:
        return [self.text(name) for name in declaration.children_by_field_name("name") if name.is_named]

    def _parameter_names(self, node: Node | None) -> Iterator[str]:
        for declaration in node.named_children if node else ():
            yield from self._declared(declaration)

    def _function(self, node: Node) -> Function:
        outer = self.results, self.returns_error, self.failed
        result, kinds = node.child_by_field_name("result"), self._kinds(node)
        self.returns_error, self.failed = len(kinds) > 1 and kinds[-1] in _ERRORS, False
        named = tuple(self._parameter_names(result)) if kinds else ()
        self.results = named[:-1] if self.returns_error else named
        declared: tuple[Statement, ...] = tuple(Assign(targets=(Name(name=name),), value=None, declares="function") for name in named)
        body = self.body(node.child_by_field_name("body"))
        self.results, self.returns_error, self.failed = outer
        parameters = tuple(Parameter(name=name) for name in self._parameter_names(node.child_by_field_name("parameters")))
        return Function(name=self.text(node.child_by_field_name("name")), parameters=parameters, body=declared + body, span=self.span(node))

    def on_func_literal(self, node: Node) -> Expression:
        """Return a function without a name."""
        return self._function(node)

    def on_function_declaration(self, node: Node) -> Lowered:
        """Return the definition of a function."""
        return Define(function=self._function(node), span=self.span(node))

    def on_method_declaration(self, node: Node) -> Lowered:
        """Return the type of the receiver, with the method in it."""
        given = node.child_by_field_name("receiver")
        receiver = next((child for child in given.named_children if child.type == "parameter_declaration"), None) if given else None
        if receiver is None:
            return self.on_function_declaration(node)
        outer, self.receiver = self.receiver, self.text(receiver.child_by_field_name("name")) or None
        method = Define(function=self._function(node), span=self.span(node))
        self.receiver = outer
        return Type(name=self.name_of_type(receiver.child_by_field_name("type")), body=(method,), span=self.span(node))

    def name_of_type(self, node: Node | None) -> str:
        """Return the bare name of a type: `Client` for `*Client` and for `apple.Client[T]`."""
        while node is not None and node.type in {"pointer_type", "generic_type", "parenthesized_type"}:
            node = node.named_children[0]
        if node is not None and node.type == "qualified_type":
            node = node.child_by_field_name("name")
        return self.text(node)

    def on_return_statement(self, node: Node) -> Lowered:
        """Return a return of the results, or of those that have names; a return of an error returns nothing."""
        given = next((child for child in node.named_children if not child.is_extra), None)
        values = [child for child in given.named_children if not child.is_extra] if given else []
        if self.returns_error and (self.failed or (values and self._is_failure(*values))):
            returned = (self.expression(value) for value in values)
            return (
                *(Evaluate(value=value, span=value.span) for value in returned if isinstance(value, Call) and not value.is_new),
                Return(span=self.span(node)),
            )
        results = values[:-1] if self.returns_error and len(values) > 1 else values
        named = tuple(Name(name=name) for name in self.results)
        return Return(value=self._all(node, self.expressions(results) if values else named), span=self.span(node))

    def _is_failure(self, *results: Node) -> bool:
        """Return whether *results*, with an error at the end, are only the error."""
        *others, error = results
        return bool(others) and error.type not in {"nil", "true"} and all(self._is_nothing(result) for result in others)

    def _is_nothing(self, node: Node) -> bool:
        """Return whether *node* is the empty value that is returned with an error."""
        body = node.child_by_field_name("body") if node.type == "composite_literal" else None
        return self.text(node) in _EMPTY if body is None else not body.named_children

    def on_expression_list(self, node: Node) -> Expression:
        """Return the value, or several of them as a sequence."""
        return self._all(node, self.expressions(node.named_children)) or self.unread(node)

    def _all(self, node: Node, values: tuple[Expression, ...]) -> Expression | None:
        if len(values) > 1:
            return Sequence(items=tuple(Argument(value=value, span=value.span) for value in values), span=self.span(node))
        return values[0] if values else None

    def on_if_statement(self, node: Node) -> Lowered:
        """Return what is done first, and the alternatives of if and else."""
        first, condition = self.body(node.child_by_field_name("initializer")), node.child_by_field_name("condition")
        outer, self.failed = self.failed, self.failed or bool(_FAILED.search(self.text(condition)))
        then = self.body(node.child_by_field_name("consequence"))
        self.failed = outer
        bodies = (then, self.body(node.child_by_field_name("alternative")))
        return (*first, Branch(condition=self.expression(condition), bodies=bodies, span=self.span(node)))

    def targets(self, node: Node | None) -> tuple[Expression, ...]:
        """Return what a list of expressions assigns to."""
        return self.expressions(node.named_children) if node else ()

    def assigned(self, node: Node, targets: list[Node], values: Node | None, operator: str = "") -> Lowered:
        """Return the assignment of *values* to *targets*, without the error that comes with the only value."""
        value = self.expression(values)
        if len(targets) > 1 and values is not None and len(values.named_children) == 1 and self._is_error(targets[-1], values.named_children[0]):
            error = self.expression(targets.pop())
            kept = Assign(targets=self.expressions(targets), value=value, span=self.span(node))
            return kept if isinstance(error, Name) and error.name == "_" else (kept, Assign(targets=(error,), value=None, span=error.span))
        return Assign(targets=self.expressions(targets), value=value, operator=operator, span=self.span(node))

    def _is_error(self, target: Node, value: Node) -> bool:
        if value.type != "call_expression":
            return True
        function = value.child_by_field_name("function")
        name = function.child_by_field_name("field") if function is not None and function.type == "selector_expression" else function
        return bool(_ERROR.fullmatch(self.text(target))) and self.text(name) not in self.without_error
