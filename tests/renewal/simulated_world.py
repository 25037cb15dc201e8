"""A world for twenty years: a clock, Apple, nine stores that behave like the real ones, failures, outages, and a process that is killed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from siwakit.edge.renewal.tools import ProbeAnswer
from siwakit.edge.stores.store import NOTHING, Stored, StoreDescription
from siwakit.errors import KeyFault, StoreConflict, StoreUnavailable
from siwakit.flow.client_secret import verify_signature
from siwakit.flow.renewal.journal import Journal, fingerprint, write_entry
from siwakit.jose import jws
from siwakit.jose.signer import KeySigner

DAY = 86400
START = 1_790_000_000
ACTIVATION = 2 * 3600  # seconds until Apple knows a new key
LATEST_EFFECT = 600


class Killed(BaseException):
    """The process ended here."""


@dataclass(frozen=True)
class Kind:
    """What a store can do."""

    name: str
    readable: bool = True
    versioned: bool = False
    dated: bool = True
    compares: bool = False
    keeps: bool = False
    destroys: bool = False
    lag: int = 0


KINDS = (
    Kind("file", compares=True),
    Kind("env-file", compares=True),
    Kind("command", readable=False, dated=False),
    Kind("vault", versioned=True, compares=True, keeps=True, destroys=True),
    Kind("aws-secrets", versioned=True, keeps=True, lag=30),
    Kind("github", readable=False),
    Kind("kubernetes", versioned=True, compares=True),
    Kind("supabase", readable=False, dated=False),
    Kind("vercel", readable=False, lag=5),
)


@dataclass
class World:
    """Time and chance. *quiet* switches failures, outages and kills off."""

    seed: int
    years: float = 20
    failure: float = 0.1
    kill: float = 0.004
    outage_days: int = 30
    now: int = START
    quiet: bool = False
    keys: dict[str, KeySigner] = field(default_factory=dict)
    active_from: dict[str, int] = field(default_factory=dict)
    revoked_at: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        self.random = random.Random(self.seed)  # noqa: S311  a simulation
        self.end = START + int(self.years * 365.25 * DAY)
        self.apple_outages = self.outages()
        self.stores = [FakeStore(self, kind) for kind in KINDS]
        self.journal = FakeJournal(self)

    def outages(self):
        """Return spans in which a service is away: up to 30 days, with a year between them on average."""
        spans, at = [], START
        while self.outage_days and at < self.end:
            at += int(self.random.expovariate(1 / (365 * DAY)))
            end = at + self.random.randint(1, self.outage_days * DAY)
            spans.append((at, end))
            at = end
        return spans

    def clock(self):
        return self.now

    def pause(self, seconds):
        self.maybe_die()
        self.now += int(seconds)

    def maybe_die(self):
        if not self.quiet and self.random.random() < self.kill:
            raise Killed

    def is_away(self, outages):
        return not self.quiet and any(start <= self.now < end for start, end in outages)

    def add_key(self, key_id):
        private = ec.derive_private_key(self.random.getrandbits(250) + 1, ec.SECP256R1())
        self.keys[key_id] = KeySigner(private)
        self.active_from[key_id] = self.now + (ACTIVATION if len(self.keys) > 1 else 0)
        return self.keys[key_id]

    def is_accepted(self, secret, at):
        """Return whether Apple accepts *secret* at the time *at*: not decided by the code under test."""
        token = jws.read(secret)
        key_id, claims = token.header["kid"], token.claims
        is_known = self.active_from[key_id] <= at < self.revoked_at.get(key_id, self.end * 2)
        return is_known and claims["iat"] <= at < claims["exp"] and verify_signature(secret, self.keys[key_id].public)

    def ends_at(self, secret):
        token = jws.read(secret)
        return min(token.claims["exp"], self.revoked_at.get(token.header["kid"], self.end * 2))

    def probe(self, client_id, secret):
        del client_id
        self.maybe_die()
        self.now += 1
        if self.is_away(self.apple_outages) or (not self.quiet and self.random.random() < self.failure):
            self.now += 10
            return ProbeAnswer.UNANSWERED, "timed out"
        self.maybe_die()
        return (ProbeAnswer.ACCEPTED, "") if self.is_accepted(secret, self.now) else (ProbeAnswer.REFUSED, "invalid_client")


class FailingSigner:
    """A key in another machine, which fails as the stores do."""

    def __init__(self, world, key_id):
        self.world = world
        self.signer = world.keys[key_id]
        self.public = self.signer.public

    def sign(self, data):
        world = self.world
        world.maybe_die()
        if not world.quiet and world.random.random() < world.failure:
            world.now += 10
            raise KeyFault("the signer is away")
        return self.signer.sign(data)


class FakeStore:
    """A store of one kind. *written* lists every value that it ever had, with its time."""

    def __init__(self, world, kind):
        self.world = world
        self.kind = kind
        self.address = f"{kind.name}:place"
        self.outages = world.outages()
        self.written = []
        self.versions = {}
        self.late = []

    # What really is there

    def settle(self):
        """Apply the writes that arrived late."""
        for at, secret, expected in [*self.late]:
            if at <= self.world.now:
                self.late.remove((at, secret, expected))
                if self.matches(expected):
                    self.put(secret, at)

    def put(self, secret, at):
        self.written.append((at, secret))
        if not self.kind.keeps:
            self.versions.clear()
        self.versions[len(self.written)] = secret

    def matches(self, expected):
        return not self.kind.compares or expected.version == str(len(self.written) or "") or expected.value == self.value

    @property
    def value(self):
        return self.written[-1][1] if self.written else None

    # The interface

    def describe(self):
        kind = self.kind
        return StoreDescription(kind=kind.name, what=kind.name, can_be_read=kind.readable, keeps_versions=kind.keeps, destroys_versions=kind.destroys)

    def read(self):
        self.call(lambda: None)
        visible = [(at, secret) for at, secret in self.written if at + self.kind.lag <= self.world.now] or self.written[:1]
        return self.stored(visible)

    def write(self, secret, expected):
        def effect():
            if not self.matches(expected):
                raise StoreConflict("somebody else wrote")
            self.put(secret, self.world.now)

        self.call(effect, lambda at: self.late.append((at, secret, expected)))
        return self.stored(self.written)

    def destroy_previous(self, current):
        def effect():
            if self.kind.destroys:
                for number in [number for number in self.versions if str(number) != current.version]:
                    del self.versions[number]

        self.call(effect)
        return tuple(str(number) for number in self.versions if str(number) != current.version)

    def stored(self, visible):
        if not visible:
            return NOTHING
        at, secret = visible[-1]
        kind = self.kind
        return Stored(
            value=secret if kind.readable else None,
            version=str(len(visible)) if kind.versioned else None,
            updated_at=at if kind.dated else None,
        )

    def call(self, effect, late=None):
        """Do *effect*, or fail before or after it, or be killed before or after it, or let it happen later."""
        world = self.world
        self.settle()
        world.maybe_die()
        world.now += world.random.choice((0, 0, 1))
        if world.is_away(self.outages):
            world.now += 10
            raise StoreUnavailable("away", is_outcome_unknown=world.random.random() < 0.5)
        fault = world.random.choice(("before", "hang before", "after", "late")) if not world.quiet and world.random.random() < world.failure else ""
        if fault == "before":
            raise StoreUnavailable("503")
        if fault == "hang before":
            world.now += 10
            raise StoreUnavailable("timed out", is_outcome_unknown=True)
        if fault == "late":
            # A call of the file system has ended when it returns.
            if late and self.kind.name not in {"file", "env-file"}:
                late(world.now + world.random.randint(1, LATEST_EFFECT))
            world.now += 10
            raise StoreUnavailable("timed out", is_outcome_unknown=True)
        effect()
        world.maybe_die()
        if fault == "after":
            world.now += 10
            raise StoreUnavailable("timed out", is_outcome_unknown=True)


class FakeJournal:
    """The journal: a process that is killed while it adds an entry leaves it out, and sometimes the disk is full."""

    def __init__(self, world):
        self.world = world
        self.journal = Journal()
        self.text = []

    def append(self, entry):
        self.world.maybe_die()
        if not self.world.quiet and self.world.random.random() < self.world.failure / 10:
            raise OSError(28, "No space left on device")
        self.journal.add(entry)
        self.text.append(write_entry(entry))
        self.world.maybe_die()


def fingerprints(store):
    return [fingerprint(secret) for _, secret in store.written]
