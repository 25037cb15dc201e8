"""Twenty years of `siwakit renew` in a simulated world, and what is measured in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.renewal.simulated_world import DAY, START, FailingSigner, Killed, World, fingerprints

from siwakit.edge.renewal.renewer import Renewer
from siwakit.edge.renewal.tools import Renewal, SigningKey, Tools
from siwakit.flow.renewal.journal import Event, Journal
from siwakit.flow.renewal.outcome import ALARM, DONE, exit_code
from siwakit.flow.renewal.rotation import Holding, Pair, Stage, plan_rotation
from siwakit.flow.renewal.schedule import next_pause

CLIENT = "com.example.web"
LIFETIME = 180 * DAY
RENEW_BEFORE = 60 * DAY
RESTART = 60
EDITED_AFTER = 200 * DAY  # when the user takes a revoked key out of siwakit.toml


@dataclass
class Simulation:
    """A world and what happened in it. *alarms* are the spans in which the last run that ended had failed."""

    world: World
    every: int
    rotates: bool = True
    is_probed: bool = True
    loses_journal_after: int = 0
    runs: int = 0
    kills: int = 0
    rotations: int = 0
    key_ids: list[str] = field(default_factory=lambda: ["KEY0000000"])
    alarms: list[list[int]] = field(default_factory=list)

    def run(self):
        world = self.world
        world.add_key(self.key_ids[0])
        failures = 0
        next_rotation = START + 3 * 365 * DAY
        while world.now < world.end:
            if len(self.key_ids) > 1 and self.key_ids[1] in world.revoked_at and world.now > world.revoked_at[self.key_ids[1]] + EDITED_AFTER:
                self.key_ids.pop()
            if self.rotates and len(self.key_ids) == 1 and world.now > next_rotation:
                self.key_ids.insert(0, f"KEY{self.rotations + 1:07}")
                world.add_key(self.key_ids[0])
                next_rotation = world.now + 4 * 365 * DAY
            if self.loses_journal_after and world.random.random() < 1 / self.loses_journal_after:
                world.journal.journal = Journal()
            code = self.run_once()
            if code is None:
                world.now += RESTART
                continue
            self.note_alarm(code)
            world.now += next_pause(self.every, code, failures)
            failures = 0 if code == DONE else failures + 1
        world.quiet = True
        world.now += DAY
        self.run_once()
        world.now += DAY
        self.last_code = self.run_once()
        return self

    def run_once(self):
        """Run once; return the exit code, or None if the process was killed."""
        self.runs += 1
        try:
            outcome = Renewer(self.renewal(), self.tools()).run()
        except Killed:
            self.kills += 1
            return None
        self.last = outcome
        if len(self.key_ids) > 1 and self.key_ids[1] not in self.world.revoked_at:
            self.look_at_rotation(outcome)
        return exit_code([outcome])

    def renewal(self):
        world = self.world
        return Renewal(
            client_id=CLIENT,
            team_id="A1B2C3D4E5",
            keys=tuple(SigningKey(key_id=key_id, signer=FailingSigner(world, key_id)) for key_id in self.key_ids),
            lifetime=LIFETIME,
            renew_before=RENEW_BEFORE,
            stores=tuple(world.stores),
            hooks=(("reload",),),
            is_probed=self.is_probed,
        )

    def tools(self):
        world = self.world
        return Tools(now=world.clock, pause=world.pause, journal=world.journal, probe=world.probe, run_hook=self.hook)

    def hook(self, *_):
        self.world.maybe_die()
        return ""

    def look_at_rotation(self, outcome):
        """Revoke the old key as soon as siwakit says that it can be."""
        world, (new, old) = self.world, self.key_ids
        holdings = [
            Holding(client_id=CLIENT, store=store.store, key_id=store.key_id, expires_at=store.expires_at, fingerprint=store.fingerprint)
            for store in outcome.stores
        ]
        rotation = plan_rotation(Pair(old=old, new=new, clients=(CLIENT,)), holdings, world.journal.journal, world.now)
        if rotation.stage is Stage.REVOKE:
            still_valid = [secret for store in world.stores for _, secret in store.written if self.is_valid_secret_of(old, secret)]
            assert still_valid == [], "a client_secret that a program may still use would have ended"
            world.revoked_at[old] = world.now
            self.rotations += 1

    def is_valid_secret_of(self, key_id, secret):
        from siwakit.jose import jws

        return jws.read(secret).header["kid"] == key_id and self.world.is_accepted(secret, self.world.now)

    def note_alarm(self, code):
        if code == ALARM and not (self.alarms and self.alarms[-1][1] == 0):
            self.alarms.append([self.world.now, 0])
        elif code == DONE and self.alarms and self.alarms[-1][1] == 0:
            self.alarms[-1][1] = self.world.now

    # What must hold

    def refused_seconds(self):
        """Return the seconds in which a store's current value is one that Apple refuses, without an alarm that was on 30 days before."""
        total = 0
        for store in self.world.stores:
            ends = [at for at, _ in store.written[1:]] + [self.world.now]
            for (since, secret), until in zip(store.written, ends, strict=True):
                assert self.world.is_accepted(secret, since), "a store got a client_secret that Apple refuses"
                ended = self.world.ends_at(secret)
                if ended < until and not self.had_alarm(ended):
                    total += until - ended
        return total

    def had_alarm(self, at):
        return any(start <= at - 30 * DAY and (end == 0 or end >= at) for start, end in self.alarms)

    def deliveries_without_one_entry(self):
        """Return the deliveries that the journal does not have exactly once."""
        wrong = []
        for store in self.world.stores:
            entries = [entry for entry in self.world.journal.journal.entries if entry.store == store.address]
            delivered = [entry.fingerprint for entry in entries if entry.event is Event.DELIVERED]
            untold = {entry.fingerprint for entry in entries if entry.event is Event.NOT_ARRIVED and entry.words}
            real = fingerprints(store)
            wrong += [(store.address, print_, delivered.count(print_)) for print_ in real if delivered.count(print_) != 1 and print_ not in untold]
            wrong += [(store.address, print_, "never there") for print_ in delivered if print_ not in real]
            can_tell = store.kind.readable or store.kind.dated
            wrong += [(store.address, print_, "written twice") for print_ in real if can_tell and real.count(print_) > 1]
        return wrong

    def replaced_but_current(self):
        """Return the stores whose current value is not what the journal delivered last."""
        journal = self.world.journal.journal
        return [
            store.address for store in self.world.stores if fingerprints(store)[-1] != journal.of_store(CLIENT, store.address).delivered.fingerprint
        ]

    def kept_versions(self):
        """Return the stores that have older versions which could have been destroyed, or which are not listed."""
        wrong = []
        for store in self.world.stores:
            if not store.kind.keeps:
                continue
            older = tuple(str(number) for number in store.versions if number != len(store.written))
            entries = [entry for entry in self.world.journal.journal.entries if entry.store == store.address and entry.event is Event.CLEANED]
            if older and (store.kind.destroys or entries[-1].remaining != older):
                wrong.append(store.address)
        return wrong

    def shown_secrets(self):
        """Return how many parts of client_secrets are in the journal."""
        text = "".join(self.world.journal.text)
        parts = {part for store in self.world.stores for _, secret in store.written for part in secret.split(".") if len(part) > 16}
        return sum(part in text for part in parts)


def simulate(seed, *, years=20, every=30 * DAY, **chances):
    return Simulation(World(seed, years=years, **chances), every).run()
