"""JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from siwakit.readers.code.languages.declarations import declared
from siwakit.readers.code.languages.javascript_patterns import JavaScriptPatterns
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.packages import package_of
from siwakit.readers.code.tree import (
    Assign,
    Block,
    Branch,
    Evaluate,
    Expression,
    Import,
    Item,
    Name,
    Number,
    Return,
    Statement,
    Text,
    Type,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_LISTS = frozenset({"", "switch_statement", "statement_block", "switch_case", "switch_default"})
_OPERATORS = {"&&": "and", "||": "or", ">>>": ">>"}


class JavaScript(JavaScriptPatterns):
    """JavaScript."""

    names: ClassVar[tuple[str, ...]] = ("javascript", "js", "jsx", "node")
    endings: ClassVar[tuple[str, ...]] = ("js", "mjs", "cjs", "jsx")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_javascript", "language")
    shares_names: ClassVar[bool] = False
    imports_by_path: ClassVar[bool] = True
    has_one_number: ClassVar[bool] = True
    surroundings: ClassVar[tuple[tuple[bytes, bytes], ...]] = ((b"class Excerpt_ {\n", b"\n}"), (b"Excerpt_ = {\n", b"\n};"))
    implies_self: ClassVar[bool] = False

    # Statements.

    def on_class_declaration(self, node: Node) -> Lowered:
        """Return a class."""
        return self._class(node, self.text(node.child_by_field_name("name")))

    def on_class(self, node: Node) -> Lowered:
        """Return a class that is a value."""
        name = self.text(node.child_by_field_name("name")) or f"class {node.start_byte}"
        return (self._class(node, name), Evaluate(value=Name(name=name, span=self.span(node)), span=self.span(node)))

    def _class(self, node: Node, name: str) -> Type:
        body = node.child_by_field_name("body")
        members = [child for child in body.named_children if child.type != "decorator"] if body else []
        fields = tuple([field for member in members for field in self.fields_of_constructor(member)])
        return Type(name=name, body=(*fields, *self.statements(members)), span=self.span(node))

    def fields_of_constructor(self, _: Node) -> tuple[Statement, ...]:
        """Return the fields that the parameters of a constructor are: none in JavaScript."""
        return ()

    def on_class_static_block(self, node: Node) -> Lowered:
        """Return what is executed when a class is made."""
        return Block(body=self.body(node.child_by_field_name("body")), span=self.span(node))

    def on_field_definition(self, node: Node) -> Lowered:
        """Return a field of a class."""
        name = self.name_of_member(node.child_by_field_name("property") or node.child_by_field_name("name"))
        value = node.child_by_field_name("value")
        return Assign(targets=(Name(name=name),), value=self.expression(value) if value else None, span=self.span(node))

    on_public_field_definition = on_field_definition

    def on_lexical_declaration(self, node: Node) -> Lowered:
        """Return the declarations of let and const."""
        return self.statements(child for child in node.named_children if child.type == "variable_declarator")

    on_variable_declaration = on_lexical_declaration

    def on_variable_declarator(self, node: Node) -> Lowered:
        """Return one declaration; a pattern takes members apart."""
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        of: Literal["block", "function"] = "function" if self.around == "variable_declaration" else "block"
        if name is None or value is None:
            return Assign(targets=(self.expression(name),), value=None, declares=of, span=self.span(node))
        return declared(self.bind(name, self.expression(value)), of)

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `a = b`, also inside an expression."""
        left, value = node.child_by_field_name("left"), self.expression(node.child_by_field_name("right"))
        return self.bind(left, value) if left else Evaluate(value=value, span=value.span)

    def on_augmented_assignment_expression(self, node: Node) -> Lowered:
        """Return `a += b`."""
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=")
        left, value = self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right"))
        return Assign(targets=(left,), value=value, operator=_OPERATORS.get(operator, operator), span=self.span(node))

    def on_update_expression(self, node: Node) -> Lowered:
        """Return `a++` and `a--`."""
        operator = self.text(node.child_by_field_name("operator"))[:1]
        target = self.expression(node.child_by_field_name("argument"))
        return Assign(targets=(target,), value=Number(value=1), operator=operator, span=self.span(node))

    def on_return_statement(self, node: Node) -> Lowered:
        """Return a return."""
        return Return(value=self.expression(node.named_children[0]) if node.named_children else None, span=self.span(node))

    def on_throw_statement(self, node: Node) -> Lowered:
        """Return the error that is thrown; nothing is returned then."""
        return (*self.statements(node.named_children), Return(span=self.span(node)))

    def on_statement_block(self, node: Node) -> Lowered:
        """Return the statements of a block; one that belongs to nothing else has variables of its own."""
        statements = self.statements(node.named_children)
        is_alone = node.type == "statement_block" and self.around in _LISTS
        return Block(body=statements, span=self.span(node)) if is_alone else statements

    on_else_clause = on_statement_block
    on_expression_statement = on_statement_block
    on_labeled_statement = on_statement_block

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if and else."""
        bodies = (self.body(node.child_by_field_name("consequence")), self.body(node.child_by_field_name("alternative")))
        return Branch(condition=self.expression(node.child_by_field_name("condition")), bodies=bodies, span=self.span(node))

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is tried and what is done at the end; what catches an error is an alternative."""
        handler, final = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
        body = self.body(node.child_by_field_name("body"))
        tried: Statement = Block(body=body, span=self.span(node))
        if handler is not None:
            tried = Branch(condition=None, bodies=(body, self.body(handler.child_by_field_name("body"))), span=self.span(node))
        return (tried, *(self.body(final.child_by_field_name("body")) if final else ()))

    def on_switch_statement(self, node: Node) -> Lowered:
        """Return the alternatives of a switch."""
        body = node.child_by_field_name("body")
        cases = [child for child in body.named_children if child.type.startswith("switch_")] if body else []
        bodies = tuple([self.statements(case.children_by_field_name("body")) for case in cases])
        return Branch(condition=self.expression(node.child_by_field_name("value")), bodies=bodies, is_match=True, span=self.span(node))

    def _loop(self, node: Node) -> Lowered:
        """Return the body of a loop, and what is done before it."""
        first = self.body(node.child_by_field_name("initializer"))
        return Block(body=(*first, *self.body(node.child_by_field_name("body"))), is_loop=True, span=self.span(node))

    on_for_statement = _loop
    on_while_statement = _loop
    on_do_statement = _loop
    on_with_statement = _loop

    def on_for_in_statement(self, node: Node) -> Lowered:
        """Return the body of a loop, which runs over some item."""
        left, items = node.child_by_field_name("left"), self.expression(node.child_by_field_name("right"))
        first = self.bind(left, Item(of=items, key=Unread(), span=items.span)) if left else ()
        if node.child_by_field_name("kind"):
            first = declared(first)
        return Block(body=(*first, *self.body(node.child_by_field_name("body"))), is_loop=True, span=self.span(node))

    on_comment = Lowering.nothing
    on_hash_bang_line = Lowering.nothing
    on_empty_statement = Lowering.nothing
    on_statement_identifier = Lowering.nothing
    on_break_statement = Lowering.nothing
    on_continue_statement = Lowering.nothing
    on_debugger_statement = Lowering.nothing
    on_decorator = Lowering.nothing

    def on_export_statement(self, node: Node) -> Lowered:
        """Return what is exported, also by another name: what is exported by default is called so; what is passed on is imported."""
        declaration, value, source = (node.child_by_field_name(name) for name in ("declaration", "value", "source"))
        listed = [inner for child in node.named_children if child.type == "export_clause" for inner in child.named_children]
        pairs = [(self.text(name.child_by_field_name("name")), self.text(name.child_by_field_name("alias"))) for name in listed]
        if any(child.type == "type" for child in node.children):
            return None
        if source is not None:
            module = self.expression(source)
            whole = tuple(("", self.text(child.named_children[0])) for child in node.named_children if child.type == "namespace_export")
            names = whole or tuple((name, alias or name) for name, alias in pairs) or (("*", "*"),)
            return Import(module=module.value, names=names, span=self.span(node)) if isinstance(module, Text) else None
        if declaration is not None and any(child.type == "default" for child in node.children):
            pairs.append((self.text(declaration.child_by_field_name("name")), "default"))
        renamed = tuple(self._exported(node, alias, Name(name=name, span=self.span(node))) for name, alias in pairs if alias)
        return (*self.body(declaration), *renamed, *((self._exported(node, "default", self.expression(value)),) if value else ()))

    def _exported(self, node: Node, name: str, value: Expression) -> Assign:
        return Assign(targets=(Name(name=name),), value=value, declares="function", span=self.span(node))

    def on_import_statement(self, node: Node) -> Lowered:
        """Return an import with the names that it brings."""
        source = self.expression(node.child_by_field_name("source"))
        names = tuple(name for child in node.named_children if child.type == "import_clause" for name in self._imported(child))
        return Import(module=package_of(source.value), names=names, span=self.span(node)) if isinstance(source, Text) else None

    def _imported(self, clause: Node) -> Iterator[tuple[str, str]]:
        for child in clause.named_children:
            match child.type:
                case "identifier":
                    yield "default", self.text(child)
                case "namespace_import":
                    yield "", self.text(child.named_children[0])
                case "named_imports":
                    for one in child.named_children:
                        name = self.text(one.child_by_field_name("name"))
                        yield name, self.text(one.child_by_field_name("alias")) or name
