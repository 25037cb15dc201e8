"""Elixir."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.elixir_flow import ElixirFlow, one_function
from siwakit.readers.code.languages.elixir_values import field
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Block,
    Call,
    Define,
    Evaluate,
    Expression,
    Function,
    Import,
    Item,
    Name,
    Operation,
    Program,
    Statement,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

# What is part of the language, by the method that reads it; None is not executed.
_MEANINGS: dict[str, str | None] = {
    **dict.fromkeys(("def", "defp"), "definition"),
    **dict.fromkeys(("defmodule", "defimpl"), "module"),
    **dict.fromkeys(("import", "use", "require"), "imported"),
    **dict.fromkeys(("raise", "reraise", "throw", "exit"), "failure"),
    **dict.fromkeys(("if", "unless"), "if_call"),
    "case": "case_call",
    "cond": "cond_call",
    "with": "with_call",
    "for": "for_call",
    "try": "try_call",
    "alias": "aliased",
    "defstruct": "struct",
    "div": "operator",
    "rem": "operator",
    "elem": "operator",
    "then": "operator",
    **dict.fromkeys(("defmacro", "defmacrop", "defdelegate", "defguard", "defguardp", "defprotocol", "defexception", "defoverridable", "quote")),
}
_TWO = 2
_OPERATORS = {"div": "//", "rem": "%"}
_NO_VALUES = frozenset(
    (
        "moduledoc",
        "doc",
        "typedoc",
        "spec",
        "type",
        "typep",
        "opaque",
        "callback",
        "macrocallback",
        "impl",
        "behaviour",
        "deprecated",
        "since",
        "derive",
    )
)


class Elixir(ElixirFlow):
    """Elixir. A module is a type; functions of one name and number of arguments are one function with alternatives."""

    names: ClassVar[tuple[str, ...]] = ("elixir", "ex", "exs")
    endings: ClassVar[tuple[str, ...]] = ("ex", "exs")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_elixir", "language")
    returns_last: ClassVar[bool] = True

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.aliases: dict[str, str] = {}
        self.arities: dict[str, set[tuple[int, int]]] = {}
        self.subject: Expression | None = None

    def program(self, root: Node) -> Program:
        """Return the whole file."""
        self._note_arities(root)
        program = super().program(root)
        return Program(body=_clauses_together(program.body), span=program.span)

    # Calls.

    def on_call(self, node: Node) -> Lowered:
        """Return a call, or what a call means that is part of the language."""
        subject, self.subject = self.subject, None
        target = node.child_by_field_name("target")
        name = self.text(target) if target is not None and target.type == "identifier" else ""
        if name in _MEANINGS:
            method = _MEANINGS[name]
            lowered: Lowered = getattr(self, method)(node, subject) if method else None
            return lowered
        if target is not None and target.type == "dot":
            if target.child_by_field_name("right") is None:
                return self._call(node, self.expression(target.child_by_field_name("left")), subject)
            if subject is None and not any(child.type in {"arguments", "do_block"} for child in node.named_children):
                return self.expression(target)
        return self._call(node, self.expression(target), subject)

    def _call(self, node: Node, function: Expression, subject: Expression | None) -> Expression:
        given = self.given(node)
        is_own = isinstance(function, Name) and function.name in self.arities
        if is_own and isinstance(function, Name):
            function = Name(name=self._with_arity(function.name, len(given) + (subject is not None)), span=function.span)
        arguments = [Argument(value=subject, span=subject.span)] if subject else []
        for child in given:
            if child.type == "keywords" and not is_own:
                arguments += [field(entry) for entry in self.entries(child.named_children)]
            else:
                arguments.append(self.argument(child))
        clauses = self.clauses(node)
        arguments += [Argument(value=Function(body=self.statements(body), span=self.span(node)), span=self.span(node)) for body in clauses.values()]
        return Call(function=function, arguments=tuple(arguments), span=self.span(node))

    def piped(self, node: Node, value: Expression, call: Node | None) -> Lowered:
        """Return the *call* with *value* as its first argument."""
        if call is None or call.type != "call":
            return Call(function=self.expression(call), arguments=(Argument(value=value, span=value.span),), span=self.span(node))
        self.subject = value
        lowered = self.expression(call)
        self.subject = None
        return lowered

    def on_dot(self, node: Node) -> Expression:
        """Return `a.b`; a module of Erlang is an atom."""
        left, name = node.child_by_field_name("left"), self.text(node.child_by_field_name("right"))
        if left is not None and left.type == "atom":
            return Attribute(of=Name(name=self.text(left).removeprefix(":"), span=self.span(left)), name=name, span=self.span(node))
        return Attribute(of=self.expression(left), name=name, span=self.span(node))

    def operator(self, node: Node, subject: Expression | None) -> Lowered:
        """Return what is an operator elsewhere: `div`, `rem` and `elem`; `a |> then(f)` is `f.(a)`."""
        operands = [*([subject] if subject else []), *self.expressions(self.given(node))]
        name = self.text(node.child_by_field_name("target"))
        if len(operands) != _TWO:
            return self.unread(node)
        first, second = operands
        match name:
            case "elem":
                return Item(of=first, key=second, span=self.span(node))
            case "then":
                return Call(function=second, arguments=(Argument(value=first, span=first.span),), span=self.span(node))
        return Operation(operator=_OPERATORS[name], operands=(first, second), span=self.span(node))

    def failure(self, node: Node, subject: Expression | None) -> Lowered:
        """Return the call that fails; it has no value."""
        call = self._call(node, self.expression(node.child_by_field_name("target")), subject)
        return (Evaluate(value=call, span=call.span), Block(body=()))

    # Functions. Those of one name and several numbers of arguments are different functions.

    def _note_arities(self, root: Node) -> None:
        """Note with how many arguments the functions of the file are called."""
        waiting = list(root.named_children)
        while waiting:
            node = waiting.pop()
            name = self.text(node.child_by_field_name("target")) if node.type == "call" else ""
            if name == "defmodule":
                waiting += [inner for child in node.named_children if child.type == "do_block" for inner in child.named_children]
            elif name in {"def", "defp"}:
                head = self._head(node)
                count = len(head[1])
                optional = sum(self.is_default(pattern) for pattern in head[1])
                self.arities.setdefault(head[0], set()).add((count - optional, count))

    def _with_arity(self, name: str, count: int) -> str:
        arities = self.arities.get(name, set())
        if len({most for _, most in arities}) < _TWO:
            return name
        return next((f"{name}/{most}" for fewest, most in sorted(arities) if fewest <= count <= most), name)

    def _head(self, node: Node) -> tuple[str, list[Node]]:
        """Return the name of a function that is defined, and its parameters."""
        head: Node | None = next(iter(self.given(node)), None)
        if head is not None and head.type == "binary_operator":
            head = head.child_by_field_name("left")
        if head is None or head.type != "call":
            return self.text(head), []
        return self.text(head.child_by_field_name("target")), self.given(head)

    def definition(self, node: Node, _: Expression | None) -> Lowered:
        """Return the definition of a function, or of one of its clauses."""
        clauses = self.clauses(node)
        if "do" not in clauses:
            return None
        name, patterns = self._head(node)
        body = self.tried(node, clauses)
        function = self.clause(self._with_arity(name, len(patterns)), patterns, body, node)
        return Define(function=function, span=self.span(node))

    # Modules.

    def module(self, node: Node, _: Expression | None) -> Lowered:
        """Return a module; the short names of others are those of the module."""
        name = self.text(next(iter(self.given(node)), None))
        outer, self.aliases = self.aliases, dict(self.aliases)
        self.types.append(name)
        body = _clauses_together(self.statements(self.clauses(node).get("do", [])))
        self.types.pop()
        self.aliases = outer
        return Type(name=name, body=body, span=self.span(node))

    def attribute(self, node: Node, operand: Node | None) -> Lowered:
        """Return `@a`, or its definition `@a b`."""
        if operand is None or operand.type != "call":
            return Attribute(of=Name(name="self"), name=self.text(operand), span=self.span(node))
        name, values = self.text(operand.child_by_field_name("target")), self.given(operand)
        if name in _NO_VALUES or not values:
            return None
        return Assign(targets=(Name(name=name),), value=self.expression(values[0]), span=self.span(node))

    def struct(self, node: Node, _: Expression | None) -> Lowered:
        """Return the fields of the struct that a module is."""
        items = [inner for child in self.given(node) for inner in (child.named_children if child.type == "list" else [child])]
        fields: list[Statement] = []
        for item in items:
            if item.type == "keywords":
                entries = ((field(entry), entry) for entry in self.entries([item]))
                fields += [Assign(targets=(Name(name=made.name),), value=made.value, span=entry.span) for made, entry in entries]
            elif item.type == "atom":
                fields.append(Assign(targets=(Name(name=self.text(item).removeprefix(":")),), value=None, span=self.span(item)))
        return tuple(fields)

    def imported(self, node: Node, subject: Expression | None) -> Lowered:
        """Return the import of a module's functions, and what it is used with."""
        given = self.given(node)
        module = self.expression(next(iter(given), None))
        if not isinstance(module, Name):
            return None
        short = module.name.rpartition(".")[2]
        is_required = self.text(node.child_by_field_name("target")) == "require"
        brought = Import(module=module.name, names=(("", short) if is_required else ("*", "*"),), span=self.span(node))
        if len(given) == 1:
            return brought
        call = self._call(node, Name(name=self.text(node.child_by_field_name("target"))), subject)
        return (brought, Evaluate(value=call, span=call.span))

    def aliased(self, node: Node, _: Expression | None) -> Lowered:
        """Remember the short name of a module, or of several: `alias A.{B, C}`."""
        given = self.given(node)
        module, options = next(iter(given), None), given[-1] if len(given) > 1 else None
        if module is None:
            return None
        prefix, _brace, several = self.text(module).partition(".{")
        names = [f"{prefix}.{part.strip()}" for part in several.strip("} \n").split(",") if part.strip()] if several else [prefix]
        imports: list[Statement] = []
        for name in names:
            first, dot, rest = name.partition(".")
            around = self.types[-1] if first == "__MODULE__" and self.types else self.aliases.get(first, first)
            whole = around + dot + rest
            short = self.text(options).rpartition(" ")[2] if options is not None else whole.rpartition(".")[2]
            self.aliases[short] = whole
            imports.append(Import(module=whole, names=(("", short),), span=self.span(node)))
        return tuple(imports)

    def _inside(self, node: Node) -> Lowered:
        """Return the statements inside *node*."""
        return self.statements(node.named_children)

    on_body = _inside
    on_block = _inside


def _clauses_together(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return *statements* with all clauses of a function as one definition."""
    clauses: dict[str, list[Function]] = {}
    for statement in statements:
        if isinstance(statement, Define):
            clauses.setdefault(statement.function.name, []).append(statement.function)
    together: list[Statement] = []
    for statement in statements:
        if not isinstance(statement, Define):
            together.append(statement)
        elif statement.function.name in clauses:
            together.append(Define(function=one_function(clauses.pop(statement.function.name)), span=statement.span))
    return tuple(together)
