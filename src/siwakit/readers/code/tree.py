"""Common tree of all languages: what of a program matters to the tokens that it mints and the requests that it sends.

A file in `languages` turns the syntax tree of one language into this one. What has no counterpart here becomes `Unread`, with the
expressions inside it, so that a call is found wherever it is. What only one language has is undone there: sigils, `await`,
casts, parentheses, string escapes. Nothing here knows what a name means.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

from siwakit.record import record


@record
class Span:
    """Place in the source: the offsets in bytes of its first character and of the first one after it."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@record(kw_only=True)
class Node:
    """Base of everything in the tree."""

    span: Span = NOWHERE


@record(kw_only=True)
class Expression(Node):
    """Something with a value."""


@record(kw_only=True)
class Text(Expression):
    """Literal string, with its escapes undone."""

    value: str


class Width(Enum):
    """What becomes of a result of whole literals that does not fit in 32 bits."""

    # An Enum hashes by its name, in Python; its members are single objects.
    __hash__ = object.__hash__

    ANY = "it is as large as it is"
    WRAPS = "its upper bits are lost"
    UNSURE = "that depends on the type that is expected"


@record(kw_only=True)
class Number(Expression):
    """Literal number."""

    value: int | float
    width: Width = Width.ANY


@record(kw_only=True)
class Constant(Expression):
    """True, false, or the language's word for nothing (None)."""

    value: bool | None


@record(kw_only=True)
class Name(Expression):
    """Variable, constant, function or type by its bare name, without sigil: `$key` in PHP, `@key` in Ruby and `key` are all `key`."""

    name: str


@record(kw_only=True)
class Attribute(Expression):
    """Member of something: `a.b`, `a->b`, `A::b`, `a?.b`. What is reached by `self`, `this` or `@` is an attribute of `Name("self")`.

    A member of the type that is expected (`.utf8` in Swift) is an attribute of `Name("")`.
    """

    of: Expression
    name: str


@record(kw_only=True)
class Item(Expression):
    """Member of something by a computed key: `a[b]`."""

    of: Expression
    key: Expression


@record(kw_only=True)
class Argument(Node):
    """Argument of a call; *name* is that of a keyword argument, *is_spread* means that its items are the arguments."""

    value: Expression
    name: str = ""
    is_spread: bool = False


@record(kw_only=True)
class Call(Expression):
    """Call of a function, method or constructor.

    A block or trailing closure is the last argument, a `Function`. An initializer (`new A { B = c }` in C#, a struct literal in Go or
    Rust) is one argument for each field, by name.
    """

    function: Expression
    arguments: tuple[Argument, ...] = ()
    is_new: bool = False


@record(kw_only=True)
class Entry(Node):
    """Entry of a mapping; without a *key* the entries of *value* are spread into it."""

    key: Expression | None
    value: Expression


@record(kw_only=True)
class Mapping(Expression):
    """Literal mapping or object; a bare word as key is a `Text`. Entries are in the order of the source."""

    entries: tuple[Entry, ...] = ()


@record(kw_only=True)
class Sequence(Expression):
    """Literal list, array or tuple; an item that is spread is an `Argument` with *is_spread*."""

    items: tuple[Argument, ...] = ()


@record(kw_only=True)
class Joined(Expression):
    """String made of parts: a template, an interpolated string, or a concatenation whose operator only joins strings."""

    parts: tuple[Expression, ...]


@record(kw_only=True)
class Operation(Expression):
    """Operator with one or two operands: + - * / // % ** << >> & | ^ ~ == != < > <= >= and or not, and ?? for "if nothing"."""

    operator: str
    operands: tuple[Expression, ...]


@record(kw_only=True)
class Choice(Expression):
    """One of several values: a conditional expression, `when`, `match`, `switch`; *condition* decides.

    Of two options the first is for true; with *is_match* the condition is compared with something of each option instead.
    """

    condition: Expression | None
    options: tuple[Expression, ...]
    is_match: bool = False


@record(kw_only=True)
class Parameter(Node):
    """Parameter of a function; one that *takes_names* is `**rest`, one that *is_shared* changes the variable of its caller: `&$a`, `inout`."""

    name: str
    default: Expression | None = None
    takes_rest: bool = False
    takes_names: bool = False
    is_shared: bool = False


@record(kw_only=True)
class Function(Expression):
    """Function, method, closure or block; a body that is one expression is a `Return` of it.

    *is_property* means that its value is read by its name, without a call: a computed property.
    """

    name: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: tuple[Statement, ...] = ()
    is_property: bool = False


@record(kw_only=True)
class Steps(Expression):
    """Statements in the place of an expression: they are executed, and the value of the last one is the value."""

    body: tuple[Statement, ...]


@record(kw_only=True)
class Unread(Expression):
    """Syntax without a counterpart in this tree, and the expressions inside it."""

    inner: tuple[Expression, ...] = ()


@record(kw_only=True)
class Statement(Node):
    """Something that is executed."""


@record(kw_only=True)
class Evaluate(Statement):
    """Expression whose value is not used; the last one of a function is its value in languages that return it."""

    value: Expression


@record(kw_only=True)
class Assign(Statement):
    """Assignment or declaration; several targets take the items of *value*. *operator* is + for `+=`, and so on.

    A declaration without a value has *value* None. *declares* is for variables that are new, whatever is called the same outside: "block" if
    they are of the block around, "function" if they are of the function around.
    """

    targets: tuple[Expression, ...]
    value: Expression | None
    operator: str = ""
    declares: Literal["", "block", "function"] = ""


@record(kw_only=True)
class Return(Statement):
    """End of a function, with its value."""

    value: Expression | None = None


@record(kw_only=True)
class Branch(Statement):
    """Alternatives of which at most one is executed: if and else, switch, match, rescue.

    Of two bodies the first is for true; with *is_match* the condition is compared with something of each body instead, and may fit none.
    """

    condition: Expression | None
    bodies: tuple[tuple[Statement, ...], ...]
    is_match: bool = False


@record(kw_only=True)
class Block(Statement):
    """Statements that are executed in order: try, with, defer, a bare block; with *is_loop* any number of times, or never."""

    body: tuple[Statement, ...]
    is_loop: bool = False


@record(kw_only=True)
class Outer(Statement):
    """Variables of the function that are those around it: `global` and `nonlocal`."""

    names: tuple[str, ...]


@record(kw_only=True)
class Define(Statement):
    """Named function or method."""

    function: Function


@record(kw_only=True)
class Type(Statement):
    """Class, struct, record, object, module or enum: its fields (assignments), methods (definitions) and nested types.

    The parameters of a primary constructor (Kotlin, Scala, C# records) are fields, too, and so are the fields of a struct. Fields whose name in
    JSON is another have it in a nested type `CodingKeys` (`languages/written_types.py`). *is_extension*: the type itself is defined elsewhere.
    """

    name: str
    body: tuple[Statement, ...] = ()
    is_extension: bool = False


@record(kw_only=True)
class Import(Statement):
    """Import of a module: *module* as written, *names* as (name in the module, name here); ("", name) is the module itself, ("*", "*") everything."""

    module: str
    names: tuple[tuple[str, str], ...] = ()


@record(kw_only=True)
class Program(Node):
    """A whole file, or an excerpt of one: all spans are places in a text that has *shift* more bytes in front of it."""

    body: tuple[Statement, ...]
    shift: int = 0
