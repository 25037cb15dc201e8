"""A run for one `[[renew]]`: what it does when something is missing, fails, or was left unfinished by the run before."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from tests.renewal.simulated_world import DAY, FakeStore, Killed, Kind, World, fingerprints

from siwakit.edge.renewal.renewer import Renewer
from siwakit.edge.renewal.tools import ProbeAnswer, Renewal, SigningKey, Tools
from siwakit.edge.stores.store import Stored
from siwakit.errors import KeyFault, StoreConflict, StoreRefused, StoreUnavailable
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.renewal.journal import Event, Journal
from siwakit.flow.renewal.outcome import Standing, exit_code

CLIENT, TEAM, KEY, NEW_KEY = "com.example.web", "A1B2C3D4E5", "KEY0000001", "KEY0000002"
READABLE = Kind("readable")
BLIND = Kind("blind", readable=False)
DUMB = Kind("dumb", readable=False, dated=False)
VERSIONED = Kind("versioned", versioned=True, keeps=True, destroys=True)
PILING = Kind("piling", versioned=True, keeps=True)


@dataclass
class Bench:
    """A quiet world with some stores, and what is asked of it."""

    kinds: tuple[Kind, ...]
    keys: tuple[str, ...] = (KEY,)
    probed: bool = False
    answer: tuple[ProbeAnswer, str] | None = None
    hooks: tuple = ()
    alarm_hooks: tuple = ()
    overwrites: bool = False
    hook_problem: str = ""
    ran: list = field(default_factory=list)
    probes: int = 0

    def __post_init__(self):
        self.world = World(1, years=5, failure=0, kill=0, outage_days=0)
        self.world.quiet = True
        for key in (KEY, NEW_KEY):
            self.world.add_key(key)
        self.stores = tuple(
            FakeStore(self.world, Kind(f"{kind.name}{number}", **{name: getattr(kind, name) for name in SLOTS}))
            for number, kind in enumerate(self.kinds)
        )

    @property
    def journal(self):
        return self.world.journal.journal

    def run(self, *, dry=False):
        self.world.now += 3600
        return Renewer(self.renewal(), self.tools(), is_dry=dry).run()

    def renewal(self):
        keys = tuple(SigningKey(key_id=key, signer=self.world.keys[key]) for key in self.keys)
        return Renewal(
            client_id=CLIENT,
            team_id=TEAM,
            keys=keys,
            lifetime=180 * DAY,
            renew_before=60 * DAY,
            stores=self.stores,
            hooks=self.hooks,
            alarm_hooks=self.alarm_hooks,
            is_probed=self.probed,
            overwrites=self.overwrites,
        )

    def tools(self):
        return Tools(now=self.world.clock, pause=self.world.pause, journal=self.world.journal, probe=self.probe, run_hook=self.hook)

    def probe(self, client_id, secret):
        self.probes += 1
        return self.answer or self.world.probe(client_id, secret)

    def hook(self, hook, variables):
        self.ran.append((hook, variables))
        return self.hook_problem

    def events(self):
        return [entry.event for entry in self.journal.entries]

    def put(self, store, key=KEY, days=180, client=CLIENT):
        """Put a client_secret into *store* that another program minted."""
        signer = self.world.keys[key]
        store.put(
            mint_client_secret(signer, team_id=TEAM, key_id=key, client_id=client, now=self.world.now - 10, expires_in_seconds=days * DAY),
            self.world.now,
        )


SLOTS = ("readable", "versioned", "dated", "compares", "keeps", "destroys", "lag")


def standings(outcome):
    return [store.standing for store in outcome.stores]


def test_an_empty_store_gets_a_secret_and_a_second_run_changes_nothing():
    bench = Bench((READABLE, BLIND, DUMB))
    outcome = bench.run()
    assert standings(outcome) == [Standing.DELIVERED] * 3
    assert [store.read_back for store in outcome.stores] == [True, False, False]
    assert len({print_ for store in bench.stores for print_ in fingerprints(store)}) == 1
    before = len(bench.journal.entries)
    again = bench.run()
    assert (standings(again), again.code, len(bench.journal.entries)) == ([Standing.CURRENT] * 3, 0, before)


def test_what_is_still_good_is_left_alone_and_what_expires_soon_is_not():
    bench = Bench((READABLE, READABLE))
    bench.put(bench.stores[0], days=61)
    bench.put(bench.stores[1], days=59)
    assert standings(bench.run()) == [Standing.CURRENT, Standing.DELIVERED]


def test_a_dry_run_writes_nothing():
    bench = Bench((READABLE, BLIND), hooks=(("reload",),))
    outcome = bench.run(dry=True)
    assert standings(outcome) == [Standing.WOULD_DELIVER] * 2
    assert (bench.journal.entries, bench.ran, [store.written for store in bench.stores]) == ([], [], [[], []])


def failing(store, error):
    def write(secret, expected):
        raise error

    store.write = write


def test_a_store_that_is_away_keeps_the_old_secret_and_the_others_get_the_new_one():
    bench = Bench((READABLE, READABLE))
    for store in bench.stores:
        bench.put(store, days=50)
    failing(bench.stores[0], StoreUnavailable("503"))
    outcome = bench.run()
    assert standings(outcome) == [Standing.FAILED, Standing.DELIVERED]
    assert (outcome.code, outcome.stores[0].alarm_since) == (1, bench.world.now)
    assert len(bench.stores[0].written) == 1


def test_the_alarm_is_one_entry_and_ends_with_the_delivery():
    bench = Bench((READABLE,))
    failing(bench.stores[0], StoreRefused("no permission"))
    first = bench.run().stores[0].alarm_since
    assert bench.run().stores[0].alarm_since == first
    assert bench.events().count(Event.FAILED) == 1
    del bench.stores[0].write
    assert bench.run().stores[0].alarm_since is None
    assert bench.journal.of_store(CLIENT, bench.stores[0].address).failing_since is None


def test_the_alarm_ends_too_if_another_program_delivers():
    bench = Bench((READABLE,))
    failing(bench.stores[0], StoreConflict("changed"))
    assert bench.run().code == 1
    bench.put(bench.stores[0])
    assert bench.run().code == 0
    assert bench.events()[-1] is Event.RECOVERED


def test_half_a_delivery_is_finished_with_the_same_secret_and_no_second_signature():
    bench = Bench((READABLE, BLIND))
    failing(bench.stores[1], StoreUnavailable("503"))
    bench.run()
    del bench.stores[1].write
    outcome = bench.run()
    assert standings(outcome) == [Standing.CURRENT, Standing.DELIVERED]
    assert bench.events().count(Event.PROVED) == 1
    assert fingerprints(bench.stores[0]) == fingerprints(bench.stores[1])


def test_half_a_delivery_to_stores_that_cannot_be_read_is_finished_with_another_secret():
    bench = Bench((BLIND, BLIND))
    failing(bench.stores[1], StoreUnavailable("503"))
    bench.run()
    del bench.stores[1].write
    bench.run()
    assert bench.events().count(Event.PROVED) == 2
    assert [len(store.written) for store in bench.stores] == [1, 1]


@pytest.mark.parametrize("kind", [READABLE, BLIND, VERSIONED], ids=lambda kind: kind.name)
def test_a_delivery_whose_answer_was_lost_is_found_by_the_next_run(kind):
    bench = Bench((kind,))
    store = bench.stores[0]
    write = store.write

    def dies(secret, expected):
        write(secret, expected)
        raise Killed

    store.write = dies
    with pytest.raises(Killed):
        bench.run()
    store.write = write
    outcome = bench.run()
    assert standings(outcome) == [Standing.CONFIRMED]
    assert (len(store.written), bench.events().count(Event.DELIVERED)) == (1, 1)


def test_a_write_that_is_not_visible_yet_is_waited_for_and_not_repeated():
    bench = Bench((Kind("slow", lag=4000),))
    bench.put(bench.stores[0], days=30)
    assert standings(bench.run()) == [Standing.UNCONFIRMED]
    bench.world.now -= 3600
    assert standings(bench.run()) == [Standing.UNCONFIRMED]
    bench.world.now += 1000
    assert bench.run().code == 0
    assert len(bench.stores[0].written) == 2


def test_a_refused_secret_reaches_no_store():
    bench = Bench((READABLE,), probed=True, answer=(ProbeAnswer.REFUSED, "invalid_client"))
    bench.put(bench.stores[0], days=30)
    outcome = bench.run()
    assert (standings(outcome), outcome.code, len(bench.stores[0].written)) == ([Standing.FAILED], 1, 1)
    assert "invalid_client" in outcome.stores[0].words
    assert bench.events() == [Event.FAILED]


def test_apple_is_asked_once_for_all_stores_and_not_again_for_a_copy():
    bench = Bench((READABLE, READABLE), probed=True)
    bench.world.now += DAY
    failing(bench.stores[1], StoreUnavailable("503"))
    bench.run()
    del bench.stores[1].write
    bench.run()
    assert bench.probes == 1


def test_a_value_that_is_not_a_client_secret_is_left_alone_unless_asked():
    bench = Bench((READABLE, READABLE))
    bench.stores[0].put("postgres://user@host/db", bench.world.now)
    bench.put(bench.stores[1], client="com.example.other")
    outcome = bench.run()
    assert (standings(outcome), outcome.code) == ([Standing.LEFT_ALONE] * 2, 1)
    assert "postgres" not in repr(outcome)
    bench.overwrites = True
    assert standings(bench.run()) == [Standing.DELIVERED] * 2


def test_older_versions_are_destroyed_or_listed():
    bench = Bench((VERSIONED, PILING))
    bench.run()
    bench.world.now += 150 * DAY
    outcome = bench.run()
    assert [store.remaining for store in outcome.stores] == [(), ("1",)]
    assert list(bench.stores[0].versions) == [2]


def test_older_versions_that_could_not_be_destroyed_are_tried_again():
    bench = Bench((VERSIONED,))
    destroy = bench.stores[0].destroy_previous

    def away(current):
        raise StoreUnavailable("503")

    bench.stores[0].destroy_previous = away
    assert (bench.run().code, bench.run().code) == (1, 1)
    bench.stores[0].destroy_previous = destroy
    assert (bench.run().code, bench.events()[-1]) == (0, Event.CLEANED)


def test_hooks_run_after_a_delivery_only_and_never_get_the_secret():
    bench = Bench((READABLE,), hooks=(("reload", "app"),))
    bench.run()
    bench.run()
    assert [hook for hook, _ in bench.ran] == [("reload", "app")]
    secret = bench.stores[0].value
    assert not any(part in repr(bench.ran) for part in secret.split("."))


def test_a_hook_that_failed_runs_again_and_keeps_the_alarm_on():
    bench = Bench((READABLE,), hooks=(("reload",),), alarm_hooks=(("page",),), hook_problem="it exited with 3")
    assert bench.run().code == 1
    assert bench.run().code == 1
    bench.hook_problem = ""
    assert bench.run().code == 0
    assert [hook[0] for hook, _ in bench.ran] == ["reload", "page", "reload", "page", "reload"]


def test_a_store_that_fails_does_not_keep_the_hooks_of_the_others_from_running():
    bench = Bench((READABLE, READABLE), hooks=(("reload",),))
    failing(bench.stores[1], StoreUnavailable("503"))
    bench.run()
    assert [hook for hook, _ in bench.ran] == [("reload",)]


def test_a_store_that_is_away_while_nothing_is_due_is_undecided_and_no_alarm():
    bench = Bench((BLIND,))
    bench.run()

    def away():
        raise StoreUnavailable("503")

    bench.stores[0].read = away
    outcome = bench.run()
    assert (standings(outcome), outcome.code, outcome.stores[0].alarm_since) == ([Standing.NOT_CHECKED], 3, None)


def test_a_clock_that_went_back_stops_everything():
    bench = Bench((READABLE,), alarm_hooks=(("page",),))
    bench.run()
    bench.world.now -= 200 * DAY
    bench.stores[0].written.clear()
    outcome = bench.run()
    assert (outcome.code, bench.stores[0].written) == (3, [])
    assert [hook for hook, _ in bench.ran] == [("page",)]


def test_a_full_disk_stops_before_the_store_is_written_to():
    bench = Bench((READABLE,))
    bench.put(bench.stores[0], days=10)

    def full(entry):
        raise OSError(28, "No space left on device")

    bench.world.journal.append = full
    outcome = bench.run()
    assert (standings(outcome), outcome.code, len(bench.stores[0].written)) == ([Standing.FAILED], 1, 1)


def test_a_lost_journal_costs_one_renewal_of_what_cannot_be_read():
    bench = Bench((READABLE, BLIND))
    bench.run()
    bench.world.journal.journal = Journal()
    assert standings(bench.run()) == [Standing.CURRENT, Standing.DELIVERED]
    assert standings(bench.run()) == [Standing.CURRENT] * 2


def test_a_value_that_another_program_put_into_a_store_that_cannot_be_read_is_replaced():
    bench = Bench((BLIND,))
    bench.run()
    bench.world.now += DAY
    bench.put(bench.stores[0], days=1)
    outcome = bench.run()
    assert standings(outcome) == [Standing.DELIVERED]


def test_a_signer_that_fails_leaves_the_old_secret():
    bench = Bench((READABLE,))
    bench.put(bench.stores[0], days=10)

    bench.world.keys[KEY] = Sealed(bench.world.keys[KEY].public)
    outcome = bench.run()
    assert (standings(outcome), outcome.code) == ([Standing.FAILED], 1)
    assert "sealed" in outcome.stores[0].words


def test_a_new_key_needs_a_probe_before_it_replaces_a_good_secret():
    bench = Bench((READABLE, BLIND))
    bench.run()
    bench.keys = (NEW_KEY,)
    assert bench.run().code == 1
    assert [len(store.written) for store in bench.stores] == [1, 1]
    bench.probed = True
    assert bench.run().code == 0
    assert [len(store.written) for store in bench.stores] == [2, 2]


def test_a_next_key_that_is_not_accepted_yet_leaves_the_old_key_in_use():
    bench = Bench((READABLE,), keys=(NEW_KEY, KEY), probed=True)
    bench.put(bench.stores[0], days=50)
    bench.world.active_from[NEW_KEY] = bench.world.now + 30 * DAY
    outcome = bench.run()
    assert (standings(outcome), exit_code([outcome])) == ([Standing.DELIVERED], 3)
    assert outcome.stores[0].key_id == KEY
    bench.world.now += 31 * DAY
    outcome = bench.run()
    assert (outcome.code, outcome.stores[0].key_id) == (0, NEW_KEY)


def test_a_rotation_that_was_interrupted_goes_on_and_not_back():
    bench = Bench((READABLE, READABLE), keys=(NEW_KEY, KEY), probed=True)
    for store in bench.stores:
        bench.put(store, days=150)
    bench.world.now += DAY
    failing(bench.stores[1], StoreUnavailable("503"))
    assert next(store.key_id for store in bench.run().stores) == NEW_KEY
    bench.answer = (ProbeAnswer.UNANSWERED, "timed out")
    del bench.stores[1].write
    outcome = bench.run()
    assert [store.key_id for store in outcome.stores] == [NEW_KEY, NEW_KEY]
    assert fingerprints(bench.stores[0])[-1] == fingerprints(bench.stores[1])[-1]


def test_the_old_key_is_never_used_again_after_apple_accepted_the_next_one():
    """It may be revoked, although siwakit.toml still names it."""
    bench = Bench((READABLE,), keys=(NEW_KEY, KEY), probed=True)
    bench.world.now += DAY
    assert bench.run().stores[0].key_id == NEW_KEY
    bench.probed = False
    bench.world.now += 130 * DAY
    bench.world.keys[NEW_KEY] = Sealed(bench.world.keys[NEW_KEY].public)
    outcome = bench.run()
    assert (outcome.code, len(bench.stores[0].written)) == (1, 1)
    assert "sealed" in outcome.stores[0].words


class Sealed:
    """A signer that fails."""

    def __init__(self, public):
        self.public = public

    def sign(self, _):
        raise KeyFault("the vault is sealed")


def test_a_stored_value_is_in_no_repr():
    bench = Bench((READABLE,))
    secret = "eyJ" + "s" * 80
    assert secret not in repr(Stored(value=secret))
    bench.run()
    assert bench.stores[0].value.split(".")[2] not in repr(bench.journal.entries)
