"""Base of all languages: walks the tree of tree-sitter and turns each node into a node of the common tree.

A language is a subclass with a method for each type of node that it knows, named `on_` and the type. A method returns an expression, a
statement, several statements, or None for what is not executed (a comment, a type). A type without a method becomes `Unread`, with the
expressions inside it.

Methods call `expression`, `statements` and `body` for the nodes below them, never each other, so that the depth of nesting is counted: what
is nested deeper than `MAX_DEPTH` is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from siwakit.readers.code.languages.strings import Strings
from siwakit.readers.code.languages.syntax_errors import SyntaxErrors, count_errors
from siwakit.readers.code.languages.traits import Traits
from siwakit.readers.code.tree import (
    Argument,
    Assign,
    Branch,
    Choice,
    Constant,
    Evaluate,
    Expression,
    Item,
    Number,
    Operation,
    Program,
    Statement,
    Steps,
    Type,
    Unread,
    Width,
)

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 150
# A program of 256 KiB that people write has half as many; reading so many takes half a second.
MAX_NODES = 60_000
_LARGEST = 1e300
MAX_CHAIN = 30
"""How many alternatives of one if or switch keep their conditions, each of which is nested in the one before."""
Lowered = Expression | Statement | tuple[Statement, ...] | None
Case = tuple[Expression, tuple[Statement, ...]]
"""A condition and what is executed if it is met."""


class Lowering(Traits, Strings):
    """One language. *names* are its names in a fenced block, *endings* the endings of its files without a dot."""

    names: ClassVar[tuple[str, ...]] = ()
    endings: ClassVar[tuple[str, ...]] = ()
    grammar: ClassVar[tuple[str, str]]
    """The module of tree-sitter's grammar, and the name of the function in it."""
    surroundings: ClassVar[tuple[tuple[bytes, bytes], ...]] = ()
    """What can be written around an excerpt that the grammar reads only inside something."""
    width: ClassVar[Width] = Width.ANY
    """What becomes of a result of whole literals, without a suffix, that does not fit in 32 bits."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.depth = 0
        self.count = 0
        self.path: list[Node] = []
        """The nodes around the one that is lowered; its own parent would take long to find in a large tree."""
        self.types: list[str] = []  # the names of the types around it
        self.errors: SyntaxErrors | None = None

    @classmethod
    def of(cls, _: bytes) -> type[Lowering]:
        """Return how this source is read: some languages have several grammars."""
        return cls

    @classmethod
    def prepared(cls, source: bytes) -> bytes:
        """Return *source* with what the grammar does not read replaced by as many bytes that mean the same."""
        return source

    def misread(self, root: Node) -> int:
        """Return how many bytes below *root* are errors, and how many things are missing."""
        return count_errors(root, self.understands)

    def program(self, root: Node) -> Program:
        """Return the whole file."""
        self.errors = SyntaxErrors(root, self.source, self.understands)
        return Program(body=self.statements(root.named_children), span=self.span(root))

    def text(self, node: Node | None) -> str:
        """Return the source of *node*; an empty string if there is none."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace") if node else ""

    def expression(self, node: Node | None) -> Expression:
        """Return *node* as an expression."""
        if node is None:
            return Unread()
        lowered = self._lower(node)
        if isinstance(lowered, Expression):
            return lowered
        match _flat(lowered):
            case ():
                return Unread(span=self.span(node))
            case (Evaluate(value=value),):
                return value
            case statements:
                return Steps(body=statements, span=self.span(node))

    def expressions(self, nodes: Iterable[Node]) -> tuple[Expression, ...]:
        """Return *nodes* as expressions."""
        return tuple(map(self.expression, (node for node in nodes if not node.is_extra)))

    def statements(self, nodes: Iterable[Node]) -> tuple[Statement, ...]:
        """Return *nodes* as statements."""
        found: list[Statement] = []
        for node in nodes:
            found += self.executed(self._lower(node))
        return tuple(found)

    def body(self, node: Node | None) -> tuple[Statement, ...]:
        """Return the statements of *node*, a block; any other *node* is the only statement."""
        if node is None:
            return ()
        return self.statements([node])

    def named_parts(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Yield the children of *node*, each with the name of its field, or an empty string."""
        cursor = node.walk()
        is_child = cursor.goto_first_child()
        while is_child and cursor.node is not None:
            yield cursor.field_name or "", cursor.node
            is_child = cursor.goto_next_sibling()

    def argument(self, node: Node, name: str = "") -> Argument:
        """Return *node* as an argument with this *name*."""
        return Argument(value=self.expression(node), name=name, span=self.span(node))

    def unread(self, node: Node) -> Unread:
        """Return *node* as unread, with the expressions inside it."""
        return Unread(inner=self.expressions(node.named_children), span=self.span(node))

    def children(self, node: Node | None) -> list[Node]:
        """Return what is inside *node*, without comments."""
        return [] if node is None else [child for child in node.named_children if not child.is_extra]

    def inner(self, node: Node) -> Lowered:
        """Return what is first inside *node*, which adds nothing to it, as parentheses do."""
        return self.expression(next(iter(self.children(node)), None))

    def nothing(self, _: Node) -> Lowered:
        """Return nothing, for what is not executed."""
        return None

    def mistake(self, node: Node) -> Lowered:
        """Return what can be read of a part of the source that is cut off or not in the language."""
        return self.statements(node.named_children)

    def understands(self, _: Node) -> bool:
        """Return whether an error of the grammar is not one of the language, and is read nevertheless."""
        return False

    def number(self, node: Node, digits: str) -> Expression:
        """Return the number that *digits* at *node* write: decimal, or with a prefix 0x, 0o or 0b."""
        try:
            value: int | float = int(digits, 0) if digits.isdigit() or digits[:2].lower() in {"0x", "0o", "0b"} else float(digits)
        except ValueError:
            return self.unread(node)
        return Number(value=value, span=self.span(node)) if abs(value) < _LARGEST else self.unread(node)

    def constant(self, node: Node, *, value: bool | None) -> Constant:
        """Return the constant *value* at *node*."""
        return Constant(value=value, span=self.span(node))

    def operation(self, node: Node, operator: str, *operands: Node | None) -> Operation:
        """Return *operator* with *operands*."""
        return Operation(operator=operator, operands=tuple(map(self.expression, operands)), span=self.span(node))

    def to_whole(self, node: Node, number: Node | None) -> Operation:
        """Return *number* without its fraction, for a conversion that the language has."""
        return Operation(operator="//", operands=(self.expression(number), Number(value=1)), span=self.span(node))

    def to_real(self, node: Node, number: Node | None) -> Operation:
        """Return *number* as one that can have a fraction, for a conversion that the language has."""
        return Operation(operator="*", operands=(self.expression(number), Number(value=1.0)), span=self.span(node))

    def alternatives(self, node: Node, cases: Iterable[Case], otherwise: tuple[Statement, ...] = ()) -> tuple[Statement, ...]:
        """Return if, else if and else; of a chain that is too long the conditions are dropped."""
        chain = tuple(cases)
        if len(chain) > MAX_CHAIN:
            return (Branch(condition=None, bodies=(*(body for _, body in chain), otherwise), span=self.span(node)),)
        for condition, body in reversed(chain):
            otherwise = (Branch(condition=condition, bodies=(body, otherwise), span=self.span(node)),)
        return otherwise

    def choices(self, node: Node, cases: Iterable[tuple[Expression, Expression]], otherwise: Expression) -> Expression:
        """Return a value for the first condition that is met, or *otherwise*; of a chain that is too long the conditions are dropped."""
        chain = tuple(cases)
        if len(chain) > MAX_CHAIN:
            return Choice(condition=None, options=(*(value for _, value in chain), otherwise), span=self.span(node))
        for condition, value in reversed(chain):
            otherwise = Choice(condition=condition, options=(value, otherwise), span=self.span(node))
        return otherwise

    def folded(self, node: Node, operator: str, operands: Iterable[Expression]) -> Expression:
        """Return all *operands* with *operator* between them; unknown if there are none or too many."""
        operands = tuple(operands)
        if not 0 < len(operands) <= MAX_CHAIN:
            return Unread(inner=operands, span=self.span(node))
        folded, *others = operands
        for other in others:
            folded = Operation(operator=operator, operands=(folded, other), span=self.span(node))
        return folded

    def some_item(self, node: Node | None, *targets: Expression) -> Assign:
        """Return the assignment of some item of *node*, over which a loop runs, to *targets*."""
        items = self.expression(node)
        return Assign(targets=targets, value=Item(of=items, key=Unread(), span=items.span), span=items.span)

    def type(self, node: Node, name: str, body: Iterable[Node]) -> Type:
        """Return the type *name*; while its *body* is lowered, its name is the last of `types`."""
        self.types.append(name)
        try:
            return Type(name=name, body=self.statements(body), span=self.span(node))
        finally:
            self.types.pop()

    def executed(self, lowered: Lowered) -> tuple[Statement, ...]:
        """Return what was *lowered* as statements."""
        if isinstance(lowered, Expression):
            return lowered.body if isinstance(lowered, Steps) else (Evaluate(value=lowered, span=lowered.span),)
        return _flat(lowered)

    def _lower(self, node: Node) -> Lowered:
        if node.is_extra and not node.is_error:
            return None
        self.count += 1
        if self.depth >= MAX_DEPTH or self.count > MAX_NODES:
            return Unread(span=self.span(node))
        node = self.unwrapped(node)
        method = self.mistake if node.is_error else getattr(self, f"on_{node.type}", self.unread)
        self.depth += 1
        self.path.append(node)
        try:
            lowered: Lowered = method(node)
        except (IndexError, ValueError):
            # A method may take for granted what the grammar always has, but for what is cut off. What it has read is not read again.
            if not node.has_error:
                raise
            lowered = Unread(span=self.span(node))
        finally:
            self.path.pop()
            self.depth -= 1
        return self.errors.doubted(node, lowered, self.span(node)) if self.errors else lowered

    @property
    def around(self) -> str:
        """Return the type of the node around the one that is lowered; an empty string for the file."""
        return self.path[-2].type if len(self.path) > 1 else ""

    def unwrapped(self, node: Node) -> Node:
        """Return what *node* contains if it is one of `wrappers` around nothing else."""
        while node.type in self.wrappers and node.child_count == 1:
            node = node.children[0]
        return node


def _flat(lowered: Statement | tuple[Statement, ...] | None) -> tuple[Statement, ...]:
    if lowered is None:
        return ()
    return lowered if isinstance(lowered, tuple) else (lowered,)
