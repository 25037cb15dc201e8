"""TypeScript: JavaScript with types, which say nothing about values and are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.javascript import JavaScript
from siwakit.readers.code.languages.lowering import Lowered

if TYPE_CHECKING:
    from tree_sitter import Node


class TypeScript(JavaScript):
    """TypeScript."""

    names: ClassVar[tuple[str, ...]] = ("typescript", "ts")
    endings: ClassVar[tuple[str, ...]] = ("ts", "mts", "cts")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_typescript", "language_typescript")

    def _typed(self, node: Node) -> Lowered:
        """Return the value of `a as T`, `a satisfies T` and `a!`."""
        return self.expression(node.named_children[0])

    on_as_expression = _typed
    on_satisfies_expression = _typed
    on_non_null_expression = _typed

    def _nothing(self, _: Node) -> Lowered:
        return None

    on_interface_declaration = _nothing
    on_type_alias_declaration = _nothing
    on_ambient_declaration = _nothing

    def on_type_assertion(self, node: Node) -> Lowered:
        """Return the value of `<T>a`."""
        return self.expression(node.named_children[-1])

    def _parameter_name(self, node: Node | None) -> str:
        return self.text(node.child_by_field_name("pattern") or node) if node is not None else ""


class Tsx(TypeScript):
    """TypeScript with elements of JSX."""

    names: ClassVar[tuple[str, ...]] = ("tsx",)
    endings: ClassVar[tuple[str, ...]] = ("tsx",)
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_typescript", "language_tsx")
