"""What a rule is, and what its check may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar, overload

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.evidence import LACKING, UNKNOWN, Evidence, Part
from siwakit.rules.wire import Answer
from siwakit.sources import Source


class Question(Enum):
    """Name the question of the checklist that a rule helps to answer."""

    CLIENT_ID = "client_id"
    HEADER = "header"
    PAYLOAD = "payload"
    SIGNATURE = "signature"
    REQUEST = "request"
    GRANT = "grant"
    PORTAL = "portal"
    TRANSPORT = "transport"
    AUTHORIZE = "authorize"
    CALLBACK = "callback"
    NOTIFICATION = "notification"
    MIGRATION = "migration"
    IDENTITY_TOKEN = "identity_token"


class Enforcer(Enum):
    """Name who else than an endpoint of Apple's decides by a rule."""

    VERIFY = "siwakit's own verification"
    NOTIFY = "siwakit's own verification of notifications"


class Harm(Enum):
    """Say what a mistake does where Apple's answer does not say it."""

    DEFEATS = "it does not do what it is meant to do"
    UNSAFE = "somebody else can get in"
    FRAGILE = "it works now and breaks later"


class Grade(Enum):
    """Say what a failure of a rule means."""

    REFUSED = "Apple refuses it"
    DEFEATED = "it cannot work, whatever Apple says"
    ASSUMED = "it is not known whether Apple accepts it"
    ADVICE = "it works, and could be better"


@dataclass(frozen=True, slots=True)
class Fail:
    """Say that the rule is broken, and where.

    *at* is the place as a path (`client_secret.claims.aud`); *actual* and *expected* are data, not sentences; *because*
    is the proof in one clause; *correct* is the value to copy where it is another than *expected*.
    """

    at: str
    actual: Any = field(repr=False)
    expected: Any = field(repr=False)
    because: str = ""
    correct: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Skip:
    """Say that the rule has nothing to say here, and why."""

    because: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Say which parts would decide the rule, and how many of those it asks for are known."""

    parts: tuple[Part[Any], ...]
    known: int = 0


Outcome = Fail | Skip | None
Verdict = Outcome | Missing
Check = Callable[[Evidence], Verdict]

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")

_LACKING = Skip("the part is not there")


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
    """Name what a check needs: lacking parts skip it, unknown ones leave it undecided."""

    def bind(look: Callable[..., Outcome]) -> Check:
        check = _on_one(parts[0], look) if len(parts) == 1 else _on_several(parts, look)
        check.__doc__ = look.__doc__
        return check

    return bind


# Every rule passes here for every diagnosis: identity is asked instead of equality, which runs code of the values, and what
# was worked out before is taken without a call.
def _on_one(part: Part[Any], look: Callable[..., Outcome]) -> Check:
    name, undecided = part.name, Missing((part,))

    def check(evidence: Evidence) -> Verdict:
        memo = evidence.memo
        value = memo[name] if name in memo else evidence.get(part)
        if value is LACKING:
            return _LACKING
        return undecided if value is UNKNOWN else look(value)

    return check


def _on_several(parts: tuple[Part[Any], ...], look: Callable[..., Outcome]) -> Check:
    named = tuple((part.name, part) for part in parts)

    def check(evidence: Evidence) -> Verdict:
        memo, values, is_open = evidence.memo, [], False
        for name, part in named:
            value = memo[name] if name in memo else evidence.get(part)
            if value is LACKING:
                return _LACKING
            if value is UNKNOWN:
                is_open = True
            values.append(value)
        return _find_unknown(parts, values) if is_open else look(*values)

    return check


def _find_unknown(parts: tuple[Part[Any], ...], values: list[Any]) -> Missing:
    missing = tuple(part for part, value in zip(parts, values, strict=True) if value is UNKNOWN)
    return Missing(missing, len(parts) - len(missing))


def either(*checks: Check) -> Check:
    """Join checks that look at the same mistake through different evidence.

    A failure that any of them sees decides; then an acquittal (None); a Skip says that this evidence is silent.
    """

    def check(evidence: Evidence) -> Verdict:
        seen, is_cleared = [], False
        for one in checks:
            verdict = one(evidence)
            if isinstance(verdict, Fail):
                return verdict
            is_cleared = is_cleared or verdict is None
            seen.append(verdict)
        if is_cleared:
            return None
        missing = [verdict for verdict in seen if isinstance(verdict, Missing)]
        if missing:
            parts = dict.fromkeys(part for verdict in missing for part in verdict.parts)
            return Missing(tuple(parts), max(verdict.known for verdict in missing))
        return seen[0]

    return check


@dataclass(frozen=True, slots=True)
class Example:
    """Change one thing in a sign-in that is right in everything."""

    title: str
    change: Callable[[samples.Scenario], samples.Scenario] = field(repr=False)

    def evidence(self) -> Evidence:
        """Return the evidence that the changed sign-in leaves behind."""
        return self.change(samples.Scenario()).evidence()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Make a rule a suspect where it cannot be decided.

    *weight* is how often this is the cause, from 1 to 100; *look* says where to look and what to see there; *rules_out*
    names the observation that would clear it.
    """

    weight: int
    look: str
    rules_out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Hold one mistake: how it is seen, why it matters, what to do, and what Apple answers."""

    id: str
    title: str
    question: Question
    since: str
    why: str
    fix: str
    references: tuple[Source, ...]
    check: Check
    wire: Answer | None = None
    also_seen: tuple[Answer, ...] = ()
    assumed: Answer | None = None
    harm: Harm | None = None
    explains: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    enforced_at: tuple[Endpoint | Enforcer, ...] = ()
    suspicion: Suspicion | None = None
    good: Callable[[], tuple[Example, ...]] = tuple
    bad: Callable[[], tuple[Example, ...]] = tuple

    @property
    def grade(self) -> Grade:
        """Say what a failure means; only what is documented or observed is called a refusal."""
        if self.wire is not None:
            return Grade.REFUSED
        if self.harm is Harm.DEFEATS:
            return Grade.DEFEATED
        return Grade.ADVICE if self.assumed is None else Grade.ASSUMED

    def answers(self) -> tuple[Answer, ...]:
        """Return every answer that this mistake is known or assumed to get."""
        first = self.wire or self.assumed
        return (*((first,) if first else ()), *self.also_seen)
