"""Counts of records over time, in memory that does not grow with the log.

A timeline counts by the minute, and by longer and longer steps if it would have more than `MAX_BUCKETS` counts. Each step is a multiple of the
one before it, so the step depends only on the records and not on their order: timelines of the parts of a log add up to that of the whole,
whatever the parts and however they are grouped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from siwakit.record import record

MINUTE, HOUR, DAY = 60, 3_600, 86_400
WEEK = 7 * DAY
STEPS = (MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, WEEK, 4 * WEEK, 52 * WEEK, 520 * WEEK, 5200 * WEEK)
MAX_BUCKETS = 512
_MONDAY = 4 * DAY  # 1970-01-05


def bucket_of(seconds: int, step: int) -> int:
    """Return when the bucket of *step* seconds that contains *seconds* begins; weeks begin on Monday."""
    first = _MONDAY if step >= WEEK else 0
    return (seconds - first) // step * step + first


def next_step(step: int) -> int:
    """Return the next longer step."""
    return STEPS[STEPS.index(step) + 1]


@record
class Timeline:
    """Counts by the time at which each bucket of *step* seconds begins, in that order; empty buckets are left out."""

    step: int = MINUTE
    counts: tuple[tuple[int, int], ...] = ()

    @property
    def total(self) -> int:
        """Return how many records were counted."""
        return sum(count for _, count in self.counts)

    def joined(self, other: Timeline) -> Timeline:
        """Return the sum of both timelines."""
        if not other.counts:
            return self
        if not self.counts:
            return other
        counter = TimelineCount(max(self.step, other.step))
        for start, count in (*self.counts, *other.counts):
            counter.add(start, count)
        return counter.whole()

    def by(self, step: int) -> dict[int, int]:
        """Return the counts in buckets of *step*, which is not shorter than the timeline's own."""
        found: dict[int, int] = {}
        for start, count in self.counts:
            bucket = bucket_of(start, step)
            found[bucket] = found.get(bucket, 0) + count
        return found


@dataclass(slots=True)
class TimelineCount:
    """Counter of a timeline, record by record."""

    step: int = MINUTE
    _counts: dict[int, int] = field(default_factory=dict, repr=False)

    def add(self, seconds: int, count: int = 1) -> None:
        """Count *count* more records, written at *seconds*."""
        bucket = bucket_of(seconds, self.step)
        self._counts[bucket] = self._counts.get(bucket, 0) + count
        if len(self._counts) > MAX_BUCKETS:
            self._widen()

    def whole(self) -> Timeline:
        """Return the timeline as counted so far."""
        return Timeline(self.step, tuple(sorted(self._counts.items())))

    def _widen(self) -> None:
        counts = self._counts
        while len(counts) > MAX_BUCKETS:
            self.step = next_step(self.step)
            counts = Timeline(self.step, tuple(counts.items())).by(self.step)
        self._counts = counts


@record
class Outcomes:
    """What Apple refused and accepted over time, how much it accepted at any time or none, and the time of the newest record of any kind."""

    refused: Timeline = Timeline()
    accepted: Timeline = Timeline()
    accepted_count: int = 0
    newest: int | None = None

    def joined(self, other: Outcomes) -> Outcomes:
        """Return the sum of both."""
        return Outcomes(
            self.refused.joined(other.refused),
            self.accepted.joined(other.accepted),
            self.accepted_count + other.accepted_count,
            max((time for time in (self.newest, other.newest) if time is not None), default=None),
        )


@dataclass(slots=True)
class OutcomesCount:
    """Counter of outcomes, record by record."""

    refused: TimelineCount = field(default_factory=TimelineCount)
    accepted: TimelineCount = field(default_factory=TimelineCount)
    accepted_count: int = 0
    newest: int | None = None

    def add(self, seconds: int | None, *, is_refused: bool, is_accepted: bool) -> None:
        """Count one more record, written at *seconds* or at an unknown time."""
        self.accepted_count += is_accepted
        if seconds is None:
            return
        self.newest = seconds if self.newest is None else max(self.newest, seconds)
        if is_refused or is_accepted:
            (self.refused if is_refused else self.accepted).add(seconds)

    def whole(self) -> Outcomes:
        """Return the outcomes as counted so far."""
        return Outcomes(self.refused.whole(), self.accepted.whole(), self.accepted_count, self.newest)


@record
class Period:
    """The time to look at: from *since*, and before *until*."""

    since: int | None = None
    until: int | None = None

    @property
    def is_open(self) -> bool:
        """Return whether all times are in it, and records without a time too."""
        return self.since is None and self.until is None

    def contains(self, seconds: int) -> bool:
        """Return whether *seconds* is in it."""
        return (self.since is None or seconds >= self.since) and (self.until is None or seconds < self.until)


ALL_TIME = Period()
