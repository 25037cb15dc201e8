"""State of an abstract run, and what it does if it does not know which of several ways the program takes.

Each way is run from the same beginning, and afterwards only that is known about which all of them agree. A loop is run as if any number of
rounds had gone before; perhaps there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.memory import Changes, Memory
from siwakit.readers.code.token_uses import Habits
from siwakit.readers.code.values import (
    Array,
    Closure,
    Encoded,
    Instance,
    Known,
    Marks,
    Sent,
    Signature,
    Table,
    Token,
    Unknown,
    Value,
    Why,
    known,
    unmarked,
)
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.readers.code.scope import Scope
    from siwakit.readers.code.tree import Expression, Function, Span, Statement

MAX_STEPS = 200_000
MIN_STEPS = 40_000
_MOST_CHARACTERS = 64 * 1024
_CHARACTERS_A_STEP = 256
_COPYING = 50
"""Steps for a copy of a mapping or list."""

RETURNED = Unknown()
"""The value of a statement that ends the function."""

Way = Callable[[], Value | None]
"""One of the ways that a program may take; it returns the value of its last expression."""


@record(kw_only=True)
class Semantics:
    """What languages do differently; see `languages/traits.py`."""

    divides_whole: bool = False
    divides_exactly: bool = False
    has_one_number: bool = False
    returns_last: bool = False
    copies_collections: bool = False
    fills_fields_in_order: bool = False
    implies_self: bool = True
    shares_names: bool = True
    imports_by_path: bool = False
    functions_own_variables: bool = False
    closures_own_variables: bool = False


@dataclass(slots=True)
class Activation:
    """One call of a function: what it has returned, and what it had changed each time that it returned inside a branch."""

    level: int
    returned: list[Value] = field(default_factory=list)
    exits: list[Changes] = field(default_factory=list)
    has_returned: bool = False


class Alternatives:
    """State of a run: what it has met so far, and the ways that it tries.

    A run is bounded by the number of its steps, by the depth of its calls, and by the size of its strings and lists.
    """

    def __init__(
        self,
        library: Library,
        now: int,
        *,
        environment: Mapping[str, str] | None = None,
        semantics: Semantics | None = None,
        limit: int = MAX_STEPS,
    ) -> None:
        self.environment = environment or {}
        self.library = library
        self.now = now
        self.semantics = semantics or Semantics()
        self.memory = Memory()
        self.marks = Marks()
        self.tokens: list[Token] = []
        self.requests: list[Sent] = []
        self.signatures: list[Signature] = []
        self.objects: list[Table] = []
        """What the program converts to JSON."""
        self.functions: list[Closure] = []
        self.habits = Habits()
        self.forms: list[Value] = []
        """Strings and encoded mappings that may be the form of a token request, sent or not."""
        self.endings: list[Callable[[], object]] = []
        """What to do at the end: a request may be prepared in the text and sent elsewhere."""
        self._notes = Table()
        self.is_starting = True
        """Whether what runs is run when the program starts, rather than by a function that can run again."""
        self.called: set[int] = set()
        self.made: dict[int, list[Instance]] = {}
        """The first objects that the program makes of each of its types."""
        self.extensions: dict[str, Closure] = {}
        """Methods that the program adds to types of others."""
        self.activations: list[Activation] = [Activation(0)]
        self._active: list[Function] = []
        self.limit = limit
        self.steps = 0
        self.depth = 0

    @property
    def notes(self) -> dict[str, Value]:
        """Return what a library remembers between calls, such as a client that is set up for a whole module; it may add to it."""
        self.memory.touch(self._notes)
        return self._notes.entries

    @property
    def is_exhausted(self) -> bool:
        """Return whether the run has used up its steps; from then on nothing is known any more."""
        return self.steps > self.limit

    def evaluate(self, node: Expression | None, scope: Scope) -> Value:
        """Return the value of *node*."""
        raise NotImplementedError

    def execute(self, body: Iterable[Statement], scope: Scope) -> Value | None:
        """Execute *body*; return the value of its last statement, or `RETURNED` if it ends the function."""
        raise NotImplementedError

    def store(self, target: Expression, value: Value, scope: Scope) -> None:
        """Set *target*, a variable or a member, to *value*."""
        raise NotImplementedError

    def call_closure(
        self, closure: Closure, arguments: tuple[Value, ...], named: Mapping[str, Value], span: Span, *, has_more: bool = False
    ) -> Value:
        """Return the result of a function of the program; if it *has_more* arguments, those that are not here are not the defaults."""
        raise NotImplementedError

    # What comes from outside.

    def elsewhere(self, path: str) -> Value | None:
        """Return what *path* is in another file that was given, or None if it is not there."""
        raise NotImplementedError

    def variable(self, name: str, span: Span) -> Value:
        """Return the variable *name* of the environment: what the settings that were given say, or an unknown value."""
        value = self.environment.get(name)
        return Unknown(name=name, why=Why.ENVIRONMENT, span=span) if value is None else Known(value=unmarked(value), span=span)

    def mean(self, meaning: Meaning, given: Given) -> Value | None:
        """Return the result of a function of a library; None if it cannot tell."""
        self.steps += self.memory.touch_all([given.receiver, *given.arguments, *given.named.values()]) // 4
        try:
            result = meaning(given)
        except (ArithmeticError, ValueError, OSError):
            # A time that no calendar has, a number that is too large for a string: the program would fail as well.
            return None
        return self._limited(result)

    def note(self, value: Value | None) -> None:
        """Remember a signature or an object in JSON that a call returns."""
        if isinstance(value, Signature):
            self.signatures.append(value)
        elif isinstance(value, Encoded) and value.encoding == "json" and isinstance(value.of, Table):
            self.objects.append(value.of)

    def join(self, parts: Iterable[Value], span: Span) -> Value:
        """Return *parts* as one string."""
        parts = tuple(parts)
        self.steps += len(parts) // 4 + sum(_COPYING for part in parts if isinstance(part, Table | Array | Encoded))
        text = "" if self.is_exhausted else "".join(map(self.marks.mark, parts))
        whole = Known(value=text, span=span)
        made = self.library.find("made-string:")
        found = self.mean(made, self.given(span, whole)) if made else None
        joined = found or self._limited(whole) or Unknown(span=span)
        if "client_secret=" in text:
            self.forms.append(joined)
        return joined

    def given(self, span: Span, *arguments: Value, receiver: Value | None = None, words: str = "") -> Given:
        """Return the arguments of a call that the program does not write as one."""
        raise NotImplementedError

    def _limited(self, value: Value | None) -> Value | None:
        """Return *value*, or an unknown one if it is a string that no program needs, and that may double again."""
        text = known(value)
        size = len(text) if isinstance(text, str) else 0
        self.steps += size // _CHARACTERS_A_STEP
        return value if size <= _MOST_CHARACTERS else Unknown()

    # Ways that the program may take.

    def alternatives(self, ways: Iterable[Way], *, is_complete: bool) -> list[Value | None]:
        """Try each of *ways* from the same beginning; unless they are complete, the program may take none of them. Return their values."""
        outcomes: list[Changes] = [] if is_complete else [{}]
        results = []
        for way in ways:
            self.memory.begin()
            result = way()
            changes = self.memory.end()
            results.append(result)
            # A way that ends the function says nothing about what follows.
            if result is not RETURNED:
                outcomes.append(changes)
        self.memory.merge(outcomes)
        return results

    def maybe(self, way: Way) -> Value | None:
        """Try *way*, which the program may take or not; return its value."""
        return self.alternatives([way], is_complete=False)[0]

    def repeat(self, way: Way) -> Value | None:
        """Try *way*, which the program may take any number of times; return its value in some round."""
        met, activation = self.met(), self.activations[-1]
        before = len(activation.returned), len(activation.exits)
        self.memory.begin()
        result = way()
        changes = self.memory.end()
        if not self.memory.merge([{}, changes]):
            return result
        # What the first round changes is not known in the second, which stands for all.
        self.forget(met)
        del activation.returned[before[0] :], activation.exits[before[1] :]
        return self.maybe(way)

    def met(self) -> list[int]:
        """Return how much the run has met, for `forget`."""
        return [len(found) for found in self._found()]

    def forget(self, met: Sequence[int]) -> None:
        """Forget what was met after *met*."""
        for found, number in zip(self._found(), met, strict=True):
            del found[number:]

    def _found(self) -> tuple[list[Any], ...]:
        return self.tokens, self.requests, self.signatures, self.objects, self.functions, self.forms, self.endings
