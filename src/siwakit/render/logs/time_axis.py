"""The axis of time that all pictures of one log share: which span is drawn, in bars of which length, and what is written below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import gmtime

from siwakit.flow.logs.summary import Tally
from siwakit.flow.logs.timeline import DAY, HOUR, MINUTE, STEPS, WEEK, Timeline, bucket_of
from siwakit.record import record

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TICKS = (
    *(MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, WEEK, 2 * WEEK, 4 * WEEK),
    *(13 * WEEK, 26 * WEEK, 52 * WEEK, 260 * WEEK, 520 * WEEK, 2600 * WEEK, 5200 * WEEK, 26_000 * WEEK),
)
_STEP_NAMES = {MINUTE: "minute", 10 * MINUTE: "10 minutes", HOUR: "hour", 6 * HOUR: "6 hours", DAY: "day", WEEK: "week"}
# Of all records, how many may be at each end in a span so long that nothing would be seen of the others.
_STRAY_SHARE = 0.01
_STRAY_DISTANCE = 10
_LEAST_STEPS = 12  # a single bar would have no neighbours to compare it with


@record
class Window:
    """The span that is drawn: buckets of *step* seconds from *start* to before *end*."""

    start: int
    end: int
    step: int

    @property
    def starts(self) -> range:
        """Return when each bucket begins."""
        return range(self.start, self.end, self.step)

    @property
    def step_name(self) -> str:
        """Return the length of a bucket in words."""
        return _STEP_NAMES.get(self.step) or f"{self.step // WEEK} weeks"

    def counts(self, timeline: Timeline) -> list[int]:
        """Return the counts of *timeline* in each bucket."""
        counted = timeline.by(self.step)
        return [counted.get(start, 0) for start in self.starts]

    def left_out(self, timeline: Timeline) -> int:
        """Return how many records of *timeline* are outside."""
        return timeline.total - sum(self.counts(timeline))


@record
class Tick:
    """A label of the axis: *text*, and below it the date or year if that is new."""

    at: int
    text: str
    below: str


def timelines(tally: Tally) -> tuple[Timeline, ...]:
    """Return every timeline of *tally*."""
    return (*(group.times for _, group in tally.ranked), tally.outcomes.refused, tally.outcomes.accepted)


def find_window(found: Iterable[Timeline], most: int, marks: Sequence[int] = ()) -> Window | None:
    """Return the window that shows the timelines in at most *most* buckets, and of *marks* those that are near; None if nothing has a time."""
    drawn = [timeline for timeline in found if timeline.counts]
    if not drawn:
        return None
    longest = max(timeline.step for timeline in drawn)
    first, last = _without_strays(sorted(entry for timeline in drawn for entry in timeline.counts))
    margin = max(last - first, HOUR)
    near = [mark for mark in marks if first - margin <= mark <= last + margin]
    first, last = min((first, *near)), max((last, *near))
    for step in STEPS:
        start, end = bucket_of(first, step), bucket_of(last, step) + step
        if step >= longest and (end - start) // step <= most:
            break
    missing = max(0, _LEAST_STEPS - (end - start) // step)
    return Window(start - (missing // 2) * step, end + (missing - missing // 2) * step, step)


def _without_strays(counts: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the first and last time of *counts*; without the few records that are far from all others, such as those of a clock that was wrong."""
    first, last = counts[0][0], counts[-1][0]
    total = sum(count for _, count in counts)
    low, high = _quantile(counts, total * _STRAY_SHARE), _quantile(counts, total * (1 - _STRAY_SHARE))
    span = max(high - low, HOUR)
    if last - first < _STRAY_DISTANCE * span:
        return first, last
    return max(first, low - span // 4), min(last, high + span // 4)


def _quantile(counts: list[tuple[int, int]], wanted: float) -> int:
    seen = 0
    for start, count in counts:
        seen += count
        if seen > wanted:
            return start
    return counts[-1][0]


def ticks(window: Window, most: int) -> list[Tick]:
    """Return at most *most* labels for *window*, at round times."""
    interval = next(interval for interval in _TICKS if (window.end - window.start) / interval <= most)
    found: list[Tick] = []
    before = ""
    for at in range(bucket_of(window.start - 1, interval) + interval, window.end, interval):
        text, below = _label(at, interval)
        found.append(Tick(at, text, "" if below == before else below))
        before = below
    return found


def _label(at: int, interval: int) -> tuple[str, str]:
    time = gmtime(at)
    month = _MONTHS[time.tm_mon - 1]
    if interval < DAY:
        return f"{time.tm_hour:02d}:{time.tm_min:02d}", f"{time.tm_mday} {month} {time.tm_year}"
    if interval < 13 * WEEK:
        return f"{time.tm_mday} {month}", str(time.tm_year)
    return f"{month} {time.tm_year}", ""


def bucket_name(start: int, step: int) -> str:
    """Return the bucket that begins at *start* as text, in UTC."""
    time = gmtime(start)
    date = f"{time.tm_year}-{time.tm_mon:02d}-{time.tm_mday:02d}"
    return date if step >= DAY else f"{date} {time.tm_hour:02d}:{time.tm_min:02d}"
