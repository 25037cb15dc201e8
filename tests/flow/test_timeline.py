from __future__ import annotations

import random
from functools import reduce
from itertools import pairwise

import pytest
from tests.each import each

from siwakit.flow.logs.timeline import (
    DAY,
    HOUR,
    MAX_BUCKETS,
    MINUTE,
    STEPS,
    WEEK,
    Outcomes,
    OutcomesCount,
    Period,
    Timeline,
    TimelineCount,
    bucket_of,
)

NOW = 1_790_000_000


def timeline(times):
    counter = TimelineCount()
    for time in times:
        counter.add(time)
    return counter.whole()


def test_each_step_is_a_multiple_of_the_one_before():
    assert all(longer % shorter == 0 for shorter, longer in pairwise(STEPS))


def test_weeks_begin_on_monday_and_days_at_midnight():
    assert bucket_of(NOW, WEEK) == 1_789_948_800  # Monday, 2026-09-21
    assert bucket_of(NOW, DAY) % DAY == 0
    assert bucket_of(-1, MINUTE) == -MINUTE


def test_counts_are_by_the_minute_as_long_as_there_are_few():
    assert timeline([NOW, NOW, NOW + MINUTE]).counts == ((NOW // 60 * 60, 2), (NOW // 60 * 60 + 60, 1))
    assert timeline(range(NOW, NOW + MAX_BUCKETS * MINUTE, MINUTE)).step == MINUTE
    assert timeline(range(NOW, NOW + (MAX_BUCKETS + 1) * MINUTE, MINUTE)).step == 10 * MINUTE


@each("seed", range(20))
def test_timelines_add_up_in_any_order_and_grouping(seed):
    draw = random.Random(seed)  # noqa: S311  times, not a secret
    span = draw.choice([HOUR, DAY, 40 * DAY, 4000 * DAY, 250_000_000_000])
    times = [NOW + draw.randrange(span) for _ in range(3000)]
    whole = timeline(times)
    draw.shuffle(times)
    cuts = sorted(draw.randrange(len(times)) for _ in range(6))
    parts = [timeline(times[start:end]) for start, end in zip([0, *cuts], [*cuts, len(times)], strict=True)]
    draw.shuffle(parts)
    left = reduce(Timeline.joined, parts)
    right = reduce(lambda later, earlier: earlier.joined(later), reversed(parts))
    assert left == right == whole
    assert len(whole.counts) <= MAX_BUCKETS
    assert whole.total == len(times)


def test_every_time_that_a_log_can_have_fits():
    first, last = 631_152_000, 253_402_300_799
    assert len(timeline(range(first, last, (last - first) // 4000)).counts) <= MAX_BUCKETS


def test_an_empty_timeline_changes_nothing():
    one = timeline([NOW])
    assert Timeline().joined(one) == one.joined(Timeline()) == one


def test_outcomes_add_up():
    parts = []
    for seconds, is_refused in ((NOW, True), (NOW + 61, False), (None, False)):
        counter = OutcomesCount()
        counter.add(seconds, is_refused=is_refused, is_accepted=not is_refused)
        parts.append(counter.whole())
    whole = reduce(Outcomes.joined, parts)
    assert whole == reduce(Outcomes.joined, reversed(parts))
    assert (whole.refused.total, whole.accepted.total, whole.accepted_count, whole.newest) == (1, 1, 2, NOW + 61)


@pytest.mark.parametrize(("seconds", "is_in"), [(9, False), (10, True), (19, True), (20, False)])
def test_a_period_begins_with_its_first_second_and_ends_before_its_last(seconds, is_in):
    assert Period(10, 20).contains(seconds) is is_in
