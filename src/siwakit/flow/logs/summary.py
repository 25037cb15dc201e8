"""Counts of the records of a log by root cause, or by Apple's own words if the log contains no request.

Tallies of the parts of a log add up to that of the whole, in any order and grouping, whichever process or machine made them. A part does
not know how many lines are above it, so its lines are counted from its own beginning, and numbered at the end (`Tally.numbered`).

Apple's words are free text, so a hostile log may have any number of them. `MAX_ANSWERS` of them have a group of their own, the others are counted in
one. Which these are depends only on the words: those that are kept of the whole are then kept of each part too, and their counts are complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import reduce
from hashlib import sha256
from heapq import nsmallest

from siwakit.flow.logs.timeline import Outcomes, Timeline, TimelineCount
from siwakit.record import record


class GroupKind(Enum):
    """What the records of a group have in common."""

    RULE = "the root cause"
    ANSWER = "Apple's words"
    STATUS = "only a status"
    OTHER = "Apple's words, of which there are too many to count them one by one"


class Fate(Enum):
    """Why a record belongs to no group."""

    SOUND = "no mistake visible"
    ANOTHER_PROVIDER = "from another provider"
    UNREADABLE = "over a limit"
    OUTSIDE = "outside the period"
    NO_TIME = "no time, so not in any period"


# What does not count as a record.
LEFT_OUT = frozenset({Fate.OUTSIDE, Fate.NO_TIME})


@record
class GroupKey:
    """Key of a group: the id of a rule, an answer's error and description, or a status."""

    kind: GroupKind
    name: str
    description: str = ""

    @property
    def order(self) -> tuple[str, str, str]:
        """Return what groups are ordered by when nothing else decides."""
        return self.kind.name, self.name, self.description

    @property
    def rank(self) -> tuple[bool, bytes]:
        """Return what decides which answers are counted one by one: an error alone first, and otherwise what no log can easily choose."""
        return bool(self.description), sha256(f"{self.name}\n{self.description}".encode("utf-8", "surrogatepass")).digest()


MAX_ANSWERS = 100
OTHER_ANSWERS = GroupKey(GroupKind.OTHER, "other answers")


@record
class Sighting:
    """One record of a group: its file and line, counted from 0, and its text, which is not redacted.

    If *part* is the position of a part of the file, the line is counted from the first line that begins in that part.
    """

    file: int
    line: int
    text: str = field(repr=False)
    part: int = 0

    @property
    def place(self) -> tuple[int, int, int]:
        """Return what sightings are ordered by."""
        return self.file, self.part, self.line


@record
class Group:
    """How often a failure was seen, the first and last time, its first record, and how many there were over time."""

    count: int
    first: int | None
    last: int | None
    undated: int
    example: Sighting
    times: Timeline = Timeline()

    def joined(self, other: Group) -> Group:
        """Return this group with the records of *other*."""
        times = [moment for moment in (self.first, other.first, self.last, other.last) if moment is not None]
        return Group(
            self.count + other.count,
            min(times, default=None),
            max(times, default=None),
            self.undated + other.undated,
            min(self.example, other.example, key=lambda sighting: sighting.place),
            self.times.joined(other.times),
        )


def joined_groups(groups: Iterable[tuple[GroupKey, Group]]) -> dict[GroupKey, Group]:
    """Return the sums of *groups* by key; answers beyond the limit are one group."""
    found: dict[GroupKey, Group] = {}
    for key, group in groups:
        found[key] = found[key].joined(group) if key in found else group
    answers = [key for key in found if key.kind is GroupKind.ANSWER]
    if len(answers) <= MAX_ANSWERS:
        return found
    kept = set(nsmallest(MAX_ANSWERS, answers, key=lambda key: key.rank))
    others = [found.pop(key) for key in answers if key not in kept]
    if OTHER_ANSWERS in found:
        others.append(found.pop(OTHER_ANSWERS))
    found[OTHER_ANSWERS] = reduce(Group.joined, others)
    return found


@dataclass(slots=True)
class GroupCount:
    """Counter of a group, record by record."""

    example: Sighting
    count: int = 0
    undated: int = 0
    first: int | None = None
    last: int | None = None
    times: TimelineCount = field(default_factory=TimelineCount, repr=False)

    def add(self, seconds: int | None) -> None:
        """Count one more record, written at *seconds* or at an unknown time."""
        self.count += 1
        if seconds is None:
            self.undated += 1
            return
        self.times.add(seconds)
        if self.first is None or seconds < self.first:
            self.first = seconds
        if self.last is None or seconds > self.last:
            self.last = seconds

    def whole(self) -> Group:
        """Return the group as counted so far."""
        return Group(self.count, self.first, self.last, self.undated, self.example, self.times.whole())


@record
class Tally:
    """Counts of a log, or of a part of one."""

    lines: int = 0
    cut: int = 0
    records: int = 0
    refused: int = 0
    fates: tuple[tuple[Fate, int], ...] = ()
    groups: tuple[tuple[GroupKey, Group], ...] = ()
    outcomes: Outcomes = Outcomes()

    def joined(self, other: Tally) -> Tally:
        """Return the sum of this tally and *other*."""
        groups = joined_groups((*self.groups, *other.groups))
        fates = dict(self.fates)
        for fate, count in other.fates:
            fates[fate] = fates.get(fate, 0) + count
        return Tally(
            self.lines + other.lines,
            self.cut + other.cut,
            self.records + other.records,
            self.refused + other.refused,
            tuple(sorted(fates.items(), key=lambda entry: entry[0].name)),
            tuple(sorted(groups.items(), key=lambda entry: entry[0].order)),
            self.outcomes.joined(other.outcomes),
        )

    def placed(self, file: int, part: int) -> Tally:
        """Return this tally as that of the *part* of file number *file* that begins there."""
        placed = ((key, replace(group, example=replace(group.example, file=file, part=part))) for key, group in self.groups)
        return replace(self, groups=tuple(placed))

    def moved(self, lines: int) -> Tally:
        """Return this tally as that of a part that comes after *lines* other lines."""
        moved = ((key, replace(group, example=replace(group.example, line=group.example.line + lines))) for key, group in self.groups)
        return replace(self, groups=tuple(moved))

    def numbered(self, lines_above: Callable[[int, int], int]) -> Tally:
        """Return this tally with the lines of its examples counted from the top of their files.

        *lines_above* returns how many lines begin before a part, given its file and position.
        """
        numbered = []
        for key, group in self.groups:
            example = group.example
            line = example.line + lines_above(example.file, example.part)
            numbered.append((key, replace(group, example=replace(example, line=line, part=0))))
        return replace(self, groups=tuple(numbered))

    def count(self, fate: Fate) -> int:
        """Return how many records had this *fate*."""
        return dict(self.fates).get(fate, 0)

    @property
    def ranked(self) -> tuple[tuple[GroupKey, Group], ...]:
        """Return the groups, the largest first; of two that are equally large, the one seen first."""
        return tuple(sorted(self.groups, key=lambda entry: (-entry[1].count, entry[1].example.place, entry[0].order)))

    @property
    def has_root(self) -> bool:
        """Return whether a broken rule was found."""
        return any(key.kind is GroupKind.RULE for key, _ in self.groups)
