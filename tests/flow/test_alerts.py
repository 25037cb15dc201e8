"""When a cause is worth a line: new, or twice as often as in the ten minutes before and at least ten times."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from tests.each import each

from siwakit.flow.logs import alerts
from siwakit.flow.logs.alerts import Alert, AlertKind, Watch
from siwakit.flow.logs.summary import GroupKey, GroupKind
from siwakit.samples import NOW

KEY = GroupKey(GroupKind.ANSWER, "invalid_client")
OTHER = GroupKey(GroupKind.RULE, "secret-expired")
LATER = NOW + 10**6


def seen(watch, times, key=KEY, now=LATER):
    """Return the alerts for failures at *times*."""
    return [alert for time in times if (alert := watch.see(key, time, now))]


def watching():
    """Return a watch that began long before."""
    return Watch(NOW - 10_000)


def often(count, start, end):
    """Return *count* times, evenly from *start* to before *end*."""
    return [start + number * (end - start) // count for number in range(count)]


def test_each_cause_is_new_once():
    watch = watching()
    assert seen(watch, [NOW, NOW + 1]) == [Alert(AlertKind.NEW, NOW, KEY)]
    assert seen(watch, [NOW + 2], OTHER) == [Alert(AlertKind.NEW, NOW + 2, OTHER)]


@pytest.mark.parametrize(
    ("before", "after", "is_told"), [(5, 9, False), (5, 10, True), (6, 11, False), (6, 12, True), (100, 199, False), (100, 200, True)]
)
def test_twice_as_often_and_at_least_ten_times(before, after, is_told):
    watch = watching()
    seen(watch, [NOW] * before)
    watch._causes[KEY].quiet_until = 0
    assert len(seen(watch, [NOW + 600] * after)) == is_told


def test_the_counts_are_in_the_alert():
    watch = watching()
    seen(watch, [NOW] * 5)
    (alert,) = seen(watch, [NOW + 600] * 10)
    assert (alert.kind, alert.count, alert.before, alert.at) == (AlertKind.MORE_OFTEN, 10, 5, NOW + 600)


@pytest.mark.parametrize("count", [600, 6000])
def test_a_cause_that_stays_as_frequent_is_told_once(count):
    told = [alert.kind for alert in seen(Watch(NOW), often(count, NOW, NOW + 36_000))]
    assert told == [AlertKind.NEW, AlertKind.OFTEN]


def test_what_was_before_the_watch_is_not_known_to_be_nothing():
    found = seen(Watch(LATER), often(30, NOW, NOW + 300))
    assert [(alert.kind, alert.count) for alert in found] == [(AlertKind.NEW, 1), (AlertKind.OFTEN, 10)]
    assert [alert.kind for alert in seen(watching(), often(30, NOW, NOW + 300))] == [AlertKind.NEW, AlertKind.MORE_OFTEN]


def test_half_of_the_ten_minutes_before_is_extrapolated():
    watch = Watch(NOW)
    seen(watch, often(4, NOW, NOW + 300))  # eight in ten minutes
    assert seen(watch, [NOW + 900] * 15) == []
    assert [(alert.count, alert.before) for alert in seen(watch, [NOW + 900])] == [(16, 4)]


def test_there_are_ten_minutes_between_two_lines_about_a_cause():
    times = [NOW + second for second in range(3600) for _ in range(1 + second // 60)]
    found = seen(watching(), times)
    assert len(found) <= 7
    assert all(later.at - earlier.at >= 600 for earlier, later in pairwise(found[1:]))


def test_a_cause_that_comes_back_is_told_again():
    burst = often(20, NOW, NOW + 100)
    later = [time + 7200 for time in burst]
    assert [alert.kind for alert in seen(watching(), burst + later)] == [AlertKind.NEW, AlertKind.MORE_OFTEN, AlertKind.MORE_OFTEN]


def test_a_record_without_a_time_counts_as_now():
    watch = watching()
    found = [alert for second in range(10) if (alert := watch.see(KEY, None, NOW + second))]
    assert [(alert.kind, alert.at) for alert in found] == [(AlertKind.NEW, NOW), (AlertKind.MORE_OFTEN, NOW + 9)]


def test_a_wrong_time_in_the_future_hides_nothing():
    watch = watching()
    watch.see(KEY, NOW + 10**9, NOW)
    assert [alert.kind for alert in seen(watch, often(10, NOW, NOW + 60), now=NOW + 60)] == [AlertKind.MORE_OFTEN]


def test_records_that_come_late_are_counted_in_their_time():
    watch = watching()
    seen(watch, [NOW])
    seen(watch, [NOW + 700])
    assert seen(watch, often(8, NOW + 1, NOW + 90)) == []
    assert seen(watch, often(15, NOW + 701, NOW + 760)) == []  # 16 after 9
    assert [alert.count for alert in seen(watch, often(5, NOW + 761, NOW + 800))] == [18]


@each("order", ["forward", "backward"])
def test_memory_is_bounded(order, monkeypatch):
    monkeypatch.setattr(alerts, "MAX_CAUSES", 5)
    watch = watching()
    times = range(NOW, NOW + 20_000)
    for number, time in enumerate(times if order == "forward" else reversed(times)):
        watch.see(KEY, time, LATER)
        watch.see(GroupKey(GroupKind.ANSWER, f"error {number}"), time, LATER)
    assert len(watch._causes) == 5
    assert all(len(recent._counts) <= 2 * alerts.SPAN + 1 for recent in watch._causes.values())


@each("seed", range(10))
def test_the_sums_are_those_of_the_times(seed):
    draw = random.Random(seed)  # noqa: S311  times, not a secret
    recent, at, times = alerts._Recent(NOW), NOW, []
    for _ in range(2000):
        at += draw.choice([0, 0, 1, 2, 30, 700])
        times.append(at - draw.choice([0, 0, 0, 500, 1500]))
        recent.add(times[-1])
        newest = recent.newest
        kept = [time for time in times if time > newest - 1200]
        assert recent.last == sum(time > newest - 600 for time in kept)
        assert recent.last + recent.before == len(kept)
        times = kept
