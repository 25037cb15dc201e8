"""Twenty simulated years of renewing: calls fail and hang, stores and Apple are away, the process is killed at any step, keys are rotated."""

from __future__ import annotations

import pytest
from tests.each import each
from tests.renewal.simulated_world import World
from tests.renewal.simulation import DAY, Simulation, simulate


def require_all_that_must_hold(done: Simulation):
    assert done.last_code == 0
    assert done.refused_seconds() == 0
    assert done.deliveries_without_one_entry() == []
    assert done.replaced_but_current() == []
    assert done.kept_versions() == []
    assert done.shown_secrets() == 0


def test_four_years_pass_without_a_refused_secret():
    done = simulate(1, years=4)
    require_all_that_must_hold(done)
    assert len(done.world.stores) == 9
    assert done.rotations == 1
    assert done.kills > 10
    assert len(done.alarms) > 5


def test_a_world_without_failures_needs_one_run_a_month_and_one_write_in_four_months():
    world = World(2, years=3, failure=0, kill=0, outage_days=0)
    world.quiet = True
    done = Simulation(world, 30 * DAY, rotates=False).run()
    require_all_that_must_hold(done)
    assert done.kills == 0
    assert done.alarms == []
    assert {len(store.written) for store in world.stores} == {10}
    assert done.runs < 40


def test_a_service_that_never_runs_is_noticed_by_the_measure():
    """The measure itself: if nothing runs for a year, seconds are counted."""
    world = World(3, years=1)
    done = Simulation(world, 30 * DAY)
    world.quiet = True
    world.add_key("KEY0000000")
    done.run_once()
    world.now += 365 * DAY
    assert done.refused_seconds() > 9 * 180 * DAY


def test_a_journal_that_is_lost_again_and_again_costs_no_sign_in():
    done = Simulation(World(4, years=4), 30 * DAY, rotates=False, is_probed=False, loses_journal_after=10).run()
    assert done.refused_seconds() == 0
    assert done.last_code == 0
    assert done.replaced_but_current() == []


@pytest.mark.slow
@each("seed", range(1, 9))
def test_twenty_years_pass_without_a_refused_secret(seed: int):
    done = simulate(seed)
    require_all_that_must_hold(done)
    assert done.rotations >= 4
    assert done.kills > 100


@pytest.mark.slow
@each("seed", range(101, 104))
def test_twenty_years_of_the_worst_chances_pass_too(seed: int):
    """A third of the calls fail, most runs are killed, and outages of ten weeks need the alarm."""
    done = simulate(seed, years=20, failure=0.33, kill=0.03, outage_days=70)
    require_all_that_must_hold(done)
