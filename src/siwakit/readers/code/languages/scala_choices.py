"""Choices in Scala: if, match, try, and for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.languages.braces import Option
from siwakit.readers.code.languages.classes import returned
from siwakit.readers.code.languages.lowering import MAX_CHAIN, Lowered
from siwakit.readers.code.languages.scala_strings import ScalaStrings
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Call,
    Choice,
    Expression,
    Function,
    Name,
    Parameter,
    Return,
    Statement,
    Steps,
    Unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_PATTERNS = {"tuple_pattern", "case_class_pattern", "typed_pattern", "identifiers", "infix_pattern", "capture_pattern"}
_SUBJECT = "(0)"
"""The name of the only parameter of `{ case a => b }`, which no source has."""


class ScalaChoices(ScalaStrings):
    """Expressions of Scala that choose between values, and those that bind the names in a pattern."""

    def on_case_block(self, node: Node) -> Expression:
        """Return `{ case a => b }` as a function of what is matched."""
        subject = Name(name=_SUBJECT, span=self.span(node))
        body = returned(self._matched(node, subject, self.children(node)))
        return Function(parameters=(Parameter(name=_SUBJECT),), body=body, span=self.span(node))

    on_indented_cases = on_case_block

    def on_block(self, node: Node) -> Lowered:
        """Return the statements of a block, of which the last one is the value."""
        return self.steps(node, self.children(node))

    on_indented_block = on_block

    def on_if_expression(self, node: Node) -> Expression:
        """Return the value of if or else."""
        condition = next(child for child in node.children_by_field_name("condition") if child.is_named)
        return self.choice(node, condition, *self.fields(node, "consequence", "alternative"))

    def on_match_expression(self, node: Node) -> Expression:
        """Return the value of the first case that matches."""
        value, body = self.fields(node, "value", "body")
        return self._matched(node, self.expression(value), self.children(body))

    def _matched(self, node: Node, subject: Expression, cases: list[Node]) -> Expression:
        options: list[Option] = []
        can_fail = False
        for case in cases:
            labels, steps = self._labels(case), self._steps(case)
            if self.is_thrown(steps):
                can_fail = can_fail or not labels
            else:
                value = self.steps(case, steps)
                options.append((labels, self.after(case, tuple(self._bound(case, subject)), value)))
        return self.switched(node, subject, options, otherwise=Unread() if can_fail else self.steps(node, ()))

    def _steps(self, case: Node) -> list[Node]:
        return [child for child in case.children_by_field_name("body") if child.is_named and not child.is_extra]

    def _labels(self, case: Node) -> tuple[Expression, ...]:
        """Return the values that a case is for; none if it is for all others."""
        pattern = case.child_by_field_name("pattern")
        if pattern is None or any(child.type == "guard" for child in self.children(case)):
            return (Unread(),)
        if pattern.type in {"wildcard", "identifier"}:
            return ()
        return self.expressions(self.children(pattern)) if pattern.type == "alternative_pattern" else (self.expression(pattern),)

    def _bound(self, case: Node, subject: Expression) -> Iterator[Statement]:
        """Return the assignments to the names in the pattern of a case; of what it takes apart, the values are not known."""
        pattern = case.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "typed_pattern":
            pattern = pattern.child_by_field_name("pattern")
        targets = self.targets(pattern)
        is_whole = pattern is not None and (pattern.type == "identifier" or all(child.type == "identifier" for child in self.children(pattern)))
        if isinstance(subject, Name) and is_whole and targets:
            yield Assign(targets=targets, value=subject, span=self.span(case))
        else:
            for target in targets:
                yield Assign(targets=(target,), value=None, span=self.span(case))

    def targets(self, pattern: Node | None) -> tuple[Expression, ...]:
        """Return the names that *pattern* declares; in a larger one, these begin with a small letter."""
        if pattern is not None and pattern.type in {"identifier", "identifiers"}:
            return tuple(map(self.name, self.children(pattern) or [pattern]))
        found: list[Node] = []
        waiting = [pattern] if pattern else []
        while waiting:
            inside = waiting.pop()
            if inside.type == "identifier":
                found += [inside] if self.text(inside)[:1].islower() else []
            elif inside.type in _PATTERNS:
                waiting += self.children(inside)[::-1]
        return tuple(map(self.name, found))

    def on_try_expression(self, node: Node) -> Lowered:
        """Return the value of what is tried, or of what catches an error; what is done at the end comes first, because it has no value."""
        clauses = [child for child in self.children(node) if child.type == "catch_clause"]
        blocks = [found for clause in clauses for found in (self.children(clause) if clause.child_by_field_name("body") is None else [clause])]
        cases = [case for block in blocks for case in (self.children(block) if block.type == "case_block" else [block])]
        options = [self.expression(node.child_by_field_name("body"))]
        for case in cases:
            steps = self._steps(case)
            options += [] if self.is_thrown(steps) else [self.steps(case, steps)]
        final = self.statements(child for child in self.children(node) if child.type == "finally_clause")
        return self.after(node, final, Choice(condition=None, options=tuple(options), span=self.span(node)))

    def on_for_expression(self, node: Node) -> Lowered:
        """Return `for` as the calls that it stands for: flatMap and map with yield, foreach without."""
        enumerators = next((child for child in self.children(node) if child.type == "enumerators"), None)
        steps, body = self.children(enumerators), self.expression(node.child_by_field_name("body"))
        if len(steps) > MAX_CHAIN:
            return self.unread(node)
        is_yield = any(child.type == "yield" for child in node.children)
        statements: tuple[Statement, ...] = returned(body) if is_yield else self.executed(body)
        methods = ["map", *["flatMap"] * len(steps)] if is_yield else ["foreach"] * (len(steps) + 1)
        for step in reversed(steps):
            target, *value = self.children(step)
            if not value:
                continue
            if any(child.type == "=" for child in step.children):
                statements = (Assign(targets=self.targets(target), value=self.expression(value[0]), span=self.span(step)), *statements)
            else:
                statements = (Return(value=self._generated(step, target, value[0], methods.pop(0), statements), span=self.span(step)),)
        match statements:
            case (Return(value=Call() as call),):
                return call
            case _:
                return Steps(body=statements, span=self.span(node))

    def _generated(self, step: Node, target: Node, of: Node, method: str, body: tuple[Statement, ...]) -> Call:
        """Return the call that one `a <- b` stands for."""
        is_name = target.type == "identifier"
        parameter = self.text(target) if is_name else _SUBJECT
        taken = () if is_name else (Assign(targets=self.targets(target), value=Name(name=_SUBJECT, span=self.span(target)), span=self.span(step)),)
        function = Function(parameters=(Parameter(name=parameter),), body=(*taken, *body), span=self.span(step))
        called = Attribute(of=self.expression(of), name=method, span=self.span(step))
        return self.call(step, called, Argument(value=function, span=function.span))
