"""How a rule evaluates evidence, and the outcomes it can return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any, TypeVar, overload

from siwakit.evidence.aspects import Aspect
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.record import record


@record
class Fail:
    """A failure of a rule, and its place in the evidence.

    *at* is the place as a path (`client_secret.claims.aud`); *actual* and *expected* are data, not sentences; *because*
    is the proof in one clause; *correct* is the value to copy if it differs from *expected*. *voids* are the aspects that this failure
    voids, if they are fewer than the rule's.
    """

    at: str
    actual: Any = field(repr=False)
    expected: Any = field(repr=False)
    because: str = ""
    correct: str | None = field(default=None, repr=False)
    voids: tuple[Aspect, ...] | None = None


@record
class Skip:
    """The outcome of a rule that does not apply, and why."""

    because: str


@record
class Missing:
    """The outcome of an undecided rule: the parts that would decide it, and how many of the parts it reads are known."""

    parts: tuple[Part[Any], ...]
    known: int = 0


Outcome = Fail | Skip | None
Verdict = Outcome | Missing

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
K = TypeVar("K")

_LACKING = Skip("the part is not there")


class Check:
    """A function that evaluates evidence, with the parts that it reads.

    A check depends on its *parts* only. Two things follow: a plan can group checks by what they read, and if none of its
    parts is known, its verdict is always the same. A *custom* check reads the whole evidence and handles absent parts itself; if
    the part that it *needs* is absent, it does not apply.
    """

    __slots__ = ("custom", "look", "needs", "parts")

    def __init__(self, parts: tuple[Part[Any], ...], look: Callable[..., Any], *, custom: bool = False, needs: Part[Any] | None = None) -> None:
        self.parts = parts
        self.look = look
        self.custom = custom
        self.needs = needs

    def __call__(self, evidence: Evidence) -> Verdict:
        """Return the verdict on *evidence*."""
        if self.custom:
            verdict: Verdict = self.look(evidence)
            return verdict
        memo = evidence.memo
        values, is_open = [], False
        for part in self.parts:
            value = memo[part]
            if value is LACKING:
                return _LACKING
            if value is UNKNOWN:
                is_open = True
            values.append(value)
        return missing_of(self.parts, values) if is_open else self.decide_known(evidence, values)

    def decide_known(self, evidence: Evidence, values: list[Any]) -> Outcome:
        """Return the verdict on parts that are all known."""
        del evidence
        outcome: Outcome = self.look(*values)
        return outcome


class KindCheck(Check):
    """A check for one kind of mistake in a family, which is classified by one part, *family*.

    A family is classified once, so at most one of its rules fails; the others pass without being called.
    """

    __slots__ = ("family", "kinds")

    def __init__(self, parts: tuple[Part[Any], ...], look: Callable[..., Any], family: Part[Any], kinds: tuple[Any, ...]) -> None:
        super().__init__(parts, look)
        self.family = family
        self.kinds = kinds

    def __call__(self, evidence: Evidence) -> Verdict:
        """Return the verdict on *evidence*: a pass if the family is known to be of another kind."""
        if isinstance(evidence.get(self.parts[0]), Absence):
            return super().__call__(evidence)
        kind = evidence.get(self.family)
        return super().__call__(evidence) if kind in self.kinds or isinstance(kind, Absence) else None

    def decide_known(self, evidence: Evidence, values: list[Any]) -> Outcome:
        """Return the verdict on parts that are all known."""
        return super().decide_known(evidence, values) if evidence.get(self.family) in self.kinds else None


def missing_of(parts: tuple[Part[Any], ...], values: list[Any]) -> Missing:
    """Return the verdict of a check some of whose *parts* are unknown."""
    missing = tuple(part for part, value in zip(parts, values, strict=True) if value is UNKNOWN)
    return Missing(missing, len(parts) - len(missing))


@overload
def on(a: Part[A], /) -> Callable[[Callable[[A], Outcome]], Check]: ...
@overload
def on(a: Part[A], b: Part[B], /) -> Callable[[Callable[[A, B], Outcome]], Check]: ...
@overload
def on(a: Part[A], b: Part[B], c: Part[C], /) -> Callable[[Callable[[A, B, C], Outcome]], Check]: ...
@overload
def on(a: Part[A], b: Part[B], c: Part[C], d: Part[D], /) -> Callable[[Callable[[A, B, C, D], Outcome]], Check]: ...
@overload
def on(a: Part[A], b: Part[B], c: Part[C], d: Part[D], e: Part[E], /) -> Callable[[Callable[[A, B, C, D, E], Outcome]], Check]: ...
def on(*parts: Part[Any]) -> Callable[[Callable[..., Outcome]], Check]:
    """Declare the parts a check needs: it is skipped if one of them is absent, and undecided if one is unknown."""
    return lambda look: Check(parts, look)


@overload
def of_kind(family: Part[K], kinds: K | tuple[K, ...], a: Part[A], /) -> Callable[[Callable[[A], Outcome]], Check]: ...
@overload
def of_kind(family: Part[K], kinds: K | tuple[K, ...], a: Part[A], b: Part[B], /) -> Callable[[Callable[[A, B], Outcome]], Check]: ...
@overload
def of_kind(family: Part[K], kinds: K | tuple[K, ...], a: Part[A], b: Part[B], c: Part[C], /) -> Callable[[Callable[[A, B, C], Outcome]], Check]: ...
@overload
def of_kind(
    family: Part[K], kinds: K | tuple[K, ...], a: Part[A], b: Part[B], c: Part[C], d: Part[D], /
) -> Callable[[Callable[[A, B, C, D], Outcome]], Check]: ...
def of_kind(family: Part[K], kinds: K | tuple[K, ...], *parts: Part[Any]) -> Callable[[Callable[..., Outcome]], Check]:
    """Declare the parts a check needs, and the kind of *family* that it reports; it passes for every other kind."""
    return lambda look: KindCheck(parts, look, family, kinds if isinstance(kinds, tuple) else (kinds,))


def reading(*parts: Part[Any], needs: Part[Any] | None = None) -> Callable[[Callable[[Evidence], Verdict]], Check]:
    """Declare every part that a check of the whole evidence reads: it handles absent and unknown ones itself.

    If the check does not apply without one of these parts, pass that part as *needs*.
    """
    return lambda look: Check(parts, look, custom=True, needs=needs)


def either(*checks: Check) -> Check:
    """Join checks that find the same mistake in different evidence.

    A failure of any check decides; then a pass (None); a Skip means that its evidence says nothing.
    """

    def look(evidence: Evidence) -> Verdict:
        is_cleared, missing, first = False, [], None
        for check in checks:
            verdict = check(evidence)
            if verdict is None:
                is_cleared = True
            elif isinstance(verdict, Fail):
                return verdict
            elif isinstance(verdict, Missing):
                missing.append(verdict)
            else:
                first = first or verdict
        if is_cleared:
            return None
        if missing:
            parts = dict.fromkeys(part for verdict in missing for part in verdict.parts)
            return Missing(tuple(parts), max(verdict.known for verdict in missing))
        return first

    common = [part for part in checks[0].parts if all(part in check.parts and not check.custom for check in checks)]
    needs = common[0] if common else None
    return Check(tuple(dict.fromkeys(part for check in checks for part in check.parts)), look, custom=True, needs=needs)


def or_missing(check: Check, doubt: Part[bool]) -> Check:
    """Return *check*, undecided instead of passed while *doubt* is true."""

    def look(evidence: Evidence) -> Verdict:
        verdict = check(evidence)
        return Missing((doubt,), 1) if verdict is None and evidence.get(doubt) is True else verdict

    return Check((*check.parts, doubt), look, custom=True, needs=check.parts[0])
