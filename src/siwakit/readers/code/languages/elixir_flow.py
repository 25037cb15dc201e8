"""Patterns in Elixir, and what decides and repeats, which are calls in the grammar."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from siwakit.readers.code.languages.elixir_values import ElixirValues
from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.tree import (
    Assign,
    Block,
    Branch,
    Evaluate,
    Expression,
    Function,
    Item,
    Name,
    Parameter,
    Return,
    Statement,
    Steps,
    Unread,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Clauses = dict[str, list["Node"]]
"""What is written after do, else, rescue and after."""
_PATTERNS = frozenset({"identifier", "tuple", "list", "map", "="})
_CLAUSES = frozenset({"do", "else", "rescue", "catch", "after"})


class ElixirFlow(ElixirValues):
    """Patterns in Elixir, and what decides and repeats."""

    captures: int = 0
    """Number of the parameters `&1`, `&2` of the function that is captured."""

    # Patterns.

    def matched(self, pattern: Node | None, value: Expression) -> tuple[Statement, ...]:
        """Return what *pattern* assigns of *value*; a pattern without names only evaluates it."""
        statements: list[Statement] = []
        waiting = [(pattern, value)]
        while waiting:
            inner, of = waiting.pop()
            kind = "" if inner is None else self._operator(inner) or inner.type
            if inner is None or kind not in _PATTERNS:
                continue
            if kind in {"=", "map"} and not isinstance(of, Name):
                name = Name(name=f"match {inner.start_byte}", span=of.span)
                statements.append(Assign(targets=(name,), value=of, span=of.span))
                of = name
            match kind:
                case "identifier":
                    statements.append(Assign(targets=(self.expression(inner),), value=of, span=self.span(inner)))
                case "=":
                    waiting += [(inner.child_by_field_name("right"), of), (inner.child_by_field_name("left"), of)]
                case "map":
                    entries = [child for child in inner.named_children if child.type == "map_content"]
                    waiting += [(value, Item(of=of, key=self.expression(key), span=of.span)) for key, value in self._pairs(entries)]
                case _:
                    waiting += self._items_matched(inner, of, statements)
        return tuple(statements) or (Evaluate(value=value, span=value.span),)

    def _operator(self, node: Node) -> str:
        return self.text(node.child_by_field_name("operator")) if node.type == "binary_operator" else ""

    def _pairs(self, waiting: list[Node]) -> list[tuple[Node | None, Node | None]]:
        """Return the keys and patterns of a map."""
        pairs: list[tuple[Node | None, Node | None]] = []
        while waiting:
            node = waiting.pop()
            if node.type == "pair":
                pairs.append((node.child_by_field_name("key"), node.child_by_field_name("value")))
            elif self._operator(node) == "=>":
                pairs.append((node.child_by_field_name("left"), node.child_by_field_name("right")))
            elif node.type in {"map_content", "keywords"}:
                waiting += node.named_children
        return pairs

    def _items_matched(self, pattern: Node, value: Expression, statements: list[Statement]) -> list[tuple[Node | None, Expression]]:
        """Add what a tuple or list assigns; return the patterns inside it with what they take apart."""
        items = self.results(pattern)
        if items is None:
            names = (child for child in pattern.named_children if child.type == "identifier")
            statements += [Assign(targets=(self.expression(name),), value=None, span=self.span(name)) for name in names]
            return []
        if len(items) == 1 and len(pattern.named_children) > 1:
            return [(items[0], value)]
        inner: list[tuple[Node | None, Expression]] = []
        targets: list[Expression] = []
        for item in items:
            first = item.child_by_field_name("left") if self._operator(item) == "|" else item
            name = self.text(first) if first is not None and first.type == "identifier" else f"match {item.start_byte}"
            targets.append(Name(name=name, span=self.span(item)))
            if first is not None and first.type in _PATTERNS - {"identifier"}:
                inner.append((first, targets[-1]))
        if targets:
            statements.append(Assign(targets=tuple(targets), value=value, span=self.span(pattern)))
        return inner

    # What decides and repeats.

    def clauses(self, node: Node) -> Clauses:
        """Return what is written after do, else and so on: in a block, or as keywords (`do: a, else: b`)."""
        clauses: Clauses = {}
        for child in node.named_children:
            if child.type == "do_block":
                for inner in child.named_children:
                    if inner.type.endswith("_block"):
                        clauses[inner.type.removesuffix("_block")] = inner.named_children
                    else:
                        clauses.setdefault("do", []).append(inner)
            elif child.type == "arguments" and child.named_children and child.named_children[-1].type == "keywords":
                pairs = child.named_children[-1].named_children
                keys = {self.text(pair.child_by_field_name("key")).strip(" :"): pair.child_by_field_name("value") for pair in pairs}
                clauses |= {key: [value] for key, value in keys.items() if value and key in _CLAUSES}
        return clauses

    def given(self, node: Node) -> list[Node]:
        """Return the arguments of a call, without do and the others if they are keywords."""
        arguments = next((child for child in node.named_children if child.type == "arguments"), None)
        children = [child for child in arguments.named_children if not child.is_extra] if arguments else []
        if (
            children
            and children[-1].type == "keywords"
            and _CLAUSES & {self.text(pair)[:5].partition(":")[0] for pair in children[-1].named_children}
        ):
            children.pop()
        return children

    def if_call(self, node: Node, subject: Expression | None) -> Lowered:
        """Return the alternatives of `if` and `unless`."""
        clauses = self.clauses(node)
        bodies = (self.statements(clauses.get("do", [])), self.statements(clauses.get("else", [])))
        condition = subject or self.expression(next(iter(self.given(node)), None))
        return Branch(
            condition=condition, bodies=bodies if self.text(node.child_by_field_name("target")) == "if" else bodies[::-1], span=self.span(node)
        )

    def case_call(self, node: Node, subject: Expression | None) -> Lowered:
        """Return the alternatives of `case`, each with what its pattern assigns; the subject is evaluated once."""
        subject = subject or self.expression(next(iter(self.given(node)), None))
        first: tuple[Statement, ...] = ()
        if not isinstance(subject, Name):
            name = Name(name=f"case {node.start_byte}", span=subject.span)
            first, subject = (Assign(targets=(name,), value=subject, span=subject.span),), name
        return (*first, Branch(condition=subject, bodies=self._stabs(self.clauses(node).get("do", []), subject), span=self.span(node)))

    def _stabs(self, nodes: list[Node], subject: Expression | None) -> tuple[tuple[Statement, ...], ...]:
        """Return the bodies of clauses with `->`, with what their patterns assign of *subject*."""
        clauses = [inner for node in nodes for inner in (node.named_children if node.type == "block" else [node]) if inner.type == "stab_clause"]
        return tuple(map(self._stab, clauses, repeat(subject)))

    def _stab(self, clause: Node, subject: Expression | None) -> tuple[Statement, ...]:
        patterns = self.patterns(clause)
        value = subject or Unread()
        has_names = bool(patterns) and patterns[0].type != "boolean" and not self.text(patterns[0]).startswith("_")
        bound = self.matched(patterns[0], value) if has_names else ()
        return (*(statement for statement in bound if isinstance(statement, Assign)), *self.body(clause.child_by_field_name("right")))

    def patterns(self, clause: Node) -> list[Node]:
        """Return the patterns of a clause with `->`, without its guard."""
        left = clause.child_by_field_name("left")
        if left is not None and left.type == "binary_operator":
            left = left.child_by_field_name("left")
        return [child for child in left.named_children if not child.is_extra] if left else []

    def cond_call(self, node: Node, _: Expression | None) -> Lowered:
        """Return the alternatives of `cond`."""
        clauses = [clause for clause in self.clauses(node).get("do", []) if clause.type == "stab_clause"]
        cases = [(self.expression(next(iter(self.patterns(clause)), None)), self.body(clause.child_by_field_name("right"))) for clause in clauses]
        last = cases.pop()[1] if clauses and self.text(clauses[-1].child_by_field_name("left")) == "true" else ()
        return self.alternatives(node, cases, last)

    def with_call(self, node: Node, _: Expression | None) -> Lowered:
        """Return what `with` assigns one after another, and then its body; what is done if a pattern does not fit is an alternative."""
        bound: list[Statement] = []
        for child in self.given(node):
            if self._operator(child) == "<-":
                pattern = child.child_by_field_name("left")
                if pattern is not None and self._operator(pattern) == "when":
                    pattern = pattern.child_by_field_name("left")
                bound += self.matched(pattern, self.expression(child.child_by_field_name("right")))
            else:
                bound += self.body(child)
        clauses = self.clauses(node)
        body = self.statements(clauses.get("do", []))
        if "else" not in clauses:
            return (*bound, *body)
        return (*bound, Branch(condition=None, bodies=(body, *self._stabs(clauses["else"], None)), span=self.span(node)))

    def for_call(self, node: Node, _: Expression | None) -> Lowered:
        """Return the body of a comprehension, which runs over some items; its value is not known."""
        generators = [child for child in self.given(node) if self._operator(child) == "<-"]
        first: list[Statement] = []
        for child in generators:
            items = self.expression(child.child_by_field_name("right"))
            first += self.matched(child.child_by_field_name("left"), Item(of=items, key=Unread(), span=items.span))
        body = Block(body=(*first, *self.statements(self.clauses(node).get("do", []))), span=self.span(node))
        return Unread(inner=(Steps(body=(body,), span=self.span(node)),), span=self.span(node))

    def try_call(self, node: Node, _: Expression | None) -> Lowered:
        """Return what is tried, what is done in the end, and what handles errors as alternatives."""
        return self.tried(node, self.clauses(node))

    def tried(self, node: Node, clauses: Clauses) -> tuple[Statement, ...]:
        """Return the body in *clauses*, with what handles its errors as alternatives."""
        body = self.statements(clauses.get("do", []))
        handlers = [clause for name in ("rescue", "catch", "else") for clause in clauses.get(name, [])]
        final = (Block(body=self.statements(clauses["after"]), span=self.span(node)),) if "after" in clauses else ()
        if not handlers:
            return (*final, *body)
        return (*final, Branch(condition=None, bodies=(body, *self._stabs(handlers, None)), span=self.span(node)))

    # Functions.

    def on_anonymous_function(self, node: Node) -> Expression:
        """Return a function; one with several clauses has alternatives."""
        clauses = [child for child in node.named_children if child.type == "stab_clause"]
        made = [self.clause("", self.patterns(clause), self.body(clause.child_by_field_name("right")), clause) for clause in clauses]
        return one_function(made) if made else Function(span=self.span(node))

    def clause(self, name: str, patterns: list[Node], body: tuple[Statement, ...], node: Node) -> Function:
        """Return one clause of a function: parameters that are patterns are taken apart first."""
        parameters: list[Parameter] = []
        taken: list[Statement] = []
        for number, pattern in enumerate(patterns):
            is_default = self.is_default(pattern)
            inner = pattern.child_by_field_name("left") if is_default else pattern
            default = self.expression(pattern.child_by_field_name("right")) if is_default else None
            is_name = inner is not None and inner.type == "identifier"
            given = self.text(inner) if is_name else f"argument {number}"
            parameters.append(Parameter(name=given, default=default, span=self.span(pattern)))
            if not is_name and inner is not None and (self._operator(inner) or inner.type) in _PATTERNS:
                taken += self.matched(inner, Name(name=given, span=self.span(pattern)))
        return Function(name=name, parameters=tuple(parameters), body=(*taken, *body), span=self.span(node))

    def is_default(self, pattern: Node) -> bool:
        """Return whether *pattern* is a parameter with a default."""
        return self._operator(pattern) == "\\\\"

    def captured(self, node: Node) -> Lowered:
        """Return the function `&f/1`, or the function `&f(&1)` with the parameters that it uses."""
        operand = next((child for child in node.children_by_field_name("operand") if child.is_named), None)
        if operand is not None and operand.type == "integer":
            number = self.text(operand)[:2]
            self.captures = max(self.captures, int(number) if number.isdigit() else 0)
            return Name(name=f"&{number}", span=self.span(node))
        if operand is not None and self._operator(operand) == "/" and self.text(operand.child_by_field_name("right")).isdigit():
            return self.expression(operand.child_by_field_name("left"))
        outer, self.captures = self.captures, 0
        value = self.expression(operand)
        count, self.captures = self.captures, outer
        parameters = tuple(Parameter(name=f"&{number}") for number in range(1, count + 1))
        return Function(parameters=parameters, body=(Return(value=value, span=value.span),), span=self.span(node))


def one_function(clauses: list[Function]) -> Function:
    """Return the *clauses* of a function as one: the only one, or one with all of them as alternatives."""
    first = clauses[0]
    if len(clauses) == 1:
        return first
    count = max(len(clause.parameters) for clause in clauses)
    parameters = tuple(Parameter(name=f"argument {number}", span=first.span) for number in range(count))
    bodies = (
        (
            *(
                Assign(targets=(Name(name=parameter.name),), value=Name(name=f"argument {number}"), span=parameter.span)
                for number, parameter in enumerate(clause.parameters)
                if parameter.name != f"argument {number}"
            ),
            *clause.body,
        )
        for clause in clauses
    )
    return Function(name=first.name, parameters=parameters, body=(Branch(condition=None, bodies=tuple(bodies)),), span=first.span)
