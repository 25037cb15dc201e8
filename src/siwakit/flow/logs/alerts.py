"""When a cause is worth a line while a log is followed: it is new, or it comes much more often than before.

More often means at least `LEAST` times in ten minutes, and at least twice as often as in the ten minutes before. If nothing of the ten minutes before
was watched, a cause that comes ten times is told once, as often and not as more often; if a part of them was, their count is extrapolated from at
least half of them.

The times are those of the records, so that a log that is replayed gives the same lines; a time ahead of the clock counts as now, because a single
wrong one would make all others look old. Memory is bounded: twenty minutes of each of the last `MAX_CAUSES` causes.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum

from siwakit.flow.logs.summary import GroupKey
from siwakit.record import record

SPAN = 600
LEAST = 10
FACTOR = 2
MAX_CAUSES = 1000


class AlertKind(Enum):
    """Why there is an alert."""

    NEW = "new"
    OFTEN = "often"
    MORE_OFTEN = "more often"


@record
class Alert:
    """A cause that is new or frequent at a time, with its count in the last ten minutes and, if that is known, in the ten minutes before."""

    kind: AlertKind
    at: int
    key: GroupKey
    count: int = 1
    before: int = 0


@dataclass(slots=True)
class _Recent:
    """Counts of one cause by the second, of the twenty minutes before *newest*, and until when no other line is written about it.

    *last* and *before* are the sums of the last ten minutes and of the ten minutes before.
    """

    newest: int
    last: int = 0
    before: int = 0
    quiet_until: int = 0
    _counts: dict[int, int] = field(default_factory=dict, repr=False)

    def add(self, seconds: int) -> None:
        if seconds > self.newest:
            self._advance(seconds)
        if seconds <= self.newest - 2 * SPAN:
            return
        self._counts[seconds] = self._counts.get(seconds, 0) + 1
        if seconds > self.newest - SPAN:
            self.last += 1
        else:
            self.before += 1

    def _advance(self, newest: int) -> None:
        middle, oldest = newest - SPAN, newest - 2 * SPAN
        # Whichever is shorter: the seconds that have passed, or those that have counts.
        if newest - self.newest > len(self._counts):
            self._counts = {second: count for second, count in self._counts.items() if second > oldest}
            self.last = sum(count for second, count in self._counts.items() if second > middle)
            self.before = sum(self._counts.values()) - self.last
        else:
            for second in range(self.newest - SPAN + 1, middle + 1):
                count = self._counts.get(second, 0)
                self.last -= count
                self.before += count
            for second in range(self.newest - 2 * SPAN + 1, oldest + 1):
                self.before -= self._counts.pop(second, 0)
        self.newest = newest


class Watch:
    """Recent failures by cause since *started*, which says when there is an alert."""

    def __init__(self, started: int) -> None:
        self._started = started
        self._causes: OrderedDict[GroupKey, _Recent] = OrderedDict()

    def see(self, key: GroupKey, seconds: int | None, now: int) -> Alert | None:
        """Return the alert that a failure written at *seconds*, or at an unknown time, is reason for; *now* is the clock."""
        at = now if seconds is None else min(seconds, now)
        if not self._causes:
            # A log that is replayed begins before it is read.
            self._started = min(self._started, at)
        recent = self._causes.get(key)
        if recent is None:
            self._causes[key] = recent = _Recent(at)
            recent.add(at)
            if len(self._causes) > MAX_CAUSES:
                self._causes.popitem(last=False)
            return Alert(AlertKind.NEW, at, key)
        self._causes.move_to_end(key)
        recent.add(at)
        return self._compare(key, recent) if recent.newest >= recent.quiet_until else None

    def _compare(self, key: GroupKey, recent: _Recent) -> Alert | None:
        last, before = recent.last, recent.before
        if last < LEAST:
            return None
        watched = min(recent.newest - SPAN - self._started, SPAN)
        if watched < 0:
            is_told, alert = recent.quiet_until > 0, Alert(AlertKind.OFTEN, recent.newest, key, last)
        else:
            is_told = watched < SPAN // 2 or last * watched < FACTOR * before * SPAN
            alert = Alert(AlertKind.MORE_OFTEN, recent.newest, key, last, before)
        if is_told:
            return None
        recent.quiet_until = recent.newest + SPAN
        return alert
