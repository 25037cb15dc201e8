"""Show seconds as dates and spans."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.evidence.dates import date_of, is_zone_offset, span_of, whole_seconds, zone_of


@each(
    ("seconds", "shown"),
    [
        (0, "1970-01-01 00:00:00 UTC"),
        (1_790_000_000.9, "2026-09-21 14:13:20 UTC"),
        (-1, "1969-12-31 23:59:59 UTC"),
        (253_402_300_799, "9999-12-31 23:59:59 UTC"),
        (253_402_300_800, "a date after the year 9999"),
        (-62_135_596_800, "0001-01-01 00:00:00 UTC"),
        (-62_135_596_801, "a date before the year 1"),
        (10**20, "a date after the year 9999"),
        (-1e300, "a date before the year 1"),
    ],
)
def test_a_moment_is_shown_as_a_date(seconds: float, shown: str) -> None:
    assert date_of(seconds) == shown


@each(
    ("seconds", "shown"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (720, "12 minutes"),
        (3599, "59 minutes"),
        (3600, "1 hour"),
        (86_399, "23 hours"),
        (86_400, "1 day"),
        (17 * 86_400 + 5, "17 days"),
        (-720, "12 minutes"),
        (700 * 86_400, "700 days"),
        (3 * 31_557_600, "3 years"),
        (10**21, "31688087814028 years"),
    ],
)
def test_a_span_is_shown_in_the_unit_that_says_it_well(seconds: float, shown: str) -> None:
    assert span_of(seconds) == shown


@each(
    ("value", "seconds"),
    [(5, 5), (5.9, 5), (-0.5, -1), (True, None), ("5", None), (None, None), ([5], None), (math.inf, None), (math.nan, None), (1e300, int(1e300))],
)
def test_a_numericdate_is_any_number_floored(value: object, seconds: int | None) -> None:
    assert whole_seconds(value) == seconds


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_no_number_is_too_large_to_show(seconds: float) -> None:
    assert date_of(seconds)
    assert span_of(seconds)


@each("seconds", [3_600, -3_600, 3_480, 19_800, -19_800, 20_700, -45_900, 49_620, 31_380, 36_100, 50_400, 50_520])
def test_the_hours_of_zones_up_to_fourteen_look_like_a_time_zone(seconds: int) -> None:
    assert is_zone_offset(seconds)


@each("seconds", [0, 60, 1_800, -1_800, 3_479, 4_500, 20_821, 24_300, 50_521, 54_000, 86_400])
def test_other_spans_do_not_look_like_a_time_zone(seconds: int) -> None:
    assert not is_zone_offset(seconds)


@each(("seconds", "shown"), [(18_000, "5:00"), (-12_601, "3:30"), (20_640, "5:45"), (45_960, "12:45")])
def test_a_zone_is_shown_as_hours_and_minutes(seconds: int, shown: str) -> None:
    assert zone_of(seconds) == shown
