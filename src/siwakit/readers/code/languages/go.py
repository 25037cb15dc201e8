"""Go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.declarations import declared
from siwakit.readers.code.languages.go_functions import GoFunctions
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.written_types import SPREAD, names_in_json, one_for_each_type
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Block,
    Branch,
    Call,
    Import,
    Name,
    Number,
    Program,
    Statement,
    Text,
    Type,
    Unread,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_TAG = pattern(r'\bjson:"([^",]+)')
_EMBEDDED_FILE = pattern(r"//go:embed[ \t]+(\S+)")
_PACKAGE = pattern(r"(?:go-)?(.+?)(?:-go|\.go)?(?:\.v\d+)?")
_VERSION = pattern(r"v\d+")


class Go(GoFunctions):
    """Go. A method belongs to the type of its receiver; an error beside a result is left out."""

    names: ClassVar[tuple[str, ...]] = ("go", "golang")
    endings: ClassVar[tuple[str, ...]] = ("go",)
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_go", "language")
    implies_self: ClassVar[bool] = False
    divides_whole: ClassVar[bool] = True
    fills_fields_in_order: ClassVar[bool] = True

    def program(self, root: Node) -> Program:
        """Return the whole file, with each method in the type of its receiver."""
        self.note_results(root)
        self.note_structs(root)
        program = super().program(root)
        return Program(body=one_for_each_type(program.body), span=program.span)

    # Declarations and assignments.

    def on_short_var_declaration(self, node: Node) -> Lowered:
        """Return `a, b := c`, `a, b = c`, and `a += b`."""
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=").removesuffix(":")
        left = node.child_by_field_name("left")
        assigned = self.assigned(node, left.named_children if left else [], node.child_by_field_name("right"), operator)
        return self._new_or_not(node, *self.executed(assigned))

    on_assignment_statement = on_short_var_declaration

    def on_inc_statement(self, node: Node) -> Lowered:
        """Return `a++` and `a--`."""
        operator = self.text(node)[-1]
        return Assign(targets=self.expressions(node.named_children), value=Number(value=1), operator=operator, span=self.span(node))

    on_dec_statement = on_inc_statement

    def on_var_declaration(self, node: Node) -> Lowered:
        """Return the declarations of var; the content of an embedded file is that of the file."""
        variables = self.statements(node.named_children)
        embedded = _EMBEDDED_FILE.match(self.text(node.prev_named_sibling)) if node.prev_named_sibling else None
        if embedded is None or len(variables) != 1 or not isinstance(variables[0], Assign):
            return variables
        content = Call(function=Name(name="embed"), arguments=(Argument(value=Text(value=embedded[1])),), span=self.span(node))
        return Assign(targets=variables[0].targets, value=content, declares="block", span=self.span(node))

    def on_var_spec(self, node: Node) -> Lowered:
        """Return the declaration of a variable; one of a named type starts as the literal of that type without content."""
        value, kind = node.child_by_field_name("value"), node.child_by_field_name("type")
        if value is not None:
            return declared(self.executed(self.assigned(node, self._names(node), value)))
        empty = self.empty(kind) if kind else None
        return Assign(targets=self.expressions(self._names(node)), value=empty, declares="block", span=self.span(node))

    def on_const_spec(self, node: Node) -> Lowered:
        """Return the declaration of a constant; without a value it repeats the one above it, which counts: that is not read."""
        value = self.expression(node.child_by_field_name("value"))
        return Assign(targets=self.expressions(self._names(node)), value=value, declares="block", span=self.span(node))

    def _names(self, node: Node) -> list[Node]:
        return [name for name in node.children_by_field_name("name") if name.is_named]

    def _inside(self, node: Node) -> Lowered:
        """Return the statements inside *node*."""
        return self.statements(node.named_children)

    def on_block(self, node: Node) -> Lowered:
        """Return the statements of a block; one that belongs to nothing else has variables of its own."""
        statements = self.statements(node.named_children)
        is_alone = self.around in {"block", "statement_list"}
        return Block(body=statements, span=self.span(node)) if is_alone else statements

    on_const_declaration = _inside
    on_var_spec_list = _inside
    on_type_declaration = _inside
    on_import_declaration = _inside
    on_import_spec_list = _inside
    on_statement_list = _inside
    on_expression_statement = _inside
    on_go_statement = _inside
    on_labeled_statement = _inside

    on_package_clause = Lowering.nothing
    on_label_name = Lowering.nothing
    on_break_statement = Lowering.nothing
    on_continue_statement = Lowering.nothing
    on_goto_statement = Lowering.nothing
    on_fallthrough_statement = Lowering.nothing
    on_empty_statement = Lowering.nothing
    on_type_alias = Lowering.nothing

    # Types and imports.

    def on_type_spec(self, node: Node) -> Lowered:
        """Return a struct; other types say nothing about values."""
        content, name = node.child_by_field_name("type"), self.text(node.child_by_field_name("name"))
        return Type(name=name, body=self.body(content), span=self.span(node)) if content is not None and content.type == "struct_type" else None

    def on_struct_type(self, node: Node) -> Lowered:
        """Return the fields of a struct, and their names in JSON; an embedded type is a field whose own fields are written instead of it."""
        fields: list[Statement] = []
        in_json: list[tuple[str, str]] = []
        for declaration in node.named_children[0].named_children if node.named_children else ():
            tag = _TAG.search(self._unquoted(declaration.child_by_field_name("tag")))
            names = [self.text(name) for name in self._names(declaration)]
            embedded = "" if names else self.name_of_type(declaration.child_by_field_name("type"))
            for name in names or [embedded][: bool(embedded)]:
                fields.append(Assign(targets=(Name(name=name),), value=None, span=self.span(declaration)))
                if tag or embedded:
                    in_json.append((name, tag[1] if tag else SPREAD))
        return (*fields, *names_in_json(in_json))

    def _unquoted(self, node: Node | None) -> str:
        value = self.expression(node) if node else None
        return value.value if isinstance(value, Text) else ""

    def on_import_spec(self, node: Node) -> Lowered:
        """Return an import; without an alias the name is what the package is called by custom: `jwt` for `jwt-go` and for `jwt/v5`."""
        path, alias = self._unquoted(node.child_by_field_name("path")), self.text(node.child_by_field_name("name"))
        match alias:
            case "_":
                names: tuple[tuple[str, str], ...] = ()
            case ".":
                names = (("*", "*"),)
            case _:
                names = (("", alias or _name_of_package(path)),)
        return Import(module=path, names=names, span=self.span(node))

    # Other alternatives, and loops.

    def on_expression_switch_statement(self, node: Node) -> Lowered:
        """Return what is done first, and the alternatives of a switch or select."""
        first, value = self.body(node.child_by_field_name("initializer")), node.child_by_field_name("value")
        alias = node.child_by_field_name("alias")
        named = (Assign(targets=self.targets(alias), value=self.expression(value), declares="block"),) if alias else ()
        bodies = tuple(named + self.body(child) for child in node.named_children if child.type.endswith("_case"))
        return (*first, Branch(condition=self.expression(value) if value else None, bodies=bodies, is_match=True, span=self.span(node)))

    on_type_switch_statement = on_expression_switch_statement
    on_select_statement = on_expression_switch_statement

    def _case(self, node: Node) -> Lowered:
        """Return the statements of one alternative."""
        return self.statements(child for child in node.named_children if child.type in {"statement_list", "receive_statement", "send_statement"})

    on_expression_case = _case
    on_type_case = _case
    on_default_case = _case
    on_communication_case = _case

    def on_receive_statement(self, node: Node) -> Lowered:
        """Return the assignment of what is received, which is not known."""
        received = Unread(inner=(self.expression(node.child_by_field_name("right")),), span=self.span(node))
        return self._new_or_not(node, Assign(targets=self.targets(node.child_by_field_name("left")), value=received, span=self.span(node)))

    def on_range_clause(self, node: Node) -> Lowered:
        """Return the assignment of what a loop runs over: some item of it."""
        return self._new_or_not(node, self.some_item(node.child_by_field_name("right"), *self.targets(node.child_by_field_name("left"))))

    def _new_or_not(self, node: Node, *assigned: Statement) -> tuple[Statement, ...]:
        """Return what is *assigned* by `:=`, which declares, or by `=`."""
        return declared(assigned) if any(child.type == ":=" for child in node.children) else assigned

    def on_for_clause(self, node: Node) -> Lowered:
        """Return what is done before a loop."""
        return self.body(node.child_by_field_name("initializer"))

    def on_for_statement(self, node: Node) -> Lowered:
        """Return the body of a loop."""
        return Block(body=self.statements(node.named_children), is_loop=True, span=self.span(node))

    def on_defer_statement(self, node: Node) -> Lowered:
        """Return what is done at the end of the function."""
        return Block(body=self.statements(node.named_children), span=self.span(node))


def _name_of_package(path: str) -> str:
    parts = [part for part in path.split("/") if part and not _VERSION.fullmatch(part)]
    name = _PACKAGE.fullmatch(parts[-1]) if parts else None
    return name[1] if name else ""
