"""Rules, and everything that a file of rules needs, including checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import Aspect
from siwakit.evidence.evidence import Evidence
from siwakit.evidence.said import Proof
from siwakit.record import record
from siwakit.rules.checks import Check, Fail, KindCheck, Missing, Outcome, Skip, Verdict, either, missing_of, of_kind, on, or_missing, reading
from siwakit.rules.wire import Answer
from siwakit.sources import Source

__all__ = [
    "Check",
    "Enforcer",
    "Example",
    "Excuse",
    "Fail",
    "Grade",
    "Harm",
    "KindCheck",
    "Leniency",
    "Missing",
    "Outcome",
    "Question",
    "Remedy",
    "Rule",
    "Skip",
    "Suspicion",
    "Verdict",
    "either",
    "missing_of",
    "of_kind",
    "on",
    "or_missing",
    "reading",
]


class Question(Enum):
    """The question in the checklist that a rule helps to answer."""

    # Enum.__hash__ is Python code that hashes the name. Members are singletons, and these are hashed thousands of times.
    __hash__ = object.__hash__

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
    """What enforces a rule, apart from Apple's endpoints."""

    # Enum.__hash__ is Python code that hashes the name. Members are singletons, and these are hashed at every verification.
    __hash__ = object.__hash__

    VERIFY = "siwakit's own verification"
    NOTIFY = "siwakit's own verification of notifications"
    ELSEWHERE = "a path that Apple's service does not have"


class Harm(Enum):
    """The effect of a mistake, if Apple's answer does not show it."""

    DEFEATS = "it does not do what it is for"
    UNSAFE = "an attacker can get in"
    FRAGILE = "it works now and breaks later"


class Grade(Enum):
    """What a failure of a rule means."""

    REFUSED = "Apple refuses it"
    DEFEATED = "it cannot work, whatever Apple says"
    ASSUMED = "it is not known whether Apple accepts it"
    ADVICE = "it works, but could be better"


class Remedy(Enum):
    """What puts a mistake right."""

    # Enum.__hash__ is Python code that hashes the name.
    __hash__ = object.__hash__

    SECRET = "a new client_secret"
    CLIENT = "the right client_id, and a client_secret for it"
    REQUEST = "the corrected request"
    KEY = "a key file without damage"
    VALUES = "the right value in each place"
    CODE = "a new code"
    ACTION = "what the fix says"


@record
class Example:
    """A correct sign-in with one thing changed."""

    title: str
    change: Callable[[samples.Scenario], samples.Scenario] = field(repr=False)

    def evidence(self) -> Evidence:
        """Return the evidence of the changed sign-in."""
        return self.change(samples.Scenario()).evidence()


@record(kw_only=True)
class Leniency:
    """What an endpoint is configured to accept although a rule fails, because Apple's behaviour is disputed or has changed.

    *now* is in seconds since 1970-01-01 UTC; *clock_skew_seconds* is how far the times of a client_secret may differ from it.
    """

    now: int
    clock_skew_seconds: int = 0
    ignores_pkce: bool = False
    accepts_spellings: bool = False
    bearer_is_optional: bool = False
    allows_local_addresses: bool = False

    def reaches_back_to(self, moment: object) -> bool:
        """Return whether *moment* is ahead of now by no more than the skew."""
        return self.clock_skew_seconds > 0 and isinstance(moment, int | float) and moment <= self.now + self.clock_skew_seconds

    def reaches_on_to(self, moment: object) -> bool:
        """Return whether *moment* is before now by less than the skew."""
        return self.clock_skew_seconds > 0 and isinstance(moment, int | float) and moment + self.clock_skew_seconds > self.now


Excuse = Callable[[Fail, Leniency], bool]


class Shared(Enum):
    """What an accepted request has in common with a refused one, besides the Team ID."""

    CLIENT = "the client_id"
    KEY = "the key and its Key ID"
    BOTH = "the client_id, the key and its Key ID"


@record
class Suspicion:
    """What makes a rule a suspect if it cannot be decided.

    *look* is an instruction to the reader; *rules_out* completes "ruled out if: …". How likely the rule is, is said by two tables
    of the judge: what Apple lists, and how often each mistake was reported. If another request was accepted that has *shared* in common
    with this one, the rule is ruled out.
    """

    look: str
    rules_out: str
    shared: Shared | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One mistake: how it is detected, why it matters, how to fix it, and what Apple answers.

    A failure voids the aspects in *voids*: it explains every failure of a rule that *speaks_of* one of them. *explains* has the ids of
    rules whose failures are resolved by the same fix for a reason that no aspect can express. *enforced_at* lists what enforces it. *excuse*
    returns whether a lenient endpoint accepts a failure. *answered_at* lists endpoints whose answer differs from *wire*;
    *is_answer_disputed* is set if reports about the answer differ. *told_by* has what words of a library, a service or a person can
    prove that makes the rule a suspect, each with how often it is the cause of such words, from 1 to 100. *remedy* is what puts the mistake
    right, if that does not follow from its question and place.
    """

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
    voids: tuple[Aspect, ...] = ()
    speaks_of: tuple[Aspect, ...] = ()
    explains: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    enforced_at: tuple[Endpoint | Enforcer, ...] = ()
    excuse: Excuse | None = None
    answered_at: tuple[tuple[Endpoint, Answer], ...] = ()
    is_answer_disputed: bool = False
    suspicion: Suspicion | None = None
    told_by: Mapping[Proof, int] = field(default_factory=dict)
    remedy: Remedy | None = None
    good: Callable[[], tuple[Example, ...]] = tuple
    bad: Callable[[], tuple[Example, ...]] = tuple

    grade: Grade = field(init=False)
    """What a failure means; only what is documented or observed is called a refusal."""

    def __post_init__(self) -> None:
        """Set the grade."""
        if self.wire is not None:
            grade = Grade.REFUSED
        elif self.harm is Harm.DEFEATS:
            grade = Grade.DEFEATED
        else:
            grade = Grade.ADVICE if self.assumed is None else Grade.ASSUMED
        object.__setattr__(self, "grade", grade)

    def __repr__(self) -> str:
        """Return only the id, which is enough to find the rule."""
        return f"Rule({self.id!r})"

    def answers(self) -> tuple[Answer, ...]:
        """Return every answer that this mistake is known or assumed to get."""
        first = self.wire or self.assumed
        return (*((first,) if first else ()), *self.also_seen)
