"""JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.escapes import undo_escape
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Block,
    Branch,
    Call,
    Choice,
    Define,
    Entry,
    Expression,
    Function,
    Import,
    Item,
    Mapping,
    Name,
    Parameter,
    Return,
    Sequence,
    Statement,
    Text,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_OPERATORS = {"&&": "and", "||": "or", "===": "==", "!==": "!=", "**": "**", "!": "not"}


class JavaScript(Lowering):
    """JavaScript."""

    names: ClassVar[tuple[str, ...]] = ("javascript", "js", "jsx", "node")
    endings: ClassVar[tuple[str, ...]] = ("js", "mjs", "cjs", "jsx")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_javascript", "language")
    implies_self: ClassVar[bool] = False

    # Values.

    def on_string(self, node: Node) -> Expression:
        """Return a string in single or double quotes."""
        return self.joined(node, self._pieces(node))

    def on_template_string(self, node: Node) -> Expression:
        """Return a template: its literal parts and what stands in `${}`."""
        return self.joined(node, self._pieces(node))

    def _pieces(self, node: Node) -> Iterator[Expression]:
        for child in node.named_children:
            match child.type:
                case "string_fragment":
                    yield self.string(child, self.text(child))
                case "escape_sequence":
                    yield self.string(child, undo_escape(self.text(child)))
                case "template_substitution":
                    yield self.expression(child.named_children[0] if child.named_children else None)

    def on_number(self, node: Node) -> Expression:
        """Return a number: decimal, hexadecimal, octal, binary, with underscores, or a BigInt."""
        return self.number(node, self.text(node).replace("_", "").rstrip("n"))

    def on_true(self, node: Node) -> Expression:
        """Return true."""
        return self.constant(node, value=True)

    def on_false(self, node: Node) -> Expression:
        """Return false."""
        return self.constant(node, value=False)

    def on_null(self, node: Node) -> Expression:
        """Return null."""
        return self.constant(node, value=None)

    on_undefined = on_null

    def on_identifier(self, node: Node) -> Expression:
        """Return a name."""
        return Name(name=self.text(node), span=self.span(node))

    on_shorthand_property_identifier = on_identifier
    on_property_identifier = on_identifier
    on_private_property_identifier = on_identifier

    def on_this(self, node: Node) -> Expression:
        """Return the object itself."""
        return Name(name="self", span=self.span(node))

    def on_member_expression(self, node: Node) -> Expression:
        """Return `a.b` and `a?.b`."""
        name = self.text(node.child_by_field_name("property")).removeprefix("#")
        return Attribute(of=self.expression(node.child_by_field_name("object")), name=name, span=self.span(node))

    def on_subscript_expression(self, node: Node) -> Expression:
        """Return `a[b]`."""
        of, key = self.expression(node.child_by_field_name("object")), self.expression(node.child_by_field_name("index"))
        return Item(of=of, key=key, span=self.span(node))

    def on_object(self, node: Node) -> Expression:
        """Return an object literal."""
        return Mapping(entries=tuple(self._entries(node)), span=self.span(node))

    def _entries(self, node: Node) -> Iterator[Entry]:
        for child in node.named_children:
            match child.type:
                case "pair":
                    key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                    yield Entry(key=self._key(key), value=self.expression(value), span=self.span(child))
                case "shorthand_property_identifier":
                    yield Entry(key=self.string(child, self.text(child)), value=self.expression(child), span=self.span(child))
                case "spread_element":
                    yield Entry(key=None, value=self.expression(child.named_children[0]), span=self.span(child))
                case "method_definition":
                    function = self._function(child)
                    yield Entry(key=Text(value=function.name, span=function.span), value=function, span=self.span(child))

    def _key(self, node: Node | None) -> Expression:
        if node is not None and node.type == "property_identifier":
            return self.string(node, self.text(node))
        if node is not None and node.type == "computed_property_name":
            return self.expression(node.named_children[0])
        return self.expression(node)

    def on_array(self, node: Node) -> Expression:
        """Return an array literal."""
        return Sequence(items=tuple(self._arguments(node)), span=self.span(node))

    def _arguments(self, node: Node | None) -> Iterator[Argument]:
        for child in node.named_children if node else ():
            if child.type == "spread_element":
                yield Argument(value=self.expression(child.named_children[0]), is_spread=True, span=self.span(child))
            elif not child.is_extra:
                yield self.argument(child)

    def on_call_expression(self, node: Node) -> Expression:
        """Return a call; a tagged template is a call with the template."""
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        arguments = (self.argument(given),) if given is not None and given.type == "template_string" else tuple(self._arguments(given))
        return Call(function=self.expression(function), arguments=arguments, span=self.span(node))

    def on_new_expression(self, node: Node) -> Expression:
        """Return the call of a constructor."""
        arguments = tuple(self._arguments(node.child_by_field_name("arguments")))
        return Call(function=self.expression(node.child_by_field_name("constructor")), arguments=arguments, is_new=True, span=self.span(node))

    def on_binary_expression(self, node: Node) -> Expression:
        """Return an operation; `??` and `||` are values, too."""
        operator = self.text(node.child_by_field_name("operator"))
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("left"), node.child_by_field_name("right"))

    def on_unary_expression(self, node: Node) -> Expression:
        """Return an operation with one operand; `+x` and `~~x` make a number."""
        operator = self.text(node.child_by_field_name("operator"))
        return self.operation(node, _OPERATORS.get(operator, operator), node.child_by_field_name("argument"))

    def on_ternary_expression(self, node: Node) -> Expression:
        """Return one of two values."""
        condition, first, second = (self.expression(node.child_by_field_name(name)) for name in ("condition", "consequence", "alternative"))
        return Choice(condition=condition, options=(first, second), span=self.span(node))

    def _first(self, node: Node) -> Lowered:
        """Return what stands inside *node*, which adds nothing to it."""
        return self.expression(node.named_children[0]) if node.named_children else None

    on_parenthesized_expression = _first
    on_await_expression = _first
    on_expression_statement = _first
    on_export_specifier = _first

    def on_sequence_expression(self, node: Node) -> Lowered:
        """Return all of `a, b`; the last is the value."""
        return self.statements(node.named_children)

    # Functions.

    def on_arrow_function(self, node: Node) -> Expression:
        """Return a function without a name."""
        return self._function(node)

    on_function_expression = on_arrow_function
    on_generator_function = on_arrow_function

    def _function(self, node: Node) -> Function:
        body, parameter = node.child_by_field_name("body"), node.child_by_field_name("parameter")
        parameters = (Parameter(name=self.text(parameter)),) if parameter else tuple(self._parameters(node.child_by_field_name("parameters")))
        is_value = body is not None and body.type != "statement_block"
        statements: tuple[Statement, ...] = (Return(value=self.expression(body)),) if is_value else self.body(body)
        is_property = any(child.type == "get" for child in node.children)
        name = self.text(node.child_by_field_name("name"))
        return Function(name=name, parameters=parameters, body=statements, is_property=is_property, span=self.span(node))

    def _parameters(self, node: Node | None) -> Iterator[Parameter]:
        for child in node.named_children if node else ():
            if child.type == "assignment_pattern":
                default = self.expression(child.child_by_field_name("right"))
                yield Parameter(name=self._parameter_name(child.child_by_field_name("left")), default=default, span=self.span(child))
            elif not child.is_extra:
                yield Parameter(name=self._parameter_name(child), span=self.span(child))

    def _parameter_name(self, node: Node | None) -> str:
        return self.text(node) if node is not None and node.type == "identifier" else ""

    def on_function_declaration(self, node: Node) -> Lowered:
        """Return the definition of a function or method."""
        return Define(function=self._function(node), span=self.span(node))

    on_generator_function_declaration = on_function_declaration
    on_method_definition = on_function_declaration

    # Statements.

    def on_class_declaration(self, node: Node) -> Lowered:
        """Return a class."""
        body = node.child_by_field_name("body")
        return Type(name=self.text(node.child_by_field_name("name")), body=self.statements(body.named_children if body else ()), span=self.span(node))

    on_class = on_class_declaration

    def on_field_definition(self, node: Node) -> Lowered:
        """Return a field of a class."""
        name = self.text(node.child_by_field_name("property") or node.child_by_field_name("name")).removeprefix("#")
        value = node.child_by_field_name("value")
        return Assign(targets=(Name(name=name),), value=self.expression(value) if value else None, span=self.span(node))

    on_public_field_definition = on_field_definition

    def on_lexical_declaration(self, node: Node) -> Lowered:
        """Return the declarations of let and const."""
        return self.statements(child for child in node.named_children if child.type == "variable_declarator")

    on_variable_declaration = on_lexical_declaration

    def on_variable_declarator(self, node: Node) -> Lowered:
        """Return one declaration; a pattern takes members apart."""
        value = node.child_by_field_name("value")
        return tuple(self._assigned(node, node.child_by_field_name("name"), self.expression(value) if value else None))

    def _assigned(self, node: Node, target: Node | None, value: Expression | None, operator: str = "") -> Iterator[Statement]:
        if target is not None and target.type == "object_pattern" and value is not None:
            for child in target.named_children:
                key, name = child.child_by_field_name("key"), child.child_by_field_name("value")
                if child.type in {"shorthand_property_identifier_pattern", "object_assignment_pattern"}:
                    key = name = child.child_by_field_name("left") or child
                if key is not None and name is not None:
                    member = Attribute(of=value, name=self.text(key), span=value.span)
                    yield Assign(targets=(Name(name=self.text(name), span=self.span(name)),), value=member, span=self.span(node))
        elif target is not None and target.type == "array_pattern":
            yield Assign(targets=self.expressions(target.named_children), value=value, span=self.span(node))
        else:
            yield Assign(targets=(self.expression(target),), value=value, operator=operator, span=self.span(node))

    def on_assignment_expression(self, node: Node) -> Lowered:
        """Return `a = b`, also inside an expression."""
        return tuple(self._assigned(node, node.child_by_field_name("left"), self.expression(node.child_by_field_name("right"))))

    def on_augmented_assignment_expression(self, node: Node) -> Lowered:
        """Return `a += b`."""
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=")
        value = self.expression(node.child_by_field_name("right"))
        return tuple(self._assigned(node, node.child_by_field_name("left"), value, _OPERATORS.get(operator, operator)))

    def on_return_statement(self, node: Node) -> Lowered:
        """Return a return."""
        return Return(value=self.expression(node.named_children[0]) if node.named_children else None, span=self.span(node))

    def on_statement_block(self, node: Node) -> Lowered:
        """Return the statements of a block."""
        return self.statements(node.named_children)

    def on_if_statement(self, node: Node) -> Lowered:
        """Return the alternatives of if and else."""
        bodies = (self.body(node.child_by_field_name("consequence")), self.body(node.child_by_field_name("alternative")))
        return Branch(condition=self.expression(node.child_by_field_name("condition")), bodies=bodies, span=self.span(node))

    def on_else_clause(self, node: Node) -> Lowered:
        """Return the statements of an else."""
        return self.statements(node.named_children)

    def on_try_statement(self, node: Node) -> Lowered:
        """Return what is tried and what is done at the end; what catches an error is an alternative."""
        handler, final = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
        caught = self.body(handler.child_by_field_name("body")) if handler else ()
        tried = Branch(condition=None, bodies=(self.body(node.child_by_field_name("body")), caught), span=self.span(node))
        return (tried, *(self.body(final.child_by_field_name("body")) if final else ()))

    def _loop(self, node: Node) -> Lowered:
        """Return the body of a loop."""
        return Block(body=self.body(node.child_by_field_name("body")), span=self.span(node))

    on_for_statement = _loop
    on_for_in_statement = _loop
    on_while_statement = _loop
    on_do_statement = _loop

    def on_export_statement(self, node: Node) -> Lowered:
        """Return what is exported."""
        return self.statements(node.named_children)

    def on_import_statement(self, node: Node) -> Lowered:
        """Return an import with the names that it brings."""
        source = self.expression(node.child_by_field_name("source"))
        names = tuple(name for child in node.named_children if child.type == "import_clause" for name in self._imported(child))
        return Import(module=source.value.removeprefix("node:"), names=names, span=self.span(node)) if isinstance(source, Text) else None

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
