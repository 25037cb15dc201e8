"""PowerShell: assignments, statements, functions and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.lowering import Case, Lowered
from siwakit.readers.code.languages.powershell_commands import PowerShellCommands
from siwakit.readers.code.tree import (
    Assign,
    Block,
    Branch,
    Define,
    Expression,
    Function,
    Name,
    Number,
    Operation,
    Outer,
    Parameter,
    Return,
    Sequence,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_LITERALS = frozenset({"verbatim_string_characters", "expandable_string_literal", "decimal_integer_literal", "generic_token", "variable"})
_OF_SCRIPT = pattern(r"(?i)\$\{?(?:script|global):")


class PowerShell(PowerShellCommands):
    """PowerShell. A function returns what its last statement leaves."""

    names: ClassVar[tuple[str, ...]] = ("powershell", "ps1", "pwsh", "ps")
    endings: ClassVar[tuple[str, ...]] = ("ps1", "psm1")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_powershell", "language")
    divides_exactly: ClassVar[bool] = True
    functions_own_variables: ClassVar[bool] = True
    returns_last: ClassVar[bool] = True

    # Assignments.

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `$a = b`, `$a += b` and `$a, $b = c`; the type in front of a variable is left out."""
        target = self.unwrapped(node.named_children[0])
        operator = next((self.text(child) for child in node.named_children if child.type == "assignement_operator"), "=").strip().removesuffix("=")
        targets = self._targets(target.named_children[0] if target.type == "left_assignment_expression" else target)
        value = self.expression(node.child_by_field_name("value"))
        assigned = Assign(targets=targets, value=value, operator=operator, span=self.span(node))
        if not _OF_SCRIPT.match(self.text(node)):
            return assigned
        return (Outer(names=tuple(name.name for name in targets if isinstance(name, Name))), assigned)

    def _targets(self, node: Node) -> tuple[Expression, ...]:
        node = self.unwrapped(node)
        while node.type == "cast_expression":
            node = self.unwrapped(node.named_children[-1])
        target = self.expression(node)
        return tuple(item.value for item in target.items) if isinstance(target, Sequence) else (target,)

    def _step(self, node: Node) -> Lowered:
        """Return `$a++` and `$a--`."""
        one = Number(value=1, span=self.span(node))
        operator = "+" if "++" in self.text(node) else "-"
        return Assign(targets=self._targets(node.named_children[0]), value=one, operator=operator, span=self.span(node))

    on_post_increment_expression = _step
    on_post_decrement_expression = _step
    on_pre_increment_expression = _step
    on_pre_decrement_expression = _step

    # Statements.

    def _all(self, node: Node) -> Lowered:
        """Return what *node* contains, in order."""
        return self.statements(node.named_children)

    on_statement_list = _all
    on_statement_block = _all
    on_script_block = _all
    on_script_block_body = _all
    on_named_block_list = _all
    on_named_block = _all
    on_else_clause = _all
    on_finally_clause = _all
    on_for_initializer = _all
    on_for_condition = _all
    on_for_iterator = _all
    on_while_condition = _all

    def _nothing(self, _: Node) -> Lowered:
        """Return nothing."""
        return None

    on_empty_statement = _nothing
    on_block_name = _nothing
    on_class_attribute = _nothing
    on_attribute = _nothing
    on_label = _nothing

    def on_flow_control_statement(self, node: Node) -> Lowered:
        """Return a return, or what throw and exit are told."""
        value = node.named_children[0] if node.named_children else None
        if node.children[0].type != "return":
            return self.statements([value] if value else [])
        return Return(value=self.expression(value) if value else None, span=self.span(node))

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if, elseif and else."""
        elseifs = node.child_by_field_name("elseif_clauses")
        cases = [self._case(child) for child in (node, *(elseifs.named_children if elseifs else ())) if not child.is_extra]
        return self.alternatives(node, cases, self.body(node.child_by_field_name("else_clause")))

    def _case(self, node: Node) -> Case:
        condition = self.expression(node.child_by_field_name("condition"))
        return condition, self.statements(child for child in node.named_children if child.type == "statement_block")

    def on_switch_statement(self, node: Node) -> Lowered:
        """Return the alternatives of switch; a condition that is a literal is a comparison."""
        parts = {child.type: child for child in node.named_children}
        condition = parts.get("switch_condition")
        subject = self.expression(condition.named_children[0] if condition and condition.named_children else None)
        body = parts.get("switch_body")
        clauses = [clause for group in (body.named_children if body else ()) for clause in group.named_children if clause.type == "switch_clause"]
        cases = [(self._matches(subject, clause), self.statements(clause.named_children[-1:])) for clause in clauses if not self._is_default(clause)]
        otherwise = tuple(statement for clause in clauses if self._is_default(clause) for statement in self.statements(clause.named_children[-1:]))
        return self.alternatives(node, cases, otherwise)

    def _is_default(self, clause: Node) -> bool:
        return self.text(clause.named_children[0]).strip().lower() == "default"

    def _matches(self, subject: Expression, clause: Node) -> Expression:
        condition = clause.named_children[0]
        inner = self.unwrapped(condition.named_children[0]) if condition.named_children else condition
        if any(child.is_error for child in clause.children) or (inner is not condition and inner.type not in _LITERALS):
            return Unread(inner=(subject,), span=self.span(condition))
        return Operation(operator="==", operands=(subject, self.expression(inner)), span=self.span(condition))

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is tried and what is done at the end; what catches an error is an alternative."""
        clauses = [clause for child in node.named_children if child.type == "catch_clauses" for clause in child.named_children]
        caught = tuple(self.statements(clause.named_children[-1:]) for clause in clauses)
        tried, last = ([child for child in node.named_children if child.type == kind] for kind in ("statement_block", "finally_clause"))
        return (Branch(condition=None, bodies=(self.statements(tried), *caught), span=self.span(node)), *self.statements(last))

    def on_while_statement(self, node: Node) -> Lowered:
        """Return a loop."""
        return Block(body=self.statements(node.named_children), is_loop=True, span=self.span(node))

    on_do_statement = on_while_statement
    on_for_statement = on_while_statement

    def on_foreach_statement(self, node: Node) -> Lowered:
        """Return the body of a loop, after the assignment of some item to its variable."""
        parts = [child for child in node.named_children if not child.is_extra and child.type not in {"foreach_parameter", "statement_block"}]
        body = self.statements(child for child in node.named_children if child.type == "statement_block")
        assigned = self.some_item(parts[-1], self.expression(parts[0])) if len(parts) > 1 else None
        return Block(body=(assigned, *body) if assigned else body, is_loop=True, span=self.span(node))

    # Functions and classes.

    def on_param_block(self, node: Node) -> Lowered:
        """Return the parameters of a script as variables."""
        return tuple(self._declared(node, Name(name=parameter.name, span=parameter.span), parameter.default) for parameter in self._parameters(node))

    def _declared(self, node: Node, name: Name, value: Expression | None) -> Assign:
        return Assign(targets=(name,), value=value, span=self.span(node))

    def _parameters(self, node: Node) -> Iterator[Parameter]:
        """Return the parameters in *node*, however deep their list is."""
        lists = [child for child in (node, *node.named_children) if child.type in {"parameter_list", "class_method_parameter_list"}]
        for parameter in (child for group in lists for child in group.named_children):
            variable = next((child for child in parameter.named_children if child.type == "variable"), None)
            default = next((child for child in parameter.named_children if child.type == "script_parameter_default"), None)
            value = self.expression(default.named_children[0]) if default and default.named_children else None
            name = self.expression(variable) if variable else None
            if isinstance(name, Name):
                yield Parameter(name=name.name, default=value, span=self.span(parameter))

    def _function(self, node: Node, name: str) -> Function:
        """Return a function, whose parameters are in front of its body or at the start of it."""
        holders = [node, *node.named_children, *(inner for child in node.named_children for inner in child.named_children)]
        found = {parameter.span: parameter for holder in holders for parameter in self._parameters(holder)}
        blocks = [child for child in node.named_children if child.type == "script_block"]
        body = self.statements(inner for block in blocks for inner in block.named_children if inner.type != "param_block")
        return Function(name=name, parameters=tuple(found.values()), body=body, span=self.span(node))

    def on_script_block_expression(self, node: Node) -> Expression:
        """Return `{ a }`, a function without a name."""
        return self._function(node, "")

    def on_function_statement(self, node: Node) -> Lowered:
        """Return the definition of a function."""
        name = next((self.text(child) for child in node.named_children if child.type == "function_name"), "")
        return Define(function=self._function(node, self.spelled(name)), span=self.span(node))

    def on_class_statement(self, node: Node) -> Lowered:
        """Return a class."""
        name, *members = [child for child in node.named_children if not child.is_extra]
        return self.type(node, self.text(name).strip(), [child for child in members if child.type.startswith("class_")])

    def on_class_property_definition(self, node: Node) -> Lowered:
        """Return a field of a class."""
        parts = [child for child in node.named_children if child.type not in {"attribute", "class_attribute", "type_literal"} and not child.is_extra]
        name = Name(name=self.text(parts[0] if parts else None).removeprefix("$"), span=self.span(node))
        return Assign(targets=(name,), value=self.expression(parts[1]) if len(parts) > 1 else None, span=self.span(node))

    def on_class_method_definition(self, node: Node) -> Lowered:
        """Return a method or constructor of a class."""
        name = next((self.text(child).strip() for child in node.named_children if child.type == "simple_name"), "")
        return Define(function=self._function(node, name), span=self.span(node))

    def on_enum_statement(self, node: Node) -> Lowered:
        """Return an enum."""
        name, *members = node.named_children
        return self.type(node, self.text(name).strip(), members)

    def on_enum_member(self, node: Node) -> Lowered:
        """Return a member of an enum."""
        name, *values = node.named_children
        target = Name(name=self.text(name).strip(), span=self.span(name))
        return Assign(targets=(target,), value=self.expression(values[0]) if values else None, span=self.span(node))
