"""Rust."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.patterns import pattern
from siwakit.readers.code.languages.lowering import Lowered, Lowering
from siwakit.readers.code.languages.rust_flow import RustFlow
from siwakit.readers.code.languages.written_types import SPREAD, names_in_json, one_for_each_type
from siwakit.readers.code.tree import Assign, Define, Import, Name, Program, Statement, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_RENAMED = pattern(r'\brename(?:\s*\(\s*serialize)?\s*=\s*"([^"]+)"')
_ALL_RENAMED = pattern(r'\brename_all(?:\s*\(\s*serialize)?\s*=\s*"([^"]+)"')
_FLAT = pattern(r"\bserde\(.*\bflatten\b")
_TEST = pattern(r"cfg\(\s*test\s*\)")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


_CASES: dict[str, Callable[[str], str]] = {
    "lowercase": lambda name: name.lower(),
    "UPPERCASE": lambda name: name.upper(),
    "camelCase": _camel,
    "PascalCase": lambda name: "".join(map(str.title, name.split("_"))),
    "SCREAMING_SNAKE_CASE": lambda name: name.upper(),
    "kebab-case": lambda name: name.replace("_", "-"),
    "SCREAMING-KEBAB-CASE": lambda name: name.upper().replace("_", "-"),
}


class Rust(RustFlow):
    """Rust. What is implemented for a type belongs to the type; modules of tests are left out."""

    names: ClassVar[tuple[str, ...]] = ("rust", "rs")
    endings: ClassVar[tuple[str, ...]] = ("rs",)
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_rust", "language")
    implies_self: ClassVar[bool] = False
    divides_whole: ClassVar[bool] = True

    attributes: str = ""
    """The attributes in front of the next item."""

    def program(self, root: Node) -> Program:
        """Return the whole file, with all that is implemented for a type in the type."""
        program = super().program(root)
        return Program(body=one_for_each_type(program.body), span=program.span)

    # Items.

    def on_attribute_item(self, node: Node) -> Lowered:
        """Remember an attribute for the item behind it."""
        self.attributes += self.text(node)
        return None

    def _taken(self) -> str:
        """Return the attributes in front of an item, and forget them."""
        attributes, self.attributes = self.attributes, ""
        return attributes

    def on_function_item(self, node: Node) -> Lowered:
        """Return the definition of a function or method."""
        attributes = self._taken()
        return None if "#[test]" in attributes else Define(function=self.function(node), span=self.span(node))

    def on_mod_item(self, node: Node) -> Lowered:
        """Return a module."""
        if _TEST.search(self._taken()):
            return None
        body = one_for_each_type(self.body(node.child_by_field_name("body")))
        return Type(name=self.text(node.child_by_field_name("name")), body=body, span=self.span(node))

    def on_struct_item(self, node: Node) -> Lowered:
        """Return a struct with its fields, or an enum with its variants, and their names in JSON."""
        case = _ALL_RENAMED.search(self._taken())
        change = _CASES.get(case[1]) if case else None
        fields: list[Statement] = []
        in_json: list[tuple[str, str]] = []
        body = node.child_by_field_name("body")
        for child in body.named_children if body else ():
            if child.type == "attribute_item":
                self.on_attribute_item(child)
            elif child.type in {"field_declaration", "enum_variant"}:
                name = self.text(child.child_by_field_name("name")).removeprefix("r#")
                fields.append(self._declared(child, name))
                in_json += _name_in_json(name, self._taken(), change if child.type == "field_declaration" else None)
        return Type(name=self.text(node.child_by_field_name("name")), body=(*fields, *names_in_json(in_json)), span=self.span(node))

    on_enum_item = on_struct_item

    def _declared(self, node: Node, name: str) -> Statement:
        value = node.child_by_field_name("value")
        return Assign(targets=(Name(name=name),), value=self.expression(value) if value else None, span=self.span(node))

    def on_impl_item(self, node: Node) -> Lowered:
        """Return what is implemented for a type, or what a trait has for all of its types."""
        self._taken()
        kind = node.child_by_field_name("type") or node.child_by_field_name("name")
        while kind is not None and kind.child_by_field_name("type"):
            kind = kind.child_by_field_name("type")
        name = self.text(kind).rpartition("::")[2]
        return Type(name=name, body=self.body(node.child_by_field_name("body")), is_extension=True, span=self.span(node))

    on_trait_item = on_impl_item

    def on_const_item(self, node: Node) -> Lowered:
        """Return a constant or a static variable."""
        self._taken()
        return self._declared(node, self.text(node.child_by_field_name("name")))

    on_static_item = on_const_item

    def on_use_declaration(self, node: Node) -> Lowered:
        """Return an import of each name; the parts of its path are divided by dots, as members are."""
        self._taken()
        imports: list[Statement] = []
        waiting = [("", child) for child in node.named_children if child.type != "visibility_modifier"]
        while waiting:
            prefix, used = waiting.pop()
            path = self._path(prefix, used.child_by_field_name("path"))
            match used.type:
                case "use_list":
                    waiting += [(prefix, child) for child in reversed(used.named_children)]
                case "scoped_use_list":
                    waiting += [(path, child) for child in reversed(_children(used.child_by_field_name("list")))]
                case "use_wildcard":
                    imports.append(self._import(node, self._path(prefix, used.named_children[0]) if used.named_children else prefix, "*", "*"))
                case "use_as_clause":
                    module, _, name = path.rpartition(".")
                    imports.append(self._import(node, module, name, self.text(used.child_by_field_name("alias"))))
                case "self":
                    imports.append(self._import(node, prefix, "", prefix.rpartition(".")[2]))
                case _:
                    module, _, name = self._path(prefix, used).rpartition(".")
                    imports.append(self._import(node, module, name, name))
        return tuple(imports)

    def _path(self, prefix: str, node: Node | None) -> str:
        path = self.text(node).replace("::", ".").strip(".")
        return f"{prefix}.{path}" if prefix and path else prefix or path

    def _import(self, node: Node, module: str, name: str, here: str) -> Import:
        if not module:
            return Import(module=name, names=(("", here),), span=self.span(node))
        return Import(module=module, names=((name, here),), span=self.span(node))

    def on_extern_crate_declaration(self, node: Node) -> Lowered:
        """Return the import of a library."""
        name = self.text(node.child_by_field_name("name"))
        return self._import(node, "", name, self.text(node.child_by_field_name("alias")) or name)

    on_function_signature_item = Lowering.nothing
    on_type_item = Lowering.nothing
    on_associated_type = Lowering.nothing
    on_macro_definition = Lowering.nothing
    on_inner_attribute_item = Lowering.nothing
    on_foreign_mod_item = Lowering.nothing
    on_union_item = Lowering.nothing
    on_shebang = Lowering.nothing


def _children(node: Node | None) -> list[Node]:
    return node.named_children if node else []


def _name_in_json(name: str, attributes: str, change: Callable[[str], str] | None) -> list[tuple[str, str]]:
    """Return the name of a field in JSON if it is another, as serde writes it."""
    renamed = _RENAMED.search(attributes)
    if _FLAT.search(attributes):
        return [(name, SPREAD)]
    written = renamed[1] if renamed else change(name) if change else name
    return [(name, written)] if written != name else []
