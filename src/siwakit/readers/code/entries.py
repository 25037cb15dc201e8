"""The run of a whole program: the file itself, and then the functions that others call.

It is not known in which order others call them, nor how often. So what one of them changes is unknown to all of them: each is run once from the
state after the file, to see what it changes, and once more when all of that is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from siwakit.readers.code.calls import CONSTRUCTORS
from siwakit.readers.code.files import File
from siwakit.readers.code.memory import Changes
from siwakit.readers.code.run import Run
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.tree import Attribute, Call, Name, Program
from siwakit.readers.code.values import Closure
from siwakit.readers.code.walk import nodes_in

_MOST_OBJECTS = 3


def run_program(run: Run, *programs: tuple[str, Program]) -> None:
    """Run *programs*, which are files by their names that are given together."""
    run.files = tuple(File(name=name, program=program, scope=Scope()) for name, program in programs)
    for file in run.files:
        run.execute_file(file)
    run.is_starting = False
    _construct(run)
    mentioned, met, called, limit = set(_mentioned(program for _, program in programs)), run.met(), set(run.called), run.limit
    run.limit = run.steps + (limit - run.steps) // 2
    outcomes = [_enter(run, closure) for closure in _entries(run, mentioned)]
    is_whole, run.limit, run.called = not run.is_exhausted, limit, called
    run.forget(met)
    if not is_whole:
        # What the other functions change is not known.
        return
    run.memory.merge([{}, *outcomes])
    for closure in _entries(run, mentioned):
        _enter(run, closure)
    _end(run, 0)


def _construct(run: Run) -> None:
    """Run the constructors of types of which the program makes no object: others do."""
    for closure in list(run.functions):
        owner = closure.owner
        is_constructor = owner is not None and closure.function.name in {*CONSTRUCTORS, owner.kind}
        if is_constructor and id(closure.function) not in run.called:
            run.call_closure(closure, (), {}, closure.span, has_more=True)


def _entries(run: Run, mentioned: set[str]) -> Iterator[Closure]:
    """Yield the functions that only others call, and then those that the program calls in a way that was not followed."""
    # Functions come before methods: they make the objects that methods use.
    functions = sorted(run.functions, key=lambda closure: closure.owner is not None)
    for takes_all in (False, True):
        for closure in functions:
            if id(closure.function) not in run.called and (takes_all or not _is_mentioned(closure, mentioned)):
                yield closure


def _is_mentioned(closure: Closure, mentioned: set[str]) -> bool:
    name = closure.function.name
    return name in mentioned or (closure.owner is not None and f"{closure.owner.kind}.{name}" in mentioned)


def _enter(run: Run, closure: Closure) -> Changes:
    """Run *closure* as others call it, and the functions that it makes and does not call; return what they change, which is undone."""
    before, endings = len(run.functions), len(run.endings)
    run.memory.begin()
    for bound in _bound(run, closure):
        run.call_closure(bound, (), {}, closure.span, has_more=True)
    number = before
    while number < len(run.functions) and not run.is_exhausted:
        made = run.functions[number]
        if id(made.function) not in run.called:
            run.maybe(partial(run.call_closure, made, (), {}, made.span, has_more=True))
        number += 1
    _end(run, endings)
    del run.functions[before:]
    return run.memory.end()


def _bound(run: Run, closure: Closure) -> list[Closure]:
    """Return the method *closure* of each object that the program makes of its type, or of the type itself; any other function as it is."""
    owner = closure.owner
    made = run.made.get(id(owner), [])[:_MOST_OBJECTS]
    return [run.bound(closure, instance) for instance in made if isinstance(instance.state.get("scope"), Scope)] or [closure]


def _end(run: Run, number: int) -> None:
    """Do what was left for the end since there were *number* of these."""
    for end in run.endings[number:] if not run.is_exhausted else ():
        end()
    del run.endings[number:]


def _mentioned(body: Iterable[Any]) -> Iterator[str]:
    """Yield the names of the functions that are called in *body*, at any depth; a function of a type with the name of the type."""
    for node in nodes_in(body):
        if isinstance(node, Call) and isinstance(node.function, Name | Attribute):
            of = node.function.of if isinstance(node.function, Attribute) else None
            kind = of.name if isinstance(of, Name | Attribute) and of.name[:1].isupper() else ""
            yield f"{kind}.{node.function.name}" if kind else node.function.name
