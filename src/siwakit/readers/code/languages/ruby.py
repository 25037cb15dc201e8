"""Ruby."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.lowering import Lowered
from siwakit.readers.code.languages.ruby_statements import RubyStatements
from siwakit.readers.code.languages.ruby_values import STRUCTS
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Attribute,
    Call,
    Define,
    Expression,
    Function,
    Import,
    Mapping,
    Name,
    Outer,
    Parameter,
    Return,
    Sequence,
    Statement,
    Text,
    Type,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_REQUIRES = frozenset({"require", "require_relative", "load"})
_FUNCTIONS = frozenset({"lambda", "proc", "Proc.new"})
_VISIBILITIES = frozenset({"private", "public", "protected", "module_function", "private_class_method"})
_ASSIGNMENTS = {"||": "or", "&&": "and"}


class Ruby(RubyStatements):
    """Ruby."""

    names: ClassVar[tuple[str, ...]] = ("ruby", "rb")
    endings: ClassVar[tuple[str, ...]] = ("rb", "ru", "rake")
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_ruby", "language")
    functions_own_variables: ClassVar[bool] = True
    divides_whole: ClassVar[bool] = True
    returns_last: ClassVar[bool] = True

    # Calls.

    def on_call(self, node: Node) -> Lowered:
        """Return a call: of a method, or of syntax that looks like one."""
        called = self.called(node)
        given = node.child_by_field_name("arguments")
        if called == "self.class" and self.types:
            return Name(name=self.types[-1], span=self.span(node))
        if called in _REQUIRES:
            return self._required(node)
        if called in _FUNCTIONS and node.child_by_field_name("block"):
            return self._function(node.child_by_field_name("block") or node)
        if called in _VISIBILITIES and given is not None:
            return self.statements(given.named_children)
        return self._call(node, given)

    def _call(self, node: Node, given: Node | None) -> Expression:
        block, name = node.child_by_field_name("block"), self.text(node.child_by_field_name("method"))
        function = self._callee(node, name)
        if isinstance(function, Attribute) and given is None and block is None and self.is_field(name):
            return function
        arguments = (*self._arguments(given), *((self._block(block),) if block else ()))
        return Call(function=function, arguments=arguments, is_new=name == "new", span=self.span(node))

    def _callee(self, node: Node, name: str) -> Expression:
        """Return what is called: a class by `new`, an object by `()`, else a method."""
        receiver = node.child_by_field_name("receiver")
        if receiver is None:
            return Name(name=self.types[-1] if name == "new" and self.types else name, span=self.span(node))
        of = self.expression(receiver)
        return of if name in {"", "new"} else Attribute(of=of, name=name, span=self.span(node))

    def _required(self, node: Node) -> Lowered:
        given = node.child_by_field_name("arguments")
        module = self.expression(given.named_children[0]) if given and given.named_children else None
        return Import(module=module.value, span=self.span(node)) if isinstance(module, Text) else None

    def _arguments(self, node: Node | None) -> tuple[Argument, ...]:
        """Return the arguments of a call; a hash without braces is one argument unless all its keys are symbols."""
        children = [child for child in node.named_children if not child.is_extra] if node else []
        pairs = [child for child in children if child.type == "pair"]
        if all((key := pair.child_by_field_name("key")) is not None and key.type == "hash_key_symbol" for pair in pairs):
            return tuple(self._argument(child) for child in children)
        hashed = [child for child in children if child.type in {"pair", "hash_splat_argument"}]
        entries = Mapping(entries=tuple(self.entry(child) for child in hashed), span=self.span(hashed[0]))
        positional = tuple(self._argument(child) for child in children if child.type not in {"pair", "hash_splat_argument", "block_argument"})
        blocks = tuple(self._argument(child) for child in children if child.type == "block_argument")
        return (*positional, Argument(value=entries, span=entries.span), *blocks)

    def _argument(self, node: Node) -> Argument:
        match node.type:
            case "pair":
                entry = self.entry(node)
                return Argument(value=entry.value, name=entry.key.value if isinstance(entry.key, Text) else "", span=self.span(node))
            case "splat_argument" | "hash_splat_argument":
                return self.spread(node)
            case "block_argument":
                return Argument(value=self._passed_block(node), span=self.span(node))
        return self.argument(node)

    def _passed_block(self, node: Node) -> Expression:
        """Return the function that `&a` passes; `&:a` calls the method *a* of its argument."""
        value = node.named_children[0] if node.named_children else None
        if value is None or value.type != "simple_symbol":
            return self.expression(value)
        span = self.span(node)
        called = Call(function=Attribute(of=Name(name="it", span=span), name=self.text(value)[1:], span=span), span=span)
        return Function(parameters=(Parameter(name="it", span=span),), body=(Return(value=called, span=span),), span=span)

    def _block(self, node: Node) -> Argument:
        return Argument(value=self._function(node), span=self.span(node))

    def on_yield(self, node: Node) -> Expression:
        """Return the call of the block that was passed."""
        given = node.named_children[0] if node.named_children else None
        return Call(function=Name(name="yield", span=self.span(node)), arguments=self._arguments(given), span=self.span(node))

    # Functions.

    def _function(self, node: Node, name: str = "") -> Function:
        parameters = self._declared(node.child_by_field_name("parameters"))
        return Function(name=name, parameters=parameters, body=self.body(node.child_by_field_name("body")), span=self.span(node))

    def _declared(self, node: Node | None) -> tuple[Parameter, ...]:
        """Return parameters, which are variables from here on; those that take the rest have no name."""
        children = [child for child in node.named_children if not child.is_extra] if node else []
        names = [self.text(child.child_by_field_name("name") or child) for child in children]
        self.locals.update(names)
        return tuple(self._parameter(child, name) for child, name in zip(children, names, strict=True))

    def _parameter(self, node: Node, name: str) -> Parameter:
        takes_one = node.type in {"identifier", "optional_parameter", "keyword_parameter", "block_parameter"}
        default = node.child_by_field_name("value")
        value = self.expression(default) if default else None
        takes_rest = node.type in {"splat_parameter", "hash_splat_parameter"}
        takes_names = node.type == "hash_splat_parameter"
        named = node.child_by_field_name("name") if takes_names else None
        name = name if takes_one else self.text(named) if named else ""
        return Parameter(name=name, default=value, takes_rest=takes_rest, takes_names=takes_names, span=self.span(node))

    def on_lambda(self, node: Node) -> Expression:
        """Return `->(a) { b }`."""
        block = node.child_by_field_name("body")
        parameters = self._declared(node.child_by_field_name("parameters"))
        return Function(parameters=parameters, body=self.body(block.child_by_field_name("body") if block else None), span=self.span(node))

    def on_method(self, node: Node) -> Lowered:
        """Return the definition of a method, whose variables are its own."""
        outer, self.locals = self.locals, set()
        try:
            function = self._function(node, self.text(node.child_by_field_name("name")))
        finally:
            self.locals = outer
        return Define(function=function, span=self.span(node))

    on_singleton_method = on_method

    # Classes.

    def on_class(self, node: Node) -> Lowered:
        """Return a class or module."""
        body = node.child_by_field_name("body")
        return self.type(node, self.text(node.child_by_field_name("name")), [body] if body else [])

    on_module = on_class

    def _struct(self, node: Node, name: str, made: Node) -> Type:
        """Return the class *name* that `Struct.new` or `Data.define` makes, with its fields."""
        fields = tuple(Assign(targets=(Name(name=field),), value=None, span=self.span(made)) for field in self.symbols(made))
        block = made.child_by_field_name("block")
        body = block.child_by_field_name("body") if block else None
        return Type(name=name, body=(*fields, *self.type(node, name, [body] if body else []).body), span=self.span(node))

    # Assignments.

    def on_assignment(self, node: Node) -> Lowered:
        """Return `a = b` and `a, b = c`; a class that is made of fields is a type."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None and right.type == "call" and self.called(right) in STRUCTS:
            return self._struct(node, self.text(left), right)
        value = self.items([right])[0] if right else None
        return (*self._global(left), Assign(targets=self.targets(left), value=self._assigned(value), span=self.span(node)))

    def _global(self, target: Node | None) -> tuple[Statement, ...]:
        is_global = target is not None and target.type == "global_variable"
        return (Outer(names=(self.text(target).removeprefix("$"),)),) if is_global else ()

    def _assigned(self, value: Argument | None) -> Expression | None:
        if value is None or not value.is_spread:
            return value.value if value else None
        return Sequence(items=(value,), span=value.span)

    def on_operator_assignment(self, node: Node) -> Lowered:
        """Return `a += b` and `a ||= b`."""
        operator = self.text(node.child_by_field_name("operator")).removesuffix("=")
        targets = self.targets(node.child_by_field_name("left"))
        value = self.expression(node.child_by_field_name("right"))
        assigned = Assign(targets=targets, value=value, operator=_ASSIGNMENTS.get(operator, operator), span=self.span(node))
        return (*self._global(node.child_by_field_name("left")), assigned)
